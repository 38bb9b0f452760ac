from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of
from muara.web.concerns import actions
from muara.web.concerns.forms.topics import SeedForm, TopicForm
from muara.web.concerns.models import Topic
from muara.web.concerns.queries.topics import lines_of, statements_of, topics_of
from muara.web.concerns.views.common import facilitator_of, is_facilitator, page_of, see, topic_or_404


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    may_run = is_facilitator(request)
    page = page_of(request, topics_of(asked.city, has_drafts=may_run))
    lines = lines_of(list(page.object_list), participant_of(request))
    context = {
        "page": page,
        "running": [line for line in lines if line.topic.is_open],
        "drafts": [line for line in lines if line.topic.status == Topic.Status.DRAFT],
        "closed": [(line, _result_of(line.topic)) for line in lines if line.topic.status == Topic.Status.CLOSED],
        "n_waiting": sum(line.n_left for line in lines if line.topic.is_open),
        "may_run": may_run,
        "is_known": participant_of(request) is not None,
    }
    return render(request, "concerns/topics.html", context)


def _result_of(topic: Topic) -> str:
    """Return the address of what the topic led to, where the room downstream shows it."""
    try:
        return reverse("common_ground:topic", args=[topic.city.slug, topic.slug])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), facilitator_of(request)
    if request.method != "POST":
        number = request.GET.get("sesi", "")
        session = asked.city.sessions.filter(number=int(number)).first() if _is_number(number) else None
        first = {"session": session, "title": session.theme[:80], "question": session.question} if session else {}
        return render(request, "concerns/topic_form.html", {"form": TopicForm(initial=first, city=asked.city)})
    form = TopicForm(request.POST, city=asked.city)
    if not form.is_valid():
        return render(request, "concerns/topic_form.html", {"form": form}, status=422)
    try:
        topic = actions.plan_topic(by=by, city=asked.city, at=timezone.now(), **form.cleaned_data)
    except actions.CannotRunTopic as refusal:
        form.add_error(None, str(refusal))
        return render(request, "concerns/topic_form.html", {"form": form}, status=409)
    messages.success(request, _("The topic is planned. Only facilitators see it until you open it."))
    return see("concerns:manage", asked.city.slug, topic.slug)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    asked, by, topic = cast(ParticipantRequest, request), facilitator_of(request), topic_or_404(request, slug)
    names = ("title", "question", "session", "who_may_vote", "who_may_write", "moderation")
    first = {name: getattr(topic, name) for name in names}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=first, city=asked.city)
    context = {"form": form, "topic": topic}
    if request.method != "POST":
        return render(request, "concerns/topic_form.html", context)
    if not form.is_valid():
        return render(request, "concerns/topic_form.html", context, status=422)
    try:
        actions.edit_topic(by=by, topic=topic, at=timezone.now(), **form.cleaned_data)
    except actions.CannotRunTopic as refusal:
        form.add_error(None, str(refusal))
        return render(request, "concerns/topic_form.html", context, status=409)
    messages.success(request, _("The topic is changed."))
    return see("concerns:manage", asked.city.slug, topic.slug)


@require_safe
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    facilitator_of(request)
    return _managed(request, topic_or_404(request, slug))


@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    by, topic = facilitator_of(request), topic_or_404(request, slug)
    taken = {"open": actions.open_topic, "close": actions.close_topic}.get(request.POST.get("step", ""))
    if taken is None:
        return _managed(request, topic, told=_("Choose a step: open or close."), status=422)
    try:
        topic = taken(by=by, topic=topic, at=timezone.now())
    except actions.CannotRunTopic as refusal:
        return _managed(request, topic_or_404(request, slug), told=str(refusal), status=409)
    messages.success(
        request,
        _("The topic is open. People can write and vote now.")
        if topic.is_open
        else _("The topic is closed. No vote comes in any more."),
    )
    return see("concerns:manage", topic.city.slug, topic.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def seed(request: HttpRequest, slug: str) -> HttpResponse:
    by, topic = facilitator_of(request), topic_or_404(request, slug)
    form = SeedForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "topic": topic}
    if request.method != "POST":
        return render(request, "concerns/seed.html", context)
    if not form.is_valid():
        return render(request, "concerns/seed.html", context, status=422)
    try:
        made = actions.seed_statements(by=by, topic=topic, lines=form.cleaned_data["lines"], at=timezone.now())
    except actions.CannotSeed as refusal:
        context |= {"told": str(refusal), "errors": refusal.errors}
        return render(request, "concerns/seed.html", context, status=409)
    messages.success(request, _("%(n)s statements were taken over.") % {"n": len(made)})
    return see("concerns:manage", topic.city.slug, topic.slug)


def _managed(request: HttpRequest, topic: Topic, *, told: str = "", status: int = 200) -> HttpResponse:
    [line] = lines_of([topic], None)
    page = page_of(request, statements_of(topic))
    context = {"topic": topic, "line": line, "page": page, "told": told}
    return render(request, "concerns/manage.html", context, status=status)
