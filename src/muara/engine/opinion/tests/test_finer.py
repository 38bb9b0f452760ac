"""A thread of the groups told must not break in the finer groups that predict votes best."""

from __future__ import annotations

import numpy as np
import pytest

from muara.engine.opinion import Counts, VoteTable, agreement, analyse, form_groups
from muara.engine.opinion.continuity import Last, follow
from muara.engine.opinion.finer import NEVER, Finer
from muara.engine.opinion.scale import CutTable, analyse_blocks
from muara.engine.opinion.synthetic import conversation
from muara.engine.opinion.threads import fragility


def cells(*groups: tuple[int, int]) -> Counts:
    """Agree and n of each group, on one statement."""
    agree, n = (np.array(part)[:, None] for part in zip(*groups, strict=True))
    return Counts(agree, n - agree, np.zeros_like(n))


TOLD = cells((90, 100), (45, 50))


def judged(*groups: tuple[int, int], sizes: list[int] | None = None):
    counts = cells(*groups)
    found = agreement(TOLD, Finer(counts, np.array(sizes or counts.n[:, 0].tolist())))
    return found.status[0], found.verdicts[0]


def test_without_finer_groups_nothing_changes():
    found = agreement(TOLD)

    assert (found.status, found.verdicts, found.finer) == (["thread"], [None], None)


def test_what_every_finer_group_carries_is_carried():
    assert judged((60, 65), (45, 50), (30, 35)) == ("thread", "carried")


def test_a_finer_group_that_does_not_agree_breaks_a_thread():
    assert judged((90, 92), (35, 36), (10, 22)) == ("open", "broken")


def test_a_handful_breaks_nothing_by_chance_and_cannot_tell():
    assert judged((90, 92), (41, 52), (4, 6)) == ("thread", "unsure")
    assert judged((90, 92), (45, 54), (0, 4), sizes=[92, 54, 9]) == (
        "thread",
        "unsure",
    )  # four answers are too few to judge


def test_a_handful_that_surely_refuses_does_break_it():
    assert judged((90, 92), (45, 53), (0, 5)) == ("open", "broken")


def test_a_group_under_five_people_is_not_judged():
    assert judged((90, 92), (45, 53), (0, 5), sizes=[92, 53, 4]) == ("thread", "carried")


def test_a_large_group_that_agrees_less_but_surely_enough_breaks_nothing():
    assert judged((198, 200), (150, 200)) == ("thread", "carried")


def test_what_the_told_groups_do_not_carry_stays_what_it_was():
    told, finer = cells((90, 100), (10, 50)), Finer(cells((90, 92), (10, 58)), np.array([92, 58]))

    assert agreement(told, finer).status == agreement(told).status == ["divides"]
    assert agreement(told, finer).verdicts == [None]


def test_fragility_is_the_fewest_people_tried_one_by_one():
    rng = np.random.default_rng(1)
    for _ in range(40):
        n = rng.integers(5, 40, 3)
        groups = [(int(rng.binomial(size, rng.uniform(0.6, 1.0))), int(size)) for size in n]
        finer = Finer(cells(*groups), n)
        least = int(fragility(TOLD.agree, TOLD.n, finer)[0])
        if finer.verdicts == ["broken"]:
            assert least == _until_mended(groups)
        else:
            assert least == min(_until_broken(groups), int(fragility(TOLD.agree, TOLD.n)[0]))


def _broken(groups: list[tuple[int, int]]) -> bool:
    return Finer(cells(*groups), np.array([n for _, n in groups])).verdicts == ["broken"]


def _until_broken(groups: list[tuple[int, int]]) -> int:
    def with_extra(place: int, extra: int) -> list[tuple[int, int]]:
        return [(a, n + extra * (one == place)) for one, (a, n) in enumerate(groups)]

    return next(extra for extra in range(1, 200) if any(_broken(with_extra(place, extra)) for place in range(3)))


def _until_mended(groups: list[tuple[int, int]]) -> int:
    """Try every way to share out so many people who all agree."""
    for extra in range(1, 200):
        for first in range(extra + 1):
            for second in range(extra + 1 - first):
                more = (first, second, extra - first - second)
                if not _broken([(a + e, n + e) for (a, n), e in zip(groups, more, strict=True)]):
                    return extra
    raise AssertionError


