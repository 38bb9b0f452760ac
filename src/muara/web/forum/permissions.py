from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.forum.models import Registration, Session


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
