from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Sector, User
from muara.web.cities.models import City, District
from muara.web.forum.codes import fresh_short_code
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.permissions import can_run_sessions

FIRST_YEAR = 2000
YEARS_AHEAD = 5
MAX_GIST = 2000
MAX_ROLES = 12


class CannotPlanSession(Exception):
    """The plan was refused; the message is fit to show to the person."""


class CannotEditSession(Exception):
    """The change was refused; the message is fit to show to the person."""


class CannotSetRoles(Exception):
    """The roles were refused; the message is fit to show to the person."""


@dataclass(frozen=True)
class GivenRole:
    """Who sparks, moderates or takes notes, as the facilitator wrote it down."""

    kind: str
    role: str
    name: str = ""
    is_name_public: bool = False


@transaction.atomic
def plan_session(
    *,
    by: User,
    city: City,
    theme: str,
    question: str,
    starts_at: datetime,
    venue: str,
    at: datetime,
    district: District | None = None,
    invited_sectors: Iterable[str] = (),
    gist: str = "",
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
    session = Session(city=city, created_by=by, created_at=at)
    if problem := _fill(
        session,
        theme=theme,
        question=question,
        starts_at=starts_at,
        venue=venue,
        district=district,
        invited_sectors=invited_sectors,
        gist=gist,
        at=at,
    ):
        raise CannotPlanSession(problem)
    last = Session.objects.in_city(city).aggregate(last=Max("number"))["last"]
    session.number = (last or 0) + 1
    session.short_code = _unused_short_code()
    session.save()
    record("planned", session, by=by, city=city, at=at, number=session.number)
    return session


@transaction.atomic
def edit_session(
    *,
    by: User,
    session: Session,
    theme: str,
    question: str,
    starts_at: datetime,
    venue: str,
    at: datetime,
    district: District | None = None,
    invited_sectors: Iterable[str] = (),
    gist: str = "",
) -> Session:
    """Change what is said about a session; its question stays once it was asked in the room.

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
    before = _told_of(session)
    was_asked = session.status not in {Session.Status.DRAFT, Session.Status.ANNOUNCED}
    if was_asked and question.strip() != session.question:
        raise CannotEditSession(
            _("The question stays as it was asked in the room. Plan a new session for a new question.")
        )
    if problem := _fill(
        session,
        theme=theme,
        question=question,
        starts_at=starts_at,
        venue=venue,
        district=district,
        invited_sectors=invited_sectors,
        gist=gist,
        at=at,
    ):
        raise CannotEditSession(problem)
    changed = sorted(name for name, value in _told_of(session).items() if value != before[name])
    session.save(update_fields=["theme", "question", "starts_at", "venue", "district", "invited_sectors", "gist"])
    record("edited", session, by=by, city=session.city, at=at, changed=changed)
    return session


@transaction.atomic
def set_roles(*, by: User, session: Session, roles: Sequence[GivenRole], at: datetime) -> list[SessionRole]:
    """Write down who sparks, moderates and takes notes, in place of what was written before.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotSetRoles
        If a role has no words, is too long, or there are too many.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if len(roles) > MAX_ROLES:
        raise CannotSetRoles(_("That is too many people for one evening. Keep the ones who led it."))
    for given in roles:
        if given.kind not in SessionRole.Kind.values:
            raise CannotSetRoles(_("Choose spark speaker, moderator or note-taker."))
        if not given.role:
            raise CannotSetRoles(_("Write what the person is, for example “academic”; the name may stay away."))
        if len(given.role) > _longest(SessionRole, "role") or len(given.name) > _longest(SessionRole, "name"):
            raise CannotSetRoles(_("Keep each role and each name within 80 characters."))
    session.roles.all().delete()
    written = [
        SessionRole.objects.create(
            session=session,
            kind=given.kind,
            role=given.role,
            name=given.name,
            is_name_public=given.is_name_public and bool(given.name),
        )
        for given in roles
    ]
    record("set_roles", session, by=by, city=session.city, at=at, kinds=[role.kind for role in written])
    return written


def _fill(
    session: Session,
    *,
    theme: str,
    question: str,
    starts_at: datetime,
    venue: str,
    district: District | None,
    invited_sectors: Iterable[str],
    gist: str,
    at: datetime,
) -> str:
    """Write the plan on the session and return what is wrong with it, or an empty string."""
    invited = set(invited_sectors)
    points = "\n".join(line.strip() for line in gist.splitlines() if line.strip())
    session.theme, session.question, session.venue = theme.strip(), question.strip(), venue.strip()
    session.starts_at, session.district, session.gist = starts_at, district, points
    session.invited_sectors = [sector for sector in Sector.values if sector in invited]
    if not session.theme:
        return _("Write the theme of the evening.")
    if not session.question:
        return _("Write the question that the evening asks.")
    if not session.venue:
        return _("Write where people meet.")
    if any(len(getattr(session, name)) > _longest(Session, name) for name in ("theme", "question", "venue")) or (
        len(points) > MAX_GIST
    ):
        return _("Something is too long. Shorten the theme, the question, the place or the points.")
    if not FIRST_YEAR <= starts_at.year <= at.year + YEARS_AHEAD:
        return _("Choose a day between the year 2000 and five years from now.")
    if district is not None and district.regency_code != session.city.regency_code:
        return _("Choose a kecamatan of this city.")
    if invited - set(Sector.values):
        return _("Choose the invited sectors from the list.")
    return ""


def _told_of(session: Session) -> dict[str, object]:
    names = ("theme", "question", "starts_at", "venue", "district_id", "invited_sectors", "gist")
    return {name: getattr(session, name) for name in names}


def _longest(model: type[Session] | type[SessionRole], name: str) -> int:
    return cast(CharField[str, str], model._meta.get_field(name)).max_length or 0


def _unused_short_code() -> str:
    code = fresh_short_code()
    while Session.objects.filter(short_code=code).exists():
        code = fresh_short_code()
    return code
