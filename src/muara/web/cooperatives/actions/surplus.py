from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.engine.cooperation import rupiah_days
from muara.engine.errors import BadSurplus
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, MemberLine, SurplusShare, SurplusYear
from muara.web.cooperatives.permissions import can_keep_surplus
from muara.web.cooperatives.reckoning import plain, reckoned
from muara.web.governance.models import Decision
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later

HUNDRED = Decimal(100)
MOST_RUPIAH = 10**15
MOST_LINES = 20_000
OLDEST = 1945
PASSED = ("passed", "chosen")


class CannotPrepareSurplus(Exception):
    """Nothing was prepared; the message says why."""


class CannotChangeSurplus(Exception):
    """It stays as it was; the message says why."""


class CannotListMembers(Exception):
    """The list stays as it was; the message says why."""


class CannotLockSurplus(Exception):
    """It stays a preview; the message says why."""


class CannotReopenSurplus(Exception):
    """The decided division stands; the message says why."""


@dataclass(frozen=True)
class GivenLine:
    """What somebody says one member did in the year."""

    number: int
    trade: int
    deposits: int
    standing: str = MemberLine.Standing.MEMBER


@transaction.atomic
def prepare_surplus(
    *,
    by: User,
    cooperative: Cooperative,
    year: int,
    ends: date,
    surplus: int,
    shares: Mapping[str, Decimal],
    by_trade: Decimal,
    at: datetime,
    pays_former: bool = False,
    weighs_time: bool = False,
) -> SurplusYear:
    """Prepare how the surplus of a year would be divided, for the members to look at before they meet.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the cooperative nor belongs to the secretariat.
    CannotPrepareSurplus
        If the year is there already, the shares do not add up to exactly 100, or an amount does not fit.
    """
    if not can_keep_surplus(by, cooperative):
        raise PermissionDenied
    cooperative = _locked(cooperative)
    if cooperative.surplus_years.filter(year=year).exists():
        raise CannotPrepareSurplus(_("This year is there already. Change it, or divide it anew."))
    _check(cooperative, year, ends, surplus, shares, by_trade, at, CannotPrepareSurplus)
    made = SurplusYear.objects.create(
        cooperative=cooperative,
        year=year,
        ends_date=ends,
        surplus=surplus,
        by_trade=by_trade,
        pays_former=pays_former,
        weighs_time=weighs_time,
        secret=secrets.token_urlsafe(24),
        created_at=at,
    )
    _set_shares(made, shares)
    record("prepared_surplus", made, by=by, city=cooperative.city, at=at, year=year, surplus=surplus)
    return made


@transaction.atomic
def change_surplus(
    *,
    by: User,
    surplus_year: SurplusYear,
    ends: date,
    surplus: int,
    shares: Mapping[str, Decimal],
    by_trade: Decimal,
    at: datetime,
    pays_former: bool = False,
    weighs_time: bool = False,
) -> SurplusYear:
    """Change a preview. What the members decided stays: another division needs another meeting.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the cooperative nor belongs to the secretariat.
    CannotChangeSurplus
        If it is decided, the shares do not add up to exactly 100, or an amount does not fit.
    """
    row = _preview(by, surplus_year, CannotChangeSurplus)
    _check(row.cooperative, row.year, ends, surplus, shares, by_trade, at, CannotChangeSurplus)
    row.ends_date, row.surplus, row.by_trade = ends, surplus, by_trade
    row.pays_former, row.weighs_time = pays_former, weighs_time
    row.save(update_fields=["ends_date", "surplus", "by_trade", "pays_former", "weighs_time"])
    row.shares.all().delete()
    _set_shares(row, shares)
    record("changed_surplus", row, by=by, city=row.cooperative.city, at=at, year=row.year, surplus=surplus)
    return row


