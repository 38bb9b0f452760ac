from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.common_ground import wording
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.permissions import can_name_thread
from muara.web.concerns.models import AGREE, Concern, Statement, StatementOrigin, Vote
from muara.web.ui.text import clean_text

FROM_CONCERN, FROM_STATEMENT, SUPPORTED = "thread_from_concern", "thread_from_statement", "thread_supported"


class CannotNameThread(Exception):
    """The thread was not named; the message says what is missing."""


class CannotPublishThread(Exception):
    """The thread was not published; the message says what is missing."""


@transaction.atomic
def name_thread(
    *, by: User, reading: Reading, statement: Statement, name: str, why: str, at: datetime
) -> CommonThread:
    """Name a common thread of a reading, as a draft; naming it again rewords the draft.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotNameThread
        If the statement is no thread in this reading, is named already, or the name or reason is empty.
    """
    if not can_name_thread(by, reading.city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=reading.city_id)
    if reading.status != Reading.Status.READY or reading.audience != Reading.Audience.ALL:
        raise CannotNameThread(_("This reading is not ready yet. Wait until its numbers are there."))
    if statement.topic_id != reading.topic_id:
        raise CannotNameThread(_("This statement belongs to another topic."))
    if statement.number not in reading.result["threads"]:
        raise CannotNameThread(what_is_missing(reading, statement.number))
    if statement.status != Statement.Status.ACCEPTED:
        raise CannotNameThread(_("This statement was withdrawn by a moderator since the reading."))
    known = CommonThread.objects.filter(city=city, statement=statement).first()
    if known is not None and known.is_published:
        raise CannotNameThread(
            _("This statement is common thread %(number)s already: %(name)s.")
            % {"number": known.number, "name": known.name}
        )
    name, why = clean_text(name), clean_text(why, keeps_lines=True)
    if not name or not why:
        raise CannotNameThread(_("Give the thread a name and write why it matters."))
    thread = known or CommonThread(
        city=city,
        topic_id=reading.topic_id,
        statement=statement,
        number=1 + (CommonThread.objects.filter(city=city).aggregate(last=Max("number"))["last"] or 0),
    )
    thread.reading, thread.name, thread.why = reading, name, why
    thread.evidence = evidence_in(reading, statement.number)
    thread.named_by, thread.named_at = by, at
    thread.save()
    record("named_thread", thread, by=by, city=city, at=at, reading=reading.number, statement=statement.number)
    return thread


@transaction.atomic
def publish_thread(*, by: User, thread: CommonThread, at: datetime) -> CommonThread:
    """Publish a named thread, with the evidence as it stands, and tell everybody who brought it about.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotPublishThread
        If it is published already, or its reading is held back from the public.
    """
    if not can_name_thread(by, thread.city):
        raise PermissionDenied
    thread = (
        CommonThread.objects.select_for_update(of=("self",))
        .select_related("city", "statement", "reading")
        .get(pk=thread.pk)
    )
    if thread.is_published:
        raise CannotPublishThread(_("This thread is published already."))
    if not thread.reading.is_public:
        raise CannotPublishThread(
            _("Reading %(number)s is not public yet, so its numbers cannot be either: %(reason)s.")
            % {"number": thread.reading.number, "reason": thread.reading.get_held_back_display()}
        )
    if thread.statement.status != Statement.Status.ACCEPTED:
        raise CannotPublishThread(_("This statement was withdrawn by a moderator since the reading."))
    thread.status, thread.published_at = CommonThread.Status.PUBLISHED, at
    thread.save(update_fields=["status", "published_at"])
    told = tell_everybody(thread, at)
    record("published_thread", thread, by=by, city=thread.city, at=at, told=told)
    return thread


