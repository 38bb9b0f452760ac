from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.concerns.actions.gate import lock_topic
from muara.web.concerns.actions.words import (
    CannotWordStatement,
    check_text,
    keep_version,
    lock_statement,
    refuse_same,
    save_accepted,
    tell_author,
    tell_raiser,
)
from muara.web.concerns.models import Concern, Statement, StatementOrigin, Topic
from muara.web.concerns.permissions import can_moderate
from muara.web.concerns.text import changes_meaning

Kind = StatementOrigin.Kind
Status = Statement.Status


def word_statement(
    *, by: User, topic: Topic, concerns: Sequence[Concern], text: str, at: datetime, role: str = ""
) -> Statement:
    """Word one statement from one or more concerns; see `word_statements`."""
    return word_statements(by=by, topic=topic, concerns=concerns, texts=[text], at=at, role=role)[0]


@transaction.atomic
def word_statements(
    *, by: User, topic: Topic, concerns: Sequence[Concern], texts: Sequence[str], at: datetime, role: str = ""
) -> list[Statement]:
    """Make statements from concerns: word one, split one into several, or join several into one.

    The statements are accepted at once, and whoever raised the concerns is told.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city, or something belongs to another city.
    CannotWordStatement
        If the topic is closed, a concern was rejected, or a text is not good or there already. Nothing is kept.
    """
    if not can_moderate(by, topic.city) or any(concern.city_id != topic.city_id for concern in concerns):
        raise PermissionDenied
    topic = lock_topic(topic)
    if topic.status == Topic.Status.CLOSED:
        raise CannotWordStatement(_("This topic is closed. Choose an open topic."))
    locked = list(
        Concern.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in concerns]).order_by("pk")
    )
    if not locked:
        raise CannotWordStatement(_("Choose the concern that this statement comes from."))
    if any(concern.status in {Concern.Status.REJECTED, Concern.Status.MERGED} for concern in locked):
        raise CannotWordStatement(_("One of these concerns was decided otherwise meanwhile. Look at it again."))
    if not (texts := [text.strip() for text in texts if text.strip()]):
        raise CannotWordStatement(_("Write the statement first."))
    is_split = len(texts) > 1 or any(concern.outcomes.exists() for concern in locked)
    kind = Kind.MERGED if len(locked) > 1 else Kind.SPLIT if is_split else Kind.WORDED
    made = []
    for text in texts:
        statement = save_accepted(topic, text, role=role, at=at)
        for concern in locked:
            StatementOrigin.objects.create(statement=statement, concern=concern, kind=kind, at=at, by=by)
        record(
            "statement_worded",
            statement,
            by=by,
            city=topic.city,
            at=at,
            kind=kind,
            concerns=[c.pk for c in locked],
        )
        made.append(statement)
    for concern in locked:
        concern.status, concern.decided_at = Concern.Status.WORDED, concern.decided_at or at
        concern.save(update_fields=["status", "decided_at"])
    for concern in [*locked, *Concern.objects.filter(merged_into__in=locked)]:
        for statement in made:
            tell_raiser(concern, "concern_worded", at=at, number=statement.number, text=statement.text)
    return made


@transaction.atomic
def mend_typo(*, by: User, statement: Statement, text: str, at: datetime) -> Statement:
    """Correct a typo: the old wording is kept as a version, the votes stay.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotWordStatement
        If the statement is no longer in use, the text is not good, or the meaning would change.
    """
    if not can_moderate(by, statement.topic.city):
        raise PermissionDenied
    topic = lock_topic(statement.topic)
    statement = lock_statement(statement)
    if statement.status not in {Status.PENDING, Status.ACCEPTED}:
        raise CannotWordStatement(_("This statement is no longer in use, so its words stay as they were."))
    if (text := text.strip()) == statement.text:
        raise CannotWordStatement(_("Nothing changed: mend the words first."))
    if changes_meaning(statement.text, text):
        raise CannotWordStatement(
            _("This changes more than a typo. Make it a new statement, so that nobody's vote is put in new words.")
        )
    keep_version(statement, by=by, at=at)
    statement.text = text
    check_text(statement)
    refuse_same(topic, text, besides=statement)
    statement.save(update_fields=["text", "version"])
    record("statement_mended", statement, by=by, city=topic.city, at=at, version=statement.version)
    tell_author(statement, "statement_mended", at=at, text=text)
    return statement


@transaction.atomic
def replace_statement(*, by: User, statement: Statement, text: str, at: datetime) -> Statement:
    """Say something else: a new statement follows the old one, which keeps its votes and leaves the ballot.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotWordStatement
        If the topic is closed, the statement is no longer in use, or the text is not good.
    """
    if not can_moderate(by, statement.topic.city):
        raise PermissionDenied
    topic = lock_topic(statement.topic)
    old = lock_statement(statement)
    if topic.status == Topic.Status.CLOSED:
        raise CannotWordStatement(_("This topic is closed. What was asked and said stays as it was."))
    if old.status not in {Status.PENDING, Status.ACCEPTED}:
        raise CannotWordStatement(_("This statement is no longer in use, so nothing can follow it."))
    new = save_accepted(topic, text.strip(), at=at)
    for origin in old.origins.all():
        StatementOrigin.objects.create(statement=new, concern_id=origin.concern_id, kind=origin.kind, at=at, by=by)
    old.status, old.successor, old.decided_at = Status.REPLACED, new, at
    old.save(update_fields=["status", "successor", "decided_at"])
    record("statement_replaced", old, by=by, city=topic.city, at=at, successor=new.number)
    tell_author(old, "statement_replaced", at=at, number=new.number, text=new.text)
    for concern in Concern.objects.filter(outcomes__statement=new):
        tell_raiser(concern, "concern_worded", at=at, number=new.number, text=new.text)
    return new
