from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.concerns.actions.gate import lock_topic
from muara.web.concerns.actions.reading import CannotModerate, good_reason
from muara.web.concerns.actions.words import (
    CannotWordStatement,
    check_text,
    count_author,
    keep_version,
    lock_statement,
    refuse_same,
    tell_author,
)
from muara.web.concerns.models import Concern, Statement, StatementOrigin, Topic
from muara.web.concerns.permissions import can_moderate

Status = Statement.Status


@transaction.atomic
def accept_statement(*, by: User, statement: Statement, at: datetime) -> Statement:
    """Accept a statement as it was written; its author's agreement counts from now.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If somebody decided on it already.
    """
    statement = _pending_statement(by, statement)
    statement.status, statement.decided_at = Status.ACCEPTED, at
    statement.save(update_fields=["status", "decided_at"])
    count_author(statement, at=at)
    record("statement_accepted", statement, by=by, city=statement.topic.city, at=at)
    _mark_worded(statement, at=at)
    tell_author(statement, "statement_accepted", at=at, number=statement.number)
    return statement


@transaction.atomic
def reword_statement(*, by: User, statement: Statement, text: str, at: datetime) -> Statement:
    """Accept a statement in other words. Its author is told, and votes like everybody: these are not their words.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If somebody decided on it already, others voted on it as it is, or the text is not good.
    """
    _refuse_stranger(by, statement)
    topic = lock_topic(statement.topic)
    statement = _pending_statement(by, statement)
    if statement.votes.exclude(participant=statement.author).exists():
        raise CannotModerate(
            _("People have voted on these words already. Accept it, then mend a typo or replace it.")
        )
    if (text := " ".join(text.split())) == statement.text:
        raise CannotModerate(_("Nothing changed. Accept it as it is, or change the words first."))
    keep_version(statement, by=by, at=at)
    statement.text, statement.status, statement.decided_at = text, Status.ACCEPTED, at
    try:
        check_text(statement)
        refuse_same(topic, text, besides=statement)
    except CannotWordStatement as error:
        raise CannotModerate(str(error)) from error
    statement.save(update_fields=["text", "status", "decided_at", "version"])
    record("statement_reworded", statement, by=by, city=topic.city, at=at, version=statement.version)
    _mark_worded(statement, at=at)
    tell_author(statement, "statement_reworded", at=at, number=statement.number, text=text)
    return statement


@transaction.atomic
def reject_statement(*, by: User, statement: Statement, reason: str, at: datetime) -> Statement:
    """Do not accept a statement; its author sees it with the reason for ever.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If somebody decided on it already, or the reason is missing.
    """
    statement = _pending_statement(by, statement)
    return _put_aside(statement, "statement_rejected", by=by, reason=reason, at=at)


@transaction.atomic
def withdraw_statement(*, by: User, statement: Statement, reason: str, at: datetime) -> Statement:
    """Take an accepted statement back from voting; its votes are kept and count no longer.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If it is not accepted, its topic is closed, or the reason is missing.
    """
    statement = _locked_statement(by, statement)
    if statement.topic.status == Topic.Status.CLOSED:
        raise CannotModerate(_("This topic is closed. What was asked and said stays as it was."))
    if statement.status != Status.ACCEPTED:
        raise CannotModerate(_decided(statement))
    return _put_aside(statement, "statement_withdrawn", by=by, reason=reason, at=at)


@transaction.atomic
def merge_statements(*, by: User, statement: Statement, into: Statement, at: datetime) -> Statement:
    """Merge a statement into another that says the same. Its votes stay with it: they were given to its words.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If they belong to different topics, the topic is closed, or one of them is no longer in use.
    """
    _refuse_stranger(by, statement)
    if statement.topic_id != into.topic_id:
        raise CannotModerate(_("The two belong to different topics. Choose one of the same topic."))
    topic = lock_topic(statement.topic)
    if topic.status == Topic.Status.CLOSED:
        raise CannotModerate(_("This topic is closed. What was asked and said stays as it was."))
    statement, into = lock_statement(statement), lock_statement(into)
    if statement.pk == into.pk:
        raise CannotModerate(_("This is the same statement. Choose another one."))
    if statement.status not in {Status.PENDING, Status.ACCEPTED}:
        raise CannotModerate(_decided(statement))
    if into.status not in {Status.PENDING, Status.ACCEPTED}:
        raise CannotModerate(_("The other statement is no longer in use. Choose another one."))
    statement.status, statement.successor, statement.decided_at = Status.MERGED, into, at
    statement.save(update_fields=["status", "successor", "decided_at"])
    Statement.objects.filter(successor=statement).update(successor=into)
    for origin in statement.origins.all():
        StatementOrigin.objects.get_or_create(
            statement=into,
            concern_id=origin.concern_id,
            defaults={"kind": StatementOrigin.Kind.MERGED, "at": at, "by": by},
        )
    record("statement_merged", statement, by=by, city=topic.city, at=at, into=into.number)
    tell_author(statement, "statement_merged", at=at, number=into.number, text=into.text)
    return statement


@transaction.atomic
def reconsider_statement(*, by: User, statement: Statement, at: datetime) -> Statement:
    """Put a rejected statement back into the queue.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If it is not rejected.
    """
    statement = _locked_statement(by, statement)
    if statement.status != Status.REJECTED:
        raise CannotModerate(_("Only what was rejected can be looked at again."))
    statement.status, statement.reason, statement.decided_at = Status.PENDING, "", None
    statement.save(update_fields=["status", "reason", "decided_at"])
    record("statement_reconsidered", statement, by=by, city=statement.topic.city, at=at)
    tell_author(statement, "statement_reconsidered", at=at)
    return statement


def _refuse_stranger(by: User, statement: Statement) -> None:
    if not can_moderate(by, statement.topic.city):
        raise PermissionDenied


def _locked_statement(by: User, statement: Statement) -> Statement:
    _refuse_stranger(by, statement)
    return lock_statement(statement)


def _pending_statement(by: User, statement: Statement) -> Statement:
    statement = _locked_statement(by, statement)
    if statement.status != Status.PENDING:
        raise CannotModerate(_decided(statement))
    return statement


def _decided(statement: Statement) -> str:
    return _("Statement %(number)s was decided meanwhile: %(state)s.") % {
        "number": statement.number,
        "state": statement.get_status_display(),
    }


def _put_aside(statement: Statement, kind: str, *, by: User, reason: str, at: datetime) -> Statement:
    statement.reason = good_reason(reason)
    statement.status, statement.decided_at = Status.REJECTED, at
    statement.save(update_fields=["status", "reason", "decided_at"])
    record(kind, statement, by=by, city=statement.topic.city, at=at, reason=statement.reason)
    tell_author(statement, kind, at=at, reason=statement.reason)
    return statement


def _mark_worded(statement: Statement, *, at: datetime) -> None:
    """A concern whose author wrote the statement themselves has become that statement."""
    for concern in Concern.objects.filter(outcomes__statement=statement, status=Concern.Status.RAISED):
        concern.status, concern.decided_at = Concern.Status.WORDED, concern.decided_at or at
        concern.save(update_fields=["status", "decided_at"])
