"""Let the database itself refuse to change or delete what was voted (reliability T3).

Only the name of a recorder may be taken away, when that person asks to be forgotten. On SQLite an INSERT OR
REPLACE would delete without firing a DELETE trigger unless recursive_triggers is on, which a plain client does
not set: a third trigger refuses a row whose id or key is already there.
"""

from typing import Any

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER vote_event_kept_as_it_is BEFORE UPDATE ON concerns_voteevent
    WHEN NEW.recorded_by_id IS NOT NULL
      OR NEW.id IS NOT OLD.id OR NEW.participant_id IS NOT OLD.participant_id
      OR NEW.statement_id IS NOT OLD.statement_id OR NEW.value IS NOT OLD.value
      OR NEW.is_important IS NOT OLD.is_important OR NEW.channel IS NOT OLD.channel
      OR NEW.key IS NOT OLD.key OR NEW.undoes_id IS NOT OLD.undoes_id OR NEW.at IS NOT OLD.at
    BEGIN SELECT RAISE(ABORT, 'Vote events are append-only.'); END
    """,
    """
    CREATE TRIGGER vote_event_kept BEFORE DELETE ON concerns_voteevent
    BEGIN SELECT RAISE(ABORT, 'Vote events are append-only.'); END
    """,
    """
    CREATE TRIGGER vote_event_not_replaced BEFORE INSERT ON concerns_voteevent
    WHEN EXISTS (
      SELECT 1 FROM concerns_voteevent
      WHERE id = NEW.id OR (participant_id = NEW.participant_id AND key = NEW.key) OR undoes_id = NEW.undoes_id
    )
    BEGIN SELECT RAISE(ABORT, 'Vote events are append-only.'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER vote_event_kept_as_it_is",
    "DROP TRIGGER vote_event_kept",
    "DROP TRIGGER vote_event_not_replaced",
]
POSTGRESQL = [
    """
    CREATE FUNCTION vote_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF NEW.recorded_by_id IS NULL
           AND to_jsonb(NEW) - 'recorded_by_id' = to_jsonb(OLD) - 'recorded_by_id' THEN
          RETURN NEW;
        END IF;
      END IF;
      RAISE EXCEPTION 'Vote events are append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER vote_event_kept BEFORE UPDATE OR DELETE ON concerns_voteevent
    FOR EACH ROW EXECUTE FUNCTION vote_events_are_append_only()
    """,
    """
    CREATE TRIGGER vote_events_kept BEFORE TRUNCATE ON concerns_voteevent
    FOR EACH STATEMENT EXECUTE FUNCTION vote_events_are_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER vote_events_kept ON concerns_voteevent",
    "DROP TRIGGER vote_event_kept ON concerns_voteevent",
    "DROP FUNCTION vote_events_are_append_only()",
]


def close(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def open_again(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_vote_undone_and_split")]
    operations = [migrations.RunPython(close, open_again)]