@transaction.atomic
def list_members(
    *,
    by: User,
    surplus_year: SurplusYear,
    lines: Sequence[GivenLine],
    at: datetime,
    movements: Mapping[int, Sequence[tuple[date, int]]] | None = None,
) -> int:
    """Put the list of what the members did in the place of the one before; return how many lines it has.

    Where the by-laws weigh time, `movements` says what each member put in (positive) or took out, and when; their
    deposits are counted from it in rupiah-days.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the cooperative nor belongs to the secretariat.
    CannotListMembers
        If the year is decided, a number stands twice, or an amount does not fit.
    """
    row = _preview(by, surplus_year, CannotListMembers)
    if not lines:
        raise CannotListMembers(_("The list is empty."))
    if len(lines) > MOST_LINES:
        raise CannotListMembers(_("A list holds at most %(n)s members.") % {"n": MOST_LINES})
    seen: set[int] = set()
    most = MOST_RUPIAH * 366 if row.weighs_time else MOST_RUPIAH
    for line in lines:
        if line.number in seen:
            raise CannotListMembers(_("The member number %(n)s stands there twice.") % {"n": line.number})
        seen.add(line.number)
        if not 0 < line.number <= 2**31 - 1:
            raise CannotListMembers(_("A member number is 1 or more."))
        if not 0 <= line.trade <= MOST_RUPIAH or not 0 <= line.deposits <= most:
            raise CannotListMembers(
                _("Trade and deposits of member %(n)s are whole rupiah, 0 or more.") % {"n": line.number}
            )
        if line.standing not in MemberLine.Standing.values:
            raise CannotListMembers(
                _("Of member %(n)s it is not clear whether they are a member.") % {"n": line.number}
            )
    weighed = _weighed(row, seen, movements or {})
    row.lines.all().delete()
    MemberLine.objects.bulk_create(
        [
            MemberLine(
                surplus_year=row,
                number=line.number,
                trade=line.trade,
                deposits=weighed.get(line.number, line.deposits),
                standing=line.standing,
            )
            for line in lines
        ],
        batch_size=500,
    )
    record("listed_members_of_surplus", row, by=by, city=row.cooperative.city, at=at, n=len(lines))
    return len(lines)


@transaction.atomic
def lock_surplus(
    *,
    by: User,
    surplus_year: SurplusYear,
    meeting: AnnualMeeting,
    at: datetime,
    minutes: str = "",
    decision: Decision | None = None,
) -> SurplusYear:
    """Record that a members' meeting decided on the division; from now on it never changes.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the cooperative nor belongs to the secretariat.
    CannotLockSurplus
        If it is decided already, the meeting is another cooperative's or came before the end of the year, there
        are no minutes, or nobody is listed who gets a part.
    """
    row = _preview(by, surplus_year, CannotLockSurplus)
    if meeting.cooperative_id != row.cooperative_id:
        raise CannotLockSurplus(_("Choose a meeting of this cooperative."))
    if meeting.held_date <= row.ends_date:
        raise CannotLockSurplus(
            _("That meeting was held before the year had ended. The members decide afterwards.")
        )
    earlier = SurplusYear.objects.filter(cooperative_id=row.cooperative_id, year=row.year, version__lt=row.version)
    before = earlier.order_by("-version").first()
    if before is not None and before.meeting is not None and meeting.held_date <= before.meeting.held_date:
        raise CannotLockSurplus(_("What one meeting decided, only a later meeting changes."))
    if decision is not None and (decision.city_id != row.cooperative.city_id or not decision.is_closed):
        raise CannotLockSurplus(_("Choose a decision of this city that is closed."))
    decision = decision or meeting.decision
    if decision is not None and (decision.result or {}).get("status") not in PASSED:
        raise CannotLockSurplus(_("That decision did not pass. What the members did not decide stays a preview."))
    row.minutes = cleaned(minutes, CannotLockSurplus) or meeting.minutes
    row.decision = decision
    if not row.minutes and row.decision is None:
        raise CannotLockSurplus(_("Write number and date of the minutes, or choose the decision."))
    check_fields(row, CannotLockSurplus, ["minutes"])
    found = reckoned(row)
    if found.pool and found.among is None:
        raise CannotLockSurplus(
            _("Nobody is listed who gets a part. List what the members did in the year first.")
        )
    row.state, row.meeting, row.locked_by, row.locked_at = SurplusYear.State.LOCKED, meeting, by, at
    row.save(update_fields=["state", "meeting", "minutes", "decision", "locked_by", "locked_at"])
    for share, amount in found.amounts:
        share.amount = amount
    SurplusShare.objects.bulk_update([share for share, _amount in found.amounts], ["amount"])
    paid = {payout.number: payout for payout in found.among.payouts} if found.among else {}
    lines = list(row.lines.all())
    for line in lines:
        payout = paid.get(line.number)
        line.by_trade, line.by_deposits = (payout.by_trade, payout.by_deposits) if payout else (0, 0)
    MemberLine.objects.bulk_update(lines, ["by_trade", "by_deposits"], batch_size=500)
    record(
        "locked_surplus", row, by=by, city=row.cooperative.city, at=at, year=row.year, meeting=meeting.pk,
        pool=found.pool, undivided=found.undivided,
    )  # fmt: skip
    return row


