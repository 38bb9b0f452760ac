from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network import actions, permissions
from muara.web.network.forms.processes import EndForm, HoldForm, NewProcessForm, ProcessForm, RoleForm
from muara.web.network.models import Holding, Role
from muara.web.network.queries.directory import process_lines
from muara.web.network.views.common import is_keeper, keeper_of, may_read, process_here, see, worked_through


@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    asked, today = cast(ParticipantRequest, request), timezone.localdate()
    lines = process_lines(asked.city, today)
    context = {
        "lines": lines,
        "n_standing": sum(not line.is_running for line in lines),
        "ended": process_lines(asked.city, today, ended=True),
        "is_keeper": is_keeper(request),
        **may_read(request),
    }
    return render(request, "network/processes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_process(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), keeper_of(request)
    form = NewProcessForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        process = actions.start_process(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("The process is written down. Which roles does it need?"))
        return see("network:process", asked.city.slug, process.slug)

    return worked_through(request, form, "network/process_form.html", {}, act, actions.CannotStartProcess)


@require_safe
def process(request: HttpRequest, slug: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = process_lines(asked.city, timezone.localdate(), slug=slug)
    if not lines:
        raise Http404(_("There is no such process here."))
    context = {"line": lines[0], "process": lines[0].process, "is_keeper": is_keeper(request)}
    context["spoken_for"] = permissions.actors_spoken_for(asked.user, asked.city)
    return render(request, "network/process.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_process(request: HttpRequest, slug: str) -> HttpResponse:
    asked, by, found = cast(ParticipantRequest, request), keeper_of(request), process_here(request, slug)
    first = {"name": found.name, "what": found.what, "weight": found.weight}
    form = ProcessForm(request.POST if request.method == "POST" else None, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_process(by=by, process=found, at=timezone.now(), **given)
        messages.success(request, _("The process is changed."))
        return see("network:process", asked.city.slug, found.slug)

    context = {"process": found}
    return worked_through(request, form, "network/process_form.html", context, act, actions.CannotChangeProcess)


@require_http_methods(["GET", "HEAD", "POST"])
def end_process(request: HttpRequest, slug: str) -> HttpResponse:
    asked, by, found = cast(ParticipantRequest, request), keeper_of(request), process_here(request, slug)
    form = EndForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.end_process(by=by, process=found, at=timezone.now(), **given)
        messages.success(request, _("It is recorded that the process ended."))
        return see("network:process", asked.city.slug, found.slug)

    context = {"process": found}
    return worked_through(request, form, "network/process_end.html", context, act, actions.CannotEndProcess)


@require_http_methods(["GET", "HEAD", "POST"])
def new_role(request: HttpRequest, slug: str) -> HttpResponse:
    asked, by, found = cast(ParticipantRequest, request), keeper_of(request), process_here(request, slug)
    form = RoleForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        role = actions.add_role(by=by, process=found, at=timezone.now(), **given)
        messages.success(request, _("The role is added. Who holds it?"))
        return see("network:role", asked.city.slug, found.slug, role.pk)

    return worked_through(request, form, "network/role_form.html", {"process": found}, act, actions.CannotKeepRole)


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a role to an actor, change how many are needed, or take the role out."""
    asked, by, found = cast(ParticipantRequest, request), keeper_of(request), process_here(request, slug)
    one = get_object_or_404(Role.objects.filter(process=found), pk=pk)
    one.process = found
    step, now = request.POST.get("step", "assign"), timezone.now()
    data = request.POST if request.method == "POST" and step == "assign" else None
    form = HoldForm(data, city=asked.city, day=timezone.localdate())

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.assign_role(by=by, role=one, at=now, **given)
        messages.success(request, _("%(actor)s holds the role now.") % {"actor": given["actor"]})
        return see("network:process", asked.city.slug, found.slug)

    holders = one.holdings.filter(until_date=None).order_by("actor__name", "pk")
    names = list(holders.values_list("actor__name", flat=True))
    context: dict[str, Any] = {"process": found, "role": one, "holders": names}
    if request.method == "POST" and step != "assign":
        return _step(request, step, one, context | {"form": form})
    refusals = (actions.CannotHoldRole, actions.CannotKeepRole)
    return worked_through(request, form, "network/role.html", context, act, *refusals)


def _step(request: HttpRequest, step: str, one: Role, context: dict[str, Any]) -> HttpResponse:
    asked, now, number = cast(ParticipantRequest, request), timezone.now(), request.POST.get("needed", "")
    try:
        if step == "drop":
            actions.drop_role(by=asked.user, role=one, at=now)
        elif step == "needed" and number.isascii() and number.isdigit() and 1 <= len(number) < 5:
            actions.change_role(by=asked.user, role=one, needed=int(number), at=now)
        else:
            context["told"] = _("Write how many actors are needed.")
            return render(request, "network/role.html", context, status=422)
    except actions.CannotKeepRole as refusal:
        return render(request, "network/role.html", context | {"told": str(refusal)}, status=409)
    messages.success(request, _("The role is changed."))
    return see("network:process", asked.city.slug, one.process.slug)


@require_POST
def release(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), process_here(request, slug)
    if not is_keeper(request) and not permissions.actors_spoken_for(asked.user, asked.city):
        raise PermissionDenied
    rows = Holding.objects.filter(role__process=found).select_related("role__process__city", "actor__city")
    holding = get_object_or_404(rows, pk=pk)
    try:
        actions.release_role(by=asked.user, holding=holding, at=timezone.now())
    except actions.CannotReleaseRole as refusal:
        messages.error(request, str(refusal))
        return see("network:process", asked.city.slug, found.slug)
    messages.success(request, _("%(actor)s no longer holds the role.") % {"actor": holding.actor})
    return see("network:process", asked.city.slug, found.slug)
