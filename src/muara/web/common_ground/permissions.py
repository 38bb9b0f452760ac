from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading


def can_take_reading(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_see_reading(user: User | AnonymousUser | None, reading: Reading) -> bool:
    return reading.is_public or can_facilitate(user, reading.city)


def can_name_thread(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_see_thread(user: User | AnonymousUser | None, thread: CommonThread) -> bool:
    return thread.is_published or can_facilitate(user, thread.city)


def can_export_rows(user: User | AnonymousUser | None, city: City) -> bool:
    """Only the secretariat takes votes person by person, and never without saying what for."""
    return can_administer(user, city)
