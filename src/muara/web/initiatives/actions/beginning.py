from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.governance.models import Decision, Matter
from muara.web.governance.queries.mandates import Answer, may_decide
from muara.web.initiatives.actions.locking import kept_by
from muara.web.initiatives.models import Direction, Initiative, Phase, PhaseStep
from muara.web.initiatives.permissions import can_propose_for
from muara.web.initiatives.upstream import tell_of_beginning
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, is_there
from muara.web.network.models import Actor, Process

# Pages that stand where the address of an initiative would.
RESERVED_SLUGS = frozenset({"baru", "tugas", "cara", "desa"})


class CannotPropose(Exception):
    """The initiative was not written down; the message says why."""


class CannotChangeInitiative(Exception):
    """The initiative stays as it was; the message says why."""


class CannotRestOnMandate(Exception):
    """The mandate was not written down; the message says which one is missing and who holds it."""


class CannotWriteMeasure(Exception):
    """The measure stays as it was; the message says why."""


@transaction.atomic
def propose_initiative(
    *,
    by: User,
    city: City,
    owner: Actor,
    title: str,
    purpose: str,
    at: datetime,
    thread: CommonThread | None = None,
    concern: Concern | None = None,
    decision: Decision | None = None,
    process: Process | None = None,
    enters_village: bool = False,
) -> Initiative:
    """Begin an initiative that answers a thread, a concern or a decision, and tell whose voice that was.

    Where the owner holds a mandate of the network, or the members decided it, that is written down at once;
    otherwise it is missing until `rest_on_mandate`, and nothing starts without it.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotPropose
        If it answers nothing that is public here, the owner is gone, or the input does not fit.
    """
    if not can_propose_for(by, owner) or owner.city_id != city.pk:
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    if not is_there(owner, day_in(city, at)):
        raise CannotPropose(_("%(actor)s is not part of the network at the moment.") % {"actor": owner.name})
    if thread is None and concern is None and decision is None:
        raise CannotPropose(_("Say what it answers: a common thread, a concern or a decision."))
    _check_origin(city, thread, concern, decision, process)
    initiative = Initiative(
        city=city,
        owner=owner,
        thread=thread,
        concern=concern,
        decision=decision,
        process=process,
        enters_village=enters_village,
        phase_since_at=at,
        created_by=by,
        created_at=at,
    )
    _write(initiative, title, purpose, CannotPropose)
    answer = mandate_answer(initiative, decision, at)
    if answer.allowed:
        initiative.mandate, initiative.mandated_at = answer.mandate, at
    initiative.slug = free_slug(Initiative.objects.in_city(city), initiative.title, "prakarsa", RESERVED_SLUGS)
    initiative.save()
    PhaseStep.objects.create(
        initiative=initiative, kind=PhaseStep.Kind.BEGAN, to_phase=Phase.KNOWING, by=by, at=at
    )
    told = tell_of_beginning(initiative, at)
    record(
        "proposed_initiative", initiative, by=by, city=city, at=at,
        owner=owner.pk, thread=thread.pk if thread else None, concern=concern.pk if concern else None,
        decision=decision.pk if decision else None, has_mandate=answer.allowed, told=told,
    )  # fmt: skip
    return initiative


@transaction.atomic
def change_initiative(
    *,
    by: User,
    initiative: Initiative,
    title: str,
    purpose: str,
    at: datetime,
    process: Process | None = None,
    budget_idr: int | None = None,
    enters_village: bool = False,
) -> Initiative:
    """Change what is said of an initiative; its address stays.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotChangeInitiative
        If it is closed, the budget changes after the start, or the input does not fit.
    """
    initiative = kept_by(by, initiative, CannotChangeInitiative)
    if initiative.has_started and budget_idr != initiative.budget_idr:
        raise CannotChangeInitiative(
            _("The budget was settled before the start and stays. Go back a phase first.")
        )
    if not enters_village and initiative.gates.exists():
        raise CannotChangeInitiative(
            _("The twelve questions have begun in a village, so it does bring technology into one.")
        )
    if enters_village and not initiative.enters_village and initiative.has_started:
        raise CannotChangeInitiative(_("It has started. Go back to prototyping before it enters a village."))
    if process is not None and process.city_id != initiative.city_id:
        raise CannotChangeInitiative(_("Choose a process of this city."))
    before = {"title": initiative.title, "budget_idr": initiative.budget_idr}
    initiative.process, initiative.budget_idr, initiative.enters_village = process, budget_idr, enters_village
    _write(initiative, title, purpose, CannotChangeInitiative)
    check_fields(initiative, CannotChangeInitiative, ["budget_idr"])
    initiative.save(update_fields=["title", "purpose", "process", "budget_idr", "enters_village"])
    record("changed_initiative", initiative, by=by, city=initiative.city, at=at, before=before)
    return initiative


@transaction.atomic
def tie_to_thread(*, by: User, initiative: Initiative, thread: CommonThread, at: datetime) -> Initiative:
    """Write down that an initiative answers a common thread that was named later, and tell whose voice that is.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotChangeInitiative
        If the thread is not public here, or the initiative answers another one.
    """
    initiative = kept_by(by, initiative, CannotChangeInitiative, may_be_closed=True)
    if thread.city_id != initiative.city_id or not thread.is_published:
        raise CannotChangeInitiative(_("Choose a published common thread of this city."))
    if initiative.thread_id is not None:
        raise CannotChangeInitiative(_("This initiative is tied to a common thread already."))
    initiative.thread = thread
    initiative.save(update_fields=["thread"])
    told = tell_of_beginning(initiative, at)
    record("tied_initiative", initiative, by=by, city=initiative.city, at=at, thread=thread.number, told=told)
    return initiative


