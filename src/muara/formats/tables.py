"""Tables from outside, read with a line number for every complaint, and written harmlessly."""

from __future__ import annotations

import csv
import errno
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")  # the wide ones are formulas to spreadsheets too
BLANKS = " \n\u00a0\u3000\ufeff"

Progress = Callable[[float, str], None]


class BrokenExport(ValueError):
    """A file of the export cannot be read; the message names the file and, where there is one, the line."""

    def __init__(self, file: str, problem: str, line: int | None = None) -> None:
        self.file, self.line, self.problem = file, line, problem
        super().__init__(f"{file}, line {line}: {problem}" if line else f"{file}: {problem}")


def read_text(path: Path) -> str:
    """Read a UTF-8 file (with or without a byte order mark), or say in which line it isn't one."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BrokenExport(path.name, f"The file cannot be read ({error.strerror or error}).") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BrokenExport(path.name, "The file is UTF-16; save it again as UTF-8.", 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BrokenExport(path.name, "A character is not UTF-8; save the file again as UTF-8.", line) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise BrokenExport(path.name, "There is a NUL character, which no text may hold.", line)
    return text


def records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of the line on which it starts; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenExport(name, _complaint(str(error)), line) from error
        if record:
            yield line, record


def _complaint(problem: str) -> str:
    if "unexpected end" in problem:
        return "A quoted text that starts here never ends; the file seems to be cut off."
    if "field larger" in problem:
        return f"A field is longer than {csv.field_size_limit():,} characters."
    if "expected after" in problem:
        return "A quotation mark inside a quoted text is not doubled."
    return f"The record is no comma-separated record ({problem})."


class Table:
    """A table with a header, read row by row; every row has as many fields as the header."""

    def __init__(self, path: Path, required: Sequence[str]) -> None:
        self.name = path.name
        self._records = records(self.name, read_text(path))
        line, header = next(self._records, (1, []))
        if not header:
            raise BrokenExport(self.name, "The file is empty.", 1)
        self.header = [field.strip().lower().replace("_", "-").replace(" ", "-") for field in header]
        missing = [column for column in required if column not in self.header]
        if missing and len(header) == 1 and ";" in header[0]:
            raise BrokenExport(
                self.name, "The fields are separated by semicolons; they should be by commas.", line
            )
        if missing:
            there = ", ".join(self.header[:12]) + (", …" if len(self.header) > 12 else "")
            raise BrokenExport(self.name, f'The column "{missing[0]}" is missing; there is: {there}.', line)
        twice = next((column for column in self.header if self.header.count(column) > 1), None)
        if twice is not None:
            raise BrokenExport(self.name, f'The column "{twice}" occurs twice.', line)
        self.place = {column: index for index, column in enumerate(self.header)}

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.header)
        for line, record in self._records:
            if len(record) != width:
                raise BrokenExport(self.name, f"There are {len(record)} fields, but the header has {width}.", line)
            yield line, record

    def whole(self, field: str, column: str, line: int) -> int:
        """Read a whole number, also one that a spreadsheet has written as 3.0."""
        written = field.strip()
        digits = written[:-2] if written.endswith(".0") else written
        if len(digits) <= 18 and digits.isascii() and digits.removeprefix("-").isdigit():
            return int(digits)
        raise BrokenExport(self.name, f"{shown(field)} in column {column} is no whole number.", line)


def shown(field: str) -> str:
    """Quote a field for a message, shortened and on one line."""
    short = field if len(field) <= 40 else field[:39] + "…"
    return repr(short)


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless(" @home"), harmless("just words")
    ("'=1+1", "' @home", 'just words')
    >>> as_meant(harmless("'=quoted"))
    "'=quoted"
    """
    bare = text.lstrip("'").lstrip(BLANKS)
    return f"'{text}" if bare[:1] in FORMULA_STARTS and bare else text


def as_meant(text: str) -> str:
    """Take back what `harmless` put there."""
    if not text.startswith("'"):
        return text
    bare = text.lstrip("'").lstrip(BLANKS)
    return text[1:] if bare[:1] in FORMULA_STARTS and bare else text


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[int | float | str | None]]) -> None:
    """Write a table; texts are made harmless and quoted, numbers are plain, None is an empty field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
        if header:
            writer.writerow(header)
        for row in rows:
            writer.writerow([_written(path.name, field) for field in row])


def _written(name: str, field: int | float | str | None) -> int | float | str:
    if field is None:
        return ""
    if isinstance(field, str):
        if "\x00" in field:
            raise BrokenExport(name, "A text to be written holds a NUL character.")
        return harmless(field)
    return field


def hand_out(texts: Iterable[tuple[Path | str | None, Callable[[], bytes]]]) -> bool:
    """Write each text to its file, all or none; say whether one went to the standard output ("-")."""
    wanted = [(str(path), make()) for path, make in texts if path is not None]
    write_all({Path(path): text for path, text in wanted if path != "-"})
    told = [text for path, text in wanted if path == "-"]
    sys.stdout.write(b"".join(told).decode())
    return bool(told)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files, each completely, or none of them."""
    umask = os.umask(0)
    os.umask(umask)
    ready: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            ready.append((Path(name), path))
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o666 & ~umask)
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        for temporary, path in ready:
            os.replace(temporary, path)
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
