from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.forum.actions import CannotDraftMinutes, draft_minutes
from muara.web.forum.minutes_text import write
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_run_sessions, can_see_session
from muara.web.home import queries
from muara.web.home.deeds import deeds_about, deeds_of
from muara.web.home.minutes import gather
from muara.web.home.news import newest as newest_news
from muara.web.home.news import news_page
from muara.web.home.numbers import counted_here, people_by_sector, published_numbers
from muara.web.home.outcome import log_of, outcome_of
from muara.web.home.todo import open_for, places_to_see
from muara.web.home.voice import voice_of
from muara.web.home.way import way_of
from muara.web.initiatives.permissions import can_propose

IN_THE_FEED, ON_THE_FRONT_PAGE = 50, 4
STEPS = (
    gettext_lazy("raised"),
    gettext_lazy("held by a thread"),
    gettext_lazy("decided on"),
    gettext_lazy("worked on"),
    gettext_lazy("measured"),
)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the cities; where there is one, it is the front page."""
    cities = list(City.objects.order_by("name")[:200])
    if len(cities) == 1:
        return redirect("home:city", cities[0].slug)
    return render(request, "home/start.html", {"cities": cities})


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    participant, threads = participant_of(request), queries.published_threads(asked.city)
    deeds, now = deeds_of(asked.city), timezone.now()
    return render(
        request,
        "home/city.html",
        {
            "river": (river := queries.river_of(asked.city, threads, deeds, now)),
            "rows": list(zip(STEPS, river.steps, strict=True)),
            "arrived": queries.newly_measured(deeds),
            "voice": voice_of(participant, asked.city, now),
            "next_session": queries.next_session(asked.city, now),
            "threads": queries.newest(threads),
            "news": newest_news(asked.city, ON_THE_FRONT_PAGE, now),
            "published": published_numbers(asked.city),
            "is_known": participant is not None or user_of(request) is not None,
            "at": now,
        },
    )


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Show people and area as they were published, beside what was counted here."""
    asked = cast(ParticipantRequest, request)
    context = {
        "published": published_numbers(asked.city),
        "counted": counted_here(asked.city),
        "people": people_by_sector(asked.city),
        "may_edit": can_administer(asked.user, asked.city),
        "at": timezone.now(),
    }
    return render(request, "home/numbers.html", context)


@require_safe
@never_cache
def todo(request: HttpRequest) -> HttpResponse:
    """Say what waits for the person who asks, and what anybody may do."""
    asked, now = cast(ParticipantRequest, request), timezone.now()
    participant, user = participant_of(request), user_of(request)
    context = {
        "todos": (todos := open_for(asked.city, user, now, timezone.localdate(now))),
        "voice": (voice := voice_of(participant, asked.city, now)),
        "n": len(todos) + voice.n,
        "places": places_to_see(participant, asked.city),
        "next_session": queries.next_session(asked.city, now),
        "is_known": participant is not None or user is not None,
    }
    return render(request, "home/todo.html", context)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """List what became public in any room, the newest first."""
    asked = cast(ParticipantRequest, request)
    page, days = news_page(asked.city, request.GET.get("hal", "1"), timezone.now())
    return render(request, "home/news.html", {"page": page, "days": days})


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """Hand out the newest of it to feed readers."""
    asked = cast(ParticipantRequest, request)
    here = request.build_absolute_uri(reverse("home:news", args=[asked.city.slug]))
    feed = Atom1Feed(
        title=f"Muara {asked.city.name}",
        link=here,
        description="",
        feed_url=request.build_absolute_uri(),
        language=get_language(),
    )
    for one in newest_news(asked.city, IN_THE_FEED, timezone.now()):
        feed.add_item(
            title=one.says,
            link=request.build_absolute_uri(one.link),
            description="",
            unique_id=f"urn:muara:{asked.city.slug}:{one.key}",
            pubdate=one.at,
            updateddate=one.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing else."""
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


@require_safe
@vary_on_headers("HX-Request")
def session_outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Say what became of an evening: a slot of its page, and a page of its own where scripts do not run."""
    asked = cast(ParticipantRequest, request)
    session = Session.objects.in_city(asked.city).select_related("city").filter(number=number).first()
    if session is None or not can_see_session(asked.user, session):
        raise Http404(_("There is no such session here."))
    template = "home/_outcome.html" if asked.htmx else "home/outcome.html"
    return render(request, template, {"session": session, "outcome": outcome_of(session)})


@require_safe
@vary_on_headers("HX-Request")
def thread_outcome(request: HttpRequest, number: int) -> HttpResponse:
    """Say what is done about a common thread: a slot of its page, and a page where scripts do not run."""
    asked = cast(ParticipantRequest, request)
    thread = CommonThread.objects.in_city(asked.city).published().filter(number=number).first()
    if thread is None:
        raise Http404(_("There is no such thread."))
    context = {
        "thread": thread,
        "log": log_of(deeds_about(deeds_of(asked.city), thread=thread.number)),
        "may_propose": can_propose(asked.user, asked.city),
    }
    template = "home/_thread_outcome.html" if asked.htmx else "home/thread_outcome.html"
    return render(request, template, context)


@require_safe
@vary_on_headers("HX-Request")
def way(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show where a thing came from and what became of it: a slot of its page, and a page without scripts."""
    asked = cast(ParticipantRequest, request)
    found = way_of(asked.city, kind, key, timezone.localdate())
    if found is None:
        raise Http404(_("There is no such thing in this river."))
    return render(request, "home/_way.html" if asked.htmx else "home/way.html", {"way": found})


@require_POST
def gather_minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Put the minutes of an evening together from what every room recorded, in the language of the place."""
    asked = cast(ParticipantRequest, request)
    session = Session.objects.in_city(asked.city).select_related("city", "district").filter(number=number).first()
    if session is None or not can_see_session(asked.user, session):
        raise Http404(_("There is no such session here."))
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    with translation.override(settings.LANGUAGE_CODE):
        text, why = write(gather(session)), _("Put together from what the evening recorded")
    try:
        draft_minutes(by=asked.user, session=session, text=text, why=why, at=timezone.now())
    except CannotDraftMinutes as error:
        messages.error(request, str(error))
        return redirect("forum:facilitate", asked.city.slug, number)
    return redirect("forum:minutes", asked.city.slug, number)
