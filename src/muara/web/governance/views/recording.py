"""For who keeps a meeting: ballots by phone or on paper, who is there, hands, and slips handed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.engine.governance.decisions import OF_ONE_OPTION, read_rules
from muara.web.governance.actions import ballots as acts
from muara.web.governance.forms.decisions import HandsForm, RecordForm
from muara.web.governance.models import Decision, Elector
from muara.web.governance.queries.decision_pages import ballot_of, colleagues, electors_for_recording
from muara.web.governance.views.decision_common import (
    LONGEST_KEY,
    decision_here,
    keeper_of,
    new_key,
    recorder_of,
    see,
)
from muara.web.network.views.common import worked_through


@require_safe
def roll(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the frozen roll: who has voted by which way (never what), who is there, who took a slip."""
    keeper_of(request)
    found = decision_here(request, slug)
    rules = read_rules(found.rules)
    lines = electors_for_recording(found)
    context = {
        "decision": found,
        "lines": lines,
        "is_waiting": found.state in (Decision.State.DRAFT, Decision.State.SCHEDULED),
        "takes_ballots": found.takes_ballots(timezone.now()),
        "takes_hands": not found.is_secret and rules.kind in OF_ONE_OPTION and not rules.weighted,
        "n_present": sum(elector.is_present for elector, _ballot in lines),
        "n_drew": sum(elector.drew_code for elector, _ballot in lines),
        "n_voted": sum(ballot is not None for _elector, ballot in lines),
    }
    return render(request, "governance/roll.html", context)


def elector_here(request: HttpRequest, slug: str, pk: int) -> Elector:
    found = decision_here(request, slug)
    elector = get_object_or_404(found.electors, pk=pk)
    elector.decision = found
    return elector


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write down the ballot of somebody who is not online; they are told, and may override it."""
    elector = elector_here(request, slug, pk)
    found = elector.decision
    by, before = recorder_of(request, found), ballot_of(elector)
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        rules=read_rules(found.rules), reason_rule=found.reason_rule, initial={"key": new_key()},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponse:
        acts.record_ballot(
            by=by, decision=found, elector=elector, choice=form.choice, channel=given["channel"],
            key=given["key"][:LONGEST_KEY] or new_key(), reason=given.get("reason", ""), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The ballot of %(name)s is written down.") % {"name": elector.member})
        return see("governance:roll", found.city.slug, found.slug)

    context = {"decision": found, "elector": elector, "before": before}
    return worked_through(request, form, "governance/record.html", context, act, acts.CannotCastBallot)


@require_http_methods(["POST"])
def mark(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mark that somebody is in the meeting, or that they drew a slip."""
    by, elector = keeper_of(request), elector_here(request, slug, pk)
    found, now = elector.decision, timezone.now()
    try:
        if request.POST.get("what") == "slip":
            acts.hand_out_slip(by=by, elector=elector, at=now)
        else:
            acts.mark_present(by=by, elector=elector, at=now)
    except acts.CannotCastBallot as refusal:
        messages.error(request, str(refusal))
    return see("governance:roll", found.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def hands(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down hands that two people counted."""
    found = decision_here(request, slug)
    by, rules = recorder_of(request, found), read_rules(found.rules)
    if rules.kind not in OF_ONE_OPTION:
        raise Http404(_("Hands are counted only where one option is chosen."))
    others = colleagues(found.city, by)
    form = HandsForm(request.POST if request.method == "POST" else None, rules=rules, others=others)

    def act(given: dict[str, Any]) -> HttpResponse:
        witness = next(one for one in others if str(one.pk) == given["witness"])
        acts.count_hands(by=by, witness=witness, decision=found, counts=form.counts, at=timezone.now())
        messages.success(request, _("The hands are written down. A new count takes the place of this one."))
        return see("governance:roll", found.city.slug, found.slug)

    n_open = found.electors.count() - found.ballots.count()
    context = {"decision": found, "n_open": n_open}
    return worked_through(request, form, "governance/hands.html", context, act, acts.CannotCountHands)
