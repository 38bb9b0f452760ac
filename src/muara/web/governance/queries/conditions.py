"""The conditions of a network's governance as far as they are known today, each with where it comes from."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muara.engine.governance import (
    Condition,
    expert_entry,
    goal_consensus,
    need_of,
    participants,
    share_condition,
    survey_condition,
    unknown,
)
from muara.engine.network import Reading as SurveyNumber
from muara.engine.network.answers import pair_trust
from muara.engine.network.nonresponse import survey_readings
from muara.engine.network.trust import CLOSE, CUT
from muara.formats.fit_reading import SEED
from muara.web.cities.models import City
from muara.web.common_ground.models import Reading, person_of_key
from muara.web.concerns.models import Statement, VoteEvent
from muara.web.governance.models import Arrangement, ExpertEntry
from muara.web.network.models import Actor, Holding, SurveyReading, Tie
from muara.web.network.models.processes import standing_on
from muara.web.network.queries.survey import newest_reading
from muara.web.network.trust import questions_of

LEAST_RATERS = 2
PARTS = ("joint", "handoffs", "outside")
"""Of the need: joint work that takes several, hand-offs to and fro, demands from outside."""

BY_EXPERTS = ("trust", "centralisation", "goals", *PARTS)
"""What people who know may be asked about where nothing measures it."""


@dataclass(frozen=True)
class Measured:
    """One condition, or part of one, as far as it is known.

    Attributes
    ----------
    name : str
        One of `CONTINGENCIES` or `PARTS`.
    condition : Condition or None
        None where nothing measures it and too few raters said something.
    origin : dict
        Where it comes from, as kept with a reading.
    missing : str
        What is to be done, in words, where it is None.
    n_raters : int
        Raters who said something, counted or not.
    """

    name: str
    condition: Condition | None
    origin: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""
    n_raters: int = 0


@dataclass(frozen=True)
class Known:
    """All that is known of a network's conditions on a day."""

    conditions: Mapping[str, Measured]
    parts: Mapping[str, Measured]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(one.missing for one in self.conditions.values() if one.condition is None)


def conditions_of(arrangement: Arrangement, day: date, *, topic: int | None = None) -> Known:
    """Return what is known of the conditions of an arrangement's network.

    `topic` is the number of the conversation that is about the goals; without it the newest published reading.
    """
    city, said = arrangement.city, said_by_raters(arrangement)
    survey = newest_reading(city)
    goals = newest_goals(city, topic)
    found = {
        "trust": _trust(survey, said),
        "centralisation": _centralisation(survey, said),
        "participants": _participants(arrangement, day),
        "goals": _goals(goals, said),
    }
    parts = {
        "joint": _joint(city, day, said),
        "handoffs": _by_experts("handoffs", said) or _nothing("handoffs", said),
        "outside": _by_experts("outside", said) or _nothing("outside", said),
    }
    return Known({**found, "need": _need(parts)}, parts)


def measured_names(city: City, day: date) -> frozenset[str]:
    """Say which conditions and parts something measures today, without reading them; a few short queries."""
    names: set[str] = set()
    survey = newest_reading(city)
    if survey is not None and not survey.result["is_withheld"]:
        names |= {"trust", "centralisation"}
    if Actor.objects.in_city(city).present_on(day).exists():
        names.add("participants")
    goals = newest_goals(city)
    if goals is not None and _events_of(goals).exists():
        names.add("goals")
    if _held(city, day).exists():
        names.add("joint")
    return frozenset(names)


Said = Mapping[str, Sequence[tuple[float, float, float]]]


def said_by_raters(arrangement: Arrangement) -> dict[str, list[tuple[float, float, float]]]:
    said: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for entry in ExpertEntry.objects.filter(arrangement=arrangement).order_by("at", "pk"):
        said[entry.condition].append((entry.low, entry.mid, entry.high))
    return said


def _by_experts(name: str, said: Said) -> Measured | None:
    entries = said.get(name, [])
    if len(entries) < LEAST_RATERS:
        return None
    origin = {"kind": "experts", "raters": len(entries)}
    return Measured(name, expert_entry(entries), origin, n_raters=len(entries))


def _nothing(name: str, said: Said, missing: str = "") -> Measured:
    return Measured(name, None, missing=missing, n_raters=len(said.get(name, [])))


