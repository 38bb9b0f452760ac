"""Giving a ballot: the open one on the page of its decision, the secret one in a booth that knows nobody."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.engine.governance.decisions import read_rules
from muara.engine.ledger import Receipt
from muara.web.cities.middleware import CityRequest
from muara.web.governance.actions.ballots import CannotCastBallot, SlipIsUsed, cast_ballot, cast_sealed
from muara.web.governance.forms.ballots import BallotForm, SealedForm
from muara.web.governance.models import Decision, Event
from muara.web.governance.queries.decision_pages import seats_of
from muara.web.governance.views.decision_common import (
    LONGEST_KEY,
    decision_here,
    new_key,
    see,
    voter_of,
)
from muara.web.governance.views.decisions import choice_in_words, decision_context


@require_POST
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an open ballot; what is wrong (422) or refused (409) comes back with what was typed."""
    found = decision_here(request, slug)
    by = voter_of(request)
    if found.is_secret:
        raise Http404(_("Secret ballots are given in the booth."))
    form = BallotForm(request.POST, rules=read_rules(found.rules), reason_rule=found.reason_rule)
    status = 422
    if form.is_valid():
        seats = seats_of(found, by)
        seat = next((one for one in seats if str(one.pk) == request.POST.get("seat", "")), None)
        try:
            given = cast_ballot(
                by=by,
                decision=found,
                choice=form.choice,
                key=form.cleaned_data["key"][:LONGEST_KEY] or new_key(),
                reason=form.cleaned_data.get("reason", ""),
                for_member=seat.membership if seat is not None else None,
                at=timezone.now(),
            )
        except CannotCastBallot as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return see("governance:receipt", found.city.slug, found.slug, given.ballot.seq)
    return render(request, "governance/decision.html", decision_context(request, found, form), status=status)


@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str, seq: int) -> HttpResponse:
    """Show somebody the receipt of their own ballot, while it is the one that counts."""
    found = decision_here(request, slug)
    by = voter_of(request)
    ballot = get_object_or_404(found.ballots.select_related("elector"), seq=seq, elector__in=seats_of(found, by))
    event = get_object_or_404(Event, decision=found, seq=seq)
    text = Receipt(found.rules["decision"], seq, event.leaf).text
    context = {
        "decision": found,
        "ballot": ballot,
        "text": text,
        "choice": choice_in_words(ballot.choice, read_rules(found.rules)),
        "channel": ballot.get_channel_display() if ballot.channel else _("online"),
    }
    return render(request, "governance/receipt.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booth(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a secret ballot by the code of a slip.

    This view looks neither at the session nor at who takes part, and its page is made without them.
    """
    asked = cast(CityRequest, request)
    found = get_object_or_404(Decision.objects.in_city(asked.city).public(), slug=slug)
    if not found.is_secret:
        raise Http404(_("This decision has open ballots."))
    rules = read_rules(found.rules)
    form = SealedForm(request.POST if request.method == "POST" else None, rules=rules)
    status, receipt_text, told = 200, "", ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                receipt_text = cast_sealed(
                    decision=found, code=form.cleaned_data["code"], choice=form.choice, at=timezone.now()
                )
                status = 200
            except SlipIsUsed as refusal:  # a phone that heard no answer asks again (F14)
                told, receipt_text, status = str(refusal), refusal.receipt, 409
            except CannotCastBallot as refusal:
                form.add_error(None, str(refusal))
                status = 409
    context: dict[str, Any] = {
        "city": asked.city,
        "told": told,
        "decision": found,
        "form": form,
        "receipt": receipt_text,
        "takes_ballots": found.takes_ballots(timezone.now()),
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string("governance/booth.html", context), status=status)
