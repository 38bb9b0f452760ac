"""The page of open data, and the tables it leads to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.opendata import answers, tables
from muara.web.opendata.queries import RESOURCES
from muara.web.opendata.queries.page import datasets


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    place = answers.place_of(request)
    found = datasets(place)
    context = {
        "datasets": found,
        "n_rows": sum(one.n for one in found),
        "licence": answers.LICENCE_URL,
        "api": answers.api_of(place),
    }
    return render(request, "opendata/page.html", context)


@require_safe
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one table whole, line by line."""
    kind, place = RESOURCES.get(name), answers.place_of(request)
    if kind is None or kind.asks_for:
        raise Http404(_("There is no such table."))
    answer = StreamingHttpResponse(tables.lines_of(place, kind), content_type="text/csv; charset=utf-8")
    file = f"{place.city.slug}-{name}-{place.day.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    answer["Access-Control-Allow-Origin"], answer["Cache-Control"] = "*", answers.KEPT
    return answer


@require_safe
def datapackage(request: HttpRequest) -> HttpResponse:
    content = answers.compact(tables.datapackage(answers.place_of(request)))
    answer = HttpResponse(content, content_type="application/json")
    answer["Access-Control-Allow-Origin"], answer["Cache-Control"] = "*", answers.KEPT
    return answer
