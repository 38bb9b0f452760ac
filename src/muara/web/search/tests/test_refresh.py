from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from muara.web.cities.models import City
from muara.web.search import actions
from muara.web.search.actions import Refreshed, empty, refresh
from muara.web.search.models import Entry, Kind
from muara.web.search.queries import find
from muara.web.search.tests.conftest import Put, doc
from muara.web.search.words import question_of

pytestmark = pytest.mark.django_db
CONCERN = Kind.CONCERN


def n_found(city: City, typed: str) -> int:
    return find(city, question_of(typed)).n_all


def test_only_what_differs_is_written(city: City):
    first = [doc(1, "Warung sepi"), doc(2, "Gedung kosong"), doc(3, "Jalan rusak")]
    then = [doc(1, "Warung sepi"), doc(2, "Gedung terisi"), doc(4, "Sawah kering")]

    assert refresh(city=city, kind=CONCERN, documents=first) == Refreshed(n_added=3)
    kept = Entry.objects.get(key="1").pk
    assert refresh(city=city, kind=CONCERN, documents=then) == Refreshed(1, 1, 1)

    assert Entry.objects.get(key="1").pk == kept
    assert [n_found(city, word) for word in ("warung", "terisi", "kosong", "jalan", "sawah")] == [1, 1, 0, 0, 1]


def test_again_writes_nothing(city: City, django_assert_num_queries: Any):
    documents = [doc(n, f"Warung {n}") for n in range(30)]
    refresh(city=city, kind=CONCERN, documents=documents)

    with django_assert_num_queries(1):
        assert refresh(city=city, kind=CONCERN, documents=documents).n == 0


def test_another_city_and_another_kind_are_left_alone(city: City, other_city: City, put: Put):
    put(doc(1, "Warung"), kind="ASSET")
    put(doc(1, "Warung"), where=other_city)

    refresh(city=city, kind=CONCERN, documents=[])

    assert Entry.objects.count() == 2
    assert n_found(other_city, "warung") == 1


def test_many_are_written_in_batches(city: City, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions, "BATCH", 7)

    refresh(city=city, kind=CONCERN, documents=[doc(n, f"Warung {n}") for n in range(30)])
    assert n_found(city, "warung") == 30
    done = refresh(city=city, kind=CONCERN, documents=[doc(n, "Jalan") for n in range(15)])

    assert done == Refreshed(0, 15, 15)
    assert (n_found(city, "warung"), n_found(city, "jalan")) == (0, 15)


def test_a_source_that_breaks_takes_nothing_away(city: City, put: Put):
    put(doc(1, "Warung"))

    def broken() -> Any:
        yield doc(2, "Jalan")
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        refresh(city=city, kind=CONCERN, documents=broken())

    assert n_found(city, "warung") == 1


def test_other_rules_for_stems_make_every_entry_anew(city: City, put: Put, monkeypatch: pytest.MonkeyPatch):
    put(doc(1, "Warung"))
    monkeypatch.setattr("muara.web.search.documents.VERSION", -1)

    assert refresh(city=city, kind=CONCERN, documents=[doc(1, "Warung")]) == Refreshed(n_changed=1)


def test_an_emptied_index_finds_nothing_in_this_city(city: City, other_city: City, put: Put):
    put(doc(1, "Warung"))
    put(doc(1, "Warung"), where=other_city)

    empty(city=city)

    assert (n_found(city, "warung"), n_found(other_city, "warung")) == (0, 1)


@pytest.mark.sqlite
def test_a_removed_word_leaves_the_file(city: City, put: Put):
    """Until FTS5 merges its segments, it only marks what was deleted."""

    def n_blocks() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM search_words_data WHERE instr(block, CAST('qzxvwj' AS BLOB))")
            return int(cursor.fetchone()[0])

    put(doc(1, "Warung qzxvwj"), doc(2, "Jalan"))
    assert n_blocks() == 1

    put(doc(2, "Jalan"))

    assert n_blocks() == 0
