"""The register comes in from a list, after a preview, and goes out as one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from muara.formats.spreadsheet import as_csv
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.previews import MOST_SENT, PreviewLost, seal, sealed_in
from muara.web.cooperatives import actions, permissions
from muara.web.cooperatives.forms.register import RegisterFileForm
from muara.web.cooperatives.models import Cooperative
from muara.web.cooperatives.queries.register import register_of
from muara.web.cooperatives.sheets import RegisterRow, RegisterSheet, read_register
from muara.web.network.views.common import see

SALT = "muara.cooperatives.import"
SHOWN = 40


@require_http_methods(["GET", "HEAD", "POST"])
def import_register(request: HttpRequest) -> HttpResponse:
    """Show what a list would bring; nothing is written before that preview is confirmed."""
    asked = cast(ParticipantRequest, request)
    if not permissions.can_import_register(asked.user, asked.city):
        raise PermissionDenied
    if request.method == "POST" and "berkas" in request.POST:
        return _confirmed(request, asked)
    form = RegisterFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "cooperatives/import.html", {"form": form})
    if not form.is_valid():
        return render(request, "cooperatives/import.html", {"form": form}, status=422)
    sheet = read_register(form.cleaned_data["file"].read(), asked.city, timezone.localdate())
    known = {name.casefold() for name in Cooperative.objects.in_city(asked.city).values_list("name", flat=True)}
    n_known = sum(row.name.casefold() in known for row in sheet.rows)
    context: dict[str, Any] = {
        "sheet": sheet,
        "rows": sheet.rows[:SHOWN],
        "n_known": n_known,
        "n_new": len(sheet.rows) - n_known,
        "source": form.cleaned_data["source"],
    }
    if sheet.complaints:
        return render(request, "cooperatives/import_preview.html", context, status=422)
    context["sealed"] = _sealed(asked, sheet, form.cleaned_data["source"])
    if len(context["sealed"]) > MOST_SENT:
        form.add_error("file", _("A file may have at most 1 MB. Take the list in parts."))
        return render(request, "cooperatives/import.html", {"form": form}, status=422)
    return render(request, "cooperatives/import_preview.html", context)


def _sealed(asked: ParticipantRequest, sheet: RegisterSheet, source: str) -> str:
    rows = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(row).items()}
        for row in sheet.rows
    ]
    return seal(asked, SALT, {"rows": rows, "source": source})


def _confirmed(request: HttpRequest, asked: ParticipantRequest) -> HttpResponse:
    try:
        told = sealed_in(request, asked, SALT)
    except PreviewLost as lost:
        return _refused(request, str(lost))
    rows = [
        RegisterRow(
            **{
                **row,
                "registered": date.fromisoformat(row["registered"]) if row["registered"] else None,
                "last_meeting": date.fromisoformat(row["last_meeting"]) if row["last_meeting"] else None,
            }
        )
        for row in told["rows"]
    ]
    try:
        done = actions.import_cooperatives(
            by=asked.user, city=asked.city, rows=rows, source=told["source"], at=timezone.now()
        )
    except actions.CannotImportCooperatives as refusal:
        return _refused(request, str(refusal))
    said = _("%(new)s cooperatives and %(meetings)s meetings were taken over.")
    messages.success(request, said % {"new": done.n_new, "meetings": done.n_meetings})
    return see("cooperatives:register", asked.city.slug)


def _refused(request: HttpRequest, told: str) -> HttpResponse:
    return render(request, "cooperatives/import.html", {"form": RegisterFileForm(), "told": told}, status=409)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Give the register as open data; it holds organisations only."""
    asked, today = cast(ParticipantRequest, request), timezone.localdate()
    header = ["name", "kind", "origin", "district", "registered", "last_meeting", "members", "source"]
    rows = [
        [
            one.name,
            one.kind,
            one.origin,
            one.district.name if one.district else "",
            one.registered_date.isoformat() if one.registered_date else "",
            line.last_meeting.isoformat() if line.last_meeting else "",
            one.n_members if one.n_members is not None else "",
            one.source,
        ]
        for line in register_of(asked.city, today).lines
        for one in [line.cooperative]
    ]
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    name = f"{asked.city.slug}-koperasi-{today.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
