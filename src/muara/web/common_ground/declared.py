"""Agreement by what people said of themselves: sector, kecamatan, hub. Only in aggregate, never below five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
from django.utils.crypto import salted_hmac

from muara.engine.opinion import agreement_by
from muara.formats.published import SMALLEST_CELL
from muara.web.accounts.models import Participant
from muara.web.common_ground.models import Reading, key_of_person
from muara.web.common_ground.votes import Ballots
from muara.web.concerns.models import VoteEvent

KINDS = ("sector", "district", "hub")
OTHERS = "…"
"""Everybody whose own word is shared by fewer than five: a rare word could be a name."""

Labels = dict[int, dict[str, str]]


def labels_of(people: Iterable[Any]) -> Labels:
    """Return what each of these people said of themselves, by kind; nothing said is left out."""
    wanted = {int(who) for who in people}
    said = Participant.objects.filter(pk__in=wanted) if len(wanted) < 500 else Participant.objects.all()
    found: Labels = {}
    for who, sector, district, hub in said.values_list("pk", "sector", "district__name", "hub").iterator():
        words = {"sector": sector, "district": district or "", "hub": " ".join(hub.split()).casefold()}
        if who in wanted and (spoken := {kind: word for kind, word in words.items() if word}):
            found[who] = spoken
    return found


def agreement(
    cast: Ballots, labels: Labels, reading: Reading, last: Reading | None, *, is_closed: bool
) -> dict[str, Any]:
    """Count agreement by declared group, statement by statement.

    The numbers of a group stay as they were published until five of its people voted anew, joined or left, or the
    topic closed: else the difference of two readings would be the votes of somebody whose sector is known.
    """
    return {kind: _of_kind(kind, cast, labels, reading, last, is_closed=is_closed) for kind in KINDS}


def _of_kind(
    kind: str, cast: Ballots, labels: Labels, reading: Reading, last: Reading | None, *, is_closed: bool
) -> dict[str, Any]:
    own: dict[int | str, str] = {who: words[kind] for who, words in labels.items() if kind in words}
    size = Counter(own.values())
    pooled: dict[int | str, Hashable | None] = {
        who: word if size[word] >= SMALLEST_CELL else OTHERS for who, word in own.items()
    }
    people = Counter(pooled.values())
    found = agreement_by(cast.votes, pooled, SMALLEST_CELL)
    silent = cast.votes.counts(
        np.array([-1 if who in pooled else 0 for who in cast.votes.participants], dtype=np.int64), 1
    ).n[0]
    groups: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    for row, label in enumerate(found.labels):
        members = {key_of_person(who) for who, word in pooled.items() if word == label}
        if people[str(label)] < SMALLEST_CELL:
            continue
        kept = None if is_closed else _kept(kind, str(label), members, last)
        if kept is not None:
            groups.append(kept)
            continue
        cells = {
            str(statement): [
                round(float(found.share[row, column]), 4),
                round(float(found.low[row, column]), 4),
                round(float(found.high[row, column]), 4),
                int(found.counts.n[row, column]),
            ]
            for column, statement in enumerate(found.statements)
            if not found.withheld[row, column]
        }
        fresh.append({"label": label, "n": people[str(label)], "as_of": reading.number, "cells": cells})
    if groups:  # older numbers beside newer ones: a public total must not tell them apart
        for column, statement in enumerate(found.statements):
            if silent[column] < SMALLEST_CELL:
                for group in fresh:
                    group["cells"].pop(str(statement), None)
    groups += fresh
    return {"groups": groups, "said": len(own) if len(own) >= SMALLEST_CELL else None}


def _kept(kind: str, label: str, members: set[str], last: Reading | None) -> dict[str, Any] | None:
    """Return the published numbers of a group that has changed by one to four people since."""
    shown = (last.declared.get(kind) or {}).get("groups", []) if last else []
    old: dict[str, Any] | None = next((group for group in shown if group["label"] == label), None)
    if last is None or old is None:
        return None
    base = last if old["as_of"] == last.number else _reading(last, old["as_of"])
    if base is None:
        return None
    before = {who for who, one in base.people.items() if _label_then(base, kind, one) == label}
    since = VoteEvent.objects.filter(statement__topic_id=last.topic_id, pk__gt=base.last_event)
    voted = {key_of_person(who) for who in since.values_list("participant_id", flat=True).distinct()}
    changed = members.symmetric_difference(before) | (members & voted)
    return old if 0 < len(changed) < SMALLEST_CELL else None


def _reading(last: Reading, number: int) -> Reading | None:
    return Reading.objects.filter(topic_id=last.topic_id, audience=last.audience, number=number).first()


def sealed(words: Mapping[str, str]) -> dict[str, str]:
    """Keep of what somebody said only enough to see later whether it changed; the words go with the person."""
    return {kind: salted_hmac("muara.declared", f"{kind}:{word}").hexdigest()[:16] for kind, word in words.items()}


def _label_then(base: Reading, kind: str, one: Mapping[str, Any]) -> str:
    seal = one["declared"].get(kind, "")
    known = [group["label"] for group in base.declared.get(kind, {}).get("groups", [])]
    return next((label for label in known if sealed({kind: label})[kind] == seal), OTHERS if seal else "")
