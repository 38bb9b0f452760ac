"""Pages of the trust survey for members and the secretariat; answering is in `answering.py`."""

from __future__ import annotations

import random
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network.actions import survey as actions
from muara.web.network.forms.survey import PlanSurveyForm, PurposeForm
from muara.web.network.letters import address_of, chat_link, letters_to, text_to
from muara.web.network.models import Actor, SurveyAnswer, SurveyRespondent, SurveyRound
from muara.web.network.permissions import actors_spoken_for, can_read_surveys, can_run_surveys
from muara.web.network.queries import survey as queries
from muara.web.network.survey_words import CUT_WORDS, ITEM_MEANS
from muara.web.network.views.common import see

REFUSALS = (actions.CannotOpenSurvey, actions.CannotCloseSurvey, actions.CannotRemind)


def for_the_secretariat(request: HttpRequest) -> ParticipantRequest:
    asked = cast(ParticipantRequest, request)
    if not can_run_surveys(asked.user, asked.city):
        raise PermissionDenied
    return asked


def round_or_404(request: HttpRequest, number: int) -> SurveyRound:
    rounds = SurveyRound.objects.in_city(cast(ParticipantRequest, request).city).select_related("city")
    return get_object_or_404(rounds, number=number)


def respondent_or_404(survey: SurveyRound, pk: int) -> SurveyRespondent:
    return get_object_or_404(
        SurveyRespondent.objects.select_related("round__city", "actor", "recorded_by"), round=survey, pk=pk
    )


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_read_surveys(asked.user, asked.city):
        raise PermissionDenied
    found = queries.rounds_of(asked.city)
    may_run = can_run_surveys(asked.user, asked.city)
    if not may_run:
        found = found.exclude(state=SurveyRound.State.DRAFT)
    return render(request, "network/survey_rounds.html", {"rounds": found, "may_run": may_run})


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    asked = for_the_secretariat(request)
    form, status = PlanSurveyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.prepare_survey(
                    by=asked.user,
                    city=asked.city,
                    title=given["title"],
                    why=given["why"],
                    closes_at=form.closes_at,
                    most_partners=given["most_partners"],
                    most_reminders=given["most_reminders"],
                    at=timezone.now(),
                )
            except actions.CannotPrepareSurvey as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return see("network:survey_manage", asked.city.slug, made.number)
    return render(request, "network/survey_plan.html", {"form": form}, status=status)


@require_safe
@never_cache
def survey(request: HttpRequest, number: int) -> HttpResponse:
    """Show how many answered, and once the round has closed what all say together."""
    asked, one = cast(ParticipantRequest, request), round_or_404(request, number)
    if not can_read_surveys(asked.user, asked.city):
        raise PermissionDenied
    may_run = can_run_surveys(asked.user, asked.city)
    if one.is_draft and not may_run:
        raise PermissionDenied
    context = {
        "survey": one,
        "progress": queries.progress_of(one),
        "own": queries.own_questionnaires(one, actors_spoken_for(asked.user, asked.city)),
        "takes_answers": one.takes_answers(timezone.now()),
        "may_run": may_run,
    }
    if one.is_closed:
        return render(request, "network/survey_results.html", context | _results(one))
    return render(request, "network/survey_open.html", context)


def _results(one: SurveyRound) -> dict[str, Any]:
    reading = one.reading
    told = reading.result
    if told["is_withheld"]:
        return {"reading": reading, "told": told}
    kind_words = dict(Actor.Kind.choices)
    level_words = {**dict(SurveyAnswer.Collaboration.choices), "STRANGER": _("they do not know each other")}
    most = max((level["n"] or 0 for level in told["collaboration"]), default=0)
    main = [(_("Trusting answers"), told["density"]), (_("Trust that is returned"), told["reciprocity"])]
    return {
        "reading": reading,
        "told": told,
        "n_silent": told["n_asked"] - told["n_answering"],
        "main": [{"label": label, **row} for label, row in main if not row.get("is_withheld")],
        "cuts": [{"label": CUT_WORDS[row["name"]], **row} for row in told["cuts"]],
        "items": [{"label": ITEM_MEANS[row["name"]], **row} for row in told["items"] if not row["is_withheld"]],
        "kinds": [{"label": kind_words[row["kind"]], **row} for row in told["kinds"] if not row["is_withheld"]],
        "kinds_withheld": [kind_words[row["kind"]] for row in told["kinds"] if row["is_withheld"]],
        "levels": [
            {"label": level_words[row["level"]], "n": row["n"], "width": 100 * row["n"] / most if most else 0}
            for row in told["collaboration"]
            if row["n"] is not None
        ],
        "levels_withheld": [level_words[row["level"]] for row in told["collaboration"] if row["n"] is None],
    }


@require_safe
@never_cache
def manage(request: HttpRequest, number: int) -> HttpResponse:
    for_the_secretariat(request)
    return _manage(request, round_or_404(request, number))


