from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.concerns.actions.gate import lock_topic
from muara.web.concerns.actions.words import (
    CannotWordStatement,
    check_text,
    count_author,
    known_statements,
    next_number,
    same_statement,
)
from muara.web.concerns.models import Concern, Statement, StatementOrigin, Topic
from muara.web.concerns.permissions import can_run_topics, can_write_statement
from muara.web.concerns.text import fold_text

BUDGET, STRETCH = 10, timedelta(minutes=10)
MAX_SEEDS = 500
Status = Statement.Status


class CannotWriteStatement(Exception):
    """The statement was refused; the message is fit to show to the person."""


class AlreadyWritten(CannotWriteStatement):
    """The topic says this already: `statement` is the one to vote on."""

    def __init__(self, message: str, statement: Statement) -> None:
        super().__init__(message)
        self.statement = statement


class CannotSeed(Exception):
    """Nothing was seeded; `errors` names every line that has to be mended, by its number in what was pasted."""

    def __init__(self, message: str, errors: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(message)
        self.errors = list(errors)


@transaction.atomic
def write_statement(
    *, by: Participant, topic: Topic, text: str, at: datetime, role: str = "", concern: Concern | None = None
) -> Statement:
    """Write a statement; the author agrees with it from the moment it can be voted on.

    Raises
    ------
    PermissionDenied
        If the topic is not open to this participant, or the concern is not theirs.
    CannotWriteStatement
        If the topic is not open, the text is not good, or they wrote many just now.
    AlreadyWritten
        If the topic has the same statement already.
    """
    if not can_write_statement(by, topic) or (concern is not None and concern.raised_by_id != by.pk):
        raise PermissionDenied
    topic = lock_topic(topic)
    if not topic.is_open:
        raise CannotWriteStatement(_("This topic is not open. Your text stays here; you can copy it."))
    recent = topic.statements.filter(author=by, created_at__gt=at - STRETCH).count()
    if recent >= BUDGET:
        raise CannotWriteStatement(
            _("That was many statements at a stretch. Your text stays here: wait a few minutes, then send it.")
        )
    statement = Statement(
        topic=topic, number=next_number(topic), text=text.strip(), author=by, role=role.strip(), created_at=at
    )
    try:
        check_text(statement)
    except CannotWordStatement as error:
        raise CannotWriteStatement(str(error)) from error
    if (same := same_statement(topic, statement.text)) is not None:
        raise AlreadyWritten(
            _("Statement %(number)s says this already. Vote on it there.") % {"number": same.number}, same
        )
    statement.save()
    if concern is not None:
        StatementOrigin.objects.create(statement=statement, concern=concern, at=at)
    record("statement_written", statement, by=by, city=topic.city, at=at)
    if topic.moderation == Topic.Moderation.AFTER:
        count_author(statement, at=at)
    return statement


@transaction.atomic
def seed_statements(*, by: User, topic: Topic, lines: str | Iterable[str], at: datetime) -> list[Statement]:
    """Put pasted lines into a topic as accepted statements, one line each: all of them or none.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotSeed
        If the topic is closed or any line cannot be taken; every such line is named.
    """
    if not can_run_topics(by, topic.city):
        raise PermissionDenied
    topic = lock_topic(topic)
    if topic.status == Topic.Status.CLOSED:
        raise CannotSeed(_("This topic is closed. Choose an open topic."))
    pasted = lines.splitlines() if isinstance(lines, str) else list(lines)
    numbered = [(place, " ".join(line.split())) for place, line in enumerate(pasted, start=1) if line.strip()]
    if not numbered:
        raise CannotSeed(_("Paste at least one line."))
    if len(numbered) > MAX_SEEDS:
        raise CannotSeed(
            _("These are %(n)s lines; at most %(most)s go in at once.") % {"n": len(numbered), "most": MAX_SEEDS}
        )
    known, seen = known_statements(topic), dict[str, int]()
    number, made, errors = next_number(topic), list[Statement](), list[tuple[int, str]]()
    for place, text in numbered:
        statement = Statement(
            topic=topic, number=number + len(made), text=text, status=Status.ACCEPTED, is_seed=True,
            created_at=at, decided_at=at,
        )  # fmt: skip
        key = fold_text(text)
        try:
            check_text(statement)
        except CannotWordStatement as error:
            errors.append((place, str(error)))
            continue
        if key in known:
            errors.append((place, _("Statement %(number)s says this already.") % {"number": known[key].number}))
        elif key in seen:
            errors.append((place, _("Line %(line)s says the same.") % {"line": seen[key]}))
        else:
            seen[key] = place
            made.append(statement)
    if errors:
        raise CannotSeed(_("Nothing was taken over yet. Mend these lines, then send again."), errors)
    made = Statement.objects.bulk_create(made)
    record("statements_seeded", topic, by=by, city=topic.city, at=at, n=len(made))
    return made
