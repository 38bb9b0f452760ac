"""Undoing and moving votes: the table of votes follows from the history."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.models import Channel, Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.concerns.actions.gate import hold_open
from muara.web.concerns.actions.votes import CannotVote, Receipt, closed
from muara.web.concerns.models import AGREE, Shown, Statement, Vote, VoteEvent

FAMILY = UUID("6d756172-6100-4000-8000-737561726100")  # keys that the program itself makes


@transaction.atomic
def retract_vote(
    *,
    by: Participant,
    key: str,
    at: datetime,
    channel: str = Channel.PHONE,
    recorded_by: User | None = None,
) -> Receipt:
    """Undo the vote of this key, also long after: what was cast before it counts again, or nothing.

    Undoing twice is undoing once.

    Raises
    ------
    CannotVote
        If `by` cast no vote with this key.
    VotingIsClosed
        If the topic is not open.
    """
    cast = (
        VoteEvent.objects.filter(participant=by, key=key, value__isnull=False).select_related("statement").first()
    )
    if cast is None:
        raise CannotVote(_("There is no such vote to take back. Your other votes stay as they are."))
    if not hold_open(cast.statement.topic_id):
        raise closed()
    _hold_vote(by, cast.statement_id)
    is_new = not VoteEvent.objects.filter(undoes=cast).exists()
    if is_new:
        _log_undoing(cast, at=at, channel=channel, recorded_by=recorded_by)
    counts = _count_again(by, cast.statement_id)
    if counts is None:
        return Receipt(cast.statement_id, None, key, at, is_new=is_new)
    return Receipt(cast.statement_id, counts.value, counts.key, counts.at, counts.is_important, is_new=is_new)


@transaction.atomic
def clear_vote(*, by: Participant, statement: Statement, at: datetime, channel: str, recorded_by: User) -> None:
    """Undo everything `by` cast on a statement, so that it counts as never answered (an emptied line of a sheet).

    Raises
    ------
    PermissionDenied
        If `recorded_by` does not facilitate the city.
    VotingIsClosed
        If the topic is not open.
    """
    if not can_facilitate(recorded_by, by.city):
        raise PermissionDenied
    if not hold_open(statement.topic_id):
        raise closed()
    _hold_vote(by, statement.pk)
    for cast in _standing(by, statement.pk):
        _log_undoing(cast, at=at, channel=channel, recorded_by=recorded_by)
    _count_again(by, statement.pk)


@transaction.atomic
def agree_as_author(*, statement: Statement, at: datetime) -> None:
    """Count a statement as its author's agreement, once; a vote they cast themselves since then stays."""
    author = statement.author
    key = str(uuid5(FAMILY, f"author {statement.pk}"))
    if author is None or VoteEvent.objects.filter(participant=author, key=key).exists():
        return
    VoteEvent.objects.create(participant=author, statement=statement, value=AGREE, key=key, at=at)
    _hold_vote(author, statement.pk)
    _count_again(author, statement.pk)


@transaction.atomic
def move_votes(*, by: User, source: Participant, target: Participant, at: datetime) -> None:
    """Hand the votes of a guest to the person who signed in; where both voted, the later vote counts.

    The history of the guest is repeated for the person, keys included, so that a vote which the phone sends once
    more is known; in the guest's own history each vote is undone. So both histories still tell the votes.
    """
    for person in (source, target):
        _give_history(person)
    past = list(VoteEvent.objects.filter(participant=source).order_by("pk"))
    own_keys = set(VoteEvent.objects.filter(participant=target).values_list("key", flat=True))
    copies: dict[int, VoteEvent] = {}
    for event in past:
        if event.key in own_keys or (event.undoes_id is not None and event.undoes_id not in copies):
            continue
        copies[event.pk] = VoteEvent.objects.create(
            participant=target,
            statement_id=event.statement_id,
            value=event.value,
            is_important=event.is_important,
            channel=event.channel,
            recorded_by_id=event.recorded_by_id,
            key=event.key,
            undoes=None if event.undoes_id is None else copies[event.undoes_id],
            at=event.at,
        )
    for statement_id in sorted({event.statement_id for event in past}):
        _hold_vote(target, statement_id)
        for cast in _standing(source, statement_id):
            _log_undoing(cast, at=at, channel=cast.channel, recorded_by=None)
        _count_again(source, statement_id)
        _count_again(target, statement_id)
    seen = Shown.objects.filter(participant=source)
    seen.exclude(statement__in=Shown.objects.filter(participant=target).values("statement")).update(
        participant=target
    )
    seen.delete()


def _hold_vote(by: Participant, statement_id: int) -> None:
    list(Vote.objects.select_for_update().filter(participant=by, statement_id=statement_id))


def _standing(by: Participant, statement_id: int) -> list[VoteEvent]:
    """Return the casts that were not undone, the one that counts first."""
    casts = VoteEvent.objects.filter(
        participant=by, statement_id=statement_id, value__isnull=False, undone_by__isnull=True
    )
    return list(casts.order_by("-at", "-pk"))


def _count_again(by: Participant, statement_id: int) -> VoteEvent | None:
    """Make the vote what the history says, and return the cast that counts."""
    votes = Vote.objects.filter(participant=by, statement_id=statement_id)
    standing = _standing(by, statement_id)
    if not standing:
        votes.delete()
        return None
    cast = standing[0]
    state = {name: getattr(cast, name) for name in ("value", "is_important", "channel", "recorded_by_id")}
    Vote.objects.update_or_create(
        participant=by, statement_id=statement_id, defaults={**state, "cast_at": cast.at}
    )
    return cast


def _give_history(by: Participant) -> None:
    """Write an event for each vote that came without one, from an import."""
    known = VoteEvent.objects.filter(participant=by, value__isnull=False).values("statement_id")
    for vote in Vote.objects.filter(participant=by).exclude(statement_id__in=known):
        VoteEvent.objects.create(
            participant=by,
            statement_id=vote.statement_id,
            value=vote.value,
            is_important=vote.is_important,
            channel=vote.channel,
            recorded_by_id=vote.recorded_by_id,
            key=str(uuid5(FAMILY, f"import {vote.pk}")),
            at=vote.cast_at,
        )


def _log_undoing(cast: VoteEvent, *, at: datetime, channel: str, recorded_by: User | None) -> None:
    VoteEvent.objects.create(
        participant_id=cast.participant_id,
        statement_id=cast.statement_id,
        undoes=cast,
        key=str(uuid5(FAMILY, f"undo {cast.pk}")),
        channel=channel,
        recorded_by=recorded_by,
        at=at,
    )
