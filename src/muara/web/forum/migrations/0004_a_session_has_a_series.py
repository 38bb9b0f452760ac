import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_every_session_in_its_series")]

    operations = [
        migrations.AlterField(
            model_name="session",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="forum.series"
            ),
        ),
        migrations.AlterField(model_name="session", name="series_number", field=models.PositiveIntegerField()),
        migrations.AlterField(
            model_name="session",
            name="label",
            field=models.CharField(help_text="BATS 25: the series and the number in it", max_length=52),
        ),
    ]