def test_where_all_others_refuse_too_nobody_can_break_it():
    assert Finer(cells((5, 5), (0, 0)), np.array([5, 5])).until_broken().tolist() == [NEVER]


@pytest.fixture(scope="module")
def hidden():
    """Two camps, and in the larger one a tenth that refuses the last ten of twenty common statements."""
    rng = np.random.default_rng(6)
    group = rng.choice(3, 400, p=[0.5, 0.12, 0.38])
    lean = np.full((3, 60), 0.9)
    sides = rng.random(30) < 0.5
    lean[:2, :30], lean[2, :30] = np.where(sides, 0.8, 0.2), np.where(sides, 0.2, 0.8)
    lean[1, 40:50] = 0.25
    lean[1, 50:] = 0.4
    chance = 0.85 * lean[group] + 0.15 * 0.5
    seen = rng.random((400, 60)) < 0.6
    who, what = np.nonzero(seen)
    value = np.where(rng.random((400, 60)) < chance, 1, -1)[seen]
    return VoteTable.from_votes(who, what, value), group


def test_a_group_hidden_in_a_large_one_takes_threads_away(hidden, monkeypatch):
    votes, group = hidden
    monkeypatch.setattr("muara.engine.opinion.readings.Readings.told_number", 2)

    found = analyse(votes, readings=10)

    assert found.n_groups == 2
    truth = np.array([0.9 * 0.85 + 0.075] * 10 + [0.25 * 0.85 + 0.075] * 10)
    supported = [verdict is not None for verdict in found.agreement.verdicts]
    threads = np.array([status == "thread" for status in found.agreement.status])
    assert sum(supported[40:50]) >= 8  # the two groups told carry what the hidden one refuses
    assert threads[30:40].all()
    assert not threads[40:50][truth[10:] < 0.6].any()
    broken = found.to_dict()["statements"][45]["finer"]
    assert broken["verdict"] == "broken"
    assert abs(broken["broken_by"]["size"] - int((group == 1).sum())) <= 10


def test_where_the_groups_told_predict_best_there_are_no_finer_ones(hidden):
    found = form_groups(hidden[0], seed=1, readings=10)

    assert found.n_groups == 3
    assert found.finer is None


def test_a_reading_that_follows_another_keeps_what_finer_groups_say():
    votes = conversation(120, 30, seed=43, n_groups=3, votes_per_person=(12, 28)).votes
    found = analyse(votes, readings=20)
    after = follow(found, Last({who: "BA"[group] for who, group in enumerate(found.groups.tolist())}, {}))

    assert found.to_dict()["finer"]["broken"]
    assert after.to_dict()["finer"] == found.to_dict()["finer"]
    assert after.agreement.status == found.agreement.status


@pytest.mark.parametrize("way", ["order", "blocks"])
def test_any_order_and_any_blocks_find_the_same_finer_groups(way):
    votes = conversation(120, 30, seed=43, n_groups=3, votes_per_person=(12, 28)).votes
    wanted = analyse(votes, readings=20).to_dict()
    assert wanted["finer"]["broken"]

    if way == "blocks":
        found = analyse_blocks(CutTable(votes, 3), readings=20).to_dict()
        assert all(found[key] == wanted[key] for key in ("finer", "statements", "common_threads", "thread_list"))
    else:
        order = np.random.default_rng(1).permutation(votes.n_votes)
        again = VoteTable.from_votes(votes.rows[order], votes.columns[order].astype(int), votes.values[order])
        assert analyse(again, readings=20).to_dict() == wanted


def test_each_statement_is_mended_by_as_many_as_if_it_were_alone():
    agree = np.array([[40, 40, 40], [2, 0, 30]])
    n = np.array([[44, 44, 44], [20, 30, 36]])

    def mended(columns: list[int]) -> list[int]:
        part = agree[:, columns], n[:, columns]
        return Finer(Counts(part[0], part[1] - part[0], 0 * part[1]), np.array([44, 36])).until_mended().tolist()

    together = mended([0, 1, 2])
    assert together == mended([0]) + mended([1]) + mended([2])
    assert 0 < together[0] < together[1]
    assert together[2] == 0
