from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.formats.polis import PolisExport
from muara.formats.polis import Statement as Imported
from muara.web.accounts.audit import record
from muara.web.accounts.models import Channel, Participant, User
from muara.web.cities.models import City
from muara.web.concerns.actions.splits import move_splits
from muara.web.concerns.actions.topics import plan_topic
from muara.web.concerns.models import MAX_STATEMENT, Shown, Statement, Topic, Vote, VoteEvent
from muara.web.concerns.permissions import can_run_topics
from muara.web.ui.text import UnreadableText, clean_text

BATCH = 2000


class CannotImportTopic(Exception):
    """The conversation was not imported; the message is fit to show to the person."""


@dataclass(frozen=True)
class ImportedTopic:
    """What came in, and what had to be changed on the way."""

    topic: Topic
    n_statements: int
    n_participants: int
    n_votes: int
    n_shortened: int


@transaction.atomic
def import_topic(*, by: User, city: City, export: PolisExport, at: datetime, title: str = "") -> ImportedTopic:
    """Bring a conversation held elsewhere into the city, as a closed topic of guests without a device.

    Statements keep their numbers (one higher where the export counts from 0). One longer than a statement may be
    is cut and counted in `n_shortened`. What was shown to whom comes along, so that votes weigh as they did where
    they were cast; of a statement that the export does not hold it says nothing. All of it comes in one
    transaction, during which nobody else can vote on SQLite.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotImportTopic
        If nobody voted, or a text or time of the export cannot be kept.
    """
    if not can_run_topics(by, city):
        raise PermissionDenied
    if not len(export.voters):
        raise CannotImportTopic(_("There are no votes in this export."))
    name = shortened(readable(title or export.topic) or _("Imported conversation"), 80)
    question = shortened(readable(export.about.get("description", "")) or name, 200)
    topic = plan_topic(by=by, city=city, title=name, question=question, at=at)
    topic.is_imported, topic.status, topic.closed_at = True, Topic.Status.CLOSED, at
    topic.save(update_fields=["is_imported", "status", "closed_at"])
    texts = {one.id: readable(one.text) or _("(the export holds no text)") for one in export.statements}
    statements = save_statements(topic, export.statements, texts, at)
    people = save_people(city, export, at)
    n_votes = save_votes(export, statements, people, at)
    save_shown(export, statements, people, at)
    move_splits(topic=topic, at=at)
    n_shortened = sum(len(text) > MAX_STATEMENT for text in texts.values())
    counts = {
        "n_statements": len(statements),
        "n_participants": len(set(export.voters.tolist())),
        "n_votes": n_votes,
    }
    record("topic_imported", topic, by=by, city=city, at=at, n_shortened=n_shortened, **counts)
    return ImportedTopic(topic, n_shortened=n_shortened, **counts)


def readable(text: str) -> str:
    try:
        return clean_text(text)
    except UnreadableText as error:
        raise CannotImportTopic(str(error)) from error


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def save_statements(
    topic: Topic, imported: Iterable[Imported], texts: dict[int, str], at: datetime
) -> dict[int, Statement]:
    Status = Statement.Status
    shift = 1 if 0 in texts else 0
    made = {
        one.id: Statement(
            topic=topic,
            number=one.id + shift,
            text=shortened(texts[one.id], MAX_STATEMENT),
            status=Status.REJECTED if one.moderation == -1 else Status.ACCEPTED,
            is_seed=one.is_seed,
            is_meta=one.is_meta,
            created_at=moment(one.created_ms, at),
            decided_at=at,
        )
        for one in imported
    }
    Statement.objects.bulk_create(made.values(), batch_size=BATCH)
    return made


def save_people(city: City, export: PolisExport, at: datetime) -> dict[int, Participant]:
    """Make everybody who voted, and who saw a statement without voting: they count where votes are weighed."""
    onlookers = export.shown[0] if export.shown else ()
    made = {
        voter: Participant(city=city, label=f"Polis {voter}"[:40], joined_at=at)
        for voter in sorted({*export.voters.tolist(), *onlookers})
    }
    Participant.objects.bulk_create(made.values(), batch_size=BATCH)
    return made


def save_votes(
    export: PolisExport, statements: dict[int, Statement], people: dict[int, Participant], at: datetime
) -> int:
    """Write the history in the order in which it was cast, and the last vote of everybody; return how many."""
    times = export.timestamps.tolist() if export.timestamps is not None else [None] * len(export.voters)
    cast = zip(export.voters.tolist(), export.voted.tolist(), export.values.tolist(), times, strict=True)
    history = sorted(cast, key=lambda one: one[3] or 0)
    events: list[VoteEvent] = []
    current: dict[tuple[int, int], Vote] = {}
    for number, (voter, statement, value, time) in enumerate(history):
        vote = {
            "participant": people[voter],
            "statement": statements[statement],
            "value": value,
            "channel": Channel.PHONE,
        }
        when = moment(time, at)
        events.append(VoteEvent(**vote, key=f"impor-{number}", at=when))
        current[voter, statement] = Vote(**vote, cast_at=when)
    VoteEvent.objects.bulk_create(events, batch_size=BATCH)
    Vote.objects.bulk_create(current.values(), batch_size=BATCH)
    return len(current)


def save_shown(
    export: PolisExport, statements: dict[int, Statement], people: dict[int, Participant], at: datetime
) -> None:
    """Write down what was in front of whom; when, no export says."""
    pairs = sorted(set(zip(*export.shown, strict=True))) if export.shown else []
    Shown.objects.bulk_create(
        (
            Shown(participant=people[who], statement=statements[what], at=at)
            for who, what in pairs
            if what in statements
        ),
        batch_size=BATCH,
    )


def moment(milliseconds: int | None, otherwise: datetime) -> datetime:
    if milliseconds is None:
        return otherwise
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise CannotImportTopic(_("A time in this export lies beyond the calendar.")) from error
