from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City

Somebody = User | AnonymousUser | None


def can_keep_campaigns(user: Somebody, city: City) -> bool:
    """Facilitators and the secretariat write down campaigns, counts, activities, and take readings."""
    return can_facilitate(user, city)


def can_speak_for_city(user: Somebody, city: City) -> bool:
    """Only the secretariat makes, renews and withdraws what the city says about itself."""
    return can_administer(user, city)


def can_set_rules(user: Somebody, city: City) -> bool:
    return can_administer(user, city)


def can_keep_roadmap(user: Somebody, city: City) -> bool:
    return can_facilitate(user, city)
