"""The vote path: one write per vote, answered only when it is durable (docs/adr/0007).

A vote leaves two rows: an event in the history, which is never changed, and the vote that counts now. On
PostgreSQL one statement writes both and is its own transaction; SQLite knows no such statement, so two share a
short transaction. The rules (open, votable, allowed to this tier, of this city) stand in the statement itself:
nothing is read first, and a topic that closes meanwhile is seen. Only a refusal is looked into, to say why.

The history is the record of who did what when, so votes write no line in the common audit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from muara.web.accounts.models import Channel, Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.concerns.actions.gate import GATE
from muara.web.concerns.models import AGREE, DISAGREE, PASS, Statement, Topic, VoteEvent
from muara.web.concerns.permissions import can_vote, votable_by

LARGEST_BATCH = 50
KEY = re.compile(r"[0-9A-Za-z-]{8,36}")

LOG = """
INSERT INTO concerns_voteevent
  (participant_id, statement_id, value, is_important, channel, recorded_by_id, key, at)
SELECT %(participant)s, s.id, %(value)s, %(is_important)s, %(channel)s, %(recorded_by)s, %(key)s, %(at)s
FROM concerns_statement s JOIN concerns_topic t ON t.id = s.topic_id
WHERE s.id = %(statement)s AND t.city_id = %(city)s AND t.status = 'OPEN'
  AND t.who_may_vote IN (%(who_1)s, %(who_2)s, %(who_3)s)
  AND (s.status = 'ACCEPTED' OR (s.status = 'PENDING' AND t.moderation = 'AFTER'))
"""
COUNT = """
INSERT INTO concerns_vote (participant_id, statement_id, value, is_important, channel, recorded_by_id, cast_at)
"""
OVER_AN_OLDER_ONE = """
ON CONFLICT (participant_id, statement_id) DO UPDATE SET
  value = excluded.value, is_important = excluded.is_important, channel = excluded.channel,
  recorded_by_id = excluded.recorded_by_id, cast_at = excluded.cast_at
