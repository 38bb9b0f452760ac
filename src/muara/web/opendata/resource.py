"""One kind of thing that a city publishes: which rows, what is told of each, and how one is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from muara.web.opendata.place import Place

Row = TypeVar("Row", bound=Model)
Lookup = Mapping[str, str | int]
SLUG = re.compile(r"[-\w]{1,60}", re.ASCII)
NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)


def where(lookup: str) -> Callable[[str], Q]:
    return lambda value: Q(**{lookup: value})


def by_slug(key: str) -> Lookup | None:
    return {"slug": key} if SLUG.fullmatch(key) else None


def by_number(name: str) -> Callable[[str], Lookup | None]:
    return lambda key: {name: int(key)} if NUMBER.fullmatch(key) else None


def by_topic_and_number(key: str) -> Lookup | None:
    """Read an id such as ``gedung-kosong.3``."""
    topic, _dot, number = key.partition(".")
    is_good = SLUG.fullmatch(topic) and NUMBER.fullmatch(number)
    return {"topic__slug": topic, "number": int(number)} if is_good else None


@dataclass(frozen=True)
class Resource(Generic[Row]):
    """A list of the read API and, unless it is given in parts only, a table of the open data.

    Attributes
    ----------
    name : str
        In addresses, in English as in the code.
    shape : type
        The frozen dataclass that tells of one row.
    rows : callable
        The public rows of a city: by the room's own rule of who may see what.
    tell : callable
        Tells of a batch of rows, so that what they need beside them is asked for at once.
    find : callable
        Turns an id into what is looked for; None if no id looks like that.
    newest : str
        The moment by which a row is called new.
    page : str
        The name of the page where people read the same.
    filters : mapping
        Names in a question to what they keep.
    asks_for : str
        A filter without which nothing is given: there is no file of the whole.
    """

    name: str
    title: Promise
    about: Promise
    shape: type
    rows: Callable[[Place], QuerySet[Row]]
    tell: Callable[[Place, Sequence[Row]], Iterable[Any]]
    find: Callable[[str], Lookup | None]
    newest: str
    page: str
    withheld: Promise | str = ""
    filters: Mapping[str, Callable[[str], Q]] = field(default_factory=dict)
    asks_for: str = ""

    def batch(self, place: Place, *, after: int, limit: int, **wanted: str) -> tuple[list[Any], int | None]:
        """Return what is told of the rows after a place in the list, and where the next batch begins, if any."""
        looked_for = [self.filters[name](value) for name, value in wanted.items()]
        found = self.rows(place).filter(*looked_for, pk__gt=after).order_by("pk")
        rows = list(found[: limit + 1])
        more = len(rows) > limit
        rows = rows[:limit]
        return list(self.tell(place, rows)), rows[-1].pk if more else None

    def one(self, place: Place, key: str) -> Any | None:
        """Return what is told of one row, or None if the city has no such public row."""
        if (wanted := self.find(key)) is None:
            return None
        row = self.rows(place).filter(**wanted).first()
        return None if row is None else next(iter(self.tell(place, [row])))

    def everything(self, place: Place, batch: int = 500) -> Iterator[Any]:
        after: int | None = 0
        while after is not None:
            told, after = self.batch(place, after=after, limit=batch)
            yield from told
