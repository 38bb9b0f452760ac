from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import Membership, Participant, User
from muara.web.cities.models import City

Role = Membership.Role


def role_in(user: User | AnonymousUser | None, city: City) -> str:
    """Return the role of a user in a city, or an empty string. Remembered on the user for the request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ""
    known: dict[int, str] = user.__dict__.setdefault("_roles_by_city", {})
    if city.pk not in known:
        known[city.pk] = (
            Membership.objects.filter(city=city, user_id=user.pk).values_list("role", flat=True).first() or ""
        )
    return known[city.pk]


def can_facilitate(user: User | AnonymousUser | None, city: City) -> bool:
    return role_in(user, city) in {Role.FACILITATOR, Role.SECRETARIAT}


def can_administer(user: User | AnonymousUser | None, city: City) -> bool:
    return role_in(user, city) == Role.SECRETARIAT


def can_invite(participant: Participant | None) -> bool:
    return participant is not None and participant.tier == Participant.Tier.VERIFIED
