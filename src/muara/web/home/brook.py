"""The brook of an evening: one strand is one concern, drawn as far as it came. Pure geometry, no database.

Columns of the picture, in the order of its four figures: raised · worded as a statement · held by a common
thread · the threads themselves. A brown dot is where a strand stops; a knot ties the strands of one thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 104
RAISED, WORDED, TIED = 0, 250, 500
# More strands than pixels would tell nothing: what is drawn is a share of each kind.
MOST_STRANDS = 40


@dataclass(frozen=True)
class Strand:
    """One concern: whether it became a statement, and the number of the thread that holds it (0: none)."""

    is_worded: bool
    thread: int = 0


@dataclass(frozen=True)
class Brook:
    """Values of the `d` attribute of four SVG paths."""

    flowing: str
    dry: str
    pools: str
    knots: str


def draw_brook(strands: Iterable[Strand]) -> Brook:
    """Draw the brook of an evening.

    Examples
    --------
    >>> draw_brook([Strand(is_worded=True, thread=1)]).flowing
    'M0 52C125 52 125 20 250 20C375 20 375 20 500 20H1000'
    >>> draw_brook([Strand(is_worded=False)]).pools
    'M140 96h0'
    """
    ordered = _thinned(
        sorted(strands, key=lambda strand: (strand.thread == 0, strand.thread, not strand.is_worded))
    )
    beds = _beds(ordered)
    flowing: list[str] = []
    dry: list[str] = []
    pools: list[str] = []
    n_unworded = n_untied = 0
    worded_at = _spread(sum(strand.is_worded for strand in ordered), 20, 6, 8)
    for place, strand in enumerate(ordered):
        start = _spread(len(ordered), 52, 8, 96)[place]
        if not strand.is_worded:
            x, y = _pool(140, n_unworded, HEIGHT - 8)
            n_unworded += 1
            dry.append(_curve(RAISED, start, x, y))
            pools.append(f"M{x} {y}h0")
            continue
        middle = worded_at[place]
        here = _curve(RAISED, start, WORDED, middle)
        if strand.thread:
            bed = beds[strand.thread]
            flowing.append(f"{here}{_bend(WORDED, middle, TIED, bed)}H{WIDTH}")
        else:
            x, y = _pool(390, n_untied, HEIGHT - 20)
            n_untied += 1
            flowing.append(here)
            dry.append(_curve(WORDED, middle, x, y))
            pools.append(f"M{x} {y}h0")
    knots = [f"M{TIED} {bed - 9}V{bed + 9}" for bed in beds.values()]
    return Brook("".join(flowing), "".join(dry), "".join(pools), "".join(knots))


def _how_far(strand: Strand) -> tuple[bool, int, bool]:
    return strand.thread == 0, strand.thread, not strand.is_worded


def _thinned(strands: list[Strand]) -> list[Strand]:
    step = max(1, -(-len(strands) // MOST_STRANDS))
    return strands[::step]


def _beds(strands: list[Strand]) -> dict[int, int]:
    """Return the height at which each thread runs on."""
    threads = list(dict.fromkeys(strand.thread for strand in strands if strand.thread))
    return dict(zip(threads, _spread(len(threads), 20, 12, 60), strict=True))


def _spread(n: int, alone: int, top: int, bottom: int) -> list[int]:
    """Return `n` heights between top and bottom, close together when they are few."""
    if n < 2:
        return [alone] * n
    low = max(bottom, top + min(8 * (n - 1), 56))
    return [round(top + (low - top) * place / (n - 1)) for place in range(n)]


def _pool(x: int, nth: int, bottom: int) -> tuple[int, int]:
    return x + 28 * (nth % 3), bottom - 14 * (nth // 3 % 3) - 3 * (nth % 3)


def _curve(x1: int, y1: int, x2: int, y2: int) -> str:
    return f"M{x1} {y1}{_bend(x1, y1, x2, y2)}"


def _bend(x1: int, y1: int, x2: int, y2: int) -> str:
    middle = (x1 + x2) // 2
    return f"C{middle} {y1} {middle} {y2} {x2} {y2}"
