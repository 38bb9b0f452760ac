"""Find entries, in an order that is the same on every database, and show where the words stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Value, When

from muara.web.cities.models import City
from muara.web.search.models import Entry, Kind
from muara.web.search.models import EntryQuerySet as Entries
from muara.web.search.words import WORD, Question

PER_PAGE = 20
WORDS_BEFORE, WORDS_AFTER = 6, 30
LONGEST_BEFORE, LONGEST_EXCERPT = 120, 320


@dataclass(frozen=True)
class Piece:
    """A stretch of text; a hit is a word that was asked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    """One thing that was found, with its words marked."""

    kind: str
    path: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    at: datetime


@dataclass(frozen=True)
class Group:
    """One kind of things, and how many of it were found."""

    kind: str
    label: str
    n: int
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """What was found; `is_partial` where nothing holds all the words and these hold some of them."""

    groups: tuple[Group, ...]
    n_all: int
    is_partial: bool
    page: Page[int]
    hits: tuple[Hit, ...]


def find(city: City, question: Question, *, kind: str = "", page: int | str | None = 1) -> Found:
    """Return what holds the words that somebody asks for, in at most three queries.

    What holds most of them comes first, then what holds most of them in its title, then the newest.
    """
    entries, is_partial = _holding(city, question), False
    counts = _counts(entries)
    if not counts and len(question.stems) > 1:
        entries, is_partial = Entry.objects.in_city(city).filter(stems__has_any=question.stems), True
        counts = _counts(entries)
    n = counts.get(kind, 0) if kind else sum(counts.values())
    shown: Page[int] = Paginator(range(n), PER_PAGE).get_page(page)
    rows: Iterable[Entry] = ()
    if n:
        ranked = _ranked(entries.filter(kind=kind) if kind else entries, question.stems, is_partial)
        rows = ranked[shown.start_index() - 1 : shown.end_index()]
    return Found(
        groups=groups_of(counts, kind),
        n_all=sum(counts.values()),
        is_partial=is_partial and bool(counts),
        page=shown,
        hits=tuple(_hit(row, frozenset(question.stems)) for row in rows),
    )


def everything_in(city: City) -> tuple[Group, ...]:
    """Return what there is to be found, by kind."""
    return groups_of(_counts(Entry.objects.in_city(city)), "")


def groups_of(counts: dict[str, int], chosen: str) -> tuple[Group, ...]:
    return tuple(
        Group(kind.value, str(kind.label), counts.get(kind.value, 0), kind.value == chosen)
        for kind in Kind
        if counts.get(kind.value) or kind.value == chosen
    )


def _holding(city: City, question: Question) -> Entries:
    entries = Entry.objects.in_city(city)
    if not question.stems:
        return entries.none()
    entries = entries.filter(stems__has_all=question.stems)
    for phrase in question.phrases:
        entries = entries.filter(stems__contains=f" {' '.join(phrase)} ")
    return entries


def _counts(entries: Entries) -> dict[str, int]:
    return dict(entries.order_by().values_list("kind").annotate(n=Count("pk")))


def _ranked(entries: Entries, stems: Sequence[str], is_partial: bool) -> Entries:
    """Put entries in order; the digest of what they say decides last, which both databases sort alike."""
    ranked = entries.annotate(n_in_title=_number_in("title_stems", stems))
    if not is_partial:
        return ranked.order_by("-n_in_title", "-at", "digest")
    return ranked.annotate(n_in_all=_number_in("stems", stems)).order_by(
        "-n_in_all", "-n_in_title", "-at", "digest"
    )


def _number_in(column: str, stems: Sequence[str]) -> Any:
    found = (When(**{f"{column}__contains": f" {stem} "}, then=Value(1)) for stem in stems)
    return reduce(add, (Case(one, default=Value(0), output_field=IntegerField()) for one in found))


def _hit(entry: Entry, wanted: frozenset[str]) -> Hit:
    stems = entry.stems.split()
    n_in_title = len(entry.title_stems.split())
    return Hit(
        kind=str(Kind(entry.kind).label),
        path=entry.path,
        title=marked(entry.title, stems[:n_in_title], wanted),
        excerpt=excerpt(entry.text, stems[n_in_title:], wanted),
        at=entry.at,
    )


def marked(text: str, stems: Sequence[str], wanted: frozenset[str]) -> tuple[Piece, ...]:
    """Part a text at the words that are wanted; `stems` are those of its words, in their order."""
    spans = [found.span() for found in WORD.finditer(text)]
    return _parted(text, 0, len(text), spans, stems, wanted)


def excerpt(text: str, stems: Sequence[str], wanted: frozenset[str]) -> tuple[Piece, ...]:
    """Return the stretch of a text that holds most of the words asked for; its beginning if none."""
    spans = [found.span() for found in WORD.finditer(text)]
    places = [place for place, stem in enumerate(stems) if stem in wanted]

    def n_near(place: int) -> int:
        return len({stem for stem in stems[place : place + WORDS_AFTER] if stem in wanted})

    best = max(places, key=n_near, default=0)
    starts = ends = 0
    if spans:
        first, last = max(0, best - WORDS_BEFORE), min(len(spans), best + WORDS_AFTER) - 1
        starts = max(spans[first][0], spans[best][0] - LONGEST_BEFORE) if first else 0
        ends = len(text) if last == len(spans) - 1 else spans[last][1]
    ends = min(ends or len(text), starts + LONGEST_EXCERPT)
    pieces = _parted(text, starts, ends, spans, stems, wanted)
    before = (Piece("… "),) if starts else ()
    return (*before, *pieces, *((Piece(" …"),) if ends < len(text) else ()))


def _parted(
    text: str,
    starts: int,
    ends: int,
    spans: Sequence[tuple[int, int]],
    stems: Sequence[str],
    wanted: frozenset[str],
) -> tuple[Piece, ...]:
    pieces, at = [], starts
    for (first, last), stem in zip(spans, stems, strict=False):
        if stem in wanted and first >= at and last <= ends:
            pieces += [Piece(text[at:first]), Piece(text[first:last], is_hit=True)]
            at = last
    return tuple(piece for piece in (*pieces, Piece(text[at:ends])) if piece.text)
