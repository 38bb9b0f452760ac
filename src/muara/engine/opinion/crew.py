"""Work shared out to the cores: independent pieces, results in the order of the pieces.

Every piece is the same work wherever it runs, and pieces are added up only where sums are exact, so a result never
depends on how many cores there were.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 8


def cores() -> int:
    """Count the cores this process may use, eight at most; MUARA_CORES sets another number."""
    asked = os.environ.get("MUARA_CORES", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do several things at a time, and give their results in order.

    Examples
    --------
    >>> together(lambda: 1, lambda: "two")
    [1, 'two']
    """
    return list(each(lambda work: work(), works))


def beside(work: Callable[[], Any], *others: Callable[[], Any], alone: bool = False) -> list[Any]:
    """Do `work` here, in the thread that asks, and the others one by one beside it; give the results in order.

    Examples
    --------
    >>> beside(lambda: 1, lambda: "two", lambda: 3.0)
    [1, 'two', 3.0]
    """
    if alone or cores() < 2:
        return [work(), *(other() for other in others)]
    with ThreadPoolExecutor(1, thread_name_prefix="muara-beside") as pool:
        waiting = [pool.submit(other) for other in others]
        return [work(), *(one.result() for one in waiting)]


def each(work: Callable[[Item], Result], items: Iterable[Item], *, alone: bool = False) -> Iterator[Result]:
    """Do the work for each item, on all cores unless `alone`, and give the results in the order of the items.

    Examples
    --------
    >>> list(each(abs, [-2, 1, -3]))
    [2, 1, 3]
    """
    pieces = list(items)
    hands = min(len(pieces), cores())
    if alone or hands < 2:
        yield from map(work, pieces)
        return
    with ThreadPoolExecutor(hands, thread_name_prefix="muara-opinion") as pool:
        yield from pool.map(work, pieces)