WHERE concerns_vote.cast_at <= excluded.cast_at
"""
FIELDS = "participant_id, statement_id, value, is_important, channel, recorded_by_id, at"
# The gate is waited for before the topic's row is looked at; FOR SHARE then looks at it as it is after the wait.
IN_ONE = " ".join([
    "WITH gate AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%(gate)s, (topic_id %% 2147483648)::int)",
    "FROM concerns_statement WHERE id = %(statement)s),",
    "logged AS (", LOG, "AND EXISTS (SELECT 1 FROM gate) FOR SHARE OF t",
    "ON CONFLICT (participant_id, key) DO NOTHING RETURNING", FIELDS, "),",
    "counted AS (", COUNT, "SELECT", FIELDS, "FROM logged", OVER_AN_OLDER_ONE, "),",
    "shown AS (INSERT INTO concerns_shown (participant_id, statement_id, at)",
    "SELECT participant_id, next.id, at FROM logged JOIN concerns_statement next ON next.id = %(then)s::bigint",
    "ON CONFLICT (participant_id, statement_id) DO NOTHING)",
    "SELECT 1 FROM logged",
])  # fmt: skip
LOG_IN_TWO = " ".join([
    LOG,
    "AND NOT EXISTS (SELECT 1 FROM concerns_voteevent WHERE participant_id = %(participant)s AND key = %(key)s)",
    "RETURNING 1",
])  # fmt: skip
COUNT_IN_TWO = " ".join([
    COUNT,
    "VALUES (%(participant)s, %(statement)s, %(value)s, %(is_important)s, %(channel)s, %(recorded_by)s, %(at)s)",
    OVER_AN_OLDER_ONE,
])  # fmt: skip
SHOW_IN_TWO = """
INSERT INTO concerns_shown (participant_id, statement_id, at)
SELECT %(participant)s, id, %(at)s FROM concerns_statement WHERE id = %(then)s
ON CONFLICT (participant_id, statement_id) DO NOTHING
"""


class CannotVote(Exception):
    """The vote was refused; the message is fit to show to the person."""


class VotingIsClosed(CannotVote):
    """The topic is not open, or not any more."""


@dataclass(frozen=True)
class Given:
    """One vote as it came in."""

    statement_id: int
    value: int
    key: str
    at: datetime
    is_important: bool = False


@dataclass(frozen=True)
class Receipt:
    """What is stored: the vote of this key. `value` is None where nothing counts any more after an undoing."""

    statement_id: int
    value: int | None
    key: str
    at: datetime
    is_important: bool = False
    is_new: bool = True


def cast_vote(
    *,
    by: Participant,
    statement_id: int,
    value: int,
    is_important: bool,
    key: str,
    at: datetime,
    channel: str = Channel.PHONE,
    recorded_by: User | None = None,
    then: int | None = None,
) -> Receipt:
    """Store one vote; the last one cast counts. The same key again gives the original answer and stores nothing.

    `then` is the statement that comes in front of them next: it is kept in the same write (see `note_shown`).

    Raises
    ------
    PermissionDenied
        If the topic is not open to the tier of `by`, or `recorded_by` does not facilitate the city.
    Statement.DoesNotExist
        If the city has no such statement.
    VotingIsClosed
        If the topic is not open.
    CannotVote
        If the statement is not voted on (any more), or value or key are no such thing.
    """
    given = Given(statement_id, value, key, at, is_important)
    if recorded_by is not None and not can_facilitate(recorded_by, by.city):
        raise PermissionDenied
    _check(given)
    if connection.vendor == "postgresql":
        is_new = _put(by, given, channel, recorded_by, then)
    else:
        with transaction.atomic():
            is_new = _put(by, given, channel, recorded_by, then)
    if not is_new:
        return _answered_before(by, given)
    return Receipt(statement_id, value, key, at, is_important)


@transaction.atomic
def cast_batch(
    *,
    by: Participant,
    topic: Topic,
    votes: Sequence[Given],
    channel: str = Channel.PHONE,
    recorded_by: User | None = None,
) -> list[Receipt | CannotVote]:
    """Store the votes of a phone that was offline, or of a sheet: all valid ones, whatever becomes of the others.

    Returns one answer per vote, in their order.

    Raises
    ------
    PermissionDenied
        If the topic is not open to the tier of `by`, or `recorded_by` does not facilitate the city.
    CannotVote
        If there are more than `LARGEST_BATCH` votes; nothing is stored.
    """
    if not can_vote(by, topic) or (recorded_by is not None and not can_facilitate(recorded_by, topic.city)):
        raise PermissionDenied
    if len(votes) > LARGEST_BATCH:
        raise CannotVote(_("At most %(n)s votes at once; send the rest afterwards.") % {"n": LARGEST_BATCH})
    known = set(topic.statements.filter(pk__in={vote.statement_id for vote in votes}).values_list("pk", flat=True))
    answers: list[Receipt | CannotVote] = []
    for vote in votes:
        try:
            _check(vote)
            if vote.statement_id not in known:
                raise CannotVote(_("This topic has no such statement."))
            is_new = _put(by, vote, channel, recorded_by)
            answers.append(
                Receipt(vote.statement_id, vote.value, vote.key, vote.at, vote.is_important)
                if is_new
                else _answered_before(by, vote)
            )
        except CannotVote as refusal:
            answers.append(refusal)
    return answers


def _check(given: Given) -> None:
    if given.value not in {AGREE, PASS, DISAGREE}:
        raise CannotVote(_("A vote is agree, disagree or pass."))
    if not KEY.fullmatch(given.key):
        raise CannotVote(_("This vote came without a proper key. Load the page again and vote once more."))


def _put(by: Participant, given: Given, channel: str, recorded_by: User | None, then: int | None = None) -> bool:
    """Write the event and the vote; say whether this was new."""
    who = votable_by(by)
    values: dict[str, Any] = {
        "participant": by.pk,
        "city": by.city_id,
        "statement": given.statement_id,
        "value": given.value,
        "is_important": given.is_important,
        "channel": channel,
        "recorded_by": recorded_by.pk if recorded_by else None,
        "key": given.key,
        "at": connection.ops.adapt_datetimefield_value(given.at),
        "then": then,
        "gate": GATE,
        "who_1": who[0],
        "who_2": who[-1],
        "who_3": who[len(who) // 2],
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(IN_ONE, values)
            return cursor.fetchone() is not None
        cursor.execute(LOG_IN_TWO, values)
        if cursor.fetchone() is None:
            return False
        cursor.execute(COUNT_IN_TWO, values)
        if then is not None:
            cursor.execute(SHOW_IN_TWO, values)
        return True


def _answered_before(by: Participant, given: Given) -> Receipt:
    """Return the original answer to a repeated vote, or raise why this one was refused."""
    earlier = VoteEvent.objects.filter(participant=by, key=given.key).first()
    if earlier is not None:
        return Receipt(
            earlier.statement_id, earlier.value, earlier.key, earlier.at, earlier.is_important, is_new=False
        )
    statement = Statement.objects.select_related("topic").get(pk=given.statement_id, topic__city_id=by.city_id)
    if not can_vote(by, statement.topic):
        raise PermissionDenied
    if not statement.topic.is_open:
        raise closed()
    raise CannotVote(_("This statement is no longer voted on. Go on with the next one."))


def closed() -> VotingIsClosed:
    return VotingIsClosed(_("This topic has closed. What you voted before is kept; this vote came too late."))
