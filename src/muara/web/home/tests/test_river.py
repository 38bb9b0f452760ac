from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from muara.web.home.river import Strand, draw, rows

strands = st.lists(st.builds(Strand, reached=st.integers(0, 2), thread=st.integers(0, 4)), max_size=200)


def starts(path: str) -> int:
    return path.count("M")


def test_a_river_without_concerns_is_an_empty_picture():
    picture = draw([], 3)

    assert (picture.dry, picture.flowing, picture.arrived, picture.pools, picture.knots) == ("", "", "", "", "")


def test_two_strands_leave_the_spring_at_its_two_edges():
    assert rows([Strand(1), Strand(0)], 0) == [8.0, 292.0]  # by hand: TOP and BOTTOM


def test_one_stuck_strand_ends_in_one_dot_at_its_place():
    picture = draw([Strand(0)], 3)

    # by hand: from (0, 8) to the first pool at 62 % of a stage, height 206
    assert picture.dry == "M0 8C103.3 8 103.3 206 206.7 206"
    assert picture.pools == "M206.7 206h0"


def test_the_river_lies_down_on_phones():
    picture = draw([Strand(0)], 3, down=True)

    assert picture.view_box == "0 0 300 1000"
    assert picture.dry == "M8 0C8 103.3 206 103.3 206 206.7"


def test_no_two_strands_are_held_up_in_one_dot():
    dots = re.findall(r"M([\d.]+ [\d.]+)h0", draw([Strand(0)] * 60, 3).pools)

    assert len(set(dots)) == 60


def test_strands_of_one_thread_meet_in_one_knot():
    picture = draw([Strand(2, 1), Strand(2, 1), Strand(2, 5)], 3)

    assert starts(picture.knots) == 2  # two threads, tied where they begin


@given(strands)
def test_one_strand_is_one_concern(many):
    picture = draw(many, 3)

    assert starts(picture.pools) == starts(picture.dry) == sum(strand.reached < 2 for strand in many)
    from_the_spring = re.findall(r"M0 [\d.]+C", picture.dry + picture.flowing + picture.arrived)
    assert len(from_the_spring) == len(many)


@given(strands)
def test_no_strand_leaves_the_picture(many):
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", draw(many, 3).flowing + draw(many, 3).dry)]

    assert all(0 <= number <= 1000 for number in numbers)
