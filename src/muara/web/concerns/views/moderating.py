from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.accounts.notices import verb_in_words
from muara.web.concerns import actions
from muara.web.concerns.forms.moderating import IntoForm, ReasonForm, TextForm
from muara.web.concerns.forms.wording import WordingForm
from muara.web.concerns.models import Concern, Statement
from muara.web.concerns.queries.moderation import (
    Item,
    counts_of_decisions,
    decisions_of,
    items_for,
    open_topics,
    queue_of,
    wordable_concerns,
)
from muara.web.concerns.text import advice_on
from muara.web.concerns.views.common import facilitator_of, page_of, see

Refused = (actions.CannotModerate, actions.CannotWordStatement)
Decide = Callable[[User, Any, dict[str, Any]], str]


@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    facilitator_of(request)
    city = cast(ParticipantRequest, request).city
    queue = queue_of(city, request.GET.get("hal"))
    return render(request, "concerns/moderation.html", {"queue": queue, "topics": open_topics(city)})


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    city = cast(ParticipantRequest, request).city
    page = page_of(request, decisions_of(city))
    lines = [(line, verb_in_words(line.verb), line.detail.get("reason", "")) for line in page.object_list]
    counts = [(verb_in_words(decision.verb), decision.n) for decision in counts_of_decisions(city)]
    return render(request, "concerns/log.html", {"page": page, "lines": lines, "counts": counts})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def decide_concern(request: HttpRequest, pk: int) -> HttpResponse:
    by, city = facilitator_of(request), cast(ParticipantRequest, request).city
    found = get_object_or_404(Concern.objects.in_city(city).select_related("topic", "session", "city"), pk=pk)
    if request.method != "POST":
        return _item_page(request, found)
    now, step = timezone.now(), request.POST.get("step", "")
    form: forms.Form | None = None
    if step in {"reject", "merge"}:
        form = (ReasonForm if step == "reject" else IntoForm)(request.POST)
    elif step == "word":
        form = WordingForm(request.POST, city=city)
    elif step not in {"accept", "reconsider"}:
        return _item_page(request, found, told=_("Choose what to do with it."), status=422)
    if form is not None and not form.is_valid():
        return _item_page(request, found, step=step, form=form, status=422)
    given = form.cleaned_data if form else {}
    try:
        if step == "accept":
            actions.accept_concern(by=by, concern=found, at=now)
            told = _("Read: everybody can see it now. It can be worded later.")
        elif step == "reject":
            actions.reject_concern(by=by, concern=found, reason=given["reason"], at=now)
            told = _("Not taken up. The author is told why.")
        elif step == "merge":
            into = Concern.objects.in_city(city).filter(pk=given["into"]).first()
            if into is None:
                raise actions.CannotModerate(_("There is no concern of that number here."))
            actions.merge_concern(by=by, concern=found, into=into, at=now)
            told = _("Joined with concern %(number)s.") % {"number": into.pk}
        elif step == "word":
            assert isinstance(form, WordingForm)
            if (advice := _advice(form.lines)) and not given["insist"]:
                return _item_page(request, found, step=step, form=form, advice=advice, status=422)
            made = actions.word_statements(by=by, topic=given["topic"], concerns=[found], texts=form.lines, at=now)
            told = _worded(made)
        else:
            actions.reconsider_concern(by=by, concern=found, at=now)
            told = _("It waits for a decision again.")
    except Refused as refusal:
        found = Concern.objects.select_related("topic", "session", "city").get(pk=pk)
        return _item_page(request, found, step=step, form=form, told=str(refusal), status=409)
    return _decided(request, Concern.objects.select_related("topic", "session", "city").get(pk=pk), told)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def decide_statement(request: HttpRequest, pk: int) -> HttpResponse:
    by, city = facilitator_of(request), cast(ParticipantRequest, request).city
    statements = Statement.objects.filter(topic__city=city).select_related("topic__city", "topic__session")
    found = get_object_or_404(statements, pk=pk)
    if request.method != "POST":
        return _item_page(request, found)
    now, step = timezone.now(), request.POST.get("step", "")
    kinds: dict[str, type[forms.Form]] = {"reword": TextForm, "merge": IntoForm, "reject": ReasonForm}
    if step not in {"accept", "reconsider", *kinds}:
        return _item_page(request, found, told=_("Choose what to do with it."), status=422)
    form = kinds[step](request.POST) if step in kinds else None
    if form is not None and not form.is_valid():
        return _item_page(request, found, step=step, form=form, status=422)
    given = form.cleaned_data if form else {}
    try:
        if step == "accept":
            actions.accept_statement(by=by, statement=found, at=now)
            told = _("Accepted as statement %(number)s.") % {"number": found.number}
        elif step == "reword":
            actions.reword_statement(by=by, statement=found, text=given["text"], at=now)
            told = _("Accepted in other words as statement %(number)s.") % {"number": found.number}
        elif step == "merge":
            into = found.topic.statements.filter(number=given["into"]).first()
            if into is None:
                raise actions.CannotModerate(_("This topic has no statement of that number."))
            actions.merge_statements(by=by, statement=found, into=into, at=now)
            told = _("Merged into statement %(number)s.") % {"number": into.number}
        elif step == "reject":
            actions.reject_statement(by=by, statement=found, reason=given["reason"], at=now)
            told = _("Not accepted. The author is told why.")
        else:
            actions.reconsider_statement(by=by, statement=found, at=now)
            told = _("It waits for a decision again.")
    except Refused as refusal:
        return _item_page(request, statements.get(pk=pk), step=step, form=form, told=str(refusal), status=409)
    return _decided(request, statements.get(pk=pk), told)


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest) -> HttpResponse:
    """Make statements from one concern or from several at once."""
    by, city = facilitator_of(request), cast(ParticipantRequest, request).city
    sent = request.POST if request.method == "POST" else request.GET
    chosen_pks = {int(pk) for pk in sent.getlist("keresahan") if pk.isascii() and pk.isdigit() and len(pk) < 19}
    candidates = wordable_concerns(city, chosen_pks)
    chosen = [concern for concern in candidates if concern.pk in chosen_pks]
    topic = next((concern.topic for concern in chosen if concern.topic and concern.topic.status != "CLOSED"), None)
    form = WordingForm(request.POST if request.method == "POST" else None, initial={"topic": topic}, city=city)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "others": [concern for concern in candidates if concern.pk not in chosen_pks],
    }
    if request.method != "POST":
        return render(request, "concerns/word.html", context)
    if not form.is_valid():
        return render(request, "concerns/word.html", context, status=422)
    if (advice := _advice(form.lines)) and not form.cleaned_data["insist"]:
        return render(request, "concerns/word.html", context | {"advice": advice}, status=422)
    try:
        made = actions.word_statements(
            by=by, topic=form.cleaned_data["topic"], concerns=chosen, texts=form.lines, at=timezone.now()
        )
    except actions.CannotWordStatement as refusal:
        return render(request, "concerns/word.html", context | {"told": str(refusal)}, status=409)
    messages.success(request, _worded(made))
    return see("concerns:moderation", city.slug)


