from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from conftest import NIGHT
from muara.web.accounts.actions import (
    CannotRecordFigure,
    CannotWithdrawFigure,
    record_figure,
    withdraw_figure,
)
from muara.web.accounts.models import AuditLine
from muara.web.cities.models import CityFigure, District

pytestmark = pytest.mark.django_db
PEOPLE = {"kind": "POPULATION", "value": Decimal(1_868_446), "year": 2025, "source": "Kepmendagri"}


@pytest.fixture
def east(city) -> District:
    return District.objects.create(code="33.02.27", name="Purwokerto Timur", regency_code="33.02")


def test_a_newer_figure_takes_the_place_of_the_older_which_stays_in_the_record(city, sekar):
    older = record_figure(by=sekar, city=city, at=NIGHT, **{**PEOPLE, "year": 2020})
    newer = record_figure(by=sekar, city=city, at=NIGHT, place=" Kabupaten Banyumas ", **PEOPLE)

    assert list(CityFigure.objects.standing(city)) == [newer]
    older.refresh_from_db()
    assert older.ended_at == NIGHT
    assert newer.place_name == "Kabupaten Banyumas"
    assert AuditLine.objects.filter(verb="city_figure_recorded", by_user=sekar).count() == 2


def test_a_kecamatan_has_its_own_figure_beside_the_one_of_the_city(city, sekar, east):
    record_figure(by=sekar, city=city, at=NIGHT, **PEOPLE)
    record_figure(by=sekar, city=city, at=NIGHT, district=east, place="elsewhere", **PEOPLE)

    names = [figure.place_name for figure in CityFigure.objects.standing(city).in_order()]
    assert names == ["Purwokerto", "Purwokerto Timur"]


@pytest.mark.parametrize("who", ["novita", "stranger", "neighbor"])
def test_nobody_else_writes_figures_down_or_takes_them_off(request, city, sekar, make_member, other_city, who):
    user = make_member("jauh", "SECRETARIAT", other_city) if who == "neighbor" else request.getfixturevalue(who)
    figure = record_figure(by=sekar, city=city, at=NIGHT, **PEOPLE)

    with pytest.raises(PermissionDenied):
        record_figure(by=user, city=city, at=NIGHT, **PEOPLE)
    with pytest.raises(PermissionDenied):
        withdraw_figure(by=user, figure=figure, at=NIGHT)
    assert CityFigure.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": " \u200b "}, "without a source"),
        ({"year": 2027}, "not come yet"),
        ({"year": 1900}, "1945"),
        ({"value": Decimal("12.5")}, "whole numbers"),
        ({"value": Decimal(0)}, "0.001"),
        ({"value": Decimal("NaN")}, "Write a number"),
        ({"kind": "HAPPINESS"}, "HAPPINESS"),
        ({"link": "javascript:alert(1)"}, "valid URL"),
        ({"source": "x" * 201}, "200"),
    ],
)
def test_a_figure_that_cannot_be_looked_up_or_is_none_is_refused(city, sekar, given, said):
    with translation.override("en"), pytest.raises(CannotRecordFigure, match=said):
        record_figure(by=sekar, city=city, at=NIGHT, **{**PEOPLE, **given})
    assert not CityFigure.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_kecamatan_of_another_city_is_refused(city, sekar):
    elsewhere = District.objects.create(code="33.01.01", name="Kedungreja", regency_code="33.01")

    with pytest.raises(CannotRecordFigure, match="kecamatan"):
        record_figure(by=sekar, city=city, at=NIGHT, district=elsewhere, **PEOPLE)


def test_the_database_itself_keeps_one_standing_figure_and_no_figure_without_a_source(city, sekar):
    record_figure(by=sekar, city=city, at=NIGHT, **PEOPLE)

    for wrong in (PEOPLE, {**PEOPLE, "kind": "AREA", "source": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CityFigure.objects.create(city=city, recorded_at=NIGHT, **wrong)


def test_a_figure_is_taken_off_once(city, sekar):
    figure = record_figure(by=sekar, city=city, at=NIGHT, **PEOPLE)
    withdraw_figure(by=sekar, figure=figure, at=NIGHT)

    with pytest.raises(CannotWithdrawFigure):
        withdraw_figure(by=sekar, figure=figure, at=NIGHT)
    assert not CityFigure.objects.standing(city).exists()


def test_figures_are_typed_as_people_write_them_here(as_user, city, sekar):
    client = as_user(sekar)
    area = {"kind": "AREA", "value": "1.391,153", "year": "2025", "source": "Kepmendagri 300.2.2-2138"}
    assert client.post("/purwokerto/kota/angka/", area).status_code == 302
    people = {**PEOPLE, "value": "1.868.446"}
    assert client.post("/purwokerto/kota/angka/", people).status_code == 302

    page = client.get("/purwokerto/kota/angka/").content.decode()
    assert "1.391,153 km²" in page
    assert "1.868.446" in page
    figure = CityFigure.objects.get(kind="AREA")
    assert client.post(f"/purwokerto/kota/angka/{figure.pk}/cabut/").status_code == 302
    assert "1.391,153 km²" not in client.get("/purwokerto/kota/angka/").content.decode()


def test_a_figure_of_another_city_is_not_found(as_user, make_member, city, other_city, sekar):
    figure = record_figure(by=sekar, city=city, at=NIGHT, **PEOPLE)
    client = as_user(make_member("jauh", "SECRETARIAT", other_city))

    assert client.post(f"/cilacap/kota/angka/{figure.pk}/cabut/").status_code == 404
