from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.forum.models import FollowUp, Minutes, Registration, Session


def can_run_sessions(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_see_session(user: User | AnonymousUser | None, session: Session) -> bool:
    """A draft is seen by those who run sessions; what was announced is seen by everybody."""
    return session.status != Session.Status.DRAFT or can_run_sessions(user, session.city)


def can_cancel_registration(by: User | Participant | None, registration: Registration) -> bool:
    """Who holds a place gives it back, or whoever runs sessions for them; a token is looked at by the action."""
    if isinstance(by, Participant):
        return registration.participant_id == by.pk
    return can_run_sessions(by, registration.session.city)


def can_see_minutes(user: User | AnonymousUser | None, minutes: Minutes) -> bool:
    """A draft is seen by those who run sessions; what came out is seen by everybody."""
    return minutes.is_published or can_run_sessions(user, minutes.session.city)


def can_suggest_correction(person: Participant | User | AnonymousUser | None, minutes: Minutes) -> bool:
    """Whoever came in by the code may; a facilitator may for those who came without a phone."""
    if isinstance(person, Participant):
        return minutes.session.attendances.filter(participant=person).exists()
    return can_run_sessions(person, minutes.session.city)


def can_take_follow_up(person: Participant | None, follow_up: FollowUp) -> bool:
    """Whoever was there may say that they will do it, as long as nobody else has."""
    return (
        person is not None
        and follow_up.taken_by_id is None
        and follow_up.session.attendances.filter(participant=person).exists()
    )


def can_settle_follow_up(
    user: User | AnonymousUser | None, person: Participant | None, follow_up: FollowUp
) -> bool:
    """Whoever took it on may say how it ended, and so may those who run sessions."""
    is_theirs = person is not None and person.pk == follow_up.taken_by_id
    return is_theirs or can_run_sessions(user, follow_up.session.city)
