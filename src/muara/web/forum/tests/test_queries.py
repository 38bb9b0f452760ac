from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement, product
from typing import Any

import pytest

from conftest import NIGHT
from muara.web.accounts.models import Sector, User
from muara.web.cities.models import City
from muara.web.forum.actions import count_heads, enter_hall
from muara.web.forum.models import HeadCount, Session
from muara.web.forum.queries import archive_of, attendance_of, in_batches, room_of, steps_of
from muara.web.forum.queries.attendance import withhold


def heads(session: Session, **counts: int) -> None:
    for sector, n in counts.items():
        HeadCount.objects.create(session=session, sector=sector, n=n)


def shown(session: Session) -> dict[str, int | None]:
    return {row.sector: row.n for row in attendance_of(session).rows}


@pytest.mark.django_db
class TestAttendance:
    def test_the_evening_of_the_mock_is_told_as_in_the_mock(self, session: Session):
        heads(session, COOPERATIVE=11, CREATIVE=8, ACADEMIC=5, MEDIA=4, GOVERNMENT=3)
        session.invited_sectors = ["COOPERATIVE", "SHOP", "VILLAGE"]

        attended = attendance_of(session)

        assert (attended.total, attended.n_sectors, attended.source) == (31, 5, "COUNTED")
        assert shown(session) == {
            "COOPERATIVE": 11,
            "CREATIVE": 8,
            "ACADEMIC": 5,
            "MEDIA": None,
            "GOVERNMENT": None,
        }
        assert attended.is_below_five
        assert attended.absent == (str(Sector.SHOP.label), str(Sector.VILLAGE.label))

    def test_one_small_sector_takes_another_with_it_or_the_total_would_tell(self, session: Session):
        heads(session, COOPERATIVE=11, CREATIVE=8, MEDIA=3)

        attended = attendance_of(session)

        assert shown(session) == {"COOPERATIVE": 11, "CREATIVE": None, "MEDIA": None}
        assert attended.total == 22
        assert not attended.is_below_five

    def test_two_people_alone_are_not_told_at_all(self, session: Session):
        heads(session, COOPERATIVE=1, CREATIVE=1)

        assert attendance_of(session).total is None

    def test_five_people_of_five_sectors_are_a_batch(self, session: Session):
        heads(session, COOPERATIVE=2, CREATIVE=1, MEDIA=1, SHOP=1, VILLAGE=1, RESIDENT=1)
        assert attendance_of(session).is_total_exact

        HeadCount.objects.update(n=1)
        attended = attendance_of(session)

        assert (attended.total, attended.is_total_exact) == (5, False)
        assert all(row.is_withheld for row in attended.rows)

    def test_a_withheld_row_does_not_tell_by_its_place(self, session: Session):
        heads(session, COOPERATIVE=9, CREATIVE=1, MEDIA=4, SHOP=3)
        before = [row.sector for row in attendance_of(session).rows]

        HeadCount.objects.filter(sector="CREATIVE").update(n=4)
        HeadCount.objects.filter(sector="MEDIA").update(n=1)

        assert [row.sector for row in attendance_of(session).rows] == before

    def test_without_a_count_those_who_came_in_by_code_are_told_as_that(
        self, session: Session, make_participant: Any
    ):
        for sector, n in {"SHOP": 6, "": 5}.items():
            for _ in range(n):
                enter_hall(by=make_participant(sector=sector), code="K7M2QX", at=NIGHT)
        session.invited_sectors = ["SHOP", "MEDIA"]

        attended = attendance_of(session)

        assert (attended.source, attended.total, attended.n_scanned, attended.n_sectors) == ("SCANNED", 11, 11, 1)
        assert shown(session) == {"SHOP": 6, "": 5}
        assert attended.absent == (str(Sector.MEDIA.label),)

    def test_a_count_by_head_has_the_last_word_and_the_code_is_told_beside_it(
        self, session: Session, make_participant: Any
    ):
        for _ in range(7):
            enter_hall(by=make_participant(sector="MEDIA"), code="K7M2QX", at=NIGHT)
        heads(session, SHOP=9, MEDIA=6)

        attended = attendance_of(session)

        assert (attended.source, attended.total, attended.n_scanned) == ("COUNTED", 15, 7)
        assert shown(session) == {"SHOP": 9, "MEDIA": 6}

    def test_four_phones_are_not_told(self, session: Session, make_participant: Any):
        for _ in range(4):
            enter_hall(by=make_participant(), code="K7M2QX", at=NIGHT)
        heads(session, SHOP=9)

        assert attendance_of(session).n_scanned is None

    def test_a_count_that_was_taken_back_to_nobody_is_no_count(self, session: Session):
        heads(session, SHOP=0)

        assert attendance_of(session).source == "NONE"

    def test_another_session_is_not_counted_with_it(self, session: Session, make_session: Any):
        heads(make_session("CLOSED"), SHOP=9)

        assert attendance_of(session).rows == ()


