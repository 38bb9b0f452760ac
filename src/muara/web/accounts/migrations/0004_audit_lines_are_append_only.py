"""Let the database itself refuse to rewrite the audit log (reliability T3, ASVS 16.4.2).

Only the names may be taken away, when a row of a person is deleted. On SQLite an INSERT OR REPLACE would delete
without firing a DELETE trigger: a third trigger refuses a row whose id is already there.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER audit_line_kept_as_it_is BEFORE UPDATE ON accounts_auditline
    WHEN NEW.id IS NOT OLD.id OR NEW.city_id IS NOT OLD.city_id OR NEW.at IS NOT OLD.at
      OR NEW.verb IS NOT OLD.verb OR NEW.what IS NOT OLD.what OR NEW.what_id IS NOT OLD.what_id
      OR NEW.detail IS NOT OLD.detail
      OR (NEW.by_user_id IS NOT OLD.by_user_id AND NEW.by_user_id IS NOT NULL)
      OR (NEW.by_participant_id IS NOT OLD.by_participant_id AND NEW.by_participant_id IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_line_kept BEFORE DELETE ON accounts_auditline
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_line_not_replaced BEFORE INSERT ON accounts_auditline
    WHEN EXISTS (SELECT 1 FROM accounts_auditline WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER audit_line_kept_as_it_is",
    "DROP TRIGGER audit_line_kept",
    "DROP TRIGGER audit_line_not_replaced",
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_lines_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'by_user_id' - 'by_participant_id'
             = to_jsonb(OLD) - 'by_user_id' - 'by_participant_id'
           AND (NEW.by_user_id IS NULL OR NEW.by_user_id = OLD.by_user_id)
           AND (NEW.by_participant_id IS NULL OR NEW.by_participant_id = OLD.by_participant_id) THEN
          RETURN NEW;
        END IF;
      END IF;
      RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_line_kept BEFORE UPDATE OR DELETE ON accounts_auditline
    FOR EACH ROW EXECUTE FUNCTION audit_lines_are_append_only()
    """,
    """
    CREATE TRIGGER audit_lines_kept BEFORE TRUNCATE ON accounts_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_are_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_lines_kept ON accounts_auditline",
    "DROP TRIGGER audit_line_kept ON accounts_auditline",
    "DROP FUNCTION audit_lines_are_append_only()",
]


def close(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def open_again(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_whose_code")]
    operations = [migrations.RunPython(close, open_again)]
