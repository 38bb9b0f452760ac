"""The map of the network, the same as a list, and drawing it anew."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network import actions, queries
from muara.web.network.models import Actor, Tie
from muara.web.network.permissions import can_keep_network
from muara.web.network.views.common import may_read


def day_of(request: HttpRequest) -> date:
    """Read which day is meant: today, or an earlier one."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(request.GET.get("pada", "")), today)
    except ValueError:
        return today


def asked_of(request: HttpRequest) -> queries.Asked:
    """Read the filter; what isn't known is not asked."""
    return queries.Asked(
        day=day_of(request),
        kinds=[kind for kind in request.GET.getlist("jenis") if kind in Actor.Kind.values],
        ties=[kind for kind in request.GET.getlist("ikatan") if kind in Tie.Kind.values],
        confirmed_only=request.GET.get("pasti") == "1",
        actor=request.GET.get("aktor", "")[:60],
    )


@require_safe
def network_map(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    wanted = asked_of(request)
    today = timezone.localdate()
    found = queries.network_map(asked.city, wanted)
    context = {
        "map": found,
        "asked": wanted,
        "today": today,
        "times": queries.times(asked.city, wanted, today),
        "change": queries.change_before(asked.city, wanted.day),
        "filters": queries.filters(wanted),
        "link": queries.address_of(wanted, today),
        **may_read(request),
        "may_draw": can_keep_network(asked.user, asked.city),
    }
    page = "network/map_list.html" if request.GET.get("tampil") == "daftar" else "network/map.html"
    return render(request, page, context)


@require_POST
def draw_anew(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_keep_network(asked.user, asked.city):
        raise PermissionDenied
    actions.lay_out(city=asked.city, by=asked.user, at=timezone.now(), afresh=True)
    messages.success(request, _("The map was drawn anew. From now on everybody stays where they stand now."))
    return redirect("network:map", asked.city.slug)
