"""Goal G5 in the room: a network that was planted in one form's cell is read as that form, and kept so."""

from __future__ import annotations

import time

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from muara.engine.governance import FORMS
from muara.formats.fit_reading import canonical, hash_of, read_fit
from muara.web.accounts.models import AuditLine
from muara.web.concerns.models import Topic, VoteEvent
from muara.web.governance.actions.fit import CannotTakeFitReading, set_crossings, take_fit_reading
from muara.web.governance.models import FitReading
from muara.web.governance.tests.fit_network import (
    AT,
    CELLS,
    MISFIT,
    Cell,
    plant,
    plant_actors,
    plant_arrangement,
    plant_votes,
)
from muara.web.network.models import SurveyReading, SurveyRound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", FORMS)
def test_a_network_planted_in_a_cell_of_the_table_is_read_as_its_form(city, sekar, novita, form):
    arrangement = plant(city, sekar, CELLS[form])

    reading = take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    fit = reading.result["fit"]
    assert fit["supported"] == form
    assert fit["forms"][form]["best"] > 0.5
    assert reading.result["is_as_declared"] is (form == "participant_governed")


def test_a_network_of_46_without_trust_and_shared_goals_is_told_that_no_form_fits_and_what_to_mend(
    city, sekar, novita
):
    arrangement = plant(city, sekar, MISFIT)

    reading = take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    fit = reading.result["fit"]
    assert fit["supported"] == "none"
    assert fit["none"] > 0.9
    assert fit["first_mend"] in {"goals", "trust", "centralisation"}
    assert reading.result["declared"] == "participant_governed"
    assert reading.result["is_as_declared"] is None


def test_each_condition_says_its_interval_its_n_and_where_it_comes_from(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["lead_organization"])

    inputs = take_fit_reading(by=novita, arrangement=arrangement, at=AT).inputs

    given, survey = inputs["conditions"], SurveyReading.objects.get()
    for one in given.values():
        assert one["low"] <= one["value"] <= one["high"]
        assert one["n"] > 0
    assert given["trust"]["value"] == pytest.approx(survey.result["density"]["value"])
    assert given["trust"]["from"] == {
        "kind": "survey", "number": 1, "title": "Putaran pertama", "sha256": survey.input_sha256, "asked": 18,
        "answering": 18,
    }  # fmt: skip
    assert (given["trust"]["n"], given["centralisation"]["from"]["number"]) == (18, 1)
    assert given["centralisation"]["value"] > 0.8
    assert given["participants"]["from"] == {"kind": "registry", "of_members": True, "sure": 18, "borderline": 0}
    assert given["goals"]["value"] == pytest.approx(0.3, abs=0.05)
    assert {"topic": "tujuan-bersama", "reading": 1, "people": 40, "statements": 40, "groups": 2}.items() <= (
        given["goals"]["from"].items()
    )
    assert given["need"]["from"]["parts"] == {
        "joint": {"kind": "processes", "together": 10, "processes": 20, "mean": 1.5},
        "handoffs": {"kind": "experts", "raters": 2},
        "outside": {"kind": "experts", "raters": 2},
    }
    assert inputs["parts"]["handoffs"]["n"] == 2


def test_a_reading_is_repeated_from_its_inputs_to_the_byte(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["network_administrative_organization"])
    pk = take_fit_reading(by=novita, arrangement=arrangement, at=AT).pk

    kept = FitReading.objects.get(pk=pk)  # as the database gives it back

    assert canonical(read_fit(kept.inputs, seed=kept.seed)) == canonical(kept.result)
    assert hash_of(kept.inputs) == kept.input_hash
    assert canonical(read_fit(kept.inputs, seed=kept.seed + 1)) != canonical(kept.result)
    assert kept.engine == "governance 1.0, muara 0.1.0"
    again = take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    assert (again.input_hash, canonical(again.result)) == (kept.input_hash, canonical(kept.result))


