"""Let the database itself refuse to rewrite the log of a decision (reliability T3), and keep secret ballots unordered.

On SQLite an INSERT OR REPLACE would delete without firing a DELETE trigger: a third trigger refuses a row whose id
or place is already there. Secret ballots lose their rowid there: the order of their rows is that of their hashes (T5).
"""

from typing import Any

from django.db import migrations, models

SQLITE = [
    """
    CREATE TRIGGER governance_event_kept_as_it_is BEFORE UPDATE ON governance_event
    BEGIN SELECT RAISE(ABORT, 'The log of a decision is append-only.'); END
    """,
    """
    CREATE TRIGGER governance_event_kept BEFORE DELETE ON governance_event
    BEGIN SELECT RAISE(ABORT, 'The log of a decision is append-only.'); END
    """,
    """
    CREATE TRIGGER governance_event_not_replaced BEFORE INSERT ON governance_event
    WHEN EXISTS (
      SELECT 1 FROM governance_event
      WHERE id = NEW.id OR (decision_id = NEW.decision_id AND seq = NEW.seq)
    )
    BEGIN SELECT RAISE(ABORT, 'The log of a decision is append-only.'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER governance_event_kept_as_it_is",
    "DROP TRIGGER governance_event_kept",
    "DROP TRIGGER governance_event_not_replaced",
]
POSTGRESQL = [
    """
    CREATE FUNCTION governance_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The log of a decision is append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER governance_event_kept BEFORE UPDATE OR DELETE ON governance_event
    FOR EACH ROW EXECUTE FUNCTION governance_events_are_append_only()
    """,
    """
    CREATE TRIGGER governance_events_kept BEFORE TRUNCATE ON governance_event
    FOR EACH STATEMENT EXECUTE FUNCTION governance_events_are_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER governance_events_kept ON governance_event",
    "DROP TRIGGER governance_event_kept ON governance_event",
    "DROP FUNCTION governance_events_are_append_only()",
]


def close(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "sqlite":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
        return
    for statement in SQLITE:
        schema_editor.execute(statement)
    _remade(schema_editor, " WITHOUT ROWID")


def open_again(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "sqlite":
        for statement in POSTGRESQL_BACK:
            schema_editor.execute(statement)
        return
    for statement in SQLITE_BACK:
        schema_editor.execute(statement)
    _remade(schema_editor, "")


def _remade(schema_editor: Any, ending: str) -> None:
    """Make the table of secret ballots again, with another ending of its statement; its rows go along."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'governance_sealedballot' AND sql IS NOT NULL"
        )
        parts = cursor.fetchall()
    table = next(sql for kind, sql in parts if kind == "table").removesuffix(" WITHOUT ROWID")
    schema_editor.execute("CREATE TEMPORARY TABLE sealed_before AS SELECT * FROM governance_sealedballot")
    schema_editor.execute("DROP TABLE governance_sealedballot")
    schema_editor.execute(table + ending)
    for kind, sql in parts:
        if kind == "index":
            schema_editor.execute(sql)
    schema_editor.execute("INSERT INTO governance_sealedballot SELECT * FROM sealed_before ORDER BY commitment")
    schema_editor.execute("DROP TABLE sealed_before")


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="ballot",
            name="earlier",
            field=models.JSONField(
                default=dict, help_text="Keys of the ballots that it replaced, with their events"
            ),
        ),
        migrations.RunPython(close, open_again),
    ]
