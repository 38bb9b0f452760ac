from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, is_there, not_later
from muara.web.network.models import Actor, Tie
from muara.web.network.permissions import actors_spoken_for, can_answer_for, can_keep_network


class CannotDeclareTie(Exception):
    """The tie was not written down; the message says why."""


class CannotConfirmTie(Exception):
    """The tie was not confirmed; the message says why."""


class CannotDisputeTie(Exception):
    """The tie was not disputed; the message says why."""


class CannotEndTie(Exception):
    """The tie was not ended; the message says why."""


@transaction.atomic
def declare_tie(
    *,
    by: User,
    a: Actor,
    b: Actor,
    kind: str,
    at: datetime,
    since: date | None = None,
    notes: str = "",
    weight: float = 1.0,
    told_by: Collection[Actor] = (),
) -> Tie:
    """Write down that two actors have to do with each other; with a direction it goes from a to b.

    Who speaks for an end reports for that end; who keeps the network says in `told_by` which ends told them.
    If the other side has reported the same tie already, it is confirmed.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for one of the two.
    CannotDeclareTie
        If it is written down already, or an end is missing, elsewhere or the same, or the day lies ahead.
    """
    city = a.city
    spoken = actors_spoken_for(by, city) & {a.pk, b.pk}
    if not spoken and not can_keep_network(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if b.city_id != city.pk or a.pk == b.pk:
        raise CannotDeclareTie(_("A tie joins two different actors of this city."))
    if kind not in Tie.Kind.values:
        raise CannotDeclareTie(_("Choose a kind of tie from the list."))
    if kind not in Tie.DIRECTED and a.pk > b.pk:
        a, b = b, a
    told = {one.pk for one in told_by} if can_keep_network(by, city) else set()
    told = (told | spoken) & {a.pk, b.pk}
    known = Tie.objects.current().filter(a=a, b=b, kind=kind).select_for_update(of=("self",)).first()
    if known is not None:
        return _confirmed(known, told, by=by, at=at, error=CannotDeclareTie)
    today = day_in(city, at)
    since = since or today
    not_later(since, today, CannotDeclareTie)
    for end in (a, b):
        if not is_there(end, today):
            raise CannotDeclareTie(_("%(actor)s is not part of the network at the moment.") % {"actor": end.name})
    overlap = Tie.objects.filter(a=a, b=b, kind=kind).filter(Q(until_date=None) | Q(until_date__gt=since))
    if overlap.exists():
        raise CannotDeclareTie(_("The same tie stood until later than that day. Choose a later beginning."))
    tie = Tie(
        city=city,
        a=a,
        b=b,
        kind=kind,
        weight=weight,
        since_date=since,
        notes=cleaned(notes, CannotDeclareTie, keeps_lines=True),
        reported_by_a_at=at if a.pk in told else None,
        reported_by_b_at=at if b.pk in told else None,
        created_at=at,
    )
    check_fields(tie, CannotDeclareTie, ["weight", "notes"])
    tie.save()
    record("declared_tie", tie, by=by, city=city, at=at, kind=kind, told=sorted(told))
    return tie


@transaction.atomic
def confirm_tie(*, by: User, tie: Tie, side: str, at: datetime) -> Tie:
    """Say for one end (A or B) that a tie is there; this also settles a dispute of that end.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for that end.
    CannotConfirmTie
        If it has ended, or that end has said so already.
    """
    tie = _locked(tie, side, by)
    if tie.until_date is not None:
        raise CannotConfirmTie(_("This tie has ended. Write it down anew if it is there again."))
    return _confirmed(tie, {tie.end_of(side).pk}, by=by, at=at, error=CannotConfirmTie)


@transaction.atomic
def dispute_tie(*, by: User, tie: Tie, side: str, reason: str, at: datetime) -> Tie:
    """Say for one end that a tie is not there. It stays to be seen, and counts nowhere.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for that end.
    CannotDisputeTie
        If it has ended or is disputed already, or no reason is given.
    """
    tie = _locked(tie, side, by)
    if tie.until_date is not None:
        raise CannotDisputeTie(_("This tie has ended already."))
    if tie.disputed_at is not None:
        raise CannotDisputeTie(_("This tie is disputed already."))
    tie.dispute = cleaned(reason, CannotDisputeTie)
    if not tie.dispute:
        raise CannotDisputeTie(_("Write in a sentence what is not so."))
    check_fields(tie, CannotDisputeTie, ["dispute"])
    tie.disputed_at, tie.disputed_by = at, side
    _report(tie, tie.end_of(side).pk, None)
    tie.save()
    record("disputed_tie", tie, by=by, city=tie.city, at=at, side=side, reason=tie.dispute)
    return tie


@transaction.atomic
def end_tie(*, by: User, tie: Tie, reason: str, at: datetime, on: date | None = None) -> Tie:
    """Record that a tie ended on a day; it stays in the history up to the day before.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for one of the ends.
    CannotEndTie
        If it has ended already, or the day lies ahead or before its beginning.
    """
    if not can_answer_for(by, tie, "A") and not can_answer_for(by, tie, "B"):
        raise PermissionDenied
    tie = Tie.objects.select_for_update(of=("self",)).select_related("city", "a", "b").get(pk=tie.pk)
    if tie.until_date is not None:
        raise CannotEndTie(_("This tie has ended already."))
    today = day_in(tie.city, at)
    on = on or today
    not_later(on, today, CannotEndTie)
    if on < tie.since_date:
        raise CannotEndTie(_("A tie cannot end before it began."))
    tie.until_date, tie.end_reason = on, cleaned(reason, CannotEndTie)
    check_fields(tie, CannotEndTie, ["end_reason"])
    tie.save(update_fields=["until_date", "end_reason"])
    record("ended_tie", tie, by=by, city=tie.city, at=at, on=on, reason=tie.end_reason)
    return tie


def _locked(tie: Tie, side: str, by: User) -> Tie:
    if side not in {"A", "B"} or not can_answer_for(by, tie, side):
        raise PermissionDenied
    return Tie.objects.select_for_update(of=("self",)).select_related("city", "a", "b").get(pk=tie.pk)


def _confirmed(tie: Tie, told: set[int], *, by: User, at: datetime, error: type[Exception]) -> Tie:
    new = {end for end in told if not _has_reported(tie, end)}
    if not new:
        raise error(_("This tie is written down already."))
    for end in new:
        _report(tie, end, at)
    if tie.disputing is not None and tie.disputing.pk in new:
        tie.disputed_at, tie.disputed_by, tie.dispute = None, "", ""
    tie.save()
    record("confirmed_tie", tie, by=by, city=tie.city, at=at, told=sorted(new))
    return tie


def _has_reported(tie: Tie, end: int) -> bool:
    return tie.reported_by_a if end == tie.a_id else tie.reported_by_b


def _report(tie: Tie, end: int, at: datetime | None) -> None:
    if end == tie.a_id:
        tie.reported_by_a_at = at
    else:
        tie.reported_by_b_at = at
