from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0003_words_of_a_city"),
    ]

    operations = [
        migrations.CreateModel(
            name="CityFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("POPULATION", "how many people live there"), ("AREA", "how large it is")],
                        max_length=10,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="What the whole is called, if not as the city", max_length=80
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=13,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.001"))],
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1945),
                            django.core.validators.MaxValueValidator(2200),
                        ]
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("link", models.URLField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="cities.city"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.district",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("district", None), ("ended_at", None)),
                        fields=("city", "kind"),
                        name="one_standing_figure_of_the_whole_city",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("city", "kind", "district"),
                        name="one_standing_figure_of_a_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("source", ""), _negated=True), ("value__gt", 0)),
                        name="a_figure_has_a_source",
                    ),
                ],
            },
        ),
    ]