def _manage(request: HttpRequest, one: SurveyRound, *, told: str = "", status: int = 200) -> HttpResponse:
    now, progress = timezone.now(), queries.progress_of(one)
    context = {
        "survey": one,
        "progress": progress,
        "without_partner": [asked for asked in progress.asked if not asked.n_partners],
        "takes_answers": one.takes_answers(now),
        "form": PurposeForm(),
        "told": told,
    }
    return render(request, "network/survey_manage.html", context, status=status)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Open a round, or close it."""
    asked, one = for_the_secretariat(request), round_or_404(request, number)
    wanted = request.POST.get("step", "")
    try:
        if wanted == "open":
            actions.open_survey(by=asked.user, survey=one, at=timezone.now())
        elif wanted == "close":
            actions.close_survey(by=asked.user, survey=one, at=timezone.now())
        else:
            return _manage(request, one, told=_("Choose one of the buttons."), status=422)
    except REFUSALS as refusal:
        return _manage(request, round_or_404(request, number), told=str(refusal), status=409)
    return see("network:survey_manage", asked.city.slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def partners(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Choose about whom an organisation is asked."""
    asked, one = for_the_secretariat(request), round_or_404(request, number)
    respondent = respondent_or_404(one, pk)
    told, status = "", 200
    chosen = set(respondent.answers.values_list("partner_id", flat=True))
    if request.method == "POST":
        sent = [value for value in request.POST.getlist("partner") if value.isascii() and value.isdigit()]
        wanted = {int(value) for value in sent if len(value) < 19}
        try:
            actions.choose_partners(by=asked.user, respondent=respondent, partners=wanted, at=timezone.now())
        except actions.CannotPrepareSurvey as refusal:
            told, status, chosen = str(refusal), 409, wanted
        else:
            messages.success(request, _("The partners of %(name)s are kept.") % {"name": respondent.actor.name})
            return see("network:survey_manage", asked.city.slug, number)
    others = Actor.objects.in_city(asked.city).present_on(timezone.localdate()).exclude(pk=respondent.actor_id)
    context = {
        "survey": one,
        "respondent": respondent,
        "rows": [(actor, actor.pk in chosen) for actor in others.order_by("name", "pk")],
        "told": told,
    }
    return render(request, "network/survey_partners.html", context, status=status)


@require_safe
@never_cache
def invite(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show the link of one organisation with a text to send, for the secretariat to pass on by hand."""
    for_the_secretariat(request)
    one = round_or_404(request, number)
    return _invite(request, respondent_or_404(one, pk))


def _invite(request: HttpRequest, respondent: SurveyRespondent, told: str = "", status: int = 200) -> HttpResponse:
    contacts = list(respondent.actor.contacts.order_by("pk"))
    context = {
        "survey": respondent.round,
        "respondent": respondent,
        "address": address_of(respondent),
        "text": text_to(respondent),
        "share": chat_link("", respondent),
        "contacts": [(one, chat_link(one.phone, respondent) if one.phone else "") for one in contacts],
        "takes_answers": respondent.round.takes_answers(timezone.now()),
        "told": told,
    }
    return render(request, "network/survey_invite.html", context, status=status)


@require_POST
def remind(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked, one = for_the_secretariat(request), round_or_404(request, number)
    respondent = respondent_or_404(one, pk)
    try:
        reminder = actions.remind(by=asked.user, respondent=respondent, at=timezone.now())
    except actions.CannotRemind as refusal:
        return _invite(request, respondent, told=str(refusal), status=409)
    sent = letters_to(reminder)
    messages.success(
        request,
        _("The reminder is counted and was sent by e-mail. Write or call as well, if you like.")
        if sent
        else _("The reminder is counted. No e-mail is known, so write or call now."),
    )
    return see("network:survey_invite", asked.city.slug, number, pk)


@require_POST
def renew(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked, one = for_the_secretariat(request), round_or_404(request, number)
    actions.renew_link(by=asked.user, respondent=respondent_or_404(one, pk), at=timezone.now())
    messages.success(request, _("This is a new link. The older one opens nothing any more."))
    return see("network:survey_invite", asked.city.slug, number, pk)


@require_POST
@never_cache
def file(request: HttpRequest, number: int) -> HttpResponse:
    asked, one = for_the_secretariat(request), round_or_404(request, number)
    form = PurposeForm(request.POST)
    purpose = form.cleaned_data["purpose"] if form.is_valid() else ""
    try:
        made = actions.export_answers(
            by=asked.user, survey=one, purpose=purpose, chance=random.SystemRandom(), at=timezone.now()
        )
    except actions.CannotExportAnswers as refusal:
        return _manage(request, one, told=str(refusal), status=422)
    answer = HttpResponse(made.content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@require_safe
@never_cache
def ties(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was reported as joint work and is not in the network yet."""
    for_the_secretariat(request)
    one = round_or_404(request, number)
    proposals = queries.tie_proposals(one) if one.is_closed else []
    return render(request, "network/survey_ties.html", {"survey": one, "proposals": proposals})
