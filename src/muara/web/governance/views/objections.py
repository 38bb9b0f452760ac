"""Objections: raised by who decides, tested in the open, then taken in, withdrawn, or left standing."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.engine.governance.decisions import CHECKS
from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.governance import permissions
from muara.web.governance.actions import objections as acts
from muara.web.governance.forms.decisions import CHECK_WORDS, AmendmentForm, ChecksForm, ObjectionForm
from muara.web.governance.models import Decision, Objection
from muara.web.governance.queries.decision_pages import seats_of
from muara.web.governance.views.decision_common import decision_here, see, voter_of
from muara.web.network.views.common import worked_through
from muara.web.ui.word_diff import word_diff

STATES = (("open", "open"), ("integrated", "join"), ("withdrawn", "withdrawn"), ("stands", "stands"))


def consent_here(request: HttpRequest, slug: str) -> Decision:
    found = decision_here(request, slug)
    if found.rules.get("kind") != "consent":
        raise Http404(_("Objections belong to consent rounds."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def objections(request: HttpRequest, slug: str) -> HttpResponse:
    """List the objections to a proposal; who is on the roll raises another."""
    found, now = consent_here(request, slug), timezone.now()
    if request.method == "POST":
        by = voter_of(request)
    may_raise = found.takes_ballots(now) and bool(seats_of(found, participant_of(request)))
    form = ObjectionForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = acts.raise_objection(by=by, decision=found, reason=given["reason"], at=now)
        messages.success(request, _("Your objection is on the table. It is tested before the close."))
        return see("governance:objection", found.city.slug, found.slug, made.number)

    rows = list(found.objections.select_related("amendment").order_by("number"))
    context = {"decision": found, "objections": rows, "may_raise": may_raise}
    return worked_through(request, form, "governance/objections.html", context, act, acts.CannotRaiseObjection)


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one objection with its checks and what it changed, and move it on."""
    found = consent_here(request, slug)
    rows = Objection.objects.select_related("amendment", "elector", "decision__city")
    one = get_object_or_404(rows.filter(decision=found), number=number)
    one.decision = found
    if request.method == "POST":
        return _move(request, found, one)
    return render(request, "governance/objection.html", _context(request, found, one))


def _context(request: HttpRequest, found: Decision, one: Objection, **forms: Any) -> dict[str, Any]:
    asked, participant = cast(ParticipantRequest, request), participant_of(request)
    words = {True: "yes", False: "no", None: ""}
    known = {check: words[one.checks.get(check)] for check in CHECKS}
    is_mine = participant is not None and one.elector_id in {seat.pk for seat in seats_of(found, participant)}
    amendment = one.amendment
    return {
        "decision": found,
        "objection": one,
        "is_mine": is_mine,
        "is_keeper": permissions.can_keep_arrangements(user_of(asked), asked.city),
        "checks": [(CHECK_WORDS[check], one.checks.get(check)) for check in CHECKS],
        "states": [(value, Objection.State(value).label, drawn) for value, drawn in STATES],
        "changes": word_diff(amendment.before, amendment.after) if amendment else [],
        "checks_form": ChecksForm(initial=known),
        "amendment_form": AmendmentForm(initial={"after": found.details}),
        **forms,
    }


def _move(request: HttpRequest, found: Decision, one: Objection) -> HttpResponse:
    asked, step, now = cast(ParticipantRequest, request), request.POST.get("step", ""), timezone.now()
    status, said, forms = 422, "", dict[str, Any]()
    try:
        if step == "withdraw":
            acts.withdraw(by=voter_of(request), objection=one, at=now)
            said = _("The objection is withdrawn. It stays in the record.")
        elif not permissions.can_keep_arrangements(asked.user, asked.city):
            raise PermissionDenied
        elif step == "stand":
            acts.let_stand(by=asked.user, objection=one, at=now)
            said = _("The objection stands.")
        elif step == "check":
            checks = ChecksForm(request.POST)
            forms = {"checks_form": checks}
            if checks.is_valid():
                acts.check_objection(by=asked.user, objection=one, checks=checks.checks, at=now)
                said = _("The checks are written down.")
        elif step == "integrate":
            amendment = AmendmentForm(request.POST)
            forms = {"amendment_form": amendment}
            if amendment.is_valid():
                acts.integrate(by=asked.user, objection=one, at=now, **amendment.cleaned_data)
                said = _("The proposal has its new wording. Everybody who voted is told.")
    except acts.CannotMoveObjection as refusal:
        forms["told"] = str(refusal)
        status = 409
    if said:
        messages.success(request, said)
        return see("governance:objection", found.city.slug, found.slug, one.number)
    return render(request, "governance/objection.html", _context(request, found, one, **forms), status=status)
