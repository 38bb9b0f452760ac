"""What the pages of initiatives show: the list by phase, one initiative, what is due, villages, the cash book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise

from django.db.models import Prefetch, Q, Sum

from muara.web.cities.models import City
from muara.web.initiatives.models import (
    CashEntry,
    Evidence,
    GateAnswer,
    Idea,
    Initiative,
    Means,
    Outcome,
    Phase,
    PhaseStep,
    StopRule,
    VillageGate,
)
from muara.web.initiatives.pace import Pace, pace_of
from muara.web.initiatives.queries.gates import GateState, Tick, amount_in, state_of, ticks_of
from muara.web.initiatives.rules import GATE_ASKS, PHASE_MEANS, QUESTIONS, Question
from muara.web.network.actions.checks import day_in

MOST_LINES = 20  # of each phase on a page


def paces(city: City) -> dict[str, Pace]:
    """Return how long each phase usually takes here, from the stays that ended by going on or by closing in it."""
    steps = PhaseStep.objects.filter(initiative__city=city).order_by("initiative", "at", "pk")
    rows = list(steps.values_list("initiative", "kind", "from_phase", "at"))
    days: dict[str, list[float]] = defaultdict(list)
    for (one, _kind, _from, since), (other, kind, phase, until) in pairwise(rows):
        ended_well = kind == PhaseStep.Kind.ADVANCED or (kind == PhaseStep.Kind.CLOSED and phase == Phase.MODELING)
        if one == other and ended_well:
            days[phase].append((until - since).total_seconds() / 86400)
    return {phase: pace_of(days[phase]) for phase in Phase}


@dataclass(frozen=True)
class Line:
    """One initiative in a list."""

    initiative: Initiative
    days: int
    is_stalled: bool
    outcome: Outcome | None

    @property
    def n_gates(self) -> int:
        return len(self.initiative.gates.all())


@dataclass(frozen=True)
class PhaseCount:
    """One of the six phases, with what is in it and how long it usually takes."""

    phase: Phase
    lines: tuple[Line, ...]
    pace: Pace

    @property
    def label(self) -> str:
        return str(self.phase.label)

    @property
    def means(self) -> str:
        return str(PHASE_MEANS[self.phase])

    @property
    def asks(self) -> str:
        return str(GATE_ASKS[self.phase])

    @property
    def n_stalled(self) -> int:
        return sum(line.is_stalled for line in self.lines)

    @property
    def shown(self) -> tuple[Line, ...]:
        """Return those that have waited longest; who wants all of them looks for the phase."""
        return self.lines[:MOST_LINES]

    @property
    def n_more(self) -> int:
        return len(self.lines) - len(self.shown)


@dataclass(frozen=True)
class Filter:
    """What somebody looks for in the list."""

    text: str = ""
    phase: str = ""
    is_stalled: bool = False
    is_closed: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.phase or self.is_stalled or self.is_closed)


@dataclass(frozen=True)
class Overview:
    """All initiatives of a city: those that run by their phase, and those that are closed."""

    phases: tuple[PhaseCount, ...]
    closed: tuple[Line, ...]

    @property
    def closed_shown(self) -> tuple[Line, ...]:
        return self.closed[:MOST_LINES]

    @property
    def n_closed_more(self) -> int:
        return len(self.closed) - len(self.closed_shown)

    @property
    def n_running(self) -> int:
        return sum(len(one.lines) for one in self.phases)

    @property
    def n_stalled(self) -> int:
        return sum(one.n_stalled for one in self.phases)

    @property
    def n_reached(self) -> int:
        every = [line for one in self.phases for line in one.lines] + list(self.closed)
        return sum(line.outcome is not None and line.outcome.is_reached for line in every)

    @property
    def n_measured(self) -> int:
        every = [line for one in self.phases for line in one.lines] + list(self.closed)
        return sum(line.outcome is not None for line in every)


def overview(city: City, at: datetime, asked: Filter | None = None) -> Overview:
    asked, pace = asked or Filter(), paces(city)
    rows = Initiative.objects.in_city(city).select_related("owner").order_by("phase_since_at", "pk")
    if asked.text:
        words = Q(title__icontains=asked.text) | Q(purpose__icontains=asked.text)
        rows = rows.filter(words | Q(owner__name__icontains=asked.text))
    if asked.phase:
        rows = rows.filter(phase=asked.phase, closed_at=None)
    measured = Outcome.objects.standing().order_by("-on_date", "-pk")
    lines = [
        _line(one, at, pace) for one in rows.prefetch_related(Prefetch("outcomes", measured, "measured"), "gates")
    ]
    running = [line for line in lines if not line.initiative.is_closed and not asked.is_closed]
    if asked.is_stalled:
        running = [line for line in running if line.is_stalled]
    return Overview(
        tuple(
            PhaseCount(phase, tuple(line for line in running if line.initiative.phase == phase), pace[phase])
            for phase in Phase
        ),
        tuple(
            sorted(
                (line for line in lines if line.initiative.is_closed and not asked.is_stalled),
                key=lambda line: line.initiative.closed_at or at,
                reverse=True,
            )
        ),
    )


def _line(initiative: Initiative, at: datetime, pace: dict[str, Pace]) -> Line:
    days, measured = initiative.days_in_phase(at), getattr(initiative, "measured", [])
    stalled = not initiative.is_closed and pace[initiative.phase].is_stalled(days)
    return Line(initiative, days, stalled, measured[0] if measured else None)


@dataclass(frozen=True)
class CashBook:
    """The lines of a cash book, and what they come to."""

    entries: tuple[CashEntry, ...]

    @property
    def money_in(self) -> int:
        return sum(entry.amount_idr for entry in self.kept if entry.way == CashEntry.Way.IN)

    @property
    def money_out(self) -> int:
        return sum(entry.amount_idr for entry in self.kept if entry.way == CashEntry.Way.OUT)

    @property
    def balance(self) -> int:
        return sum(entry.signed for entry in self.entries)

    @property
    def taken_back(self) -> frozenset[int]:
        return frozenset(entry.reverses_id for entry in self.entries if entry.reverses_id is not None)

    @property
    def kept(self) -> list[CashEntry]:
        """Return the lines that count: neither taken back nor taking back."""
        gone = self.taken_back
        return [entry for entry in self.entries if entry.reverses_id is None and entry.pk not in gone]


def cash_book(initiative: Initiative) -> CashBook:
    return CashBook(tuple(initiative.cash.select_related("reverses").order_by("number")))


def balance_of(initiative: Initiative) -> int:
    by_way = dict(initiative.cash.values_list("way").annotate(total=Sum("amount_idr")))
    return int(by_way.get(CashEntry.Way.IN) or 0) - int(by_way.get(CashEntry.Way.OUT) or 0)


@dataclass(frozen=True)
class Measured:
    """One outcome in words."""

    outcome: Outcome

    @property
    def value(self) -> str:
        return amount_in(self.outcome.value, self.outcome.unit)

    @property
    def aim(self) -> str:
        target = amount_in(self.outcome.target, self.outcome.unit)
        return f"{self.outcome.get_direction_display()} {target}"


@dataclass(frozen=True)
class InitiativePage:
    """Everything the page of one initiative shows."""

    initiative: Initiative
    line: Line
    pace: Pace
    ticks: tuple[Tick, ...]
    steps: tuple[PhaseStep, ...]
    evidence: tuple[Evidence, ...]
    ideas: tuple[Idea, ...]
    means: tuple[Means, ...]
    outcomes: tuple[Measured, ...]
    gates: tuple[tuple[VillageGate, GateState], ...]
    stop_rules: tuple[StopRule, ...]
    balance: int
    n_cash: int

    @property
    def may_go_on(self) -> bool:
        return all(tick.is_met for tick in self.ticks)

    @property
    def stop_rule(self) -> StopRule | None:
        return next((rule for rule in self.stop_rules if rule.answered_at is None), None)

    @property
    def standing_outcome(self) -> Outcome | None:
        return next((one.outcome for one in self.outcomes if one.outcome.withdrawn_at is None), None)


def initiative_page(initiative: Initiative, at: datetime) -> InitiativePage:
    pace = paces(initiative.city)
    outcomes = tuple(Measured(one) for one in initiative.outcomes.order_by("-on_date", "-pk"))
    gates = initiative.gates.select_related("village").prefetch_related("answers").order_by("pk")
    return InitiativePage(
        initiative=initiative,
        line=_line(initiative, at, pace),
        pace=pace[initiative.phase],
        ticks=() if initiative.is_closed else tuple(ticks_of(initiative, at)),
        steps=tuple(initiative.steps.order_by("at", "pk")),
        evidence=tuple(
            initiative.evidence.select_related("session").prefetch_related("actors").order_by("on_date", "pk")
        ),
        ideas=tuple(initiative.ideas.select_related("concern", "actor").order_by("pk")),
        means=tuple(initiative.means.select_related("actor", "asset", "product", "space").order_by("pk")),
        outcomes=outcomes,
        gates=tuple((gate, state_of(gate)) for gate in gates),
        stop_rules=tuple(initiative.stop_rules.order_by("written_at", "pk")),
        balance=balance_of(initiative),
        n_cash=initiative.cash.count(),
    )


@dataclass(frozen=True)
class Asked:
    """One of the twelve questions, with its answer in one village."""

    question: Question
    answer: GateAnswer | None

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else GateAnswer.Value.UNKNOWN

    @property
    def who(self) -> str:
        if self.answer is None:
            return ""
        return self.answer.actor.name if self.answer.actor else self.answer.who


def asked_in(gate: VillageGate) -> list[Asked]:
    known = {answer.item: answer for answer in gate.answers.select_related("actor")}
    return [Asked(question, known.get(question.item)) for question in QUESTIONS]


@dataclass(frozen=True)
class VillageLine:
    """One village with the state of its questions."""

    gate: VillageGate
    state: GateState


def village_lines(city: City) -> list[VillageLine]:
    """Return all villages of a city that were asked, those that are blocked first."""
    rows = VillageGate.objects.filter(initiative__city=city)
    rows = rows.select_related("village__district", "initiative").prefetch_related("answers").order_by("pk")
    lines = [VillageLine(gate, state_of(gate)) for gate in rows]
    return sorted(lines, key=lambda line: (not line.state.is_blocked, line.state.is_passed, line.gate.pk))


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody: a stop rule, a measurement, an open question, a stalled initiative."""

    kind: str  # STOP_RULE, MEASURE, QUESTION or STALLED
    initiative: Initiative
    due_date: date | None = None
    rule: StopRule | None = None
    gate: VillageGate | None = None
    answers: tuple[GateAnswer, ...] = ()
    days: int = 0
    limit_days: float = 0
    is_due: bool = True

    @property
    def who(self) -> str:
        return self.initiative.owner.name

    @property
    def open_questions(self) -> list[tuple[int, str]]:
        """Return the numbers of the open questions, each with who answers it."""
        return [(one.item, one.actor.name if one.actor else one.who) for one in self.answers]


