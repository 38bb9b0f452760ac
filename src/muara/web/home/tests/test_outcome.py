from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.weight import answer_weight, first_visit

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, Statement, StatementOrigin, Topic
from muara.web.forum.models import Session
from muara.web.home.brook import MOST_STRANDS, Strand, draw_brook
from muara.web.home.deeds import deeds_of
from muara.web.home.outcome import outcome_of
from muara.web.home.queries import published_threads, river_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(topic: Topic) -> Any:
    def raise_one(because: str = "Gedung kosong delapan tahun.", **fields: Any) -> Concern:
        given = {"session": topic.session, "status": "WORDED", "decided_at": NIGHT, **fields}
        return Concern.objects.create(city=topic.city, topic=topic, because=because, raised_at=NIGHT, **given)

    return raise_one


@pytest.fixture
def name(topic: Topic) -> Any:
    def name_one(statement: Statement, number: int = 1, status: str = "PUBLISHED") -> CommonThread:
        reading = Reading.objects.create(
            city=topic.city, topic=topic, number=number, status="READY", taken_at=NIGHT
        )
        return CommonThread.objects.create(
            city=topic.city, topic=topic, reading=reading, statement=statement, number=number, why="…",
            name=f"Utas {number}", status=status, named_at=NIGHT, published_at=NIGHT,
        )  # fmt: skip

    return name_one


def worded(concern: Concern, statement: Statement) -> None:
    StatementOrigin.objects.create(concern=concern, statement=statement, at=NIGHT)


def test_each_concern_is_told_as_far_as_it_came(topic: Topic, raised: Any, make_statement: Any, name: Any):
    held, voted, stuck = raised("Satu."), raised("Dua."), raised("Tiga.", status="RAISED")
    thread = make_statement("Ruang sudah ada.")
    worded(held, thread)
    worded(voted, make_statement("Izin atas nama kelompok."))
    name(thread)

    outcome = outcome_of(topic.session)

    assert (outcome.n_concerns, outcome.n_worded, outcome.n_tied) == (3, 2, 1)
    assert (outcome.n_not_worded, outcome.n_not_tied) == (1, 1)
    assert [thread.name for thread in outcome.threads] == ["Utas 1"]
    assert [concern.because for concern in outcome.concerns] == [held.because, voted.because, stuck.because]


def test_a_thread_is_found_through_a_new_wording_and_a_joined_concern(
    topic: Topic, raised: Any, make_statement: Any, name: Any
):
    newest = make_statement("Ruang sudah ada.")
    middle = make_statement("Ruangnya ada.", "REPLACED", successor=newest)
    oldest = make_statement("Ada ruang.", "MERGED", successor=middle)
    first = raised("Satu.")
    raised("Dua.", status="MERGED", merged_into=first)
    worded(first, oldest)
    name(newest)

    assert outcome_of(topic.session).n_tied == 2


def test_the_front_page_tells_the_same_as_the_evening(topic: Topic, raised: Any, make_statement: Any, name: Any):
    newest = make_statement("Ruang sudah ada.")
    middle = make_statement("Ruangnya ada.", "REPLACED", successor=newest)
    oldest, lost = make_statement("Ada ruang.", "MERGED", successor=middle), make_statement("Tidak.", "REJECTED")
    first, second, third = raised("Satu."), raised("Dua."), raised("Tiga.")
    raised("Empat.", status="MERGED", merged_into=raised("Lima.", status="MERGED", merged_into=first))
    worded(first, oldest)
    worded(second, make_statement("Izin.", "REPLACED", successor=lost))
    worded(third, oldest)
    worded(third, another := make_statement("Kunci dibawa warga."))
    name(newest, number=2)
    name(another, number=1)

    evening, river = (
        outcome_of(topic.session),
        river_of(topic.city, published_threads(topic.city), deeds_of(topic.city), NIGHT),
    )

    assert (evening.n_concerns, evening.n_worded, evening.n_tied) == (5, 5, 4)
    assert (river.n_concerns, river.n_worded, river.n_held) == (5, 5, 4)
    assert [voiced.thread.number for voiced in evening.concerns if voiced.thread] == [2, 1, 2, 2]
    assert river.n_threads == len(evening.threads) == 2


def test_a_draft_of_a_thread_and_a_rejected_statement_hold_nothing(
    topic: Topic, raised: Any, make_statement: Any, name: Any
):
    accepted = make_statement("Ruang sudah ada.")
    worded(raised("Satu."), accepted)
    worded(raised("Dua."), make_statement("Ditolak.", "REJECTED"))
    name(accepted, status="DRAFT")

    outcome = outcome_of(topic.session)

    assert (outcome.n_worded, outcome.n_tied) == (1, 0)


