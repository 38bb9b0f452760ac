"""The list, one place, the rules, and files of all places."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.assets import permissions
from muara.web.assets.files import FORMATS, exported
from muara.web.assets.models import IdleAsset, Photo
from muara.web.assets.queries.counts import n_by_state
from muara.web.assets.queries.register import (
    LABELS,
    Filter,
    asset_page,
    assets_found,
    hidden_assets,
    waiting_reports,
)
from muara.web.assets.rules import ROUTES, RULES
from muara.web.assets.views.common import asset_here, is_keeper, keeper_of, own_actors
from muara.web.ui.pictures import picture_answer
from muara.web.ui.text import UnreadableText, clean_text

PER_PAGE = 50


def filter_of(request: HttpRequest) -> Filter:
    """Read what is looked for from the address; what makes no sense there is left out."""
    asked = cast(ParticipantRequest, request)
    try:
        text = clean_text(request.GET.get("q", ""))[:80]
        state, owner, district = (
            clean_text(request.GET.get(name, ""))[:20] for name in ("keadaan", "pemilik", "kecamatan")
        )
    except UnreadableText:
        return Filter()
    known = set(asked.city.districts.values_list("code", flat=True)) if district else set()
    return Filter(
        text,
        state if state in IdleAsset.State.values else "",
        owner if owner in IdleAsset.Owner.values else "",
        district if district in known else "",
    )


def choices_of(request: HttpRequest) -> dict[str, Any]:
    asked = cast(ParticipantRequest, request)
    return {
        "states": IdleAsset.State.choices,
        "owners": IdleAsset.Owner.choices,
        "districts": list(asked.city.districts),
    }


@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    asked, looked_for, keeper = cast(ParticipantRequest, request), filter_of(request), is_keeper(request)
    found = assets_found(asked.city, looked_for).prefetch_related("photos")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    context: dict[str, Any] = {
        "page": page,
        "filter": looked_for,
        "query": f"{looked_for.query}&" if looked_for.is_set else "",
        "counts": n_by_state(asked.city),
        "is_keeper": keeper,
        "may_import": permissions.can_import_assets(asked.user, asked.city),
        "n_waiting": waiting_reports(asked.city).count() if keeper else 0,
        **choices_of(request),
    }
    return render(request, "assets/assets.html", context)


@require_safe
def asset(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), asset_here(request, slug)
    today = timezone.localdate()
    context = {
        "asset": found,
        "page": asset_page(found, user_of(request), day=today),
        "is_keeper": is_keeper(request),
        "fields_known": LABELS.items(),
        "may_step": permissions.can_take_steps(asked.user, asked.city),
        "may_propose": own_actors(request).exists() if asked.user.is_authenticated else False,
    }
    return render(request, "assets/asset.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    owners = [(label, ROUTES[value]) for value, label in IdleAsset.Owner.choices if ROUTES[value]]
    return render(request, "assets/rules.html", {"rules": RULES.values(), "owners": owners})


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show what was reported and waits, and what was taken out of sight."""
    keeper_of(request)
    asked = cast(ParticipantRequest, request)
    context = {"waiting": waiting_reports(asked.city)[:100], "hidden": hidden_assets(asked.city)[:50]}
    return render(request, "assets/reports.html", context)


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a photo to whom may see the place exactly."""
    asked = cast(ParticipantRequest, request)
    found = get_object_or_404(Photo.objects.select_related("asset"), name=name, asset__city=asked.city)
    asset, reader = found.asset, user_of(request)
    asset.city = asked.city
    is_theirs = (person := participant_of(request)) is not None and person.pk == found.participant_id
    may_read = permissions.can_read_asset(reader, asset, participant_of(request))
    if not may_read or not (permissions.can_see_exactly(reader, asset) or is_theirs):
        raise Http404
    is_public = asset.is_public and not asset.is_sensitive
    return picture_answer(name, small=request.GET.get("kecil") == "1", is_public=is_public)


@require_safe
def download(request: HttpRequest, format: str) -> HttpResponse:
    """Hand out all public places, each as exactly as it may be shown."""
    asked = cast(ParticipantRequest, request)
    if (chosen := FORMATS.get(format)) is None:
        raise Http404
    rows = assets_found(asked.city, Filter())
    content = chosen.write(exported(rows))
    answer = HttpResponse(content, content_type=f"{chosen.mime}; charset=utf-8")
    name = f"{asked.city.slug}-aset-{timezone.localdate().isoformat()}.{format}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
