from __future__ import annotations

from datetime import timedelta

import pytest

from muara.web.initiatives import actions
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.pace import pace_of
from muara.web.initiatives.queries.pages import Filter, counts, open_tasks, overview, paces
from muara.web.initiatives.tests.conftest import AT, later
from muara.web.initiatives.way import way_of


def test_twice_the_median_of_finished_stays_is_the_limit():
    pace = pace_of([10, 30, 20])

    assert (pace.median_days, pace.limit_days) == (20, 40)
    assert [pace.is_stalled(days) for days in (40, 40.1)] == [False, True]


@pytest.mark.parametrize("finished", [[], [5.0], [5.0, 5.0]])
def test_too_few_finished_stays_let_nobody_stall(finished):
    assert not pace_of(finished).is_stalled(10_000)


@pytest.mark.django_db
def test_who_is_far_slower_than_the_others_is_shown_as_stalled(make_initiative, city, novita):
    for place, days in enumerate((10, 20, 30)):
        quick = make_initiative(f"Cepat {place}")
        actions.advance(by=novita, initiative=quick, at=later(days))
    slow = make_initiative("Lambat")

    assert paces(city)["KNOWING"].median_days == 20
    stalled = {moment: overview(city, later(moment)).n_stalled for moment in (40, 41)}
    assert stalled == {40: 0, 41: 1}
    found = overview(city, later(41), Filter(is_stalled=True))
    assert [line.initiative for one in found.phases for line in one.lines] == [slow]
    assert [(task.kind, task.initiative) for task in open_tasks(city, later(41))] == [("STALLED", slow)]
    assert counts(city, later(41)).n_stalled == 1


@pytest.mark.django_db
def test_going_back_finishes_no_stay(make_initiative, city, novita):
    for place in range(3):
        one = make_initiative(f"Prakarsa {place}")
        one = actions.advance(by=novita, initiative=one, at=later(10))
        actions.go_back(by=novita, initiative=one, why="Belum cukup dikenal.", at=later(90))

    assert (paces(city)["KNOWING"].n, paces(city)["MAPPING"].n) == (3, 0)


@pytest.mark.django_db
def test_the_way_is_drawn_on_back_and_to_its_end(initiative, novita):
    moved = actions.advance(by=novita, initiative=initiative, at=later(1))
    moved = actions.go_back(by=novita, initiative=moved, why="Belum.", at=later(2))
    open_way = way_of(list(moved.steps.order_by("pk")), later(4))
    actions.close_initiative(by=novita, initiative=moved, result="STOPPED", lesson="Cukup.", at=later(4))
    closed_way = way_of(list(Initiative.objects.get().steps.order_by("pk")), later(99))

    assert open_way.on == "M0 17H250V51H500M500 17H1000"
    assert (open_way.back, open_way.end) == ("M500 51V17", "")
    assert closed_way.on == "M0 17H250V51H500M500 17H1000H1000"
    assert closed_way.end == "M1000 17h0"
    assert way_of([], AT + timedelta(days=1)).on == ""
