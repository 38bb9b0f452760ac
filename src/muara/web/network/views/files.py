"""The network comes in from a file, after a preview, and goes out as one."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.formats.sheet import ActorRow, BrokenNetwork, Sheet, TieRow
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.previews import MOST_SENT, PreviewLost, seal, sealed_in
from muara.web.network import actions, permissions
from muara.web.network.forms.importing import FileForm
from muara.web.network.models import Tie
from muara.web.network.plans import plan_import
from muara.web.network.sheets import FORMATS, sheet_of_city
from muara.web.network.views.common import see

SALT = "muara.network.import"
SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def import_network(request: HttpRequest) -> HttpResponse:
    """Show what a file would bring; nothing is written before that preview is confirmed."""
    asked = cast(ParticipantRequest, request)
    if not permissions.can_import_network(asked.user, asked.city):
        raise PermissionDenied
    if request.method == "POST" and "berkas" in request.POST:
        return _confirmed(request, asked)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "network/import.html", {"form": form})
    if not form.is_valid():
        return render(request, "network/import.html", {"form": form}, status=422)
    given, now = form.cleaned_data, timezone.now()
    more = given["actors"].read() if given["actors"] else None
    sheet = FORMATS[given["format"]].read(given["file"].read(), more)
    kinds = {"tie_kind": given["tie_kind"], "actor_kind": given["actor_kind"]}
    plan = plan_import(
        asked.city, sheet, today=timezone.localdate(), at=now, has_two_files=more is not None, **kinds
    )
    context: dict[str, Any] = {"form": form, "plan": plan, "name": given["file"].name, "shown": SHOWN}
    if plan.is_good:
        context["sealed"] = _sealed(asked, sheet, kinds, given["file"].name or "")
        if len(context["sealed"]) > MOST_SENT:
            form.add_error(None, _("A file may have at most 2 MB. Take the network in parts."))
            return render(request, "network/import.html", {"form": form}, status=422)
        return render(request, "network/import_preview.html", context)
    return render(request, "network/import_preview.html", context, status=422)


def _sealed(asked: ParticipantRequest, sheet: Sheet, kinds: dict[str, str], name: str) -> str:
    rows = {
        "actors": [[row.name, dict(row.about), row.line] for row in sheet.actors],
        "ties": [[tie.source, tie.target, dict(tie.about), tie.line] for tie in sheet.ties],
    }
    return seal(asked, SALT, {**rows, **kinds, "name": name[:200]})


def _confirmed(request: HttpRequest, asked: ParticipantRequest) -> HttpResponse:
    try:
        told = sealed_in(request, asked, SALT)
    except PreviewLost as lost:
        return _refused(request, str(lost))
    sheet = Sheet(
        tuple(ActorRow(name, about, line) for name, about, line in told["actors"]),
        tuple(TieRow(source, target, about, line) for source, target, about, line in told["ties"]),
        True,
    )
    try:
        done = actions.import_network(
            by=asked.user, city=asked.city, sheet=sheet, tie_kind=told["tie_kind"], actor_kind=told["actor_kind"],
            source=told["name"], at=timezone.now(),
        )  # fmt: skip
    except actions.CannotImportNetwork as refusal:
        return _refused(request, str(refusal))
    said = _("%(actors)s actors and %(ties)s ties were taken over.")
    messages.success(request, said % {"actors": done.n_actors, "ties": done.n_ties})
    return see("network:actors", asked.city.slug)


def _refused(request: HttpRequest, told: str) -> HttpResponse:
    return render(request, "network/import.html", {"form": FileForm(), "told": told}, status=409)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_read_losses(asked.user, asked.city):
        raise PermissionDenied
    kinds = [(kind.value, kind.label) for kind in Tie.Kind]
    return render(request, "network/export.html", {"formats": FORMATS, "kinds": kinds})


@require_safe
def download(request: HttpRequest, format: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_read_losses(asked.user, asked.city):
        raise PermissionDenied
    if (chosen := FORMATS.get(format)) is None:
        raise Http404(_("There is no such file."))
    kind, today = request.GET.get("jenis", ""), timezone.localdate()
    if format == "matrix" and kind not in Tie.Kind.values:
        kind = Tie.Kind.JOINT_WORK
    sheet = sheet_of_city(asked.city, today, kinds=(kind,) if kind in Tie.Kind.values else ())
    try:
        content = chosen.write(sheet)
    except BrokenNetwork as error:
        raise Http404(str(error)) from error
    response = HttpResponse(content, content_type="application/octet-stream")
    name = f"{asked.city.slug}-jejaring-{today.isoformat()}"
    response["Content-Disposition"] = f'attachment; filename="{name}.{chosen.ending}"'
    return response