ROOMS = [
    dict(zip(Sector.values, sizes, strict=False))
    for n_sectors in range(1, 6)
    for sizes in combinations_with_replacement(range(1, 8), n_sectors)
]


def readings(cells: Mapping[str, int]) -> list[set[int]]:
    """Return, for each withheld cell, every number it could be for somebody who knows all that is published."""
    withheld, is_below_five, is_total_exact = withhold(cells)
    n = sum(cells.values())
    told = sum(count for sector, count in cells.items() if sector not in withheld)
    hidden = range(n - told, n - told + 1) if is_total_exact else range(in_batches(n), in_batches(n) + 5)
    most = 4 if is_below_five else max(hidden)
    possible = [
        (*guess, total - sum(guess))
        for guess in product(range(1, most + 1), repeat=len(withheld) - 1)
        for total in hidden
        if 1 <= total - sum(guess) <= most
    ]
    return [{guess[place] for guess in possible} for place in range(len(withheld))]


def test_nobody_can_compute_a_withheld_figure():
    """Every room of up to five sectors; below five people the page names no sector at all (test_pages)."""
    told = []
    for cells in ROOMS:
        withheld, _is_below_five, _is_total_exact = withhold(cells)
        assert all(cells[sector] >= 5 for sector in cells if sector not in withheld)
        if withheld and sum(cells.values()) >= 5 and any(len(numbers) < 2 for numbers in readings(cells)):
            told.append(cells)

    assert len(ROOMS) > 700
    assert told == []


def test_nothing_is_withheld_where_every_sector_has_five():
    for cells in ROOMS:
        assert withhold({sector: n + 4 for sector, n in cells.items()}) == (frozenset(), True, True)


@pytest.mark.parametrize(("n", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (27, 25)])
def test_live_figures_come_in_fives(n: int, told: int):
    assert in_batches(n) == told


@pytest.mark.django_db
class TestRoom:
    def test_invited_sectors_stand_first_and_the_empty_ones_are_named(self, session: Session, novita: User):
        session.invited_sectors = ["VILLAGE", "SHOP"]
        session.save()
        count_heads(by=novita, session=session, sector="SHOP", change=2, at=NIGHT)

        room = room_of(session)

        assert [row.sector for row in room.rows[:2]] == ["SHOP", "VILLAGE"]
        assert len(room.rows) == len(Sector.values)
        assert (room.n, room.absent) == (2, (str(Sector.VILLAGE.label),))

    def test_before_anybody_counts_the_phones_are_counted(self, session: Session, aldo: Any):
        enter_hall(by=aldo, code="K7M2QX", at=NIGHT)

        assert room_of(session).n == 1


@pytest.mark.django_db
class TestSessionList:
    def test_what_is_open_or_coming_stands_first_and_the_past_by_year(self, session: Session, make_session: Any):
        make_session("ANNOUNCED", number=27, starts_at=NIGHT + timedelta(days=14))
        make_session("ANNOUNCED", number=26, starts_at=NIGHT + timedelta(days=7))
        make_session("PUBLISHED", number=1, starts_at=datetime(2018, 2, 9, 12, 30, tzinfo=UTC))
        make_session("CLOSED", number=24, starts_at=NIGHT - timedelta(days=7))

        listed = archive_of(session.city, at=NIGHT).listed

        assert [line.number for line in listed.upcoming] == [25, 26, 27]
        assert [(year.year, [line.number for line in year.sessions]) for year in listed.past] == [
            (2026, [24]),
            (2018, [1]),
        ]
        assert listed.n_past == 2

    def test_an_announced_evening_stays_tonight_until_it_is_long_past(self, make_session: Any):
        session = make_session("ANNOUNCED")

        assert len(archive_of(session.city, at=NIGHT + timedelta(hours=5)).listed.upcoming) == 1
        assert len(archive_of(session.city, at=NIGHT + timedelta(hours=7)).listed.upcoming) == 0

    def test_drafts_are_for_those_who_run_sessions(self, make_session: Any):
        draft = make_session("DRAFT")

        assert archive_of(draft.city, at=NIGHT).listed.is_empty
        assert [line.number for line in archive_of(draft.city, at=NIGHT, has_drafts=True).listed.drafts] == [26]

    def test_another_city_is_not_in_it(self, session: Session, other_city: City):
        assert archive_of(other_city, at=NIGHT, has_drafts=True).listed.is_empty

    def test_a_new_year_begins_at_midnight_of_the_city(self, make_session: Any):
        session = make_session("PUBLISHED", starts_at=datetime(2025, 12, 31, 18, 0, tzinfo=UTC))  # 01.00 WIB

        assert [year.year for year in archive_of(session.city, at=NIGHT).listed.past] == [2026]


def test_the_way_of_a_session_knows_where_it_is(session: Session):
    assert [(step.status, step.is_done, step.is_now) for step in steps_of(session)] == [
        ("DRAFT", True, False),
        ("ANNOUNCED", True, False),
        ("OPEN", False, True),
        ("CLOSED", False, False),
        ("PUBLISHED", False, False),
    ]
