"""Papers as blocks that a page and a PDF draw alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Block:
    """One part of a paper.

    Attributes
    ----------
    kind : str
        heading, text, note, gaps (label and value), points (numbered), bullets, grid (a table) or signs.
    text : str
    rows : list of list of str
        An empty text is a gap.
    columns : list of (str, int)
        Of a grid: title and width in parts.
    """

    kind: str
    text: str = ""
    rows: Sequence[Sequence[str]] = ()
    columns: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Paper:
    """One paper, ready to be drawn."""

    title: str
    blocks: list[Block]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
