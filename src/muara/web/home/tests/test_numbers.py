from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from conftest import NIGHT
from muara.web.cities.models import CityFigure, District
from muara.web.home.numbers import counted_here, people_by_sector, published_numbers

pytestmark = pytest.mark.django_db
SOURCE = "Kepmendagri 300.2.2-2138 Tahun 2025"


def written(city, kind, value, **fields):
    fields = {"year": 2025, "source": SOURCE, **fields}
    return CityFigure.objects.create(city=city, kind=kind, value=Decimal(value), recorded_at=NIGHT, **fields)


def kecamatan(city, number, people, area):
    place = District.objects.create(code=f"33.02.{number:02}", name=f"Kecamatan {number}", regency_code="33.02")
    written(city, "POPULATION", people, district=place)
    written(city, "AREA", area, district=place)


def test_density_is_computed_from_people_and_area_of_one_place(city):
    written(city, "POPULATION", 1_868_446, place="Kabupaten Banyumas")
    written(city, "AREA", "1391.153", place="Kabupaten Banyumas")

    assert published_numbers(city).whole.density == 1343  # 1 868 446 / 1 391.153 = 1 343.09


def test_people_of_one_area_and_the_size_of_another_make_no_density(city):
    written(city, "POPULATION", 1_868_446, place="Kabupaten Banyumas")
    written(city, "AREA", 38)

    found = published_numbers(city)
    assert found.whole.density is None
    assert len(found.figures) == 2


def test_what_was_replaced_or_belongs_to_another_city_is_not_published(city, other_city):
    written(city, "POPULATION", 5, ended_at=NIGHT)
    written(other_city, "POPULATION", 6)

    assert published_numbers(city).whole is None


def test_kecamatan_stand_from_the_densest_to_the_emptiest(city):
    kecamatan(city, 1, 1000, 10)
    kecamatan(city, 2, 3000, 10)

    assert [(place.name, place.density, length) for place, length in published_numbers(city).bars] == [
        ("Kecamatan 2", 300, 100), ("Kecamatan 1", 100, 33),
    ]  # fmt: skip


def test_small_sectors_are_told_together_and_cannot_be_subtracted(city, make_participant):
    for sector, n in {"COOPERATIVE": 9, "SHOP": 5, "MEDIA": 2, "": 1}.items():
        for _ in range(n):
            make_participant(sector=sector)

    people = people_by_sector(city)

    # 2 + 1 would be fewer than five: the five shops join them
    assert (people.n_all, people.sectors, people.n_others) == (17, (("Koperasi", 9),), 8)


def test_sectors_of_five_or_more_are_named(city, make_participant):
    for sector, n in {"COOPERATIVE": 7, "SHOP": 6, "": 5}.items():
        for _ in range(n):
            make_participant(sector=sector)
    make_participant(sector="SHOP", merged_into=make_participant())

    people = people_by_sector(city)

    assert people.sectors == (("Koperasi", 7), ("Warung", 6))
    assert people.n_others == 6


def test_only_what_became_public_is_counted(
    city, session, topic, make_statement, make_concern, novita, other_city
):
    session.status, session.closed_at = "CLOSED", NIGHT + timedelta(hours=2)
    session.save()
    make_concern("bocor")
    make_concern("jauh", where=other_city)

    counted = counted_here(city)

    assert (counted.n_sessions, counted.n_concerns, counted.n_threads) == (1, 1, 0)
    assert (counted.n_decisions, counted.n_initiatives, counted.n_outcomes) == (0, 0, 0)


def test_the_page_says_what_was_published_with_its_source(client, city):
    link = "https://contoh.id/kepmendagri"
    written(city, "POPULATION", 1_868_446, place="Kabupaten Banyumas", link=link)
    written(city, "AREA", "1391.153", place="Kabupaten Banyumas")

    page = client.get("/purwokerto/angka/").content.decode()

    assert "1.868.446 orang tinggal di Kabupaten Banyumas." in page
    assert "1.343 orang" in page
    assert f'<a href="{link}" rel="nofollow noopener">{SOURCE}</a>' in page
    assert "Tulis angka" not in page


def test_without_figures_the_page_says_so(client, city):
    page = client.get("/purwokerto/angka/").content.decode()

    assert "belum ditulis siapa pun" in page


def test_the_page_asks_few_questions_whatever_its_length(as_user, city, sekar, django_assert_max_num_queries):
    for number in range(1, 28):
        kecamatan(city, number, 1000 * number, 10)
    client = as_user(sekar)

    with django_assert_max_num_queries(10):
        page = client.get("/purwokerto/angka/").content.decode()
    assert page.count("<rect") == 27
    assert "Kecamatan 27 paling padat: 2.700 orang" in page
