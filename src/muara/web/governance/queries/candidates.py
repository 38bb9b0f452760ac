"""Who can be tied to a candidate of an election: people who decide in an arrangement, or for a member of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.models import Arrangement, ArrangementMember, Decision
from muara.web.governance.permissions import can_keep_arrangements, can_read_members
from muara.web.governance.queries.roll import name_of


@dataclass(frozen=True)
class Electable:
    """Somebody who can be given a seat, as they are called in their arrangement."""

    arrangement_id: int
    participant_id: int
    name: str
    label: str


def electable_in(arrangements: Iterable[int | Arrangement]) -> list[Electable]:
    """Return verified people who are members of these arrangements or vote for one, each once, by their names."""
    members = ArrangementMember.objects.current().filter(arrangement__in=arrangements)
    rows = members.select_related("actor", "participant__user", "delegate__user").order_by("pk")
    found: dict[tuple[int, int], Electable] = {}
    for row in rows:
        person = row.participant if row.participant_id is not None else row.delegate
        if person is None or person.merged_into_id or person.tier != Participant.Tier.VERIFIED:
            continue
        name = label = name_of(row)
        if row.actor is not None:
            name = person.user.name if person.user is not None else ""
            label = _("%(name)s, %(actor)s") % {"name": name or _("who votes there"), "actor": row.actor.name}
        key = (row.arrangement_id, person.pk)
        found.setdefault(key, Electable(*key, name, label))
    return sorted(found.values(), key=lambda one: (one.label.casefold(), one.participant_id))


def electable_for(reader: User | None, city: City) -> dict[Arrangement, list[Electable]]:
    """Return for each arrangement whose members the reader may see by name who of them can be tied."""
    rows = Arrangement.objects.in_city(city).exclude(state=Arrangement.State.ENDED).select_related("city")
    is_keeper = can_keep_arrangements(reader, city)
    seen = [one for one in rows.order_by("name", "pk") if is_keeper or can_read_members(reader, one)]
    people = electable_in(seen)
    return {one: [who for who in people if who.arrangement_id == one.pk] for one in seen}


@dataclass(frozen=True)
class Candidate:
    """An option of an election, and whose seat it would be; empty where it is only a name."""

    name: str
    who: str


def candidates_of(decision: Decision) -> list[Candidate]:
    """Say of each candidate who they are among those who decide: for those who may read members by name."""
    known = {one.participant_id: one.label for one in electable_in([decision.arrangement_id])}
    tied = decision.effect.get("candidates", {})
    return [
        Candidate(
            option.get("name") or option["id"],
            known.get(pk, _("somebody who is no member any more"))
            if (pk := tied.get(option["id"], {}).get("participant"))
            else "",
        )
        for option in decision.rules.get("options", [])
    ]
