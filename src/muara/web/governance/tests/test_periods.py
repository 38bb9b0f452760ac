"""What the log counts in each period of thirteen weeks, by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from muara.web.governance.models import Ballot, Decision, Elector, Terms
from muara.web.governance.queries.periods import counted_in, known_for_the_list, periods_until
from muara.web.governance.tests.fit_network import AT, plant_actors, plant_arrangement
from muara.web.network.models import Tie

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
HERE = ZoneInfo("Asia/Jakarta")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HERE)


@pytest.fixture
def arrangement(city):
    made = plant_arrangement(city, plant_actors(city, 6))
    made.terms.update(since_at=at(date(2025, 2, 1)))
    made.members.update(since_at=at(date(2025, 2, 1)))
    return made


def last(arrangement) -> dict:
    return counted_in(arrangement, periods_until(DAY, None)[-1:])[0]


def close(arrangement, slug: str, opened: date, closed: date, *, voted: int, of: int = 6, mode: str = "terbuka"):
    decision = Decision.objects.create(
        city=arrangement.city, arrangement=arrangement, slug=slug, title=slug, rules={}, state="CLOSED", mode=mode,
        created_at=at(opened), closed_at=at(closed),
        result={"turnout": {"eligible": of, "eligible_weight": of, "voters": voted, "weight": voted}},
    )  # fmt: skip
    for place, member in enumerate(arrangement.members.order_by("pk")):
        elector = Elector.objects.create(decision=decision, tag=f"{slug}{place}", membership=member)
        if place < voted and mode == "terbuka":
            Ballot.objects.create(
                decision=decision, elector=elector, choice="setuju", seq=place + 1, key="k", cast_at=at(closed)
            )
    return decision


def test_periods_are_eight_of_thirteen_weeks_and_none_ended_before_the_network_began():
    periods = periods_until(DAY, None)

    assert len(periods) == 8
    assert periods[-1].until == DAY
    assert {period.until - period.since for period in periods} == {timedelta(weeks=13)}
    assert len(periods_until(DAY, DAY - timedelta(weeks=14))) == 2
    assert periods[-1].holds(at(DAY))
    assert not periods[-1].holds(at(periods[-1].since))
    assert not periods[-1].holds(None)


def test_decisions_give_days_turnout_and_how_evenly_people_take_part(arrangement):
    close(arrangement, "satu", DAY - timedelta(days=30), DAY - timedelta(days=20), voted=6)
    close(arrangement, "dua", DAY - timedelta(days=18), DAY - timedelta(days=4), voted=3)
    close(arrangement, "tiga", DAY - timedelta(days=9), DAY - timedelta(days=1), voted=0, mode="rahasia")
    close(arrangement, "lama", DAY - timedelta(days=190), DAY - timedelta(days=180), voted=6)

    found = last(arrangement)

    assert found["efficiency"] == {"value": 10, "n": 3}  # 8, 10 and 14 days
    assert (found["inclusiveness"]["value"], found["inclusiveness"]["n"]) == (0.5, 18)
    # Three took part twice and three once: half of all pairs differ by 1, twice the mean is 3.
    assert found["inclusiveness"]["gini"] == pytest.approx(0.5 / 3, abs=1e-6)


def test_nothing_to_count_is_none_and_never_zero(arrangement):
    found = last(arrangement)

    assert found["efficiency"] == {"value": None, "n": 0}
    assert found["inclusiveness"] == {"value": None, "n": 0, "gini": None}
    assert found["stability"] == {"value": None, "n": 0}


def test_who_came_in_later_was_admitted_and_who_began_was_not(arrangement, make_actor, session):
    arrangement.members.create(actor=make_actor("Sanggar B"), since_at=at(DAY - timedelta(days=3)))
    Terms.objects.filter(arrangement=arrangement).update(state="SUPERSEDED")
    Terms.objects.create(
        arrangement=arrangement, based_on=1, number=2, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="ORGANISATION", written_at=AT, since_at=at(DAY - timedelta(days=5)),
    )  # fmt: skip

    found = last(arrangement)

    assert found["external"] == {"value": 1, "n": 7, "sessions": 1}
    assert found["flexibility"]["terms"] == 1


def test_a_member_is_spoken_for_from_the_day_on_which_a_claim_was_granted(arrangement, stranger):
    actor = arrangement.members.order_by("pk")[0].actor
    claim = actor.memberships.create(
        user=stranger, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=at(DAY - timedelta(days=40))
    )

    assert last(arrangement)["internal"] == {"value": round(1 / 6, 6), "n": 6}
    claim.ended_at = at(DAY - timedelta(days=2))
    claim.save()
    assert last(arrangement)["internal"]["value"] == 0


def test_ties_that_began_or_ended_are_turnover_and_roles_that_were_kept_are_persistence(
    arrangement, city, make_process
):
    ties = list(Tie.objects.order_by("pk"))
    ties[0].until_date = DAY - timedelta(days=10)
    ties[0].save()
    ties[1].since_date = DAY - timedelta(days=10)
    ties[1].save()
    actors = [member.actor for member in arrangement.members.order_by("pk")]
    process = make_process("BATS", {"pemandu": actors[:4]})
    process.roles.get().holdings.filter(actor=actors[0]).update(until_date=DAY - timedelta(days=10))

    found = last(arrangement)

    assert found["flexibility"] == {"value": round(2 / 6, 6), "n": 6, "terms": 0}
    assert found["stability"] == {"value": 0.75, "n": 4}


def test_the_list_is_told_what_is_known_and_nothing_else(arrangement, city, make_process):
    bare = known_for_the_list(arrangement, DAY, "participant_governed")

    assert bare["begun"] == "2025-01-15"
    assert bare["age_years"] == pytest.approx(1.86, abs=0.01)
    assert (bare["stability"], bare["roles"], bare["has_resources"]) == (None, 0, None)
    assert bare["integration"] == [0, 0]  # a ring: all have two
    actors = [member.actor for member in arrangement.members.all()]
    make_process("BATS", {"pemandu": actors})
    known = known_for_the_list(arrangement, DAY, "network_administrative_organization")
    assert (known["stability"], known["roles"]) == ([1, 1], 6)
    assert known["has_administrative_organization"] is True


def test_an_empty_city_has_no_age_and_no_centre(city):
    from muara.web.governance.models import Arrangement

    nobody = Arrangement.objects.create(city=city, slug="kosong", name="Kosong", created_at=timezone.now())

    known = known_for_the_list(nobody, DAY, "")

    assert (known["age_years"], known["integration"], known["actors"]) == (None, None, 0)
    assert [period["flexibility"]["value"] for period in counted_in(nobody, periods_until(DAY, None))] == [
        None
    ] * 8
