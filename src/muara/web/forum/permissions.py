from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.forum.models import Session


def can_run_sessions(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_see_session(user: User | AnonymousUser | None, session: Session) -> bool:
    """A draft is seen by those who run sessions; what was announced is seen by everybody."""
    return session.status != Session.Status.DRAFT or can_run_sessions(user, session.city)
