from django.db import migrations
from django.db.models import F, Min


def fill(apps, schema_editor):
    """Every evening so far was one of BATS, numbered in its city."""
    Session, Series = apps.get_model("forum", "Session"), apps.get_model("forum", "Series")
    cities = Session.objects.values("city").annotate(since=Min("created_at")).order_by("city")
    for row in cities:
        series, _is_new = Series.objects.get_or_create(
            city_id=row["city"],
            slug="bats",
            defaults={
                "name": "BATS",
                "full_name": "Belajar Antar Teman Sejawat",
                "created_at": row["since"],
            },
        )
        sessions = Session.objects.filter(city=row["city"], series=None)
        for number in list(sessions.values_list("number", flat=True)):
            sessions.filter(number=number).update(series=series, series_number=F("number"), label=f"BATS {number}")


def take_out(apps, schema_editor):
    apps.get_model("forum", "Session").objects.update(series=None, series_number=None, label="")
    apps.get_model("forum", "Series").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_series_registrations_agenda")]

    operations = [migrations.RunPython(fill, take_out)]
