"""The read API: each address is one question, answered from the rows that everybody may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from muara.web.opendata import answers, openapi
from muara.web.opendata.answers import CannotAnswer
from muara.web.opendata.queries import RESOURCES
from muara.web.opendata.queries.river import river_told
from muara.web.opendata.resource import NUMBER, SLUG, Resource
from muara.web.ui import views as pages

USUAL, MOST = 50, 100
NOTHING = _("There is no such thing in this city. Ask for the list to see what there is.")
NO_CITY = _("There is no such address. Begin at /<city>/api/v1/, which names all lists.")
NO_LIMIT = _("limit is a whole number from 1 to 100.")
NO_PLACE = _("after is what the link to the next page says; leave it out for the first page.")
NO_FILTER = _("This filter takes an id as the lists give it.")
ASK_FOR = _("This is given for one thing at a time. Add ?actor= with the id of an organisation.")

View = Callable[..., HttpResponse]


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read an answer. Nobody is signed in here, so they read what everybody reads."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response.headers.setdefault("Cache-Control", answers.KEPT)
    return response


def served(view: View) -> View:
    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return open_to_all(view(request, *args, **kwargs))
        except CannotAnswer as refusal:
            return open_to_all(answers.refused(refusal.status, refusal.detail))

    return answered


@served
def index(request: HttpRequest) -> HttpResponse:
    place = answers.place_of(request)
    with translation.override("en"):
        lists = tuple(
            answers.List(name, str(one.title), str(one.about), place.link("opendata:list", name))
            for name, one in RESOURCES.items()
        )
    found = answers.Contents(answers.VERSION, place.link("opendata:openapi"), place.link("opendata:river"), lists)
    return answers.told(request, place, found, page="opendata:page")


@served
def document(request: HttpRequest) -> HttpResponse:
    """Hand out the OpenAPI document, which is made from the same dataclasses as the answers."""
    content = answers.compact(openapi.document_of(answers.place_of(request)))
    return answers.kept(request, HttpResponse(content, content_type="application/json"), content)


@served
def river(request: HttpRequest) -> HttpResponse:
    place = answers.place_of(request)
    return answers.told(request, place, river_told(place), page="home:city")


@served
def listed(request: HttpRequest, resource: str) -> HttpResponse:
    place, kind = answers.place_of(request), _resource(resource)
    limit, after, wanted = _limit(request), _after(request), _wanted(request, kind)
    data, end = kind.batch(place, after=after, limit=limit, **wanted)
    following = None
    if end is not None:
        asked = urlencode({**wanted, "limit": limit, "after": end})
        following = f"{place.link('opendata:list', resource)}?{asked}"
    return answers.told(request, place, tuple(data), page=kind.page, following=following)


@served
def single(request: HttpRequest, resource: str, key: str) -> HttpResponse:
    place, kind = answers.place_of(request), _resource(resource)
    if (found := kind.one(place, key)) is None:
        raise CannotAnswer(404, NOTHING)
    return answers.told(request, place, found, page=kind.page)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer what is nowhere: to programs as they are answered elsewhere, to people with a page."""
    if answers.is_of_api(request):
        return open_to_all(answers.refused(404, NO_CITY))
    return pages.page_not_found(request, exception)


def _resource(name: str) -> Resource[Any]:
    if name not in RESOURCES:
        raise CannotAnswer(404, NO_CITY)
    return RESOURCES[name]


def _limit(request: HttpRequest) -> int:
    asked = request.GET.get("limit", str(USUAL))
    if not NUMBER.fullmatch(asked) or not 1 <= int(asked) <= MOST:
        raise CannotAnswer(400, NO_LIMIT)
    return int(asked)


def _after(request: HttpRequest) -> int:
    asked = request.GET.get("after", "")
    if asked and not NUMBER.fullmatch(asked):
        raise CannotAnswer(400, NO_PLACE)
    return int(asked or 0)


def _wanted(request: HttpRequest, kind: Resource[Any]) -> dict[str, str]:
    """Return the filters that are asked for; the list of what is only given in parts needs one."""
    wanted = {name: request.GET[name] for name in kind.filters if name in request.GET}
    if not all(SLUG.fullmatch(value) for value in wanted.values()):
        raise CannotAnswer(400, NO_FILTER)
    if kind.asks_for and kind.asks_for not in wanted:
        raise CannotAnswer(400, ASK_FOR)
    return wanted
