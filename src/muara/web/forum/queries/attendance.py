"""Who was there, by sector, without telling on anybody.

Two sources: what the facilitator counted by head, and the participants who came in by the hall code, with the
sector they declared. A count by head is authoritative where there is one, since people without a phone are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count

from muara.web.accounts.models import Sector
from muara.web.cities.models import City
from muara.web.forum.models import Attendance, HeadCount, Session

SMALLEST_CELL = 5
BATCH = 5


class Source(StrEnum):
    """Where the figures come from; the page says so."""

    COUNTED = "COUNTED"
    SCANNED = "SCANNED"
    NONE = "NONE"


@dataclass(frozen=True)
class SectorRow:
    """One sector in the room. An empty `sector` stands for people who named none."""

    sector: str
    label: str
    n: int | None
    share: float

    @property
    def is_withheld(self) -> bool:
        return self.n is None

    @property
    def x(self) -> str:
        return f"{100 * self.share:.0f}"


@dataclass(frozen=True)
class Attended:
    """Attendance as everybody may see it: no figure below five, none that gives a withheld one away.

    `total` is exact, or the multiple of five below it where the exact one would tell; None below five.
    `is_below_five` says that each withheld row is known to be below five; otherwise a larger one is among them.
    """

    source: Source
    total: int | None
    is_total_exact: bool
    n_sectors: int
    n_scanned: int | None
    rows: tuple[SectorRow, ...]
    is_below_five: bool
    absent: tuple[str, ...]

    @property
    def has_withheld(self) -> bool:
        return any(row.is_withheld for row in self.rows)


@dataclass(frozen=True)
class RoomRow:
    """One counter on the facilitator's screen."""

    sector: str
    label: str
    n: int
    is_invited: bool


@dataclass(frozen=True)
class Room:
    """What only the facilitator sees: their own counts, and how many came in by the code."""

    rows: tuple[RoomRow, ...]
    n_counted: int
    n_scanned: int
    absent: tuple[str, ...]

    @property
    def n(self) -> int:
        return self.n_counted or self.n_scanned


def in_batches(n: int) -> int:
    """Round down to a batch of five, so that two looks at a live figure tell nothing about one person."""
    return n - n % BATCH


def room_of(session: Session) -> Room:
    """Return the counters of the facilitator; sectors that were invited stand first."""
    counted = _counted(session)
    invited = set(session.invited_sectors)
    rows = [
        RoomRow(sector, str(Sector(sector).label), counted.get(sector, 0), sector in invited)
        for sector in Sector.values
    ]
    rows.sort(key=lambda row: not row.is_invited)
    return Room(
        rows=tuple(rows),
        n_counted=sum(counted.values()),
        n_scanned=session.attendances.count(),
        absent=tuple(row.label for row in rows if row.is_invited and row.n == 0),
    )


def attendance_of(session: Session) -> Attended:
    """Return who was there by sector, as everybody may see it."""
    counted, scanned = _counted(session), _scanned(session)
    n_scanned = sum(scanned.values())
    cells = counted or scanned
    source = Source.COUNTED if counted else Source.SCANNED if scanned else Source.NONE
    withheld, is_below_five, is_total_exact = withhold(cells)
    total = sum(cells.values())
    most = max((n for sector, n in cells.items() if sector not in withheld), default=1)
    rows = [
        SectorRow(
            sector,
            str(Sector(sector).label) if sector else "",
            None if sector in withheld else n,
            0.0 if sector in withheld else n / most,
        )
        for sector, n in cells.items()
    ]
    # A withheld row stands in the order of the sectors, or its place would tell its size.
    rows.sort(key=lambda row: (row.is_withheld, -(row.n or 0), _place(row.sector)))
    return Attended(
        source=source,
        total=None if total < SMALLEST_CELL else total if is_total_exact else in_batches(total),
        is_total_exact=is_total_exact,
        n_sectors=sum(1 for sector in cells if sector),
        n_scanned=n_scanned if n_scanned >= SMALLEST_CELL else None,
        rows=tuple(rows),
        is_below_five=is_below_five,
        absent=tuple(str(Sector(sector).label) for sector in session.invited_sectors if sector not in cells),
    )


def sectors_present(city: City) -> dict[int, frozenset[str]]:
    """Return which sectors the published evenings of a city name: none where fewer than five people were."""
    published = {"session__city": city, "session__status": Session.Status.PUBLISHED}
    counted = HeadCount.objects.filter(**published, n__gt=0).values_list("session_id", "sector", "n")
    by_code = Attendance.objects.filter(**published).values("session_id", "participant__sector")
    cells: dict[int, dict[str, int]] = {}
    for session, sector, n in by_code.annotate(n=Count("pk")).values_list(
        "session_id", "participant__sector", "n"
    ):
        cells.setdefault(session, {})[sector] = n
    by_head: dict[int, dict[str, int]] = {}
    for session, sector, n in counted:
        by_head.setdefault(session, {})[sector] = n
    return {
        session: frozenset(filter(None, found))
        for session, found in (cells | by_head).items()
        if sum(found.values()) >= SMALLEST_CELL
    }


def withhold(cells: Mapping[str, int]) -> tuple[frozenset[str], bool, bool]:
    """Choose which cells to keep back when the total is published: (withheld, each is below five, total exact).

    Cells below five are kept back. What is kept back together must itself be at least five people and have more
    than one possible reading; else the smallest published cell is kept back with them, and where none is left
    the total becomes a batch.

    Examples
    --------
    >>> withhold({"A": 11, "B": 8, "C": 3, "D": 2})[0] == {"C", "D"}
    True
    >>> withhold({"A": 11, "B": 8, "C": 3})[0] == {"B", "C"}
    True
    """
    withheld = {key for key, n in cells.items() if n < SMALLEST_CELL}
    if not withheld:
        return frozenset(), True, True
    n, most = sum(cells[key] for key in withheld), len(withheld) * (SMALLEST_CELL - 1)
    if len(withheld) > 1 and n >= SMALLEST_CELL and len(withheld) < n < most:
        return frozenset(withheld), True, True
    if published := [key for key in cells if key not in withheld]:
        withheld.add(min(published, key=lambda key: (cells[key], _place(key))))
        return frozenset(withheld), False, True
    return frozenset(withheld), False, len(withheld) > 1 and n > len(withheld) and n >= SMALLEST_CELL


def _counted(session: Session) -> dict[str, int]:
    return dict(session.head_counts.filter(n__gt=0).order_by("sector").values_list("sector", "n"))


def _scanned(session: Session) -> dict[str, int]:
    by_sector = session.attendances.values("participant__sector").annotate(n=Count("pk"))
    return {row["participant__sector"]: row["n"] for row in by_sector.order_by("participant__sector")}


def _place(sector: str) -> int:
    return Sector.values.index(sector) if sector in Sector.values else len(Sector.values)
