"""The planted network, found again by the engine from the rows that the fill wrote."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from muara.engine.network import density, loss_of_each, stops
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.network import (
    BROKER,
    COUNTS,
    CREATIVE,
    CUT_OFF_BY_BROKER,
    ONE_SIDED,
    REDUNDANT,
    SEEMING_BROKER,
    ZINE,
    planned_network,
)
from muara.web.home.demo.plan import plan
from muara.web.network.models import Actor, Tie
from muara.web.network.queries import network_at, quarters

REFERENCE = date(2026, 11, 24)


@pytest.fixture
def filled(db):
    made = plan("empty", reference=REFERENCE)
    city, staff = _people_who_run_it(made)
    _Filler(made, city, staff).network()
    return city


@pytest.mark.parametrize("day", [REFERENCE, date(2027, 2, 28), date(2028, 2, 29)])
def test_the_plan_holds_as_many_of_each_as_it_says(day):
    made = planned_network(day)

    kinds = Counter(actor.kind for actor in made.actors)
    assert kinds == {
        "COOPERATIVE": 14, "CREATIVE": 6, "MOVEMENT": 5, "MEDIA": 4, "ACADEMIC": 4, "GOVERNMENT": 5,
        "BUSINESS": 3, "VILLAGE": 3, "FINANCE": 2,
    }  # fmt: skip
    dead = [one for one in made.actors if one.last_meeting and (day - one.last_meeting).days > 3 * 365]
    assert len(dead) == 5
    assert Counter(tie.kind for tie in made.ties) == COUNTS
    assert sum(tie.told != "AB" for tie in made.ties) == ONE_SIDED
    assert len(made.processes) == 12
    assert made == planned_network(day)


def test_the_planted_facts_are_found_in_the_rows(filled):
    today = network_at(filled, REFERENCE)
    called = {name: pk for pk, name in today.names.items()}
    loss = loss_of_each(today.network)

    assert (today.network.n_actors, Tie.objects.count()) == (46, 150)
    assert [today.names[pk] for pk in loss.critical] == [BROKER]
    cut_off = {today.names[pk] for pk in loss.cut_off(called[BROKER])}
    assert cut_off == {name for name, *_ in CREATIVE} | {ZINE[0]}
    assert len(cut_off) == CUT_OFF_BY_BROKER
    stopped = {today.processes[pk].name for pk in stops(today.work, [called[BROKER]]).stopped}
    assert stopped == {"Undangan sesi ke komunitas kreatif", "Kulakan bersama"}
    assert stops(today.work).already == ()
    assert 0.10 < density(today.network) < 0.145  # of pairs; several kinds share a pair


def test_the_hidden_tie_spares_the_villages(filled):
    confirmed = network_at(filled, REFERENCE, confirmed_only=True)
    called = {name: pk for pk, name in confirmed.names.items()}
    loss = loss_of_each(confirmed.network)

    assert {confirmed.names[pk] for pk in loss.critical} == {BROKER, SEEMING_BROKER}
    assert len(loss.cut_off(called[SEEMING_BROKER])) == 3
    a, b = (Actor.objects.get(name=name) for name in REDUNDANT)
    assert Tie.objects.of(a).filter(b__in=[a, b], a__in=[a, b]).get().evidence == Tie.Evidence.ONE_SIDE


def test_the_network_grew_over_the_quarters(filled):
    sizes = [network_at(filled, day).network.n_actors for day in quarters(filled, REFERENCE)]

    assert sizes[0] < 20 < sizes[-1] == 46
