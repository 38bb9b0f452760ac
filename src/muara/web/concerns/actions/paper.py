"""Typing in what people marked on paper: one sheet is one person, and its votes say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.actions import open_assisted, verify_by_hall
from muara.web.accounts.audit import record
from muara.web.accounts.models import Channel, Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.concerns.actions.gate import hold_open
from muara.web.concerns.actions.undoing import clear_vote
from muara.web.concerns.actions.votes import LARGEST_BATCH, Given, cast_batch, closed
from muara.web.concerns.models import Statement, Topic, Vote, sheet_label
from muara.web.concerns.permissions import can_vote

LARGEST_SHEET = 9999


class CannotEnterSheet(Exception):
    """The sheet was refused; the message is fit to show to the person."""


class SheetIsTaken(CannotEnterSheet):
    """Another sheet was typed in under this number before."""


@dataclass(frozen=True)
class Entered:
    """What became of a sheet."""

    participant: Participant
    n_answers: int
    n_changed: int
    is_new: bool


@transaction.atomic
def enter_sheet(
    *,
    by: User,
    topic: Topic,
    number: int,
    answers: Mapping[int, int | None],
    at: datetime,
    replaces: bool = False,
) -> Entered:
    """Keep a whole sheet, or change what was kept of it: the answer to each statement, None where it is empty.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    VotingIsClosed
        If the topic is not open.
    SheetIsTaken
        If the number was typed in before and `replaces` does not say that this is meant.
    CannotEnterSheet
        If the number is none, the sheet is empty, or paper cannot be verified for this topic.
    """
    if not can_facilitate(by, topic.city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=topic.city_id)  # one sheet of a number at a time
    if not hold_open(topic.pk):
        raise closed()
    topic = Topic.objects.select_related("city").get(pk=topic.pk)
    if not 1 <= number <= LARGEST_SHEET:
        raise CannotEnterSheet(_("Write the number that is printed on the sheet."))
    statements = {s.pk: s for s in Statement.objects.votable().filter(topic=topic, pk__in=answers)}
    person = (
        Participant.objects.in_city(topic.city).filter(is_assisted=True, label=sheet_label(topic, number)).first()
    )
    is_new = person is None
    if person is not None and not replaces:
        raise SheetIsTaken(
            _("Sheet %(number)s was typed in before. If this is the same sheet, save once more to replace it.")
            % {"number": number}
        )
    if is_new and all(answers.get(pk) is None for pk in statements):
        raise CannotEnterSheet(_("There is no answer on this sheet yet."))
    if person is None:
        person = open_assisted(by=by, city=topic.city, label=sheet_label(topic, number), at=at)
        if topic.session_id is not None:  # the facilitator has seen them in the hall
            person = verify_by_hall(by=person, at=at)
    if not can_vote(person, topic):
        raise CannotEnterSheet(
            _("Only verified people vote here. Verify the person of this sheet on the roll, then save again.")
        )
    before = dict(Vote.objects.filter(participant=person).values_list("statement_id", "value"))
    changed = {pk: answers[pk] for pk in statements if answers[pk] != before.get(pk)}
    votes = [Given(pk, value, str(uuid4()), at) for pk, value in changed.items() if value is not None]
    for start in range(0, len(votes), LARGEST_BATCH):
        cast_batch(
            by=person,
            topic=topic,
            votes=votes[start : start + LARGEST_BATCH],
            channel=Channel.PAPER,
            recorded_by=by,
        )
    for pk, value in changed.items():
        if value is None:
            clear_vote(by=person, statement=statements[pk], at=at, channel=Channel.PAPER, recorded_by=by)
    n_answers = sum(answers[pk] is not None for pk in statements)
    record(
        "sheet_entered",
        topic,
        by=by,
        city=topic.city,
        at=at,
        sheet=number,
        answers=n_answers,
        changed=len(changed),
    )
    return Entered(person, n_answers, len(changed), is_new)
