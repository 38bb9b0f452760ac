"""Minutes: read them, write them with a preview by the server, bring them out, see what was changed."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of
from muara.web.forum.actions import CannotEditMinutes, CannotPublishMinutes, edit_minutes, publish_minutes
from muara.web.forum.forms import MinutesForm
from muara.web.forum.models import Minutes, Session
from muara.web.forum.permissions import can_run_sessions, can_see_minutes, can_suggest_correction
from muara.web.forum.queries import minutes as queries
from muara.web.forum.views.common import session_or_404, whatsapp, whole_address
from muara.web.ui.markdown import markdown
from muara.web.ui.pdf import as_pdf, has_typst


@require_safe
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, minutes_or_404(request, number))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Write, and look at what it will be before it is kept: both by the server, so it works everywhere."""
    asked = cast(ParticipantRequest, request)
    found = minutes_to_write(request, number)
    form = MinutesForm(request.POST or None, initial={"text": queries.newest_version(found).text})
    context: dict[str, Any] = {"minutes": found, "session": found.session, "form": form}
    if request.method != "POST":
        return render(request, "forum/minutes_edit.html", context)
    if not form.is_valid():
        return render(request, "forum/minutes_edit.html", context, status=422)
    given = form.cleaned_data
    if "preview" in request.POST:
        context["drawn"] = markdown(given["text"], has_headings=True)
        return render(request, "forum/minutes_edit.html", context)
    try:
        edit_minutes(by=asked.user, minutes=found, at=timezone.now(), **given)
    except CannotEditMinutes as error:
        return render(request, "forum/minutes_edit.html", {**context, "problem": str(error)}, status=409)
    return redirect("forum:minutes", asked.city.slug, number)


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = minutes_to_write(request, number)
    try:
        publish_minutes(by=asked.user, minutes=found, at=timezone.now())
    except CannotPublishMinutes as error:
        return _page(request, found, problem=str(error))
    return redirect("forum:minutes", asked.city.slug, number)


@require_safe
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    found = minutes_or_404(request, number)
    if not has_typst():
        raise Http404(_("PDF is not set up on this server. Print the page from your browser."))
    drawn = as_pdf(queries.paper_of(title_of(found.session), queries.newest_version(found), found.locks_at))
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="notulen-{found.session.number}.pdf"'
    return answer


@require_safe
def versions(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = minutes_or_404(request, number)
    shown = queries.shown_versions(found, has_drafts=can_run_sessions(asked.user, asked.city))
    context = {
        "minutes": found,
        "session": found.session,
        "versions": list(reversed(shown)),
        "broken": queries.broken_version(found),
    }
    return render(request, "forum/minutes_versions.html", context)


@require_safe
def version(request: HttpRequest, number: int, version: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = minutes_or_404(request, number)
    shown = queries.shown_versions(found, has_drafts=can_run_sessions(asked.user, asked.city))
    place = next((place for place, one in enumerate(shown) if one.number == version), None)
    if place is None:
        raise Http404(_("There is no such version."))
    before = shown[place - 1] if place else None
    context = {
        "minutes": found,
        "session": found.session,
        "change": queries.change_of(shown[place], before),
        "before": before,
        "after": shown[place + 1] if place + 1 < len(shown) else None,
        "drawn": markdown(shown[place].text, has_headings=True),
    }
    return render(request, "forum/minutes_version.html", context)


def minutes_or_404(request: HttpRequest, number: int) -> Minutes:
    """Return the minutes of a session of the request's city that the person may see."""
    asked = cast(ParticipantRequest, request)
    found = queries.minutes_of(session_or_404(request, number))
    if found is None or not can_see_minutes(asked.user, found):
        raise Http404(_("The minutes of this evening are not out yet."))
    return found


def minutes_to_write(request: HttpRequest, number: int) -> Minutes:
    asked = cast(ParticipantRequest, request)
    session = session_or_404(request, number)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    found = queries.minutes_of(session)
    if found is None:
        raise Http404(_("The minutes of this evening have not been begun."))
    return found


def title_of(session: Session) -> str:
    return _("Minutes of %(session)s: %(theme)s") % {"session": session.label, "theme": session.theme}


def _page(request: HttpRequest, found: Minutes, *, problem: str = "") -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    now, session, person = timezone.now(), found.session, participant_of(request)
    newest, title = queries.newest_version(found), title_of(session)
    may_run = can_run_sessions(asked.user, asked.city)
    address = whole_address(request, reverse("forum:minutes", args=[asked.city.slug, session.number]))
    short = queries.short_text(title, newest.text, address)
    context = {
        "minutes": found,
        "session": session,
        "title": title,
        "version": newest,
        "state": queries.state_of(found, now),
        "drawn": markdown(newest.text, has_headings=True),
        "may_run": may_run,
        "may_suggest": found.takes_corrections(now)
        and (may_run or (person is not None and can_suggest_correction(person, found))),
        "answered": queries.answered(found),
        "waiting": queries.waiting(found) if may_run else [],
        "own": [] if may_run else queries.own_suggestions(found, person),
        "follow_ups": list(session.follow_ups.order_by("due_date", "pk")),
        "today": timezone.localdate(),
        "whole": queries.whole_text(title, newest.text),
        "whatsapp": whatsapp(short),
        "has_typst": has_typst(),
        "problem": problem,
    }
    return render(request, "forum/minutes.html", context, status=409 if problem else 200)
