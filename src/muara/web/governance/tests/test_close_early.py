"""Closing before the hour that everybody was told: with a reason that stays, or when nobody is waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.accounts.notices import sentence
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Decision, Event
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, opened

WHY = "Rapat selesai, dan Citra berhalangan."


@pytest.fixture
def people(make_person: Callable[[str], Participant]) -> list[Participant]:
    return [make_person(name) for name in ("asih", "bagas", "citra")]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


def vote(decision: Decision, people: list[Participant]) -> None:
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice="setuju", key="a", at=LATER)


def test_whoever_closes_early_while_somebody_has_not_voted_says_why(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(members, novita).decision
    vote(decision, people[:2])

    for why in ("", " \u200b "):
        with pytest.raises(actions.CannotClose):
            actions.close_decision(by=sekar, decision=decision, at=LATER, why=why)
    with pytest.raises(actions.CannotClose):
        actions.close_decision(by=sekar, decision=decision, at=LATER, why="x" * 301)

    decision.refresh_from_db()
    assert (decision.state, decision.early_reason) == ("OPEN", "")
    assert Event.objects.filter(decision=decision).count() == 3
    assert not Notice.objects.filter(kind__startswith="decision_closed").exists()


def test_the_reason_stands_in_the_audit_and_in_what_everybody_on_the_roll_is_told(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(members, novita).decision
    vote(decision, people[:2])

    closed = actions.close_decision(by=sekar, decision=decision, at=LATER, why=WHY)

    assert (closed.state, closed.early_reason) == ("CLOSED", WHY)
    line = AuditLine.objects.get(verb="closed_decision")
    assert (line.by_user, line.detail["why_early"], line.detail["without_a_vote"]) == (sekar, WHY, 1)
    assert AuditLine.objects.get(verb="opened_decision").detail["until"] == "2026-11-28T05:00:00Z"
    told = Notice.objects.filter(kind="decision_closed_early")
    assert set(told.values_list("participant", flat=True)) == {person.pk for person in people}
    assert WHY in sentence(told[0].kind, told[0].params)
    assert not Notice.objects.filter(kind="decision_closed").exists()


def test_no_reason_is_asked_where_nobody_is_waited_for(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    by_all, at_the_hour, by_hands, without_an_hour = (
        opened(members, novita, title=title, **given).decision
        for title, given in (("Satu", {}), ("Dua", {}), ("Tiga", {}), ("Empat", {"closes_at": None}))
    )
    vote(by_all, people)
    counts = {"setuju": 1}
    actions.count_hands(by=novita, witness=sekar, decision=by_hands, counts=counts, at=LATER)

    for decision, at in ((by_all, LATER), (at_the_hour, END), (by_hands, LATER), (without_an_hour, LATER)):
        closed = actions.close_decision(by=sekar, decision=decision, at=at, why=WHY)
        assert (closed.state, closed.early_reason) == ("CLOSED", "")


def test_a_slip_that_was_drawn_is_no_vote_yet(members: Arrangement, novita: User, sekar: User) -> None:
    made = opened(members, novita, rules={"mode": "rahasia"})
    for elector in made.decision.electors.all():
        actions.hand_out_slip(by=novita, elector=elector, at=AT)
    for code in made.codes[:2]:
        actions.cast_sealed(decision=made.decision, code=code, choice="setuju", at=LATER)

    with pytest.raises(actions.CannotClose):
        actions.close_decision(by=sekar, decision=made.decision, at=LATER)
    actions.cast_sealed(decision=made.decision, code=made.codes[2], choice="tidak", at=LATER)

    assert actions.close_decision(by=sekar, decision=made.decision, at=LATER).is_closed


def test_the_page_asks_why_keeps_what_was_typed_and_shows_it_beside_the_result(
    members: Arrangement, people: list[Participant], novita: User, sekar: User, as_user: Callable[[User], Client]
) -> None:
    decision = opened(members, novita, closes_at=timezone.now() + (END - AT)).decision
    client, where = as_user(sekar), f"/purwokerto/keputusan/{decision.slug}/"

    assert 'name="why"' in client.get(f"{where}tutup/").text
    refused = client.post(f"{where}tutup/", {"why": ""})
    assert refused.status_code == 422
    refused = client.post(f"{where}tutup/", {"why": "x" * 301})
    assert (refused.status_code, "x" * 301 in refused.text) == (422, True)
    assert client.post(f"{where}tutup/", {"why": WHY}).status_code == 303
    assert WHY in Client().get(where).text


def test_the_page_asks_nothing_where_all_have_voted(
    members: Arrangement, people: list[Participant], novita: User, sekar: User, as_user: Callable[[User], Client]
) -> None:
    decision = opened(members, novita, closes_at=timezone.now() + (END - AT)).decision
    vote(decision, people)
    client, where = as_user(sekar), f"/purwokerto/keputusan/{decision.slug}/"

    assert 'name="why"' not in client.get(f"{where}tutup/").text
    assert client.post(f"{where}tutup/").status_code == 303
