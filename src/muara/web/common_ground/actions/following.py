"""What a reading takes along: names and places of the last one, what was shown, signs of copied ballots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muara.engine.opinion.continuity import Last
from muara.engine.opinion.detectors import look
from muara.engine.opinion.votes import Id, Ints
from muara.formats.published import SMALLEST_CELL
from muara.web.accounts.models import Participant
from muara.web.common_ground.models import Reading, person_of_key
from muara.web.common_ground.votes import Ballots
from muara.web.concerns.models import Topic


def last_with_groups(reading: Reading) -> Reading | None:
    """Return the reading before this one, of the same audience, that had groups; published or not."""
    before = Reading.objects.of(reading.topic).ready().filter(audience=reading.audience, number__lt=reading.number)
    return before.filter(result__has_groups=True).newest_first().first()


def remembered(last: Reading) -> Last:
    """Return names and places as the last reading had them."""
    labels = [group["label"] for group in last.result["groups"]]
    people = {person_of_key(key): row for key, row in last.people.items()}
    return Last(
        labels={who: labels[row["group"]] for who, row in people.items() if row["group"] is not None},
        positions={who: row["at"] for who, row in people.items()},
    )


def watch(topic: Topic, ballots: Ballots, groups: Ints) -> dict[str, Any]:
    """Look for copied ballots and for branches of invitations that pull together; who they are is not kept."""
    votes = ballots.votes
    brought = Participant.objects.filter(city=topic.city, invited_by__isnull=False)
    invited: dict[Id, Id | None] = dict(brought.values_list("pk", "invited_by"))
    found = look(votes, invited, groups)
    return {
        "copies": [len(members) for members in found.copies if len(members) >= SMALLEST_CELL],
        "few_copies": sum(len(members) < SMALLEST_CELL for members in found.copies),
        "branches": [{"n": len(one.people), "pull": round(one.pull, 2)} for one in found.branches],
        "compared": found.people_compared,
    }


def of_analysis(found: Mapping[str, Any]) -> Last:
    """Return names and places of a reading that is being taken: the verified people's follows everybody's."""
    labels = [group["label"] for group in found["groups"]]
    return Last(
        labels={int(who): labels[group] for who, group in found["membership"].items() if group is not None},
        positions={int(who): place for who, place in found["positions"].items()},
    )


def shown_continuity(analysis: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Say which group follows which, and what share stayed, to the tenth: a single move cannot be seen."""
    if analysis["continuity"] is None:
        return None
    return [
        {
            "label": kept["label"],
            "was": kept["was"],
            "stayed": round(kept["stayed"] / kept["known"], 1) if kept["known"] >= 2 * SMALLEST_CELL else None,
        }
        for kept in analysis["continuity"]
    ]
