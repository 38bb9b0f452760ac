"""Give the stems an index of their words: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

The stems are letters and digits with a space between (`search.words`), and both see exactly these words: FTS5 through
its tokenizer `ascii`, which parts at what is no letter and leaves every other alphabet alone; PostgreSQL as its
configuration `simple` would, but without its parser, which makes other words of what looks like an address or a
number. So one question finds the same on either.

A later migration that remakes `search_entry` on SQLite drops its triggers and has to bring them back.
"""

from typing import Any

from django.db import migrations

# Of a table that REPLACE or a stopped trigger left behind, the row may be there already.
KEEP = """
    BEGIN
      DELETE FROM search_words WHERE rowid = NEW.id;
      INSERT INTO search_words(rowid, stems) VALUES (NEW.id, NEW.stems);
    END
"""
SQLITE = [
    "CREATE VIRTUAL TABLE search_words USING fts5(stems, tokenize = 'ascii', detail = 'none', columnsize = 0)",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry {KEEP}",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF stems ON search_entry {KEEP}",
    """
    CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry
    BEGIN DELETE FROM search_words WHERE rowid = OLD.id; END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER search_entry_added",
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_removed",
    "DROP TABLE search_words",
]
POSTGRESQL = [
    "CREATE INDEX search_entry_words ON search_entry USING gin "
    "(array_to_tsvector(string_to_array(btrim(stems), ' ')))",
]
POSTGRESQL_BACK = ["DROP INDEX search_entry_words"]


def index(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def take_away(apps: Any, schema_editor: Any) -> None:
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(index, take_away)]
