"""Beginning an initiative, and what is settled before it starts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.permissions import can_facilitate
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.governance.models import Decision
from muara.web.initiatives import actions
from muara.web.initiatives.forms.initiatives import (
    ChangeForm,
    MandateForm,
    MeasureForm,
    NewInitiativeForm,
    ThreadForm,
)
from muara.web.initiatives.permissions import can_propose
from muara.web.initiatives.views.common import kept_here, posted, see_initiative
from muara.web.network.views.common import worked_through

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def new_initiative(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_propose(asked.user, asked.city):
        raise PermissionDenied
    form = NewInitiativeForm(
        posted(request), city=asked.city, user=asked.user, day=timezone.localdate(),
        is_keeper=can_facilitate(asked.user, asked.city), initial=_origin(request),
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.propose_initiative(by=asked.user, city=asked.city, at=timezone.now(), **given)
        if made.mandated_at:
            messages.success(request, _("The initiative is written down, and its mandate with it."))
        else:
            why = actions.mandate_answer(made, None, timezone.now()).why
            said = _("The initiative is written down. Before it starts it needs a mandate: %(why)s") % {"why": why}
            messages.success(request, said)
        return see_initiative(made)

    return worked_through(request, form, "initiatives/new.html", {}, act, actions.CannotPropose)


def _origin(request: HttpRequest) -> dict[str, Any]:
    """Fill the form with what somebody came from: a thread, a concern or a decision."""
    asked = cast(ParticipantRequest, request)
    found: dict[str, Any] = {}
    if (number := _number(request.GET.get("benang"))) is not None:
        thread = CommonThread.objects.in_city(asked.city).published().filter(number=number).first()
        found |= {"thread": thread.pk, "title": thread.name[:120]} if thread else {}
    if (number := _number(request.GET.get("keresahan"))) is not None:
        concern = Concern.objects.in_city(asked.city).shown().filter(pk=number).first()
        found |= {"concern": concern.pk} if concern else {}
    if slug := request.GET.get("keputusan", ""):
        named = Decision.objects.in_city(asked.city).filter(slug=slug[:60].replace("\0", "")).first()
        found |= {"decision": named.pk, "title": named.title[:120]} if named else {}
    return found


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@require_http_methods(BOTH)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    first = {
        "title": found.title, "purpose": found.purpose, "process": found.process_id,
        "budget_idr": found.budget_idr, "enters_village": found.enters_village,
    }  # fmt: skip
    form = ChangeForm(posted(request), city=found.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_initiative(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The initiative is changed."))
        return see_initiative(found)

    context = {"initiative": found, "heading": _("Change the initiative")}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotChangeInitiative)


@require_http_methods(BOTH)
def mandate(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = MandateForm(posted(request), city=found.city, initial={"decision": found.decision_id})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.rest_on_mandate(by=by, initiative=found, decision=given["decision"], at=timezone.now())
        messages.success(request, _("The mandate is written down."))
        return see_initiative(found)

    context = {
        "initiative": found,
        "heading": _("By whose word is it done?"),
        "lead": actions.mandate_answer(found, None, timezone.now()).why,
        "links_to_decisions": True,
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotRestOnMandate)


@require_http_methods(BOTH)
def thread(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = ThreadForm(posted(request), city=found.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.tie_to_thread(by=by, initiative=found, thread=given["thread"], at=timezone.now())
        messages.success(request, _("It is tied to the common thread. Everybody whose voice that is, is told."))
        return see_initiative(found)

    context = {"initiative": found, "heading": _("Which common thread does it answer?")}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotChangeInitiative)


@require_http_methods(BOTH)
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    first = {
        "measure": found.measure, "unit": found.measure_unit, "baseline": found.measure_baseline,
        "direction": found.measure_direction, "target": found.measure_target, "due_date": found.measure_due_date,
    }  # fmt: skip
    form = MeasureForm(posted(request), initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.write_measure(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The measure is written down. After the start it stays as it is."))
        return see_initiative(found, "ukuran")

    context = {
        "initiative": found,
        "heading": _("What will show whether it worked?"),
        "lead": _("It is written before the start, so that nobody moves the aim afterwards."),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotWriteMeasure)
