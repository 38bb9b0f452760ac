from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from muara.web.accounts import actions, queries
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import DeliveredCode
from muara.web.accounts.permissions import can_facilitate, can_read_code


@require_safe
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """List who waits for a code; the code itself is shown one at a time, and that is kept in the log."""
    asked = cast(ParticipantRequest, request)
    if not can_facilitate(asked.user, asked.city):
        raise PermissionDenied
    waiting = queries.codes_to_read_out(asked.city, at=timezone.now())
    return render(request, "accounts/codes.html", {"waiting": waiting})


@require_POST
@never_cache
def code(request: HttpRequest, pk: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_facilitate(asked.user, asked.city):
        raise PermissionDenied
    now = timezone.now()
    delivered = get_object_or_404(DeliveredCode.objects.select_related("user"), pk=pk)
    if not can_read_code(delivered, asked.city):
        raise Http404
    shown, refusal, status = None, "", 200
    try:
        shown = actions.reveal_code(by=asked.user, city=asked.city, delivered=delivered, at=now)
    except actions.CannotReveal as error:
        refusal, status = str(error), 409
    waiting = queries.codes_to_read_out(asked.city, at=now)
    return render(
        request, "accounts/codes.html", {"waiting": waiting, "shown": shown, "refusal": refusal}, status=status
    )
