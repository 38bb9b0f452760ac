from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muara.web.cities.middleware import CityRequest
from muara.web.search.models import Kind
from muara.web.search.queries import everything_in, find
from muara.web.search.words import question_of
from muara.web.ui.text import UnreadableText, clean_text

LONGEST_QUESTION = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    city = cast(CityRequest, request).city
    typed, kind = _asked(request, "q")[:LONGEST_QUESTION].strip(), _asked(request, "jenis")
    kind = kind if kind in Kind.values else ""
    question = question_of(typed)
    context: dict[str, Any] = {"typed": typed, "kind": kind, "can_be_asked": bool(question.stems)}
    if question.stems:
        kept = request.GET.copy()
        kept.pop("hal", None)
        found = find(city, question, kind=kind, page=request.GET.get("hal"))
        context |= {"found": found, "page": found.page, "query": f"{kept.urlencode()}&"}
    else:
        context["everything"] = everything_in(city)
    return render(request, "search/search.html", context)


def _asked(request: HttpRequest, name: str) -> str:
    try:
        return clean_text(request.GET.get(name, ""))
    except UnreadableText:
        return ""
