"""Common threads: the list of a city, one thread, naming and publishing."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.common_ground import actions, permissions, queries
from muara.web.common_ground.forms import NameForm
from muara.web.common_ground.models import CommonThread
from muara.web.common_ground.views.reading import pair_here, topic_here


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    is_facilitator = permissions.can_name_thread(asked.user, asked.city)
    named = [queries.told(thread) for thread in queries.threads_of_city(asked.city)[:100]]
    context = {
        "title": queries.headline_of_city(asked.city, len(named)),
        "threads": named,
        "readings": [queries.summary(reading) for reading in queries.topics_with_readings(asked.city)],
        "drafts": list(queries.drafts_of_city(asked.city)[:20]) if is_facilitator else [],
    }
    return render(request, "common_ground/threads.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "common_ground/method.html")


def thread_here(request: HttpRequest, number: int) -> CommonThread:
    asked = cast(ParticipantRequest, request)
    threads = CommonThread.objects.in_city(asked.city).select_related("topic", "statement", "reading")
    thread = get_object_or_404(
        threads.defer("reading__people", "reading__result", "reading__declared"), number=number
    )
    thread.city = asked.city
    if not permissions.can_see_thread(asked.user, thread):
        raise Http404(_("There is no such thread."))
    return thread


@require_safe
def thread(request: HttpRequest, number: int) -> HttpResponse:
    found = thread_here(request, number)
    context = {"thread": found, "told": queries.told(found), "concerns": queries.concerns_behind(found)[:20]}
    return render(request, "common_ground/thread.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, topic: str, number: int, statement: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    reading, _twin = pair_here(request, found, number)
    said = get_object_or_404(found.statements, number=statement)
    draft = CommonThread.objects.in_city(asked.city).filter(statement=said).first()
    form = NameForm(request.POST or None, initial={"name": draft.name, "why": draft.why} if draft else {})
    status, refused = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                thread = actions.name_thread(
                    by=asked.user, reading=reading, statement=said, at=timezone.now(), **form.cleaned_data
                )
            except actions.CannotNameThread as error:
                status, refused = 409, str(error)
            else:
                return redirect("common_ground:thread", asked.city.slug, thread.number)
    context = {"topic": found, "reading": reading, "statement": said, "form": form, "refused": refused}
    return render(request, "common_ground/name.html", context, status=status)


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_name_thread(asked.user, asked.city):
        raise PermissionDenied
    found = thread_here(request, number)
    try:
        actions.publish_thread(by=asked.user, thread=found, at=timezone.now())
    except actions.CannotPublishThread as error:
        context = {"thread": found, "told": queries.told(found), "refused": str(error)}
        return render(request, "common_ground/thread.html", context, status=409)
    messages.success(request, _("Published. Everybody whose voice led here has been told."))
    return redirect("common_ground:thread", asked.city.slug, found.number)
