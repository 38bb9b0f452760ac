"""Keep the words of an entry in a column of their own on PostgreSQL.

Where a question fits many entries, PostgreSQL reads them all instead of the index, and made each one's words anew:
half a second for ten thousand.
"""

from typing import Any

from django.db import migrations

WORDS = "array_to_tsvector(string_to_array(btrim(stems), ' '))"


def keep(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_entry_words")
        schema_editor.execute(
            f"ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS ({WORDS}) STORED"
        )
        schema_editor.execute("CREATE INDEX search_entry_words ON search_entry USING gin (words)")


def make_anew_each_time(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_entry DROP COLUMN words")
        schema_editor.execute(f"CREATE INDEX search_entry_words ON search_entry USING gin ({WORDS})")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index_of_words")]
    operations = [migrations.RunPython(keep, make_anew_each_time)]
