"""How we decide here: what holds, how it came about, and another way written down."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.accounts.models import User
from muara.web.governance import actions, permissions
from muara.web.governance.forms.arrangements import AskForm, EndingForm, NewArrangementForm
from muara.web.governance.models import Arrangement, Terms
from muara.web.governance.queries.arrangements import arrangement_lines, arrangement_page, matter_lines
from muara.web.governance.queries.mandates import Answer, may_decide
from muara.web.governance.terms_in_words import changes_between
from muara.web.network.views.common import see, worked_through


def arrangement_here(request: HttpRequest, slug: str) -> Arrangement:
    asked = cast(ParticipantRequest, request)
    arrangement = get_object_or_404(Arrangement.objects.in_city(asked.city), slug=slug)
    arrangement.city = asked.city
    return arrangement


def terms_here(arrangement: Arrangement, pk: int) -> Terms:
    terms = get_object_or_404(Terms.objects.select_related("lead").filter(arrangement=arrangement), pk=pk)
    terms.arrangement = arrangement
    return terms


def keeper_of(request: HttpRequest) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_keep_arrangements(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def writer_of(request: HttpRequest, arrangement: Arrangement) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_write_terms(asked.user, arrangement):
        raise PermissionDenied
    return asked.user


def today() -> date:
    return timezone.localdate()


@require_safe
def arrangements(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = arrangement_lines(asked.city, timezone.now())
    context = {
        "lines": lines,
        "n_standing": sum(line.arrangement.state == Arrangement.State.STANDING for line in lines),
        "is_keeper": permissions.can_keep_arrangements(asked.user, asked.city),
    }
    return render(request, "governance/arrangements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_arrangement(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), keeper_of(request)
    form = NewArrangementForm(request.POST if request.method == "POST" else None, city=asked.city, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        arrangement = actions.draft_arrangement(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("The draft is there. Adapt it, and write down who belongs to it."))
        return see("governance:arrangement", asked.city.slug, arrangement.slug)

    page = "governance/arrangement_form.html"
    return worked_through(request, form, page, {}, act, actions.CannotDraftArrangement)


@require_safe
def arrangement(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    now = timezone.now()
    form = AskForm(request.GET if "matter" in request.GET else None)
    context = {
        "page": arrangement_page(found, now),
        "arrangement": found,
        "is_keeper": permissions.can_keep_arrangements(asked.user, asked.city),
        "may_write": permissions.can_write_terms(asked.user, found),
        "may_read_fit": permissions.can_read_fit(asked.user, asked.city),
        "ask": form,
        "answer": _answer(request, form, found),
    }
    return render(request, "governance/arrangement.html", context)


def _answer(request: HttpRequest, form: AskForm, found: Arrangement) -> Answer | None:
    if not form.is_bound or not form.is_valid():
        return None
    asked, given = user_of(request), form.cleaned_data
    return may_decide(
        asked, given["matter"], given["amount"], city=found.city, at=timezone.now(), arrangement=found
    )


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    found = arrangement_here(request, slug)
    page = arrangement_page(found, timezone.now())
    earlier = [None, *page.versions]
    steps = [
        (terms, changes_between(before, terms) if before is not None else ())
        for before, terms in zip(earlier, page.versions, strict=False)
    ]
    context = {"arrangement": found, "page": page, "steps": steps[::-1]}
    return render(request, "governance/arrangement_history.html", context)


@require_safe
def compared(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay two versions side by side: what the later one says other than the earlier one."""
    found = arrangement_here(request, slug)
    numbers = [request.GET.get(name, "") for name in ("dari", "ke")]
    if not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
        raise Http404(_("Choose two versions."))
    rows = Terms.objects.select_related("lead").filter(arrangement=found)
    first, second = (get_object_or_404(rows, number=int(number)) for number in numbers)
    context = {"arrangement": found, "first": first, "second": second, "changes": changes_between(first, second)}
    return render(request, "governance/arrangement_compared.html", context)


@require_POST
def start_change(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    try:
        terms = actions.propose_change(by=asked.user, arrangement=found, at=timezone.now())
    except actions.CannotProposeChange as refusal:
        messages.error(request, str(refusal))
        return see("governance:arrangement", asked.city.slug, found.slug)
    messages.success(
        request, _("This is a copy of what is in force. Change it; nothing holds until it is adopted.")
    )
    return see("governance:terms", asked.city.slug, found.slug, terms.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def end_arrangement(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by = writer_of(request, found)
    form = EndingForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        terms = actions.propose_ending(by=by, arrangement=found, at=timezone.now(), **given)
        messages.success(request, _("The end is written down. It comes only if the members decide it."))
        return see("governance:terms", asked.city.slug, found.slug, terms.pk)

    context = {"arrangement": found}
    page = "governance/arrangement_end.html"
    return worked_through(request, form, page, context, act, actions.CannotProposeChange)


def matters_of(terms: Terms) -> list[Any]:
    return matter_lines(terms, timezone.now())
