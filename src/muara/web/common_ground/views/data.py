"""A reading to take along: printed on one page, as counts for everybody, as rows for the secretariat."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.common_ground import actions, exports, permissions, queries
from muara.web.common_ground.forms import PurposeForm
from muara.web.common_ground.models import Reading
from muara.web.common_ground.views.reading import private, topic_here
from muara.web.concerns.models import Topic


def public_here(request: HttpRequest, slug: str) -> tuple[Topic, Reading, Reading | None]:
    topic = topic_here(request, slug)
    reading, twin = queries.public_pair(topic)
    if reading is None:
        raise Http404(_("There is no published reading of this topic yet."))
    reading.topic = topic
    return topic, reading, twin


def file(content: bytes | str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def report(request: HttpRequest, topic: str) -> HttpResponse:
    found, reading, twin = public_here(request, topic)
    statements = queries.statements_of(found)
    finding = queries.finding(reading, statements, twin=twin, threads=queries.threads_of_topic(found))
    return render(request, "common_ground/report.html", {"topic": found, "reading": reading, "finding": finding})


@require_safe
def counts(request: HttpRequest, topic: str) -> HttpResponse:
    found, reading, _twin = public_here(request, topic)
    text = "\ufeff" + exports.counts_csv(reading, queries.statements_of(found))
    return file(text, f"{found.slug}-bacaan-{reading.number}.csv", "text/csv; charset=utf-8")


@require_safe
def polis(request: HttpRequest, topic: str) -> HttpResponse:
    found, reading, _twin = public_here(request, topic)
    content = exports.zip_of_counts(reading, queries.statements_of(found))
    return file(content, f"{found.slug}-bacaan-{reading.number}-polis.zip", "application/zip")


@require_safe
def result(request: HttpRequest, topic: str) -> HttpResponse:
    found, reading, _twin = public_here(request, topic)
    content = exports.published_json(reading)
    if content is None:
        raise Http404(_("This reading was taken before its votes were kept. Take a new one."))
    return file(content, f"{found.slug}-bacaan-{reading.number}.json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, topic: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = topic_here(request, topic)
    if not permissions.can_export_rows(asked.user, asked.city):
        raise PermissionDenied
    form = PurposeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.export_rows(by=asked.user, topic=found, at=timezone.now(), **form.cleaned_data)
            except actions.CannotExportRows as error:
                form.add_error("purpose", str(error))
            else:
                return private(file(made.content, made.name, "application/zip"))
    return private(render(request, "common_ground/rows.html", {"topic": found, "form": form}, status=status))
