"""The twelve questions before a technology enters a village."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.initiatives import actions, rules
from muara.web.initiatives.forms.initiatives import AnswerForm, GateForm
from muara.web.initiatives.models import Initiative, VillageGate
from muara.web.initiatives.permissions import can_answer, can_keep
from muara.web.initiatives.queries import pages
from muara.web.initiatives.queries.gates import state_of
from muara.web.initiatives.views.common import initiative_here, kept_here, one_of, posted
from muara.web.network.permissions import actors_spoken_for
from muara.web.network.views.common import see, worked_through

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def new_gate(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = GateForm(posted(request), city=found.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        gate = actions.open_gate(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The twelve questions have begun."))
        return see("initiatives:gate", found.city.slug, found.slug, gate.pk)

    context = {
        "initiative": found,
        "heading": _("Which village would it enter?"),
        "lead": rules.VILLAGE.text,
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotOpenGate)


def gate_of(initiative: Initiative, pk: int) -> VillageGate:
    rows = VillageGate.objects.select_related("village__district").prefetch_related("answers")
    return cast(VillageGate, one_of(initiative, rows, pk))


@require_safe
def gate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), initiative_here(request, slug)
    one = gate_of(found, pk)
    context = {
        "initiative": found, "gate": one, "asked": pages.asked_in(one), "state": state_of(one),
        "may_keep": can_keep(asked.user, found), "rules": rules,
        "spoken_for": actors_spoken_for(asked.user, asked.city),
    }  # fmt: skip
    return render(request, "initiatives/gate.html", context)


@require_http_methods(BOTH)
def answer(request: HttpRequest, slug: str, pk: int, item: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), initiative_here(request, slug)
    one = gate_of(found, pk)
    question = rules.QUESTION_OF.get(item)
    if question is None:
        raise Http404(_("There are twelve questions."))
    known = one.answers.filter(item=item).first()
    if not can_answer(asked.user, one, known):
        raise PermissionDenied
    first = (
        {
            "value": known.value, "evidence": known.evidence, "who": known.who, "actor": known.actor_id,
            "due_date": known.due_date,
        }
        if known
        else {}
    )  # fmt: skip
    form = AnswerForm(posted(request), city=found.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.answer_question(by=asked.user, gate=one, item=item, at=timezone.now(), **given)
        messages.success(request, _("The answer is written down."))
        see_gate = see("initiatives:gate", found.city.slug, found.slug, one.pk)
        see_gate["Location"] += f"#t{item}"
        return see_gate

    context = {"initiative": found, "gate": one, "question": question}
    return worked_through(request, form, "initiatives/answer.html", context, act, actions.CannotAnswerQuestion)
