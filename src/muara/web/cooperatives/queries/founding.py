"""Groups that found a cooperative: how far their list has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.cooperatives.models import Founder, Founding
from muara.web.cooperatives.permissions import can_read_founders
from muara.web.cooperatives.readiness import Readiness, readiness


@dataclass(frozen=True)
class FoundingLine:
    """One founding in a list."""

    founding: Founding
    ready: Readiness


def foundings_of(city: City, reader: User | None, today: date) -> list[FoundingLine]:
    """Return what a reader may see: the ones that go on first, then what became of the others."""
    rows = Founding.objects.in_city(city).select_related("district", "cooperative").prefetch_related("founders")
    staff = can_facilitate(reader, city)
    lines = [
        FoundingLine(one, readiness(one, list(one.founders.all()), today))
        for one in rows.order_by("-created_at", "pk")
        if one.listed_at is not None or staff or (reader is not None and one.initiator_id == reader.pk)
    ]
    return sorted(lines, key=lambda line: not line.founding.is_gathering)


@dataclass(frozen=True)
class FoundingPage:
    """Everything the page of one founding shows to one reader.

    Attributes
    ----------
    founding : Founding
    ready : Readiness
    founders : list of Founder, or None
        None: not for this reader.
    mine : Founder or None
    """

    founding: Founding
    ready: Readiness
    founders: list[Founder] | None
    mine: Founder | None


def founding_page(founding: Founding, reader: User | None, today: date) -> FoundingPage:
    founders = list(founding.founders.order_by("added_at", "pk"))
    mine = next((one for one in founders if reader is not None and one.user_id == reader.pk), None)
    may_read = can_read_founders(reader, founding)
    return FoundingPage(founding, readiness(founding, founders, today), founders if may_read else None, mine)
