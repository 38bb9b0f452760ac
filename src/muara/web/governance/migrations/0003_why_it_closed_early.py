from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_ledger_is_append_only")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="early_reason",
            field=models.CharField(
                blank=True,
                help_text="Why it was closed before its hour, while somebody had not voted",
                max_length=300,
            ),
        ),
    ]
