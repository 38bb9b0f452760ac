import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from muara.engine.opinion import VoteTable, agreement_by, analyse, withhold
from muara.engine.opinion.declared import pooled
from muara.engine.opinion.synthetic import conversation

SECTOR = {who: "tani" if who < 10 else "dagang" if who < 18 else "guru" for who in range(21)}


def votes(values):
    return VoteTable.from_votes(range(len(values)), [1] * len(values), values)


def test_small_groups_and_the_cell_that_would_give_them_away_are_withheld():
    found = agreement_by(votes([1] * 21), SECTOR)

    assert found.labels == ("dagang", "guru", "tani")
    assert found.withheld.ravel().tolist() == [True, True, False]  # guru has 3; dagang hides them
    assert found.counts.agree.ravel().tolist() == [0, 0, 10]
    assert np.isnan(found.share[1, 0])
    assert found.worst_share.tolist() == [1.0]


def test_people_without_a_label_are_a_cell_that_hides_too():
    labels = {who: label for who, label in SECTOR.items() if label != "guru"}

    found = agreement_by(votes([1] * 21), labels)

    assert found.labels == ("dagang", "tani")
    assert found.withheld.ravel().tolist() == [True, False]


@given(arrays(np.int64, (4, 3), elements=st.integers(0, 12)))
def test_no_withheld_cell_follows_from_the_sum(n):
    hidden = withhold(n)

    assert not (~hidden & (n < 5)).any()
    for column in range(3):
        gone = n[hidden[:, column], column]
        if gone.sum() > 0 and not hidden[:, column].all():
            assert (gone > 0).sum() >= 2
            assert gone.sum() >= 5


def test_nothing_is_withheld_without_need():
    assert not withhold(np.array([[5], [6], [20]])).any()


def test_the_worst_declared_group_by_hand():
    found = agreement_by(
        votes([1] * 10 + [1] * 2 + [-1] * 6), {who: "x" if who < 10 else "y" for who in range(18)}
    )

    assert found.share.ravel().tolist() == [1.0, 0.25]
    assert found.worst_share.tolist() == [0.25]


def test_no_labels_at_all_show_nothing():
    found = agreement_by(votes([1] * 9), {})

    assert found.labels == ()
    assert np.isnan(found.worst_share).all()


def test_a_minimum_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least 1 person"):
        agreement_by(votes([1]), {}, minimum=0)


def test_a_word_of_few_people_is_called_other_and_those_without_votes_do_not_count():
    labels = {who: "tani" if who < 5 else "lurah" if who < 9 else None for who in range(12)} | {99: "lurah"}

    assert list(pooled(votes([1] * 12), labels).values()) == ["tani"] * 5 + ["…"] * 4 + [None] * 3


def test_the_sizes_of_groups_are_told_from_five_people_on():
    labels = {who: "a" if who < 5 else "b" for who in range(9)}

    found = agreement_by(votes([1] * 9), labels)

    assert found.people.tolist() == [5, 0]


def test_the_result_carries_declared_groups_beside_numbers_that_stay_as_they_were():
    drawn = conversation(60, 12, seed=4, null=True).votes
    said = {who: "tani" if who % 3 else "dagang" for who in drawn.participants}

    plain = analyse(drawn, excluded=[3]).to_dict()
    result = analyse(drawn, excluded=[3], declared={"sector": said}).to_dict()

    assert plain.pop("declared") == {}
    declared = result.pop("declared")["sector"]
    assert result == plain
    by_hand = agreement_by(drawn.without([3]), said)
    assert [one["statement_id"] for one in declared["statements"]] == list(by_hand.statements)
    assert 3 not in by_hand.statements
    for column, item in enumerate(declared["statements"]):
        shown = {cell["label"]: cell for cell in item["groups"] if "withheld" not in cell}
        assert len(shown) == (~by_hand.withheld[:, column]).sum()
        for label, cell in shown.items():
            row = by_hand.labels.index(label)
            counts = [by_hand.counts.agree, by_hand.counts.disagree, by_hand.counts.passed]
            assert [cell["agree"], cell["disagree"], cell["pass"]] == [one[row, column] for one in counts]
            assert cell["share"] == pytest.approx(cell["agree"] / cell["n"], abs=1e-11)
            ends = by_hand.low[row, column], by_hand.high[row, column]
            assert (cell["low"], cell["high"]) == pytest.approx(ends, abs=1e-11)
        if shown:
            assert item["worst_share"] == pytest.approx(min(cell["share"] for cell in shown.values()))
            assert item["worst_bound"] == pytest.approx(by_hand.worst_bound[column], abs=1e-11)