def test_a_circle_of_successors_ends(topic: Topic, raised: Any, make_statement: Any):
    one, two = make_statement("Satu."), make_statement("Dua.", "REPLACED")
    Statement.objects.filter(pk=one.pk).update(successor=two, status="REPLACED")
    Statement.objects.filter(pk=two.pk).update(successor=one)
    concern = raised("Satu.")
    other = raised("Dua.", merged_into=concern)
    Concern.objects.filter(pk=concern.pk).update(merged_into=other)
    worded(concern, one)

    assert outcome_of(topic.session).n_worded == 2


def test_what_nobody_may_read_yet_is_not_told(topic: Topic, raised: Any):
    raised("Belum dibaca.", status="RAISED", decided_at=None)
    raised("Ditolak.", status="REJECTED")

    assert outcome_of(topic.session).n_concerns == 0


def test_another_evening_is_not_mixed_in(topic: Topic, raised: Any):
    raised("Tanpa sesi.", session=None)

    assert outcome_of(topic.session).n_concerns == 0


def test_the_page_of_an_evening_is_whole_and_its_slot_a_part(client: Client, topic: Topic, raised: Any):
    raised("<b>Nyong wedi.</b>", role="warga")

    whole = client.get("/purwokerto/sesi/25/kemudian/").content.decode()
    part = client.get("/purwokerto/sesi/25/kemudian/", headers={"hx-request": "true"}).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    for found in (whole, part):
        assert 'id="apa-jadinya"' in found
        assert "&lt;b&gt;Nyong wedi." in found
        assert "<small>warga</small>" in found


def test_a_draft_and_another_city_are_not_found(client: Client, session: Session, other_city: City):
    assert client.get("/cilacap/sesi/25/kemudian/").status_code == 404
    Session.objects.update(status="DRAFT")
    assert client.get("/purwokerto/sesi/25/kemudian/").status_code == 404


def test_the_page_of_the_session_asks_for_it_and_links_to_it(client: Client, session: Session):
    page = client.get("/purwokerto/sesi/25/").content.decode()

    assert 'hx-get="/purwokerto/sesi/25/kemudian/" hx-trigger="load"' in page
    assert 'href="/purwokerto/sesi/25/kemudian/"' in page


def test_a_full_evening_stays_within_ten_queries_and_ten_kilobytes(
    client: Client, topic: Topic, raised: Any, make_statement: Any, name: Any, django_assert_max_num_queries: Any
):
    for number in range(40):
        concern = raised(f"Keresahan nomor {number} yang cukup panjang untuk dibaca.", role="gerakan koperasi")
        if number % 2:
            statement = make_statement(f"Pernyataan {number}.")
            worded(concern, statement)
            if number % 4 == 1:
                name(statement, number)

    with django_assert_max_num_queries(10):
        assert client.get("/purwokerto/sesi/25/kemudian/").status_code == 200
    slot, page = (
        answer_weight(client, "/purwokerto/sesi/25/kemudian/"),
        first_visit(client, "/purwokerto/sesi/25/"),
    )
    assert slot <= 10_000
    assert page.total + slot <= 35_000, str(page)


def strokes(path: str) -> int:
    return path.count("M")


@pytest.mark.parametrize(
    ("n_tied", "n_worded", "n_raised"), [(3, 1, 2), (0, 0, 6), (0, 5, 0), (12, 0, 0), (8, 8, 8)]
)
def test_a_strand_is_a_concern_and_a_dot_is_where_it_stops(n_tied: int, n_worded: int, n_raised: int):
    brook = draw_brook(
        [Strand(True, 1 + place % 2) for place in range(n_tied)]
        + [Strand(True)] * n_worded
        + [Strand(False)] * n_raised
    )

    assert strokes(brook.flowing) == n_tied + n_worded
    assert strokes(brook.dry) == strokes(brook.pools) == n_worded + n_raised
    assert strokes(brook.knots) == min(n_tied, 2)
    assert brook.flowing.count("H1000") == n_tied


def test_every_stroke_stays_within_the_picture():
    brook = draw_brook([Strand(True, thread) for thread in range(9)] + [Strand(True)] * 30 + [Strand(False)] * 30)

    for path in (brook.flowing, brook.dry, brook.pools, brook.knots):
        for x, y in re.findall(r"(\d+) (-?\d+)", path):
            assert 0 <= int(x) <= 1000
            assert 0 <= int(y) <= 104


def test_more_strands_than_pixels_are_thinned_and_no_concern_is_an_empty_picture():
    assert strokes(draw_brook([Strand(False)] * 1_000).dry) <= MOST_STRANDS
    assert draw_brook([]).flowing == ""
