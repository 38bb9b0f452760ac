"""Follow-ups of a city: what was promised, how it stands, and how it ended."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.forum.actions import (
    CannotSettleFollowUp,
    CannotTakeFollowUp,
    settle_follow_up,
    take_follow_up,
)
from muara.web.forum.forms import SettleForm
from muara.web.forum.models import FollowUp
from muara.web.forum.permissions import can_settle_follow_up, can_take_follow_up
from muara.web.forum.queries.followups import follow_ups_of
from muara.web.forum.queries.learning import learning_of


@require_safe
def follow_ups(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    today = timezone.localdate()
    return render(request, "forum/follow_ups.html", {"today": today, **vars(follow_ups_of(asked.city, today))})


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    city = cast(ParticipantRequest, request).city
    learnt = learning_of(city, timezone.localdate())
    rows = [
        (_("People who come again"), learnt.returning, _("people")),
        (_("Evenings that bring a missing sector"), learnt.new_sector, _("evenings")),
        (_("Promises kept in time"), learnt.in_time, _("promises")),
    ]
    return render(request, "forum/learning.html", {"learnt": learnt, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    one = _follow_up_or_404(request, pk)
    if request.method != "POST":
        return _page(request, one)
    person = participant_of(request)
    if not can_settle_follow_up(user_of(request), person, one):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form=form, status=422)
    try:
        settle_follow_up(
            by=user_of(request), person=person, follow_up=one, today=timezone.localdate(), at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except CannotSettleFollowUp as error:
        return _page(request, one, form=form, problem=str(error), status=409)
    return redirect("forum:follow_up", one.session.city.slug, pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    one, person = _follow_up_or_404(request, pk), participant_of(request)
    if person is None:
        raise PermissionDenied
    try:
        take_follow_up(by=person, follow_up=one, at=timezone.now())
    except CannotTakeFollowUp as error:
        return _page(request, one, problem=str(error), status=409)
    return redirect("forum:follow_up", one.session.city.slug, pk)


def _follow_up_or_404(request: HttpRequest, pk: int) -> FollowUp:
    asked = cast(ParticipantRequest, request)
    found = FollowUp.objects.in_city(asked.city).visible().select_related("session__city").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such follow-up."))
    return found


def _page(
    request: HttpRequest, one: FollowUp, *, form: SettleForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    person = participant_of(request)
    context: dict[str, Any] = {
        "one": one,
        "is_late": one.is_late(timezone.localdate()),
        "may_take": one.is_open and can_take_follow_up(person, one),
        "may_settle": can_settle_follow_up(user_of(request), person, one),
        "is_mine": person is not None and person.pk == one.taken_by_id,
        "form": form or SettleForm(initial={"status": FollowUp.Status.DONE}),
        "problem": problem,
    }
    return render(request, "forum/follow_up.html", context, status=status)