def _trust(survey: SurveyReading | None, said: Said) -> Measured:
    if survey is None or survey.result["is_withheld"]:
        return _by_experts("trust", said) or _nothing(
            "trust",
            said,
            _("How dense trust is: no trust survey has closed with enough answers. Run one, or ask two raters."),
        )
    told = survey.result["density"]
    reading = SurveyNumber(told["value"], told["low"], told["high"], math.nan, told["worst"], told["best"])
    return Measured(
        "trust",
        survey_condition(reading, survey.result["n_answering"], response=_response(survey)),
        _of_survey(survey),
        n_raters=len(said.get("trust", [])),
    )


def _response(survey: SurveyReading) -> float:
    return float(survey.result["n_answering"] / survey.result["n_asked"])


def _of_survey(survey: SurveyReading) -> dict[str, Any]:
    return {
        "kind": "survey",
        "number": survey.round.number,
        "title": survey.round.title,
        "sha256": survey.input_sha256,
        "asked": survey.result["n_asked"],
        "answering": survey.result["n_answering"],
    }


def _centralisation(survey: SurveyReading | None, said: Said) -> Measured:
    """Read how far trust heaps up at one: of those who answered, the share that trusts each organisation.

    A pair that nobody was asked about counts as no trust: most that are asked about have ties.
    """
    if survey is None or survey.result["is_withheld"]:
        return _by_experts("centralisation", said) or _nothing(
            "centralisation",
            said,
            _("How far trust heaps up at one: no trust survey says it. Run one, or ask two raters."),
        )
    asked = [question for question in questions_of(survey.round) if not question.is_added]
    actors = sorted({actor for question in asked for actor in (question.asker, question.partner)})
    place = {actor: at for at, actor in enumerate(actors)}
    items = [[item or math.nan for item in question.items] for question in asked]
    trust = pair_trust(np.array(items, dtype=np.float64))
    yes, answered = np.zeros((len(actors), len(actors)), dtype=np.int8), np.zeros(len(actors), dtype=bool)
    for question, value in zip(asked, trust.tolist(), strict=True):
        if question.is_judged:
            answered[place[question.asker]] = True
            trusts = not question.is_stranger and value >= CUT - CLOSE
            yes[place[question.asker], place[question.partner]] = trusts
    found = survey_readings(yes, answered, rng=np.random.default_rng(SEED)).centralisation
    return Measured(
        "centralisation",
        survey_condition(found, int(answered.sum()), response=_response(survey)),
        _of_survey(survey),
        n_raters=len(said.get("centralisation", [])),
    )


def _participants(arrangement: Arrangement, day: date) -> Measured:
    """Count members, or all actors of the city where none are written down; one trace or none is borderline.

    Traces in the registry are undisputed ties and roles held on the day. People who are members are sure.
    """
    members = list(arrangement.members.current().values_list("actor", flat=True))
    present = set(Actor.objects.in_city(arrangement.city).present_on(day).values_list("pk", flat=True))
    actors = {actor for actor in members if actor is not None} if members else present
    people = sum(actor is None for actor in members)
    traces = _traces(arrangement.city, day, actors)
    borderline = sum(traces[actor] <= 1 for actor in actors)
    sure = len(actors) - borderline + people
    origin = {"kind": "registry", "of_members": bool(members), "sure": sure, "borderline": borderline}
    if sure + borderline == 0:
        missing = _("How many take part: nobody is in the network yet. Write the first actors down.")
        return Measured("participants", None, origin, missing)
    if sure == 0:  # all are borderline: at least one of them is there
        condition = Condition(max(1.0, borderline / 2), 1, borderline, borderline, "registry", "even")
    else:
        condition = participants(sure, borderline)
    return Measured("participants", condition, origin)


def _traces(city: City, day: date, actors: Collection[int]) -> Counter[int]:
    traces: Counter[int] = Counter()
    for a, b in Tie.objects.in_city(city).on(day).undisputed().values_list("a", "b"):
        traces.update((a, b))
    traces.update(_held(city, day).values_list("actor", flat=True))
    return Counter({actor: traces[actor] for actor in actors})


def _held(city: City, day: date) -> QuerySet[Holding]:
    standing = [standing_on(day, where) for where in ("", "role__", "role__process__")]
    return Holding.objects.filter(*standing, role__process__city=city)


