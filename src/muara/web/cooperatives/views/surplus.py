"""The surplus of a year: prepared, looked at, decided; and the line of one member."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cooperatives import actions, permissions
from muara.web.cooperatives.forms.surplus import LinesForm, LockForm, ReopenForm, SurplusForm
from muara.web.cooperatives.models import SurplusYear
from muara.web.cooperatives.queries.surplus import lines_as_text, own_line, surplus_page
from muara.web.cooperatives.views.common import books_keeper, cooperative_here, surplus_here
from muara.web.network.views.common import see, worked_through

PER_PAGE, SLIPS = 100, 24


def _to(year: SurplusYear) -> HttpResponse:
    one = year.cooperative
    return see("cooperatives:surplus", one.city.slug, one.slug, year.year, year.version)


@require_http_methods(["GET", "HEAD", "POST"])
def new_surplus(request: HttpRequest, slug: str) -> HttpResponse:
    cooperative = cooperative_here(request, slug)
    by = books_keeper(request, cooperative)
    form = SurplusForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.prepare_surplus(by=by, cooperative=cooperative, at=timezone.now(), **form.given())
        messages.success(request, _("The preview is kept. List what the members did in the year next."))
        return see("cooperatives:surplus_members", cooperative.city.slug, slug, made.year, made.version)

    context = {"cooperative": cooperative}
    refusal = actions.CannotPrepareSurplus
    return worked_through(request, form, "cooperatives/surplus_form.html", context, act, refusal)


@require_safe
def surplus(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    """Show a year: a preview to those who keep the books, a decided one to everybody without single members."""
    asked, found = cast(ParticipantRequest, request), surplus_here(request, slug, year, version)
    keeps = permissions.can_keep_surplus(asked.user, found.cooperative)
    if not keeps and not found.is_locked:
        raise Http404(_("There is no such page."))
    page = surplus_page(found, with_lines=keeps)
    newest = found.cooperative.surplus_years.filter(year=year).order_by("-version")[0]
    context = {
        "page": page,
        "year": found,
        "cooperative": found.cooperative,
        "keeps": keeps,
        "lines": Paginator(page.paid, PER_PAGE).get_page(request.GET.get("hal")),
        "newest": newest,
    }
    return render(request, "cooperatives/surplus.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_surplus(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    found = surplus_here(request, slug, year, version)
    by = books_keeper(request, found.cooperative)
    form = SurplusForm(request.POST if request.method == "POST" else None, surplus_year=found)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_surplus(by=by, surplus_year=found, at=timezone.now(), **form.given())
        messages.success(request, _("The preview is changed."))
        return _to(found)

    context = {"cooperative": found.cooperative, "year": found}
    refusal = actions.CannotChangeSurplus
    return worked_through(request, form, "cooperatives/surplus_form.html", context, act, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    found = surplus_here(request, slug, year, version)
    by = books_keeper(request, found.cooperative)
    now = lines_as_text(list(found.lines.order_by("number")))
    posted = request.POST if request.method == "POST" else None
    form = LinesForm(posted, initial={"lines": now}, weighs_time=found.weighs_time)

    def act(given: dict[str, Any]) -> HttpResponse:
        lines = [actions.GivenLine(*line) for line in given["lines"]]
        n = actions.list_members(
            by=by, surplus_year=found, lines=lines, movements=given.get("movements"), at=timezone.now()
        )
        messages.success(request, _("%(n)s members are listed.") % {"n": n})
        return _to(found)

    context = {"cooperative": found.cooperative, "year": found}
    refusal = actions.CannotListMembers
    return worked_through(request, form, "cooperatives/surplus_members.html", context, act, refusal)


@require_safe
@never_cache
def slips(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    """Print the links by which each member sees their own line, to be cut and handed out."""
    found = surplus_here(request, slug, year, version)
    books_keeper(request, found.cooperative)
    page = Paginator(found.lines.order_by("number"), SLIPS).get_page(request.GET.get("hal"))
    rows = [(line.number, found.key_of(line.number)) for line in page]
    context = {"cooperative": found.cooperative, "year": found, "page": page, "rows": rows}
    return render(request, "cooperatives/surplus_slips.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    found = surplus_here(request, slug, year, version)
    by = books_keeper(request, found.cooperative)
    form = LockForm(
        request.POST if request.method == "POST" else None, cooperative=found.cooperative, after=found.ends_date
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.lock_surplus(by=by, surplus_year=found, at=timezone.now(), **given)
        messages.success(request, _("It is recorded as decided. It never changes now."))
        return _to(found)

    context = {
        "cooperative": found.cooperative,
        "year": found,
        "has_meetings": form.fields["meeting"].queryset.exists(),  # type: ignore[attr-defined]
    }
    refusal = actions.CannotLockSurplus
    return worked_through(request, form, "cooperatives/surplus_lock.html", context, act, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, slug: str, year: int, version: int) -> HttpResponse:
    found = surplus_here(request, slug, year, version)
    by = books_keeper(request, found.cooperative)
    form = ReopenForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        new = actions.reopen_surplus(by=by, surplus_year=found, at=timezone.now(), **given)
        messages.success(request, _("Another version is begun. What was decided stands until a later meeting."))
        return see("cooperatives:surplus", found.cooperative.city.slug, slug, new.year, new.version)

    context = {"cooperative": found.cooperative, "year": found}
    refusal = actions.CannotReopenSurplus
    return worked_through(request, form, "cooperatives/surplus_reopen.html", context, act, refusal)


@require_safe
@never_cache
def my_line(request: HttpRequest, key: str) -> HttpResponse:
    """Show one member their own line; a link that opens none is no page."""
    asked = cast(ParticipantRequest, request)
    parts = key.split("-")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() and len(one) < 16 for one in parts[:2]):
        raise Http404
    rows = SurplusYear.objects.select_related("cooperative", "meeting", "decision")
    found = rows.filter(pk=int(parts[0]), cooperative__city=asked.city).first()
    if found is None or not found.is_opened_by(key, number := int(parts[1])):
        raise Http404(_("This link opens nothing. Ask the cooperative for a new one."))
    mine = own_line(found, number)
    if mine is None:
        raise Http404(_("This link opens nothing. Ask the cooperative for a new one."))
    context = {"mine": mine, "year": found, "cooperative": found.cooperative}
    return render(request, "cooperatives/my_line.html", context)
