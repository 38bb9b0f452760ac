"""Divide the surplus of a year: what the tables hold, handed to the engine; before the lock a preview."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from muara.engine.cooperation import Caution, MemberSurplus, MemberYear, Standing, divide_among_members, split
from muara.web.cooperatives.models import MemberLine, SurplusShare, SurplusYear

STANDING = {
    MemberLine.Standing.MEMBER: Standing.MEMBER,
    MemberLine.Standing.FORMER: Standing.FORMER,
    MemberLine.Standing.OUTSIDER: Standing.OUTSIDER,
}


@dataclass(frozen=True)
class Reckoned:
    """How a surplus falls apart.

    Attributes
    ----------
    amounts : list of (SurplusShare, int)
        Whole rupiah for each purpose; all 0 for a loss.
    among : MemberSurplus or None
        How the members' part is divided; None while nobody who gets a part is listed.
    cautions : tuple of Caution
    """

    amounts: list[tuple[SurplusShare, int]]
    among: MemberSurplus | None
    cautions: tuple[Caution, ...]

    @property
    def pool(self) -> int:
        return next((n for share, n in self.amounts if share.purpose == SurplusShare.Purpose.MEMBERS), 0)

    @property
    def undivided(self) -> int:
        return self.among.undivided if self.among else self.pool


def plain(percent: Decimal) -> str:
    """Write a share exactly, without the zeros that a column adds: 12.500 as 12.5."""
    text = format(percent, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def reckon(year: SurplusYear, shares: list[SurplusShare], lines: list[MemberLine]) -> Reckoned:
    """Divide a year by its shares and lines, in the order of their purposes and numbers."""
    parts = split(year.surplus, {share.purpose: plain(share.percent) for share in shares})
    amounts = [(share, parts[share.purpose]) for share in shares]
    pool = parts.get(SurplusShare.Purpose.MEMBERS, 0)
    took_part = [line for line in lines if line.standing != MemberLine.Standing.OUTSIDER]
    paid = [line for line in took_part if line.standing == MemberLine.Standing.MEMBER or year.pays_former]
    if not paid:
        cautions = (Caution.CAPITAL_OUTWEIGHS_TRADE,) if year.by_trade < 50 else ()
        return Reckoned(amounts, None, cautions)
    among = divide_among_members(
        pool,
        [
            MemberYear(line.number, line.trade, line.deposits, STANDING[MemberLine.Standing(line.standing)])
            for line in lines
        ],
        by_trade=plain(year.by_trade),
        pay_former=year.pays_former,
    )
    return Reckoned(amounts, among, among.cautions)


def reckoned(year: SurplusYear) -> Reckoned:
    """Divide a year as its tables stand now; a decided one has to come out as it was decided."""
    order = list(SurplusShare.Purpose.values)
    shares = sorted(year.shares.all(), key=lambda share: order.index(share.purpose))
    return reckon(year, shares, list(year.lines.order_by("number")))
