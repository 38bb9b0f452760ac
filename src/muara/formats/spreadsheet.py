"""Tables for people who open them in a spreadsheet: a text never becomes a formula (OWASP ASVS 1.2.10)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula, however it is indented.

    Examples
    --------
    >>> harmless("=1+1"), harmless("  @rumus"), harmless("gedung kosong")
    ("'=1+1", "'  @rumus", 'gedung kosong')
    """
    risky = text.startswith(STARTS) or text.lstrip().startswith(STARTS)
    return f"'{text}" if risky or text.startswith("'") else text


def as_meant(text: str) -> str:
    """Take back what `harmless` put there.

    Examples
    --------
    >>> as_meant(harmless("'=kutip")), as_meant(harmless("-5"))
    ("'=kutip", '-5')
    """
    return text[1:] if text.startswith("'") else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table as CSV with a byte order mark, so that a spreadsheet reads its letters rightly."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(str(field)) for field in row] for row in rows)
    return "\ufeff" + file.getvalue()
