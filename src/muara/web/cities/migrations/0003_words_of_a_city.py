from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0002_time_zone_is_one"),
    ]

    operations = [
        migrations.AddField(
            model_name="city",
            name="movement",
            field=models.CharField(
                blank=True, help_text="What those who keep the platform call it", max_length=80
            ),
        ),
        migrations.AddField(
            model_name="city",
            name="tagline",
            field=models.CharField(blank=True, max_length=140),
        ),
        migrations.AddField(
            model_name="city",
            name="forum_name",
            field=models.CharField(blank=True, help_text="What stands before an evening's number", max_length=30),
        ),
        migrations.AddField(
            model_name="city",
            name="forum_meaning",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
