"""Two wordings of one text beside each other: what was taken out, what was put in, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Change = tuple[str, int, int, int, int]
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts have (""), that was taken out ("del") or put in ("ins")."""

    what: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Compare two texts.

    Examples
    --------
    >>> [(one.what, one.text) for one in word_diff("bayar di muka saja", "bayar saat diambil saja")]
    [('', 'bayar '), ('del', 'di muka'), ('ins', 'saat diambil'), ('', ' saja')]
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[Piece] = []
    for what, a, b, c, d in _merged(SequenceMatcher(None, old, new, autojunk=False).get_opcodes(), old):
        if what == "equal":
            found.append(Piece("", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("del", "".join(old[a:b])))
        if d > c:
            found.append(Piece("ins", "".join(new[c:d])))
    return found


def _merged(
    opcodes: Sequence[tuple[str, int, int, int, int]], old: list[str]
) -> list[tuple[str, int, int, int, int]]:
    """Join changes that only a space stands between, so that a changed phrase reads as one."""
    found: list[Change] = []
    for at, (what, a, b, c, d) in enumerate(opcodes):
        between = what == "equal" and b - a == 1 and old[a].isspace() and 0 < at < len(opcodes) - 1
        kind = "equal" if what == "equal" and not between else "replace"
        if found and found[-1][0] == kind == "replace":
            last = found.pop()
            found.append((kind, last[1], b, last[3], d))
        else:
            found.append((kind, a, b, c, d))
    return found
