from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from muara.engine.network import loss_of_each, stops
from muara.web.network.models import ActorEvent
from muara.web.network.queries import network_at, quarters

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def test_a_day_holds_whoever_had_joined_and_not_left(city, make_actor):
    early, late = make_actor("Koperasi A"), make_actor("Sanggar B", "CREATIVE", joined=date(2026, 6, 1))
    early.events.create(kind="LEFT", on_date=date(2026, 3, 1), reason="Bubar.", recorded_at=early.created_at)
    early.events.create(kind="RETURNED", on_date=date(2026, 9, 1), recorded_at=early.created_at)

    def there(day: date) -> set[str]:
        return set(network_at(city, day).names.values())

    assert there(date(2025, 1, 14)) == set()
    assert there(date(2026, 2, 28)) == {"Koperasi A"}
    assert there(date(2026, 3, 1)) == set()
    assert there(date(2026, 6, 1)) == {"Sanggar B"}
    assert there(TODAY) == {"Koperasi A", "Sanggar B"}
    assert late.events.count() == 1
    assert ActorEvent.objects.count() == 4


def test_ties_stand_from_their_first_day_to_the_one_before_their_last(city, make_actor, make_tie):
    a, b = make_actor("A"), make_actor("B")
    make_tie(a, b, since=date(2026, 1, 10), until_date=date(2026, 2, 10))

    assert network_at(city, date(2026, 1, 9)).network.n_ties == 0
    assert network_at(city, date(2026, 1, 10)).network.n_ties == 1
    assert network_at(city, date(2026, 2, 9)).network.n_ties == 1
    assert network_at(city, date(2026, 2, 10)).network.n_ties == 0


def test_the_engine_gets_kinds_evidence_and_members_and_no_disputed_tie(city, make_actor, make_tie):
    a, b, c = make_actor("A", n_members=40), make_actor("B"), make_actor("C", n_members=0)
    make_tie(a, b, "MONEY", told="A", weight=3)
    make_tie(b, a, "REFERRAL")
    make_tie(a, b, "REFERRAL", told="B")
    make_tie(b, c, disputed_at=a.created_at, disputed_by="A")

    net = network_at(city, TODAY).network

    assert net.actors == (a.pk, b.pk, c.pk)
    assert net.members.tolist() == [40, 1, 0]
    assert net.layers == ("MONEY", "REFERRAL")
    assert net.weights.tolist() == [3, 1]
    assert net.evidence.tolist() == [0.5, 1]
    assert network_at(city, TODAY, directed=True).network.n_ties == 3
    assert network_at(city, TODAY, kinds=["MONEY"]).network.layers == ("MONEY",)
    assert network_at(city, TODAY, confirmed_only=True).network.layers == ("REFERRAL",)


def test_a_tie_of_somebody_who_left_is_not_there_and_comes_back_with_them(city, make_actor, make_tie):
    a, b = make_actor("A"), make_actor("B")
    make_tie(a, b)
    b.events.create(kind="LEFT", on_date=date(2026, 5, 1), reason="Pindah.", recorded_at=b.created_at)

    assert network_at(city, date(2026, 5, 1)).network.n_ties == 0

    b.events.create(kind="RETURNED", on_date=date(2026, 8, 1), recorded_at=b.created_at)
    assert network_at(city, date(2026, 8, 1)).network.n_ties == 1


def test_processes_come_with_their_holders_of_the_day(city, make_actor, make_process):
    a, b = make_actor("A"), make_actor("B")
    bats = make_process("BATS", {"tuan rumah": [a, b], "pencatat": []}, needed={"tuan rumah": 2}, weight=3)
    a.holdings.update(until_date=date(2026, 4, 1))

    before, after = network_at(city, date(2026, 3, 31)).work, network_at(city, date(2026, 4, 1)).work

    assert [(role.name, role.holders, role.needed) for role in before.roles] == [
        ("pencatat", (), 1),
        ("tuan rumah", (a.pk, b.pk), 2),
    ]
    assert after.roles[1].holders == (b.pk,)
    assert before.weights.tolist() == [3]
    assert stops(before).already == (bats.pk,)


def test_what_leaving_does_can_be_asked_right_away(city, make_actor, make_tie):
    left, broker, right = make_actor("Kiri"), make_actor("Penghubung"), make_actor("Kanan")
    make_tie(left, broker)
    make_tie(broker, right)

    state = network_at(city, TODAY)

    assert loss_of_each(state.network).critical == (broker.pk,)


def test_another_city_is_another_network(city, other_city, make_actor, make_tie):
    make_actor("A")
    make_tie(make_actor("X", where=other_city), make_actor("Y", where=other_city))

    assert network_at(city, TODAY).network.n_ties == 0
    assert network_at(other_city, TODAY).network.n_actors == 2


def test_a_state_costs_few_queries(city, make_actor, make_tie, make_process, django_assert_max_num_queries):
    actors = [make_actor(f"Aktor {n}") for n in range(8)]
    for one, next_one in pairwise(actors):
        make_tie(one, next_one)
    make_process("BATS", {"tuan rumah": actors})

    with django_assert_max_num_queries(5):
        network_at(city, TODAY)


def test_quarters_run_from_the_first_to_today(city, make_actor):
    assert quarters(city, TODAY) == [TODAY]

    make_actor("A", joined=date(2026, 2, 3))

    assert quarters(city, TODAY) == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), TODAY]
    assert quarters(city, date(2026, 6, 30))[-1] - timedelta(days=91) == date(2026, 3, 31)
