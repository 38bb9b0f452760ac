"""Who is in an arrangement, who votes for an organisation, and which bodies there are."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.governance import actions, permissions
from muara.web.governance.forms.arrangements import (
    AdmitActorForm,
    AdmitPersonForm,
    BodyForm,
    DelegateForm,
    PersonForm,
    ReasonForm,
)
from muara.web.governance.models import Arrangement, ArrangementMember, Matter, Seat, Terms
from muara.web.governance.queries.arrangements import arrangement_page, person_called
from muara.web.governance.queries.mandates import may_decide
from muara.web.governance.views.arrangements import arrangement_here, keeper_of, today
from muara.web.network.permissions import actors_spoken_for
from muara.web.network.views.common import see, worked_through


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    now = timezone.now()
    left = found.members.exclude(left_at=None).select_related("actor").order_by("-left_at", "pk")
    sees_people = permissions.can_read_members(asked.user, found)
    context = {
        "arrangement": found,
        "page": arrangement_page(found, now),
        "left": [one for one in left if one.actor_id is not None or sees_people],
        "sees_people": sees_people,
        "is_keeper": permissions.can_keep_arrangements(asked.user, asked.city),
        "may_admit": _may_admit(request, found)
        or (found.state == Arrangement.State.STANDING and permissions.can_write_terms(asked.user, found)),
        "spoken_for": actors_spoken_for(asked.user, asked.city),
        "me": asked.user.pk,
    }
    return render(request, "governance/members.html", context)


def _may_admit(request: HttpRequest, found: Arrangement) -> bool:
    asked = cast(ParticipantRequest, request)
    if found.state == Arrangement.State.DRAFT:
        return permissions.can_keep_arrangements(asked.user, asked.city)
    answer = may_decide(asked.user, Matter.ADMISSION, city=asked.city, at=timezone.now(), arrangement=found)
    return found.state == Arrangement.State.STANDING and answer.allowed


@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: HttpRequest, slug: str) -> HttpResponse:
    """Admit a founder, or later whom the mandate allows; else ask the members."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    if not (permissions.can_write_terms(asked.user, found) or _may_admit(request, found)):
        raise PermissionDenied
    page = arrangement_page(found, timezone.now())
    data = request.POST if request.method == "POST" else None
    by_person = page.terms.unit == Terms.Unit.PERSON
    form = AdmitPersonForm(data) if by_person else AdmitActorForm(data, arrangement=found, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        if by_person:
            person = person_called(asked.city, given.pop("person"))
            if person is None:
                raise actions.CannotAdmit(_("Nobody who takes part here is known by that. Ask for the exact one."))
            given["participant"] = person
        if found.state == Arrangement.State.STANDING and not _may_admit(request, found):
            decision = actions.propose_admission(by=asked.user, arrangement=found, at=timezone.now(), **given)
            messages.success(request, _("The members can be asked. Say when the decision opens and until when."))
            return see("governance:decision", asked.city.slug, decision.slug)
        actions.admit_member(by=asked.user, arrangement=found, at=timezone.now(), **given)
        messages.success(request, _("The member is in."))
        return see("governance:members", asked.city.slug, found.slug)

    context = {"arrangement": found, "answer": _admission(request, found)}
    refusals = (actions.CannotAdmit, actions.CannotProposeAdmission)
    return worked_through(request, form, "governance/admit.html", context, act, *refusals)


def _admission(request: HttpRequest, found: Arrangement) -> str:
    asked = cast(ParticipantRequest, request)
    if found.state == Arrangement.State.DRAFT:
        return ""
    return may_decide(asked.user, Matter.ADMISSION, city=asked.city, at=timezone.now(), arrangement=found).why


def _member_here(request: HttpRequest, found: Arrangement, pk: int) -> ArrangementMember:
    asked = cast(ParticipantRequest, request)
    rows = ArrangementMember.objects.filter(arrangement=found).select_related("actor__city", "participant")
    member = get_object_or_404(rows, pk=pk)
    member.arrangement = found
    if not permissions.can_change_member(asked.user, member):
        raise PermissionDenied
    return member


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    member = _member_here(request, found, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.member_leaves(by=asked.user, member=member, at=timezone.now(), **given)
        messages.success(request, _("It is recorded that the member left."))
        return see("governance:members", asked.city.slug, found.slug)

    context = {"arrangement": found, "member": member}
    page = "governance/member_leaves.html"
    return worked_through(request, form, page, context, act, actions.CannotLeaveArrangement)


@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    member = _member_here(request, found, pk)
    form = DelegateForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        person = person_called(asked.city, given["person"]) if given["person"] else None
        if given["person"] and person is None:
            raise actions.CannotNameDelegate(
                _("Nobody who takes part here is known by that. Ask for the exact one.")
            )
        actions.name_delegate(by=asked.user, member=member, participant=person, at=timezone.now())
        messages.success(request, _("It is kept who votes."))
        return see("governance:members", asked.city.slug, found.slug)

    context = {"arrangement": found, "member": member}
    return worked_through(request, form, "governance/delegate.html", context, act, actions.CannotNameDelegate)


@require_http_methods(["GET", "HEAD", "POST"])
def new_body(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by = keeper_of(request)
    form = BodyForm(request.POST if request.method == "POST" else None, city=asked.city, day=today())

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_body(by=by, arrangement=found, at=timezone.now(), **given)
        messages.success(request, _("The body is there. It gets its power from a mandate that the members adopt."))
        return see("governance:arrangement", asked.city.slug, found.slug)

    context = {"arrangement": found}
    return worked_through(request, form, "governance/body_form.html", context, act, actions.CannotAddBody)


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say who somebody is whom the members elected by name, so that the seat's mandates are theirs."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    by = keeper_of(request)
    rows = Seat.objects.filter(body__arrangement=found).select_related("body")
    one = get_object_or_404(rows, pk=pk)
    one.body.arrangement = found
    form = PersonForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        person = person_called(asked.city, given["person"])
        if person is None:
            raise actions.CannotLinkSeat(_("Nobody who takes part here is known by that. Ask for the exact one."))
        actions.link_seat(by=by, seat=one, participant=person, at=timezone.now())
        messages.success(request, _("It is written down who sits here."))
        return see("governance:arrangement", asked.city.slug, found.slug)

    context = {"arrangement": found, "seat": one}
    return worked_through(request, form, "governance/seat.html", context, act, actions.CannotLinkSeat)
