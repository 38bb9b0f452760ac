"""What every file that puts words on the ballot shares: locks, numbers, sameness, versions, telling."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import tell
from muara.web.accounts.models import User
from muara.web.concerns.actions.undoing import agree_as_author
from muara.web.concerns.models import Concern, Statement, StatementVersion, Topic
from muara.web.concerns.permissions import can_vote
from muara.web.concerns.text import fold_text

UNCHECKED = {"topic", "author", "successor"}
Status = Statement.Status


class CannotWordStatement(Exception):
    """The wording was refused; the message is fit to show to the facilitator."""


def lock_statement(statement: Statement) -> Statement:
    return Statement.objects.select_for_update(of=("self",)).select_related("topic__city").get(pk=statement.pk)


def next_number(topic: Topic) -> int:
    """Return the next free number; the caller holds the lock of the topic."""
    return (topic.statements.aggregate(last=Max("number"))["last"] or 0) + 1


def known_statements(topic: Topic) -> dict[str, Statement]:
    """Return what the topic says already, by its folded text; a merged statement stands for its successor."""
    live = topic.statements.filter(status__in=[Status.PENDING, Status.ACCEPTED, Status.MERGED])
    return {fold_text(s.text): s.successor or s for s in live.select_related("successor").order_by("-number")}


def same_statement(topic: Topic, text: str, besides: Statement | None = None) -> Statement | None:
    found = known_statements(topic).get(fold_text(text))
    return None if found is None or found == besides else found


def refuse_same(topic: Topic, text: str, besides: Statement | None = None) -> None:
    if (same := same_statement(topic, text, besides)) is not None:
        raise CannotWordStatement(_("Statement %(number)s says this already.") % {"number": same.number})


def check_text(statement: Statement) -> None:
    if not statement.text:
        raise CannotWordStatement(_("Write the statement first."))
    try:
        statement.clean_fields(exclude=UNCHECKED)
    except ValidationError as error:
        raise CannotWordStatement(" ".join(error.messages)) from error


def keep_version(statement: Statement, *, by: User, at: datetime) -> None:
    """Keep the wording as it is now, and count on; the caller changes and saves the statement."""
    StatementVersion.objects.create(
        statement=statement, version=statement.version, text=statement.text, at=at, by=by
    )
    statement.version += 1


def save_accepted(topic: Topic, text: str, *, at: datetime, role: str = "") -> Statement:
    statement = Statement(
        topic=topic, number=next_number(topic), text=text, role=role.strip(), status=Status.ACCEPTED,
        created_at=at, decided_at=at,
    )  # fmt: skip
    check_text(statement)
    refuse_same(topic, text)
    statement.save()
    return statement


def tell_raiser(concern: Concern, kind: str, *, at: datetime, **params: object) -> None:
    link = reverse("concerns:concern", args=[concern.city.slug, concern.pk])
    tell(concern.raised_by, kind, city=concern.city, at=at, link=link, **params)


def tell_author(statement: Statement, kind: str, *, at: datetime, **params: object) -> None:
    city = statement.topic.city
    link = reverse("concerns:statement", args=[city.slug, statement.topic.slug, statement.number])
    tell(statement.author, kind, city=city, at=at, link=link, **params)


def count_author(statement: Statement, *, at: datetime) -> None:
    """Count a statement as its author's agreement, where they could vote for it themselves."""
    topic = statement.topic
    if statement.author is not None and topic.is_open and can_vote(statement.author, topic):
        agree_as_author(statement=statement, at=at)
