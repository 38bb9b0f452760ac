from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import DeliveredCode, Membership, Participant, User
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


def can_read_code(delivered: DeliveredCode, city: City) -> bool:
    """Say whether a facilitator of this city may read this code out.

    Never a code of somebody who runs anything: a facilitator could sign in as them. And of people known
    elsewhere only where they take part: a facilitator of one city is nobody in another.
    """
    user = delivered.user
    if user is None or user.is_staff:
        return False
    memberships, participants = list(user.memberships.all()), list(user.participants.all())
    if any(membership.role != Role.MEMBER for membership in memberships):
        return False
    cities = [membership.city_id for membership in memberships] + [person.city_id for person in participants]
    is_new = not cities
    return city.pk in cities or (is_new and delivered.city_id == city.pk)


def has_second_step(user: User) -> bool:
    """Say whether a stolen code alone would not open this account."""
    return bool(Authenticator.objects.filter(user=user).exists())
