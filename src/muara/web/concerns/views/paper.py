from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.middleware import CityRequest
from muara.web.concerns import actions
from muara.web.concerns.forms.paper import TYPED, PrintForm, SheetForm, answers_of, lines_of
from muara.web.concerns.models import Topic
from muara.web.concerns.queries.paper import Edition, edition_of, sheet_numbers, sheet_of
from muara.web.concerns.views.voting import publish_what_is_due, topic_of


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Two cards of A5 on a sheet of A4, to cut apart."""
    city = cast(CityRequest, request).city
    try:
        address = reverse("concerns:raise", args=[city.slug])
    except NoReverseMatch:
        address = reverse("concerns:topics", args=[city.slug])
    context = {"address": settings.BASE_URL + address, "halves": range(2)}
    return render(request, "concerns/cards.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    topic = _for_facilitators(request, slug)
    edition, numbers = edition_of(topic), sheet_numbers(topic)
    form = PrintForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    first = asked.get("first") or (numbers[-1] + 1 if numbers else 1)
    copies = asked.get("copies") or 1
    context = {
        "topic": topic,
        "edition": edition,
        "form": PrintForm(initial={"first": first, "copies": copies})
        if form.is_valid() or not request.GET
        else form,
        "numbers": range(first, first + copies),
        "address": settings.BASE_URL + reverse("concerns:vote", args=[topic.city.slug, topic.slug]),
        "now": timezone.now(),
    }
    return render(
        request, "concerns/sheet.html", context, status=200 if form.is_valid() or not request.GET else 422
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    topic = _for_facilitators(request, slug)
    edition = edition_of(topic)
    if request.method == "POST":
        return _enter(request, topic, edition)
    form = SheetForm({"number": request.GET["lembar"]} if "lembar" in request.GET else None)
    if form.is_valid() and (known := sheet_of(topic, form.cleaned_data["number"])):
        typed = {f"s{pk}": TYPED[value] for pk, value in known.answers.items()}
        return _entry(request, topic, edition, typed, number=known.number, replaces=known.number)
    numbers = sheet_numbers(topic)
    number = form.cleaned_data["number"] if form.is_valid() else (numbers[-1] + 1 if numbers else 1)
    return _entry(request, topic, edition, {}, number=number, n_sheets=len(numbers))


def _enter(request: HttpRequest, topic: Topic, edition: Edition) -> HttpResponse:
    form, typed = SheetForm(request.POST), request.POST
    lines = lines_of(edition.statements, typed)
    shown: dict[str, Any] = {"number": request.POST.get("number", "")[:6]}
    if not form.is_valid():
        told = _("Write the number that is printed on the sheet.")
        return _entry(request, topic, edition, typed, told=told, status=422, **shown)
    if wrong := [line.statement.number for line in lines if line.is_wrong]:
        told = ngettext(
            "Line %(lines)s holds something else than 1, 2, 3 or 0. Nothing is stored yet.",
            "Lines %(lines)s hold something else than 1, 2, 3 or 0. Nothing is stored yet.",
            len(wrong),
        ) % {"lines": ", ".join(map(str, wrong))}
        return _entry(request, topic, edition, typed, told=told, status=422, **shown)
    number = form.cleaned_data["number"]
    try:
        entered = actions.enter_sheet(
            by=cast(CityRequest, request).user,  # type: ignore[arg-type]
            topic=topic,
            number=number,
            answers=answers_of(lines),
            at=timezone.now(),
            replaces=form.cleaned_data["replaces"] == number,
        )
    except actions.SheetIsTaken as refusal:
        return _entry(request, topic, edition, typed, told=str(refusal), status=409, replaces=number, **shown)
    except actions.VotingIsClosed as refusal:
        return _entry(request, topic, edition, typed, told=str(refusal), status=410, **shown)
    except actions.CannotEnterSheet as refusal:
        return _entry(request, topic, edition, typed, told=str(refusal), status=409, **shown)
    publish_what_is_due(topic)
    address = reverse("concerns:entry", args=[topic.city.slug, topic.slug])
    answer = redirect(f"{address}?tersimpan={number}&jawaban={entered.n_answers}")
    answer.status_code = 303
    return answer


def _entry(
    request: HttpRequest,
    topic: Topic,
    edition: Edition,
    typed: Any,
    *,
    number: Any,
    replaces: int | None = None,
    told: str = "",
    n_sheets: int | None = None,
    status: int = 200,
) -> HttpResponse:
    kept = request.GET.get("tersimpan", "")
    answers = request.GET.get("jawaban", "")
    context = {
        "topic": topic,
        "edition": edition,
        "lines": lines_of(edition.statements, typed),
        "number": number,
        "replaces": replaces,
        "told": told,
        "n_sheets": n_sheets,
        "kept": kept if kept.isascii() and kept.isdigit() else "",
        "answers": answers if answers.isascii() and answers.isdigit() else "0",
    }
    return render(request, "concerns/entry.html", context, status=status)


def _for_facilitators(request: HttpRequest, slug: str) -> Topic:
    topic = topic_of(request, slug)
    if not can_facilitate(request.user, topic.city):
        raise PermissionDenied
    return topic
