from __future__ import annotations

from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

from conftest import NIGHT
from muara.web.cities import actions
from muara.web.cities.actions import CannotOpenCity, load_areas, open_city
from muara.web.cities.models import RESERVED_SLUGS, City, District, Village

pytestmark = pytest.mark.django_db


def test_a_city_opens_with_the_areas_of_its_regency():
    city = open_city(slug="purwokerto", name="Purwokerto", regency_code="33.02", at=NIGHT)

    assert city.districts.count() == 27
    assert Village.objects.count() == 331
    assert Village.objects.filter(kind="URBAN_VILLAGE").count() == 30
    assert Village.objects.exclude(postcode="").values("postcode").distinct().count() == 49


def test_the_areas_are_spelt_and_coded_as_by_the_ministry():
    load_areas(regency_code="33.02")

    assert str(District.objects.get(code="33.02.24")) == "Purwokerto Selatan"
    assert list(City(regency_code="33.02").districts.values_list("name", flat=True))[:3] == [
        "Ajibarang", "Banyumas", "Baturraden",
    ]  # fmt: skip
    lumbir = Village.objects.filter(district__name="Lumbir").order_by("code")
    assert [(village.code, village.name, village.postcode) for village in lumbir[:1]] == [
        ("33.02.01.2001", "Cirahab", "53177")
    ]
    assert all(village.code.startswith(village.district_id) for village in Village.objects.all())


def test_the_areas_equal_a_second_independent_list(muara_data):
    import csv

    load_areas(regency_code="33.02")

    with (muara_data / "banyumas_desa.csv").open(encoding="utf-8", newline="") as file:
        other = {row["code"]: (row["name"], row["kecamatan"]) for row in csv.DictReader(file)}
    ours = {village.code: (village.name, village.district.name) for village in Village.objects.select_related()}
    assert ours == other


def test_loading_twice_changes_nothing():
    assert load_areas(regency_code="33.02") == load_areas(regency_code="33.02") == 331
    assert Village.objects.count() == 331


@pytest.mark.parametrize(
    "slug", [*sorted(RESERVED_SLUGS), "", "Purwokerto Kota", "pur/wo", "x" * 41, "..", "kotä"]
)
def test_an_address_that_is_kept_or_malformed_is_refused(slug: str):
    with pytest.raises(CannotOpenCity, match=r"\S"):
        open_city(slug=slug, name="Purwokerto", at=NIGHT)
    assert not City.objects.exists()


def test_an_address_is_taken_once(city):
    with pytest.raises(CannotOpenCity):
        open_city(slug=city.slug, name="Lain", at=NIGHT)
    assert City.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"regency_code": "99.99"}, {"time_zone": "Mars/Olympus"}, {"time_zone": "../x"}]
)
def test_what_does_not_exist_is_refused(fields: dict[str, str]):
    with pytest.raises(CannotOpenCity, match=r"\.$"):
        open_city(slug="purwokerto", name="Purwokerto", at=NIGHT, **fields)
    assert not City.objects.exists()


def test_a_city_without_its_areas_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    def fail(**_kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions, "load_areas", fail)

    with pytest.raises(OSError, match="disk full"):
        open_city(slug="purwokerto", name="Purwokerto", regency_code="33.02", at=NIGHT)
    assert not City.objects.exists()


def firsts(patterns: list[Any], before: str = "") -> set[str]:
    """Return the first parts of all addresses that do not begin with a city."""
    found: set[str] = set()
    for entry in patterns:
        path = before + str(entry.pattern).lstrip("^")
        if "/" not in path and isinstance(entry, URLResolver):
            found |= firsts(entry.url_patterns, path)
        else:
            found.add(path.split("/")[0])
    return {first for first in found if first and "<" not in first}


def test_every_address_of_the_program_itself_is_kept_from_cities():
    assert firsts(get_resolver().url_patterns) <= RESERVED_SLUGS
