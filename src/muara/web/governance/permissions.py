from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City
from muara.web.governance.models import ExpertEntry
from muara.web.network.permissions import can_read_surveys

Somebody = User | AnonymousUser | None


def can_read_fit(user: Somebody, city: City) -> bool:
    """A reading of the forms tells what the trust survey says of all together: for those who may read that."""
    return can_read_surveys(user, city)


def can_take_fit_reading(user: Somebody, city: City) -> bool:
    return can_facilitate(user, city)


def can_set_crossings(user: Somebody, city: City) -> bool:
    return can_administer(user, city)


def can_rate(user: Somebody, city: City) -> bool:
    """Whoever has a role in the city or speaks for an organisation knows something of its network."""
    return can_read_surveys(user, city)


def can_take_back(user: Somebody, entry: ExpertEntry) -> bool:
    return user is not None and user.pk is not None and user.pk == entry.rater_id
