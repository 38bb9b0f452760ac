"""Rows from one database to another, whatever they are: a backup is always one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.models.sql import InsertQuery

from muara.web.config import environment

LEFT_OUT = {"django_session"}  # a backup opens nobody's log-in


@contextmanager
def sqlite_file(path: Path, alias: str = "portable") -> Iterator[str]:
    """Let Django use this SQLite file under an alias."""
    known = environment.sqlite(path)
    known["OPTIONS"] = {"init_command": "PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON"}  # a copy
    connections.databases[alias] = connections.configure_settings({"default": known})["default"]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def migrate(alias: str) -> None:
    call_command("migrate", database=alias, verbosity=0, interactive=False)


def tables() -> list[type[models.Model]]:
    """Return every model with a table of its own, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy and not one._meta.swapped]


def copy_rows(source: str, target: str) -> None:
    """Make every table of `target` what it is in `source`, in one transaction. Both have this version's tables."""
    connection = connections[target]
    with transaction.atomic(using=target):
        for model in tables():
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        for model in tables():
            if model._meta.db_table not in LEFT_OUT:
                copy_table(model, source, target)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)


def copy_table(model: type[models.Model], source: str, target: str) -> None:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows = model._base_manager.using(source).order_by("pk").iterator(chunk_size=1000)
    size = min(1000, connections[target].ops.bulk_batch_size(fields, range(1000)))
    while batch := list(islice(rows, size)):
        query = InsertQuery(model)
        query.insert_values(fields, batch, raw=True)  # as they are: no default, no "now" is filled in
        query.get_compiler(using=target).execute_sql()


def count_rows(path: Path) -> dict[str, int]:
    """Count the rows of every table in an SQLite file, of whatever version it is."""
    with closing(sqlite3.connect(path)) as plain:
        found = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = sorted(name for (name,) in found)
        counts = {name: plain.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
    return {name: count for name, count in counts.items() if name not in LEFT_OUT}
