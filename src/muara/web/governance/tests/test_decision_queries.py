"""What may be seen of a decision, ready templates, and decisions as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from muara.engine.errors import BadRules
from muara.engine.governance.decisions import Option, read_rules
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Terms
from muara.web.governance.queries.decision_pages import decision_page
from muara.web.governance.queries.decisions import (
    calendar,
    decision_state,
    outcome_so_far,
    undecided,
    warnings_before_closing,
)
from muara.web.governance.queries.log import inclusion
from muara.web.governance.queries.templates import (
    TEMPLATES,
    decision_from_json,
    decision_to_json,
    rules_from_template,
)
from muara.web.governance.starting_points import STARTING_POINTS
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted, opened


@pytest.fixture
def people(make_participant: Callable[..., Participant]) -> list[Participant]:
    return [make_participant("VERIFIED", verified_by="ROLL") for _ in range(4)]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


def announced(members: Arrangement) -> Terms:
    return Terms.objects.create(
        arrangement=members, based_on=members.version, number=2, state="DRAFT", form="PARTICIPANT_GOVERNED",
        unit="PERSON", written_at=AT,
    )  # fmt: skip


def test_every_template_can_be_counted_by(members: Arrangement, novita: User) -> None:
    needs: dict[str, dict[str, Any]] = {
        "participatory_budget": {"budget": 100, "options": [Option("a", cost=40), Option("b", cost=70)]},
    }
    for key, template in TEMPLATES.items():
        given = dict(needs.get(key, {"options": ["Ani", "Budi", "Cici"]} if template.lists_options else {}))
        options = given.pop("options", ())
        rules = rules_from_template(key, title="Coba", options=options, **given)
        assert read_rules(rules.to_data()) == rules
        terms = {"adopts": announced(members)} if key == "adopt_arrangement" else {}
        now = opened(members, novita, key, title=key, options=options, rules=given, closes_at=None, **terms)
        assert (now.decision.mode == "rahasia") == bool(now.codes)


def test_every_mandate_of_a_starting_point_names_a_template_that_exists() -> None:
    named = {one.template for point in STARTING_POINTS.values() for one in point.mandates}
    assert named - {""} <= set(TEMPLATES)


def test_what_is_hidden_until_the_close_is_in_no_answer(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    hidden = opened(members, novita, hides_results=True).decision
    actions.cast_ballot(by=people[0], decision=hidden, choice="setuju", key="a", at=LATER)
    state = decision_state(hidden, LATER, people[0])
    assert (state.counts, state.outcome, state.voted, state.eligible) == (None, None, 1, 4)
    assert [tick.condition.measure for tick in state.ticks] == ["turnout"]
    assert [one.choice for one in state.my_ballots] == ["setuju"]
    closed = actions.close_decision(by=sekar, decision=hidden, at=END)
    assert decision_state(closed, END).counts == (("setuju", 1), ("tidak", 0), ("abstain", 0))


def test_of_a_secret_decision_only_how_many_voted_is_known_before_the_close(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    now = opened(members, novita, rules={"mode": "rahasia"})
    for code in now.codes[:3]:
        actions.cast_sealed(decision=now.decision, code=code, choice="setuju", at=LATER)
    state = decision_state(now.decision, LATER, people[0])
    assert (state.counts, state.voted, state.ticks[0].is_met) == (None, 3, True)
    assert len(warnings_before_closing(now.decision, END)) == 2
    closed = actions.close_decision(by=sekar, decision=now.decision, at=END)
    found = outcome_so_far(closed)
    assert found is not None
    assert found.to_data() == closed.result


def test_the_count_so_far_is_the_count_of_the_close(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(members, novita, "consent_round").decision
    assert outcome_so_far(drafted(members, novita, title="Nanti")) is None
    actions.cast_ballot(by=people[0], decision=decision, choice="setuju", key="a", at=LATER)
    actions.cast_ballot(by=people[1], decision=decision, choice="keberatan", key="a", reason="Bocor.", at=LATER)
    actions.count_hands(
        by=sekar, witness=novita, decision=decision, counts={"setuju": 1, "keberatan": 1}, at=LATER
    )
    so_far = outcome_so_far(decision)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert so_far is not None
    assert so_far.objections == 2
    assert so_far.to_data() == closed.result


def test_a_tie_is_a_tie_until_the_close_breaks_it(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    given = {"title": "Ketua", "options": ["Ani", "Budi"], "rules": {"ties": "listed", "quorum": ()}}
    decision = opened(members, novita, "choose_one", **given).decision
    names = [option["id"] for option in decision.rules["options"]]
    for person, name in zip(people, names[::-1], strict=False):
        actions.cast_ballot(by=person, decision=decision, choice=name, key="a", at=LATER)
    page = decision_page(decision)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert (page.found, page.why[:25]) == ("Masih imbang.", "Sama kuat: Ani dan Budi. ")
    assert (closed.result["status"], closed.result["chosen"]) == ("chosen", names[:1])


def test_who_has_not_voted_and_what_is_coming(
    members: Arrangement, people: list[Participant], novita: User, city: City
) -> None:
    decision = opened(members, novita).decision
    drafted(members, novita, title="Rancangan")
    actions.cast_ballot(by=people[0], decision=decision, choice="setuju", key="a", at=LATER)
    assert {one.participant for one in undecided(decision)} == set(people[1:])
    assert calendar(city, AT, END) == [decision]
    decision.refresh_from_db()
    proof = inclusion(decision, 1)
    assert (proof.head.head.size, len(proof.proof)) == (2, 1)


def test_a_decision_goes_to_a_file_and_comes_back(members: Arrangement, novita: User, city: City) -> None:
    decision = drafted(members, novita, "spend", details="Dua baris.\nSaja.", amount=5_000_000, matter="SPENDING")
    data = json.loads(json.dumps(decision_to_json(decision)))
    again = actions.draft_decision(by=novita, city=city, arrangement=members, at=AT, **decision_from_json(data))
    assert again.slug != decision.slug
    assert decision_to_json(again) == {**data, "rules": {**data["rules"], "decision": again.slug}}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"},
        {"title": 3},
        {"rules": {}},
        {"amount": -1},
        {"hides_results": "ya"},
        {"matter": "x"},
        {"k": 1},
    ],
)
def test_a_file_that_is_no_decision_is_refused(members: Arrangement, novita: User, change: dict[str, Any]) -> None:
    data = {**decision_to_json(drafted(members, novita)), **change}
    with pytest.raises(BadRules):
        decision_from_json(data)


def test_the_state_of_a_decision_asks_the_database_little(
    members: Arrangement, people: list[Participant], novita: User, django_assert_max_num_queries: Any
) -> None:
    decision = opened(members, novita, "consent_round").decision
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice="setuju", key="a", at=LATER)
    with django_assert_max_num_queries(9):
        decision_state(decision, LATER, people[0])
