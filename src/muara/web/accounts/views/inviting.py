from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from muara.web.accounts import actions
from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part
from muara.web.accounts.models import Invitation
from muara.web.accounts.permissions import can_invite


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitations(request: HttpRequest) -> HttpResponse:
    """Let a verified participant invite; the link is shown once, in the answer to the button."""
    asked = cast(ParticipantRequest, request)
    participant = participant_of(request)
    if participant is None or not can_invite(participant):
        raise PermissionDenied
    now = timezone.now()
    link, refusal, status = "", "", 200
    if request.method == "POST":
        try:
            _invitation, token = actions.make_invitation(by=participant, at=now)
            path = reverse("accounts:invitation", kwargs={"city": asked.city.slug, "token": token})
            link = f"{settings.BASE_URL}{path}"
        except actions.CannotInvite as error:
            refusal, status = str(error), 409
    sent = list(participant.invitations.order_by("-created_at", "-pk")[:20])
    n_open = sum(invitation.used_at is None and invitation.expires_at > now for invitation in sent)
    context = {"link": link, "refusal": refusal, "sent": sent, "n_open": n_open, "now": now}
    return render(request, "accounts/invitations.html", context, status=status)


@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it uses the invitation up (previews of chats only look)."""
    asked = cast(ParticipantRequest, request)
    known = Invitation.objects.filter(city=asked.city, token_hash=actions.token_hash(token)).first()
    if known is None:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            actions.accept_invitation(by=take_part(request), token=token, at=timezone.now())
        except actions.CannotAcceptInvitation as error:
            refusal, status = str(error), 409
        else:
            return redirect("accounts:me", city=asked.city.slug)
    is_open = known.used_at is None and known.expires_at > timezone.now()
    return render(request, "accounts/invitation.html", {"is_open": is_open, "refusal": refusal}, status=status)
