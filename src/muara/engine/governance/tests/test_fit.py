"""Planted forms are found, planted misfits are said, and nothing is called a fit."""

import numpy as np
import pytest

from muara.engine.errors import BadReading
from muara.engine.governance import (
    CONTINGENCIES,
    FORMS,
    TABLE,
    Condition,
    Crossings,
    assess_fit,
    checklist,
    expert_entry,
    goal_consensus,
    participants,
    trust_conditions,
)
from muara.engine.governance.tests.synthetic import CELLS, MISFITS, network


def share(value: float, half: float = 0.06) -> Condition:
    return Condition(value, max(value - half, 0), min(value + half, 1), 20, "survey")


def case(n: int, trust: float, central: float, goals: float, need: float) -> dict[str, Condition]:
    raters = [(max(need - 0.1, 0), need, min(need + 0.1, 1))] * 2
    return {
        "trust": share(trust),
        "centralisation": share(central),
        "participants": participants(n),
        "goals": share(goals),
        "need": expert_entry(raters),
    }


def read(conditions, seed=1, draws=2000, **more):
    return assess_fit(conditions, rng=np.random.default_rng(seed), draws=draws, **more)


def test_a_hundred_planted_forms_are_read_as_what_they_are():
    rng, right = np.random.default_rng(20261124), 0
    for n in range(100):
        form = FORMS[n % 3]
        found = assess_fit(network(CELLS[form], rng), rng=rng, draws=400)
        right += found.forms[form].best == max(reading.best for reading in found.forms.values())
    assert right >= 90


def test_a_hundred_planted_misfits_fit_no_form():
    rng, said = np.random.default_rng(20261124), 0
    cells = list(MISFITS.values())
    for n in range(100):
        found = assess_fit(network(cells[n % len(cells)], rng), rng=rng, draws=400)
        said += found.supported == "none"
    assert said >= 90


def test_seven_who_trust_each_other_can_govern_themselves():
    found = read(case(7, 0.75, 0.2, 0.8, 0.2))

    assert found.supported == "participant_governed"
    assert found.forms["participant_governed"].binds == "trust"
    assert 0.02 < found.none < 0.25
    assert {change.contingency for change in found.changes} == {"trust", "participants", "goals", "need"}
    assert all(change.supported != found.supported for change in found.changes)


def test_where_no_form_fits_it_says_what_to_mend_first_and_that_two_honest_rules_disagree():
    found = read(case(25, 0.28, 0.45, 0.4, 0.55))

    assert found.supported == "none"
    assert found.none > 0.8
    assert found.first_mend == "need"
    assert found.by_mean == "lead_organization"
    assert found.forms["lead_organization"].binds == "centralisation"
    assert found.forms["network_administrative_organization"].binds == "need"


def test_many_with_work_that_needs_a_centre_are_administered():
    found = read(case(80, 0.5, 0.3, 0.65, 0.8))

    assert found.supported == "network_administrative_organization"
    assert found.none < 0.1


def test_without_trust_and_goals_nothing_fits():
    found = read(case(60, 0.2, 0.3, 0.2, 0.8))

    assert (found.supported, found.first_mend) == ("none", "goals")
    assert found.none > 0.99


def test_what_would_change_the_reading_does_change_it():
    conditions = case(7, 0.75, 0.2, 0.8, 0.2)
    nearest = read(conditions).changes[0]
    at = nearest.to
    moved = {**conditions, nearest.contingency: Condition(at, max(at - 0.06, 0), min(at + 0.06, 1), 20, "survey")}

    assert nearest.contingency != "participants"
    assert read(moved).supported == nearest.supported


def test_the_crossings_are_declared_and_can_be_changed():
    conditions = case(12, 0.75, 0.2, 0.8, 0.2)

    assert read(conditions).supported != "participant_governed"
    assert read(conditions, crossings=Crossings(few=(15, 20))).supported == "participant_governed"


def test_the_same_seed_gives_the_same_reading():
    assert read(case(25, 0.4, 0.4, 0.5, 0.5)) == read(case(25, 0.4, 0.4, 0.5, 0.5))


def test_shares_of_readings_are_shares():
    found = read(case(25, 0.5, 0.5, 0.6, 0.6))

    assert sum(reading.best for reading in found.forms.values()) == pytest.approx(1)
    assert sum(reading.best_by_mean for reading in found.forms.values()) == pytest.approx(1)
    for form, reading in found.forms.items():
        assert sum(reading.binding.values()) == pytest.approx(1)
        assert set(reading.binding) == set(TABLE[form])
        assert 0 <= reading.belongs[0] <= reading.belongs[1] <= reading.belongs[2] <= 1


