"""Tables for people who open them in a spreadsheet: a text never becomes a formula (OWASP ASVS 1.2.10)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from muara.formats.tables import harmless


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as CSV with a byte order mark, so that a spreadsheet reads its letters rightly."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(str(field)) for field in row] for row in rows)
    return "\ufeff" + file.getvalue()
