import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assets", "0001_initial"),
        ("cities", "0002_time_zone_is_one"),
    ]

    operations = [
        migrations.CreateModel(
            name="DistrictOutline",
            fields=[
                (
                    "district",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="cities.district",
                    ),
                ),
                (
                    "rings",
                    models.JSONField(help_text="Lists of corners, each longitude and latitude; filled even-odd"),
                ),
                ("latitude", models.FloatField(help_text="Of a point inside")),
                ("longitude", models.FloatField()),
                ("source", models.CharField(max_length=200)),
                ("licence", models.CharField(max_length=200)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True)
                        & models.Q(("licence", ""), _negated=True),
                        name="an_outline_has_source_and_licence",
                    ),
                ],
            },
        ),
    ]
