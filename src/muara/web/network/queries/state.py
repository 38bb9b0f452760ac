"""The network of a city on one day, as arrays for the engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from muara.engine.network import Network, Processes
from muara.engine.network import Role as RoleOf
from muara.web.cities.models import City
from muara.web.network.models import Actor, ActorEvent, Holding, Process, Role, Tie
from muara.web.network.models.processes import standing_on


@dataclass(frozen=True)
class ActorFacts:
    """What is told of an actor beside its ties."""

    pk: int
    slug: str
    name: str
    kind: str
    sector: str
    hub: str
    district: str
    n_members: int


@dataclass(frozen=True)
class State:
    """A city's network on one day. Actors and processes go by their row numbers on both floors."""

    day: date
    network: Network
    work: Processes
    actors: Mapping[int, ActorFacts]
    processes: Mapping[int, Process]

    @property
    def names(self) -> dict[int, str]:
        return {pk: actor.name for pk, actor in self.actors.items()}


def network_at(
    city: City,
    when: date,
    *,
    kinds: Collection[str] | None = None,
    confirmed_only: bool = False,
    directed: bool = False,
    with_processes: bool = True,
) -> State:
    """Return the network as it stood on a day: present actors, standing ties, processes with their holders.

    Layers are the kinds of tie, evidence is 1 where both sides tell of a tie and one half elsewhere; disputed ties
    are left out. An actor whose members are not known counts as one. Roles nobody holds stay, with no holder.
    Five queries, whatever the size; two without processes.
    """
    present = Actor.objects.in_city(city).present_on(when).select_related("district").order_by("pk")
    actors = {
        actor.pk: ActorFacts(
            actor.pk,
            actor.slug,
            actor.name,
            actor.kind,
            actor.sector,
            actor.hub,
            actor.district.name if actor.district else "",
            1 if actor.n_members is None else actor.n_members,
        )
        for actor in present
    }
    told = Tie.objects.in_city(city).on(when).undisputed().order_by("pk")
    ties = [
        tie
        for tie in told.only("a", "b", "kind", "weight", "reported_by_a_at", "reported_by_b_at", "disputed_at")
        if tie.a_id in actors
        and tie.b_id in actors
        and (kinds is None or tie.kind in kinds)
        and (not confirmed_only or tie.is_confirmed)
    ]
    network = Network.from_ties(
        [tie.a_id for tie in ties],
        [tie.b_id for tie in ties],
        actors=list(actors),
        weights=[tie.weight for tie in ties],
        evidence=[tie.sureness for tie in ties],
        layers=[tie.kind for tie in ties],
        members={pk: actor.n_members for pk, actor in actors.items()},
        directed=directed,
        twice="max",  # a refers to b and b to a: one tie, where directions do not count
    )
    if not with_processes:
        return State(when, network, Processes.from_roles([], actors=list(actors)), actors, {})
    processes = {one.pk: one for one in Process.objects.in_city(city).on(when).order_by("pk")}
    roles = list(Role.objects.filter(standing_on(when), process__in=processes).order_by("pk"))
    holders: dict[int, list[int]] = {role.pk: [] for role in roles}
    for role, actor in Holding.objects.filter(standing_on(when), role__in=holders).values_list("role", "actor"):
        if actor in actors:
            holders[role].append(actor)
    work = Processes.from_roles(
        [RoleOf(role.process_id, role.name, tuple(holders[role.pk]), role.needed) for role in roles],
        actors=list(actors),
        weights={role.process_id: processes[role.process_id].weight for role in roles},
    )
    return State(when, network, work, actors, processes)


def first_day(city: City) -> date | None:
    """Return the day on which the first actor joined; None in an empty network."""
    return (
        ActorEvent.objects.filter(actor__city=city).order_by("on_date").values_list("on_date", flat=True).first()
    )


def quarters(city: City, today: date) -> list[date]:
    """Return the last day of every quarter since the first actor joined, and today, oldest first."""
    start = first_day(city)
    if start is None:
        return [today]
    days: list[date] = []
    year, quarter = start.year, (start.month - 1) // 3
    while True:
        year, quarter = (year + 1, 0) if quarter == 3 else (year, quarter + 1)
        last = date(year, 3 * quarter + 1, 1) - timedelta(days=1)
        if last >= today:
            return [*days, today]
        days.append(last)
