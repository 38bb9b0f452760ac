"""What is to be done after an evening: who takes it, how it ends, who is reminded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Notice, Participant, User
from muara.web.forum.models import FollowUp, Session
from muara.web.forum.permissions import can_run_sessions, can_settle_follow_up, can_take_follow_up

MOST = 50
REMIND_BEFORE = timedelta(days=3)
MAX_WHAT, MAX_WHO, MAX_WORD = 200, 80, 200
LONGEST = timedelta(days=730)


class CannotPlanFollowUp(Exception):
    """The follow-up was refused; the message is fit to show to the person."""


class CannotTakeFollowUp(Exception):
    """It stays with whom it is; the message is fit to show to the person."""


class CannotSettleFollowUp(Exception):
    """The end was refused; the message is fit to show to the person."""


@transaction.atomic
def plan_follow_up(*, by: User, session: Session, what: str, who: str, due_date: date, at: datetime) -> FollowUp:
    """Write down what is to be done after an evening, by whom and until when.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotPlanFollowUp
        If the evening has not begun, something is missing or too long, or the day is before it or years away.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status in {Session.Status.DRAFT, Session.Status.ANNOUNCED}:
        raise CannotPlanFollowUp(_("Open the session first; then write down what is to be done."))
    what, who = " ".join(what.split()), " ".join(who.split())
    if not what or not who:
        raise CannotPlanFollowUp(_("Write what is to be done and who does it."))
    if len(what) > MAX_WHAT or len(who) > MAX_WHO:
        raise CannotPlanFollowUp(_("Keep what within 200 characters and who within 80."))
    evening = session.starts_at.astimezone(ZoneInfo(session.city.time_zone)).date()
    if not evening <= due_date <= evening + LONGEST:
        raise CannotPlanFollowUp(_("Choose a day after the evening, within two years."))
    if session.follow_ups.count() >= MOST:
        raise CannotPlanFollowUp(_("Fifty are more than anybody will do. Join some of them."))
    made = FollowUp.objects.create(session=session, what=what, who=who, due_date=due_date, recorded_by=by, at=at)
    record("planned_follow_up", made, by=by, city=session.city, at=at, session=session.number, due=due_date)
    return made


@transaction.atomic
def take_follow_up(*, by: Participant, follow_up: FollowUp, at: datetime) -> FollowUp:
    """Take a follow-up on, as somebody who was there: the reminder then comes to them.

    Raises
    ------
    PermissionDenied
        If `by` was not there.
    CannotTakeFollowUp
        If somebody else has it already, or it is settled.
    """
    follow_up = _locked(follow_up)
    city = follow_up.session.city
    if by.city_id != city.pk or not follow_up.session.attendances.filter(participant=by).exists():
        raise PermissionDenied
    if not follow_up.is_open or not can_take_follow_up(by, follow_up):
        raise CannotTakeFollowUp(_("Somebody has taken this on already, or it is settled."))
    follow_up.taken_by = by
    follow_up.save(update_fields=["taken_by"])
    record("took_follow_up", follow_up, by=by, city=city, at=at)
    return follow_up


@transaction.atomic
def settle_follow_up(
    *,
    by: User | None,
    person: Participant | None,
    follow_up: FollowUp,
    status: str,
    word: str,
    today: date,
    at: datetime,
) -> FollowUp:
    """Say that a follow-up is done, or that it will not be and why. Those who were there hear it.

    Raises
    ------
    PermissionDenied
        If they neither took it on nor run sessions.
    CannotSettleFollowUp
        If it is settled already, or dropped without a word.
    """
    follow_up = _locked(follow_up)
    session = follow_up.session
    if not can_settle_follow_up(by, person, follow_up):
        raise PermissionDenied
    if not follow_up.is_open:
        raise CannotSettleFollowUp(_("This one is settled already."))
    word = " ".join(word.split())
    if status not in {FollowUp.Status.DONE, FollowUp.Status.DROPPED}:
        raise CannotSettleFollowUp(_("Say whether it is done or will not be done."))
    if status == FollowUp.Status.DROPPED and not word:
        raise CannotSettleFollowUp(_("Say why it will not be done; people accept a reason more than silence."))
    if len(word) > MAX_WORD:
        raise CannotSettleFollowUp(_("Keep the word within 200 characters."))
    follow_up.status, follow_up.word, follow_up.settled_date = status, word, today
    follow_up.save(update_fields=["status", "word", "settled_date"])
    _tell_who_was_there(follow_up, at)
    who = by if can_run_sessions(by, session.city) else person
    record("settled_follow_up", follow_up, by=who, city=session.city, at=at, status=status)
    return follow_up


@transaction.atomic
def remind_of_follow_up(*, follow_up: FollowUp, today: date, at: datetime) -> Participant | None:
    """Remind whoever took it on, or else who wrote it down, once and not too early. Return who was told."""
    follow_up = _locked(follow_up)
    if not follow_up.is_open or follow_up.reminded_at is not None or follow_up.due_date - REMIND_BEFORE > today:
        return None
    city = follow_up.session.city
    follow_up.reminded_at = at
    follow_up.save(update_fields=["reminded_at"])
    whom = follow_up.taken_by or Participant.objects.in_city(city).filter(user=follow_up.recorded_by_id).first()
    tell(
        whom,
        "follow_up_due",
        city=city,
        at=at,
        link=reverse("forum:follow_up", args=[city.slug, follow_up.pk]),
        what=follow_up.what,
        day=date_format(follow_up.due_date, "j F Y"),
    )
    record("reminded_of_follow_up", follow_up, by=None, city=city, at=at, told=whom is not None)
    return whom


def _locked(follow_up: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("session__city", "taken_by__user").get(pk=follow_up.pk)


def _tell_who_was_there(follow_up: FollowUp, at: datetime) -> None:
    session = follow_up.session
    link = reverse("forum:follow_up", args=[session.city.slug, follow_up.pk])
    present = session.attendances.exclude(participant=follow_up.taken_by_id).order_by("participant_id")
    Notice.objects.bulk_create(
        [
            Notice(
                city=session.city,
                participant_id=who,
                kind=f"follow_up_{follow_up.status.lower()}",
                params={"what": follow_up.what, "session": session.label, "word": follow_up.word},
                link=link,
                at=at,
            )
            for who in present.values_list("participant_id", flat=True)
        ],
        batch_size=500,
    )