def _advice(lines: list[str]) -> list[tuple[str, list[str]]]:
    return [(line, found) for line in lines if (found := advice_on(line))]


def _worded(made: list[Statement]) -> str:
    numbers = ", ".join(str(statement.number) for statement in made)
    return _("Worded as statement %(numbers)s. Whoever raised it is told.") % {"numbers": numbers}


def _decided(request: HttpRequest, thing: Concern | Statement, told: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if asked.htmx:
        item = Item(concern=thing) if isinstance(thing, Concern) else Item(statement=thing)
        return render(request, "concerns/_decided.html", {"item": item, "told": told, "city": asked.city})
    messages.success(request, told)
    return see("concerns:moderation", asked.city.slug)


def _item_page(
    request: HttpRequest, thing: Concern | Statement, *, status: int = 200, **more: Any
) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    [item] = items_for(asked.city, [thing])
    context = {"item": item, "topics": open_topics(asked.city), "is_waiting": _is_waiting(thing)} | more
    page = "concerns/_item.html" if asked.htmx else "concerns/item.html"
    return render(request, page, context, status=status)


def _is_waiting(thing: Concern | Statement) -> bool:
    if isinstance(thing, Concern):
        return thing.status == Concern.Status.RAISED
    return thing.status == Statement.Status.PENDING
