"""The plan of the demo city: who votes what and when, drawn from chances that are known.

The chances come from the statements alone (:func:`truth`), whatever the seed; the seed decides who turns up
and what they happen to answer. So every engine that reads the votes has a known answer to be held against.

>>> small = plan("one")
>>> len(small.sessions), len(small.voters), len(small.concerns)
(1, 2, 3)
>>> plan("one") == small
True
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import comb

import numpy as np

from muara.web.home.demo.concerns import CLUSTERS, CONCERNS, THREADS
from muara.web.home.demo.sessions import WIB, planned
from muara.web.home.demo.shapes import (
    Channel,
    Cluster,
    Concern,
    Group,
    Odds,
    Sector,
    Session,
    Size,
    Statement,
    Thread,
    Tier,
    Topic,
    Value,
    Vote,
    Voter,
)
from muara.web.home.demo.statements import BANDS, STATEMENTS
from muara.web.home.demo.texts import (
    DISTRICT_QUESTION,
    DISTRICT_TITLE,
    GROUPS,
    HUBS,
    KECAMATAN,
    SECTORS,
    SHARES,
    TOPIC_KEY,
    TOPIC_QUESTION,
    TOPIC_SESSION,
    TOPIC_TITLE,
)

SEED = 20180209
REFERENCE = date(2026, 11, 24)
TRUTH_SEED = 1844

VOTERS = 220  # the late accounts are among them
LATE = 15
VOTES_EACH = 33.2  # mean number of statements that a voter of a group answers
FEWEST, MOST = 22, 60
LATE_STATEMENTS = 14  # ordinary statements that were added while people were voting
STRESS = 10
STRESS_DISTRICTS = ("Purwokerto Timur", "Purwokerto Barat", "Purwokerto Selatan", "Sokaraja")
STRESS_DISTRICT_VOTERS = 200

# Shares of all voters; the rest vote on their phone.
CHANNELS: dict[Channel, float] = {"PAPER": 0.14, "ASSISTED": 0.05, "MEETING": 0.03}
PASS_BAND: dict[str, tuple[float, float]] = {
    "COMMON": (0.02, 0.06),
    "DIVISIVE": (0.04, 0.09),
    "BRIGADED": (0.08, 0.14),
    "ORDINARY": (0.06, 0.14),
}

# How much likelier a member of a group declares a sector: a lean, not a label.
_TILT: dict[Group, frozenset[Sector]] = {
    "A": frozenset({"SHOP", "RESIDENT", "VILLAGE"}),
    "B": frozenset({"CREATIVE", "ACADEMIC", "MEDIA"}),
    "C": frozenset({"COOPERATIVE", "GOVERNMENT", "BUSINESS"}),
}
_TILTED = 1.5
_SECTOR_WEIGHT: dict[Sector, float] = {
    "COOPERATIVE": 16,
    "CREATIVE": 14,
    "MOVEMENT": 10,
    "MEDIA": 6,
    "ACADEMIC": 8,
    "GOVERNMENT": 6,
    "BUSINESS": 8,
    "SHOP": 14,
    "VILLAGE": 8,
    "RESIDENT": 16,
}
_KECAMATAN_WEIGHT = (20, 16, 16, 12, 14, 8, 7, 7)
_HUB_TILT: dict[Group, str] = {"A": "warung", "B": "sanggar", "C": "koperasi"}


@dataclass(frozen=True, slots=True)
class Plan:
    size: Size
    seed: int
    reference: date
    sessions: tuple[Session, ...]
    threads: tuple[Thread, ...]
    clusters: tuple[Cluster, ...]
    concerns: tuple[Concern, ...]  # in the order in which they were said
    topics: tuple[Topic, ...]
    statements: tuple[Statement, ...]  # in the order in which they were written
    written_at: Mapping[str, datetime]  # by concern key and by statement key
    odds: Mapping[str, Mapping[Group, Odds]]  # by statement key: the truth
    voters: tuple[Voter, ...]  # in order of arrival
    votes: tuple[Vote, ...]  # in order of time


def plan(size: Size = "city", *, seed: int = SEED, reference: date = REFERENCE) -> Plan:
    """Plan a demo city as of ``reference``. The same size, seed and day give the same plan, vote by vote."""
    if size == "empty":
        return _assemble(size, seed, reference)
    if size == "one":
        return _one(seed, reference)
    sessions = planned(reference)
    topics, statements, cast = _topics(size, sessions)
    odds = truth(statements)
    written_at = _concern_times(CONCERNS, sessions)
    voters: list[Voter] = []
    votes: list[Vote] = []
    until = datetime.combine(reference, datetime.min.time(), WIB)
    for number, (topic, (count, late)) in enumerate(zip(topics, cast, strict=True)):
        own = [one for one in statements if one.topic == topic.key]
        opened = _statement_times(own, topic.opens_at, until, np.random.default_rng([seed, number]))
        written_at |= opened
        joined = _voters(count, late, topic.opens_at, until, (seed, number), start=len(voters))
        for voter, rng in joined:
            voters.append(voter)
            votes += _answers(voter, own, opened, odds, rng)
    return _assemble(
        size,
        seed,
        reference,
        sessions=sessions,
        concerns=CONCERNS,
        topics=topics,
        statements=statements,
        written_at=written_at,
        odds=odds,
        voters=voters,
        votes=votes,
    )


def truth(statements: Iterable[Statement]) -> dict[str, dict[Group, Odds]]:
    """Draw the true chances of every statement from the bands of its marks; no seed of a plan matters."""
    rng = np.random.default_rng(TRUTH_SEED)
    odds: dict[str, dict[Group, Odds]] = {}
    for statement in statements:
        odds[statement.key] = {}
        for group, mark in zip(GROUPS, statement.lean, strict=True):
            agreement = float(rng.uniform(*BANDS[mark]))
            skip = float(rng.uniform(*PASS_BAND[statement.truth]))
            odds[statement.key][group] = Odds(
                agree=(1 - skip) * agreement, disagree=(1 - skip) * (1 - agreement), skip=skip
            )
    return odds


def worst_agreement(odds: Mapping[Group, Odds]) -> float:
    """Give the true worst-group agreement of a statement, among those who take a side."""
    return min(one.agreement for one in odds.values())


def oracle_labels(made: Plan) -> dict[str, Group]:
    """Sort every voter of a group by Bayes' rule with the true chances: no reader of the votes can do better.

    The late accounts belong to no group and are left out.
    """
    score: dict[str, dict[Group, float]] = {
        voter.key: {group: float(np.log(SHARES[group])) for group in GROUPS}
        for voter in made.voters
        if voter.group is not None
    }
    for vote in made.votes:
        if vote.voter not in score:
            continue
        for group, odds in made.odds[vote.statement].items():
            chance = {1: odds.agree, -1: odds.disagree, 0: odds.skip}[vote.value]
            score[vote.voter][group] += float(np.log(chance))
    return {key: max(own, key=lambda group: own[group]) for key, own in score.items()}


def planted_labels(made: Plan) -> dict[str, Group]:
    return {voter.key: voter.group for voter in made.voters if voter.group is not None}


def adjusted_rand(one: Sequence[object], other: Sequence[object]) -> float:
    """Compare two groupings of the same people: 1 is the same groups, 0 no better than chance.

    >>> adjusted_rand("aabb", "xxyy"), round(adjusted_rand("aabb", "xyxy"), 2)
    (1.0, -0.5)
    """
    both = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    left = sum(comb(n, 2) for n in Counter(one).values())
    right = sum(comb(n, 2) for n in Counter(other).values())
    chance = left * right / comb(len(one), 2)
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def _assemble(
    size: Size,
    seed: int,
    reference: date,
    *,
    sessions: tuple[Session, ...] = (),
    concerns: tuple[Concern, ...] = (),
    topics: tuple[Topic, ...] = (),
    statements: Iterable[Statement] = (),
    written_at: Mapping[str, datetime] | None = None,
    odds: Mapping[str, Mapping[Group, Odds]] | None = None,
    voters: Iterable[Voter] = (),
    votes: Iterable[Vote] = (),
) -> Plan:
    times = written_at or {}
    used = {concern.cluster for concern in concerns}
    clusters = tuple(cluster for cluster in CLUSTERS if cluster.key in used)
    return Plan(
        size=size,
        seed=seed,
        reference=reference,
        sessions=sessions,
        threads=tuple(one for one in THREADS if one.key in {cluster.thread for cluster in clusters}),
        clusters=clusters,
        concerns=concerns,
        topics=topics,
        statements=tuple(sorted(statements, key=lambda one: (times[one.key], one.key))),
        written_at=times,
        odds=odds or {},
        voters=tuple(sorted(voters, key=lambda one: (one.arrives_at, one.key))),
        votes=tuple(sorted(votes, key=lambda one: (one.cast_at, one.voter, one.statement))),
    )


def _topics(
    size: Size, sessions: Sequence[Session]
) -> tuple[tuple[Topic, ...], tuple[Statement, ...], list[tuple[int, int]]]:
    """Say which questions are open, with which statements, and for each how many vote and how many late."""
    asked = next(one for one in sessions if one.number == TOPIC_SESSION)
    opens_at = asked.starts_at + timedelta(minutes=45)
    closes_at = sessions[-1].starts_at
    topics = [Topic(TOPIC_KEY, TOPIC_TITLE, TOPIC_QUESTION, TOPIC_SESSION, opens_at, closes_at)]
    if size == "city":
        return tuple(topics), STATEMENTS, [(VOTERS, LATE)]
    statements = list(STATEMENTS)
    cast = [(VOTERS * STRESS - STRESS_DISTRICT_VOTERS * len(STRESS_DISTRICTS), LATE * STRESS)]
    for number, kecamatan in enumerate(STRESS_DISTRICTS, start=1):
        key = f"{TOPIC_KEY}-{number}"
        question = DISTRICT_QUESTION.format(kecamatan=kecamatan)
        title = DISTRICT_TITLE.format(kecamatan=kecamatan)
        topics.append(Topic(key, title, question, TOPIC_SESSION, opens_at, closes_at))
        statements += [
            replace(
                one,
                key=f"{one.key}-{number}",
                topic=key,
                text=f"Di {kecamatan}: {one.text[0].lower()}{one.text[1:]}",
            )
            for one in STATEMENTS
            if one.truth != "BRIGADED"
        ]
        cast.append((STRESS_DISTRICT_VOTERS, 0))
    return tuple(topics), tuple(statements), cast


def _one(seed: int, reference: date) -> Plan:
    """Plan the smallest city that lives: one evening, two people, three concerns and what came of them."""
    asked = next(one for one in planned(reference) if one.number == TOPIC_SESSION)
    session = replace(
        asked,
        number=1,
        theme="Pertemuan pertama",
        question="Apa yang meresahkan kita?",
        invited=("RESIDENT",),
        headcount={"RESIDENT": 2},
        points=("Dua orang datang, tiga keresahan ditulis, dan itu cukup untuk mulai.",),
        speaker="warga",
        moderator="warga",
        note_taker="warga",
    )
    told = [one for one in CONCERNS if one.sector == "RESIDENT"][:3]
    concerns = tuple(replace(one, key=f"k{index:02d}", session=1) for index, one in enumerate(told, start=1))
    renamed = {one.key: new.key for one, new in zip(told, concerns, strict=True)}
    opens_at = session.starts_at + timedelta(minutes=45)
    topic = Topic(TOPIC_KEY, TOPIC_TITLE, TOPIC_QUESTION, 1, opens_at, opens_at + timedelta(days=40))
    statements = tuple(
        replace(one, concerns=tuple(renamed[key] for key in one.concerns if key in renamed))
        for one in STATEMENTS
        if any(key in renamed for key in one.concerns)
    )
    opened = {one.key: opens_at for one in statements}
    two: tuple[Group, Group] = ("A", "B")
    voters = tuple(
        Voter(
            key=f"v{index:04d}",
            group=group,
            late=False,
            tier="VERIFIED",
            invited_by=None,
            channel="PHONE",
            arrives_at=opens_at + timedelta(minutes=index),
            sector="RESIDENT",
            kecamatan=session.venue.kecamatan,
            hub=None,
        )
        for index, group in enumerate(two, start=1)
    )
    rng = np.random.default_rng(seed)
    whole = truth(STATEMENTS)
    odds = {one.key: whole[one.key] for one in statements}
    return _assemble(
        "one",
        seed,
        reference,
        sessions=(session,),
        concerns=concerns,
        topics=(topic,),
        statements=statements,
        written_at={**_concern_times(concerns, (session,)), **opened},
        odds=odds,
        voters=voters,
        votes=[vote for voter in voters for vote in _answers(voter, statements, opened, odds, rng)],
    )


def _concern_times(concerns: Sequence[Concern], sessions: Sequence[Session]) -> dict[str, datetime]:
    """Give each card its minute: the round of concerns begins 25 minutes into the evening."""
    begins = {one.number: one.starts_at + timedelta(minutes=25) for one in sessions}
    times: dict[str, datetime] = {}
    said: Counter[int] = Counter()
    for concern in concerns:
        said[concern.session] += 1
        times[concern.key] = begins[concern.session] + timedelta(minutes=2 * said[concern.session])
    return times


def _statement_times(
    statements: Sequence[Statement], opens_at: datetime, until: datetime, rng: np.random.Generator
) -> dict[str, datetime]:
    """Most statements are there when the topic opens, some come in its first third."""
    ordinary = [one.key for one in statements if one.truth == "ORDINARY"]
    later = set(rng.choice(ordinary, size=LATE_STATEMENTS, replace=False).tolist())
    shuffled = [one for one in statements if one.key not in later]
    order = rng.permutation(len(shuffled))
    times = {shuffled[at].key: opens_at - timedelta(seconds=20 * n) for n, at in enumerate(order, start=1)}
    for key in sorted(later):
        times[key] = _waking(opens_at, (until - opens_at) * float(rng.uniform(0.06, 0.35)))
    for one in statements:
        if one.truth == "BRIGADED":
            times[one.key] = _waking(opens_at, (until - opens_at) * 0.3)
    return times


def _voters(
    count: int, late: int, opens_at: datetime, until: datetime, seed: tuple[int, int], *, start: int
) -> list[tuple[Voter, np.random.Generator]]:
    """Let people arrive. Each has their own dice, so that the day of the plan moves times and no answers."""
    shared = np.random.default_rng([*seed, 0])
    dice = [np.random.default_rng([*seed, 1, number]) for number in range(count)]
    honest = count - late
    groups = _split(honest, SHARES)
    groups = [groups[at] for at in shared.permutation(honest)]
    channels: list[Channel] = []
    for channel, share in CHANNELS.items():
        channels += [channel] * round(share * count)
    channels += ["PHONE"] * (honest - len(channels))
    arrivals = [_arrival(channels[at], opens_at, until, dice[at]) for at in range(honest)]
    first_late = until - timedelta(days=2, hours=2)  # one night, two days before the reference day
    arrivals += [first_late + timedelta(seconds=float(one.uniform(0, 5400))) for one in dice[honest:]]
    voters: list[tuple[Voter, np.random.Generator]] = []
    earlier: list[str] = []  # who may have invited somebody
    for number, at in enumerate(sorted(range(count), key=lambda n: (arrivals[n], n)), start=start + 1):
        key, rng = f"v{number:04d}", dice[at]
        if at >= honest:
            late_one = Voter(key, None, True, "GUEST", None, "PHONE", arrivals[at], None, None, None)
            voters.append((late_one, rng))
            continue
        tier = _tier(channels[at], bool(earlier), rng)
        invited_by = earlier[int(shared.integers(len(earlier)))] if tier == "INVITED" else None
        if tier != "GUEST":
            earlier.append(key)
        sector, kecamatan, hub = _self_description(groups[at], rng)
        voter = Voter(
            key=key,
            group=groups[at],
            late=False,
            tier=tier,
            invited_by=invited_by,
            channel=channels[at],
            arrives_at=arrivals[at],
            sector=sector,
            kecamatan=kecamatan,
            hub=hub,
        )
        voters.append((voter, rng))
    return voters


def _split(count: int, shares: Mapping[Group, float]) -> list[Group]:
    edges = np.rint(np.cumsum(list(shares.values())) * count).astype(int)
    sizes = np.diff(edges, prepend=0)
    return [group for group, size in zip(shares, sizes, strict=True) for _ in range(int(size))]


def _arrival(channel: Channel, opens_at: datetime, until: datetime, rng: np.random.Generator) -> datetime:
    """The hall votes at once, sheets are typed in the next day, phones come in three waves that fade."""
    if channel == "MEETING":
        return opens_at + timedelta(seconds=float(rng.uniform(0, 900)))
    if channel == "PAPER":
        return _waking(opens_at, (until - opens_at) * float(rng.uniform(0.02, 0.04)))
    wave = float(rng.choice([0.0, 0.3, 0.6], p=[0.5, 0.3, 0.2]))
    return _waking(opens_at, (until - opens_at) * min(wave + float(rng.exponential(0.09)), 0.97))


def _waking(opens_at: datetime, after: timedelta) -> datetime:
    """Move a moment into the waking hours of its day, 6.00 to 22.30, without changing any order."""
    moment = opens_at + after
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    awake = midnight + timedelta(hours=6) + (moment - midnight) * (16.5 / 24)
    return max(awake, opens_at).replace(microsecond=0)


def _tier(channel: Channel, may_be_invited: bool, rng: np.random.Generator) -> Tier:
    if channel != "PHONE" and rng.random() < 0.85:
        return "VERIFIED"  # seen at a session, with its hall code
    tier: Tier = ("GUEST", "INVITED", "VERIFIED")[int(rng.choice(3, p=[0.46, 0.29, 0.25]))]
    return "GUEST" if tier == "INVITED" and not may_be_invited else tier


def _self_description(group: Group, rng: np.random.Generator) -> tuple[Sector | None, str | None, str | None]:
    """Say what a voter declares of themselves, if anything: it leans with the group, and only a little."""
    weight = np.array([_SECTOR_WEIGHT[one] * (_TILTED if one in _TILT[group] else 1) for one in SECTORS])
    sector = SECTORS[int(rng.choice(len(SECTORS), p=weight / weight.sum()))]
    place = np.array(_KECAMATAN_WEIGHT, dtype=float)
    kecamatan = KECAMATAN[int(rng.choice(len(KECAMATAN), p=place / place.sum()))]
    liking = np.array([_TILTED if hub.key == _HUB_TILT[group] else 1.0 for hub in HUBS])
    hub = HUBS[int(rng.choice(len(HUBS), p=liking / liking.sum()))].key
    told = rng.random(3)
    return (
        sector if told[0] < 0.68 else None,
        kecamatan if told[1] < 0.72 else None,
        hub if told[2] < 0.45 else None,
    )


def _answers(
    voter: Voter,
    statements: Sequence[Statement],
    opened: Mapping[str, datetime],
    odds: Mapping[str, Mapping[Group, Odds]],
    rng: np.random.Generator,
) -> list[Vote]:
    if voter.group is None:
        return _late_answers(voter, statements, rng)
    there = [one for one in statements if opened[one.key] <= voter.arrives_at]
    wanted = int(np.clip(rng.gamma(25, VOTES_EACH / 25), FEWEST, MOST))
    liking = np.log([_SHOWN.get(one.truth, 1.0) for one in there]) + rng.gumbel(size=len(there))
    shown = np.argsort(-liking, kind="stable")[:wanted]
    votes: list[Vote] = []
    at = voter.arrives_at
    for index in shown:
        statement = there[int(index)]
        chances = odds[statement.key][voter.group]
        draw = rng.random()
        value: Value = 1 if draw < chances.agree else -1 if draw < chances.agree + chances.disagree else 0
        matters = 0.2 if statement.truth == "COMMON" or chances.agreement > 0.8 else 0.08
        important = bool(value != 0 and rng.random() < matters)
        at += timedelta(seconds=int(rng.integers(4, 25)))
        votes.append(Vote(voter.key, statement.key, value, important, voter.channel, at))
    return votes


_SHOWN = {
    "COMMON": 1.4,
    "DIVISIVE": 1.6,
    "BRIGADED": 1.6,
}  # shown more often: early and informative statements


def _late_answers(voter: Voter, statements: Sequence[Statement], rng: np.random.Generator) -> list[Vote]:
    """The late accounts push one statement; to blend in, they answer nine others as everybody does."""
    pushed = [one for one in statements if one.truth == "BRIGADED"]
    common = [one for one in statements if one.truth == "COMMON"]
    unloved = [one for one in statements if one.lean == "---"]
    answers: list[tuple[Statement, Value]] = [(one, 1) for one in pushed + common]
    answers += [(one, -1) for one in unloved]
    votes: list[Vote] = []
    at = voter.arrives_at
    for statement, usual in answers:
        slip = statement.truth != "BRIGADED" and rng.random() < 0.05
        value: Value = 0 if slip else usual
        at += timedelta(seconds=int(rng.integers(2, 6)))
        votes.append(Vote(voter.key, statement.key, value, statement.truth == "BRIGADED", voter.channel, at))
    return votes
