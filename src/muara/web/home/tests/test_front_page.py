from __future__ import annotations

from datetime import date, timedelta

import pytest

from conftest import NIGHT
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, StatementOrigin, Vote
from muara.web.home.deeds import Deed, deeds_of
from muara.web.home.queries import (
    MAX_STRANDS,
    newly_measured,
    next_session,
    published_threads,
    river_of,
)
from muara.web.home.voice import voice_of


def raised(city, session, by=None, **fields):
    return Concern.objects.create(
        city=city, session=session, raised_by=by, because="atapnya bocor", raised_at=NIGHT, **fields
    )


def published_thread(city, topic, statement, novita, **fields):
    reading = Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT)
    return CommonThread.objects.create(
        city=city,
        topic=topic,
        reading=reading,
        statement=statement,
        number=1,
        name="Ruang dipakai bersama",
        why="Semua kelompok setuju.",
        status="PUBLISHED",
        named_by=novita,
        named_at=NIGHT,
        published_at=NIGHT,
        **fields,
    )


def test_the_river_counts_how_far_each_concern_came(city, session, topic, make_statement, novita, aldo):
    quiet, voted, tied = (raised(city, session, aldo) for _ in range(3))
    joined = raised(city, session, status="MERGED", merged_into=tied)
    open_one, common = make_statement("Satu"), make_statement("Dua")
    StatementOrigin.objects.create(statement=open_one, concern=voted, at=NIGHT)
    StatementOrigin.objects.create(statement=common, concern=tied, at=NIGHT)
    published_thread(city, topic, common, novita)

    river = river_of(city, published_threads(city), deeds_of(city), NIGHT)

    assert (river.n_concerns, river.n_worded, river.n_held, river.n_threads) == (4, 3, 2, 1)  # the joined one too
    assert (river.n_not_worded, river.n_voted_on) == (1, 1)
    assert (river.n_people, river.n_sessions) == (1, 1)
    assert quiet.pk != joined.pk


def test_a_rejected_statement_carries_no_concern_on(city, session, make_statement):
    concern = raised(city, session)
    StatementOrigin.objects.create(statement=make_statement("Satu", status="REJECTED"), concern=concern, at=NIGHT)

    assert river_of(city, published_threads(city), deeds_of(city), NIGHT).n_worded == 0


def test_another_citys_concerns_are_not_in_the_river(city, other_city):
    Concern.objects.create(city=other_city, because="jauh", raised_at=NIGHT)

    assert river_of(city, published_threads(city), deeds_of(city), NIGHT).n_concerns == 0


def test_a_large_river_is_counted_whole_and_drawn_in_part(city, session):
    Concern.objects.bulk_create(
        Concern(city=city, session=session, because=f"{n}", raised_at=NIGHT) for n in range(MAX_STRANDS + 30)
    )

    river = river_of(city, published_threads(city), deeds_of(city), NIGHT)

    assert (river.n_concerns, river.n_drawn) == (MAX_STRANDS + 30, MAX_STRANDS)


def test_what_waits_is_what_was_not_voted_on(city, topic, make_statement, aldo):
    seen, _unseen, _rejected = make_statement("Satu"), make_statement("Dua"), make_statement("Tiga", "REJECTED")
    Vote.objects.create(participant=aldo, statement=seen, value=1, cast_at=NIGHT)

    assert [(one.slug, one.title, one.n_statements) for one in voice_of(aldo, city, NIGHT).topics] == [
        (topic.slug, topic.title, 1)
    ]
    assert [one.n_statements for one in voice_of(None, city, NIGHT).topics] == [2]


def test_the_next_session_is_the_open_one_before_the_announced(city, session):
    assert next_session(city, NIGHT + timedelta(days=1)) == session  # open, though it began yesterday


def test_the_front_page_says_how_far_the_concerns_came(client, city, session, topic, make_statement, novita):
    common = make_statement("Dua")
    StatementOrigin.objects.create(statement=common, concern=raised(city, session), at=NIGHT)
    raised(city, session)
    groups = [{"label": "A", "share": 0.84, "low": 0.77, "high": 0.89, "n": 88}]
    published_thread(city, topic, common, novita, evidence={"item": {"groups": groups}})

    page = client.get(f"/{city.slug}/").content.decode()

    assert "Satu dari dua keresahan" in page
    assert "Ruang dipakai bersama" in page
    assert "84%" in page


