"""What a claim can rest on: public things of the rooms upstream, and whether each still says what it said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.web.assets.queries.counts import uses
from muara.web.brand.models import Evidence
from muara.web.brand.queries.substance import SOURCES
from muara.web.brand.rules import PUBLISHED
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Statement
from muara.web.forum.models import Session
from muara.web.governance.models import Decision
from muara.web.initiatives.models import Outcome

MOST_OFFERED = 20
PASSED = {"passed", "chosen"}


@dataclass(frozen=True)
class Thing:
    """One thing upstream. `route` and `args`: the page that shows it; `value`: what was counted, if it was."""

    kind: str
    ref: str
    said: str
    as_of: date
    route: str
    args: tuple[str | int, ...] = ()
    value: int | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True)
class Kind:
    """One kind of evidence: everything of it that a city has, or only the ones asked for."""

    label: str | Promise
    read: Callable[[City, date, Sequence[str] | None], Iterable[Thing]]


def _numbers(refs: Sequence[str]) -> list[int]:
    return [int(ref) for ref in refs if ref.isascii() and ref.isdigit() and len(ref) < 10]


def _threads(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Published threads whose statement still stands."""
    rows = CommonThread.objects.in_city(city).published().filter(statement__status=Statement.Status.ACCEPTED)
    rows = rows.order_by("-number") if refs is None else rows.filter(number__in=_numbers(refs))
    for one in rows[:MOST_OFFERED]:
        as_of = timezone.localtime(one.published_at).date() if one.published_at else day
        yield Thing("thread", str(one.number), one.name, as_of, "common_ground:thread", (one.number,))


def _decisions(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Decisions that were closed and passed."""
    rows = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED, result__status__in=PASSED)
    rows = rows.order_by("-closed_at", "-pk") if refs is None else rows.filter(slug__in=refs)
    for one in rows[:MOST_OFFERED]:
        as_of = timezone.localtime(one.closed_at).date() if one.closed_at else day
        yield Thing("decision", one.slug, one.title, as_of, "governance:decision", (one.slug,))


def _sessions(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Evenings whose minutes are published."""
    rows = Session.objects.in_city(city).filter(status=Session.Status.PUBLISHED)
    rows = rows.order_by("-number") if refs is None else rows.filter(number__in=_numbers(refs))
    for one in rows[:MOST_OFFERED]:
        as_of = timezone.localtime(one.starts_at).date()
        yield Thing("session", str(one.number), str(one), as_of, "forum:session", (one.number,))


def _outcomes(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Outcomes that reached what had been written before the start, and were not withdrawn."""
    rows = Outcome.objects.in_city(city).standing().select_related("initiative")
    rows = rows.order_by("-on_date", "-pk") if refs is None else rows.filter(pk__in=_numbers(refs))
    for one in rows[:MOST_OFFERED]:
        if one.is_reached:
            value = formats.number_format(one.value.normalize(), use_l10n=True, force_grouping=True)
            said = f"{one.initiative.title}: {one.measure}, {value} {one.unit}".strip()
            yield Thing(
                "outcome", str(one.pk), said, one.on_date, "initiatives:initiative", (one.initiative.slug,)
            )


def _places(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Idle places that everybody can see and that are in use, the newest use first."""
    now = [
        used for used in reversed(uses(city)) if used.until is None and (refs is None or used.asset.slug in refs)
    ]
    for used in now[:MOST_OFFERED]:
        said = _("%(name)s is in use since %(day)s.") % {
            "name": used.asset.name,
            "day": formats.date_format(used.since, "j F Y"),
        }
        yield Thing("place", used.asset.slug, said, used.since, "assets:asset", (used.asset.slug,))


def _counted(city: City, day: date, refs: Sequence[str] | None) -> Iterable[Thing]:
    """Series of substance with what they count today; those of which nothing can be said are left out."""
    window = int(PUBLISHED["window_days"])
    for key in SOURCES if refs is None else [ref for ref in refs if ref in SOURCES]:
        source = SOURCES[key]
        counted = source.read(city).at(day, source, window)
        if counted:
            said = _("%(counts)s Counted: %(n)s.") % {
                "counts": source.counts,
                "n": formats.number_format(counted, use_l10n=True, force_grouping=True),
            }
            yield Thing("counted", key, said, day, source.room, (), counted)


KINDS: Mapping[str, Kind] = {
    "thread": Kind(gettext_lazy("Common threads"), _threads),
    "decision": Kind(gettext_lazy("Decisions that passed"), _decisions),
    "session": Kind(gettext_lazy("Evenings with published minutes"), _sessions),
    "outcome": Kind(gettext_lazy("Outcomes that were reached"), _outcomes),
    "place": Kind(gettext_lazy("Idle places that are in use again"), _places),
    "counted": Kind(gettext_lazy("What is counted"), _counted),
}


def offered(city: City, day: date) -> list[tuple[str | Promise, list[Thing]]]:
    """Return what there is to rest a claim on, by kind; kinds without any are left out."""
    found = [(kind.label, list(kind.read(city, day, None))) for kind in KINDS.values()]
    return [(label, things) for label, things in found if things]


def found_by_key(city: City, day: date, keys: Iterable[str]) -> dict[str, Thing]:
    """Look things up by `kind:ref`; what is not there, not public or no longer holds is left out."""
    asked: dict[str, list[str]] = {}
    for key in keys:
        kind, _colon, ref = key.partition(":")
        if kind in KINDS:
            asked.setdefault(kind, []).append(ref)
    return {thing.key: thing for kind, refs in asked.items() for thing in KINDS[kind].read(city, day, refs)}


@dataclass(frozen=True)
class Shown:
    """A piece of evidence as it was named, and as it is now; `now` None: it is gone or no longer holds."""

    evidence: Evidence
    kind: str | Promise
    now: Thing | None
    address: str = ""

    @property
    def holds(self) -> bool:
        if self.now is None:
            return False
        return self.evidence.value is None or (self.now.value or 0) >= self.evidence.value


def shown(city: City, day: date, evidence: Iterable[Evidence]) -> dict[int, list[Shown]]:
    """Return the evidence of claims, by claim; one question for each kind."""
    rows = list(evidence)
    now = found_by_key(city, day, {f"{one.kind}:{one.ref}" for one in rows})
    told: dict[int, list[Shown]] = {}
    for one in rows:
        kind = KINDS[one.kind].label if one.kind in KINDS else one.kind
        thing = now.get(f"{one.kind}:{one.ref}")
        address = reverse(thing.route, args=[city.slug, *thing.args]) if thing else ""
        told.setdefault(one.claim_id, []).append(Shown(one, kind, thing, address))
    return told
