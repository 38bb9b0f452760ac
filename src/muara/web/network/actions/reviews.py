"""A stale entry is looked at again: whoever gets the reminder says with one press that it is still true."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.network.permissions import can_change_actor, can_keep_network

SALT = "muara.network.review"
LINK_LIVES = timedelta(days=30)


class CannotReview(Exception):
    """The entry was not confirmed; the message says why."""


class CannotRemind(Exception):
    """Nobody was reminded; the message says why."""


@transaction.atomic
def review_actor(*, by: User, actor: Actor, at: datetime) -> Actor:
    """Say that what is written of an actor is still true.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    """
    if not can_change_actor(by, actor):
        raise PermissionDenied
    return _reviewed(actor, by=by, at=at, through="account")


@transaction.atomic
def remind(*, by: User | None, actor: Actor, at: datetime) -> str:
    """Note that an actor was reminded, and return the token of the link that goes out; None reminds by the clock.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotRemind
        If it was reviewed within a week; the clock also leaves alone whose last link still works.
    """
    if by is not None and not can_keep_network(by, actor.city):
        raise PermissionDenied
    actor = Actor.objects.select_for_update(of=("self",)).select_related("city").get(pk=actor.pk)
    if actor.reviewed_at > at - timedelta(days=7):
        raise CannotRemind(_("This entry was looked at less than a week ago."))
    if by is None and actor.reminded_at is not None and actor.reminded_at > at - LINK_LIVES:
        raise CannotRemind(_("They were reminded already, and that link still works."))
    actor.reminded_at = at
    actor.save(update_fields=["reminded_at"])
    record("reminded_actor", actor, by=by, city=actor.city, at=at)
    return review_token(actor, at)


def review_token(actor: Actor, at: datetime) -> str:
    """Sign a link that says one thing only: that this entry, as last reviewed, is still true."""
    told = {"a": actor.pk, "r": actor.reviewed_at.isoformat(), "t": int(at.timestamp())}
    return signing.dumps(told, salt=SALT)


def actor_of_token(city: City, token: str, at: datetime) -> Actor:
    """Return whose entry a link is about. Reads only.

    Raises
    ------
    CannotReview
        If the link is not ours, too old, used, or of another city.
    """
    try:
        told = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise CannotReview(_("This link is not complete. Copy the whole of it, or ask for a new one.")) from error
    if at - datetime.fromtimestamp(told["t"], tz=at.tzinfo) > LINK_LIVES:
        raise CannotReview(_("This link has run out. Ask the secretariat for a new one."))
    actor = Actor.objects.in_city(city).filter(pk=told["a"]).first()
    if actor is None:
        raise CannotReview(_("This link belongs to no entry of this city."))
    if actor.reviewed_at.isoformat() != told["r"]:
        raise CannotReview(_("Thank you. This entry has been looked at since the link was sent."))
    return actor


@transaction.atomic
def review_by_link(*, city: City, token: str, at: datetime) -> Actor:
    """Say through a signed link, without an account, that an entry is still true. It works once.

    Raises
    ------
    CannotReview
        If the link is not ours, too old, used, or of another city.
    """
    City.objects.select_for_update().get(pk=city.pk)
    return _reviewed(actor_of_token(city, token, at), by=None, at=at, through="link")


def _reviewed(actor: Actor, *, by: User | None, at: datetime, through: str) -> Actor:
    actor = Actor.objects.select_for_update(of=("self",)).select_related("city").get(pk=actor.pk)
    actor.reviewed_at = at
    actor.save(update_fields=["reviewed_at"])
    record("reviewed_actor", actor, by=by, city=actor.city, at=at, through=through)
    return actor