@transaction.atomic
def reopen_surplus(*, by: User, surplus_year: SurplusYear, why: str, at: datetime) -> SurplusYear:
    """Begin another version of a decided year, for another meeting; the decided one stays beside it.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the cooperative nor belongs to the secretariat.
    CannotReopenSurplus
        If it is not decided, another version is there already, or no reason is given.
    """
    if not can_keep_surplus(by, surplus_year.cooperative):
        raise PermissionDenied
    cooperative = _locked(surplus_year.cooperative)
    old = SurplusYear.objects.get(pk=surplus_year.pk)
    newest = cooperative.surplus_years.filter(year=old.year).order_by("-version")[0]
    if not old.is_locked or newest.pk != old.pk:
        raise CannotReopenSurplus(_("There is a newer version of this year. Change that one."))
    reason = cleaned(why, CannotReopenSurplus)
    if not reason:
        raise CannotReopenSurplus(_("Write in a sentence why the members should decide again."))
    new = SurplusYear(
        cooperative=cooperative,
        year=old.year,
        version=old.version + 1,
        ends_date=old.ends_date,
        surplus=old.surplus,
        by_trade=old.by_trade,
        pays_former=old.pays_former,
        weighs_time=old.weighs_time,
        why=reason,
        secret=secrets.token_urlsafe(24),
        created_at=at,
    )
    check_fields(new, CannotReopenSurplus, ["why"])
    new.save()
    _set_shares(new, {share.purpose: share.percent for share in old.shares.all()})
    MemberLine.objects.bulk_create(
        [
            MemberLine(
                surplus_year=new,
                number=line.number,
                trade=line.trade,
                deposits=line.deposits,
                standing=line.standing,
            )
            for line in old.lines.all()
        ],
        batch_size=500,
    )
    record("reopened_surplus", new, by=by, city=cooperative.city, at=at, year=new.year, version=new.version)
    return new


def _weighed(
    row: SurplusYear, numbers: set[int], movements: Mapping[int, Sequence[tuple[date, int]]]
) -> dict[int, int]:
    """Count the rupiah-days of everybody whose movements are told."""
    if movements and not row.weighs_time:
        raise CannotListMembers(
            _("By the by-laws of this year deposits do not count by days. Leave that list empty.")
        )
    if unknown := set(movements) - numbers:
        raise CannotListMembers(
            _("Member %(n)s moved deposits but is not in the list of members.") % {"n": min(unknown)}
        )
    try:
        begins = row.ends_date.replace(year=row.ends_date.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        begins = row.ends_date - timedelta(days=365)
    weighed = {}
    for number, moved in movements.items():
        try:
            weighed[number] = rupiah_days(moved, begins=begins, ends=row.ends_date)
        except BadSurplus:
            raise CannotListMembers(_("Member %(n)s took out more than was there.") % {"n": number}) from None
    return weighed


def _locked(cooperative: Cooperative) -> Cooperative:
    return Cooperative.objects.select_for_update(of=("self",)).select_related("city").get(pk=cooperative.pk)


def _preview(by: User, surplus_year: SurplusYear, error: type[Exception]) -> SurplusYear:
    if not can_keep_surplus(by, surplus_year.cooperative):
        raise PermissionDenied
    locked = SurplusYear.objects.select_for_update(of=("self",)).select_related("cooperative__city")
    row = locked.get(pk=surplus_year.pk)
    if row.is_locked:
        raise error(
            _("The members have decided on this year; it never changes. Divide it anew for another meeting.")
        )
    return row


def _check(
    cooperative: Cooperative,
    year: int,
    ends: date,
    surplus: int,
    shares: Mapping[str, Decimal],
    by_trade: Decimal,
    at: datetime,
    error: type[Exception],
) -> None:
    today = day_in(cooperative.city, at)
    not_later(ends, today, error)
    if not OLDEST <= year <= today.year or not year <= ends.year <= year + 1:
        raise error(_("The last day does not belong to this financial year."))
    if abs(surplus) > MOST_RUPIAH:
        raise error(_("This amount is too large to be true. Write whole rupiah."))
    if unknown := set(shares) - set(SurplusShare.Purpose.values):
        raise TypeError(f"There is no share for {sorted(unknown)}.")
    given = [share for share in shares.values() if share]
    if any(not share.is_finite() or not 0 < share <= HUNDRED for share in given) or not 0 <= by_trade <= HUNDRED:
        raise error(_("A share lies between 0 and 100."))
    if any(round(share, 3) != share for share in (*given, by_trade)):
        raise error(_("A share has at most three decimals."))
    whole = sum(given, Decimal(0))
    if whole != HUNDRED:
        raise error(
            _("The shares add up to %(sum)s, not to 100. Look at them again.")
            % {"sum": plain(whole).replace(".", ",")}
        )
    if not shares.get(SurplusShare.Purpose.MEMBERS):
        raise error(_("The members get nothing by these shares. Write down their part."))


def _set_shares(row: SurplusYear, shares: Mapping[str, Decimal]) -> None:
    SurplusShare.objects.bulk_create(
        [
            SurplusShare(surplus_year=row, purpose=purpose, percent=percent)
            for purpose, percent in shares.items()
            if percent
        ]
    )
