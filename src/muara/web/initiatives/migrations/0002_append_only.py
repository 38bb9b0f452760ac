"""Let the database itself refuse to rewrite a cash book and the way through the phases.

On SQLite an INSERT OR REPLACE would delete without firing a DELETE trigger: a third trigger refuses a row whose id
or number is already there.
"""

from typing import Any

from django.db import migrations

SAID = {
    "initiatives_cashentry": "A cash book is append-only.",
    "initiatives_phasestep": "The way of an initiative is append-only.",
}
PLACE = {"initiatives_cashentry": " OR (initiative_id = NEW.initiative_id AND number = NEW.number)"}


def close(apps: Any, schema_editor: Any) -> None:
    for table, said in SAID.items():
        if schema_editor.connection.vendor == "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            again = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id{PLACE.get(table, '')})"  # noqa: S608
            schema_editor.execute(f"CREATE TRIGGER {table}_kept_as_it_is BEFORE UPDATE ON {table} {refuse}")
            schema_editor.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}")
            schema_editor.execute(
                f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} WHEN {again} {refuse}"
            )
            continue
        schema_editor.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_all_kept BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
        )


def open_again(apps: Any, schema_editor: Any) -> None:
    for table in SAID:
        if schema_editor.connection.vendor == "sqlite":
            for ending in ("kept_as_it_is", "kept", "not_replaced"):
                schema_editor.execute(f"DROP TRIGGER {table}_{ending}")
            continue
        for ending in ("all_kept", "kept"):
            schema_editor.execute(f"DROP TRIGGER {table}_{ending} ON {table}")
        schema_editor.execute(f"DROP FUNCTION {table}_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]
    operations = [migrations.RunPython(close, open_again)]
