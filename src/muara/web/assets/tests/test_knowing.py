from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.formats.places import PlaceRow
from muara.web.assets import actions
from muara.web.assets.models import Fact, IdleAsset
from muara.web.assets.queries.register import lines_of, newest_conditions
from muara.web.assets.tests.conftest import AT, DAY

pytestmark = pytest.mark.django_db


def state(by, asset, field, value, confidence=2, as_of=DAY, source="Buku tanah"):
    return actions.state_fact(
        by=by, asset=asset, field=field, value=value, source=source, as_of=as_of, confidence=confidence, at=AT
    )


def test_the_surest_then_the_newest_source_counts_and_all_are_kept(reported, novita):
    state(novita, reported, "land_m2", "400", 3, date(2020, 1, 1))
    state(novita, reported, "land_m2", "900", 1)
    state(novita, reported, "land_m2", "410", 3, date(2024, 1, 1))
    reported.refresh_from_db()

    assert reported.land_m2 == 410
    [line] = [line for line in lines_of(reported) if line.name == "land_m2"]
    assert [line.counts.fact.value, *(other.fact.value for other in line.others)] == ["410", "400", "900"]
    assert line.is_contradicted


@pytest.mark.parametrize(
    ("field", "value"),
    [("land_m2", "banyak"), ("land_m2", "-4"), ("owner_level", "RAJA"), ("point", "di sana"), ("point", "1,2,3"),
     ("point", "99,1"), ("name", "x"), ("idle_since", "1e400"), ("zoning", "x" * 130)],
)  # fmt: skip
def test_what_does_not_fit_a_field_is_refused_and_nothing_changes(field, value, reported, novita):
    with pytest.raises(actions.CannotStateFact):
        state(novita, reported, field, value)
    assert not Fact.objects.filter(field=field).exclude(source="REPORT").exists()


def test_a_fact_needs_a_source_a_past_day_and_somebody_who_keeps_the_register(reported, novita, stranger):
    for wrong in ({"source": " "}, {"as_of": date(2027, 1, 1)}, {"confidence": 9}):
        with pytest.raises(actions.CannotStateFact):
            state(novita, reported, "zoning", "Permukiman", **wrong)
    with pytest.raises(PermissionDenied):
        state(stranger, reported, "zoning", "Permukiman")


def test_a_dispute_is_settled_by_a_source_as_sure(reported, novita):
    state(novita, reported, "dispute", "Ahli waris menggugat.", 3)
    reported.refresh_from_db()
    assert reported.is_disputed

    state(novita, reported, "dispute", "", 3, source="Putusan 7/2026")
    reported.refresh_from_db()
    assert not reported.is_disputed


def test_the_newest_look_at_each_part_counts(reported, novita):
    def look(levels, on):
        actions.record_condition(by=novita, asset=reported, levels=levels, source="Tukang", on=on, at=AT)

    look({"ROOF": 0, "WATER": 2}, date(2025, 1, 1))
    look({"ROOF": 3}, date(2026, 1, 1))

    assert [(row.element, row.level) for row in newest_conditions(reported)] == [("ROOF", 3), ("WATER", 2)]
    for wrong in ({}, {"ROOF": 4}, {"DOOR": 1}):
        with pytest.raises(actions.CannotRecordCondition):
            look(wrong, DAY)


def test_a_file_comes_in_whole_or_not_at_all(reported, city, sekar, novita):
    good = PlaceRow({"name": "Gudang", "latitude": "-7.4", "longitude": "109.2", "land_m2": "50"}, 2)
    bad = PlaceRow({"name": "Kios", "latitude": "-7.4", "longitude": "109.2", "land_m2": "luas"}, 3)
    known = PlaceRow({"name": "BALAI LAMA"}, 4)

    def take(rows, **more):
        return actions.import_assets(by=sekar, city=city, rows=rows, source="daftar.csv", at=AT, **more)

    with pytest.raises(actions.CannotImportAssets) as refused:
        take([good, bad, known])
    assert [one.line for one in refused.value.complaints] == [3]
    assert take([good, known], only_look=True).new == ["Gudang"]
    assert IdleAsset.objects.count() == 1

    done = take([good, known])
    assert (done.new, done.n_known) == (["Gudang"], 1)
    made = IdleAsset.objects.get(name="Gudang")
    assert (made.land_m2, made.facts.get(field="land_m2").source) == (50, "daftar.csv")
    with pytest.raises(PermissionDenied):
        actions.import_assets(by=novita, city=city, rows=[good], source="x", at=AT)
