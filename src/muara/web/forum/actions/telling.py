"""What is told about an evening before it is held, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Required, TypedDict, cast

from django.db.models import CharField, Model
from django.utils.translation import gettext as _

from muara.web.accounts.models import Sector
from muara.web.cities.models import District
from muara.web.forum.models import Session

FIRST_YEAR = 2000
YEARS_AHEAD = 5
LONGEST = timedelta(hours=18)
MOST_SEATS = 10_000
MAX_GIST = 2000
TOLD = (
    "theme", "question", "starts_at", "ends_at", "venue", "district", "latitude", "longitude", "access_note",
    "capacity", "invited_sectors", "gist",
)  # fmt: skip


class Told(TypedDict, total=False):
    """What a facilitator says about an evening; `point` is its latitude and longitude."""

    theme: Required[str]
    question: Required[str]
    starts_at: Required[datetime]
    venue: Required[str]
    ends_at: datetime | None
    district: District | None
    point: tuple[float, float] | None
    access_note: str
    capacity: int | None
    invited_sectors: Iterable[str]
    gist: str


def fill(session: Session, told: Told, at: datetime) -> str:
    """Write on the session what is told of it and return what is wrong with it, or an empty string."""
    invited, point = set(told.get("invited_sectors", ())), told.get("point")
    points = "\n".join(line.strip() for line in told.get("gist", "").splitlines() if line.strip())
    session.theme, session.question = told["theme"].strip(), told["question"].strip()
    session.venue, session.access_note = told["venue"].strip(), told.get("access_note", "").strip()
    session.starts_at, session.ends_at = told["starts_at"], told.get("ends_at")
    session.district, session.gist, session.capacity = told.get("district"), points, told.get("capacity")
    session.latitude, session.longitude = point or (None, None)
    session.invited_sectors = [sector for sector in Sector.values if sector in invited]
    if invited - set(Sector.values):
        return _("Choose the invited sectors from the list.")
    return _missing_in(session) or _unfit_in(session, at)


def as_told(session: Session) -> dict[str, object]:
    return {name: getattr(session, f"{name}_id" if name == "district" else name) for name in TOLD}


def longest(model: type[Model], name: str) -> int:
    return cast(CharField[str, str], model._meta.get_field(name)).max_length or 0


def _missing_in(session: Session) -> str:
    if not session.theme:
        return _("Write the theme of the evening.")
    if not session.question:
        return _("Write the question that the evening asks.")
    if not session.venue:
        return _("Write where people meet.")
    return ""


def _unfit_in(session: Session, at: datetime) -> str:
    texts = ("theme", "question", "venue", "access_note")
    if any(len(getattr(session, name)) > longest(Session, name) for name in texts) or (
        len(session.gist) > MAX_GIST
    ):
        return _("Something is too long. Shorten the theme, the question, the place or the points.")
    if not FIRST_YEAR <= session.starts_at.year <= at.year + YEARS_AHEAD:
        return _("Choose a day between the year 2000 and five years from now.")
    if session.ends_at is not None and not timedelta() < session.ends_at - session.starts_at <= LONGEST:
        return _("Let the evening end after it begins, within eighteen hours.")
    if session.district is not None and session.district.regency_code != session.city.regency_code:
        return _("Choose a kecamatan of this city.")
    if session.capacity is not None and not 1 <= session.capacity <= MOST_SEATS:
        return _("Say for how many people there is room, from one to ten thousand, or leave it empty.")
    if not (-90 <= (session.latitude or 0) <= 90 and -180 <= (session.longitude or 0) <= 180):
        return _("This point lies on no map. Copy it again, for example -7.4214, 109.2344.")
    return ""
