"""Cards for other people's pages: whole in themselves, without scripts, cookies or anything from elsewhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from muara.web.common_ground.models import CommonThread
from muara.web.common_ground.queries import told
from muara.web.home.queries import next_session
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.queries.gates import aim_of, found_beside_target
from muara.web.opendata import answers
from muara.web.opendata.place import Place
from muara.web.opendata.queries.offered import offered_cards
from muara.web.opendata.queries.river import read_river

KEPT = "public, max-age=300"


@cache
def style() -> str:
    return render_to_string("opendata/card.css")


@cache
def policy() -> dict[str, Any]:
    """Let nothing in but the one style sheet that stands in the card, and let every site show it in a frame."""
    digest = b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "style-src": [f"'sha256-{digest}'"],
            "base-uri": [NONE],
            "form-action": [NONE],
            "frame-ancestors": ["*"],
        }
    }


@dataclass(frozen=True)
class Card:
    """What a card shows: its template with what stands in it, and the page it leads to."""

    template: str
    context: dict[str, Any]
    link: str


Telling = Callable[..., Card | None]


def framed(view: Telling) -> Callable[..., HttpResponse]:
    """Turn what is told into a card; that something is gone is said in one too: it stands on another's page."""

    @require_safe
    @xframe_options_exempt
    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = answers.place_of(request)
        asked = request.GET.get("lang", "")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            card = view(place, **kwargs)
            found = card or Card("missing", {}, place.link("home:city"))
            context = {**found.context, "city": place.city, "at": place.at, "link": found.link, "style": style()}
            html = render_to_string(f"opendata/card_{found.template}.html", context)
        answer = HttpResponse(html, status=200 if card else 404)
        answer._csp_config = policy()["DIRECTIVES"]  # type: ignore[attr-defined]
        answer["Content-Language"] = language
        answer["Cache-Control"] = KEPT
        return answer

    return shown


@framed
def river(place: Place) -> Card:
    found = read_river(place)
    most = max(found.n_concerns, 1)
    rows = zip(
        (_("raised"), _("held by a thread"), _("decided on"), _("worked on"), _("measured")),
        found.steps,
        strict=True,
    )
    lines = [(name, step.n_arrived, round(100 * step.n_arrived / most)) for name, step in rows]
    return Card("river", {"river": found, "lines": lines}, place.link("home:city"))


@framed
def thread(place: Place, number: int) -> Card | None:
    rows = CommonThread.objects.in_city(place.city).published().select_related("statement")
    found = rows.filter(number=number).first()
    if found is None:
        return None
    return Card("thread", {"thread": found, "told": told(found)}, place.link("common_ground:thread", number))


@framed
def initiative(place: Place, slug: str) -> Card | None:
    found = Initiative.objects.in_city(place.city).select_related("owner").filter(slug=slug).first()
    if found is None:
        return None
    measured = list(found.outcomes.standing().order_by("-on_date", "-pk"))
    newest = measured[0] if measured else None
    context = {
        "initiative": found,
        "aim": aim_of(found),
        "n": len(measured),
        "outcome": newest,
        "found": found_beside_target(newest) if newest else "",
    }
    return Card("initiative", context, place.link("initiatives:initiative", slug))


@framed
def session(place: Place) -> Card:
    found = next_session(place.city, place.at)
    link = place.link("forum:session", found.number) if found else place.link("forum:sessions")
    return Card("session", {"session": found}, link)


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Show which cards there are, each with the line to copy into another page."""
    place = answers.place_of(request)
    return render(
        request, "opendata/cards.html", {"cards": offered_cards(place, translation.get_language() or "id")}
    )
