"""Places come in from a file, after a preview."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muara.formats.places import PlaceRow
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.previews import MOST_SENT, PreviewLost, seal, sealed_in
from muara.web.assets import actions, permissions
from muara.web.assets.actions.importing import Complaint
from muara.web.assets.files import FORMATS
from muara.web.assets.forms.importing import FileForm
from muara.web.assets.views.common import see
from muara.web.network.wording import in_our_words

SALT = "muara.assets.import"


@require_http_methods(["GET", "HEAD", "POST"])
def import_assets(request: HttpRequest) -> HttpResponse:
    """Show what a file would bring; nothing is written before that preview is confirmed."""
    asked = cast(ParticipantRequest, request)
    if not permissions.can_import_assets(asked.user, asked.city):
        raise PermissionDenied
    if request.method == "POST" and "berkas" in request.POST:
        return _confirmed(request, asked)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, "assets/import.html", {"form": form})
    if not form.is_valid():
        return render(request, "assets/import.html", {"form": form}, status=422)
    given = form.cleaned_data
    name = str(given["file"].name or "")[:200]
    found = FORMATS[given["format"]].read(given["file"].read())
    if found.problems:
        wrong = [Complaint(in_our_words(one.text), one.line) for one in found.problems]
        return render(request, "assets/import.html", {"form": form, "complaints": wrong}, status=422)
    rows = list(found.rows)
    try:
        plan = actions.import_assets(
            by=asked.user, city=asked.city, rows=rows, source=name, at=timezone.now(), only_look=True
        )
    except actions.CannotImportAssets as refusal:
        context = {"form": form, "complaints": refusal.complaints}
        return render(request, "assets/import.html", context, status=422)
    sealed = seal(asked, SALT, {"rows": [[dict(row.about), row.line] for row in rows], "name": name})
    if len(sealed) > MOST_SENT:
        form.add_error(None, _("A file may have at most 2 MB. Take the places in parts."))
        return render(request, "assets/import.html", {"form": form}, status=422)
    return render(request, "assets/import.html", {"form": form, "plan": plan, "sealed": sealed, "name": name})


def _confirmed(request: HttpRequest, asked: ParticipantRequest) -> HttpResponse:
    try:
        told = sealed_in(request, asked, SALT)
    except PreviewLost as lost:
        return render(request, "assets/import.html", {"form": FileForm(), "told": str(lost)}, status=409)
    rows = [PlaceRow(about, line) for about, line in told["rows"]]
    try:
        done = actions.import_assets(
            by=asked.user, city=asked.city, rows=rows, source=told["name"], at=timezone.now()
        )
    except actions.CannotImportAssets as refusal:
        context = {"form": FileForm(), "complaints": refusal.complaints}
        return render(request, "assets/import.html", context, status=409)
    messages.success(request, _("%(n)s places were taken over.") % {"n": len(done.new)})
    return see("assets:assets", asked.city.slug)
