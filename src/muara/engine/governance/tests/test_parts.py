"""Parts of the need, the list of Raab with what nobody knows, and where the words of the table lie."""

import numpy as np
import pytest

from muara.engine.errors import BadReading
from muara.engine.governance import (
    FORMS,
    TABLE,
    Condition,
    Crossings,
    checklist,
    expert_entry,
    judged,
    need_of,
    participants,
    range_of,
    share_condition,
    survey_condition,
    unknown,
)
from muara.engine.governance.fit import _Reader
from muara.engine.network.nonresponse import Reading


def test_the_need_is_the_mean_of_its_parts_and_as_unsure_as_they_are_together():
    joint = Condition(0.6, 0.4, 0.8, 9, "processes")
    two = expert_entry([(0.1, 0.2, 0.3), (0.3, 0.4, 0.5)])
    three = expert_entry([(0.5, 0.6, 0.7), (0.7, 0.8, 1.0), (0.6, 0.7, 0.9)])

    found = need_of([joint, two, three])

    assert found.value == pytest.approx((0.6 + 0.3 + 0.7) / 3)
    assert found.low == pytest.approx((0.4 + 0.1 + 0.5) / 3)
    assert found.high == pytest.approx((0.8 + 0.5 + 1.0) / 3)
    assert (found.n, found.shape, len(found.entries)) == (2, "experts", 6)
    assert found.entries[0] == pytest.approx(((0.4 + 0.1 + 0.5) / 3, (0.6 + 0.2 + 0.6) / 3, (0.8 + 0.3 + 0.7) / 3))
    drawn = found.draw(np.random.default_rng(1), 2000)
    assert found.low <= drawn.min()
    assert drawn.max() <= found.high


def test_a_part_of_which_nothing_is_known_leaves_only_bounds():
    found = need_of([Condition(0.6, 0.4, 0.8, 9, "processes"), unknown("experts")])

    assert (found.low, found.high, found.shape, found.n) == (0.2, 0.9, "even", 9)
    with pytest.raises(BadReading):
        need_of([])


def test_a_share_of_nothing_may_be_anything_and_nobody_counts_more_than_all():
    assert share_condition(0, 0, "processes") == unknown("processes")
    with pytest.raises(BadReading, match="3 of 2"):
        share_condition(3, 2, "processes")


def test_a_survey_that_few_answered_gives_its_bounds():
    found = Reading(0.5, 0.4, 0.6, 0.06, 0.2, 0.9)

    assert survey_condition(found, 6, response=0.59) == Condition(0.5, 0.2, 0.9, 6, "survey", "even")
    assert survey_condition(found, 6, response=0.6) == Condition(0.5, 0.4, 0.6, 6, "survey")


def test_what_nobody_knows_of_the_list_is_neither_there_nor_missing():
    found = checklist(
        age_years=None, is_stable=None, is_integrated=True, has_resources=None,
        has_administrative_organization=False,
    )  # fmt: skip

    assert found.unknown == ("is_old_enough", "is_stable", "has_means")
    assert found.missing == ()
    assert checklist(
        age_years=2.99, is_stable=False, is_integrated=True, has_resources=None,
        has_administrative_organization=True,
    ).missing == ("is_old_enough", "is_stable")  # fmt: skip


def test_a_share_that_may_lie_on_either_side_is_not_judged():
    assert judged(None, 0.9, (0.5, 0.8)) is None
    assert judged(0.8, 0.8, (0.5, 0.8)) is True
    assert judged(0.5, 0.5, (0.5, 0.8)) is None
    assert judged(0.49, 0.49, (0.5, 0.8)) is False


@pytest.mark.parametrize("form", FORMS)
def test_the_picture_says_what_the_reading_counts(form):
    """Inside the sure part a value belongs to its word by half or more for every crossing; outside, for none."""
    given, n = Crossings(width=1e-3, width_count=1.001), 400
    rng = np.random.default_rng(3)
    lines = [rng.uniform(*one, n) for one in (given.low, given.high, given.few, given.many)]
    reader = _Reader(given, *lines)
    for name, level in TABLE[form].items():
        found = range_of(name, level, given)
        most = 300.0 if name == "participants" else 1.0
        near = 1e-2 * (50 if name == "participants" else 1)
        inside = np.linspace(found.sure_from + near, min(found.sure_to, most) - near, 9)
        below, above = found.may_from - near, found.may_to + near
        for value in inside:
            assert reader.cell(name, level, np.full(n, value)).min() >= 0.5
        for value in (below, above):
            if (1 if name == "participants" else 0) < value < most:
                assert reader.cell(name, level, np.full(n, value)).max() <= 0.5


def test_words_that_are_not_in_the_table_have_no_range():
    with pytest.raises(BadReading, match="words of the table"):
        range_of("trust", "enormous")


def test_who_was_there_once_may_belong_or_not():
    assert participants(20, 6) == Condition(23, 20, 26, 26, "registry", "even")