def test_a_quiet_city_invites_to_begin(client, city):
    assert "Mata air masih tenang." in client.get(f"/{city.slug}/").content.decode()


@pytest.mark.parametrize(("who", "most"), [("guest", 10), ("facilitator", 12)])
def test_the_front_page_asks_few_questions_whatever_its_length(
    client, as_user, city, session, topic, make_statement, aldo, novita, who, most, django_assert_max_num_queries
):
    for n in range(40):
        origin = make_statement(f"Pernyataan {n}")
        StatementOrigin.objects.create(statement=origin, concern=raised(city, session, aldo), at=NIGHT)
    if who == "facilitator":
        client = as_user(novita)
        aldo.user = novita
        aldo.save()

    # a list page asks ten; of staff this one asks more: for their ballots, and what they may do here
    with django_assert_max_num_queries(most):
        client.get(f"/{city.slug}/")


def test_with_one_city_its_front_page_is_the_front_page(client, city):
    assert client.get("/").url == f"/{city.slug}/"


def test_with_two_cities_both_are_named(client, city, other_city):
    page = client.get("/").content.decode()

    assert city.name in page
    assert other_city.name in page


def deed(**fields):
    given = {
        "slug": "a", "title": "A", "owner": "B", "phase": "", "began_at": NIGHT, "thread": 0, "concern": None,
        "has_started": False, "closed_at": None, "result": "",
    }  # fmt: skip
    return Deed(**{**given, **fields})


def test_the_river_flows_on_to_what_was_decided_done_and_measured(city, session, topic, make_statement, novita):
    common = make_statement("Dua")
    tied, joined = raised(city, session), raised(city, session)
    direct, waiting = raised(city, session), raised(city, session)
    for one in (tied, joined):
        StatementOrigin.objects.create(statement=common, concern=one, at=NIGHT)
    threads = [published_thread(city, topic, common, novita)]
    now = NIGHT + timedelta(days=10)

    def steps(*deeds):
        river = river_of(city, threads, list(deeds), now)
        return [step.n_arrived for step in river.steps], [step.n_stuck for step in river.steps], river

    assert steps()[:2] == ([4, 2, 0, 0, 0], [2, 2, 0, 0, 0])
    # an initiative that nobody gave a mandate moves nothing
    assert steps(deed(thread=1))[0] == [4, 2, 0, 0, 0]
    mandated = {"word": ("decision", 7), "mandated_at": NIGHT + timedelta(days=4)}
    arrived, stuck, river = steps(deed(thread=1, **mandated))
    assert (arrived, stuck) == ([4, 2, 2, 0, 0], [2, 0, 2, 0, 0])
    assert (river.n_words, river.steps[2].days) == (1, 6)
    begun = {**mandated, "has_started": True, "started_at": NIGHT + timedelta(days=5)}
    arrived, stuck, river = steps(deed(thread=1, **begun), deed(slug="b", concern=direct.pk, **begun))
    assert (arrived, stuck) == ([4, 3, 3, 3, 0], [1, 0, 0, 3, 0])
    assert (river.n_initiatives, river.n_held, river.fullest, river.stuck.days) == (2, 2, 3, 5)
    measured = {**begun, "is_reached": False, "measured_on": date(2026, 11, 25)}
    arrived, stuck, river = steps(deed(thread=1, **measured))
    assert (arrived, stuck) == ([4, 2, 2, 2, 2], [2, 0, 0, 0, 0])  # failed is a result
    assert (river.n_outcomes, river.n_measured) == (1, 2)
    assert waiting.pk


def test_what_was_measured_last_comes_first():
    days = [date(2026, 11, day) for day in (3, 9, 5, 7)]
    found = newly_measured([deed(slug=str(day), measured_on=day) for day in days] + [deed()])

    assert [one.measured_on.day for one in found] == [9, 7, 5]