def test_wider_intervals_make_a_reading_less_sure():
    sharp, wide = case(7, 0.8, 0.2, 0.85, 0.15), case(7, 0.8, 0.2, 0.85, 0.15)
    wide["trust"] = share(0.8, 0.2)

    assert read(wide).none > read(sharp).none


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"trust": None}, "conditions are"),
        ({"mood": share(0.5)}, "conditions are"),
        ({"trust": Condition(3, 2, 4, 5, "survey", "even")}, "share from 0 to 1"),
    ],
)
def test_what_cannot_be_read_is_refused(change, why):
    conditions = {**case(7, 0.8, 0.2, 0.8, 0.2), **change}
    with pytest.raises(BadReading, match=why):
        read({name: one for name, one in conditions.items() if one is not None})


def test_too_few_draws_are_refused():
    with pytest.raises(BadReading, match="at least 20"):
        read(case(7, 0.8, 0.2, 0.8, 0.2), draws=3)


@pytest.mark.parametrize(
    "crossings", [{"low": (0.5, 0.2)}, {"high": (0.3, 0.8)}, {"few": (30, 40)}, {"width": 0}, {"enough": 1}]
)
def test_crossings_out_of_order_are_refused(crossings):
    with pytest.raises(BadReading):
        Crossings(**crossings)


@pytest.mark.parametrize(
    "condition",
    [
        {"value": float("nan"), "low": 0, "high": 1},
        {"value": 0.5, "low": 0.6, "high": 1},
        {"value": 0.5, "low": 0.4, "high": 1, "shape": "experts"},
        {"value": 0.5, "low": 0.4, "high": 1, "shape": "wild"},
    ],
)
def test_a_condition_without_a_value_is_refused(condition):
    with pytest.raises(BadReading):
        Condition(n=3, source="survey", **condition)


def test_trust_that_few_answered_is_read_by_its_bounds():
    trust, answered = np.full((10, 10), 0.9), np.arange(10) < 4
    density, _ = trust_conditions(trust, answered, rng=np.random.default_rng(1), draws=100)

    assert (density.shape, density.n) == ("even", 4)
    assert density.low == pytest.approx(0.4)
    assert density.high == 1
    everybody, _ = trust_conditions(trust, np.ones(10, bool), rng=np.random.default_rng(1), draws=100)
    assert (everybody.shape, everybody.value) == ("normal", 1)


def test_the_cut_of_trust_matters_and_can_be_shown():
    trust = np.full((6, 6), 0.7)
    who = np.ones(6, bool)
    values = [
        trust_conditions(trust, who, rng=np.random.default_rng(1), cut=cut, draws=50)[0].value
        for cut in (0.6, 0.8)
    ]

    assert values == [1, 0]


def test_a_goal_is_shared_only_where_every_group_agrees():
    votes = np.array([[1, 1, 1], [1, 1, -1], [1, -1, np.nan], [1, -1, np.nan]])
    found = goal_consensus(votes, [0, 0, 1, 1], rng=np.random.default_rng(1), draws=100)

    # The first: both groups. The second: one. The third: half of one, and nobody of the other was asked.
    assert found.value == pytest.approx(1 / 3)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("votes", [[[]], [1, 2], [[1], [1]]])
def test_votes_that_are_no_table_are_refused(votes):
    with pytest.raises(BadReading):
        goal_consensus(votes, [0], rng=np.random.default_rng(1))


@pytest.mark.parametrize("entries", [[], [(0.1, 0.2, 0.3)], [(0.1, 0.2, 0.3), (0.3, 0.2, 0.4)], [(0, 1, 2)] * 2])
def test_experts_are_two_and_give_low_mid_and_high(entries):
    with pytest.raises(BadReading):
        expert_entry(entries)


def test_raters_who_disagree_widen_what_is_drawn():
    rng = np.random.default_rng(1)
    one, two = expert_entry([(0.4, 0.5, 0.6)] * 2), expert_entry([(0.1, 0.2, 0.3), (0.7, 0.8, 0.9)])

    assert two.draw(rng, 2000).std() > 2 * one.draw(rng, 2000).std()
    assert expert_entry([(0.5, 0.5, 0.5)] * 2).draw(rng, 5) == pytest.approx(0.5)


def test_a_network_has_somebody():
    with pytest.raises(BadReading):
        participants(0)


def test_trust_in_words_is_refused():
    with pytest.raises(BadReading):
        trust_conditions([[0, 2], [1, 0]], [True, True], rng=np.random.default_rng(1))


def test_the_table_speaks_only_of_known_conditions():
    assert set(TABLE) == set(FORMS)
    assert {name for row in TABLE.values() for name in row} == set(CONTINGENCIES)


def test_an_administrative_organization_is_as_good_as_means_in_the_list_of_raab():
    found = checklist(
        age_years=3, is_stable=True, is_integrated=True, has_resources=False, has_administrative_organization=True
    )

    assert found.missing == ()
