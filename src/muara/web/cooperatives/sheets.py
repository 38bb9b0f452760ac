"""The register as a table: what a list of cooperatives from an office means here, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muara.formats.sheet import Problem
from muara.formats.ties_csv import table_of
from muara.web.cities.models import City, District
from muara.web.cooperatives.models import Cooperative, Kind
from muara.web.ui.text import UnreadableText, clean_text

COLUMNS = {
    "name": ("name", "nama", "nama koperasi", "koperasi"),
    "kind": ("kind", "jenis", "jenis koperasi"),
    "origin": ("origin", "asal"),
    "district": ("district", "kecamatan"),
    "registered": ("registered", "terdaftar", "tanggal terdaftar"),
    "last_meeting": ("last_meeting", "rat", "rat terakhir", "rat_terakhir", "tanggal rat"),
    "members": ("members", "anggota", "jumlah anggota"),
}
KINDS = {
    "konsumen": Kind.CONSUMER,
    "produsen": Kind.PRODUCER,
    "pemasaran": Kind.MARKETING,
    "jasa": Kind.SERVICE,
    "simpan pinjam": Kind.SAVINGS_AND_LOAN,
    "multi pihak": Kind.MULTI_PARTY,
}
ORIGINS = {
    "dari anggota": Cooperative.Origin.BOTTOM_UP,
    "program pemerintah": Cooperative.Origin.GOVERNMENT_PROGRAMME,
    "alih bentuk": Cooperative.Origin.CONVERSION,
}
MOST_ROWS = 5000


@dataclass(frozen=True)
class RegisterRow:
    """One cooperative as a list tells it."""

    name: str
    kind: str = Kind.UNKNOWN
    origin: str = Cooperative.Origin.UNKNOWN
    district: str = ""  # its code
    registered: date | None = None
    last_meeting: date | None = None
    members: int | None = None


@dataclass(frozen=True)
class RegisterSheet:
    """What a file holds, and what in it does not fit."""

    rows: tuple[RegisterRow, ...]
    complaints: tuple[Problem, ...]
    ignored_columns: tuple[str, ...] = ()


class _Unfit(ValueError):
    pass


def read_register(content: bytes, city: City, today: date) -> RegisterSheet:
    """Read a table of cooperatives; nothing is left out, and what does not fit is listed with its line."""
    problems: list[Problem] = []
    table, header = table_of(content, problems)
    if problems:
        return RegisterSheet(
            (), tuple(Problem(_("The file cannot be read as a table."), one.line) for one in problems)
        )
    places = _places(header)
    if "name" not in places:
        return RegisterSheet((), (Problem(_("There is no column “nama” with the names."), 1),))
    districts = {one.name.casefold(): one.code for one in city.districts}
    districts |= {one.code: one.code for one in city.districts}
    rows: list[RegisterRow] = []
    seen: dict[str, int] = {}
    for line, record in table[:MOST_ROWS]:
        told = {key: record[place] for key, place in places.items()}
        try:
            row = _row(told, districts, today)
            if row.name.casefold() in seen:
                raise _Unfit(
                    _("%(name)s stands in line %(line)s already.")
                    % {"name": row.name, "line": seen[row.name.casefold()]}
                )
        except (_Unfit, UnreadableText) as wrong:
            problems.append(Problem(str(wrong), line))
            continue
        seen[row.name.casefold()] = line
        rows.append(row)
    if len(table) > MOST_ROWS:
        problems.append(Problem(_("A file holds at most %(n)s cooperatives.") % {"n": MOST_ROWS}, None))
    if not rows and not problems:
        problems.append(Problem(_("There is no cooperative in this file."), None))
    ignored = tuple(name for place, name in enumerate(header) if place not in places.values() and name)
    return RegisterSheet(tuple(rows), tuple(problems), ignored)


def _places(header: Sequence[str]) -> dict[str, int]:
    lower = [name.strip().casefold() for name in header]
    found = {}
    for key, names in COLUMNS.items():
        place = next((lower.index(name) for name in names if name in lower), None)
        if place is not None:
            found[key] = place
    return found


def _row(told: dict[str, str], districts: dict[str, str], today: date) -> RegisterRow:
    told = {key: clean_text(text) for key, text in told.items()}
    name = told["name"]
    if not name or len(name) > 120:
        raise _Unfit(_("The name is missing or longer than 120 characters."))
    where = told.get("district", "")
    if where and where.casefold() not in districts:
        raise _Unfit(_("“%(text)s” is no kecamatan of this city.") % {"text": where[:80]})
    return RegisterRow(
        name,
        _choice(told.get("kind", ""), KINDS, Kind.values, Kind.UNKNOWN),
        _choice(told.get("origin", ""), ORIGINS, Cooperative.Origin.values, Cooperative.Origin.UNKNOWN),
        districts[where.casefold()] if where else "",
        _day(told.get("registered", ""), today),
        _day(told.get("last_meeting", ""), today),
        _count(told.get("members", "")),
    )


def _choice(text: str, words: dict[str, Any], values: Sequence[str], otherwise: str) -> str:
    if not text:
        return otherwise
    plain = text.casefold().removeprefix("koperasi ").replace("-", " ")
    if text.upper() in values:
        return text.upper()
    if plain in words:
        return str(words[plain])
    raise _Unfit(
        _("“%(text)s” is not understood. Write one of: %(words)s.")
        % {"text": text[:80], "words": ", ".join(words)}
    )


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        if "/" in text:  # as people write it here: 31/12/2025
            day, month, year = (int(part) for part in text.split("/"))
            found = date(year, month, day)
        else:
            found = date.fromisoformat(text)
    except ValueError:
        raise _Unfit(_("“%(text)s” is no day. Write 2025-12-31 or 31/12/2025.") % {"text": text[:40]}) from None
    if found > today:
        raise _Unfit(_("“%(text)s” has not come yet.") % {"text": text[:40]})
    if found.year < 1900:
        raise _Unfit(_("“%(text)s” is no day. Write 2025-12-31 or 31/12/2025.") % {"text": text[:40]})
    return found


def _count(text: str) -> int | None:
    if not text:
        return None
    digits = text.replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 7:
        raise _Unfit(_("“%(text)s” is no number of members.") % {"text": text[:40]})
    return int(digits)


def district_of(code: str) -> District | None:
    return District.objects.get(code=code) if code else None


def read_lines(text: str) -> tuple[list[tuple[int, int, int, str]], list[str]]:
    """Read the list of members: number, trade, deposits and, if they are none, what they are; a line each.

    Returns
    -------
    tuple of (number, trade, deposits, standing), and complaints
    """
    rows, complaints = [], []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace("\t", ";").replace(",", ";").split(";")]
        if place == 1 and not parts[0].isdigit():  # the names of the columns
            continue
        numbers = [part.replace(".", "") for part in parts[:3]]
        word = parts[3].casefold() if len(parts) == 4 else ""
        if not 3 <= len(parts) <= 4 or any(not (one.isascii() and one.isdigit()) for one in numbers):
            complaints.append(
                _("Line %(line)s: write number; trade; deposits, in whole rupiah without decimals.")
                % {"line": place}
            )
        elif any(len(one) > 18 for one in numbers):
            complaints.append(_("Line %(line)s: this amount is too large to be true.") % {"line": place})
        elif word not in STANDINGS:
            complaints.append(
                _("Line %(line)s: “%(text)s” is not understood. Write one of: anggota, keluar, bukan anggota.")
                % {"line": place, "text": parts[3][:40]}
            )
        else:
            rows.append((int(numbers[0]), int(numbers[1]), int(numbers[2]), STANDINGS[word]))
    return rows, complaints


def read_movements(text: str, today: date) -> tuple[dict[int, list[tuple[date, int]]], list[str]]:
    """Read what members put in and took out: number, day, whole rupiah; a line each.

    Returns
    -------
    dict of number to (day, rupiah), and complaints
    """
    moved: dict[int, list[tuple[date, int]]] = {}
    complaints = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace("\t", ";").split(";")]
        if place == 1 and not parts[0].isdigit():  # the names of the columns
            continue
        amount = parts[2].replace(".", "").replace("−", "-") if len(parts) == 3 else ""
        digits = amount.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and parts[0].isascii() and parts[0].isdigit()):
            complaints.append(
                _("Line %(line)s: write number; day; rupiah, with a minus for what was taken out.")
                % {"line": place}
            )
            continue
        if len(digits) > 15 or len(parts[0]) > 10:
            complaints.append(_("Line %(line)s: this amount is too large to be true.") % {"line": place})
            continue
        try:
            day = _day(parts[1], today)
        except _Unfit as wrong:
            complaints.append(_("Line %(line)s: %(wrong)s") % {"line": place, "wrong": wrong})
            continue
        if day is None:
            complaints.append(_("Line %(line)s: the day is missing.") % {"line": place})
            continue
        moved.setdefault(int(parts[0]), []).append((day, int(amount)))
    return moved, complaints


STANDINGS = {
    "": "MEMBER",
    "anggota": "MEMBER",
    "member": "MEMBER",
    "keluar": "FORMER",
    "former": "FORMER",
    "bukan anggota": "OUTSIDER",
    "outsider": "OUTSIDER",
}
