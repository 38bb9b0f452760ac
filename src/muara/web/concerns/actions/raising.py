from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Channel, Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Topic
from muara.web.concerns.permissions import can_raise_concern
from muara.web.concerns.text import fold_text
from muara.web.forum.models import Session

# How many cards one person may hand in at a stretch. A hall behind one address is never counted together.
BUDGET, STRETCH = 10, timedelta(minutes=10)
UNCHECKED = {"city", "topic", "session", "raised_by", "recorded_by", "merged_into"}


class CannotRaiseConcern(Exception):
    """The concern was refused; the message is fit to show to the person."""


class PlaceIsClosed(CannotRaiseConcern):
    """The session or topic has closed; the city as a whole still listens."""


class AlreadyRaised(CannotRaiseConcern):
    """The same person said the same before: `concern` is what they said."""

    def __init__(self, message: str, concern: Concern) -> None:
        super().__init__(message)
        self.concern = concern


@transaction.atomic
def raise_concern(
    *,
    by: Participant,
    because: str,
    at: datetime,
    affected: str = "",
    tried: str = "",
    role: str = "",
    topic: Topic | None = None,
    session: Session | None = None,
) -> Concern:
    """Keep the concern of a participant, as it was said.

    Raises
    ------
    PermissionDenied
        If the topic or the session belongs to another city.
    CannotRaiseConcern
        If it is empty or too long, or they handed in many cards just now.
    PlaceIsClosed
        If the topic or the session is not open.
    AlreadyRaised
        If they said the same before.
    """
    city = by.city
    if not can_raise_concern(by, city) or any(place and place.city_id != city.pk for place in (topic, session)):
        raise PermissionDenied
    Participant.objects.select_for_update().get(pk=by.pk)
    if topic is not None and not Topic.objects.get(pk=topic.pk).is_open:
        raise PlaceIsClosed(_("This topic has closed. Send once more: your concern then goes to the whole city."))
    if session is not None and not Session.objects.get(pk=session.pk).is_open:
        raise PlaceIsClosed(
            _("This session has closed. Send once more: your concern then goes to the whole city.")
        )
    concern = Concern(
        city=city,
        topic=topic,
        session=session or (topic.session if topic else None),
        raised_by=by,
        because=because.strip(),
        affected=affected.strip(),
        tried=tried.strip(),
        role=role.strip(),
        raised_at=at,
    )
    _check(concern)
    own = Concern.objects.filter(raised_by=by)
    key = fold_text(concern.because)
    for earlier in own.filter(topic=topic).order_by("-pk")[:200]:
        if fold_text(earlier.because) == key:
            raise AlreadyRaised(_("You have said this before. It is kept; this is what became of it."), earlier)
    if own.filter(raised_at__gt=at - STRETCH, recorded_by__isnull=True).count() >= BUDGET:
        raise CannotRaiseConcern(
            _("That was many cards at a stretch. Your text stays here: wait a few minutes, then send it.")
        )
    concern.save()
    record("concern_raised", concern, by=by, city=city, at=at)
    return concern


@transaction.atomic
def record_concern(
    *,
    by: User,
    city: City,
    because: str,
    at: datetime,
    channel: str = Channel.PAPER,
    affected: str = "",
    tried: str = "",
    role: str = "",
    topic: Topic | None = None,
    session: Session | None = None,
    participant: Participant | None = None,
) -> Concern:
    """Keep a concern that came on paper or was spoken; whoever records it has read it.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city, or topic, session or participant belong to another.
    CannotRaiseConcern
        If it is empty or too long, or the topic or session is still a draft.
    """
    places = (topic, session, participant)
    if not can_facilitate(by, city) or any(place and place.city_id != city.pk for place in places):
        raise PermissionDenied
    if any(place is not None and place.status == "DRAFT" for place in (topic, session)):
        raise CannotRaiseConcern(_("This is still a draft. Open it first, then record what people say."))
    concern = Concern(
        city=city,
        topic=topic,
        session=session or (topic.session if topic else None),
        raised_by=participant,
        because=because.strip(),
        affected=affected.strip(),
        tried=tried.strip(),
        role=role.strip(),
        channel=channel,
        recorded_by=by,
        raised_at=at,
        decided_at=at,
    )
    _check(concern)
    concern.save()
    record("concern_recorded", concern, by=by, city=city, at=at, channel=channel)
    return concern


def _check(concern: Concern) -> None:
    if not concern.because:
        raise CannotRaiseConcern(_("Write first what worries you."))
    try:
        concern.clean_fields(exclude=UNCHECKED)
    except ValidationError as error:
        raise CannotRaiseConcern(" ".join(error.messages)) from error
