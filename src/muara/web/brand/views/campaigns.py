from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.formats.attention_csv import read_counts, write_counts
from muara.formats.fit_reading import canonical
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.brand import actions, permissions
from muara.web.brand.complaints import in_words
from muara.web.brand.forms.campaigns import (
    ActivityForm,
    CampaignForm,
    CountForm,
    CountsFileForm,
    InvolvementForm,
    RatingForm,
    RulesForm,
    SeriesForm,
)
from muara.web.brand.models import Activity, Campaign, CampaignReading, Involvement, Rating, Series
from muara.web.brand.queries.inputs import rules_of
from muara.web.brand.queries.pages import (
    activities_of,
    condition_of,
    finding_of,
    headline_of,
    lines_of,
    page_of,
)
from muara.web.brand.queries.substance import SOURCES
from muara.web.brand.rules import PUBLISHED, WRITTEN
from muara.web.brand.views.common import campaign_here, keeper_of
from muara.web.brand.wording import WORDS, number, share
from muara.web.network.views.common import see, worked_through

SHOWN_COUNTS = 60


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = lines_of(asked.city)
    context = {
        "lines": lines,
        "headline": headline_of(lines),
        "may_keep": permissions.can_keep_campaigns(asked.user, asked.city),
    }
    return render(request, "brand/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    found = campaign_here(request, slug)
    return _campaign(request, found, found.readings.order_by("-taken_at", "-pk").first())


@require_safe
def reading(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = campaign_here(request, slug)
    return _campaign(request, found, get_object_or_404(CampaignReading, campaign=found, pk=pk))


def _campaign(
    request: HttpRequest, found: Campaign, one: CampaignReading | None, *, told: str = "", status: int = 200
) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    earlier = []
    if one is not None:
        one.campaign = found
        others = found.readings.exclude(pk=one.pk).defer("inputs").order_by("-taken_at", "-pk")[:20]
        earlier = [(other, WORDS[other.result["verdict"]]) for other in others]
    context = {
        "campaign": found,
        "reading": one,
        "page": page_of(one) if one else None,
        "title": finding_of(one) if one else found.name,
        "earlier": earlier,
        "aims": [SOURCES[key].label for key in found.aims if key in SOURCES],
        "series": list(found.series.order_by("-is_main", "pk")),
        "may_keep": permissions.can_keep_campaigns(asked.user, asked.city),
        "told": told,
    }
    return render(request, "brand/campaign.html", context, status=status)


@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)
    try:
        actions.take_reading(by=by, campaign=found, at=timezone.now())
    except actions.CannotTakeReading as refusal:
        newest = found.readings.order_by("-taken_at", "-pk").first()
        return _campaign(request, found, newest, told=str(refusal), status=409)
    return see("brand:campaign", found.city.slug, found.slug)


@require_safe
def reading_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out a reading with its inputs, so that anybody can make it again."""
    found = campaign_here(request, slug)
    one = get_object_or_404(CampaignReading, campaign=found, pk=pk)
    whole = {
        "engine": one.engine,
        "seed": one.seed,
        "input_hash": one.input_hash,
        "inputs": one.inputs,
        "result": one.result,
    }
    answer = HttpResponse(canonical(whole), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="kampanye-{found.slug}-{one.taken_at:%Y-%m-%d}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    by, asked = keeper_of(request), cast(ParticipantRequest, request)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.start_campaign(by=by, city=asked.city, at=timezone.now(), **given)
        return see("brand:campaign", asked.city.slug, made.slug)

    form = CampaignForm(request.POST or None)
    return worked_through(request, form, "brand/campaign_form.html", {}, act, actions.CannotKeepCampaign)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_campaign(by=by, campaign=found, at=timezone.now(), **given)
        return see("brand:campaign", found.city.slug, found.slug)

    typed = {
        "name": found.name,
        "promise": found.promise,
        "started": found.started_date,
        "ended": found.ended_date,
        "aims": found.aims,
    }
    form = CampaignForm(request.POST if request.method == "POST" else None, initial=typed)
    context = {"campaign": found}
    return worked_through(request, form, "brand/campaign_form.html", context, act, actions.CannotKeepCampaign)


# Who was in it, and what was done


@require_http_methods(["GET", "HEAD", "POST"])
def involved(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.involve(by=by, campaign=found, at=timezone.now(), **given)
        messages.success(request, _("It is written down."))
        return see("brand:involved", found.city.slug, found.slug)

    form = InvolvementForm(request.POST or None, city=found.city)
    rows = found.involvements.select_related("actor").order_by("level", "actor__name", "who", "part")[:500]
    context = {"campaign": found, "rows": rows}
    return worked_through(request, form, "brand/involved.html", context, act, actions.CannotInvolve)


@require_POST
def drop_involvement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)
    one = get_object_or_404(Involvement, campaign=found, pk=pk)
    actions.drop_involvement(by=by, involvement=one, at=timezone.now())
    return see("brand:involved", found.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def activities(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_activity(by=by, campaign=found, at=timezone.now(), **given)
        messages.success(request, _("It is written down."))
        return see("brand:activities", found.city.slug, found.slug)

    form = ActivityForm(request.POST or None)
    context = {"campaign": found, "lines": activities_of(found, by.pk), "tags": Rating.Tag.choices}
    return worked_through(request, form, "brand/activities.html", context, act, actions.CannotKeepActivity)


@require_POST
def rate(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)
    form, told, status = RatingForm(request.POST), _("Choose one of the six tags."), 422
    if form.is_valid():
        activity = get_object_or_404(Activity, campaign=found, pk=form.cleaned_data["activity"])
        try:
            actions.rate_activity(by=by, activity=activity, tag=form.cleaned_data["tag"], at=timezone.now())
            return see("brand:activities", found.city.slug, found.slug)
        except actions.CannotRate as refusal:
            told, status = str(refusal), 409
    context = {
        "campaign": found,
        "form": ActivityForm(),
        "lines": activities_of(found, by.pk),
        "tags": Rating.Tag.choices,
        "told": told,
    }
    return render(request, "brand/activities.html", context, status=status)


# Counts of attention


@require_http_methods(["GET", "HEAD", "POST"])
def new_series(request: HttpRequest, slug: str) -> HttpResponse:
    by, found = keeper_of(request), campaign_here(request, slug)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.begin_series(by=by, campaign=found, at=timezone.now(), **given)
        return see("brand:series", found.city.slug, found.slug, made.pk)

    form = SeriesForm(request.POST or None)
    context = {"campaign": found}
    return worked_through(request, form, "brand/series_form.html", context, act, actions.CannotKeepSeries)


def _series_here(request: HttpRequest, slug: str, pk: int) -> Series:
    found = campaign_here(request, slug)
    one = get_object_or_404(Series, campaign=found, pk=pk)
    one.campaign = found
    return one


@require_safe
def series(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _series(request, _series_here(request, slug, pk))


def _series(request: HttpRequest, one: Series, status: int = 200, **more: Any) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    context = {
        "campaign": one.campaign,
        "series": one,
        "points": one.points.order_by("-on_date")[:SHOWN_COUNTS],
        "n": one.points.count(),
        "may_keep": permissions.can_keep_campaigns(asked.user, asked.city),
        "form": CountForm(),
        "file_form": CountsFileForm(prefix="berkas"),
        **more,
    }
    return render(request, "brand/series.html", context, status=status)


def _counted(request: HttpRequest, one: Series, done: actions.Counted) -> HttpResponse:
    said = ngettext("%(n)s new count.", "%(n)s new counts.", done.n_new) % {"n": number(done.n_new)}
    if done.n_restated:
        more = ngettext("%(n)s was replaced.", "%(n)s were replaced.", done.n_restated)
        said = f"{said} {more % {'n': number(done.n_restated)}}"
    messages.success(request, said)
    return see("brand:series", one.campaign.city.slug, one.campaign.slug, one.pk)


@require_POST
def count(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take one count that somebody made by hand."""
    by, one = keeper_of(request), _series_here(request, slug, pk)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _series(request, one, 422, form=form)
    given = form.cleaned_data
    try:
        done = actions.add_counts(
            by=by, series=one, counts=[(given["on"], given["n"])], note=given["note"], at=timezone.now(),
            may_restate=given["may_restate"],
        )  # fmt: skip
    except actions.CannotCount as refusal:
        form.add_error(None, str(refusal))
        return _series(request, one, 409, form=form)
    return _counted(request, one, done)


@require_POST
def import_counts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the counts of a file, all of them or none."""
    by, one = keeper_of(request), _series_here(request, slug, pk)
    form = CountsFileForm(request.POST, request.FILES, prefix="berkas")
    if not form.is_valid():
        return _series(request, one, 422, file_form=form)
    read = read_counts(form.cleaned_data["file"].read(), step=one.step)
    if read.problems:
        return _series(request, one, 422, file_form=form, problems=[in_words(each) for each in read.problems])
    try:
        done = actions.add_counts(
            by=by, series=one, counts=read.points, note="", at=timezone.now(),
            may_restate=form.cleaned_data["may_restate"],
        )  # fmt: skip
    except actions.CannotCount as refusal:
        form.add_error(None, str(refusal))
        return _series(request, one, 409, file_form=form)
    return _counted(request, one, done)


@require_POST
def fetch_counts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take over what the program itself has counted."""
    by, one = keeper_of(request), _series_here(request, slug, pk)
    try:
        done = actions.fetch_own_counts(by=by, series=one, at=timezone.now())
    except actions.CannotCount as refusal:
        return _series(request, one, 409, told=str(refusal))
    return _counted(request, one, done)


@require_safe
def series_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    one = _series_here(request, slug, pk)
    points = one.points.order_by("on_date").values_list("on_date", "n")
    answer = HttpResponse(write_counts(points, one.source), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="perhatian-{one.campaign.slug}-{one.pk}.csv"'
    return answer


# The rules of the words


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    values = rules_of(asked.city)
    own = getattr(asked.city, "brand_rules", None)
    context = {
        "rules": [(WORDS[one.verdict], condition_of(one, values), one) for one in WRITTEN],
        "values": _told(values),
        "published": _told(PUBLISHED),
        "own": own,
        "may_set": permissions.can_set_rules(asked.user, asked.city),
    }
    return render(request, "brand/rules.html", context)


def _told(values: Any) -> dict[str, str]:
    return {
        name: share(value) if name == "grew_by" else number(value, 2 if name == "stayed_above" else 0)
        for name, value in values.items()
    }


@require_http_methods(["GET", "HEAD", "POST"])
def set_rules(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_set_rules(asked.user, asked.city):
        raise PermissionDenied
    values = rules_of(asked.city)
    form = RulesForm(
        request.POST if request.method == "POST" else None,
        initial={**values, "grew_by": round(100 * values["grew_by"])},
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.set_rules(by=asked.user, city=asked.city, values=form.values, why=given["why"], at=timezone.now())
        messages.success(request, _("The thresholds are kept. They hold from the next reading on."))
        return see("brand:rules", asked.city.slug)

    return worked_through(request, form, "brand/rules_form.html", {}, act, actions.CannotSetRules)