@transaction.atomic
def rest_on_mandate(
    *, by: User, initiative: Initiative, at: datetime, decision: Decision | None = None
) -> Initiative:
    """Write down by whose word an initiative is done: a decision of the members, or the owner's own mandate.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotRestOnMandate
        If neither the owner nor the decision gives it.
    """
    initiative = kept_by(by, initiative, CannotRestOnMandate)
    if initiative.has_started:
        raise CannotRestOnMandate(_("It has started by the mandate that is written down."))
    answer = mandate_answer(initiative, decision, at)
    if not answer.allowed:
        raise CannotRestOnMandate(answer.why)
    initiative.mandate, initiative.mandated_at = answer.mandate, at
    if decision is not None:
        initiative.decision = decision
    initiative.save(update_fields=["mandate", "decision", "mandated_at"])
    record(
        "rested_on_mandate", initiative, by=by, city=initiative.city, at=at,
        mandate=answer.mandate.pk if answer.mandate else None, decision=decision.pk if decision else None,
    )  # fmt: skip
    return initiative


def mandate_answer(initiative: Initiative, decision: Decision | None, at: datetime) -> Answer:
    """Ask governance whether the owner, or the decision, may start this initiative."""
    return may_decide(initiative.owner, Matter.INITIATIVE, city=initiative.city, at=at, by_decision=decision)


@transaction.atomic
def write_measure(
    *,
    by: User,
    initiative: Initiative,
    measure: str,
    target: Decimal,
    due_date: date,
    at: datetime,
    unit: str = "",
    baseline: Decimal | None = None,
    direction: str = Direction.AT_LEAST,
) -> Initiative:
    """Write down what an initiative will be measured by, before it starts. Earlier wordings are kept and shown.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotWriteMeasure
        If it has started, the day is past, or the input does not fit.
    """
    initiative = kept_by(by, initiative, CannotWriteMeasure)
    if initiative.has_started:
        raise CannotWriteMeasure(
            _("It has started, and the measure stays as it was written before. To change it, go back a phase.")
        )
    if due_date <= day_in(initiative.city, at):
        raise CannotWriteMeasure(_("Choose a day that lies ahead: by when will it be measured?"))
    text = cleaned(measure, CannotWriteMeasure)
    if not text:
        raise CannotWriteMeasure(_("Write what will be counted or measured."))
    if initiative.has_measure:
        initiative.earlier_measures = [*initiative.earlier_measures, _as_it_was(initiative, at)]
    initiative.measure, initiative.measure_unit = text, cleaned(unit, CannotWriteMeasure)
    initiative.measure_baseline, initiative.measure_target = baseline, target
    initiative.measure_direction, initiative.measure_due_date = direction, due_date
    initiative.measure_written_at = at
    fields = [
        "measure", "measure_unit", "measure_baseline", "measure_target", "measure_direction",
        "measure_due_date", "measure_written_at",
    ]  # fmt: skip
    check_fields(initiative, CannotWriteMeasure, fields)
    initiative.save(update_fields=[*fields, "earlier_measures"])
    record("wrote_measure", initiative, by=by, city=initiative.city, at=at, target=target, due=due_date)
    return initiative


def _as_it_was(initiative: Initiative, at: datetime) -> dict[str, Any]:
    written = initiative.measure_written_at
    return {
        "measure": initiative.measure,
        "unit": initiative.measure_unit,
        "target": str(initiative.measure_target),
        "direction": initiative.measure_direction,
        "due_date": initiative.measure_due_date.isoformat() if initiative.measure_due_date else "",
        "written_at": written.isoformat() if written else "",
        "replaced_at": at.isoformat(),
    }


def _write(initiative: Initiative, title: str, purpose: str, error: type[Exception]) -> None:
    initiative.title, initiative.purpose = cleaned(title, error), cleaned(purpose, error, keeps_lines=True)
    if not initiative.title or not initiative.purpose:
        raise error(_("Give it a name, and write in a few sentences what is to change for whom."))
    check_fields(initiative, error, ["title", "purpose"])


def _check_origin(
    city: City,
    thread: CommonThread | None,
    concern: Concern | None,
    decision: Decision | None,
    process: Process | None,
) -> None:
    if thread is not None and (thread.city_id != city.pk or not thread.is_published):
        raise CannotPropose(_("Choose a published common thread of this city."))
    if concern is not None and (
        concern.city_id != city.pk or not Concern.objects.filter(pk=concern.pk).shown().exists()
    ):
        raise CannotPropose(_("Choose a concern of this city that everybody can read."))
    if decision is not None:
        passed = may_decide(None, Matter.INITIATIVE, city=city, at=city.created_at, by_decision=decision)
        if not passed.allowed:
            raise CannotPropose(passed.why)
    if process is not None and process.city_id != city.pk:
        raise CannotPropose(_("Choose a process of this city."))
