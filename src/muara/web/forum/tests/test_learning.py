from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import NIGHT
from muara.web.forum.models import Attendance, Contribution, FollowUp, HeadCount
from muara.web.forum.queries.learning import learning_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
HERE = "/purwokerto/sesi/belajar/"


@pytest.fixture
def evenings(make_session):
    """Hold twelve evenings, a week apart; those whose number is written first lie furthest back."""
    return [make_session("PUBLISHED", number=n, starts_at=NIGHT - timedelta(weeks=20 - n)) for n in range(1, 13)]


def test_a_city_without_evenings_is_judged_by_nothing(client, city):
    page = client.get(HERE).content.decode()

    assert page.count("belum bisa dinilai") == 4


def test_what_is_recorded_comes_out_as_counted_by_hand(city, evenings, make_participant, novita):
    people = [make_participant() for _ in range(20)]
    for person in people:
        Attendance.objects.create(session=evenings[0], participant=person, at=NIGHT)
    for person in people[:9]:
        Attendance.objects.create(session=evenings[2], participant=person, at=NIGHT)
    for number in (3, 4):
        Attendance.objects.create(session=evenings[number], participant=people[0], at=NIGHT)
    for n, session in enumerate(evenings):
        HeadCount.objects.create(session=session, sector="MEDIA" if n in {5, 6} else "SHOP", n=7)
    for n in range(12):
        done = TODAY - timedelta(days=30 if n < 8 else 1)
        FollowUp.objects.create(
            session=evenings[0], what=f"{n}", who="kami", at=NIGHT, due_date=TODAY - timedelta(days=10),
            status="OPEN" if n == 11 else "DONE", settled_date=None if n == 11 else done,
        )  # fmt: skip
    FollowUp.objects.create(session=evenings[0], what="x", who="x", at=NIGHT, due_date=TODAY)
    for n in range(30):
        Contribution.objects.create(
            session=evenings[0], kind="FACT", role="x", sector="SHOP" if n % 2 else "MEDIA", text="x", at=NIGHT
        )
    Contribution.objects.create(session=evenings[0], kind="THREAD", sector="SHOP", text="x", at=NIGHT)

    found = learning_of(city, TODAY)

    assert (found.returning.hits, found.returning.n) == (9, 20)
    assert (found.new_sector.hits, found.new_sector.n) == (1, 9)  # MEDIA at the sixth; SHOP was never away
    assert (found.in_time.hits, found.in_time.n) == (8, 12)
    assert (found.balance.n, round(found.balance.value, 2)) == (30, 0.31)  # (ln 2 + 1/60) / ln 10


def test_the_page_says_shares_with_their_ranges_in_few_queries(
    client, city, evenings, django_assert_max_num_queries
):
    for n in range(12):
        FollowUp.objects.create(
            session=evenings[0], what=f"{n}", who="kami", at=NIGHT, due_date=date(2026, 1, 9),
            status="DONE", settled_date=date(2026, 1, 9 if n < 8 else 10),
        )  # fmt: skip

    with django_assert_max_num_queries(10):
        page = client.get(HERE).content.decode()

    assert "8 dari 12 janji ditepati tepat waktu" in page
    assert "67%" in page
    assert "43%–84%, n 12" in page
