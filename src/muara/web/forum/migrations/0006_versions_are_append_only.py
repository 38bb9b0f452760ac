"""Let the database itself refuse to rewrite what minutes once said.

On SQLite an INSERT OR REPLACE would delete without firing a DELETE trigger: a third trigger refuses a row whose id
or number is already there.
"""

from typing import Any

from django.db import migrations

TABLE, SAID = "forum_minutesversion", "The versions of minutes are append-only."
THERE = (
    f"EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (minutes_id = NEW.minutes_id AND number = NEW.number))"  # noqa: S608
)


def close(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_kept_as_it_is BEFORE UPDATE ON {TABLE} {refuse}")
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} {refuse}")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_not_replaced BEFORE INSERT ON {TABLE} WHEN {THERE} {refuse}"
        )
        return
    schema_editor.execute(
        f"CREATE FUNCTION {TABLE}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_is_append_only()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_all_kept BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_is_append_only()"
    )


def open_again(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for ending in ("kept_as_it_is", "kept", "not_replaced"):
            schema_editor.execute(f"DROP TRIGGER {TABLE}_{ending}")
        return
    for ending in ("all_kept", "kept"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{ending} ON {TABLE}")
    schema_editor.execute(f"DROP FUNCTION {TABLE}_is_append_only()")


class Migration(migrations.Migration):
    dependencies = [("forum", "0005_minutes")]
    operations = [migrations.RunPython(close, open_again)]
