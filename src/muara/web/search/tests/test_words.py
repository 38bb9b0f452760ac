from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.web.search.words import LONGEST_WORD, MOST_WORDS, NOTHING, as_stored, question_of, words_of

NGAPAK = [
    "inyong", "rika", "kepriwe", "kepriben", "madhang", "maning", "nyong", "ora", "ana", "kencot", "ngapak", "bae",
    "gutul", "sapa", "ngendi", "pitakon", "kiye", "kuwe", "dhewek", "gemiyen", "wong", "wis", "durung", "nek",
    "mbok", "sedulur", "sambatan", "bali", "tangi", "dodolan", "tukuan",
]  # fmt: skip


def stems(text: str) -> list[str]:
    return [word.stem for word in words_of(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("penyewaan", "sewa"),
        ("menyewakan", "disewa"),
        ("Keresahan", "resah"),
        ("gedung-gedung", "GEDUNG"),
        ("café", "CAFE"),
        ("ﬁlm", "film"),
        ("naïf", "nai\u0308f"),
    ],
)
def test_what_means_the_same_has_the_same_stems(one: str, other: str):
    assert set(stems(one)) == set(stems(other))


@pytest.mark.parametrize("word", NGAPAK)
def test_ngapak_stays_as_it_was_said(word: str):
    assert stems(word) == [word]


@pytest.mark.parametrize("text", ["ꦏꦺꦴꦥꦶ", "пиво", "協同組合", "قهوة"])
def test_every_alphabet_can_be_looked_for(text: str):
    [found] = stems(text)

    assert found not in {"", NOTHING}


def test_numbers_and_short_words_count():
    assert stems("BATS 25 di RT 05") == ["bats", "25", "di", "rt", "05"]


@given(st.text())
def test_nothing_but_letters_and_digits_is_stored(text: str):
    stored = as_stored(text)

    assert stored == "" or (stored[0], stored[-1]) == (" ", " ")
    for stem in stored.split(" ")[1:-1]:
        assert stem == NOTHING or stem
        assert not set(stem) & set("\0\"'*:^()&|!<>\\ \n")
        assert len(stem) <= LONGEST_WORD


@given(st.text())
def test_each_stem_stands_for_one_word_of_the_text(text: str):
    assert as_stored(text).split() == stems(text)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_question(typed: str):
    question = question_of(typed)

    assert len(question.stems) <= MOST_WORDS
    assert NOTHING not in question.stems
    assert all(len(phrase) > 1 for phrase in question.phrases)


@pytest.mark.parametrize("typed", ["", "   ", "?!", '"', '""', "½", "\u0301"])
def test_without_a_word_there_is_no_question(typed: str):
    assert question_of(typed).stems in {(), ("12",)}


def test_a_quote_that_never_ends_is_one_to_the_end():
    assert question_of('"kota koperasi').phrases == (("kota", "koperasi"),)
