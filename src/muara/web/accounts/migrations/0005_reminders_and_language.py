from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_audit_lines_are_append_only")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, help_text="In which letters are written to them", max_length=5),
        ),
        migrations.AddField(
            model_name="participant",
            name="wants_reminders",
            field=models.BooleanField(default=True, help_text="By e-mail, of what waits for them here"),
        ),
    ]
