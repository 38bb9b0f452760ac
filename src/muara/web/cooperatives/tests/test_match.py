"""Every path of the seven questions, in the words of the pages."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from django.utils import timezone

from muara.engine.cooperation import Answers, Way, match_way
from muara.web.cooperatives.matching import ANSWERS, QUESTIONS, ROLE_OF, WAYS, read_answers, result_of, was_asked
from muara.web.cooperatives.rules import RULES, before, rule_on

HERE = "/purwokerto/koperasi/cari-bentuk/"
SHOP = {
    "usaha": "ya", "peran": "membeli", "orang": "ya", "mitra": "ya", "ada": "tidak", "izin": "tidak",
    "pemerintah": "tidak",
}  # fmt: skip


def every_answer():
    names = [question.name for question in QUESTIONS]
    for values in product(*([*ROLE_OF] if name == "peran" else [*ANSWERS] for name in names)):
        yield dict(zip(names, values, strict=True))


def test_the_addresses_reach_every_way_and_say_what_the_engine_says():
    reached = set()
    for given in every_answer():
        ways = [found.way for found in match_way(read_answers(given)).ways]
        reached |= set(ways[:1])
    assert reached | {Way.CONSUMER} == set(Way)  # buyers always try a buying group first
    consumer = result_of(SHOP)
    assert [line.way for line in consumer.ways] == [Way.BUYING_GROUP, Way.CONSUMER]
    assert consumer.ways[1].kind == "CONSUMER"


def test_joining_what_is_there_ranks_above_founding_and_not_a_cooperative_has_four_causes():
    joined = result_of({**SHOP, "ada": "ya"})
    assert [line.way for line in joined.ways] == [Way.JOIN_EXISTING, Way.BUYING_GROUP, Way.CONSUMER]
    for change in ({"usaha": "tidak"}, {"orang": "tidak"}, {"mitra": "tidak"}, {"pemerintah": "ya"}):
        said = result_of({**SHOP, "peran": "jasa", **change})
        assert said.ways[0].way is Way.NOT_A_COOPERATIVE
        assert said.ways[0].instead


def test_each_answer_that_would_change_it_leads_to_what_it_says():
    for given in (SHOP, {"usaha": "ya"}, {**SHOP, "ada": "ya"}, {**SHOP, "peran": "simpan-pinjam"}):
        result = result_of(given)
        assert result.changes
        for change in result.changes:
            other = dict(part.split("=") for part in change.query.split("&"))
            ways = result_of(other).ways
            assert (
                (ways[0].title if ways else None) == change.title != (result.ways[0].title if result.ways else 0)
            )


def test_what_is_not_answered_is_missing_and_nonsense_is_no_answer():
    result = result_of({"usaha": "ya", "peran": "raja", "lain": "x", "orang": "belum-tahu"})

    assert [question.key for question, _query in result.missing][:2] == ["role", "enough_people"]
    assert was_asked({"usaha": "ya", "peran": "raja", "lain": "x"}) == {"usaha": "ya"}
    assert read_answers({}) == Answers()
    assert set(WAYS) == set(Way)


@pytest.mark.django_db
def test_seven_plain_pages_lead_to_a_result(client, city, make_cooperative):
    make_cooperative("Koperasi konsumen B", met=timezone.localdate(), kind="CONSUMER")
    make_cooperative("Koperasi konsumen mati", met=date(2015, 1, 1), kind="CONSUMER")
    given: dict[str, str] = {}
    for number, question in enumerate(QUESTIONS, 1):
        page = client.get(HERE, given).content.decode()
        assert f"pertanyaan {number} dari 7" in page
        assert f'name="{question.name}"' in page
        for name, value in given.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in page
        if question.name == "orang":
            assert re.search(r"paling sedikit 9 orang.*UU 11/2020.*Dahulu 20", page, re.S)
        if question.name == "ada":
            assert "Koperasi konsumen B" in page
            assert "Koperasi konsumen mati" not in page
        given[question.name] = SHOP[question.name]
    page = client.get(HERE, given).content.decode()
    assert "<h1>Mulai sebagai kelompok belanja bersama.</h1>" in page
    assert page.index("kelompok belanja bersama") < page.index("Dirikan koperasi konsumen")
    assert "Koperasi konsumen B" in page
    again = client.get(HERE, {**given, "tanya": "peran"}).content.decode()
    assert re.search(r'value="membeli" checked', again)
    early = client.get(HERE, {"usaha": "ya", "hasil": "1"}).content.decode()
    assert "Jawaban Anda belum cukup." in early


@pytest.mark.django_db
def test_saving_and_lending_carries_the_strongest_warning(client, city):
    page = client.get(HERE, {**SHOP, "peran": "simpan-pinjam"}).content.decode()

    assert "koperasi abal-abal" in page
    assert "jalan terakhir" in page


def test_rules_have_a_time_and_a_source_and_one_of_a_topic_holds():
    assert (rule_on("founders", date(2020, 11, 1)).value, rule_on("founders", date(2020, 11, 2)).value) == (20, 9)
    assert before(rule_on("founders", date(2026, 1, 1))).value == 20
    with pytest.raises(LookupError):
        rule_on("member_groups", date(2021, 10, 20))
    keys = {rule.key for rule in RULES}
    for rule in RULES:
        assert rule.source
        assert rule.law
        assert rule.superseded_by in keys | {""}
    topics = [rule.topic for rule in RULES if rule.is_in_force]
    assert len(topics) == len(set(topics))


@pytest.mark.django_db
def test_the_page_of_rules_shows_the_one_before(client, city):
    page = client.get("/purwokerto/koperasi/aturan/").content.decode()

    assert "<del>Koperasi primer didirikan oleh paling sedikit 20 orang.</del>" in page
    assert "https://money.kompas.com/" in page
    assert "21 Oktober 2021" in page
