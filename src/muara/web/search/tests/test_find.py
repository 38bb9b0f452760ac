from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.search.actions import refresh
from muara.web.search.documents import Document
from muara.web.search.models import Kind
from muara.web.search.queries import PER_PAGE, Found, excerpt, find, marked
from muara.web.search.tests.conftest import Put, doc
from muara.web.search.words import Question, question_of, words_of


def keys(found: Found) -> list[str]:
    return [hit.path.split("/")[2] for hit in found.hits]


def look(city: City, typed: str, **how: Any) -> list[str]:
    return keys(find(city, question_of(typed), **how))


@pytest.mark.django_db
class TestFind:
    def test_a_word_is_found_in_every_form(self, city: City, put: Put):
        put(doc("a", "Penyewaan gedung"), doc("b", "Gedung ini disewa"), doc("c", "Gudang"))

        assert set(look(city, "menyewa")) == {"a", "b"}

    def test_all_words_have_to_be_there(self, city: City, put: Put):
        put(doc("a", "Gedung kosong"), doc("b", "Gedung", "Sudah lama kosong"), doc("c", "Gedung ramai"))

        assert set(look(city, "gedung kosong")) == {"a", "b"}

    def test_most_in_the_title_comes_first_then_the_newest(self, city: City, put: Put):
        put(
            doc("text", "Balai", "Gedung kosong", days_ago=0),
            doc("half", "Gedung tua", "kosong", days_ago=1),
            doc("old", "Gedung kosong", days_ago=9),
            doc("new", "Kosong: gedung", days_ago=2),
        )

        assert look(city, "gedung kosong") == ["new", "old", "half", "text"]

    def test_where_nothing_holds_all_words_what_holds_most_is_shown(self, city: City, put: Put):
        put(doc("one", "Gedung tua"), doc("two", "Balai", "gedung yang kosong"), doc("none", "Sawah"))

        found = find(city, question_of("gedung kosong purba"))

        assert found.is_partial
        assert keys(found) == ["two", "one"]

    def test_quoted_words_stand_together(self, city: City, put: Put):
        put(doc("a", "Kota koperasi"), doc("b", "Koperasi di kota"))

        assert look(city, '"kota koperasi"') == ["a"]
        assert set(look(city, "kota koperasi")) == {"a", "b"}

    def test_one_kind_is_shown_and_all_are_counted(self, city: City, put: Put):
        put(doc("a", "Gedung"), doc("b", "Gedung tua"))
        put(doc("c", "Gedung"), kind="ASSET")

        found = find(city, question_of("gedung"), kind="ASSET")

        assert keys(found) == ["c"]
        assert {group.kind: (group.n, group.is_chosen) for group in found.groups} == {
            "CONCERN": (2, False),
            "ASSET": (1, True),
        }

    def test_another_city_is_not_in_it(self, city: City, other_city: City, put: Put):
        put(doc("a", "Gedung"), where=other_city)

        assert look(city, "gedung") == []

    def test_pages_follow_one_another_and_a_wrong_one_is_the_last(self, city: City, put: Put):
        put(*(doc(n, f"Gedung {n}") for n in range(PER_PAGE + 3)))

        pages = [look(city, "gedung", page=page) for page in (1, 2, "99", "x")]

        assert len(set(pages[0]) | set(pages[1])) == PER_PAGE + 3
        assert (pages[2], pages[3]) == (pages[1], pages[0])

    @pytest.mark.parametrize(("typed", "n"), [("gedung", 2), ("gedung kosong kota", 3)])
    def test_few_queries_are_enough(
        self, city: City, put: Put, django_assert_max_num_queries: Any, typed: str, n: int
    ):
        put(*(doc(n, f"Gedung {n}") for n in range(60)))

        with django_assert_max_num_queries(n):
            find(city, question_of(typed))

    @pytest.mark.parametrize(
        "typed",
        [
            '"', "'", '"" OR 1', "gedung*", "ged*", "gedung NEAR sawah", "NEAR(gedung sawah, 2)", "stems:gedung",
            "{stems}: gedung", "gedung AND", "NOT gedung", "^gedung", "- gedung", "gedung & !sawah", "a' | 'b",
            "'; DROP TABLE search_entry; --", "(((((", "\\", "%", "_", "gedung:*", "x " * 5000, "gedung" * 2000,
            "ｇｅｄｕｎｇ", "\u202egnudeg",
        ],
    )  # fmt: skip
    def test_what_is_typed_is_never_a_command(self, city: City, put: Put, typed: str):
        put(doc("a", "Gedung kosong"), doc("b", "Sawah near and not or"))

        find(city, question_of(typed))

        assert look(city, "gedung") == ["a"]
        assert look(city, "near") == ["b"]


