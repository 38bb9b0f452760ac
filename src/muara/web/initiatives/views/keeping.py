"""Evidence, ideas, means and money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muara.web.initiatives import actions
from muara.web.initiatives.forms.initiatives import CashForm, EvidenceForm, IdeaForm, MeansForm, WhyForm
from muara.web.initiatives.models import CashEntry, Evidence, Idea, Means
from muara.web.initiatives.views.common import kept_here, one_of, posted, see_initiative
from muara.web.network.views.common import see, worked_through

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = EvidenceForm(posted(request), city=found.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_evidence(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The evidence is written down."))
        return see_initiative(found, "bukti")

    context = {"initiative": found, "heading": _("What happened?")}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotAddEvidence)


@require_http_methods(BOTH)
def withdraw_evidence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    one = one_of(found, Evidence.objects, pk)
    form = WhyForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.withdraw_evidence(by=by, evidence=one, why=given["why"], at=timezone.now())
        messages.success(request, _("The evidence is taken back. It stays readable, with the reason."))
        return see_initiative(found, "bukti")

    context = {"initiative": found, "heading": _("Why is this taken back?"), "lead": one.text}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotWithdrawEvidence)


@require_http_methods(BOTH)
def idea(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = IdeaForm(posted(request), city=found.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_idea(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("The idea is written down."))
        return see_initiative(found, "gagasan")

    context = {"initiative": found, "heading": _("What could be done?")}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotKeepIdea)


@require_POST
def drop_idea(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    try:
        actions.drop_idea(by=by, idea=one_of(found, Idea.objects, pk), at=timezone.now())
    except actions.CannotKeepIdea as refusal:
        messages.error(request, str(refusal))
    return see_initiative(found, "gagasan")


@require_http_methods(BOTH)
def means(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = MeansForm(posted(request), city=found.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_means(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("What is needed is written down."))
        return see_initiative(found, "sarana")

    context = {"initiative": found, "heading": _("What does it need?")}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotKeepMeans)


@require_POST
def settle_means(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    one, is_there = one_of(found, Means.objects, pk), request.POST.get("ada") == "1"
    try:
        actions.settle_means(by=by, means=one, is_there=is_there, at=timezone.now())
    except actions.CannotKeepMeans as refusal:
        messages.error(request, str(refusal))
    return see_initiative(found, "sarana")


@require_http_methods(BOTH)
def write_cash(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = kept_here(request, slug)
    form = CashForm(posted(request), initial={"on_date": timezone.localdate()})

    def act(given: dict[str, Any]) -> HttpResponse:
        entry = actions.write_cash(by=by, initiative=found, at=timezone.now(), **given)
        messages.success(request, _("Line %(n)s is in the cash book.") % {"n": entry.number})
        return see("initiatives:cash", found.city.slug, found.slug)

    context = {
        "initiative": found,
        "heading": _("A line for the cash book"),
        "lead": _("A line is never changed. A mistake is taken back by another line."),
    }
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotKeepCash)


@require_http_methods(BOTH)
def reverse_cash(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    by, found = kept_here(request, slug)
    entry = get_object_or_404(CashEntry.objects.filter(initiative=found), number=number)
    entry.initiative = found
    form = WhyForm(posted(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.reverse_cash(by=by, entry=entry, why=given["why"], at=timezone.now())
        messages.success(request, _("The line is taken back by a new one."))
        return see("initiatives:cash", found.city.slug, found.slug)

    context = {"initiative": found, "heading": _("Why is this line taken back?"), "lead": entry.purpose}
    return worked_through(request, form, "initiatives/form.html", context, act, actions.CannotKeepCash)
