"""How a year is divided, for those who keep the books, for everybody once it is decided, and for one member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.engine.cooperation import Caution, Payout
from muara.web.cooperatives.models import MemberLine, SurplusYear
from muara.web.cooperatives.reckoning import plain, reckoned

FEW = 5
CAUTIONS: dict[Caution, str | Promise] = {
    Caution.CAPITAL_OUTWEIGHS_TRADE: _(
        "Less than half goes by trade. The law means the surplus to follow the business of members, not capital"
        " alone."
    ),
    Caution.NO_TRADE: _("Nobody traded, so the part that goes by trade stays undivided."),
    Caution.NO_DEPOSITS: _("Nobody has deposits, so the part that goes by deposits stays undivided."),
    Caution.OUTSIDERS_TRADED: _(
        "Trade with people who are no members is in the list. It was left out of the count; look whether it"
        " belongs to the surplus of members."
    ),
}


@dataclass(frozen=True)
class ShareLine:
    """One part of the surplus."""

    label: str
    percent: str
    amount: int


@dataclass(frozen=True)
class PaidLine:
    """One member, as the keepers of the books see it."""

    line: MemberLine
    payout: Payout | None


@dataclass(frozen=True)
class SurplusPage:
    """What a page says of one year.

    Attributes
    ----------
    year : SurplusYear
    shares : list of ShareLine
    pool, undivided : int
    by_trade, by_deposits : str
        Shares of a hundred of the members' part.
    n_paid : int or None
        Members who get something; None below five, where a number would tell of single people.
    n_lines : int
    cautions : list of str
    is_loss : bool
    is_as_decided : bool
        Of a decided year: whether counting it again today gives what was decided.
    """

    year: SurplusYear
    shares: list[ShareLine]
    pool: int
    undivided: int
    by_trade: str
    by_deposits: str
    n_paid: int | None
    n_lines: int
    cautions: list[str | Promise]
    is_loss: bool
    is_as_decided: bool
    paid: list[PaidLine]


def _share(percent: object) -> str:
    return str(percent).replace(".", ",")


def surplus_page(year: SurplusYear, *, with_lines: bool = False) -> SurplusPage:
    found = reckoned(year)
    lines = list(year.lines.order_by("number"))
    payouts = {payout.number: payout for payout in found.among.payouts} if found.among else {}
    n_paid = sum(payout.total > 0 for payout in payouts.values())
    kept = [PaidLine(line, _decided(line) if year.is_locked else payouts.get(line.number)) for line in lines]
    return SurplusPage(
        year=year,
        shares=[
            ShareLine(
                share.get_purpose_display(),
                _share(plain(share.percent)),
                share.amount if share.amount is not None else amount,
            )
            for share, amount in found.amounts
        ],
        pool=found.pool,
        undivided=found.undivided,
        by_trade=_share(plain(year.by_trade)),
        by_deposits=_share(plain(100 - year.by_trade)),
        n_paid=n_paid if n_paid >= FEW else None,
        n_lines=len(lines),
        cautions=[CAUTIONS[caution] for caution in found.cautions],
        is_loss=year.surplus <= 0,
        is_as_decided=not year.is_locked
        or (
            all(share.amount == amount for share, amount in found.amounts)
            and all(_same(line, payouts.get(line.number)) for line in lines)
        ),
        paid=kept if with_lines else [],
    )


def _decided(line: MemberLine) -> Payout:
    return Payout(line.number, line.by_trade or 0, line.by_deposits or 0)


def _same(line: MemberLine, payout: Payout | None) -> bool:
    counted = (payout.by_trade, payout.by_deposits) if payout else (0, 0)
    return (line.by_trade, line.by_deposits) == counted


@dataclass(frozen=True)
class OwnLine:
    """What one member sees: their own figures beside those of all together."""

    line: MemberLine
    payout: Payout
    all_trade: int
    all_deposits: int
    page: SurplusPage


def own_line(year: SurplusYear, number: int) -> OwnLine | None:
    page = surplus_page(year, with_lines=True)
    mine = next((one for one in page.paid if one.line.number == number), None)
    if mine is None:
        return None
    counted = [one.line for one in page.paid if _counts(one.line, year)]
    return OwnLine(
        mine.line,
        mine.payout or Payout(number, 0, 0),
        sum(line.trade for line in counted),
        sum(line.deposits for line in counted),
        page,
    )


def _counts(line: MemberLine, year: SurplusYear) -> bool:
    if line.standing == MemberLine.Standing.OUTSIDER:
        return False
    return year.pays_former or line.standing == MemberLine.Standing.MEMBER


def lines_as_text(lines: Sequence[MemberLine]) -> str:
    """Write the list down as it is typed in."""
    words = {"MEMBER": "", "FORMER": "; keluar", "OUTSIDER": "; bukan anggota"}
    return "\n".join(f"{one.number}; {one.trade}; {one.deposits}{words[one.standing]}" for one in lines)
