from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading, key_of_person
from muara.web.concerns.models import Concern, Statement, Vote, VoteEvent
from muara.web.forum.models import HeadCount, Session
from muara.web.governance.models import FitReading
from muara.web.home.demo.fill import PASSWORD, STAFF, CannotFillSample, fill
from muara.web.home.demo.initiatives import STRANDS
from muara.web.home.demo.plan import adjusted_rand, oracle_labels, plan, planted_labels
from muara.web.home.demo.village import SAID
from muara.web.search.models import Entry, Kind


@pytest.mark.django_db(transaction=True)
def test_the_sample_city_is_what_was_planned_and_the_planted_truth_is_found():
    fill(size="city")
    made = plan("city", reference=timezone.localdate())

    city = City.objects.get()
    assert city.is_sample
    assert Session.objects.filter(number__lte=25).count() == len(made.sessions) == 25
    assert Session.objects.get(number=26).registrations.waiting().count() == 6
    assert Concern.objects.count() == 60
    in_the_city = {"statement__topic__slug": "kerja-bersama"}
    assert Vote.objects.filter(**in_the_city).count() == len(made.votes)
    assert VoteEvent.objects.filter(**in_the_city).count() == len(made.votes)
    assert sum(HeadCount.objects.values_list("n", flat=True)) == sum(one.people for one in made.sessions)
    statement_of = {one.text: one for one in made.statements}
    reading = Reading.objects.get(audience="ALL", topic__slug="kerja-bersama")
    texts = dict(Statement.objects.filter(topic=reading.topic).values_list("number", "text"))
    threads = [statement_of[texts[number]] for number in reading.result["threads"]]
    assert {one.truth for one in threads[:7]} == {"COMMON"}
    assert "DIVISIVE" not in {one.truth for one in threads}

    # who is who: the first vote of each planted voter names the row
    key_of = {}
    for event in VoteEvent.objects.filter(key__startswith="contoh-").order_by("pk"):
        key_of[key_of_person(event.participant_id)] = event.key.split("-")[1]
    found = {key_of[who]: place["group"] for who, place in reading.people.items() if who in key_of}
    planted, oracle = planted_labels(made), oracle_labels(made)
    keys = [key for key in planted if found.get(key) is not None]
    assert len(keys) >= 0.95 * len(planted)
    reached = adjusted_rand([planted[key] for key in keys], [found[key] for key in keys])
    allowed = adjusted_rand([planted[key] for key in keys], [oracle[key] for key in keys])
    assert reached >= 0.95 * allowed

    # three strands: each thread holds a concern of the seed evening, and the third was read in the villages
    named = CommonThread.objects.filter(status="PUBLISHED").order_by("number")
    assert [one.topic.title for one in named] == ["Kerja bersama", "Kerja bersama", "Alat baru di desa"]
    assert all(
        Concern.objects.filter(session__number=1, outcomes__statement=one.statement).exists() for one in named
    )
    assert {one.initiatives.get().title for one in named} == set(STRANDS)
    villages = Reading.objects.get(audience="ALL", topic__title="Alat baru di desa")
    assert not villages.result["has_groups"]
    common = {one.text for one in SAID if one.agree > 0.85}
    found = Statement.objects.filter(topic=villages.topic, number__in=villages.result["threads"])
    assert set(found.values_list("text", flat=True)) == common
    fit = FitReading.objects.get().result
    assert (fit["declared"], fit["fit"]["supported"]) == ("participant_governed", "none")
    assert fit["fit"]["first_mend"] == "goals"
    everything_can_be_found(city)


def everything_can_be_found(city: City) -> None:
    """Some of each kind, each on a page that a stranger may open."""
    entries = Entry.objects.in_city(city)
    assert set(entries.values_list("kind", flat=True)) == set(Kind.values)
    shown = [entry for kind in Kind for entry in entries.filter(kind=kind).order_by("pk")[:2]]
    assert {entry.path: Client().get(entry.path).status_code for entry in shown} == dict.fromkeys(
        (entry.path for entry in shown), 200
    )


@pytest.mark.django_db(transaction=True)
def test_the_smallest_city_lives_with_two_voices():
    lines = fill(size="one")

    assert Session.objects.count() == 1
    assert Participant.objects.filter(votes__isnull=False).distinct().count() == 2
    assert any(STAFF["FACILITATOR"] in line and PASSWORD in line for line in lines)
    assert User.objects.get(email=STAFF["FACILITATOR"]).check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_an_empty_city_has_people_and_nothing_else():
    fill(size="empty")

    assert City.objects.exists()
    assert not Session.objects.exists()
    assert not Concern.objects.exists()


def test_production_takes_no_sample_city(settings, db):
    settings.PRODUCTION = True

    with pytest.raises(CannotFillSample):
        fill(size="one")
    assert not City.objects.exists()