def what_is_missing(reading: Reading, number: int) -> str:
    """Say why a statement is no thread in a reading, and what it would take."""
    item: dict[str, Any] | None = next(
        (item for item in reading.result["statements"] if item["statement"] == number), None
    )
    if item is None:
        return _("This statement is not part of reading %(reading)s. Take a new reading first.") % {
            "reading": reading.number
        }
    unknown = [one for one in reading.result["not_yet_known"] if one["statement_id"] == number]
    if item["status"] == "not_yet_known" or item.get("is_withheld"):
        has_groups = bool(unknown) and reading.result["has_groups"]
        sentence = wording.unknown_sentence(unknown or [{"n": None}], has_groups=has_groups)
        return _("It cannot be judged yet. %(missing)s") % {"missing": sentence}
    if "lower_bound" not in item:
        return _("It is no common thread in this reading: some of its groups are too small to be shown.")
    broken = wording.finer_sentence(item, reading.result["n_groups"])
    if broken:
        return _("It is no common thread in this reading. %(reason)s") % {"reason": broken}
    share = {
        "range": wording.span(item["worst_low"], item["worst_high"]),
        "bound": f"{100 * item['lower_bound']:.0f}",
    }
    if reading.result["has_groups"]:
        return _(
            "It is no common thread in this reading: in group %(group)s between %(range)s per cent agree. "
            "A thread needs at least 60 per cent in every group, beyond doubt; here it is %(bound)s."
        ) % {**share, "group": item["worst_group"]}
    return (
        _(
            "It is no common thread in this reading: between %(range)s per cent agree. "
            "A thread needs at least 60 per cent, beyond doubt; here it is %(bound)s."
        )
        % share
    )


def evidence_in(reading: Reading, number: int) -> dict[str, Any]:
    """Take the numbers of one statement as they stand in a reading."""
    twin = Reading.objects.filter(
        topic_id=reading.topic_id, number=reading.number, audience=Reading.Audience.VERIFIED, is_public=True
    ).first()
    return {
        "reading": reading.number,
        "taken_at": reading.taken_at.isoformat(),
        "n_participants": reading.n_participants,
        "n_votes": reading.n_votes,
        "input_sha256": reading.input_sha256,
        "engine_version": reading.engine_version,
        "item": next(item for item in reading.result["statements"] if item["statement"] == number),
        "holds_among_verified": number in twin.result["threads"] if twin else None,
    }


def line_of(statement: Statement) -> set[int]:
    """Return a statement with those that were merged into it or whose new wording it is."""
    led = Statement.objects.filter(topic=statement.topic_id, successor__isnull=False)
    return _upstream({statement.pk}, dict(led.values_list("pk", "successor_id")))


def joined_to(concerns: set[int], city: City) -> set[int]:
    """Return concerns with those that were joined with them."""
    joined = Concern.objects.filter(city=city, merged_into__isnull=False)
    return _upstream(concerns, dict(joined.values_list("pk", "merged_into_id")))


def _upstream(found: set[int], leads_to: Mapping[int, int | None]) -> set[int]:
    found, grew = set(found), True
    while grew:
        more = {start for start, end in leads_to.items() if end in found and start not in found}
        found, grew = found | more, bool(more)
    return found


def tell_everybody(thread: CommonThread, at: datetime) -> int:
    """Tell whose concern, statement or agreement led to the thread, each once."""
    line = line_of(thread.statement)
    concerns = set(StatementOrigin.objects.filter(statement__in=line).values_list("concern_id", flat=True))
    concerns |= joined_to(concerns, thread.city)
    raised = Concern.objects.filter(pk__in=concerns)
    kinds: dict[int, str] = {}
    agreed = Vote.objects.filter(statement=thread.statement_id, value=AGREE)
    kinds.update((who, SUPPORTED) for who in agreed.values_list("participant_id", flat=True))
    authors = Statement.objects.filter(pk__in=line, author__isnull=False)
    kinds.update((who, FROM_STATEMENT) for who in authors.values_list("author_id", flat=True) if who is not None)
    kinds.update((who, FROM_CONCERN) for who in raised.values_list("raised_by_id", flat=True) if who is not None)
    here = set(Participant.objects.in_city(thread.city).filter(pk__in=kinds).values_list("pk", flat=True))
    link = reverse("common_ground:thread", args=[thread.city.slug, thread.number])
    notices = [
        Notice(
            city=thread.city,
            participant_id=who,
            kind=kind,
            params={"thread": thread.name, "number": thread.number},
            link=link,
            at=at,
        )
        for who, kind in sorted(kinds.items())
        if who in here
    ]
    Notice.objects.bulk_create(notices, batch_size=500)
    return len(notices)
