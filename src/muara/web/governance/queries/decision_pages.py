"""What the pages of decisions show, made ready so that templates only write it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from muara.engine.governance.decisions import (
    Rules,
    read_rules,
)
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.models import Ballot, Decision, Elector
from muara.web.governance.queries.decisions import outcome_so_far
from muara.web.governance.result_words import (
    ResultBar,
    TickLine,
    finding,
    result_bars,
    tick_lines,
)

MOST_LISTED = 60


@dataclass(frozen=True)
class DecisionLine:
    """One decision in a list, with two words of what it comes to."""

    decision: Decision
    found: str = ""


@dataclass(frozen=True)
class DecisionLists:
    """Decisions of a city: open, coming, decided, and those in preparation for who prepares them."""

    open: list[DecisionLine]
    coming: list[DecisionLine]
    decided: list[DecisionLine]
    drafts: list[DecisionLine]


@dataclass(frozen=True)
class DecisionPage:
    """Everything the page of one decision says about its votes."""

    decision: Decision
    rules: Rules
    found: str
    why: str
    ticks: list[TickLine]
    bars: list[ResultBar]
    turnout: Mapping[str, int] | None
    is_hidden: bool
    n_online: int
    n_recorded: int

    @property
    def n_met(self) -> int:
        return sum(tick.is_met is True for tick in self.ticks)

    @property
    def has_rounds(self) -> bool:
        return self.decision.is_closed and self.rules.kind in ("ranked", "elect", "budget")


def decision_lists(city: City, *, matter: str = "", is_keeper: bool = False) -> DecisionLists:
    """Sort the decisions of a city by what is to be done about them; the newest decided first."""
    rows = Decision.objects.in_city(city).exclude(state=Decision.State.CANCELLED).select_related("arrangement")
    if matter:
        rows = rows.filter(matter=matter)
    state = Decision.State
    closed = rows.filter(state=state.CLOSED).order_by("-closed_at", "-pk")[:MOST_LISTED]
    waiting = rows.exclude(state=state.CLOSED).order_by("closes_at", "opens_at", "pk")
    by_state: dict[str, list[DecisionLine]] = {}
    for decision in waiting:
        by_state.setdefault(decision.state, []).append(DecisionLine(decision))
    decided = [DecisionLine(one, found_of(one)) for one in closed]
    drafts = by_state.get(state.DRAFT, []) if is_keeper else []
    return DecisionLists(by_state.get(state.OPEN, []), by_state.get(state.SCHEDULED, []), decided, drafts)


def found_of(decision: Decision) -> str:
    """Say in two words what a closed decision came to."""
    if not decision.result or not decision.rules:
        return ""
    return finding(read_rules(decision.rules), decision.result, is_open=False)[0]


def decision_page(decision: Decision) -> DecisionPage:
    """Make the votes of a decision ready for its page; nothing that would show a hidden result is in it."""
    rules = read_rules(decision.rules)
    is_hidden = decision.is_open and (decision.hides_results or decision.is_secret)
    result = result_of(decision)
    online, recorded = _channels(decision)
    if result is None:
        return DecisionPage(decision, rules, "", "", [], [], None, is_hidden, online, recorded)
    found, why = finding(rules, result, is_open=decision.is_open, is_hidden=is_hidden)
    ticks = tick_lines(rules, result, is_open=decision.is_open, is_hidden=is_hidden)
    bars = [] if is_hidden else result_bars(rules, result)
    return DecisionPage(decision, rules, found, why, ticks, bars, result["turnout"], is_hidden, online, recorded)


def owner_beside_actor(decision: Decision) -> str:
    """Return who carries a decision out where that says more than the name of the organisation."""
    actor = decision.owner_actor
    return "" if actor is not None and decision.owner == actor.name else decision.owner


def owners_of(decision: Decision) -> str:
    """Say who carries a decision out: a name, an organisation, or the one of the other."""
    names = (owner_beside_actor(decision), decision.owner_actor.name if decision.owner_actor else "")
    return ", ".join(name for name in names if name)


def result_of(decision: Decision) -> Mapping[str, Any] | None:
    """Return the result of a closed decision, or what it comes to so far, in the form muara-result-1."""
    if decision.is_closed:
        kept: Mapping[str, Any] | None = decision.result
        return kept
    found = outcome_so_far(decision)
    return found.to_data() if found is not None else None


def _channels(decision: Decision) -> tuple[int, int]:
    """Count the open ballots that came over the page, and those that somebody wrote down."""
    if decision.is_secret or not (decision.is_open or decision.is_closed):
        return 0, 0
    channels = list(decision.ballots.values_list("channel", flat=True))
    recorded = sum(bool(channel) for channel in channels)
    return len(channels) - recorded, recorded


def seats_of(decision: Decision, participant: Participant | None) -> list[Elector]:
    """Return for whom somebody votes here: themselves, and the organisations that they are the delegate of."""
    if participant is None:
        return []
    mine = Q(participant=participant) | Q(membership__delegate=participant)
    rows = decision.electors.filter(mine).select_related("membership__actor", "participant")
    return list(rows.order_by("pk"))


def ballot_of(elector: Elector | None) -> Ballot | None:
    return None if elector is None else Ballot.objects.filter(elector=elector).first()


@dataclass(frozen=True)
class Reviewing:
    """Decisions whose review is due, and those whose outcome nobody has written down yet."""

    due: list[Decision]
    later: list[Decision]
    without_outcome: list[Decision]


def reviewing(city: City, today: date) -> Reviewing:
    closed = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)
    rows = closed.exclude(outcome="").filter(reviewed_at=None, review_date__isnull=False)
    rows = list(rows.select_related("owner_actor").order_by("review_date", "pk"))  # type: ignore[assignment]
    return Reviewing(
        [row for row in rows if row.review_date is not None and row.review_date <= today],
        [row for row in rows if row.review_date is not None and row.review_date > today],
        list(closed.filter(outcome="").order_by("closed_at", "pk")),
    )


@dataclass(frozen=True)
class Day:
    """A day in the calendar, and what happens to which decision on it."""

    on: date
    happens: list[tuple[str, Decision]]


def days(decisions: Sequence[Decision], localdate: Any) -> list[Day]:
    """Sort openings, closings, due dates and reviews by day."""
    found: dict[date, list[tuple[str, Decision]]] = {}
    for decision in decisions:
        for what, at in moments_of(decision):
            on = localdate(at) if isinstance(at, datetime) else at
            found.setdefault(on, []).append((what, decision))
    return [Day(on, found[on]) for on in sorted(found)]


def moments_of(decision: Decision) -> list[tuple[str, datetime | date]]:
    state = Decision.State
    found: list[tuple[str, datetime | date]] = []
    if decision.state == state.SCHEDULED and decision.opens_at:
        found.append(("opens", decision.opens_at))
    if decision.state in (state.SCHEDULED, state.OPEN) and decision.closes_at:
        found.append(("closes", decision.closes_at))
    if decision.state == state.CLOSED:
        if decision.closed_at:
            found.append(("closed", decision.closed_at))
        if decision.due_date:
            found.append(("due", decision.due_date))
        if decision.review_date and decision.reviewed_at is None:
            found.append(("review", decision.review_date))
    return found


def calendar_rows(city: City) -> list[Decision]:
    """Return what has a place in the calendar, the newest first where there is too much."""
    rows = Decision.objects.in_city(city).public().exclude(state=Decision.State.CANCELLED)
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "pk")[:200])


def electors_for_recording(decision: Decision) -> list[tuple[Elector, Ballot | None]]:
    """Return the roll by name, each with the ballot that stands for them now."""
    ballots = {ballot.elector_id: ballot for ballot in decision.ballots.all()}
    rows = decision.electors.order_by("member", "pk")
    return [(elector, ballots.get(elector.pk)) for elector in rows]


def colleagues(city: City, user: User) -> list[User]:
    """Return who else may stand by as the second person: facilitators and secretariat, not the one who asks."""
    rows = User.objects.filter(memberships__city=city, memberships__role__in=("FACILITATOR", "SECRETARIAT"))
    return list(rows.exclude(pk=user.pk).filter(is_active=True).order_by("name", "pk").distinct())
