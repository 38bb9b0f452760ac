"""Pages of a topic's readings: for everybody the newest published one, for facilitators every one."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from muara.web.accounts.middleware import ParticipantRequest, participant_of
from muara.web.common_ground import actions, permissions, queries
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Topic


def topic_here(request: HttpRequest, slug: str) -> Topic:
    """Find a topic of the request's city that people may see."""
    asked = cast(ParticipantRequest, request)
    found = get_object_or_404(Topic.objects.in_city(asked.city).visible(), slug=slug)
    found.city = asked.city
    return found


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page that shows one person something of their own out of every cache."""
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def page_of(
    topic: Topic, reading: Reading, twin: Reading | None, *, is_facilitator: bool = False
) -> dict[str, Any]:
    statements = queries.statements_of(topic)
    reading.topic = topic
    return {
        "topic": topic,
        "reading": reading,
        "finding": queries.finding(reading, statements, twin=twin, threads=queries.threads_of_topic(topic)),
        "kinds": queries.crosstab(reading, statements),
        "numbers": queries.numbers_of(reading, statements) if is_facilitator else [],
        "where": queries.where_somebody_is(reading, queries.own_row(reading)),
    }


@require_safe
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    is_facilitator = permissions.can_take_reading(asked.user, asked.city)
    reading, twin = queries.public_pair(found, participant_of(request))
    newest = queries.newest_reading(found) if is_facilitator else None
    if newest is not None and reading is not None and newest.number == reading.number:
        newest = None
    around: dict[str, Any] = {
        "newest": newest,
        "work": actions.work_on(newest) if newest and newest.is_running else None,
    }
    if reading is None:
        return private(render(request, "common_ground/no_reading.html", {"topic": found, **around}))
    around["is_verifiable"] = "names" in reading.result
    page = page_of(found, reading, twin, is_facilitator=is_facilitator)
    return private(render(request, "common_ground/topic.html", page | around))


@require_safe
@vary_on_headers("HX-Request")
def you(request: HttpRequest, topic: str) -> HttpResponse:
    """Answer one person where they stand; nothing to everybody else. Without htmx, the page that says it."""
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    if not asked.htmx:
        return private(redirect(reverse("common_ground:topic", args=[asked.city.slug, topic]) + "#anda"))
    reading, _twin = queries.public_pair(found, participant_of(request))
    where = queries.where_somebody_is(reading, queries.own_row(reading)) if reading else None
    if where is None:
        return private(HttpResponse(status=204))
    return private(render(request, "common_ground/_you.html", {"where": where}))


@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: HttpRequest, topic: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    if not permissions.can_take_reading(asked.user, asked.city):
        raise PermissionDenied
    status = 200
    if request.method == "POST":
        try:
            reading = actions.take_reading(by=asked.user, topic=found, at=timezone.now())
        except actions.CannotTakeReading as error:
            messages.error(request, str(error))
            status = 409
        else:
            return redirect("common_ground:reading", asked.city.slug, found.slug, reading.number)
    context = {"topic": found, "readings": queries.readings_of(found)[:50]}
    return private(render(request, "common_ground/readings.html", context, status=status))


def pair_here(request: HttpRequest, topic: Topic, number: int) -> tuple[Reading, Reading | None]:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_take_reading(asked.user, asked.city):
        raise PermissionDenied
    reading, twin = queries.reading_numbered(topic, number, participant_of(request))
    if reading is None:
        raise Http404(_("There is no such reading."))
    return reading, twin


@require_safe
def reading(request: HttpRequest, topic: str, number: int) -> HttpResponse:
    found = topic_here(request, topic)
    one, twin = pair_here(request, found, number)
    if one.status == Reading.Status.READY:
        context = page_of(found, one, twin, is_facilitator=True) | {
            "is_inside": True,
            "watch": queries.watch_of(one),
        }
        return private(render(request, "common_ground/topic.html", context))
    context = {"topic": found, "reading": one, "work": actions.work_on(one)}
    return private(render(request, "common_ground/running.html", context))


@require_safe
def progress(request: HttpRequest, topic: str, number: int) -> HttpResponse:
    """Say how far a reading is; once it is ready, send the page there."""
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    one, _twin = pair_here(request, found, number)
    context = {"topic": found, "reading": one, "work": actions.work_on(one)}
    response = render(request, "common_ground/_progress.html", context)
    if one.status != Reading.Status.RUNNING and asked.htmx:
        response["HX-Refresh"] = "true"
    return private(response)