def test_what_comes_later_changes_no_reading_that_was_taken(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    before = take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    told = canonical(before.result)

    set_crossings(
        by=sekar, arrangement=arrangement, low=(0.1, 0.2), high=(0.96, 0.99), few=(2, 3), many=(4, 5), at=AT
    )
    arrangement.expert_entries.all().delete()

    assert canonical(FitReading.objects.get(pk=before.pk).result) == told
    after = take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    assert after.inputs["crossings"]["few"] == [2.0, 3.0]
    assert after.result["fit"]["supported"] != "participant_governed"
    assert after.input_hash != before.input_hash


def test_votes_after_the_published_reading_are_not_looked_at(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    before = take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    first = VoteEvent.objects.order_by("pk")[:400]
    VoteEvent.objects.bulk_create(
        VoteEvent(participant_id=one.participant_id, statement_id=one.statement_id, key=f"n{one.pk}", value=-1,
                  at=timezone.now())
        for one in first
    )  # fmt: skip

    after = take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    assert after.inputs["conditions"]["goals"] == before.inputs["conditions"]["goals"]


def test_without_survey_and_reading_it_says_what_is_missing_and_keeps_nothing(city, novita):
    arrangement = plant_arrangement(city, plant_actors(city, 6))

    with pytest.raises(CannotTakeFitReading) as refusal:
        take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    assert "dua penilai" in str(refusal.value)
    assert not FitReading.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_survey_that_few_answered_is_read_by_its_bounds(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["lead_organization"])
    survey = SurveyReading.objects.get()
    survey.result |= {"n_asked": 40}
    survey.save()

    given = take_fit_reading(by=novita, arrangement=arrangement, at=AT).inputs["conditions"]

    told = survey.result["density"]
    assert given["trust"]["shape"] == "even"
    assert (given["trust"]["low"], given["trust"]["high"]) == (told["worst"], told["best"])
    assert given["centralisation"]["shape"] == "even"


def test_who_has_one_trace_in_the_registry_may_belong_or_not(city, sekar, novita):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    loose = plant_actors_loose(city, 3)
    for actor in loose:
        arrangement.members.create(actor=actor, since_at=AT)

    given = take_fit_reading(by=novita, arrangement=arrangement, at=AT).inputs["conditions"]["participants"]

    assert (given["low"], given["high"]) == (6, 9)
    assert given["from"]["borderline"] == 3


def plant_actors_loose(city, n):
    from muara.web.network.models import Actor

    return [
        Actor.objects.create(city=city, name=f"Sanggar {i}", slug=f"sanggar-{i}", kind="CREATIVE", created_at=AT,
                             reviewed_at=AT)
        for i in range(n)
    ]  # fmt: skip


def test_the_conversation_about_goals_can_be_chosen(city, sekar, novita, other_city):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    goals = Topic.objects.get(slug="tujuan-bersama")
    goals.slug = "tujuan-pertama"
    goals.save()
    plant_votes_again(city)

    chosen = take_fit_reading(by=novita, arrangement=arrangement, at=AT, topic=goals)
    newest = take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    assert chosen.inputs["conditions"]["goals"]["from"]["topic"] == "tujuan-pertama"
    assert newest.inputs["conditions"]["goals"]["from"]["topic"] == "tujuan-bersama"
    goals.city = other_city
    with pytest.raises(CannotTakeFitReading, match="kota lain"):
        take_fit_reading(by=novita, arrangement=arrangement, at=AT, topic=goals)


def plant_votes_again(city):
    import random

    from muara.web.accounts.models import Participant

    Participant.objects.update(device_hash="")
    return plant_votes(city, Cell(6, 0.9, 0.1, 0.1), random.Random(2), people=10, goals=5)


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_only_facilitators_and_the_secretariat_take_a_reading(city, sekar, request, make_member, who):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    by = make_member("anggota", "MEMBER") if who == "member" else request.getfixturevalue("stranger")

    with pytest.raises(PermissionDenied):
        take_fit_reading(by=by, arrangement=arrangement, at=AT)
    assert not FitReading.objects.exists()


def test_a_reading_of_46_organisations_takes_seconds_at_most(city, sekar, novita):
    arrangement = plant(city, sekar, MISFIT)
    begun = time.perf_counter()

    take_fit_reading(by=novita, arrangement=arrangement, at=AT)

    assert time.perf_counter() - begun < 20  # a second on an idle machine
    assert AuditLine.objects.filter(verb="fit_reading_taken").count() == 1
    assert SurveyRound.objects.count() == 1
