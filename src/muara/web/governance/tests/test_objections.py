"""Objections: raised, checked, taken in, withdrawn, left standing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from muara.engine.governance.decisions.recount import recount
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Decision, Event, Objection
from muara.web.governance.queries.log import bundle
from muara.web.governance.tests.deciding import END, LATER, association, opened

WHY = "Atapnya bocor, tahun lalu barang rusak."


@pytest.fixture
def people(make_participant: Callable[..., Participant]) -> list[Participant]:
    return [make_participant("VERIFIED", verified_by="ROLL") for _ in range(3)]


@pytest.fixture
def decision(city: City, people: list[Participant], novita: User) -> Decision:
    found = opened(association(city, people), novita, "consent_round", details="Kita sewa gudang.").decision
    for person in people:
        actions.cast_ballot(by=person, decision=found, choice="setuju", key="a", at=LATER)
    return found


def close(decision: Decision, sekar: User) -> Decision:
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert recount(bundle(closed)).to_data() == closed.result
    return closed


def status(decision: Decision) -> str:
    assert decision.result is not None
    return str(decision.result["status"])


@pytest.fixture
def objection(decision: Decision, people: list[Participant]) -> Objection:
    return actions.raise_objection(by=people[0], decision=decision, reason=WHY, at=LATER)


def test_a_standing_objection_keeps_a_proposal_from_passing(
    decision: Decision, objection: Objection, novita: User, sekar: User
) -> None:
    assert actions.let_stand(by=novita, objection=objection, at=LATER).state == "stands"
    closed = close(decision, sekar)
    assert status(closed) == "rejected"
    assert closed.result is not None
    assert closed.result["objections"] == 1


def test_an_objection_is_taken_in_by_another_wording_and_everybody_is_told(
    decision: Decision, objection: Objection, people: list[Participant], novita: User, sekar: User
) -> None:
    after = "Kita sewa gudang setelah atapnya diperbaiki."
    taken = actions.integrate(by=novita, objection=objection, after=after, why="Atap dulu.", at=LATER)
    assert taken.amendment is not None
    assert (taken.state, taken.amendment.before, taken.amendment.after) == (
        "integrated",
        "Kita sewa gudang.",
        after,
    )
    decision.refresh_from_db()
    assert decision.details == after
    assert Notice.objects.filter(kind="proposal_amended").count() == 3
    assert Notice.objects.filter(kind="objection_moved", participant=people[0]).count() == 1
    assert status(close(decision, sekar)) == "passed"


def test_only_who_raised_an_objection_withdraws_it(
    decision: Decision, objection: Objection, people: list[Participant], sekar: User
) -> None:
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=people[1], objection=objection, at=LATER)
    assert actions.withdraw(by=people[0], objection=objection, at=LATER).state == "withdrawn"
    with pytest.raises(actions.CannotMoveObjection):
        actions.withdraw(by=people[0], objection=objection, at=LATER)
    assert status(close(decision, sekar)) == "passed"


def test_the_four_checks_are_written_down(decision: Decision, objection: Objection, novita: User) -> None:
    with pytest.raises(actions.CannotMoveObjection):
        actions.check_objection(by=novita, objection=objection, checks={"lain": True}, at=LATER)
    found = actions.check_objection(by=novita, objection=objection, checks={"explicit": True}, at=LATER)
    found = actions.check_objection(by=novita, objection=found, checks={"evidenced": False}, at=LATER)
    assert found.checks == {"explicit": True, "impersonal": None, "evidenced": False, "not_safe_to_fail": None}
    assert found.state == "open"


def test_who_is_not_of_the_decision_raises_and_moves_nothing(
    decision: Decision, objection: Objection, stranger: User, make_participant: Callable[..., Participant]
) -> None:
    n = Event.objects.count()
    with pytest.raises(PermissionDenied):
        actions.raise_objection(by=make_participant("VERIFIED"), decision=decision, reason=WHY, at=LATER)
    with pytest.raises(PermissionDenied):
        actions.check_objection(by=stranger, objection=objection, checks={"explicit": True}, at=LATER)
    with pytest.raises(PermissionDenied):
        actions.integrate(by=stranger, objection=objection, after="Lain.", why="", at=LATER)
    with pytest.raises(PermissionDenied):
        actions.let_stand(by=stranger, objection=objection, at=LATER)
    assert Event.objects.count() == n


def test_an_objection_needs_a_reason_an_open_decision_and_a_consent_round(
    decision: Decision, objection: Objection, people: list[Participant], novita: User, sekar: User
) -> None:
    for reason in (" ", "x" * 1001):
        with pytest.raises(actions.CannotRaiseObjection):
            actions.raise_objection(by=people[1], decision=decision, reason=reason, at=LATER)
    with pytest.raises(actions.CannotMoveObjection):
        actions.integrate(by=novita, objection=objection, after="Kita sewa gudang.", why="", at=LATER)
    majority = opened(decision.arrangement, novita, title="Lain").decision
    with pytest.raises(actions.CannotRaiseObjection):
        actions.raise_objection(by=people[1], decision=majority, reason=WHY, at=LATER)
    close(decision, sekar)
    with pytest.raises(actions.CannotRaiseObjection):
        actions.raise_objection(by=people[1], decision=decision, reason=WHY, at=END)
    with pytest.raises(actions.CannotMoveObjection):
        actions.let_stand(by=novita, objection=objection, at=END)
    assert Objection.objects.count() == 1


def test_who_objects_with_a_ballot_and_says_why_has_raised_an_objection(
    decision: Decision, people: list[Participant], sekar: User
) -> None:
    with pytest.raises(actions.CannotCastBallot):
        actions.cast_ballot(by=people[2], decision=decision, choice="keberatan", key="b", at=LATER)
    actions.cast_ballot(by=people[2], decision=decision, choice="keberatan", key="b", reason=WHY, at=LATER)
    found = Objection.objects.get()
    assert (found.reason, found.number, found.elector.participant) == (WHY, 1, people[2])
    assert status(close(decision, sekar)) == "rejected"
