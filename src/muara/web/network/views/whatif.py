"""What if they leave: for those who keep the network, never for the public."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network import queries
from muara.web.network.permissions import can_read_losses
from muara.web.network.views.common import may_read
from muara.web.network.views.map import day_of

MOST_TOGETHER = 20


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_read_losses(asked.user, asked.city):
        raise PermissionDenied
    day, slugs = day_of(request), request.GET.getlist("pergi")[:MOST_TOGETHER]
    if slugs:
        found = queries.leaving_of(asked.city, day, slugs)
        if found is None:
            raise Http404(_("There is no such actor."))
        response = render(request, "network/leaving.html", {"found": found, "day": day})
    else:
        response = render(
            request,
            "network/leaving_start.html",
            {"found": queries.start_of(asked.city, day), **may_read(request)},
        )
    patch_cache_control(response, private=True, no_store=True)
    return response
