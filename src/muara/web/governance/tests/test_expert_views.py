"""What cannot be measured is asked of people who know; where low becomes high is declared, and can be changed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import AuditLine
from muara.web.governance.actions.fit import (
    CannotEnterExpertView,
    CannotSetCrossings,
    CannotTakeFitReading,
    enter_expert_view,
    set_crossings,
    take_back,
    take_fit_reading,
)
from muara.web.governance.models import Arrangement, ExpertEntry
from muara.web.governance.queries.conditions import conditions_of
from muara.web.governance.tests.fit_network import (
    AT,
    CELLS,
    JOINED,
    plant,
    plant_actors,
    plant_arrangement,
    plant_work,
)

pytestmark = pytest.mark.django_db
WHY = "Dari rapat tiga bulan terakhir."
GIVEN = {"low": 0.2, "mid": 0.4, "high": 0.6, "why": WHY, "at": AT}


@pytest.fixture
def bare(city) -> Arrangement:
    """Return the arrangement of six organisations of whom nothing is known but that they are there."""
    return plant_arrangement(city, plant_actors(city, 6))


def test_two_raters_stand_in_for_what_nothing_measures(bare, novita, sekar):
    for condition in ("trust", "centralisation", "goals", "handoffs"):
        enter_expert_view(by=novita, arrangement=bare, condition=condition, **GIVEN)
    with pytest.raises(CannotTakeFitReading, match="dua penilai"):
        take_fit_reading(by=novita, arrangement=bare, at=AT)
    for condition in ("trust", "centralisation", "goals", "handoffs"):
        enter_expert_view(by=sekar, arrangement=bare, condition=condition, **{**GIVEN, "high": 0.9})

    inputs = take_fit_reading(by=novita, arrangement=bare, at=AT).inputs

    trust = inputs["conditions"]["trust"]
    assert (trust["value"], trust["low"], trust["high"], trust["n"]) == (0.4, 0.2, 0.9, 2)
    assert trust["from"] == {"kind": "experts", "raters": 2}
    # Of the need one part is told, and of the two others nothing is known: only bounds are left.
    need = inputs["conditions"]["need"]
    assert need["shape"] == "even"
    assert (need["low"], need["high"]) == (pytest.approx(0.2 / 3, abs=1e-6), pytest.approx(2.9 / 3, abs=1e-6))


def test_a_view_said_again_replaces_the_first(bare, novita):
    enter_expert_view(by=novita, arrangement=bare, condition="trust", **GIVEN)
    entry = enter_expert_view(by=novita, arrangement=bare, condition="trust", **{**GIVEN, "mid": 0.5})

    assert ExpertEntry.objects.get() == entry
    assert entry.mid == 0.5
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["expert_view_entered"] * 2


def test_a_view_is_taken_back_by_who_gave_it_and_by_nobody_else(bare, novita, sekar):
    entry = enter_expert_view(by=novita, arrangement=bare, condition="trust", **GIVEN)

    with pytest.raises(PermissionDenied):
        take_back(by=sekar, entry=entry, at=AT)
    assert ExpertEntry.objects.exists()
    take_back(by=novita, entry=entry, at=AT)
    assert not ExpertEntry.objects.exists()
    assert AuditLine.objects.filter(verb="expert_view_taken_back").count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"low": 0.5}, "tidak boleh"),
        ({"high": 1.2}, "tidak boleh"),
        ({"mid": float("nan")}, "tidak boleh"),
        ({"why": " a "}, "satu kalimat"),
        ({"condition": "participants"}, "Pilih salah satu"),
        ({"condition": "mood"}, "Pilih salah satu"),
    ],
)
def test_a_view_that_cannot_be_counted_is_refused(bare, novita, wrong, says):
    with pytest.raises(CannotEnterExpertView, match=says):
        enter_expert_view(by=novita, arrangement=bare, **{"condition": "trust", **GIVEN, **wrong})
    assert not ExpertEntry.objects.exists()
    assert not AuditLine.objects.exists()


def test_nobody_is_asked_about_what_is_measured(city, sekar):
    arrangement = plant(city, sekar, CELLS["participant_governed"], raters=0)

    for condition in ("trust", "centralisation", "goals", "joint"):
        with pytest.raises(CannotEnterExpertView, match="sudah terukur"):
            enter_expert_view(by=sekar, arrangement=arrangement, condition=condition, **GIVEN)


def test_a_stranger_is_no_rater(bare, stranger):
    with pytest.raises(PermissionDenied):
        enter_expert_view(by=stranger, arrangement=bare, condition="trust", **GIVEN)
    assert not ExpertEntry.objects.exists()


def test_who_speaks_for_an_organisation_is(bare, stranger):
    actor = bare.members.first().actor
    actor.memberships.create(user=stranger, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)

    assert enter_expert_view(by=stranger, arrangement=bare, condition="trust", **GIVEN).rater == stranger


def test_work_that_several_carry_is_counted_from_the_processes(bare, city):
    plant_work(city, [member.actor for member in bare.members.all()], 0.5, n=4)

    joint = conditions_of(bare, JOINED).parts["joint"]

    assert (joint.condition.value, joint.condition.n) == (0.5, 4)
    assert joint.origin == {"kind": "processes", "together": 2, "processes": 4, "mean": 1.5}


RANGES = {"low": (0.1, 0.3), "high": (0.6, 0.7), "few": (5, 8), "many": (30, 40)}


def test_the_secretariat_declares_the_crossings_and_it_stands_in_the_record(bare, sekar):
    set_crossings(by=sekar, arrangement=bare, **RANGES, at=AT)

    bare.refresh_from_db()
    assert bare.crossings["few"] == [5.0, 8.0]
    line = AuditLine.objects.get()
    assert (line.verb, line.detail["before"], line.detail["after"]["few"]) == ("crossings_set", {}, [5.0, 8.0])


@pytest.mark.parametrize(
    "wrong", [{"low": (0.3, 0.1)}, {"high": (0.2, 0.7)}, {"few": (0, 8)}, {"many": (6, float("nan"))}]
)
def test_crossings_out_of_order_are_refused(bare, sekar, wrong):
    with pytest.raises(CannotSetCrossings, match="berurutan"):
        set_crossings(by=sekar, arrangement=bare, **{**RANGES, **wrong}, at=AT)
    bare.refresh_from_db()
    assert bare.crossings == {}
    assert not AuditLine.objects.exists()


def test_a_facilitator_does_not_declare_them(bare, novita):
    with pytest.raises(PermissionDenied):
        set_crossings(by=novita, arrangement=bare, **RANGES, at=AT)
