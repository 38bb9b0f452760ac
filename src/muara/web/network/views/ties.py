from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.network import actions, permissions
from muara.web.network.forms.ties import AnswerForm, TieForm
from muara.web.network.models import Tie
from muara.web.network.queries.directory import sides
from muara.web.network.views.actors import changeable
from muara.web.network.views.common import is_keeper, see, worked_through


@require_http_methods(["GET", "HEAD", "POST"])
def new_tie(request: HttpRequest, slug: str) -> HttpResponse:
    asked, actor = cast(ParticipantRequest, request), changeable(request, slug)
    data = request.POST if request.method == "POST" else None
    # A page that knows of a tie, such as the survey's, may fill the form in beforehand.
    known = {"other": request.GET.get("dengan"), "kind": request.GET.get("jenis"), "told": request.GET.get("kata")}
    form = TieForm(data, initial=known, actor=actor, day=timezone.localdate(), is_keeper=is_keeper(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        other = given["other"]
        told = {"THIS": [actor], "OTHER": [other], "BOTH": [actor, other]}.get(given.get("told", ""), [])
        a, b = (other, actor) if given["direction"] == "IN" else (actor, other)
        tie = actions.declare_tie(
            by=asked.user, a=a, b=b, kind=given["kind"], since=given["since"], notes=given["notes"],
            told_by=told, at=timezone.now(),
        )  # fmt: skip
        said = _("The tie is confirmed by both.") if tie.is_confirmed else _("The tie is written down.")
        messages.success(request, said)
        return see("network:actor", asked.city.slug, actor.slug)

    return worked_through(request, form, "network/tie_form.html", {"actor": actor}, act, actions.CannotDeclareTie)


@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one tie, and take what a side says of it."""
    asked = cast(ParticipantRequest, request)
    found = get_object_or_404(Tie.objects.in_city(asked.city).select_related("a", "b"), pk=pk)
    found.city = asked.city
    if request.method != "POST":
        return _tie_page(request, found)
    if not is_keeper(request) and not permissions.sides_of(asked.user, found):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _tie_page(request, found, told=_("Choose what you want to say of this tie."), status=422)
    given, now = form.cleaned_data, timezone.now()
    try:
        if given["step"] == "confirm":
            actions.confirm_tie(by=asked.user, tie=found, side=given["side"], at=now)
        elif given["step"] == "dispute":
            actions.dispute_tie(by=asked.user, tie=found, side=given["side"], reason=given["reason"], at=now)
        else:
            actions.end_tie(by=asked.user, tie=found, reason=given["reason"], on=given["on"], at=now)
    except (actions.CannotConfirmTie, actions.CannotDisputeTie, actions.CannotEndTie) as refusal:
        return _tie_page(request, found, told=str(refusal), reason=given["reason"], status=409)
    said = {"confirm": _("The tie is confirmed."), "dispute": _("The dispute is recorded.")}
    messages.success(request, said.get(given["step"], _("It is recorded that the tie ended.")))
    return see("network:tie", asked.city.slug, found.pk)


def _tie_page(
    request: HttpRequest, found: Tie, *, told: str = "", reason: str = "", status: int = 200
) -> HttpResponse:
    ends = sides(found, user_of(request))
    may_answer = any(side.may_answer for side in ends)
    context = {"tie": found, "sides": ends, "may_answer": may_answer, "told": told, "reason": reason}
    return render(request, "network/tie.html", context, status=status)
