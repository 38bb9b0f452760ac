"""The way of an initiative: on, back, measured, stopped, closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.initiatives import actions, rules
from muara.web.initiatives.forms.initiatives import (
    AdvanceForm,
    BackForm,
    CloseForm,
    OutcomeForm,
    StopAnswerForm,
    StopRuleForm,
    WhyForm,
)
from muara.web.initiatives.models import Outcome, Phase, StopRule
from muara.web.initiatives.queries.gates import aim_of, ticks_of
from muara.web.initiatives.views.common import kept_here, one_of, posted, see_initiative
from muara.web.network.views.common import worked_through

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def advance(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = AdvanceForm(posted(request))
    seen_in = request.POST.get("tahap", "")[:11]
    is_start, nearest = found.phase == Phase.PROTOTYPING, rules.NEXT.get(Phase(found.phase))

    def act(given: dict[str, Any]) -> HttpResponse:
        moved = actions.advance(by=by, initiative=found, why=given["why"], at=timezone.now(), seen_in=seen_in)
        if is_start:
            messages.success(request, _("It has started. Everybody whose voice it goes back to is told."))
        else:
            phase = {"phase": moved.get_phase_display()}
            messages.success(request, _("It is in the phase “%(phase)s” now.") % phase)
        return see_initiative(found)

    context = {
        "initiative": found, "ticks": [] if found.is_closed else ticks_of(found, timezone.now()),
        "is_start": is_start, "nearest": nearest, "asks": rules.GATE_ASKS[found.phase], "rules": rules,
    }  # fmt: skip
    return worked_through(request, form, "initiatives/advance.html", context, act, actions.CannotAdvance)


@require_http_methods(BOTH)
def go_back(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = BackForm(posted(request), initiative=found)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.go_back(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("It went back, and the reason is written down."))
        return see_initiative(found, "jalan")

    context = {
        "initiative": found,
        "heading": _("Back to an earlier phase"),
        "lead": _("Going back is allowed: it says that something was learned."),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotGoBack)


@require_http_methods(BOTH)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = CloseForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.close_initiative(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("It is closed, and its lesson stays. Everybody upstream is told."))
        return see_initiative(found)

    context = {
        "initiative": found,
        "heading": _("Close it with its lesson"),
        "lead": _("Closing is a result, and “failed” is one too."),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotClose)


@require_http_methods(BOTH)
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = OutcomeForm(posted(request), initial={"on_date": timezone.localdate()})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.record_outcome(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("What was measured is written down. Everybody upstream is told."))
        return see_initiative(found, "hasil")

    context = {
        "initiative": found,
        "heading": _("What was measured?"),
        "shows_measure": True,
        "aim": aim_of(found),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotRecordOutcome)


@require_http_methods(BOTH)
def withdraw_outcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    one = one_of(found, Outcome.objects, pk)
    form = WhyForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.withdraw_outcome(by=by, outcome=one, why=given["why"], at=timezone.now())
        messages.success(request, _("The measurement is taken back. It stays readable, with the reason."))
        return see_initiative(found, "hasil")

    context = {"initiative": found, "heading": _("Why is this taken back?"), "lead": one.evidence}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotWithdrawOutcome)


@require_http_methods(BOTH)
def stop_rule(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    known = found.stop_rules.filter(answered_at=None).first()
    first = {"text": known.text, "months": known.months} if known else {}
    form = StopRuleForm(posted(request), initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.write_stop_rule(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The stop rule is written down. It comes back as a task on its day."))
        return see_initiative(found, "henti")

    context = {
        "initiative": found,
        "heading": _("Which result would end it?"),
        "lead": _("Whoever knows when to stop dares to begin."),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotWriteStopRule)


@require_http_methods(BOTH)
def answer_stop_rule(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    rule = one_of(found, StopRule.objects, pk)
    form = StopAnswerForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.answer_stop_rule(by=by, rule=rule, at=timezone.now(), **given)
        messages.success(request, _("The stop rule is answered."))
        return see_initiative(found, "henti")

    context = {"initiative": found, "heading": _("Has it come to the result that ends it?"), "lead": rule.text}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotAnswerStopRule)
