"""The door for phones that were offline: what comes next for them, and the votes they kept (at most 50 at once).

    GET   {"token": "…", "next": [{"id": 7, "key": "…", "text": "…", "author": "…"}]}
    POST  header X-Kiriman: the token
          {"votes": [{"statement": 7, "value": 1, "important": false, "key": "…", "ago": 95}]}
          {"results": [{"key": "…", "status": "stored" | "known" | "refused", "message": "…"}]}

`ago` counts the seconds since the button was pressed, because the clocks of phones are wrong more often than
their stopwatches. The token says who sends and stands in for the form token, which is long gone by then.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import participant_of
from muara.web.concerns import actions
from muara.web.concerns.actions.votes import KEY, LARGEST_BATCH
from muara.web.concerns.forms.voting import LARGEST_ID
from muara.web.concerns.models import AGREE, DISAGREE
from muara.web.concerns.permissions import can_vote
from muara.web.concerns.queries.voting import upcoming
from muara.web.concerns.views.voters import (
    admit_by_token,
    batch_token,
    known_by_token,
    read_token,
    seconds_to_wait,
    seed_of,
)
from muara.web.concerns.views.voting import publish_what_is_due, topic_of

LARGEST_BODY = 64 * 1024
LONGEST_AGO = 90 * 24 * 3600
STOCK = 12


class Unreadable(ValueError):
    """What was sent is no batch; the message says where."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, slug: str) -> HttpResponse:
    topic = topic_of(request, slug)
    if request.method != "POST":
        person = participant_of(request)
        seed = seed_of(request, person)
        shown = upcoming(topic, person, seed=seed, n=STOCK) if topic.is_open and can_vote(person, topic) else []
        stock = [{"id": s.id, "key": str(uuid4()), "text": s.text, "author": _author(s.role)} for s in shown]
        answer = JsonResponse({"token": batch_token(request, topic, person), "next": stock})
        answer["Cache-Control"] = "private, no-store"
        return answer
    who = read_token(request.headers.get("X-Kiriman", ""), topic)
    if who is None:
        return _error(403, _("This phone is not known here any more. Load the page again; your votes stay on it."))
    try:
        votes = _read(request)
    except Unreadable as fault:
        return _error(400, str(fault))
    person = known_by_token(who, topic)
    if wait := seconds_to_wait("-".join(f"{k}{who[k]}" for k in sorted(who)), cost=1 + len(votes) / 10):
        answer = _error(429, _("That was very fast. Your votes stay on the phone and are sent again in a moment."))
        answer["Retry-After"] = str(int(wait) + 1)
        return answer
    now = timezone.now()
    given, refused = _judge(votes, now)
    if not topic.is_open and person is None:
        return _error(410, str(actions.closed()))
    if given and person is None:
        if not can_vote(None, topic):
            return _error(403, _("This topic is not open to guests. Sign in, or enter the code of the hall."))
        person = admit_by_token(request, who, topic, now)
    if given and person is None:
        return _error(403, _("This phone is not known here any more. Load the page again; your votes stay on it."))
    try:
        answers = actions.cast_batch(by=person, topic=topic, votes=given) if person else []
    except PermissionDenied:
        return _error(403, _("This topic is not open to guests. Sign in, or enter the code of the hall."))
    if answers:
        publish_what_is_due(topic)
    results = [*refused, *(_result(vote, answer) for vote, answer in zip(given, answers, strict=True))]
    if answers and all(isinstance(answer, actions.VotingIsClosed) for answer in answers):
        return JsonResponse({"error": str(answers[0]), "results": results}, status=410)
    return JsonResponse({"results": results}, status=200 if given or not votes else 400)


def _author(role: str) -> str:
    return _("%(role)s wrote:") % {"role": role} if role else _("Somebody wrote:")


def _error(status: int, message: str) -> JsonResponse:
    return JsonResponse({"error": message, "results": []}, status=status)


def _result(vote: actions.Given, answer: actions.Receipt | actions.CannotVote) -> dict[str, Any]:
    if isinstance(answer, actions.CannotVote):
        return {"key": vote.key, "status": "refused", "message": str(answer)}
    return {"key": vote.key, "status": "stored" if answer.is_new else "known"}


def _no_constant(name: str) -> Any:
    raise Unreadable(_("“%(name)s” is no number.") % {"name": name})


def _read(request: HttpRequest) -> list[Any]:
    """Read the envelope; what is in it is judged one by one."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LARGEST_BODY:
        raise Unreadable(_("This is too large. Send at most %(n)s votes at once.") % {"n": LARGEST_BATCH})
    try:
        sent = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("This is not JSON that can be read.")) from fault
    votes = sent.get("votes") if isinstance(sent, dict) else None
    if not isinstance(votes, list):
        raise Unreadable(_("A list of votes is expected under the name “votes”."))
    if len(votes) > LARGEST_BATCH:
        raise Unreadable(_("At most %(n)s votes at once; send the rest afterwards.") % {"n": LARGEST_BATCH})
    return votes


def _judge(votes: list[Any], now: Any) -> tuple[list[actions.Given], list[dict[str, Any]]]:
    """Part what can be a vote from what cannot."""
    given, refused = [], []
    for vote in votes:
        one = vote if isinstance(vote, dict) else {}
        key, ago = one.get("key"), one.get("ago", 0)
        if not isinstance(key, str) or not KEY.fullmatch(key):
            key = None
        if (
            key is None
            or not _is_whole(one.get("statement"), 1, LARGEST_ID)
            or not _is_whole(one.get("value"), DISAGREE, AGREE)
            or not _is_whole(ago, 0, LONGEST_AGO)
            or not isinstance(one.get("important", False), bool)
        ):
            refused.append({"key": key, "status": "refused", "message": _("This is not a vote.")})
            continue
        at = now - timedelta(seconds=ago)
        given.append(actions.Given(one["statement"], one["value"], key, at, one.get("important", False)))
    return given, refused


def _is_whole(number: Any, low: int, high: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and low <= number <= high
