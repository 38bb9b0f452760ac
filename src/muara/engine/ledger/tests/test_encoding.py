"""One value has one text; what could be written in two ways is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadEvent
from muara.engine.ledger import canonical, read_canonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda text: __import__("unicodedata").normalize("NFC", text)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True), inner)
    ),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back_and_is_the_only_spelling(value):
    text = canonical(value)

    assert read_canonical(text) == value
    assert json.loads(text) == value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (0.5, "broken"),
        (float("nan"), "broken"),
        ([1, {"a": 2.0}], "broken"),
        (2**53, "2\\^53"),
        ("e\u0301", "NFC"),
        ("a\0b", "NUL"),
        ("é\0", "NUL"),
        ("\ud800", "surrogate"),
        ({"A": 1}, "no key"),
        ({"": 1}, "no key"),
        ({1: 1}, "no key"),
        (b"x", "bytes"),
        ({1, 2}, "set"),
    ],
)
def test_what_has_no_one_text_is_refused(value, why):
    with pytest.raises(BadEvent, match=why):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b"NaN",
        b'"\\u0041"',
        b'"\\/"',
        b'"e\xcc\x81"',
        b'"\\u0000"',
        b'"\\ud800"',
        b"\xff",
        b"\xef\xbb\xbf1",
        b"",
        b"{",
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_every_other_spelling_is_refused(text):
    with pytest.raises(BadEvent):
        read_canonical(text)


def test_letters_beyond_ascii_stand_as_themselves():
    assert canonical({"oleh": "Ibu Sutinah — “sah”"}).decode() == '{"oleh":"Ibu Sutinah — “sah”"}'
