"""What the index writes. It has no words of its own: it follows the rooms, and nobody asks it for anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction

from muara.web.cities.models import City
from muara.web.search.documents import Document
from muara.web.search.models import Entry, Kind
from muara.web.search.words import as_stored

T = TypeVar("T")
BATCH = 200
FOLLOWS = ("path", "title", "text", "title_stems", "stems", "at", "digest")


@dataclass(frozen=True)
class Refreshed:
    """How many entries were added, changed and removed."""

    n_added: int = 0
    n_changed: int = 0
    n_removed: int = 0

    def __add__(self, other: Refreshed) -> Refreshed:
        return Refreshed(
            self.n_added + other.n_added, self.n_changed + other.n_changed, self.n_removed + other.n_removed
        )

    @property
    def n(self) -> int:
        return self.n_added + self.n_changed + self.n_removed


def refresh(*, city: City, kind: Kind, documents: Iterable[Document]) -> Refreshed:
    """Make the entries of one kind in a city what the documents say, writing only what differs.

    Each batch is a transaction of its own, so that a large city never holds up the people who vote. What fails
    half-way is finished the next time.
    """
    entries = Entry.objects.in_city(city).filter(kind=kind)
    known = {key: (pk, digest) for key, pk, digest in entries.values_list("key", "pk", "digest")}
    said = {one.key: one for one in documents}
    new = [one for one in said.values() if one.key not in known]
    changed = [one for one in said.values() if one.key in known and known[one.key][1] != one.digest(kind)]
    gone = [pk for key, (pk, _digest) in known.items() if key not in said]
    for some in _batches(gone):
        Entry.objects.filter(pk__in=some).delete()
    for batch in _batches(new + changed):
        with transaction.atomic():
            Entry.objects.bulk_create(
                [_entry(city, kind, one) for one in batch],
                update_conflicts=True,
                unique_fields=["city", "kind", "key"],
                update_fields=FOLLOWS,
            )
    if gone or changed:
        _let_go()
    return Refreshed(len(new), len(changed), len(gone))


def empty(*, city: City) -> None:
    """Throw the index of a city away, to be made anew."""
    Entry.objects.in_city(city).delete()
    _let_go()


def _let_go() -> None:
    """Have SQLite write its index of words anew: until then the words of removed entries stay in the file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _entry(city: City, kind: Kind, one: Document) -> Entry:
    return Entry(
        city=city,
        kind=kind,
        key=one.key,
        path=one.path,
        title=one.title,
        text=one.text,
        title_stems=as_stored(one.title),
        stems=as_stored(f"{one.title}\n{one.text}"),
        at=one.at,
        digest=one.digest(kind),
    )
