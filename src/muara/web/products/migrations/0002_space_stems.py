from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="stems",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Stems of its words, to be found by; written by the program",
            ),
            preserve_default=False,
        ),
    ]
