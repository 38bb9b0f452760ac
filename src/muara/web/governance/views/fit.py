"""Which form the network's own data support: a kept reading, views of raters, and the declared ranges."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.engine.governance import CITATION
from muara.formats.fit_reading import canonical, crossings_of
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.governance import fit_words, permissions
from muara.web.governance.actions import fit as actions
from muara.web.governance.forms.fit import CrossingsForm, ExpertViewForm, TakeReadingForm
from muara.web.governance.models import Arrangement, ExpertEntry, FitReading
from muara.web.governance.queries.conditions import BY_EXPERTS, LEAST_RATERS, measured_names
from muara.web.governance.queries.fit_page import finding, fit_page
from muara.web.governance.views.arrangements import arrangement_here
from muara.web.network.views.common import see

EARLIER = 12


def reader_of(request: HttpRequest, slug: str) -> tuple[ParticipantRequest, Arrangement]:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    if not permissions.can_read_fit(asked.user, asked.city):
        raise PermissionDenied
    return asked, found


@require_safe
@never_cache
def fit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest reading; nothing is computed here."""
    asked, found = reader_of(request, slug)
    newest = found.fit_readings.order_by("-taken_at", "-pk").first()
    return _fit(asked, found, newest)


@require_safe
@never_cache
def reading(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = reader_of(request, slug)
    return _fit(asked, found, get_object_or_404(FitReading, arrangement=found, pk=pk))


def _fit(
    asked: ParticipantRequest,
    found: Arrangement,
    shown: FitReading | None,
    *,
    form: TakeReadingForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    earlier = found.fit_readings.order_by("-taken_at", "-pk")
    if shown is not None:
        earlier = earlier.exclude(pk=shown.pk)
    context: dict[str, Any] = {
        "arrangement": found,
        "reading": shown,
        "page": fit_page(shown) if shown else None,
        "earlier": [(one, finding(one)) for one in earlier.defer("inputs")[:EARLIER]],
        "source": CITATION,
        "told": told,
        "may_set": permissions.can_set_crossings(asked.user, asked.city),
    }
    if permissions.can_take_fit_reading(asked.user, asked.city):
        context["form"] = form or TakeReadingForm(city=asked.city)
    if shown is None:
        context["rows"] = _what_is_there(found)
    return render(asked, "governance/fit.html", context, status=status)


def _what_is_there(found: Arrangement) -> list[tuple[str, bool, int]]:
    """Return each condition or part with whether something measures it and how many raters said something."""
    measured = measured_names(found.city, timezone.localdate())
    raters = Counter(found.expert_entries.values_list("condition", flat=True))
    labels = {**fit_words.CONDITIONS, **fit_words.PARTS}
    return [(str(label), name in measured, raters[name]) for name, label in labels.items() if name != "need"]


@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    if not permissions.can_take_fit_reading(asked.user, asked.city):
        raise PermissionDenied
    form = TakeReadingForm(request.POST, city=asked.city)
    newest = found.fit_readings.order_by("-taken_at", "-pk").first()
    if not form.is_valid():
        return _fit(asked, found, newest, form=form, told=_("Choose one of the conversations."), status=422)
    try:
        actions.take_fit_reading(
            by=asked.user, arrangement=found, at=timezone.now(), topic=form.cleaned_data["topic"]
        )
    except actions.CannotTakeFitReading as refusal:
        return _fit(asked, found, newest, form=form, told=str(refusal), status=409)
    return see("governance:fit", asked.city.slug, found.slug)


@require_safe
@never_cache
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out a reading with its inputs, so that anybody can make it again."""
    _asked, found = reader_of(request, slug)
    one = get_object_or_404(FitReading, arrangement=found, pk=pk)
    whole = {
        "engine": one.engine,
        "seed": one.seed,
        "input_hash": one.input_hash,
        "inputs": one.inputs,
        "result": one.result,
    }
    answer = HttpResponse(canonical(whole), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="cocok-{found.slug}-{one.taken_at:%Y-%m-%d}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask people who know what nothing measures. Nobody sees what others said before a reading is taken."""
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    if not permissions.can_rate(asked.user, asked.city):
        raise PermissionDenied
    sent: tuple[str, ExpertViewForm] | None = None
    status = 200
    if request.method == "POST":
        name = request.POST.get("condition", "")
        form, status = ExpertViewForm(request.POST, prefix=name if name in BY_EXPERTS else None), 422
        sent = (name, form)
        if form.is_valid():
            try:
                actions.enter_expert_view(
                    by=asked.user, arrangement=found, condition=name, at=timezone.now(), **form.given
                )
            except actions.CannotEnterExpertView as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("Your view is kept. It counts once a second rater gave theirs."))
                return see("governance:fit_views", asked.city.slug, found.slug)
    context = {
        "arrangement": found,
        "asked": _asked_about(asked, found, sent),
        "wrong": sent[1] if sent and sent[0] not in BY_EXPERTS else None,
        "least": LEAST_RATERS,
    }
    return render(request, "governance/fit_views.html", context, status=status)


def _asked_about(
    asked: ParticipantRequest, found: Arrangement, sent: tuple[str, ExpertViewForm] | None
) -> list[dict[str, Any]]:
    measured = measured_names(found.city, timezone.localdate())
    entries = list(found.expert_entries.order_by("at", "pk"))
    own = {entry.condition: entry for entry in entries if entry.rater_id == asked.user.pk}
    labels = {**fit_words.CONDITIONS, **fit_words.PARTS}
    rows: list[dict[str, Any]] = []
    for name in BY_EXPERTS:
        mine = own.get(name)
        form = sent[1] if sent and sent[0] == name else ExpertViewForm(prefix=name, initial=_typed(mine))
        rows.append(
            {
                "name": name,
                "label": labels[name],
                "meaning": fit_words.MEANINGS[name],
                "is_measured": name in measured,
                "n": sum(entry.condition == name for entry in entries),
                "own": mine,
                "form": form,
                "is_sent": bool(sent and sent[0] == name),
            }
        )
    return sorted(rows, key=lambda row: row["is_measured"])


def _typed(entry: ExpertEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {name: round(100 * getattr(entry, name)) for name in ("low", "mid", "high")} | {"why": entry.why}


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    entry = get_object_or_404(ExpertEntry, arrangement=found, pk=pk)
    actions.take_back(by=asked.user, entry=entry, at=timezone.now())
    messages.success(
        request, _("Your view is taken back. Readings that were taken with it stay as they were told.")
    )
    return see("governance:fit_views", asked.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def crossings(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), arrangement_here(request, slug)
    if not permissions.can_set_crossings(asked.user, asked.city):
        raise PermissionDenied
    typed, status = CrossingsForm.of(crossings_of(found.crossings)), 200
    form = CrossingsForm(request.POST if request.method == "POST" else None, initial=typed)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_crossings(by=asked.user, arrangement=found, at=timezone.now(), **form.given)
            except actions.CannotSetCrossings as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, _("The ranges are kept. They hold from the next reading on."))
                return see("governance:fit", asked.city.slug, found.slug)
    return render(request, "governance/fit_crossings.html", {"arrangement": found, "form": form}, status=status)
