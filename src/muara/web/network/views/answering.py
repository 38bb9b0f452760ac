"""The questionnaire of one organisation, over its link; and typing in what came on paper."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest, take_part
from muara.web.network.actions import answering as actions
from muara.web.network.forms.survey import ChannelForm, Line
from muara.web.network.models import Actor, SurveyAnswer, SurveyRespondent
from muara.web.network.models.survey import ITEMS
from muara.web.network.queries.survey import progress_of, questionnaire_of
from muara.web.network.survey_words import ITEM_WORDS, SCALE
from muara.web.network.views.common import see
from muara.web.network.views.survey import for_the_secretariat, respondent_or_404, round_or_404


def by_key(request: HttpRequest, key: str) -> SurveyRespondent:
    """Return the questionnaire that a link opens; a link that opens none is no page."""
    asked = cast(ParticipantRequest, request)
    number = key.split("-", 1)[0]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    found = (
        SurveyRespondent.objects.select_related("round__city", "actor")
        .filter(pk=int(number), round__city=asked.city)
        .first()
    )
    if found is None or not found.is_opened_by(key):
        raise Http404(_("This link opens nothing any more. Ask the secretariat for a new one."))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def fill(request: HttpRequest, key: str) -> HttpResponse:
    """Show the partners of a questionnaire and how far it is; add one."""
    respondent = by_key(request, key)
    asked, told, status = cast(ParticipantRequest, request), "", 200
    if request.method == "POST":
        sent = request.POST.get("partner", "")
        found = Actor.objects.in_city(asked.city).present_on(timezone.localdate())
        partner = (
            found.filter(pk=int(sent)).first() if sent.isascii() and sent.isdigit() and len(sent) < 19 else None
        )
        if partner is None:
            told, status = _("Choose an organisation from the list."), 422
        else:
            try:
                answer = actions.add_partner(
                    by=take_part(request), respondent=respondent, key=key, partner=partner, at=timezone.now()
                )
            except actions.SurveyIsClosed as refusal:
                told, status = str(refusal), 410
            except actions.CannotAnswer as refusal:
                told, status = str(refusal), 409
            else:
                return see("network:survey_partner", asked.city.slug, key, answer.position)
    answers = questionnaire_of(respondent)
    known = {answer.partner_id for answer in answers} | {respondent.actor_id}
    is_full = len(answers) >= respondent.round.most_partners
    others = Actor.objects.in_city(asked.city).present_on(timezone.localdate()).exclude(pk__in=known)
    context = {
        "respondent": respondent,
        "survey": respondent.round,
        "key": key,
        "answers": answers,
        "n_answered": sum(answer.is_answered for answer in answers),
        "n_minutes": -(-sum(not answer.is_answered for answer in answers) // 2),  # half a minute for each
        "next": next((answer for answer in answers if not answer.is_answered), None),
        "others": [] if is_full else list(others.order_by("name", "pk")),
        "takes_answers": respondent.round.takes_answers(timezone.now()),
        "told": told,
    }
    return render(request, "network/survey_fill.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def partner(request: HttpRequest, key: str, position: int) -> HttpResponse:
    """Ask about one partner."""
    respondent = by_key(request, key)
    answer = get_object_or_404(respondent.answers.select_related("partner"), position=position)
    if request.method != "POST":
        return _partner(request, respondent, key, Line.kept(answer))
    line = Line.sent(answer, request.POST)
    if line.is_wrong:
        told = _("Choose one answer in each line. “Cannot say” is an answer too.")
        return _partner(request, respondent, key, line, told=told, status=422)
    said = actions.Said(is_stranger=True) if line.is_stranger else line.said
    try:
        actions.answer_partner(
            by=take_part(request), respondent=respondent, key=key, position=position, said=said, at=timezone.now()
        )
    except actions.SurveyIsClosed as refusal:
        return _partner(request, respondent, key, line, told=str(refusal), status=410)
    except actions.CannotAnswer as refusal:
        return _partner(request, respondent, key, line, told=str(refusal), status=422)
    rest = respondent.answers.filter(answered_at=None).order_by("position")
    after = rest.filter(position__gt=position).first() or rest.first()
    slug = respondent.round.city.slug
    return (
        see("network:survey_partner", slug, key, after.position)
        if after
        else see("network:survey_fill", slug, key)
    )


def _partner(
    request: HttpRequest, respondent: SurveyRespondent, key: str, line: Line, *, told: str = "", status: int = 200
) -> HttpResponse:
    places = list(respondent.answers.order_by("position").values_list("position", "answered_at"))
    order = [position for position, _at in places]
    here = order.index(line.answer.position)
    context = {
        "respondent": respondent,
        "survey": respondent.round,
        "key": key,
        "line": line,
        "items": [
            {"name": item, "word": ITEM_WORDS[item][0], "says": ITEM_WORDS[item][1], "typed": line.typed[item]}
            for item in ITEMS
        ],
        "scale": [(str(number), word) for number, word in SCALE.items()],
        "levels": [(str(i), label) for i, (_level, label) in enumerate(SurveyAnswer.Collaboration.choices)],
        "place": here + 1,
        "n": len(order),
        "before": order[here - 1] if here else None,
        "takes_answers": respondent.round.takes_answers(timezone.now()),
        "told": told,
    }
    return render(request, "network/survey_partner.html", context, status=status)


@require_safe
@never_cache
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Questionnaires to print, one page each; `untuk` names one of them."""
    for_the_secretariat(request)
    survey = round_or_404(request, number)
    asked = progress_of(survey).asked
    wanted = request.GET.get("untuk", "")
    if wanted.isascii() and wanted.isdigit():
        asked = tuple(one for one in asked if str(one.respondent.pk) == wanted)
    pages: dict[int, list[SurveyAnswer]] = {one.respondent.pk: [] for one in asked}
    for answer in (
        SurveyAnswer.objects.filter(respondent__in=list(pages)).select_related("partner").order_by("position")
    ):
        pages[answer.respondent_id].append(answer)
    context = {
        "survey": survey,
        "sheets": [(one.respondent, pages[one.respondent.pk]) for one in asked],
        "item_words": [ITEM_WORDS[item] for item in ITEMS],
        "levels": list(enumerate(label for _level, label in SurveyAnswer.Collaboration.choices)),
    }
    return render(request, "network/survey_sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def entry(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Type in a questionnaire that came on paper or by phone."""
    asked = for_the_secretariat(request)
    survey = round_or_404(request, number)
    respondent = respondent_or_404(survey, pk)
    answers = questionnaire_of(respondent)
    lines, form = [Line.kept(answer) for answer in answers], ChannelForm()
    told, status, replaces = "", 200, False
    if request.method == "POST":
        lines = [Line.sent(answer, request.POST, f"-{answer.position}") for answer in answers]
        form = ChannelForm(request.POST)
        wrong = [str(place) for place, line in enumerate(lines, 1) if line.is_wrong]
        if wrong or not form.is_valid():
            told, status = (
                _("Line %(lines)s holds something else than 0 to 4. Nothing is stored yet.")
                % {"lines": ", ".join(wrong) or "–"},
                422,
            )
        else:
            try:
                actions.enter_answers(
                    by=asked.user,
                    respondent=respondent,
                    answers={line.answer.position: line.said for line in lines},
                    channel=form.cleaned_data["channel"],
                    at=timezone.now(),
                    replaces=request.POST.get("replaces") == "1",
                )
            except actions.AnsweredOtherwise as refusal:
                told, status, replaces = str(refusal), 409, True
            except actions.SurveyIsClosed as refusal:
                told, status = str(refusal), 410
            except actions.CannotAnswer as refusal:
                told, status = str(refusal), 409
            else:
                return see("network:survey_manage", asked.city.slug, number)
    context = {
        "survey": survey,
        "respondent": respondent,
        "lines": lines,
        "items": [(item, ITEM_WORDS[item][0]) for item in ITEMS],
        "levels": list(enumerate(label for _level, label in SurveyAnswer.Collaboration.choices)),
        "form": form,
        "told": told,
        "replaces": replaces,
        "takes_answers": survey.takes_answers(timezone.now()),
        "said": _in_words(answers),
    }
    return render(request, "network/survey_entry.html", context, status=status)


def _in_words(answers: list[SurveyAnswer]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what was said of each partner, for a round that takes no answers any more."""
    words = {number: f"{number} {word}" for number, word in SCALE.items()} | {0: _("cannot say")}
    told = []
    for answer in answers:
        if answer.is_stranger:
            said = [(_("Together"), _("unknown to them"))]
        else:
            said = [
                (str(ITEM_WORDS[item][0]), words[value])
                for item, value in zip(ITEMS, answer.items, strict=True)
                if value is not None
            ]
            if answer.collaboration:
                said.append((_("Together"), answer.get_collaboration_display()))
        told.append((answer.partner.name, said))
    return told
