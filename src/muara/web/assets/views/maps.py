"""The map of idle places beside its equal list."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.assets.blur import shown_point
from muara.web.assets.map import Placed, draw, located
from muara.web.assets.models import IdleAsset
from muara.web.assets.queries.ground import ground_of
from muara.web.assets.queries.register import KINDS, assets_found
from muara.web.assets.tiles import Tiles
from muara.web.assets.views.common import is_keeper
from muara.web.assets.views.register import choices_of, filter_of

MOST_ON_MAP = 400


@require_safe
def place_map(request: HttpRequest) -> HttpResponse:
    """Show the places that fit. Here alone, and only if the operator says so, pictures come from elsewhere."""
    tiles = Tiles(settings.MAP_TILES, settings.MAP_CREDIT)
    if not tiles.origin:
        return _page(request, tiles)
    let_in = csp_update({"img-src": [tiles.origin]})
    return cast(HttpResponse, let_in(lambda asked: _page(asked, tiles))(request))


def _page(request: HttpRequest, tiles: Tiles) -> HttpResponse:
    asked, looked_for, exactly = cast(ParticipantRequest, request), filter_of(request), is_keeper(request)
    choices = choices_of(request)
    ground = ground_of(asked.city, {one.code: one.name for one in choices["districts"]})
    rows = list(assets_found(asked.city, looked_for)[: MOST_ON_MAP + 1])
    placed = [_placed(number, asset, exactly) for number, asset in enumerate(rows[:MOST_ON_MAP], start=1)]
    shown = located(ground, placed) if ground else placed
    picture = draw(ground, shown, only=looked_for.district) if ground else None
    context: dict[str, Any] = {
        "picture": picture,
        "ground": ground,
        "tiles": tiles,
        "rows": list(zip(shown, rows, strict=False)),
        "drawn": {mark.number for mark in picture.marks} if picture else set(),
        "n_hidden": sum(asset.is_sensitive for asset in rows[:MOST_ON_MAP]),
        "n_vague": sum(one.point is None for one in placed),
        "is_cut": len(rows) > MOST_ON_MAP,
        "filter": looked_for,
        "exactly": exactly,
        **choices,
    }
    return render(request, "assets/map.html", context)


def _placed(number: int, asset: IdleAsset, exactly: bool) -> Placed:
    kind = KINDS[IdleAsset.State(asset.state)]
    return Placed(number, shown_point(asset, exactly=exactly), asset.district_id or "", kind)
