from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from muara.web.forum.codes import ALPHABET, FORGIVEN, fresh_hall_code, fresh_short_code, read_code


def test_a_code_is_read_as_it_was_drawn():
    for _ in range(200):
        code = fresh_hall_code()
        assert read_code(code) == read_code(code.lower()) == read_code(f" {code[:3]}-{code[3:]} ") == code


def test_what_is_forgiven_is_never_drawn():
    assert not {chr(point) for point in FORGIVEN} & set(ALPHABET)
    assert {chr(target) if isinstance(target, int) else target for target in FORGIVEN.values()} <= set(ALPHABET)


def test_codes_are_not_drawn_twice_in_a_lifetime_of_evenings():
    assert len({fresh_hall_code() for _ in range(2_000)}) > 1_990
    assert len(fresh_short_code()) == 7


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_is_read_as_something_that_every_database_takes(typed: str):
    assert set(read_code(typed)) <= set(ALPHABET)