WORDS = [
    "gedung",
    "menyewa",
    "penyewaan",
    "kota",
    "Inyong",
    "2018",
    "05",
    "café",
    "ꦏꦺꦴꦥꦶ",
    "ſewa",
    "a.b",
    "x_y",
    "1e5",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)


def expected(documents: list[Document], question: Question) -> list[str]:
    """Say by hand what is found, and in which order."""

    def stems(text: str) -> set[str]:
        return {word.stem for word in words_of(text)}

    wanted = set(question.stems)
    both = [(one, stems(one.title), stems(f"{one.title}\n{one.text}")) for one in documents]
    found = [row for row in both if wanted and wanted <= row[2]]
    if not found and len(wanted) > 1:
        found = [row for row in both if wanted & row[2]]
    found.sort(key=lambda row: row[0].digest("CONCERN"))
    found.sort(key=lambda row: (len(wanted & row[2]), len(wanted & row[1]), row[0].at), reverse=True)
    return [row[0].key for row in found]


class TestBothDatabasesAgree(TestCase):
    """On either database the same is found in the same order: that of a few lines of Python."""

    @settings(max_examples=60)
    @given(
        texts=st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 2)), min_size=1, max_size=6),
        typed=TEXTS,
    )
    def test_what_is_found_is_what_a_reader_would_find(self, texts: list[tuple[str, str, int]], typed: str):
        city = City.objects.create(slug="uji", name="Uji", created_at=NIGHT)
        documents = [doc(n, title, text, days_ago=ago) for n, (title, text, ago) in enumerate(texts)]
        question = Question(question_of(typed).stems)
        refresh(city=city, kind=Kind.CONCERN, documents=documents)

        assert keys(find(city, question)) == expected(documents, question)


def shown(pieces: Any) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def stems_of(text: str) -> list[str]:
    return [word.stem for word in words_of(text)]


class TestMarks:
    def test_the_word_as_it_was_said_is_marked(self):
        text = "Penyewaan aula: siapa menyewa, siapa merawat?"

        assert shown(marked(text, stems_of(text), frozenset({"sewa"}))) == (
            "[Penyewaan] aula: siapa [menyewa], siapa merawat?"
        )

    def test_an_excerpt_is_where_most_words_stand(self):
        text = "gedung " + "lain " * 100 + "gedung itu kosong " + "lain " * 100

        said = shown(excerpt(text, stems_of(text), frozenset({"gedung", "kosong"})))

        assert "[gedung] itu [kosong]" in said
        assert said.startswith("… ")
        assert said.endswith(" …")
        assert len(said) < 350

    def test_without_a_hit_it_is_the_beginning(self):
        text = "satu dua tiga " * 50

        assert shown(excerpt(text, stems_of(text), frozenset({"gedung"}))).startswith("satu dua tiga")

    @pytest.mark.parametrize("text", ["", "…", "x" * 5000, "gedung", "\n\ngedung\n"])
    def test_strange_texts_have_short_excerpts(self, text: str):
        assert len(shown(excerpt(text, stems_of(text), frozenset({"gedung"})))) <= 330

    @given(st.text(max_size=200), st.sets(st.sampled_from(["sewa", "kota", "a"])))
    def test_marking_changes_no_letter(self, text: str, wanted: set[str]):
        pieces = marked(text, stems_of(text), frozenset(wanted))

        assert "".join(piece.text for piece in pieces) == text
