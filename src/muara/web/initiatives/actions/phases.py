from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.initiatives.actions.beginning import mandate_answer
from muara.web.initiatives.actions.closing import CannotClose, shut
from muara.web.initiatives.actions.locking import kept_by
from muara.web.initiatives.actions.stopping import set_days
from muara.web.initiatives.models import Initiative, Phase, PhaseStep
from muara.web.initiatives.queries.gates import ticks_of
from muara.web.initiatives.rules import BEFORE, NEXT
from muara.web.initiatives.upstream import tell_upstream
from muara.web.network.actions.checks import check_fields, cleaned


class CannotAdvance(Exception):
    """The initiative stays in its phase; the message says what the gate still asks for."""


class CannotGoBack(Exception):
    """The initiative stays in its phase; the message says why."""


@transaction.atomic
def advance(*, by: User, initiative: Initiative, at: datetime, why: str = "", seen_in: str = "") -> Initiative:
    """Let an initiative go on to the next phase; what its gate asked and found is kept with the step.

    Leaving prototyping is the start: the mandate is asked for once more, and stop rules get their day. `seen_in`
    is the phase in which somebody saw it: pressed twice, it goes on once.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotAdvance
        If the gate is not passed, it moved meanwhile, or this was the last phase.
    """
    initiative = kept_by(by, initiative, CannotAdvance)
    here = Phase(initiative.phase)
    if seen_in and seen_in != here:
        raise CannotAdvance(_("It has moved meanwhile. Load the page again."))
    if here not in NEXT:
        raise CannotAdvance(_("This is the last phase. Close it, with what was learned."))
    _not_before(initiative, at, CannotAdvance)
    ticks = ticks_of(initiative, at)
    if missing := [tick for tick in ticks if not tick.is_met]:
        said = "; ".join(f"{tick.asks} ({tick.found})" for tick in missing)
        raise CannotAdvance(_("The gate still asks: %(missing)s.") % {"missing": said})
    is_start = here == Phase.PROTOTYPING
    if is_start:
        decision = initiative.decision if initiative.mandate is None else None
        if not (answer := mandate_answer(initiative, decision, at)).allowed:
            raise CannotAdvance(answer.why)
        initiative.started_at = at
        set_days(initiative, at)
    step = _step(initiative, PhaseStep.Kind.ADVANCED, NEXT[here], cleaned(why, CannotAdvance), by, at)
    step.conditions = [tick.as_data() for tick in ticks]
    check_fields(step, CannotAdvance, ["why"])
    step.save()
    initiative.save(update_fields=["phase", "phase_since_at", "started_at"])
    told = tell_upstream(initiative, "initiative_started", at) if is_start else 0
    verb = "started_initiative" if is_start else "advanced_initiative"
    record(verb, initiative, by=by, city=initiative.city, at=at, phase=initiative.phase, told=told)
    return initiative


@transaction.atomic
def go_back(*, by: User, initiative: Initiative, why: str, at: datetime, to: str = "") -> Initiative:
    """Let an initiative go back to an earlier phase, and say why. Before testing it counts as not started.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotGoBack
        If it is in the first phase, `to` does not lie before it, or no reason is given.
    """
    initiative = kept_by(by, initiative, CannotGoBack)
    here = Phase(initiative.phase)
    if here not in BEFORE:
        raise CannotGoBack(_("This is the first phase."))
    target = Phase(to) if to else BEFORE[here]
    order = list(Phase)
    if order.index(target) >= order.index(here):
        raise CannotGoBack(_("Choose a phase that lies before this one."))
    _not_before(initiative, at, CannotGoBack)
    reason = cleaned(why, CannotGoBack)
    if not reason:
        raise CannotGoBack(_("Write in a sentence what was found, so that others can learn from it."))
    step = _step(initiative, PhaseStep.Kind.RETURNED, target, reason, by, at)
    check_fields(step, CannotGoBack, ["why"])
    step.save()
    if order.index(target) < order.index(Phase.TESTING):
        initiative.started_at = None
    initiative.save(update_fields=["phase", "phase_since_at", "started_at"])
    record("returned_initiative", initiative, by=by, city=initiative.city, at=at, phase=target, why=reason)
    return initiative


@transaction.atomic
def close_initiative(*, by: User, initiative: Initiative, result: str, lesson: str, at: datetime) -> Initiative:
    """Close an initiative with its lesson, in whichever phase it is. That it failed is a result too.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotClose
        If no lesson is written, or it is called a rule without an adopted text.
    """
    initiative = kept_by(by, initiative, CannotClose)
    _not_before(initiative, at, CannotClose)
    text = cleaned(lesson, CannotClose, keeps_lines=True)
    if not text:
        raise CannotClose(_("Write what others can learn from it. A failure with a lesson is a result."))
    ticks = ticks_of(initiative, at)
    if result == Initiative.Result.ADOPTED and (
        initiative.phase != Phase.MODELING or not all(tick.is_met for tick in ticks)
    ):
        raise CannotClose(_("It becomes a rule in the phase of modeling, with the adopted text as evidence."))
    return shut(initiative, result, text, by, at, [tick.as_data() for tick in ticks])


def _step(initiative: Initiative, kind: str, to: Phase, why: str, by: User, at: datetime) -> PhaseStep:
    step = PhaseStep(
        initiative=initiative, kind=kind, from_phase=initiative.phase, to_phase=to, why=why, by=by, at=at
    )
    initiative.phase, initiative.phase_since_at = to, at
    return step


def _not_before(initiative: Initiative, at: datetime, error: type[Exception]) -> None:
    if at < initiative.phase_since_at:
        raise error(_("This lies before its last step. Load the page again."))
