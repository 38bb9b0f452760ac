"""Founding papers, to print from the browser or as PDF."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cooperatives import permissions
from muara.web.cooperatives.models import Founding
from muara.web.cooperatives.papers import PAPERS
from muara.web.cooperatives.readiness import readiness
from muara.web.cooperatives.views.common import founding_here
from muara.web.ui.paper import Paper
from muara.web.ui.pdf import as_pdf, has_typst


def _drawn(request: HttpRequest, slug: str, key: str) -> tuple[Founding, Paper]:
    """Draw a paper for those who found together: the papers carry their names."""
    founding = founding_here(request, slug)
    if not permissions.can_read_founders(cast(ParticipantRequest, request).user, founding):
        raise PermissionDenied
    if key not in PAPERS:
        raise Http404(_("There is no such paper."))
    founders, today = list(founding.founders.order_by("added_at", "pk")), timezone.localdate()
    _label, draw = PAPERS[key]
    return founding, draw(founding, founders, readiness(founding, founders, today), today)


@require_safe
def paper(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    founding, drawn = _drawn(request, slug, paper)
    context = {"founding": founding, "paper": drawn, "key": paper, "has_typst": has_typst()}
    return render(request, "cooperatives/paper.html", context)


@require_safe
def pdf(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    founding, drawn = _drawn(request, slug, paper)
    if not has_typst():
        raise Http404(_("PDF is not set up on this server. Print the page from your browser."))
    content = as_pdf(drawn, language=get_language() or "id")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{founding.slug}-{paper}.pdf"'
    return response
