import django.db.models.deletion
from django.db import migrations, models

import muara.web.search.models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cities", "0002_time_zone_is_one")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(help_text="Which one of its kind", max_length=80)),
                ("path", models.CharField(help_text="Where it is read", max_length=250)),
                ("title", models.CharField(max_length=400)),
                ("text", models.TextField(blank=True)),
                ("title_stems", models.TextField(blank=True)),
                (
                    "stems",
                    muara.web.search.models.StemsField(
                        blank=True, help_text="Of the title, then of the text; written by the program"
                    ),
                ),
                ("at", models.DateTimeField(help_text="Of when it is")),
                (
                    "digest",
                    models.CharField(help_text="Of all that the rooms said, to see what changed", max_length=64),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entries",
                        to="cities.city",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "kind", "key"), name="search_entry_once_per_thing")
                ],
            },
        ),
    ]
