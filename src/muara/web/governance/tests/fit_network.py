"""Networks inside one form's cell of the table, or in none, written down as a city would: survey, votes, work."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.text import slugify

from muara.web.accounts.models import Membership, Participant, User
from muara.web.cities.models import City
from muara.web.common_ground.models import Reading, key_of_person
from muara.web.concerns.models import Statement, Topic, VoteEvent
from muara.web.governance.actions.fit import enter_expert_view
from muara.web.governance.models import Arrangement, Terms
from muara.web.network.actions.survey import close_survey
from muara.web.network.models import Actor, ActorEvent, Holding, Process, Role, SurveyRound, Tie
from muara.web.network.models.survey import SurveyAnswer, SurveyRespondent

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
JOINED = date(2025, 1, 15)


@dataclass(frozen=True)
class Cell:
    """What a planted network is like: organisations, chance of trust, share of goals that all share, need."""

    n: int
    trust: float
    goals: float
    need: float
    has_leader: bool = False


CELLS = {
    "participant_governed": Cell(6, 0.92, 0.95, 0.08),
    "lead_organization": Cell(18, 0.05, 0.30, 0.50, has_leader=True),
    "network_administrative_organization": Cell(40, 0.50, 0.75, 0.92),
}
MISFIT = Cell(46, 0.05, 0.05, 0.50)


def plant(city: City, secretary: User, cell: Cell, *, seed: int = 1, raters: int = 2) -> Arrangement:
    """Write such a network down, with an arrangement that declares it self-managed."""
    chance = random.Random(seed)
    actors = plant_actors(city, cell.n)
    plant_survey(city, secretary, actors, cell, chance)
    plant_votes(city, cell, chance)
    plant_work(city, actors, cell.need)
    arrangement = plant_arrangement(city, actors)
    for i in range(raters):
        rater = User.objects.create_user(f"penilai{i}@contoh.id", "kata-sandi-panjang", name=f"Penilai {i}")
        Membership.objects.create(city=city, user=rater, role="MEMBER", since_at=AT)
        for part in ("handoffs", "outside"):
            mid = min(max(cell.need + chance.uniform(-0.04, 0.04), 0.0), 1.0)
            enter_expert_view(
                by=rater, arrangement=arrangement, condition=part, low=max(mid - 0.08, 0), mid=mid,
                high=min(mid + 0.08, 1), why="Dari rapat tiga bulan terakhir.", at=AT,
            )  # fmt: skip
    return arrangement


def plant_actors(city: City, n: int) -> list[Actor]:
    actors = Actor.objects.bulk_create(
        Actor(
            city=city, name=f"Koperasi {i:02d}", slug=f"koperasi-{i:02d}", kind="COOPERATIVE", created_at=AT,
            reviewed_at=AT,
        )
        for i in range(n)
    )  # fmt: skip
    ActorEvent.objects.bulk_create(
        ActorEvent(actor=actor, kind="JOINED", on_date=JOINED, recorded_at=AT) for actor in actors
    )
    ring = zip(actors, [*actors[1:], actors[0]], strict=True)  # two traces of each in the registry
    pairs = [sorted(pair, key=lambda actor: actor.pk) for pair in ring]
    told = {"reported_by_a_at": AT, "reported_by_b_at": AT, "created_at": AT}
    Tie.objects.bulk_create(
        Tie(city=city, a=one, b=other, kind="JOINT_WORK", since_date=JOINED, **told) for one, other in pairs
    )
    return actors


def plant_survey(
    city: City, secretary: User, actors: list[Actor], cell: Cell, chance: random.Random
) -> SurveyRound:
    survey = SurveyRound.objects.create(
        city=city, number=1, title="Putaran pertama", state="OPEN", closes_at=AT + timedelta(days=9), opened_at=AT,
        created_by=secretary, created_at=AT,
    )  # fmt: skip
    for place, actor in enumerate(actors):
        respondent = SurveyRespondent.objects.create(round=survey, actor=actor, begun_at=AT, finished_at=AT)
        others = [other for at, other in enumerate(actors) if at != place and at > 0]
        partners = chance.sample(others, min(9, len(others))) + ([actors[0]] if place else [])
        rows = []
        for position, partner in enumerate(partners, 1):
            trusts = chance.random() < cell.trust or (cell.has_leader and partner == actors[0])
            said = dict.fromkeys(("reliability", "mission", "openness"), 4 if trusts else 2)
            said |= {"collaboration": "COOPERATION", "answered_at": AT}
            rows.append(SurveyAnswer(respondent=respondent, partner=partner, position=position, **said))
        SurveyAnswer.objects.bulk_create(rows)
    return close_survey(by=secretary, survey=survey, at=AT)


def plant_votes(city: City, cell: Cell, chance: random.Random, *, people: int = 40, goals: int = 40) -> Reading:
    """Two groups of opinion that share some of the goals; a published reading has put everybody in one."""
    topic = Topic.objects.create(
        city=city, slug="tujuan-bersama", title="Tujuan bersama", question="Untuk apa kita?", status="CLOSED",
        created_at=AT, closed_at=AT,
    )  # fmt: skip
    statements = Statement.objects.bulk_create(
        Statement(topic=topic, number=i + 1, text=f"Tujuan {i + 1}", status="ACCEPTED", created_at=AT)
        for i in range(goals)
    )
    voters = Participant.objects.bulk_create(
        Participant(city=city, tier="GUEST", joined_at=AT, device_hash=f"{i:064d}") for i in range(people)
    )
    shared = round(cell.goals * goals)
    VoteEvent.objects.bulk_create(
        VoteEvent(
            participant=voter, statement=statement, key=f"{who}-{what}", at=AT,
            value=1 if chance.random() < (0.97 if what < shared or who % 2 == 0 else 0.0) else -1,
        )
        for who, voter in enumerate(voters)
        for what, statement in enumerate(statements)
    )  # fmt: skip
    return Reading.objects.create(
        city=city, topic=topic, number=1, status="READY", is_public=True, taken_at=AT, finished_at=AT,
        input_sha256="a" * 64, last_event=VoteEvent.objects.order_by("-pk").values_list("pk", flat=True)[0],
        result={"has_groups": True, "statements": [{"statement": one.number} for one in statements]},
        people={key_of_person(voter.pk): {"group": who % 2} for who, voter in enumerate(voters)},
    )  # fmt: skip


def plant_work(city: City, actors: list[Actor], need: float, *, n: int = 20) -> None:
    """Twenty processes, of which the share that is the need takes two organisations."""
    for i in range(n):
        process = Process.objects.create(
            city=city, slug=f"proses-{i}", name=f"Proses {i}", since_date=JOINED, created_at=AT
        )
        role = Role.objects.create(process=process, name="pengurus", since_date=JOINED)
        for actor in actors[: 2 if i < round(need * n) else 1]:
            Holding.objects.create(role=role, actor=actor, since_date=JOINED)


def plant_arrangement(
    city: City, actors: list[Actor], *, form: str = "PARTICIPANT_GOVERNED", name: str = "Jejaring kota"
) -> Arrangement:
    arrangement = Arrangement.objects.create(
        city=city, slug=slugify(name), name=name, state="STANDING", version=1, created_at=AT
    )
    Terms.objects.create(
        arrangement=arrangement, based_on=0, number=1, state="IN_FORCE", form=form, unit="ORGANISATION",
        lead=actors[0] if actors else None, written_at=AT, since_at=AT,
    )  # fmt: skip
    for actor in actors:
        arrangement.members.create(actor=actor, since_at=AT)
    return arrangement
