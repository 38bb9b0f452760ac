"""Everybody whose voice an initiative began with, and what they are told of it.

Authors, supporters, opponents and who was there: all of them can follow it to here. Whoever is several of these
is told once, as the first of them. What somebody voted stays with them: it only chooses the sentence that they
alone read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from muara.web.accounts.models import Notice, Participant
from muara.web.common_ground.actions.thread import joined_to, line_of
from muara.web.concerns.models import AGREE, DISAGREE, Concern, Statement, Vote
from muara.web.forum.models import Attendance
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.queries.gates import concerns_of, sessions_of

CONCERN, STATEMENT, SUPPORTED, OPPOSED, ATTENDED = "concern", "statement", "supported", "opposed", "attended"
BEGAN = {how: f"initiative_from_{how}" for how in (CONCERN, STATEMENT, SUPPORTED, OPPOSED, ATTENDED)}


def people_upstream(initiative: Initiative) -> dict[int, str]:
    """Return the participants upstream of an initiative, each with how they are."""
    how: dict[int, str] = {}
    attended = Attendance.objects.filter(session__in=sessions_of(initiative))
    how.update((who, ATTENDED) for who in attended.values_list("participant_id", flat=True))
    concerns = set(concerns_of(initiative))
    if initiative.thread is not None:
        votes = Vote.objects.filter(statement=initiative.thread.statement_id)
        for value, name in ((DISAGREE, OPPOSED), (AGREE, SUPPORTED)):
            given = votes.filter(value=value).values_list("participant_id", flat=True)
            how.update((who, name) for who in given)
        line = line_of(initiative.thread.statement)
        authors = Statement.objects.filter(pk__in=line, author__isnull=False)
        how.update((who, STATEMENT) for who in authors.values_list("author_id", flat=True) if who is not None)
        origins = Concern.objects.filter(outcomes__statement__in=line)
        concerns |= set(origins.values_list("pk", flat=True))
    said = Concern.objects.filter(pk__in=joined_to(concerns, initiative.city), raised_by__isnull=False)
    how.update((who, CONCERN) for who in said.values_list("raised_by_id", flat=True) if who is not None)
    here = Participant.objects.in_city(initiative.city).themselves().filter(pk__in=how)
    known = set(here.values_list("pk", flat=True))
    return {who: name for who, name in sorted(how.items()) if who in known}


def link_to(initiative: Initiative) -> str:
    return reverse("initiatives:initiative", args=[initiative.city.slug, initiative.slug])


def tell_of_beginning(initiative: Initiative, at: datetime) -> int:
    """Tell everybody upstream that an initiative began with their voice; who knows already is not told again."""
    link, people = link_to(initiative), people_upstream(initiative)
    told = Notice.objects.filter(city=initiative.city, link=link, kind__in=BEGAN.values(), participant__in=people)
    known = set(told.values_list("participant_id", flat=True))
    return _tell(
        initiative,
        {who: BEGAN[how] for who, how in people.items() if who not in known},
        at,
        owner=initiative.owner.name,
    )


def tell_upstream(initiative: Initiative, kind: str, at: datetime, **params: Any) -> int:
    return _tell(initiative, dict.fromkeys(people_upstream(initiative), kind), at, **params)


def tell_owner(initiative: Initiative, kind: str, at: datetime, **params: Any) -> int:
    """Tell those who speak for the owner and take part in the city."""
    speakers = initiative.owner.memberships.filter(status="ACTIVE").values("user")
    people = Participant.objects.in_city(initiative.city).themselves().filter(user__in=speakers)
    return _tell(initiative, dict.fromkeys(people.values_list("pk", flat=True), kind), at, **params)


def _tell(initiative: Initiative, kinds: Mapping[int, str], at: datetime, **params: Any) -> int:
    link = link_to(initiative)
    notices = [
        Notice(
            city=initiative.city,
            participant_id=who,
            kind=kind,
            params={"title": initiative.title, **params},
            link=link,
            at=at,
        )
        for who, kind in sorted(kinds.items())
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    return len(notices)
