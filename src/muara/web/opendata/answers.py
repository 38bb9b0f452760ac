"""What stands around everything that is given out: its terms, refusals, and how long it may be kept."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.opendata.place import Place
from muara.web.opendata.shapes import as_json

VERSION = "1"
LICENCE = "CC-BY-SA-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
PROBLEM = "application/problem+json"
KEPT = "public, max-age=60"
TITLES: dict[int, Promise] = {400: _("This question cannot be answered."), 404: _("There is nothing here.")}


class CannotAnswer(Exception):
    """A question to the read API was refused; the message says what to ask instead."""

    def __init__(self, status: int, detail: Promise) -> None:
        self.status, self.detail = status, detail
        super().__init__(str(detail))


@dataclass(frozen=True)
class Terms:
    """Of which city this is, when it was said, and under which terms it may be used."""

    city: Annotated[str, "First part of its addresses"]
    city_name: str
    sample: Annotated[bool, "Made up for demonstration: nobody in it exists"]
    licence: Annotated[str, "SPDX identifier"]
    licence_url: str
    attribution: Annotated[str, "How to name the source"]
    source: Annotated[str, "The page where people read the same"]
    generated_at: datetime


@dataclass(frozen=True)
class Links:
    """Where this stands, and where it goes on."""

    here: str
    next: Annotated[str | None, "null: this is the end"]


@dataclass(frozen=True)
class List:
    """One list that can be asked for."""

    name: str
    title: str
    about: str
    url: str


@dataclass(frozen=True)
class Contents:
    """What this interface answers."""

    version: Annotated[str, "Changes only where something is taken away or means something else"]
    openapi: str
    river: str
    lists: tuple[List, ...]


@dataclass(frozen=True)
class Problem:
    """Why a question was refused (RFC 9457), in English and in Indonesian."""

    type: str
    title: str
    status: int
    detail: str
    detail_id: Annotated[str, "The same in Indonesian"]


def place_of(request: HttpRequest) -> Place:
    city = request.city  # type: ignore[attr-defined]
    return Place(city, timezone.now(), request.build_absolute_uri("/").rstrip("/"))


def terms_of(place: Place, page: str) -> Terms:
    return Terms(
        city=place.city.slug,
        city_name=place.city.name,
        sample=place.city.is_sample,
        licence=LICENCE,
        licence_url=LICENCE_URL,
        attribution=f"Muara {place.city.name}",
        source=place.link(page),
        generated_at=place.at,
    )


def told(
    request: HttpRequest, place: Place, data: Any, *, page: str, following: str | None = None
) -> HttpResponse:
    """Answer with data and its terms, or say that nothing has changed since it was asked before.

    The tag is made from everything but the moment: an answer is the same as long as the data are.
    """
    body = {
        "data": as_json(data),
        "links": as_json(Links(request.build_absolute_uri(), following)),
        "meta": as_json(terms_of(place, page)),
    }
    lasting = {**body, "meta": {**body["meta"], "generated_at": None}}
    return kept(request, HttpResponse(compact(body), content_type="application/json"), compact(lasting))


def kept(request: HttpRequest, response: HttpResponse, lasting: bytes) -> HttpResponse:
    """Let an answer be kept for a minute, and asked for again by the tag of what is lasting in it."""
    tag = f'W/"{hashlib.sha256(lasting).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = tag, KEPT
    known = get_conditional_response(request, etag=tag, response=response)
    return response if known is None else known


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def refused(status: int, detail: Promise) -> HttpResponse:
    said = {}
    for language in ("en", "id"):
        with translation.override(language):
            said[language] = str(detail)
    with translation.override("en"):
        title = str(TITLES[status])
    problem = Problem("about:blank", title, status, said["en"], said["id"])
    return HttpResponse(compact(as_json(problem)), content_type=PROBLEM, status=status)


def is_of_api(request: HttpRequest) -> bool:
    """Say whether an address is one of the read API, also where there is no such city."""
    parts = request.path.split("/", 3)
    return len(parts) > 3 and parts[2] == "api"


def api_of(place: Place) -> str:
    return place.root + reverse("opendata:index", args=[place.city.slug])
