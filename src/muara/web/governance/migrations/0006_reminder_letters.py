import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_reminders_and_language"),
        ("governance", "0005_tiles_of_older_logs"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "is_tried",
                    models.BooleanField(
                        default=False, help_text="Handed to the mail server; nobody knows whether it left"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_letters",
                        to="governance.decision",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_letters",
                        to="accounts.participant",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reminderletter",
            constraint=models.UniqueConstraint(
                fields=("decision", "participant"), name="one_reminder_letter_per_person"
            ),
        ),
    ]