def newest_goals(city: City, topic: int | None = None) -> Reading | None:
    """Return the published reading that goals are read from: of a conversation, or the newest of the city."""
    readings = Reading.objects.filter(city=city).public().everybody().select_related("topic").defer("watch")
    if topic is not None:
        readings = readings.filter(topic=topic)
    return readings.order_by("-taken_at", "-pk").first()


def _goals(reading: Reading | None, said: Said) -> Measured:
    """Read on how many statements of a conversation every group of opinion agrees, from the votes of its reading.

    Votes are those that the published reading has seen, so that nothing is told which it did not.
    """
    nothing = _by_experts("goals", said) or _nothing(
        "goals",
        said,
        _("How far all agree on goals: no reading of a conversation is published. Take one, or ask two raters."),
    )
    if reading is None:
        return nothing
    has_groups = bool(reading.result.get("has_groups"))
    group = {
        person_of_key(key): row["group"] if has_groups else 0
        for key, row in reading.people.items()
        if row["group"] is not None or not has_groups
    }
    counted = {
        row["statement"] for row in reading.result.get("statements", []) if not row.get("is_withheld")
    } - _about_something_else(reading)
    votes = _votes_seen(reading, set(group), counted)
    people, goals = sorted({who for who, _what in votes}), sorted({what for _who, what in votes})
    if not votes:
        return nothing
    table = np.full((len(people), len(goals)), np.nan)
    row, column = ({one: at for at, one in enumerate(line)} for line in (people, goals))
    for (who, what), value in votes.items():
        table[row[who], column[what]] = value
    label = [group[who] for who in people]
    found = goal_consensus(table, label, rng=np.random.default_rng(SEED))
    origin = {
        "kind": "votes",
        "topic": reading.topic.slug,
        "title": reading.topic.title,
        "reading": reading.number,
        "sha256": reading.input_sha256,
        "people": len(people),
        "statements": len(goals),
        "groups": len(set(label)),
    }
    return Measured("goals", found, origin, n_raters=len(said.get("goals", [])))


def _about_something_else(reading: Reading) -> set[int]:
    """Return the statements that say who people are rather than what they want."""
    about = Statement.objects.filter(topic=reading.topic_id, is_meta=True)
    return set(about.values_list("number", flat=True))


def _events_of(reading: Reading) -> QuerySet[VoteEvent]:
    return VoteEvent.objects.filter(statement__topic=reading.topic_id, pk__lte=reading.last_event)


def _votes_seen(reading: Reading, people: Collection[int], counted: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the votes as they stood when the reading was taken: of each on each the last that was not undone."""
    lines = list(
        _events_of(reading)
        .order_by("at", "pk")
        .values_list("pk", "participant", "statement__number", "value", "undoes")
    )
    undone = {undoes for *_one, undoes in lines if undoes is not None}
    return {
        (who, what): value
        for pk, who, what, value, _undoes in lines
        if value is not None and pk not in undone and who in people and what in counted
    }


def _joint(city: City, day: date, said: Said) -> Measured:
    """Count the processes that several actors carry together, of those in which somebody holds a role."""
    holders: dict[int, set[int]] = defaultdict(set)
    for process, actor in _held(city, day).values_list("role__process", "actor"):
        holders[process].add(actor)
    if not holders:
        return _by_experts("joint", said) or _nothing("joint", said)
    together = sum(len(actors) > 1 for actors in holders.values())
    mean = sum(len(actors) for actors in holders.values()) / len(holders)
    origin = {"kind": "processes", "together": together, "processes": len(holders), "mean": round(mean, 2)}
    condition = share_condition(together, len(holders), "processes")
    return Measured("joint", condition, origin, n_raters=len(said.get("joint", [])))


def _need(parts: Mapping[str, Measured]) -> Measured:
    """Join the parts; one of which nothing is known may be anything, and without any there is no need to read."""
    kinds = {name: dict(part.origin) for name, part in parts.items()}
    if all(part.condition is None for part in parts.values()):
        missing = _(
            "What the network needs as a whole: no process is written down. Write them down, or ask two raters."
        )
        return Measured("need", None, {"kind": "parts", "parts": kinds}, missing)
    joined = need_of([part.condition or unknown("experts") for part in parts.values()])
    return Measured("need", joined, {"kind": "parts", "parts": kinds})
