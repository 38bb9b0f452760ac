"""Who is in the network: the list, one actor, one process, and which entries grow old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Prefetch, Q

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor, ActorEvent, ActorMembership, ContactPerson, Holding, Process, Role, Tie
from muara.web.network.models.actors import ActorQuerySet
from muara.web.network.permissions import can_answer_for, can_keep_network, can_see_contacts, sides_of

STALE_AFTER = timedelta(days=180)


@dataclass(frozen=True)
class Filter:
    """What somebody looks for in the list."""

    text: str = ""
    kind: str = ""
    district: str = ""
    has_left: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.kind or self.district or self.has_left)


def actors_found(city: City, day: date, asked: Filter) -> ActorQuerySet:
    """Return who is in the network (or has left it) and fits, by name, with `n_ties`, the ties that stand."""
    found = Actor.objects.in_city(city).with_state_on(day)
    left = Q(last_event=ActorEvent.Kind.LEFT)
    found = found.filter(left if asked.has_left else Q(last_event__in=ActorEvent.PRESENT))
    if asked.text:
        words = Q(name__icontains=asked.text) | Q(offers__icontains=asked.text) | Q(needs__icontains=asked.text)
        found = found.filter(words | Q(hub__icontains=asked.text))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.district:
        found = found.filter(district=asked.district)
    stands = Count("ties_as_a", filter=Q(ties_as_a__until_date=None), distinct=True)
    stands_too = Count("ties_as_b", filter=Q(ties_as_b__until_date=None), distinct=True)
    return found.select_related("district").annotate(n_ties=stands + stands_too).order_by("name", "pk")


def stale_actors(city: City, at: datetime, day: date) -> ActorQuerySet:
    """Return who is in the network and whose entry nobody has looked at for half a year, the oldest first."""
    old = Actor.objects.in_city(city).present_on(day).filter(reviewed_at__lte=at - STALE_AFTER)
    return old.order_by("reviewed_at", "pk")


@dataclass(frozen=True)
class TieLine:
    """One tie as it is told on the page of one of its ends."""

    tie: Tie
    other: Actor
    is_outward: bool  # with a direction: whether it goes from this actor to the other
    waits_for_us: bool

    @property
    def arrow(self) -> str:
        return "" if not self.tie.is_directed else "→" if self.is_outward else "←"


@dataclass(frozen=True)
class ActorPage:
    """Everything the page of one actor shows to one reader."""

    actor: Actor
    is_present: bool
    ties: list[TieLine]
    past_ties: list[TieLine]
    holdings: list[Holding]
    events: list[ActorEvent]
    n_speakers: int
    contacts: list[ContactPerson] | None  # None: not for this reader
    is_stale: bool


def actor_page(actor: Actor, reader: User | None, *, day: date, at: datetime) -> ActorPage:
    lines = [
        _line(tie, actor, reader)
        for tie in Tie.objects.of(actor).select_related("city", "a", "b").order_by("kind", "pk")
    ]
    events = list(actor.events.order_by("on_date", "pk"))
    past = [event for event in events if event.on_date <= day]
    held = Holding.objects.filter(
        actor=actor, until_date=None, role__until_date=None, role__process__until_date=None
    )
    may_see = reader is not None and can_see_contacts(reader, actor)
    return ActorPage(
        actor=actor,
        is_present=bool(past) and past[-1].kind in ActorEvent.PRESENT,
        ties=[line for line in lines if line.tie.until_date is None],
        past_ties=[line for line in lines if line.tie.until_date is not None],
        holdings=list(held.select_related("role__process").order_by("role__process__name", "role__name")),
        events=events[::-1],
        n_speakers=actor.memberships.filter(status=ActorMembership.Status.ACTIVE).count(),
        contacts=list(actor.contacts.order_by("pk")) if may_see else None,
        is_stale=actor.reviewed_at <= at - STALE_AFTER,
    )


def _line(tie: Tie, actor: Actor, reader: User | None) -> TieLine:
    outward = tie.a_id == actor.pk
    side = "A" if outward else "B"
    told = tie.reported_by_a if outward else tie.reported_by_b
    waits = tie.disputed_at is None and not told and side in sides_of(reader, tie)
    return TieLine(tie, tie.b if outward else tie.a, outward, waits)


@dataclass(frozen=True)
class Side:
    """One end of a tie, and what the reader may say for it."""

    key: str
    actor: Actor
    has_told: bool
    may_answer: bool


def sides(tie: Tie, reader: User | None) -> list[Side]:
    told = {"A": tie.reported_by_a, "B": tie.reported_by_b}
    return [
        Side(key, tie.end_of(key), told[key], reader is not None and can_answer_for(reader, tie, key))
        for key in ("A", "B")
    ]


@dataclass(frozen=True)
class RoleLine:
    role: Role
    holders: list[Holding]

    @property
    def n_missing(self) -> int:
        return max(0, self.role.needed - len(self.holders))

    @property
    def is_on_the_edge(self) -> bool:
        return not self.n_missing and len(self.holders) == self.role.needed


@dataclass(frozen=True)
class ProcessLine:
    process: Process
    roles: list[RoleLine]

    @property
    def is_running(self) -> bool:
        return bool(self.roles) and not any(line.n_missing for line in self.roles)

    @property
    def n_on_the_edge(self) -> int:
        return sum(line.is_on_the_edge for line in self.roles)


def process_lines(city: City, day: date, *, slug: str = "", ended: bool = False) -> list[ProcessLine]:
    """Return the processes of a city with their roles; a holder that has left the network does not count."""
    found = Process.objects.in_city(city).order_by("name", "pk")
    found = found.filter(slug=slug) if slug else found.exclude(until_date=None) if ended else found.current()
    present = set(Actor.objects.in_city(city).present_on(day).values_list("pk", flat=True))
    holdings = Holding.objects.filter(until_date=None).select_related("actor").order_by("actor__name", "pk")
    roles = Role.objects.filter(until_date=None).order_by("pk").prefetch_related(Prefetch("holdings", holdings))
    return [
        ProcessLine(
            process,
            [
                RoleLine(role, [held for held in role.holdings.all() if held.actor_id in present])
                for role in process.roles.all()
            ],
        )
        for process in found.prefetch_related(Prefetch("roles", roles))
    ]


def open_claims(city: City, reader: User) -> list[ActorMembership]:
    """Return the claims that somebody may decide, oldest first, with how many have said yes."""
    asked = ActorMembership.objects.asked().filter(actor__city=city).exclude(user=reader)
    if not can_keep_network(reader, city):
        own = ActorMembership.objects.active().filter(user=reader).values("actor")
        asked = asked.filter(actor__in=own)
    counted = asked.select_related("actor", "user").annotate(n_yes=Count("approvals"))
    return list(counted.order_by("asked_at", "pk"))
