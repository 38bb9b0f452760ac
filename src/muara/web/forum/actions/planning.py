from __future__ import annotations

from datetime import datetime, timedelta
from typing import Unpack
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.forum.actions.news import CHANGED, tell_everybody
from muara.web.forum.actions.registering import move_up
from muara.web.forum.actions.series import ORDINARY, ordinary_series
from muara.web.forum.actions.telling import TOLD, Told, as_told, fill
from muara.web.forum.codes import fresh_short_code
from muara.web.forum.models import AgendaItem, Series, Session, SessionRole
from muara.web.forum.permissions import can_run_sessions

A_WEEK = timedelta(days=7)


class CannotPlanSession(Exception):
    """The plan was refused; the message is fit to show to the person."""


class CannotEditSession(Exception):
    """The change was refused; the message is fit to show to the person."""


@transaction.atomic
def plan_session(
    *, by: User, city: City, at: datetime, series: Series | None = None, **told: Unpack[Told]
) -> Session:
    """Plan the next evening of a city, as a draft that only facilitators see.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in `city`.
    CannotPlanSession
        If something is missing, too long, or not of this city.
    """
    if not can_run_sessions(by, city):
        raise PermissionDenied
    # The city's row is the queue in which two facilitators wait for the next number.
    city = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    if series is not None and series.city_id != city.pk:
        raise CannotPlanSession(_("Choose a series of this city."))
    session = Session(city=city, created_by=by, created_at=at, short_code=_unused_short_code())
    if problem := fill(session, told, at):
        raise CannotPlanSession(problem)
    if series is None or series.slug == ORDINARY:
        series = ordinary_series(city, at)
    session.series = series
    session.number = _next("number", city.sessions.all())
    session.series_number = _next("series_number", session.series.sessions.all())
    session.label = f"{session.series.name} {session.series_number}"
    session.save()
    record("planned", session, by=by, city=city, at=at, number=session.number)
    return session


@transaction.atomic
def edit_session(*, by: User, session: Session, at: datetime, **told: Unpack[Told]) -> Session:
    """Change what is said about a session; its question stays once it was asked in the room.

    Who registered is told of another time or place, and where there is more room the first who wait move up.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotEditSession
        If something is missing or too long, or the question was already asked.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    before = as_told(session)
    if session.status == Session.Status.CANCELLED:
        raise CannotEditSession(_("This session was cancelled. Copy it to plan it anew."))
    was_asked = session.status not in {Session.Status.DRAFT, Session.Status.ANNOUNCED}
    if was_asked and told["question"].strip() != session.question:
        raise CannotEditSession(
            _("The question stays as it was asked in the room. Plan a new session for a new question.")
        )
    if problem := fill(session, told, at):
        raise CannotEditSession(problem)
    changed = sorted(name for name, value in as_told(session).items() if value != before[name])
    session.changed_at = at
    session.save(update_fields=[*TOLD, "changed_at"])
    record("edited", session, by=by, city=session.city, at=at, changed=changed)
    if session.status == Session.Status.ANNOUNCED:
        move_up(session, at)
        if {"starts_at", "venue"} & set(changed):
            tell_everybody(CHANGED, session, at)
    return session


@transaction.atomic
def duplicate_session(*, by: User, session: Session, at: datetime) -> Session:
    """Plan the same evening anew as a draft, on the same day of a week to come, with its agenda.

    Who leads it is copied by role alone: that a name may be shown was said of one evening.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotPlanSession
        If what was told then cannot be told any more.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    told = Told(
        theme=session.theme,
        question=session.question,
        venue=session.venue,
        starts_at=_a_week_to_come(session, at),
        district=session.district,
        access_note=session.access_note,
        capacity=session.capacity,
        invited_sectors=session.invited_sectors,
    )
    if session.ends_at is not None:
        told["ends_at"] = told["starts_at"] + (session.ends_at - session.starts_at)
    if session.latitude is not None and session.longitude is not None:
        told["point"] = (session.latitude, session.longitude)
    copy = plan_session(by=by, city=session.city, series=session.series, at=at, **told)
    SessionRole.objects.bulk_create(
        SessionRole(session=copy, kind=role.kind, role=role.role) for role in session.roles.order_by("pk")
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(session=copy, minute=item.minute, what=item.what) for item in session.agenda.all()
    )
    return copy


def _a_week_to_come(session: Session, at: datetime) -> datetime:
    """Return the first moment after now and after the session that has its weekday and its hour."""
    starts_at = session.starts_at.astimezone(ZoneInfo(session.city.time_zone))
    weeks = max((at - starts_at) // A_WEEK, 0) + 1
    return starts_at + weeks * A_WEEK


def _next(name: str, sessions: models.QuerySet[Session]) -> int:
    last: int | None = sessions.aggregate(last=Max(name))["last"]
    return (last or 0) + 1


def _unused_short_code() -> str:
    code = fresh_short_code()
    while Session.objects.filter(short_code=code).exists():
        code = fresh_short_code()
    return code
