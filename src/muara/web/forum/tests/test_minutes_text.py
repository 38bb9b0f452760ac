from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_journey_payloads import PAYLOADS

from muara.web.forum.minutes_text import (
    TITLES,
    Agreed,
    Parts,
    Said,
    missing_parts,
    put_right,
    read,
    sections,
    stands_there,
    write,
)
from muara.web.ui.markdown import passages

ANY = st.text(
    alphabet=st.one_of(st.sampled_from("*_[]()<>#-+=~|`\\&;:.!1 9"), st.characters(exclude_categories=["C", "Z"])),
    min_size=1,
    max_size=30,
)
WORDS = ANY.map(lambda text: " ".join(text.split())).filter(bool)
LINES = st.lists(WORDS, max_size=4).map(tuple)
KINDS = st.sampled_from(["keresahan", "usul", "fakta", "pertanyaan"])
LABELS = st.sampled_from(["Tema", "Tempat"])
PARTS = st.builds(
    Parts,
    head=st.lists(st.tuples(LABELS, WORDS), max_size=3).map(tuple),
    speakers=LINES,
    points=LINES,
    attendance=LINES,
    said=st.lists(st.builds(Said, WORDS, KINDS, WORDS), max_size=4).map(tuple),
    threads=LINES,
    differences=LINES,
    decisions=LINES,
    follow_ups=st.lists(st.builds(Agreed, WORDS, WORDS, WORDS), max_size=3).map(tuple),
    unanswered=LINES,
    correction=WORDS,
)
FULL = Parts(
    head=(("Tema", "Kota koperasi"),),
    speakers=("akademisi",),
    points=("Dua teori",),
    attendance=("31 orang, 5 sektor",),
    said=(Said("pewarta", "usul", "Cari benang merahnya dulu"),),
    threads=("Ruangnya sudah ada",),
    differences=("Sebagian ingin sekretariat",),
    decisions=("Mendata gedung kosong",),
    follow_ups=(Agreed("Mendata gedung", "komunitas kreatif", "9 Maret 2018"),),
    unanswered=("Siapa yang merawat?",),
    correction="Tujuh hari.",
)


@given(PARTS)
def test_what_was_written_is_read_back_as_the_same_parts(parts: Parts):
    text = write(parts)

    assert missing_parts(text) == []
    assert read(text) == parts


@given(LINES)
def test_what_people_said_is_drawn_as_they_said_it(lines: tuple[str, ...]):
    drawn = passages(write(Parts(threads=lines)))
    place = next(n for n, one in enumerate(drawn) if one.kind == "heading" and one.text.startswith("5. "))

    assert drawn[place + 1].lines == (lines or ("Tidak ada yang tercatat.",))


def test_an_empty_evening_says_ten_times_that_nothing_was_recorded():
    text = write(Parts())

    assert text.count("## ") == len(TITLES) == 10
    assert text.count("*Tidak ada yang tercatat.*") == 10
    assert read(text) == Parts()


@pytest.mark.parametrize("part", list(TITLES))
def test_a_heading_that_goes_away_is_missed_and_its_text_stays(part: int):
    text = write(FULL)
    without = "\n".join(line for line in text.splitlines() if not line.startswith(f"## {part}. "))

    assert missing_parts(without) == [part]


def test_doubled_and_moved_headings_are_named():
    text = write(FULL)

    assert missing_parts(text + "\n## 6. Perbedaan pendapat\n") == [6]
    assert missing_parts("\n\n".join(f"## {n}. Bagian" for n in (2, 1, *range(3, 11)))) == [1, 2]
    assert missing_parts("") == list(TITLES)


def test_what_people_wrote_freely_stands_as_it_is():
    text = write(FULL).replace("- Mendata gedung; komunitas kreatif; 9 Maret 2018", "Semua orang\nikut mendata.")

    assert read(text).follow_ups == (Agreed("Semua orang ikut mendata.", "", ""),)
    assert sections(text)[8] == "Semua orang\nikut mendata."


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_read_back_as_they_were_said(payload: str):
    words = " ".join(payload.split())

    assert read(write(Parts(threads=(words,), said=(Said(words, "usul", words),)))).said[0].text == words


def test_a_correction_is_put_in_where_its_words_stand_once():
    text = write(FULL)

    assert read(put_right(text, "Mendata gedung kosong", "Mendata *lima* gedung")).decisions == (
        "Mendata *lima* gedung",
    )
    assert put_right(text, "Mendata gedung", "x") == text  # twice: a person decides which
    assert put_right(text, "", "x") == put_right(text, "tidak ada", "x") == text


def test_words_are_found_as_they_are_drawn_and_as_they_are_written():
    text = write(Parts(threads=("Satu *dua*",)))

    assert stands_there(text, "Satu *dua*")
    assert stands_there(text, "Satu \\*dua\\*")
    assert not stands_there(text, "tiga")
