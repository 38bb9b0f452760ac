"""What stands between an initiative and its next phase, read from what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.web.accounts.models import Sector
from muara.web.concerns.models import Concern, StatementOrigin
from muara.web.forum.models import HeadCount
from muara.web.governance.terms_in_words import rupiah
from muara.web.initiatives.models import Evidence, GateAnswer, Initiative, Outcome, Phase, VillageGate
from muara.web.initiatives.rules import QUESTIONS

N_SECTORS, N_CONCERNS, N_ACTORS = 3, 1, 2


@dataclass(frozen=True)
class Tick:
    """One condition of a gate: what it asks, whether it is met, and what was found."""

    asks: str
    is_met: bool
    found: str

    def as_data(self) -> dict[str, Any]:
        return {"asks": self.asks, "is_met": self.is_met, "found": self.found}


def ticks_of(initiative: Initiative, at: datetime) -> list[Tick]:
    """Return the conditions for leaving the phase in which an initiative is."""
    return GATES[Phase(initiative.phase)](initiative, at)


def _knowing(initiative: Initiative, at: datetime) -> list[Tick]:
    sessions = sessions_of(initiative)
    heads = HeadCount.objects.filter(session__in=sessions, n__gt=0)
    sectors = sorted(set(heads.values_list("sector", flat=True)))
    names = ", ".join(str(Sector(one).label) for one in sectors)
    n_concerns = len(concerns_of(initiative)) or Concern.objects.filter(session__in=sessions).count()
    n_sessions = len(sessions)
    found = (
        ngettext("%(sectors)s, at %(n)s evening", "%(sectors)s, at %(n)s evenings", n_sessions)
        % {"sectors": names or _("nobody"), "n": n_sessions}
        if n_sessions
        else _("No evening is tied to it yet.")
    )
    return [
        Tick(
            _("At least %(n)s sectors came together") % {"n": N_SECTORS},
            len(sectors) >= N_SECTORS,
            found,
        ),
        Tick(
            _("At least one concern was recorded"),
            n_concerns >= N_CONCERNS,
            ngettext("%(n)s concern", "%(n)s concerns", n_concerns) % {"n": n_concerns},
        ),
    ]


def _mapping(initiative: Initiative, at: datetime) -> list[Tick]:
    ideas = list(initiative.ideas.all())
    linked = sum(idea.is_linked for idea in ideas)
    return [
        Tick(
            _("Every idea hangs on a concern or an actor"),
            bool(ideas) and linked == len(ideas),
            _("%(linked)s of %(n)s ideas") % {"linked": linked, "n": len(ideas)},
        )
    ]


def _practicing(initiative: Initiative, at: datetime) -> list[Tick]:
    acts = initiative.evidence.standing().filter(kind=Evidence.Kind.ACT)
    together = acts.annotate(n=Count("actors")).filter(n__gte=N_ACTORS).count()
    return [
        Tick(
            _("At least one act by two or more actors, with its day and evidence"),
            together > 0,
            ngettext("%(n)s act together", "%(n)s acts together", together) % {"n": together},
        )
    ]


def _prototyping(initiative: Initiative, at: datetime) -> list[Tick]:
    measure = initiative.measure if initiative.has_measure else _("not written yet")
    mandate, has_mandate = mandate_of(initiative, at)
    ticks = [
        Tick(_("An owner"), True, initiative.owner.name),
        Tick(
            _("A budget, written before the start"),
            initiative.budget_idr is not None,
            _("not written yet") if initiative.budget_idr is None else rupiah(initiative.budget_idr),
        ),
        Tick(_("A measure of success, written before the start"), initiative.has_measure, measure),
        Tick(_("A mandate of the network"), has_mandate, mandate),
    ]
    return ticks + (_villages(initiative) if initiative.enters_village else [])


def mandate_of(initiative: Initiative, at: datetime) -> tuple[str, bool]:
    """Say by whose word an initiative is done, and whether it holds yet: days of advice come first."""
    if initiative.mandated_at is None:
        return _("none yet"), False
    if initiative.mandate is None:
        title = initiative.decision.title if initiative.decision is not None else ""
        return _("by a decision of the members: %(title)s") % {"title": title}, True
    days = initiative.mandate.advice_days
    ready = initiative.mandated_at + timedelta(days=days)
    if at < ready:
        day = formats.date_format(ready, "j F Y")
        return _("%(owner)s may decide it after the members were asked; that is on %(day)s") % {
            "owner": initiative.owner.name, "day": day,
        }, False  # fmt: skip
    return _("%(owner)s may decide it alone") % {"owner": initiative.owner.name}, True


def _villages(initiative: Initiative) -> list[Tick]:
    gates = list(initiative.gates.select_related("village").prefetch_related("answers").order_by("pk"))
    asks = _("All twelve questions answered with yes, in every village")
    if not gates:
        return [Tick(asks, False, _("no village yet"))]
    ticks = []
    for gate in gates:
        state = state_of(gate)
        ticks.append(
            Tick(
                _("Twelve questions: %(village)s") % {"village": gate.village.name},
                state.is_passed,
                state.sentence,
            )
        )
    has_rule = initiative.stop_rules.exists()
    ticks.append(Tick(_("A stop rule"), has_rule, _("written") if has_rule else _("not written yet")))
    return ticks


def _testing(initiative: Initiative, at: datetime) -> list[Tick]:
    since = initiative.started_at
    measured = initiative.outcomes.standing()
    if since is not None:
        measured = measured.filter(at__gte=since)
    newest = measured.order_by("-on_date", "-pk").first()
    return [
        Tick(
            _("A measured result, “failed” included"),
            newest is not None,
            _("nothing measured yet") if newest is None else found_beside_target(newest),
        )
    ]


def _modeling(initiative: Initiative, at: datetime) -> list[Tick]:
    adopted = initiative.evidence.standing().filter(kind=Evidence.Kind.RULE).order_by("-on_date", "-pk").first()
    return [
        Tick(
            _("An adopted text; or it is closed with its lesson"),
            adopted is not None,
            adopted.text if adopted is not None else _("none yet"),
        )
    ]


GATES: dict[Phase, Callable[[Initiative, datetime], list[Tick]]] = {
    Phase.KNOWING: _knowing,
    Phase.MAPPING: _mapping,
    Phase.PRACTICING: _practicing,
    Phase.PROTOTYPING: _prototyping,
    Phase.TESTING: _testing,
    Phase.MODELING: _modeling,
}


def concerns_of(initiative: Initiative) -> list[int]:
    """Return the concerns an initiative answers: its own, and those its thread's statement came from."""
    found = [] if initiative.concern_id is None else [initiative.concern_id]
    if initiative.thread is not None:
        origins = StatementOrigin.objects.filter(statement=initiative.thread.statement_id)
        found += origins.values_list("concern_id", flat=True)
    return sorted(set(found))


