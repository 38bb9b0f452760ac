"""Whoever drafts a decision says what it takes to pass; it is told in the same words, and counted so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from muara.engine.governance.decisions import Condition, read_rules
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.forms.draft_conditions import DraftConditions
from muara.web.governance.forms.drafts import DraftForm
from muara.web.governance.models import Arrangement, Decision
from muara.web.governance.queries.decision_pages import decision_page
from muara.web.governance.queries.templates import TEMPLATES, rules_from_template
from muara.web.governance.result_words import condition_in_words
from muara.web.governance.tests.deciding import association, drafted

BASE = "/purwokerto/keputusan/"
OPTIONS = ["Ani", "Budi", "Cici"]


@pytest.fixture
def people(make_person: Callable[..., Participant]) -> list[Participant]:
    return [make_person(name) for name in ("wati", "yanto", "surti")]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


@pytest.fixture
def keeper(novita: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(novita)


def typed(members: Arrangement, **fields: Any) -> dict[str, Any]:
    given = {
        "arrangement": members.pk, "title": "Sewa gudang", "details": "Setahun.", "matter": "OTHER",
        "mode": "terbuka", "reason_rule": "OPTIONAL", "drawn": "COUNTS",
        "quorum": "half", "passing": "half", "passing_of": "decided",
    }  # fmt: skip
    return given | fields


@pytest.mark.parametrize("key", list(TEMPLATES))
def test_the_form_begins_with_what_its_way_brings_along(key: str, members: Arrangement, city: City) -> None:
    template, form = TEMPLATES[key], DraftForm(city=city, key=key)
    data = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() not in (None, "") and form[name].value() is not False
    }
    data |= {"arrangement": members.pk, "title": "Coba", "budget": 100}
    for n, name in enumerate(OPTIONS, 1):
        data |= {f"name{n}": name, f"cost{n}": 40}

    sent = DraftForm(data, city=city, key=key)

    assert sent.is_valid(), sent.errors
    assert (sent.rules().quorum, sent.rules().passing) == (template.quorum, template.passing)
    assert (
        sent.says
        == form.says
        == [condition_in_words(sent.rules(), one) for one in sent.conditions.rules.quorum + template.passing]
    )
    assert ("quorum" in form.fields) == (template.kind not in ("sense_check", "advice"))
    assert ("passing" in form.fields) == (template.kind in ("majority", "consent"))


@pytest.mark.parametrize(
    ("n_for", "status"), [(2, "passed"), (1, "rejected")], ids=["two of three agree", "one of three agrees"]
)
def test_two_thirds_of_everybody_on_the_roll_is_counted_so(n_for, status, members, people, keeper, novita, sekar):
    """Half of those who vote is not enough, and who does not vote counts along."""
    data = typed(members, quorum="none", passing="two_thirds", passing_of="eligible")
    assert keeper.post(BASE + "baru/majority/", data).status_code == 303
    decision = Decision.objects.get()
    sentence = "Sedikitnya dua pertiga dari semua pemilih untuk “Setuju”"
    assert sentence in keeper.get(f"{BASE}{decision.slug}/").content.decode()

    now = timezone.now()
    actions.open_decision(by=novita, decision=decision, at=now)
    for n in range(n_for):
        actions.cast_ballot(by=people[n], decision=decision, choice="setuju", key=f"k{n}", at=now)
    closed = actions.close_decision(by=sekar, decision=decision, at=now, why="Cukup.")

    assert closed.result["status"] == status
    assert [tick.says for tick in decision_page(closed).ticks] == [sentence]
    assert closed.result["ticks"][0]["value"] == [n_for, 3]


def test_a_meeting_asks_who_is_present_and_consent_may_ask_for_more(members, keeper):
    meeting = keeper.get(BASE + "baru/members_meeting/").content.decode()
    assert "Sedikitnya tiga perempat anggota hadir" in meeting
    assert "pemilih ikut" not in meeting
    data = typed(
        members, quorum="own", quorum_percent="60", passing="own", passing_percent="80", passing_of="votes"
    )
    assert keeper.post(BASE + "baru/members_meeting/", data).status_code == 303
    rules = read_rules(Decision.objects.get().rules)
    assert rules.quorum == (Condition("attendance", ">=", (60, 100)),)
    assert rules.passing == (Condition("share", ">=", (80, 100), "setuju", "votes"),)

    assert keeper.post(BASE + "baru/consent_round/", data | {"title": "Kulakan"}).status_code == 303
    rules = read_rules(Decision.objects.get(title="Kulakan").rules)
    assert rules.passing == (
        Condition("objections", "<=", (0, 1)), Condition("share", ">=", (80, 100), "setuju", "votes"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"quorum": "own", "quorum_percent": ""}, "Tulis persentasenya, bilangan bulat dari 1 sampai 100."),
        ({"passing": "own", "passing_percent": ""}, "Tulis persentasenya, bilangan bulat dari 1 sampai 100."),
        ({"passing": "own", "passing_percent": "0"}, "1"),
        ({"quorum": "own", "quorum_percent": "101"}, "100"),
        ({"passing_of": ""}, "Pilih bagian ini dihitung dari siapa."),
        ({"passing": "semua"}, "semua"),
        ({"quorum": ""}, "error"),
    ],
)
def test_a_condition_that_is_not_whole_comes_back_with_what_was_typed(wrong, told, members, keeper):
    answer = keeper.post(BASE + "baru/majority/", typed(members, title="Judul saya", **wrong))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert escape(told) in text
    assert text.count('class="error"') == 1
    assert 'value="Judul saya"' in text
    for name, value in wrong.items():
        if name.endswith("percent") and value:
            assert f'name="{name}" value="{value}"' in text
    assert not Decision.objects.exists()


def test_it_can_be_looked_at_before_anything_is_kept(members, keeper):
    answer = keeper.post(BASE + "baru/majority/", typed(members, passing="two_thirds", look="1"))

    assert answer.status_code == 200
    assert "<li>Sedikitnya dua pertiga untuk “Setuju”, tanpa yang abstain</li>" in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_changed_draft_shows_its_conditions_again_and_keeps_what_no_field_says(members, novita, keeper):
    quorum = (Condition("voters", ">=", (5, 1)),)
    passing = (Condition("share", ">=", (70, 100), "setuju", "eligible"),)
    given = {"quorum": quorum, "passing": passing, "ties": "listed", "checks_bind": True}
    decision = drafted(members, novita, rules=given)
    where = f"{BASE}{decision.slug}/ubah/"
    form = DraftForm(city=decision.city, key="majority", decision=decision)
    values = {name: form[name].value() for name in ("quorum", "passing", "passing_percent", "passing_of")}
    assert values == {"quorum": "kept", "passing": "own", "passing_percent": 70, "passing_of": "eligible"}
    assert "Seperti adanya: Sedikitnya 5 orang memberi suara" in keeper.get(where).content.decode()

    data = typed(members, version=decision.version, **values)
    assert keeper.post(where, data).status_code == 303
    decision.refresh_from_db()
    rules = read_rules(decision.rules)
    assert (rules.quorum, rules.passing, rules.ties, rules.checks_bind) == (quorum, passing, "listed", True)

    data |= {"version": decision.version, "quorum": "three_quarters"}
    assert keeper.post(where, data).status_code == 303
    decision.refresh_from_db()
    assert read_rules(decision.rules).quorum == (Condition("turnout", ">=", (3, 4)),)


def test_who_comes_second_sees_which_condition_the_first_changed(members, novita, keeper):
    decision = drafted(members, novita)
    data, where = typed(members, version=decision.version), f"{BASE}{decision.slug}/ubah/"
    assert keeper.post(where, data | {"quorum": "two_thirds"}).status_code == 303

    second = keeper.post(where, data | {"quorum": "none"})

    assert second.status_code == 409
    table = second.content.decode().split("<table>")[1].split("</table>")[0]
    assert "Sedikitnya dua pertiga pemilih ikut" in table
    assert "Berapa pun jumlahnya" in table


@pytest.mark.parametrize("value", [(1, 2), (3, 5), (2, 3), (2, 7)])
def test_what_is_read_into_fields_is_written_back_the_same(value, members, city):
    rules = rules_from_template("majority", quorum=(Condition("turnout", ">=", value),))
    first = DraftConditions(rules, is_meeting=False).first
    expected = {(1, 2): "own", (3, 5): "own", (2, 3): "two_thirds", (2, 7): "kept"}[value]
    assert first["quorum"] == expected
    assert first.get("quorum_percent") == {(1, 2): 50, (3, 5): 60}.get(value)


def test_a_form_whose_rules_count_nothing_says_so_in_the_language_of_the_page(members: Arrangement, city: City):
    data = typed(members, budget=100, name1="Ani", cost1=40, name2="Budi")
    form = DraftForm(data, city=city, key="participatory_budget")

    assert not form.is_valid()
    assert form.non_field_errors() == [
        "Ini tidak bisa dihitung: Kalau dana dibagi, setiap pilihan punya biaya dalam rupiah bulat; "
        "selain itu tidak ada yang berbiaya."
    ]
