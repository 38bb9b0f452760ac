"""Which cooperatives there are, and which of them live."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cooperatives import actions, permissions
from muara.web.cooperatives.actions.register import FIELDS
from muara.web.cooperatives.forms.register import CooperativeForm, CountForm, MeetingForm
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, Founding, Kind, PublishedCount, SurplusYear
from muara.web.cooperatives.queries.reading import meetings_of
from muara.web.cooperatives.queries.register import BANDS, Filter, band_of, register_of
from muara.web.cooperatives.views.common import cooperative_here, register_keeper
from muara.web.network.views.common import actor_here, see, worked_through
from muara.web.ui.text import UnreadableText, clean_text

PER_PAGE = 50


def filter_of(request: HttpRequest) -> Filter:
    """Read what is looked for from the address; what makes no sense there is left out."""
    try:
        text = clean_text(request.GET.get("q", ""))[:80]
    except UnreadableText:
        return Filter()
    kind, band = request.GET.get("jenis", ""), request.GET.get("keadaan", "")
    known = {one.code for one in cast(ParticipantRequest, request).city.districts}
    district = request.GET.get("kecamatan", "")
    return Filter(
        text,
        kind if kind in Kind.values else "",
        district if district in known else "",
        band if band in BANDS else "",
    )


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    asked, today = cast(ParticipantRequest, request), timezone.localdate()
    looked_for = filter_of(request)
    found = register_of(asked.city, today, looked_for)
    page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("hal"))
    kept = request.GET.copy()
    kept.pop("hal", None)
    context: dict[str, Any] = {
        "register": found,
        "page": page,
        "filter": looked_for,
        "query": f"{kept.urlencode()}&" if kept else "",
        "kinds": Kind.choices,
        "districts": list(asked.city.districts),
        "is_keeper": permissions.can_keep_register(asked.user, asked.city),
        "may_import": permissions.can_import_register(asked.user, asked.city),
        "n_foundings": Founding.objects.in_city(asked.city)
        .listed()
        .filter(state=Founding.State.GATHERING)
        .count(),
        "today": today,
    }
    return render(request, "cooperatives/register.html", context)


@require_safe
def of_actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from an actor of the network to its entry in the register, or to those of a like name."""
    asked, actor = cast(ParticipantRequest, request), actor_here(request, slug)
    found = Cooperative.objects.in_city(asked.city).filter(actor=actor).first()
    if found is not None:
        return redirect("cooperatives:cooperative", asked.city.slug, found.slug)
    return redirect(f"{reverse('cooperatives:register', args=[asked.city.slug])}?{urlencode({'q': actor.name})}")


@require_safe
def cooperative(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), cooperative_here(request, slug)
    last = found.last_meeting  # type: ignore[attr-defined]
    keeps = permissions.can_keep_surplus(asked.user, found)
    years = found.surplus_years.order_by("-year", "-version")
    if not keeps:
        years = years.filter(state=SurplusYear.State.LOCKED)
    context = {
        "cooperative": found,
        "last_meeting": last,
        "band": BANDS[band_of(last, timezone.localdate())],
        "band_key": band_of(last, timezone.localdate()),
        "meetings": meetings_of(found),
        "years": list(years),
        "may_change": permissions.can_change_cooperative(asked.user, found),
        "keeps_surplus": keeps,
    }
    return render(request, "cooperatives/cooperative.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_cooperative(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), register_keeper(request)
    form = CooperativeForm(request.POST if request.method == "POST" else None, city=asked.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.write_down_cooperative(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("%(name)s stands in the register.") % {"name": made.name})
        return see("cooperatives:cooperative", asked.city.slug, made.slug)

    return worked_through(request, form, "cooperatives/cooperative_form.html", {}, act, actions.CannotWriteDown)


def changeable(request: HttpRequest, slug: str) -> Cooperative:
    found = cooperative_here(request, slug)
    if not permissions.can_change_cooperative(cast(ParticipantRequest, request).user, found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit_cooperative(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug)
    first = {name: getattr(found, name) for name in FIELDS}
    form = CooperativeForm(
        request.POST if request.method == "POST" else None, initial=first, city=asked.city, cooperative=found
    )
    if not permissions.can_keep_register(asked.user, asked.city):
        del form.fields["actor"]

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_cooperative(by=asked.user, cooperative=found, at=timezone.now(), **given)
        messages.success(request, _("The entry is changed."))
        return see("cooperatives:cooperative", asked.city.slug, found.slug)

    context = {"cooperative": found}
    refusal = actions.CannotChangeCooperative
    return worked_through(request, form, "cooperatives/cooperative_form.html", context, act, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug)
    form = MeetingForm(request.POST if request.method == "POST" else None, city=asked.city)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.record_meeting(by=asked.user, cooperative=found, at=timezone.now(), **given)
        messages.success(request, _("The meeting is recorded."))
        return see("cooperatives:cooperative", asked.city.slug, found.slug)

    refusals = (actions.CannotRecordMeeting,)
    context = {"cooperative": found}
    return worked_through(request, form, "cooperatives/meeting_form.html", context, act, *refusals)


@require_POST
def withdraw_meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug)
    one = get_object_or_404(AnnualMeeting, cooperative=found, pk=pk)
    one.cooperative = found
    try:
        actions.withdraw_meeting(by=asked.user, meeting=one, at=timezone.now())
        messages.success(request, _("The meeting is taken back."))
    except actions.CannotWithdrawMeeting as refusal:
        messages.error(request, str(refusal))
    return see("cooperatives:cooperative", asked.city.slug, found.slug)


@require_POST
def withdraw_count(request: HttpRequest, pk: int) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), register_keeper(request)
    one = get_object_or_404(PublishedCount, city=asked.city, pk=pk)
    actions.withdraw_published_count(by=by, count=one, at=timezone.now())
    messages.success(request, _("The count is taken back."))
    return see("cooperatives:register", asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def counts(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), register_keeper(request)
    form = CountForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_published_count(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("The count is kept with its source."))
        return see("cooperatives:register", asked.city.slug)

    context = {"counts": list(asked.city.published_counts.order_by("-as_of_date", "pk"))}
    return worked_through(request, form, "cooperatives/count_form.html", context, act, actions.CannotAddCount)
