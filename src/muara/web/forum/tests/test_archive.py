from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import NIGHT
from muara.web.cities.models import City, District
from muara.web.forum.models import Attendance, HeadCount, Session
from muara.web.forum.queries import Archive, Sought, archive_of

pytestmark = pytest.mark.django_db

MakeSession = Callable[..., Session]
FEBRUARY = datetime(2018, 2, 9, 12, 30, tzinfo=UTC)


@pytest.fixture
def evenings(make_session: MakeSession) -> None:
    """Make three past evenings: in 2018 about the city, in 2025 and 2026 about shops and about a building."""
    east = District.objects.create(code="33.02.74", name="Purwokerto Timur", regency_code="33.02")
    make_session(
        "PUBLISHED", number=1, starts_at=FEBRUARY, theme="Kota koperasi", question="Kota milik siapa?",
        venue="Kafe Libero", invited_sectors=["CREATIVE", "MEDIA"],
    )  # fmt: skip
    make_session(
        "PUBLISHED", number=2, starts_at=NIGHT - timedelta(days=380), district=east, invited_sectors=["SHOP"]
    )
    make_session(
        "CLOSED", number=3, starts_at=NIGHT - timedelta(days=20), theme="Gedung kosong", question="Siapa menyewa?",
        venue="kafe libero", district=east,
    )  # fmt: skip


def numbers(archive: Archive) -> list[int]:
    return [line.number for year in archive.listed.past for line in year.sessions]


def offered(choices: tuple[Any, ...]) -> dict[str, int]:
    return {choice.label: choice.n for choice in choices}


@pytest.mark.usefixtures("evenings")
class TestArchive:
    @pytest.mark.parametrize(
        ("sought", "found"),
        [
            ({}, [3, 2, 1]),
            ({"year": "2018"}, [1]),
            ({"year": "1999"}, []),
            ({"words": "penyewaan gedung"}, [3]),  # "menyewa" and "gedung", by their stems
            ({"words": "kota"}, [1]),
            ({"words": "gedung kota"}, []),
            ({"words": "dan"}, []),
            ({"sector": "MEDIA"}, [1]),
            ({"district": "33.02.74"}, [3, 2]),
            ({"venue": "kafe libero"}, [3, 1]),
            ({"venue": "kafe libero", "year": "2018"}, [1]),
        ],
    )
    def test_each_part_narrows_what_is_found(self, city: City, sought: dict[str, str], found: list[int]):
        archive = archive_of(city, at=NIGHT, sought=Sought(**sought))

        assert numbers(archive) == found
        assert (archive.n_found, archive.n_all) == (len(found), 3)

    def test_each_choice_says_how_many_it_leaves_beside_what_else_is_asked(self, city: City):
        archive = archive_of(city, at=NIGHT, sought=Sought(district="33.02.74", year="2018"))

        assert offered(archive.years) == {"2026": 1, "2025": 1, "2018": 0}
        assert offered(archive.districts) == {"Purwokerto Timur": 0}
        assert offered(archive.venues) == {}
        assert [choice.value for choice in archive.years if choice.is_chosen] == ["2018"]

    def test_one_venue_spelled_twice_is_one(self, city: City):
        assert offered(archive_of(city, at=NIGHT).venues) == {"Balai desa": 1, "Kafe Libero": 2}

    def test_who_was_there_counts_as_who_was_invited_once_it_is_published(self, city: City):
        for number in (2, 3):
            HeadCount.objects.create(session=city.sessions.get(number=number), sector="VILLAGE", n=6)

        assert numbers(archive_of(city, at=NIGHT, sought=Sought(sector="VILLAGE"))) == [2]

    def test_the_sector_of_four_people_is_not_told(self, city: City):
        HeadCount.objects.create(session=city.sessions.get(number=2), sector="VILLAGE", n=4)

        assert numbers(archive_of(city, at=NIGHT, sought=Sought(sector="VILLAGE"))) == []

    def test_without_a_count_those_who_came_by_code_are_there(self, city: City, make_participant: Any):
        session = city.sessions.get(number=2)
        for sector in ("SHOP", "SHOP", "SHOP", "MEDIA", ""):
            person = make_participant(sector=sector)
            Attendance.objects.create(session=session, participant=person, at=NIGHT)
        assert numbers(archive_of(city, at=NIGHT, sought=Sought(sector="MEDIA"))) == [2, 1]

        HeadCount.objects.create(session=session, sector="SHOP", n=5)

        assert numbers(archive_of(city, at=NIGHT, sought=Sought(sector="MEDIA"))) == [1]

    def test_drafts_are_found_by_those_who_run_sessions_only(self, city: City, make_session: MakeSession):
        make_session("DRAFT", number=4, theme="Rahasia")

        assert archive_of(city, at=NIGHT, sought=Sought(words="rahasia")).n_found == 0
        assert archive_of(city, at=NIGHT, sought=Sought(words="rahasia"), has_drafts=True).n_found == 1

    def test_three_queries_are_enough_for_any_number(
        self, city: City, make_session: MakeSession, django_assert_num_queries: Any
    ):
        for number in range(10, 40):
            make_session("PUBLISHED", number=number)

        with django_assert_num_queries(3):
            archive_of(city, at=NIGHT, sought=Sought(words="warung", sector="SHOP"))


@pytest.mark.usefixtures("evenings")
class TestPage:
    def test_an_address_can_be_kept_and_brings_the_same_again(self, client: Client):
        page = client.get("/purwokerto/sesi/?q=kota&tahun=2018&sektor=MEDIA&kecamatan=&tempat=Kafe+Libero")

        said = page.content.decode()
        assert "1 dari 3 malam cocok" in said
        assert "/purwokerto/sesi/1/" in said
        assert "/purwokerto/sesi/2/" not in said
        assert '<option value="2018" selected>2018 (1)</option>' in said
        assert 'value="kota"' in said

    def test_where_nothing_fits_the_way_back_is_shown(self, client: Client):
        said = client.get("/purwokerto/sesi/?tahun=2018&sektor=SHOP").content.decode()

        assert "0 dari 3 malam cocok" in said
        assert "Mintalah lebih sedikit" in said

    @pytest.mark.parametrize(
        "asked", ["tahun=%00", "sektor=RAJA", "tahun=%27%3B--", "hal=9&kecamatan=x" + "9" * 400]
    )
    def test_nonsense_in_the_address_ends_in_a_page(self, client: Client, asked: str):
        answer = client.get(f"/purwokerto/sesi/?{asked}")

        assert answer.status_code == 200
