"""A draft of terms: read beside what is in force, changed, put away, or laid on a newer version."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.governance import actions, permissions
from muara.web.governance.actions.arrangements.basis import is_written
from muara.web.governance.forms.arrangements import FormChoice, MandateForm, ProposeForm, RecallForm, TermsForm
from muara.web.governance.models import Mandate, Terms
from muara.web.governance.queries.arrangements import decisions_on
from muara.web.governance.terms_in_words import changes_between, mandate_in_words
from muara.web.governance.views.arrangements import arrangement_here, matters_of, terms_here, today, writer_of
from muara.web.network.views.common import see, worked_through

TERMS_FIELDS = ("unit", "lead", "what_for", "monitoring", "leaving", "recalling", "until_date")


@require_safe
def terms(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    one = terms_here(found, pk)
    now = Terms.objects.in_force().filter(arrangement=found).select_related("lead").first()
    may_write = permissions.can_write_terms(asked.user, found)
    is_draft = is_written(one)
    context = {
        "arrangement": found,
        "terms": one,
        "matters": matters_of(one),
        "changes": changes_between(now, one) if now is not None and now.pk != one.pk else (),
        "in_force": now,
        "decisions": decisions_on(one),
        "may_change": may_write and is_draft,
        "may_prepare": permissions.can_prepare_decision(asked.user, asked.city),
        "may_propose": is_draft and permissions.can_prepare_decision(asked.user, asked.city) and may_write,
        "may_renew": may_write and one.number is None and not (is_draft and one.based_on == found.version),
        "is_outdated": one.number is None and one.based_on != found.version,
    }
    return render(request, "governance/terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_terms(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    first = {name: getattr(one, name) for name in TERMS_FIELDS}
    data = request.POST if request.method == "POST" else None
    form = TermsForm(data, initial=first, city=asked.city, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_terms(by=by, terms=one, at=timezone.now(), **given)
        messages.success(request, _("The draft is changed."))
        return see("governance:terms", asked.city.slug, found.slug, one.pk)

    context = {"arrangement": found, "terms": one}
    return worked_through(request, form, "governance/terms_form.html", context, act, actions.CannotChangeTerms)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_from(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    data = request.POST if request.method == "POST" else None
    first = {"form": one.form, "lead": one.lead}
    form = FormChoice(data, initial=first, city=asked.city, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.begin_from(by=by, terms=one, at=timezone.now(), **given)
        messages.success(request, _("The draft is filled anew from this form."))
        return see("governance:terms", asked.city.slug, found.slug, one.pk)

    context = {"arrangement": found, "terms": one, "is_form": True}
    return worked_through(request, form, "governance/terms_form.html", context, act, actions.CannotChangeTerms)


@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a mandate to a draft, or give one other bounds: the same matter and holder again replaces them."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    data = request.POST if request.method == "POST" else None
    form = MandateForm(data, initial=_bounds(request, one), arrangement=found, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        given = {**given, "advice_days": given["advice_days"] or 0, **form.holder_given()}
        actions.set_mandate(by=by, terms=one, at=timezone.now(), **given)
        messages.success(request, _("The mandate is in the draft."))
        return see("governance:terms", asked.city.slug, found.slug, one.pk)

    context = {"arrangement": found, "terms": one}
    return worked_through(request, form, "governance/mandate_form.html", context, act, actions.CannotSetMandate)


def _bounds(request: HttpRequest, one: Terms) -> dict[str, Any]:
    """Return what the form begins with: a mandate that is there, or the matter that was pressed."""
    number = request.GET.get("mandat", "")
    if number.isascii() and number.isdigit() and len(number) < 15:
        row = one.mandates.filter(pk=int(number)).first()
        if row is not None:
            by = f"actor:{row.actor_id}" if row.actor_id else f"body:{row.body_id}" if row.body_id else "members"
            return {
                "matter": row.matter, "holder": by, "most_amount": row.most_amount, "advice_days": row.advice_days,
                "template": row.template,
            }  # fmt: skip
    return {"matter": request.GET.get("hal", "")}


@require_POST
def drop_mandate(request: HttpRequest, slug: str, pk: int, mandate: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    row = get_object_or_404(Mandate.objects.filter(terms=one), pk=mandate)
    row.terms = one
    try:
        actions.remove_mandate(by=by, mandate=row, at=timezone.now())
    except actions.CannotSetMandate as refusal:
        messages.error(request, str(refusal))
    return see("governance:terms", asked.city.slug, found.slug, one.pk)


@require_POST
def renew(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    try:
        one = actions.renew_terms(by=by, terms=one, at=timezone.now())
        messages.success(request, _("This draft says the same, on the version in force. Read what differs."))
    except actions.CannotProposeChange as refusal:
        messages.error(request, str(refusal))
    return see("governance:terms", asked.city.slug, found.slug, one.pk)


@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    try:
        actions.drop_terms(by=by, terms=one, at=timezone.now())
        messages.success(request, _("The draft is put away."))
    except actions.CannotChangeTerms as refusal:
        messages.error(request, str(refusal))
    return see("governance:arrangement", asked.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a draft before the members. Who comes second is shown what the first changed (409, F9)."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by, one = writer_of(request, found), terms_here(found, pk)
    now = Terms.objects.in_force().filter(arrangement=found).select_related("lead").first()
    first = {"title": _("How we decide in %(arrangement)s") % {"arrangement": found.name}}
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=first)
    context: dict[str, Any] = {"arrangement": found, "terms": one, "in_force": now}
    context["changes"] = changes_between(now, one) if now is not None else ()

    def act(given: dict[str, Any]) -> HttpResponse:
        decision = actions.propose_terms(by=by, terms=one, at=timezone.now(), **given)
        messages.success(request, _("The members can be asked. Say when the decision opens and until when."))
        return see("governance:decision", asked.city.slug, decision.slug)

    refusals = (actions.CannotProposeTerms, actions.CannotTakeEffect)
    return worked_through(request, form, "governance/propose.html", context, act, *refusals)


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, slug: str, mandate: int) -> HttpResponse:
    """Put before the members that somebody loses a mandate."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by = writer_of(request, found)
    rows = Mandate.objects.filter(terms__arrangement=found).select_related("terms", "actor", "body")
    row = get_object_or_404(rows, pk=mandate)
    row.terms.arrangement = found
    form = RecallForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        decision = actions.propose_recall(by=by, mandate=row, at=timezone.now(), **given)
        messages.success(request, _("The members can be asked. Say when the decision opens and until when."))
        return see("governance:decision", asked.city.slug, decision.slug)

    context = {"arrangement": found, "mandate": row, "said": mandate_in_words(row)}
    return worked_through(request, form, "governance/recall.html", context, act, actions.CannotProposeRecall)
