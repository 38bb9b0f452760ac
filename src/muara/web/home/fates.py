"""How far a concern came: worded as a statement that lives, held by a published common thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Statement

LIVING = {Statement.Status.ACCEPTED, Statement.Status.MERGED, Statement.Status.REPLACED}


@dataclass(frozen=True)
class Fate:
    """What became of one concern; `thread` is the number of the thread that holds it, 0 where there is none."""

    is_worded: bool = False
    thread: int = 0


def fates_of(
    joined_to: Mapping[int, int | None],
    city: City,
    threads: Iterable[CommonThread],
    *,
    only_of: Collection[int] | None = None,
) -> dict[int, Fate]:
    """Say how far each concern came: one query, whatever their number.

    A concern comes as far as one it was joined with, and a statement as far as the one that took its place. Of
    several threads the one that was named first counts.

    Parameters
    ----------
    joined_to : mapping of concern to concern or None
        The concerns asked for, each with the one it was joined with.
    city : City
    threads : iterable of CommonThread
        Published ones of the city.
    only_of : collection of concern, optional
        The concerns whose statements are read, where they are not most of the city's.
    """
    thread_of: dict[int, int] = {}
    for thread in threads:
        thread_of[thread.statement_id] = min(thread.number, thread_of.get(thread.statement_id, thread.number))
    from_concern = Q(origins__isnull=False) if only_of is None else Q(origins__concern__in=only_of)
    rows = Statement.objects.filter(Q(successor__isnull=False) | from_concern, topic__city=city).values_list(
        "pk", "status", "successor_id", "successor__status", "origins__concern"
    )
    successor: dict[int, int | None] = {}
    origins: list[tuple[int, int]] = []
    for statement, status, next_one, next_status, concern in rows:
        if next_status in LIVING:
            successor[statement] = next_one
        if concern is not None and status in LIVING:
            origins.append((concern, statement))
    worded: dict[int, Fate] = {}
    for concern, statement in origins:
        held = [thread_of[step] for step in along(statement, successor) if step in thread_of]
        worded[concern] = _better(worded.get(concern), min(held, default=0))
    found = {}
    for concern in joined_to:
        own = [worded[step] for step in along(concern, joined_to) if step in worded]
        numbers = [fate.thread for fate in own if fate.thread]
        found[concern] = Fate(bool(own), min(numbers, default=0))
    return found


def _better(known: Fate | None, thread: int) -> Fate:
    numbers = [number for number in (known.thread if known else 0, thread) if number]
    return Fate(is_worded=True, thread=min(numbers, default=0))


def along(start: int, leads_to: Mapping[int, int | None]) -> Iterator[int]:
    """Go from one to the next as far as it leads, and not in circles.

    Examples
    --------
    >>> list(along(1, {1: 2, 2: 3, 3: 1})), list(along(4, {}))
    ([1, 2, 3], [4])
    """
    seen: set[int] = set()
    step: int | None = start
    while step is not None and step not in seen:
        seen.add(step)
        yield step
        step = leads_to.get(step)
