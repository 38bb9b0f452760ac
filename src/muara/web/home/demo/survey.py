"""The planted trust survey of the sample city: every actor is asked, 32 of the 46 answer.

What is planted, and what a reader of the round has to find:

- Partners are found reliable more often than open to talk with.
- Those who stay silent trust less than those who answer. So the estimate lies above what all would have said; the
  bounds over every possible answer of the silent hold it.
- Some say that they work together where the network knows of no joint work.

>>> made = planned_survey(date(2026, 11, 24))
>>> len(made.channels), len(made.silent)
(32, 14)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

import numpy as np

from muara.web.accounts.actions import admit
from muara.web.accounts.models import Channel, User
from muara.web.cities.models import City
from muara.web.home.demo.network import BROKER, COOPERATIVES, planned_network
from muara.web.network.actions.answering import Said, add_partner, answer_partner, enter_answers
from muara.web.network.actions.survey import close_survey, open_survey, prepare_survey, remind
from muara.web.network.models import Actor, SurveyAnswer, SurveyRound

SEED = 1896
ON_PAPER, ASSISTED, SILENT = 9, 3, 14
TITLE = "Saling percaya, putaran pertama"
WHY = (
    "Supaya kita tahu di mana kepercayaan perlu dirawat sebelum kerja bersama diperbesar. "
    "Hasilnya dibahas pada malam BATS berikutnya."
)
LASTING = timedelta(days=21)
CLOSED_AGO = timedelta(days=24)
OPENNESS_IS_HARDER = 0.14
SILENT_TRUST_LESS = 0.16
LEVELS = SurveyAnswer.Collaboration


@dataclass(frozen=True)
class SurveyPlan:
    """Who answers how, and what everybody would say of everybody, the silent too."""

    channels: dict[str, str]
    silent: tuple[str, ...]
    says: dict[tuple[str, str], Said]
    added: dict[str, str]  # who works with somebody that the network does not know of


def planned_survey(reference: date) -> SurveyPlan:
    rng = np.random.default_rng(SEED)
    network = planned_network(reference)
    names = sorted(actor.name for actor in network.actors)
    hub_of = {actor.name: actor.hub for actor in network.actors}
    asleep = {name.lstrip("*") for name, *_ in COOPERATIVES if name.startswith("*")}
    awake = [name for name in names if name not in asleep and name != BROKER]
    # Four of the five cooperatives without meetings are silent, and others by lot.
    drawn = [awake[place] for place in rng.permutation(len(awake)).tolist()]
    silent = {*sorted(asleep)[:4], *drawn[: SILENT - 4]}
    answering = [name for name in names if name not in silent]
    others = [answering[place] for place in rng.permutation(len(answering)).tolist()]
    channels = dict.fromkeys(answering, Channel.PHONE.value)
    channels |= dict.fromkeys(others[:ON_PAPER], Channel.PAPER.value)
    channels |= dict.fromkeys(others[ON_PAPER : ON_PAPER + ASSISTED], Channel.ASSISTED.value)
    n_kinds = Counter(frozenset((tie.a, tie.b)) for tie in network.ties)
    working = {frozenset((tie.a, tie.b)) for tie in network.ties if tie.kind == "JOINT_WORK"}
    says = {}
    for a in names:
        for b in names:
            if a != b:
                trust = 0.58 + 0.12 * (hub_of[a] == hub_of[b]) - 0.2 * (b in asleep)
                trust += 0.06 * n_kinds[frozenset((a, b))] - SILENT_TRUST_LESS * (a in silent)
                pair = frozenset((a, b))
                closeness = 0 if not n_kinds[pair] else n_kinds[pair] + (pair in working)
                says[a, b] = _said(trust + rng.normal(0, 0.15), closeness, rng)
    n_partners = Counter(name for pair in n_kinds for name in pair)
    with_room = [name for name in others if channels[name] == Channel.PHONE and n_partners[name] < 10]
    added = {}
    for a in with_room[:5]:
        strangers = [name for name in answering if name != a and not n_kinds[frozenset((a, name))]]
        added[a] = strangers[int(rng.integers(len(strangers)))]
        says[a, added[a]] = Said(3, 4, 3, LEVELS.COOPERATION.value)
    return SurveyPlan(channels, tuple(sorted(silent)), says, added)


def _said(trust: float, closeness: int, rng: np.random.Generator) -> Said:
    if rng.random() < 0.03:
        return Said(is_stranger=True)
    shifts = (0.04, 0.02, -OPENNESS_IS_HARDER)
    items = [
        0 if rng.random() < 0.04 else int(np.clip(round(1 + 3 * (trust + shift + rng.normal(0, 0.08))), 1, 4))
        for shift in shifts
    ]
    closeness += int(rng.random() < 0.15)
    return Said(items[0], items[1], items[2], LEVELS.values[min(4, closeness)])


def hold_survey(*, city: City, by: User, who: dict[str, Actor], reference: date, noon: datetime) -> SurveyRound:
    """Hold the round through the same actions as a real one: asked, answered, reminded, closed."""
    made = planned_survey(reference)
    opens = noon - CLOSED_AGO - LASTING
    survey = prepare_survey(
        by=by, city=city, title=TITLE, why=WHY, closes_at=opens + LASTING, at=opens - timedelta(days=2)
    )
    survey = open_survey(by=by, survey=survey, at=opens)
    name_of = {actor.pk: name for name, actor in who.items()}
    asked = {
        name_of[one.actor_id]: one
        for one in survey.respondents.select_related("round__city", "actor").order_by("pk")
    }
    for place, (name, channel) in enumerate(sorted(made.channels.items())):
        at = opens + timedelta(days=1 + place % 15, minutes=place)
        partners = {
            position: made.says[name, name_of[partner]]
            for position, partner in asked[name].answers.values_list("position", "partner_id")
        }
        if channel != Channel.PHONE:
            enter_answers(by=by, respondent=asked[name], answers=partners, channel=channel, at=at)
            continue
        one, person = asked[name], admit(city=city, user=None, device_token=token_urlsafe(24), at=at)
        if name in made.added:
            more = add_partner(by=person, respondent=one, key=one.key, partner=who[made.added[name]], at=at)
            partners[more.position] = made.says[name, made.added[name]]
        for position, said in partners.items():
            answer_partner(by=person, respondent=one, key=one.key, position=position, said=said, at=at)
    for days in (7, 14):
        for name in made.silent:
            remind(by=by, respondent=asked[name], at=opens + timedelta(days=days))
    return close_survey(by=by, survey=survey, at=opens + LASTING)
