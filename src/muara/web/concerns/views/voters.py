"""Who votes: known again also before they are admitted, so that a repeated first vote is one vote.

Nobody is admitted by looking at a page. Until the first vote arrives, a newcomer is known by what the form
protection has put on their phone anyway: from it follows the device under which they will be admitted. If the
answer to the first vote is lost on the way and the phone sends it again, it comes from the same guest.
"""

from __future__ import annotations

import time
from typing import Any, cast

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac

from muara.web.accounts.actions import admit
from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part
from muara.web.accounts.models import Participant, User
from muara.web.concerns.models import Topic

TOKEN_SALT = "muara.concerns.batch"  # noqa: S105 (a name)
BURST, PER_SECOND = 30.0, 5.0


def newcomer_mark(request: HttpRequest) -> str:
    get_token(request)
    return salted_hmac("muara.newcomer", request.META["CSRF_COOKIE"]).hexdigest()[:24]


def _device_of(mark: str) -> str:
    return salted_hmac("muara.newcomer.device", mark).hexdigest()[:32]


def seed_of(request: HttpRequest, person: Participant | None) -> str:
    """Return what decides the order of statements: the same for the same person, reload or not."""
    return f"p{person.pk}" if person else newcomer_mark(request)


def admit_voter(request: HttpRequest) -> Participant:
    asked = cast(ParticipantRequest, request)
    is_signed_in = bool(request.user.is_authenticated)
    if participant_of(request) is None and not asked.device and not is_signed_in:
        asked.device = asked.new_device = _device_of(newcomer_mark(request))
    return take_part(request)


def batch_token(request: HttpRequest, topic: Topic, person: Participant | None) -> str:
    """Sign who sends the votes of an offline phone; it holds as long as the topic is open."""
    who: dict[str, Any] = {"t": topic.pk}
    if person is not None:
        who["p"] = person.pk
    elif request.user.is_authenticated:
        who["u"] = request.user.pk
    else:
        who["n"] = newcomer_mark(request)
    return signing.dumps(who, salt=TOKEN_SALT)


def read_token(token: str, topic: Topic) -> dict[str, Any] | None:
    try:
        who = signing.loads(token, salt=TOKEN_SALT)
    except signing.BadSignature:
        return None
    return who if isinstance(who, dict) and who.get("t") == topic.pk else None


def known_by_token(who: dict[str, Any], topic: Topic) -> Participant | None:
    """Return who a token belongs to, if they take part already; who signed in since then is themselves."""
    if "p" not in who:
        return None
    person = Participant.objects.filter(pk=who["p"], city_id=topic.city_id).select_related("city").first()
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    return person


def admit_by_token(request: HttpRequest, who: dict[str, Any], topic: Topic, at: Any) -> Participant | None:
    asked = cast(ParticipantRequest, request)
    if "u" in who:
        user = User.objects.filter(pk=who["u"], is_active=True).first()
        return admit(city=topic.city, user=user, device_token="", at=at) if user else None
    if "n" in who:
        device = _device_of(str(who["n"]))
        if not asked.device:
            asked.new_device = device
        return admit(city=topic.city, user=None, device_token=device, at=at)
    return None


def seconds_to_wait(who: str, *, cost: float = 1.0) -> float:
    """Take `cost` votes from the budget of a person; return 0, or how long to wait while nothing is taken.

    The budget belongs to the person or device, never to an address: a hall shares one address (settled).
    """
    key, now = f"votes-left:{who}", time.time()
    left, since = cache.get(key, (BURST, now))
    left = min(BURST, left + (now - since) * PER_SECOND)
    if left < cost:
        return float((cost - left) / PER_SECOND)
    cache.set(key, (left - cost, now), 60)
    return 0.0
