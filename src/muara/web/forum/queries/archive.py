"""Find an evening again: by year, by a word of its theme, by who was invited or there, and by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.utils import timezone

from muara.web.accounts.models import Sector
from muara.web.cities.models import City
from muara.web.forum.models import Session
from muara.web.forum.queries.attendance import sectors_present
from muara.web.forum.queries.sessions import SessionList, shelved
from muara.web.ui.stems import stems


@dataclass(frozen=True)
class Sought:
    """What somebody looks for, as it stands in the address; an empty part asks for nothing."""

    words: str = ""
    year: str = ""
    sector: str = ""
    district: str = ""
    venue: str = ""

    @property
    def is_set(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True)
class Choice:
    """One value that can be asked for, and how many evenings it would leave beside what else is asked."""

    value: str
    label: str
    n: int
    is_chosen: bool


@dataclass(frozen=True)
class Archive:
    """The evenings that fit, out of all that the reader may see, and what else could be asked for."""

    listed: SessionList
    n_found: int
    n_all: int
    years: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    venues: tuple[Choice, ...]


@dataclass(frozen=True)
class _Evening:
    session: Session
    year: str
    sectors: frozenset[str]
    district: str
    venue: str

    def fits(self, sought: Sought, stemmed: frozenset[str]) -> bool:
        return (
            sought.year in {"", self.year}
            and (not sought.sector or sought.sector in self.sectors)
            and sought.district in {"", self.district}
            and sought.venue in {"", self.venue}
            and (not sought.words or self.tells_of(sought.words, stemmed))
        )

    def tells_of(self, typed: str, stemmed: frozenset[str]) -> bool:
        """Say whether its theme and question hold what was typed, or all words of it by their stems."""
        said = f"{self.session.theme} {self.session.question}"
        return typed.casefold() in said.casefold() or (bool(stemmed) and stemmed <= stems(said).keys())


def archive_of(city: City, *, at: datetime, has_drafts: bool = False, sought: Sought | None = None) -> Archive:
    """Return the evenings of a city that fit, in three queries; drafts only for those who run sessions."""
    sought = sought or Sought()
    rows = Session.objects.in_city(city).select_related("district").order_by("-starts_at", "-number")
    present = sectors_present(city)
    evenings = [_evening(one, present) for one in (rows if has_drafts else rows.visible())]
    stemmed = frozenset(stems(sought.words))
    found = [one.session for one in evenings if one.fits(sought, stemmed)]

    def offered(part: str, values: Callable[[_Evening], Iterable[str]], labels: Mapping[str, str]) -> list[Choice]:
        beside, chosen = replace(sought, **{part: ""}), getattr(sought, part)
        counts = Counter(value for one in evenings if one.fits(beside, stemmed) for value in values(one) if value)
        if chosen:
            counts.setdefault(chosen, 0)
        choices = [Choice(value, labels.get(value, value), n, value == chosen) for value, n in counts.items()]
        return sorted(choices, key=lambda choice: (choice.label.casefold(), choice.value))

    sectors = {sector.value: str(sector.label) for sector in Sector}
    districts = {one.district: one.session.district.name for one in evenings if one.session.district}
    venues = {one.venue: one.session.venue for one in evenings}
    return Archive(
        listed=shelved(found, at),
        n_found=len(found),
        n_all=len(evenings),
        years=tuple(reversed(offered("year", lambda one: [one.year], {}))),
        sectors=tuple(offered("sector", lambda one: one.sectors, sectors)),
        districts=tuple(offered("district", lambda one: [one.district], districts)),
        venues=tuple(offered("venue", lambda one: [one.venue], venues)),
    )


def _evening(session: Session, present: dict[int, frozenset[str]]) -> _Evening:
    return _Evening(
        session=session,
        year=str(timezone.localtime(session.starts_at).year),
        sectors=frozenset(session.invited_sectors) | present.get(session.pk, frozenset()),
        district=session.district_id or "",
        venue=session.venue.casefold(),
    )
