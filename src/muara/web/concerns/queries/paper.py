"""What stands on paper, and what was typed in from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from muara.web.accounts.models import Participant
from muara.web.concerns.models import Statement, Topic, Vote, sheet_label


@dataclass(frozen=True)
class Edition:
    """The statements as they stand on a sheet printed now; `mark` changes when any of them does."""

    statements: list[Statement]
    mark: str


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was typed in."""

    number: int
    answers: dict[int, int]


def edition_of(topic: Topic) -> Edition:
    statements = list(Statement.objects.votable().filter(topic=topic).order_by("number"))
    wording = "\n".join(f"{s.number} {s.version} {s.text}" for s in statements)
    return Edition(statements, hashlib.sha256(wording.encode()).hexdigest()[:6])


def sheet_of(topic: Topic, number: int) -> Sheet | None:
    people = Participant.objects.filter(city=topic.city_id, is_assisted=True)
    person = people.filter(label=sheet_label(topic, number)).first()
    if person is None:
        return None
    votes = Vote.objects.filter(participant=person, statement__topic=topic)
    return Sheet(number, dict(votes.values_list("statement_id", "value")))


def sheet_numbers(topic: Topic) -> list[int]:
    """Return the numbers of the sheets that were typed in, in order."""
    people = Participant.objects.filter(
        city=topic.city_id, is_assisted=True, label__startswith=sheet_label_start(topic)
    )
    return sorted(int(label.rpartition("/")[2]) for label in people.values_list("label", flat=True))


def sheet_label_start(topic: Topic) -> str:
    return f"{topic.pk}/"
