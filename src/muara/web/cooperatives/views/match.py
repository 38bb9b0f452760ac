"""The seven questions, one a page, and the rules they lean on."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cooperatives.matching import (
    KIND_OF_ROLE,
    QUESTIONS,
    next_question,
    read_answers,
    result_of,
    was_asked,
)
from muara.web.cooperatives.queries.register import living_of_kind
from muara.web.cooperatives.rules import before, in_order, rule_on


@require_safe
def match(request: HttpRequest) -> HttpResponse:
    """Ask one question after the other; everything is in the address, so any answer can be gone back to."""
    asked, today = cast(ParticipantRequest, request), timezone.localdate()
    kept = was_asked(request.GET.dict())
    wanted = request.GET.get("tanya", "")
    question = next((one for one in QUESTIONS if one.name == wanted), None)
    if question is None and "hasil" not in request.GET:
        question = next_question(kept)
    founders = rule_on("founders", today)
    context: dict[str, Any] = {"kept": kept, "rule": founders, "before": before(founders)}
    if question is None:
        result = result_of(kept)
        living = living_of_kind(asked.city, result.kind, today) if result.kind else []
        return render(request, "cooperatives/match_result.html", {**context, "result": result, "living": living})
    place = QUESTIONS.index(question)
    others = {name: value for name, value in kept.items() if name != question.name}
    context |= {
        "question": question,
        "ask": str(question.ask) % {"n": founders.value} if question.key == "enough_people" else question.ask,
        "number": place + 1,
        "n_questions": len(QUESTIONS),
        "others": others,
        "chosen": kept.get(question.name, ""),
        "back": urlencode({**kept, "tanya": QUESTIONS[place - 1].name}) if place else "",
        "enough": urlencode({**kept, "hasil": "1"}) if kept else "",
    }
    if question.key == "one_exists":
        kind = KIND_OF_ROLE.get(read_answers(kept).role, "")
        context["living"] = living_of_kind(asked.city, kind, today) if kind else []
    return render(request, "cooperatives/match_question.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "cooperatives/rules.html", {"rules": list(in_order())})
