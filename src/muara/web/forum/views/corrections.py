"""Corrections of minutes: those who were there ask for them, a facilitator answers each."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest, participant_of
from muara.web.forum.actions import (
    CannotAnswerSuggestion,
    CannotSuggestCorrection,
    accept_suggestion,
    decline_suggestion,
    suggest_correction,
)
from muara.web.forum.forms import AnswerForm, CorrectionForm
from muara.web.forum.minutes_text import put_right
from muara.web.forum.permissions import can_run_sessions, can_suggest_correction
from muara.web.forum.queries import minutes as queries
from muara.web.forum.views.minutes import minutes_or_404, minutes_to_write
from muara.web.ui.markdown import markdown


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found, person = minutes_or_404(request, number), participant_of(request)
    who = person if person is not None and can_suggest_correction(person, found) else asked.user
    if not can_suggest_correction(who, found):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None)
    context: dict[str, Any] = {"minutes": found, "session": found.session, "form": form}
    if request.method != "POST":
        return render(request, "forum/correction.html", context)
    if not form.is_valid():
        return render(request, "forum/correction.html", context, status=422)
    try:
        suggest_correction(by=who, minutes=found, at=timezone.now(), **form.cleaned_data)
    except CannotSuggestCorrection as error:
        return render(request, "forum/correction.html", {**context, "problem": str(error)}, status=409)
    return redirect("forum:minutes", asked.city.slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, suggestion: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = minutes_to_write(request, number)
    one = get_object_or_404(found.suggestions.select_related("minutes__session__city"), number=suggestion)
    if not can_run_sessions(asked.user, asked.city) or not found.is_published:
        raise Http404(_("There is no such correction."))
    text = queries.newest_version(found).text
    put_in = put_right(text, one.wrong, one.right)
    form = AnswerForm(request.POST or None, initial={"text": put_in})
    context: dict[str, Any] = {
        "minutes": found,
        "session": found.session,
        "suggestion": one,
        "form": form,
        "is_put_in": put_in != text,
        "is_locked": found.is_locked(timezone.now()),
    }
    if request.method != "POST":
        return render(request, "forum/correction_answer.html", context)
    if not form.is_valid():
        return render(request, "forum/correction_answer.html", context, status=422)
    given, now = form.cleaned_data, timezone.now()
    if "preview" in request.POST:
        context["drawn"] = markdown(given["text"], has_headings=True)
        return render(request, "forum/correction_answer.html", context)
    try:
        if "accept" in request.POST:
            accept_suggestion(by=asked.user, suggestion=one, at=now, **given)
        else:
            decline_suggestion(by=asked.user, suggestion=one, answer=given["answer"], at=now)
    except CannotAnswerSuggestion as error:
        return render(request, "forum/correction_answer.html", {**context, "problem": str(error)}, status=409)
    return redirect("forum:minutes", asked.city.slug, number)
