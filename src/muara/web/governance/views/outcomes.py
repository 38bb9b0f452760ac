"""What follows from a decision: what was decided in words, who does it by when, and what became of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.governance.actions import decisions as acts
from muara.web.governance.forms.decisions import OutcomeForm, ReviewForm
from muara.web.governance.queries.decision_pages import found_of, owner_beside_actor, reviewing
from muara.web.governance.views.decision_common import decision_here, keeper_of, see_decision
from muara.web.network.views.common import worked_through


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), decision_here(request, slug)
    first = {
        "text": found.outcome, "owner": owner_beside_actor(found), "owner_actor": found.owner_actor_id,
        "due_date": found.due_date, "review_date": found.review_date,
    }  # fmt: skip
    form = OutcomeForm(request.POST if request.method == "POST" else None, decision=found, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.record_outcome(by=by, decision=found, at=timezone.now(), **given)
        messages.success(request, _("What was decided is written down. Everybody on the roll is told."))
        return see_decision(found)

    context = {"decision": found, "found": found_of(found)}
    return worked_through(request, form, "governance/outcome.html", context, act, acts.CannotRecordOutcome)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """List what is to be looked at again, and what still waits for its outcome."""
    asked = cast(ParticipantRequest, request)
    keeper_of(request)
    return render(request, "governance/reviews.html", {"found": reviewing(asked.city, timezone.localdate())})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), decision_here(request, slug)
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"note": found.review_note})

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.review(by=by, decision=found, note=given["note"], at=timezone.now())
        messages.success(request, _("What became of it is written down."))
        return see_decision(found)

    return worked_through(request, form, "governance/review.html", {"decision": found}, act, acts.CannotReview)
