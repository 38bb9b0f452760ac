"""What the log of a network counted, in periods of thirteen weeks: for trends of the three tensions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from muara.engine.governance import gini, persistence, turnover
from muara.engine.network import centralisation
from muara.formats.published import SMALLEST_CELL
from muara.web.cities.models import City
from muara.web.forum.models import Session
from muara.web.governance.models import Arrangement, Ballot, Decision, Elector, Terms
from muara.web.network.models import ActorEvent, ActorMembership, Holding, Tie
from muara.web.network.queries.history import networks_on
from muara.web.network.queries.state import first_day

WEEKS = 13
PERIODS = 8
YEAR = timedelta(days=365)
FEWEST_ROLES = 5


@dataclass(frozen=True)
class Period:
    """From the day after `since` to `until`."""

    since: date
    until: date

    def holds(self, at: datetime | date | None) -> bool:
        if at is None:
            return False
        day = timezone.localtime(at).date() if isinstance(at, datetime) else at
        return self.since < day <= self.until


def periods_until(day: date, begun: date | None) -> list[Period]:
    """Return the last eight periods up to a day, the oldest first; none that ended before the network began."""
    step = timedelta(weeks=WEEKS)
    ends = [day - step * back for back in range(PERIODS - 1, -1, -1)]
    return [Period(end - step, end) for end in ends if begun is None or end > begun]


def age_of(arrangement: Arrangement) -> date | None:
    """Return since when there is a network: its first actor, or its first terms."""
    first_terms = arrangement.terms.exclude(since_at=None).order_by("since_at").first()
    days = [first_day(arrangement.city)]
    if first_terms is not None and first_terms.since_at is not None:
        days.append(timezone.localtime(first_terms.since_at).date())
    return min((one for one in days if one is not None), default=None)


def counted_in(arrangement: Arrangement, periods: Sequence[Period]) -> list[dict[str, Any]]:
    """Return for each period what stands for the six sides of the tensions; None where nothing was counted."""
    decided = _Decided(arrangement)
    members = _Members(arrangement)
    log = _Log(arrangement.city)
    return [
        {
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "efficiency": decided.days(period),
            "inclusiveness": decided.turnout(period),
            "internal": log.spoken_for(period, members.actors_on(period.until)),
            "external": members.admitted(period) | {"sessions": log.sessions(period)},
            "flexibility": log.turnover(period) | {"terms": members.changes(period)},
            "stability": log.persistence(period.since, period.until),
        }
        for period in periods
    ]


class _Decided:
    """Closed decisions of an arrangement, and who took part in the open ones."""

    def __init__(self, arrangement: Arrangement) -> None:
        closed = Decision.objects.filter(arrangement=arrangement, state=Decision.State.CLOSED)
        self.closed = list(closed.only("created_at", "closed_at", "result", "mode", "state").order_by("closed_at"))
        open_ones = closed.filter(mode=Decision.Mode.OPEN_BALLOT)
        self.roll: dict[int, list[int]] = {}
        for decision, member in Elector.objects.filter(
            decision__in=open_ones, membership__isnull=False
        ).values_list("decision", "membership"):
            self.roll.setdefault(decision, []).append(member)
        self.voted: dict[int, list[int]] = {}
        for decision, member in Ballot.objects.filter(
            decision__in=open_ones, elector__membership__isnull=False
        ).values_list("decision", "elector__membership"):
            self.voted.setdefault(decision, []).append(member)

    def _in(self, period: Period) -> list[Decision]:
        return [decision for decision in self.closed if period.holds(decision.closed_at)]

    def days(self, period: Period) -> dict[str, Any]:
        lasted = [
            (decision.closed_at - decision.created_at) / timedelta(days=1)
            for decision in self._in(period)
            if decision.closed_at is not None
        ]
        return {"value": round(median(lasted), 2) if lasted else None, "n": len(lasted)}

    def turnout(self, period: Period) -> dict[str, Any]:
        counts = [dict((decision.result or {}).get("turnout") or {}) for decision in self._in(period)]
        eligible = sum(int(one.get("eligible", 0)) for one in counts)
        voters = sum(int(one.get("voters", 0)) for one in counts)
        taken: Counter[int] = Counter()
        for decision in self._in(period):
            taken.update(dict.fromkeys(self.roll.get(decision.pk, []), 0))
            taken.update(self.voted.get(decision.pk, []))
        spread = gini(list(taken.values())) if len(taken) >= SMALLEST_CELL else None
        return {
            "value": round(voters / eligible, 6) if eligible else None,
            "n": eligible,
            "gini": None if spread is None else round(spread, 6),
        }


class _Members:
    """Who was a member when, and when the terms changed."""

    def __init__(self, arrangement: Arrangement) -> None:
        rows = arrangement.members.order_by("since_at", "pk").values_list("actor", "since_at", "left_at")
        self.rows = [(actor, _day(since), None if left is None else _day(left)) for actor, since, left in rows]
        in_force = Terms.objects.filter(arrangement=arrangement).exclude(since_at=None).order_by("since_at")
        self.terms = [_day(since) for since in in_force.values_list("since_at", flat=True) if since is not None]

    def actors_on(self, day: date) -> set[int] | None:
        """Return the organisations that were in on a day; None where no member is written down at all."""
        if not self.rows:
            return None
        return {
            actor
            for actor, since, left in self.rows
            if actor is not None and since <= day and (left is None or left > day)
        }

    def admitted(self, period: Period) -> dict[str, Any]:
        """Count who came in after the first terms; nobody is admitted by those who begin."""
        if not self.terms or period.until <= self.terms[0]:
            return {"value": None, "n": 0}
        came = sum(since > self.terms[0] and period.holds(since) for _actor, since, _left in self.rows)
        return {"value": came, "n": len(self.rows)}

    def changes(self, period: Period) -> int:
        return sum(period.holds(day) for day in self.terms[1:])


class _Log:
    """Ties, roles, claims and sessions of a city, by day."""

    def __init__(self, city: City) -> None:
        ties = Tie.objects.in_city(city).undisputed()
        self.ties = list(ties.values_list("a", "b", "kind", "since_date", "until_date"))
        held = Holding.objects.filter(role__process__city=city)
        self.held = list(held.values_list("role", "actor", "since_date", "until_date"))
        claims = ActorMembership.objects.filter(actor__city=city).exclude(since_at=None)
        self.claims = list(claims.values_list("actor", "since_at", "ended_at"))
        events = ActorEvent.objects.filter(actor__city=city).order_by("on_date", "pk")
        self.events = list(events.values_list("actor", "on_date", "kind"))
        evenings = Session.objects.filter(city=city, status__in=["OPEN", "CLOSED", "PUBLISHED"])
        self.evenings = list(evenings.values_list("starts_at", flat=True))

    def spoken_for(self, period: Period, members: set[int] | None) -> dict[str, Any]:
        """Return the share of organisations that people of their own speak for, at the end of a period."""
        last = {actor: kind for actor, on, kind in self.events if on <= period.until}
        here = {actor for actor, kind in last.items() if kind in ActorEvent.PRESENT}
        asked = here if members is None else members
        spoken = {
            actor
            for actor, since, ended in self.claims
            if since is not None and _day(since) <= period.until and (ended is None or _day(ended) > period.until)
        }
        return {"value": round(len(spoken & asked) / len(asked), 6) if asked else None, "n": len(asked)}

    def sessions(self, period: Period) -> int:
        return sum(period.holds(starts_at) for starts_at in self.evenings)

    def _ties_on(self, day: date) -> set[tuple[int, int, str]]:
        return {
            (a, b, kind)
            for a, b, kind, since, until in self.ties
            if since <= day and (until is None or until > day)
        }

    def turnover(self, period: Period) -> dict[str, Any]:
        before, after = self._ties_on(period.since), self._ties_on(period.until)
        changed = turnover(before, after) if before else None  # what only began has not changed
        return {"value": None if changed is None else round(changed, 6), "n": len(before | after)}

    def persistence(self, since: date, until: date) -> dict[str, Any]:
        before, after = (
            {(role, actor) for role, actor, start, end in self.held if start <= day and (end is None or end > day)}
            for day in (since, until)
        )
        stayed = persistence(before, after)
        return {"value": None if stayed is None else round(stayed, 6), "n": len(before)}


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def known_for_the_list(arrangement: Arrangement, day: date, declared: str) -> dict[str, Any]:
    """Return what is known for the list of Raab and others; None where nobody can tell yet."""
    begun = age_of(arrangement)
    held = _Log(arrangement.city).persistence(day - YEAR, day)
    stayed = held["value"] if held["n"] >= FEWEST_ROLES else None
    network = networks_on(arrangement.city, [day])[0]
    integration = None
    if network.n_actors >= SMALLEST_CELL:
        sure = network.keep(network.evidence >= 1)  # told by both sides
        ends = sorted((centralisation(network), centralisation(sure)))
        integration = [round(float(one), 6) for one in ends]
    return {
        "age_years": None if begun is None else round((day - begun).days / 365.25, 2),
        "begun": None if begun is None else begun.isoformat(),
        "stability": None if stayed is None else [stayed, stayed],
        "roles": held["n"],
        "integration": integration,
        "actors": network.n_actors,
        "has_resources": None,
        "has_administrative_organization": declared == "network_administrative_organization",
    }