ORDER_OF_TASKS = ("STOP_RULE", "MEASURE", "QUESTION", "STALLED")


def open_tasks(city: City, at: datetime, *, only_of: Collection[int] | None = None) -> list[Task]:
    """Return what waits in the initiatives of a city, what is due first; `only_of` names owners."""
    day = day_in(city, at)
    running = Initiative.objects.in_city(city).running().select_related("owner")
    if only_of is not None:
        running = running.filter(owner__in=only_of)
    known = {one.pk: one for one in running}
    rules = StopRule.objects.filter(initiative__in=known, answered_at=None, due_date__isnull=False)
    tasks = [
        Task("STOP_RULE", known[rule.initiative_id], rule.due_date, rule=rule, is_due=rule.due_date <= day)
        for rule in rules
        if rule.due_date is not None
    ]
    measured = dict(
        Outcome.objects.standing().filter(initiative__in=known).order_by("at").values_list("initiative", "at")
    )
    for one in known.values():
        since = one.started_at
        if since is not None and one.measure_due_date is not None and measured.get(one.pk, since) <= since:
            is_due = one.measure_due_date <= day
            tasks.append(Task("MEASURE", one, one.measure_due_date, is_due=is_due))
    answers = GateAnswer.objects.filter(gate__initiative__in=known).exclude(value=GateAnswer.Value.YES)
    rows = answers.select_related("gate__village", "actor").order_by("gate", "item")
    for gate, group in groupby(rows, lambda answer: answer.gate):
        asked = tuple(group)
        first = min((one.due_date for one in asked if one.due_date), default=None)
        is_due = any(one.due_date is None or one.due_date <= day for one in asked)
        tasks.append(Task("QUESTION", known[gate.initiative_id], first, gate=gate, answers=asked, is_due=is_due))
    pace = paces(city)
    for one in known.values():
        here, days = pace[one.phase], one.days_in_phase(at)
        if here.is_stalled(days):
            tasks.append(Task("STALLED", one, days=days, limit_days=here.limit_days or 0))
    never = date.max
    return sorted(
        tasks,
        key=lambda task: (
            not task.is_due, ORDER_OF_TASKS.index(task.kind), task.due_date or never, task.initiative.pk
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How many initiatives a city has in which state: for rooms downstream."""

    n: int
    n_running: int
    n_started: int
    n_closed: int
    n_stalled: int
    n_measured: int
    n_reached: int


def counts(city: City, at: datetime) -> Counts:
    found = overview(city, at)
    rows = Initiative.objects.in_city(city)
    return Counts(
        n=found.n_running + len(found.closed),
        n_running=found.n_running,
        n_started=rows.exclude(started_at=None).count(),
        n_closed=len(found.closed),
        n_stalled=found.n_stalled,
        n_measured=found.n_measured,
        n_reached=found.n_reached,
    )


def by_thread(city: City) -> dict[int, list[Initiative]]:
    """Return the initiatives of a city by the number of the common thread that they answer."""
    found: dict[int, list[Initiative]] = defaultdict(list)
    rows = Initiative.objects.in_city(city).filter(thread__isnull=False).select_related("owner", "thread")
    for one in rows.order_by("created_at", "pk"):
        if one.thread is not None:
            found[one.thread.number].append(one)
    return dict(found)


def phase_counts(city: City) -> Counter[str]:
    return Counter(Initiative.objects.in_city(city).running().values_list("phase", flat=True))
