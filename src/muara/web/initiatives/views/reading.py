"""What everybody may read of initiatives."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.initiatives import rules
from muara.web.initiatives.actions import mandate_answer
from muara.web.initiatives.models import Initiative, Phase
from muara.web.initiatives.permissions import can_keep, can_propose
from muara.web.initiatives.queries import pages
from muara.web.initiatives.queries.gates import aim_of, amount_in, mandate_of
from muara.web.initiatives.views.common import initiative_here
from muara.web.initiatives.way import way_of
from muara.web.network.permissions import actors_spoken_for
from muara.web.network.queries.directory import process_lines
from muara.web.ui.text import UnreadableText, clean_text


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    asked, now = cast(ParticipantRequest, request), timezone.now()
    phase = request.GET.get("fase", "")
    looked_for = pages.Filter(
        text=_typed(request.GET.get("q", "")),
        phase=phase if phase in Phase.values else "",
        is_stalled=request.GET.get("keadaan") == "mandek",
        is_closed=request.GET.get("keadaan") == "selesai",
    )
    found = pages.overview(asked.city, now, looked_for)
    context = {
        "found": found,
        "page": _page_of(request, found, looked_for),
        "filter": looked_for,
        "phases": Phase.choices,
        "may_propose": can_propose(asked.user, asked.city),
        "rules": rules,
    }
    return render(request, "initiatives/initiatives.html", context)


@require_safe
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    asked, now = cast(ParticipantRequest, request), timezone.now()
    found = initiative_here(request, slug)
    shown, process, concern = pages.initiative_page(found, now), found.process, found.concern
    roles = process_lines(asked.city, timezone.localdate(), slug=process.slug) if process else []
    known = found.measure_baseline
    baseline = amount_in(known, found.measure_unit) if known is not None else ""
    context: dict[str, Any] = {
        "initiative": found,
        "page": shown,
        "may_keep": can_keep(asked.user, found),
        "phases": list(Phase),
        "asks": rules.GATE_ASKS[found.phase],
        "means_here": rules.PHASE_MEANS[found.phase],
        "way": way_of(shown.steps, now),
        "way_said": _("In phase %(n)s of 6: %(phase)s") % {"n": found.place, "phase": found.get_phase_display()},
        "aim": aim_of(found),
        "baseline": baseline,
        "mandate_said": mandate_of(found, now)[0],
        "mandate_missing": _mandate_missing(found, now),
        "concern_session": concern.session if concern is not None else None,
        "roles": next(iter(roles), None),
        "is_last": found.phase not in rules.NEXT,
        "is_first": found.phase not in rules.BEFORE,
        "rules": rules,
    }
    return render(request, "initiatives/initiative.html", context)


@require_safe
def cash(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), initiative_here(request, slug)
    book, budget = pages.cash_book(found), found.budget_idr
    context = {
        "initiative": found, "book": book, "may_keep": can_keep(asked.user, found),
        "is_over_budget": budget is not None and book.money_out > budget,
    }  # fmt: skip
    return render(request, "initiatives/cash.html", context)


@require_safe
def cash_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the cash book as CSV; cells that a spreadsheet would run are kept from it."""
    found = initiative_here(request, slug)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["number", "date", "way", "amount_idr", "counterparty", "purpose", "proof", "reverses", "balance_idr"]
    )
    balance = 0
    for entry in pages.cash_book(found).entries:
        balance += entry.signed
        reverses = entry.reverses.number if entry.reverses else ""
        told = [entry.counterparty, entry.purpose, entry.proof]
        writer.writerow(
            [entry.number, entry.on_date, entry.way, entry.amount_idr, *map(_harmless, told), reverses, balance]
        )
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kas-{found.slug}.csv"'
    return answer


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    spoken = actors_spoken_for(asked.user, asked.city)
    mine = request.GET.get("siapa") == "saya" and bool(spoken)
    found = pages.open_tasks(asked.city, timezone.now(), only_of=spoken if mine else None)
    context = {
        "due": [task for task in found if task.is_due],
        "later": [task for task in found if not task.is_due],
        "is_mine": mine,
        "has_own": bool(spoken),
        "rules": rules,
    }
    return render(request, "initiatives/tasks.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = pages.overview(asked.city, timezone.now())
    return render(request, "initiatives/how.html", {"found": found, "rules": rules})


@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = pages.village_lines(asked.city)
    context = {"lines": lines, "n_blocked": sum(line.state.is_blocked for line in lines), "rules": rules}
    return render(request, "initiatives/villages.html", context)


def _page_of(request: HttpRequest, found: pages.Overview, asked: pages.Filter) -> Page[pages.Line] | None:
    """Return one page of a phase, or of those that are closed, where somebody looked for just that."""
    if not asked.phase and not asked.is_closed:
        return None
    lines = found.closed if asked.is_closed else tuple(line for one in found.phases for line in one.lines)
    return Paginator(lines, 2 * pages.MOST_LINES).get_page(request.GET.get("hal"))


def _mandate_missing(initiative: Initiative, at: datetime) -> str:
    """Say who holds the mandate that is missing, or why the owner may write it down now."""
    if initiative.mandated_at is not None or initiative.is_closed:
        return ""
    return mandate_answer(initiative, None, at).why


def _typed(text: str) -> str:
    try:
        return clean_text(text)[:80]
    except UnreadableText:
        return ""


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
