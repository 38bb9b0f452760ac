"""The background task behind `take_reading`: votes in, a stored reading out, in one transaction at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from muara.engine.opinion import SEED, analyse
from muara.engine.opinion.continuity import Last, follow
from muara.engine.opinion.nameless import Nameless, nameless
from muara.engine.opinion.votes import VoteTable
from muara.formats.published import SMALLEST_CELL, names_of, what_may_be_shown
from muara.formats.versions import versions
from muara.web.accounts.audit import record
from muara.web.common_ground import declared, live
from muara.web.common_ground.actions import following
from muara.web.common_ground.models import Reading, ReadingInput, key_of_person
from muara.web.common_ground.picture import draw
from muara.web.common_ground.votes import Ballots, Snapshot, packed
from muara.web.concerns.actions import keep_heard
from muara.web.concerns.models import Topic, VoteEvent
from muara.web.tasks.queue import Work, background

HeldBack = Reading.HeldBack


@dataclass(frozen=True)
class Found:
    """What one audience said; people stand in the order of what they voted, under their own keys."""

    ballots: Ballots
    counted: Nameless
    analysis: Mapping[str, Any]
    labels: declared.Labels
    watch: Mapping[str, Any]
    frame: Mapping[str, Any] | None = None


@background(lease=60, max_attempts=5)
def compute_reading(work: Work, reading_id: int) -> None:
    """Read a topic twice, among everybody and among verified people, and store both or neither."""
    reading = Reading.objects.select_related("topic", "city").get(pk=reading_id)
    if reading.status != Reading.Status.RUNNING:
        return
    twin = Reading.objects.get(topic=reading.topic, number=reading.number, audience=Reading.Audience.VERIFIED)
    last = following.last_with_groups(reading)
    before = following.remembered(last) if last else None
    frame = (last.result.get("picture") or {}).get("frame") if last else None
    votes = live.snapshot(reading.topic)
    everybody = read(
        votes, reading.audience, lambda share: work.progress(round(50 * share)), last=before, frame=frame
    )
    verified = read(
        votes,
        twin.audience,
        lambda share: work.progress(round(50 + 50 * share)),
        last=following.of_analysis(everybody.analysis) if everybody else None,
    )
    with work.finishing():
        at = timezone.now()
        topic = Topic.objects.get(pk=reading.topic_id)
        is_held = finish(reading, everybody, topic, at)
        finish(twin, verified, topic, at, is_held=is_held)
        record(
            "finished_reading", reading, by=None, city=reading.city, at=at,
            number=reading.number, input_sha256=reading.input_sha256, is_public=reading.is_public,
        )  # fmt: skip


def read(
    snapshot: Snapshot,
    audience: str,
    tell: Callable[[float], None] = lambda share: None,
    *,
    last: Last | None = None,
    frame: Mapping[str, Any] | None = None,
) -> Found | None:
    """Ask the engine about the current votes of one audience, if there are any. Long; writes nothing."""
    cast = snapshot.ballots(audience)
    if not cast.votes.n_votes:
        return None
    counted = nameless(cast.votes, snapshot.exposure)
    plain = analyse(
        counted.votes,
        seed=SEED,
        meta=cast.meta,
        exposure=counted.shown,
        progress=lambda share, what: tell(share),
    )
    cast = replace(cast, votes=under_their_keys(cast.votes, counted))
    analysis = replace(plain, votes=cast.votes)
    if last is not None:
        analysis = follow(analysis, last)
    names = names_of(plain, analysis) if analysis.continuity is not None else None
    stated = {"input_sha256": counted.votes.sha256, "names": names}
    watch = following.watch(snapshot.topic, cast, analysis.groups) if audience == Reading.Audience.ALL else {}
    return Found(
        cast, counted, analysis.to_dict() | stated, declared.labels_of(cast.votes.participants), watch, frame
    )


def under_their_keys(votes: VoteTable, counted: Nameless) -> VoteTable:
    """Give nameless votes back the keys of their people; only what is drawn at random depends on the order."""
    who = tuple(votes.participants[row] for row in counted.rows.tolist())
    bare = counted.votes
    return VoteTable(who, bare.statements, bare.indptr, bare.columns, bare.values)


def finish(reading: Reading, found: Found | None, topic: Topic, at: datetime, *, is_held: bool = False) -> bool:
    """Store what was found; return whether it is held back from the public."""
    reading.status, reading.finished_at = Reading.Status.READY, at
    if found is None:
        reading.held_back = HeldBack.FEW_PEOPLE
        reading.save()
        return True
    analysis, people = found.analysis, found.ballots.votes.participants
    last = (
        Reading.objects.of(topic)
        .filter(audience=reading.audience)
        .public()
        .newest_first()
        .exclude(pk=reading.pk)
        .first()
    )
    reading.result = what_may_be_shown(analysis)
    reading.result["moderation"]["excluded"] = list(found.ballots.excluded)
    reading.result["continuity"] = following.shown_continuity(analysis)
    reading.result |= {"names": analysis["names"], "versions": versions()}
    reading.watch = dict(found.watch)
    if analysis["has_groups"]:
        reading.result["picture"] = draw(
            {int(who): place for who, place in analysis["positions"].items()},
            {int(who): group for who, group in analysis["membership"].items()},
            [group["label"] for group in analysis["groups"]],
            last_frame=found.frame,
            seed=int(salted_hmac("muara.map", str(reading.pk)).hexdigest()[:15], 16),
        )
    reading.people = {
        key_of_person(who): {
            "group": analysis["membership"][str(who)],
            "steadiness": analysis["steadiness"][str(who)],
            "at": analysis["positions"][str(who)],
            "declared": declared.sealed(found.labels.get(int(who), {})),
        }
        for who in people
    }
    reading.held_back = held_back(found, last, topic)
    reading.is_public = not reading.held_back and not is_held
    if reading.audience == Reading.Audience.ALL:
        reading.declared = declared.agreement(
            found.ballots, found.labels, reading, last, is_closed=not topic.is_open
        )
    reading.n_participants = analysis["n_participants"]
    reading.n_statements = analysis["n_statements"]
    reading.n_votes = analysis["n_votes"]
    reading.input_sha256 = analysis["input_sha256"]
    reading.engine_version = analysis["engine_version"]
    reading.seed, reading.parameters = analysis["seed"], analysis["parameters"]
    reading.last_event = found.ballots.last_event
    reading.save()
    if reading.audience == Reading.Audience.ALL:
        keep_heard(topic=topic, shown=reading.result)
    if reading.is_public and reading.audience == Reading.Audience.ALL:
        ReadingInput.objects.create(reading=reading, content=packed(found.counted))
    return not reading.is_public


def held_back(found: Found, last: Reading | None, topic: Topic) -> str:
    """Say why a reading must not be published: the difference of two would show what one person voted."""
    people = {key_of_person(who) for who in found.ballots.votes.participants}
    if len(people) < SMALLEST_CELL:
        return HeldBack.FEW_PEOPLE
    if last is None or not topic.is_open or found.analysis["input_sha256"] == last.input_sha256:
        return ""
    changed = people.symmetric_difference(last.people) | (people & voters_since(topic, last))
    return "" if len(changed) >= SMALLEST_CELL else HeldBack.FEW_CHANGES


def voters_since(topic: Topic, last: Reading) -> set[str]:
    since = VoteEvent.objects.filter(statement__topic=topic, pk__gt=last.last_event)
    return {key_of_person(who) for who in since.values_list("participant_id", flat=True).distinct()}
