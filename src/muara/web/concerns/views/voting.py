from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from muara.web.accounts.middleware import participant_of
from muara.web.accounts.models import Participant
from muara.web.cities.middleware import CityRequest
from muara.web.concerns import actions
from muara.web.concerns.actions.votes import KEY
from muara.web.concerns.forms.voting import LARGEST_ID, UndoForm, VoteForm
from muara.web.concerns.models import Topic
from muara.web.concerns.permissions import can_vote
from muara.web.concerns.queries.voting import (
    ENOUGH_TO_STAND,
    TALLY_RESTS,
    Desk,
    Split,
    desk_of,
    own_vote,
    standing_of,
    tally_key,
    topic_tally,
    vote_of_key,
    votes_of,
)
from muara.web.concerns.views.voters import admit_voter, batch_token, seconds_to_wait, seed_of

PAGE_OF_VOTES = 40
FEW = 200
"""People up to whom the vote that has just come is added to a count that was taken for it."""


def topic_of(request: HttpRequest, slug: str, **more: Any) -> Topic:
    """Return a topic of this city that people may see, or 404."""
    topics = Topic.objects.visible().in_city(cast(CityRequest, request).city).select_related("city", "session")
    return get_object_or_404(topics, slug=slug, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        return _cast(request, slug)
    topic, person = topic_of(request, slug), participant_of(request)
    key = request.GET.get("tadi", "")
    last = vote_of_key(person, topic, key) if person and KEY.fullmatch(key) else None
    return _page(request, topic, person, last=last, first=_number(request.GET.get("ulang", "")))


def _cast(request: HttpRequest, slug: str) -> HttpResponse:
    form = VoteForm(request.POST)
    if not form.is_valid():
        topic, person = topic_of(request, slug), participant_of(request)
        told = _("This vote could not be read, so it was not stored. Please press one of the three buttons.")
        return _page(
            request, topic, person, told=told, first=_number(request.POST.get("statement", "")), status=422
        )
    given = form.cleaned_data
    topic = topic_of(request, slug, statements=given["statement"])
    known = participant_of(request)
    if not can_vote(known, topic):
        raise PermissionDenied
    first = given["statement"]
    if wait := seconds_to_wait(seed_of(request, known)):
        told = _("That was very fast. This vote is not stored yet: wait a moment, then press once more.")
        answer = _page(request, topic, known, told=told, first=first, status=429)
        answer["Retry-After"] = str(int(wait) + 1)
        return answer
    if known is None and not topic.is_open:
        return _page(request, topic, None, told=str(actions.closed()), first=first, status=410)
    person = known or admit_voter(request)
    is_counted = cache.get(tally_key(topic)) is not None
    desk = desk_of(topic, person, seed=seed_of(request, person), voted=(first, given["value"]))
    try:
        last = actions.cast_vote(
            by=person,
            statement_id=first,
            value=given["value"],
            is_important=given["important"],
            key=given["key"],
            at=timezone.now(),
            then=desk.statement.id if desk.statement else None,
        )
    except actions.VotingIsClosed as refusal:
        topic.status = Topic.Status.CLOSED
        return _page(request, topic, person, told=str(refusal), first=first, status=410)
    except actions.CannotVote as refusal:
        return _page(request, topic, person, told=str(refusal), status=409)
    tally = topic_tally(topic)
    if not is_counted and tally.n_people < FEW:  # the page counts this vote too, without counting all again
        tally = tally.after(first, given["value"], former=desk.former, is_first=desk.is_first)
        cache.set(tally_key(topic), tally, TALLY_RESTS)
    publish_what_is_due(topic)
    if cast(CityRequest, request).htmx:
        return _page(request, topic, person, last=last, desk=desk)
    return _see(topic, request, tadi=last.key)


def publish_what_is_due(topic: Topic) -> None:
    """Move the published counts on when a batch has come together; looked at every few seconds only."""
    if topic_tally(topic).is_split_due and cache.add(f"splits-moved:{topic.pk}", True, 2):
        actions.move_splits(topic=topic, at=timezone.now())
        cache.delete(tally_key(topic))


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    topic, person, form = topic_of(request, slug), participant_of(request), UndoForm(request.POST)
    if person is None or not form.is_valid():
        told = _("There is no such vote to take back. Your other votes stay as they are.")
        return _page(request, topic, person, told=told, status=409)
    try:
        left = actions.retract_vote(by=person, key=form.cleaned_data["key"], at=timezone.now())
    except actions.VotingIsClosed as refusal:
        return _page(request, topic, person, told=str(refusal), status=410)
    except actions.CannotVote as refusal:
        return _page(request, topic, person, told=str(refusal), status=409)
    if request.POST.get("dari") == "saya":
        return _to_my_votes(request, topic, left.statement_id if left.value is not None else None)
    if cast(CityRequest, request).htmx:
        told = (
            _("Taken back. Nothing of it counts.") if left.value is None else _("Your earlier vote counts again.")
        )
        return _page(request, topic, person, told=told, first=left.statement_id)
    return _see(topic, request, ulang=left.statement_id)


@require_http_methods(["GET", "HEAD", "POST"])
def my_votes(request: HttpRequest, slug: str) -> HttpResponse:
    person = participant_of(request)
    if request.method != "POST":
        topic = topic_of(request, slug)
        return _my_votes(request, topic, person)
    form = VoteForm(request.POST)
    if person is None or not form.is_valid():
        told = _("This vote could not be read, so it was not stored. Please press one of the three buttons.")
        return _my_votes(request, topic_of(request, slug), person, told=told, status=422)
    given = form.cleaned_data
    topic = topic_of(request, slug, statements=given["statement"])
    if seconds_to_wait(seed_of(request, person)):
        told = _("That was very fast. This vote is not stored yet: wait a moment, then press once more.")
        return _my_votes(request, topic, person, told=told, status=429)
    try:
        actions.cast_vote(
            by=person,
            statement_id=given["statement"],
            value=given["value"],
            is_important=given["important"],
            key=given["key"],
            at=timezone.now(),
        )
    except actions.CannotVote as refusal:
        status = 410 if isinstance(refusal, actions.VotingIsClosed) else 409
        return _my_votes(request, topic, person, told=str(refusal), status=status)
    return _to_my_votes(request, topic, given["statement"])


def _my_votes(
    request: HttpRequest, topic: Topic, person: Participant | None, *, told: str = "", status: int = 200
) -> HttpResponse:
    found: Any = votes_of(person, topic) if person else []
    page = Paginator(found, PAGE_OF_VOTES).get_page(request.GET.get("hal"))
    context = {
        "topic": topic,
        "page": page,
        "votes": [(own_vote(vote), str(uuid4())) for vote in page],
        "told": told,
        "may_change": topic.is_open and can_vote(person, topic),
        "is_voting": True,
    }
    return render(request, "concerns/my_votes.html", context, status=status)


@require_safe
def where(request: HttpRequest, slug: str) -> HttpResponse:
    topic, person = topic_of(request, slug), participant_of(request)
    context = {
        "topic": topic,
        "standing": standing_of(person, topic) if person else None,
        "enough": ENOUGH_TO_STAND,
        "n_people": topic_tally(topic).n_people,
    }
    return render(request, "concerns/where.html", context)


def _page(
    request: HttpRequest,
    topic: Topic,
    person: Participant | None,
    *,
    last: Any = None,
    told: str = "",
    first: int | None = None,
    desk: Desk | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the desk of a voter: the whole page, or the part that htmx swaps."""
    desk = desk or desk_of(topic, person, seed=seed_of(request, person), first=first)
    tally = topic_tally(topic) if desk.n_done else None
    split: Split | None = tally.splits.get(last.statement_id) if tally and last else None
    context = {
        "topic": topic,
        "desk": desk,
        "tally": tally,
        "last": last,
        "last_split": split,
        "n_like_me": split.like(last.value) if split else 0,
        "told": told,
        "is_refused": status >= 400,
        "may_vote": can_vote(person, topic),
        "key": str(uuid4()),
        "token": batch_token(request, topic, person),
        "is_swap": bool(cast(CityRequest, request).htmx),
    }
    template = "concerns/_vote.html" if context["is_swap"] else "concerns/vote.html"
    answer = render(request, template, context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _see(topic: Topic, request: HttpRequest, **params: Any) -> HttpResponse:
    address = reverse("concerns:vote", args=[cast(CityRequest, request).city.slug, topic.slug])
    (name, value), *_rest = params.items()
    answer = redirect(f"{address}?{name}={value}")
    answer.status_code = 303
    return answer


def _to_my_votes(request: HttpRequest, topic: Topic, statement: int | None) -> HttpResponse:
    address = reverse("concerns:my_votes", args=[cast(CityRequest, request).city.slug, topic.slug])
    answer = redirect(f"{address}#s{statement}" if statement else address)
    answer.status_code = 303
    return answer


def _number(text: str) -> int | None:
    if len(text) > 19 or not text.isascii() or not text.isdigit():
        return None
    return min(int(text), LARGEST_ID)