def sessions_of(initiative: Initiative) -> list[int]:
    """Return the evenings an initiative stands on: those named as evidence, and where its concern was said."""
    found: set[int | None] = set(
        initiative.evidence.standing().filter(session__isnull=False).values_list("session_id", flat=True)
    )
    concerns = Concern.objects.filter(pk__in=concerns_of(initiative), session__isnull=False)
    found |= set(concerns.values_list("session_id", flat=True))
    if initiative.thread is not None:
        found.add(initiative.thread.topic.session_id)
    return sorted(one for one in found if one is not None)


@dataclass(frozen=True)
class GateState:
    """How far a village is with the twelve questions. No score: what is open, by its number."""

    yes: tuple[int, ...]
    no: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def is_passed(self) -> bool:
        return len(self.yes) == len(QUESTIONS)

    @property
    def is_blocked(self) -> bool:
        return bool(self.no)

    @property
    def sentence(self) -> str:
        if self.is_passed:
            return _("all twelve answered with yes")
        parts = []
        if self.no:
            parts.append(_("no to %(items)s") % {"items": ", ".join(map(str, self.no))})
        if self.unknown:
            parts.append(_("not known: %(items)s") % {"items": ", ".join(map(str, self.unknown))})
        return "; ".join(parts)


def state_of(gate: VillageGate) -> GateState:
    """Read the state of a gate; a question without an answer is not known."""
    value = {answer.item: answer.value for answer in gate.answers.all()}

    def items(wanted: str) -> tuple[int, ...]:
        unknown = GateAnswer.Value.UNKNOWN
        return tuple(one.item for one in QUESTIONS if value.get(one.item, unknown) == wanted)

    return GateState(items(GateAnswer.Value.YES), items(GateAnswer.Value.NO), items(GateAnswer.Value.UNKNOWN))


def amount_in(value: Decimal, unit: str) -> str:
    """Write a measured number with its unit, without zeros that say nothing."""
    text = formats.number_format(value.normalize() if value % 1 else int(value), force_grouping=True)
    return f"{text} {unit}".strip()


def aim_of(initiative: Initiative) -> str:
    """Say what was written before the start: at least 30 shops."""
    if initiative.measure_target is None:
        return ""
    target = amount_in(initiative.measure_target, initiative.measure_unit)
    return f"{initiative.get_measure_direction_display()} {target}"


def found_beside_target(outcome: Outcome) -> str:
    return _("%(value)s; the aim was %(direction)s %(target)s") % {
        "value": amount_in(outcome.value, outcome.unit),
        "direction": outcome.get_direction_display(),
        "target": amount_in(outcome.target, outcome.unit),
    }
