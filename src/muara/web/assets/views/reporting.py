"""A place is reported, seen, published or hidden; what is known of it is stated."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muara.web.accounts.middleware import ParticipantRequest, take_part
from muara.web.assets import actions
from muara.web.assets.forms.reporting import (
    ConditionForm,
    FactForm,
    GuardForm,
    PhotoForm,
    ReasonForm,
    ReportForm,
    SightingForm,
)
from muara.web.assets.models import Fact
from muara.web.assets.queries.register import LABELS
from muara.web.assets.views.common import asset_here, form_page, is_keeper, keeper_of, see


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take the report of anybody; who keeps the register publishes at once."""
    asked, now = cast(ParticipantRequest, request), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, request.FILES or None, city=asked.city, now=now)
    keeper = is_keeper(request)

    def act(given: dict[str, Any]) -> HttpResponse:
        by = asked.user if keeper else take_part(request)
        asset = actions.report_asset(by=by, city=asked.city, at=now, **form.given())
        if keeper:
            messages.success(request, _("%(name)s is in the register.") % {"name": asset.name})
        else:
            messages.success(
                request, _("Thank you. The secretariat looks at your report first; this page is yours until then.")
            )
        return see("assets:asset", asked.city.slug, asset.slug)

    context = {"is_keeper": keeper}
    refusals = (actions.CannotReportAsset, actions.CannotKeepPhoto)
    return form_page(request, form, context, act, *refusals, page="assets/report.html")


@require_http_methods(["GET", "HEAD", "POST"])
def sighting(request: HttpRequest, slug: str) -> HttpResponse:
    asked, asset = cast(ParticipantRequest, request), asset_here(request, slug)
    if not asset.is_public:
        raise Http404
    form = SightingForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        by = asked.user if is_keeper(request) else take_part(request)
        actions.see_asset(
            by=by, asset=asset, is_idle=given["is_idle"] == "ya", note=given["note"], on=given["on"],
            at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Thank you. Your word is on the page of this place."))
        return see("assets:asset", asked.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": _("You were there. How is it?"),
        "lead": _("When two people have seen it, one of them known here, the place moves on."),
        "button": _("Say how it is"),
    }
    return form_page(request, form, context, act, actions.CannotSeeAsset)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    try:
        actions.publish_asset(by=by, asset=asset, at=timezone.now())
    except actions.CannotPublishAsset as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is public now.") % {"name": asset.name})
    return see("assets:asset", asset.city.slug, asset.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, slug: str) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.hide_asset(by=by, asset=asset, reason=given["reason"], at=timezone.now())
        messages.success(request, _("%(name)s is out of sight.") % {"name": asset.name})
        return see("assets:reports", asset.city.slug)

    context = {
        "asset": asset,
        "heading": _("Take this place out of sight"),
        "lead": _("Nothing is deleted; who keeps the register still sees it and can show it again."),
        "button": _("Take it out of sight"),
    }
    return form_page(request, form, context, act, actions.CannotHideAsset)


@require_http_methods(["GET", "HEAD", "POST"])
def guard(request: HttpRequest, slug: str) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    first = {"sensitive": asset.sensitive}
    form = GuardForm(request.POST if request.method == "POST" else None, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.guard_asset(by=by, asset=asset, sensitive=given["sensitive"], at=timezone.now())
        messages.success(request, _("It is changed how exactly this place is shown."))
        return see("assets:asset", asset.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": _("How exactly is it shown?"),
        "lead": _("With a reason against it, everybody sees a circle of 300 m, no address and no photo."),
        "button": _("Save"),
    }
    return form_page(request, form, context, act, actions.CannotGuardAsset)


@require_http_methods(["GET", "HEAD", "POST"])
def new_photo(request: HttpRequest, slug: str) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    form = PhotoForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_photo(by=by, asset=asset, picture=given["photo"], text=given["text"], at=timezone.now())
        messages.success(request, _("The photo is kept."))
        return see("assets:asset", asset.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": _("Add a photo"),
        "lead": _("It is drawn anew before it is kept: where, when and with what it was taken is gone."),
        "button": _("Keep the photo"),
        "has_file": True,
    }
    return form_page(request, form, context, act, actions.CannotKeepPhoto)


@require_POST
def drop_photo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    photo = get_object_or_404(asset.photos, pk=pk)
    photo.asset = asset
    actions.drop_photo(by=by, photo=photo, at=timezone.now())
    messages.success(request, _("The photo is deleted."))
    return see("assets:asset", asset.city.slug, asset.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: HttpRequest, slug: str, field: str) -> HttpResponse:
    """State what a source says about one field of a place."""
    by, asset = keeper_of(request), asset_here(request, slug)
    if field not in LABELS:
        raise Http404
    data = request.POST if request.method == "POST" else None
    best = asset.facts.filter(field=field).order_by("-confidence", "-as_of", "-pk").first()
    first = {
        "as_of": timezone.localdate(),
        "confidence": Fact.Confidence.MEDIUM,
        "value": best.value if best else "",
    }
    form = FactForm(data, initial=first, field=field, label=LABELS[field])

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.state_fact(by=by, asset=asset, field=field, at=timezone.now(), **given)
        messages.success(request, _("It is written down with its source."))
        return see("assets:asset", asset.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": LABELS[field],
        "lead": _("The surest source counts, then the newest; what others say stays beside it."),
        "button": _("Write it down"),
    }
    return form_page(request, form, context, act, actions.CannotStateFact)


@require_http_methods(["GET", "HEAD", "POST"])
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    by, asset = keeper_of(request), asset_here(request, slug)
    data = request.POST if request.method == "POST" else None
    form = ConditionForm(data, initial={"on": timezone.localdate()})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.record_condition(
            by=by, asset=asset, levels=form.levels(), source=given["source"], on=given["on"], at=timezone.now()
        )
        messages.success(request, _("The condition is written down."))
        return see("assets:asset", asset.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": _("How is the building?"),
        "lead": _("Part by part. What nobody looked at stays open: not known is an answer."),
        "button": _("Write it down"),
    }
    return form_page(request, form, context, act, actions.CannotRecordCondition)
