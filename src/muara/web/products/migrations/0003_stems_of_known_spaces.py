from django.db import migrations

from muara.web.ui.stems import padded_stems


def write_stems(apps, schema_editor):
    for space in apps.get_model("products", "Space").objects.all().iterator():
        space.stems = padded_stems(f"{space.name} {space.description}")
        space.save(update_fields=["stems"])


class Migration(migrations.Migration):
    dependencies = [("products", "0002_space_stems")]

    operations = [migrations.RunPython(write_stems, migrations.RunPython.noop)]
