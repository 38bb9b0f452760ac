from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts import actions, device, mail, queries
from muara.web.accounts.forms import DescribeForm, EraseForm, NameForm
from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.accounts.permissions import can_facilitate, can_invite, has_second_step


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    participant = participant_of(request)
    user = user_of(request)
    notices = queries.notices_of(participant) if participant else []
    may_describe = participant is not None and (
        participant.has_described_themselves or queries.has_spoken(participant)
    )
    is_staff = can_facilitate(user, asked.city)
    return render(
        request,
        "accounts/me.html",
        {
            "participant": participant,
            "notices": notices,
            "n_new": sum(notice.is_new for notice in notices),
            "may_describe": may_describe,
            "may_invite": can_invite(participant),
            "needs_second_step": is_staff and user is not None and not has_second_step(user),
            "gets_letters": user is not None and bool(user.email) and mail.letters_leave(asked.city),
            "name_form": NameForm(initial={"name": user.name}) if user else None,
        },
    )


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if (participant := participant_of(request)) is not None:
        actions.read_notices(by=participant, at=timezone.now())
    return redirect("accounts:me", city=asked.city.slug)


@require_POST
def name(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if (user := user_of(request)) is None:
        raise PermissionDenied
    form = NameForm(request.POST)
    if form.is_valid():
        actions.call_me(by=user, name=form.cleaned_data["name"], at=timezone.now())
        messages.success(
            request, _("Your name is kept.") if form.cleaned_data["name"] else _("You have no name here.")
        )
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("accounts:me", city=asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def describe(request: HttpRequest) -> HttpResponse:
    """Ask who somebody is, once they have spoken and never before."""
    asked = cast(ParticipantRequest, request)
    participant = participant_of(request)
    may = participant is not None and (participant.has_described_themselves or queries.has_spoken(participant))
    if participant is None or not may:
        return render(request, "accounts/too_early.html", status=409 if request.method == "POST" else 200)
    initial = {"sector": participant.sector, "district": participant.district_id, "hub": participant.hub}
    form = DescribeForm(request.POST or None, city=asked.city, initial=initial)
    status = 200
    if request.method == "POST":
        given = {} if "erase" in request.POST else form.cleaned_data if form.is_valid() else None
        if given is not None:
            actions.describe_self(by=participant, at=timezone.now(), **given)
            messages.success(
                request,
                _("Kept. It is only counted together with others.") if any(given.values()) else _("Erased."),
            )
            return redirect("accounts:me", city=asked.city.slug)
        status = 422
    context = {"form": form, "hubs": queries.hubs_with_enough(asked.city), "participant": participant}
    return render(request, "accounts/describe.html", context, status=status)


@require_safe
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """Hand somebody everything that is held about them."""
    user = user_of(request)
    data = queries.own_data(user=user, participant=participant_of(request))
    response = JsonResponse(data, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    user, participant = user_of(request), participant_of(request)
    if user is None and participant is None:
        return redirect("accounts:me", city=asked.city.slug)
    form, refusal, status = EraseForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if user is not None:
                    actions.erase_account(by=user, at=timezone.now())
                elif participant is not None:
                    actions.erase_guest(by=participant, at=timezone.now())
            except actions.CannotErase as error:
                refusal, status = str(error), 409
            else:
                logout(request)
                messages.success(request, _("Forgotten. What you said stays, without a name."))
                response = redirect("home:city", city=asked.city.slug)
                response.delete_cookie(device.COOKIE)
                return response
    return render(request, "accounts/erase.html", {"form": form, "refusal": refusal}, status=status)
