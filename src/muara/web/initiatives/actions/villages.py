from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import Village
from muara.web.initiatives.actions.locking import kept_by, locked
from muara.web.initiatives.models import GateAnswer, Initiative, VillageGate
from muara.web.initiatives.permissions import can_answer
from muara.web.initiatives.rules import QUESTION_OF
from muara.web.network.actions.checks import check_fields, cleaned
from muara.web.network.models import Actor

STOP_RULE = 12


class CannotOpenGate(Exception):
    """The questions were not begun; the message says why."""


class CannotAnswerQuestion(Exception):
    """The answer stays as it was; the message says why."""


@transaction.atomic
def open_gate(*, by: User, initiative: Initiative, village: Village, technology: str, at: datetime) -> VillageGate:
    """Begin the twelve questions for a technology in a village. From then on it does not start without them.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotOpenGate
        If they have begun there already, it has started, or the village is of elsewhere.
    """
    initiative = kept_by(by, initiative, CannotOpenGate)
    if initiative.has_started:
        raise CannotOpenGate(_("It has started. Go back to prototyping before it enters another village."))
    if village.district.regency_code != initiative.city.regency_code:
        raise CannotOpenGate(_("This village does not belong to the city."))
    if initiative.gates.filter(village=village).exists():
        raise CannotOpenGate(_("The questions have begun in %(village)s already.") % {"village": village.name})
    gate = VillageGate(initiative=initiative, village=village, opened_by=by, opened_at=at)
    gate.technology = cleaned(technology, CannotOpenGate)
    if not gate.technology:
        raise CannotOpenGate(_("Write which technology it is."))
    check_fields(gate, CannotOpenGate, ["technology"])
    gate.save()
    initiative.enters_village = True
    initiative.save(update_fields=["enters_village"])
    record("opened_gate", gate, by=by, city=initiative.city, at=at, initiative=initiative.pk, village=village.pk)
    return gate


@transaction.atomic
def answer_question(
    *,
    by: User,
    gate: VillageGate,
    item: int,
    value: str,
    at: datetime,
    evidence: str = "",
    who: str = "",
    actor: Actor | None = None,
    due_date: date | None = None,
) -> GateAnswer:
    """Answer one of the twelve questions; not known and no say who answers it next.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the initiative nor speaks for the organisation that was named to answer.
    CannotAnswerQuestion
        If the evidence or who answers is missing, there is no stop rule for the twelfth, or it has started.
    """
    initiative = gate.initiative
    known = gate.answers.filter(item=item).first()
    if not can_answer(by, gate, known):
        raise PermissionDenied
    initiative = locked(initiative)
    if initiative.is_closed or initiative.has_started:
        raise CannotAnswerQuestion(_("The answers stand since the start. Go back to prototyping to change them."))
    if item not in QUESTION_OF:
        raise CannotAnswerQuestion(_("There are twelve questions."))
    if actor is not None and actor.city_id != initiative.city_id:
        raise CannotAnswerQuestion(_("Choose an actor of this city."))
    answer = known or GateAnswer(gate=gate, item=item)
    before = known.value if known else None
    answer.value, answer.actor, answer.due_date, answer.by, answer.at = value, actor, due_date, by, at
    answer.evidence = cleaned(evidence, CannotAnswerQuestion)
    answer.who = cleaned(who, CannotAnswerQuestion)
    check_fields(answer, CannotAnswerQuestion, ["value", "evidence", "who"])
    if value != GateAnswer.Value.UNKNOWN and not answer.evidence:
        raise CannotAnswerQuestion(_("Write the evidence. Without it, the answer is “not known”."))
    if value != GateAnswer.Value.YES and not answer.who and actor is None:
        raise CannotAnswerQuestion(_("Name who answers it: a group, an office or an organisation."))
    if item == STOP_RULE and value == GateAnswer.Value.YES and not initiative.stop_rules.exists():
        raise CannotAnswerQuestion(_("Write the stop rule first; then this question is answered with yes."))
    answer.save()
    record(
        "answered_gate", answer, by=by, city=initiative.city, at=at,
        gate=gate.pk, item=item, value=value, before=before, evidence=answer.evidence,
    )  # fmt: skip
    return answer
