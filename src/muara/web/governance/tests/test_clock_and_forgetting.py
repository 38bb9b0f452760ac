"""What the clock does for decisions, and what stays when somebody asks to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from muara.engine.governance.decisions.recount import recount
from muara.web.accounts.actions import erase_account
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.clock import go_on
from muara.web.governance.models import Arrangement, Ballot, Decision, Objection
from muara.web.governance.queries.decisions import open_ballots_of
from muara.web.governance.queries.log import bundle
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted, opened

DAY = timedelta(days=1)


@pytest.fixture
def people(make_person: Callable[[str], Participant]) -> list[Participant]:
    return [make_person(name) for name in ("asih", "bagas", "citra")]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


def kinds(person: Participant) -> list[str]:
    return list(Notice.objects.filter(participant=person).order_by("pk").values_list("kind", flat=True))


def test_the_clock_opens_reminds_and_closes_at_its_hour(
    members: Arrangement, people: list[Participant], novita: User, city: City
) -> None:
    decision = drafted(members, novita)
    actions.schedule(by=novita, decision=decision, opens_at=LATER, closes_at=END, at=AT)
    go_on(AT)
    decision.refresh_from_db()
    assert decision.state == "SCHEDULED"
    go_on(LATER)
    decision.refresh_from_db()
    assert (decision.state, decision.roll_by) == ("OPEN", novita)
    assert open_ballots_of(people[0], city, LATER) == [decision]
    actions.cast_ballot(by=people[0], decision=decision, choice="setuju", key="a", at=LATER)
    assert open_ballots_of(people[0], city, LATER) == []
    go_on(END - 2 * DAY)
    go_on(END - DAY)
    go_on(END - DAY / 2)
    assert kinds(people[0]) == ["decision_opened"]
    assert kinds(people[1]) == ["decision_opened", "decision_closes_soon"]
    go_on(END)
    go_on(END + DAY)
    decision.refresh_from_db()
    assert (decision.state, decision.closed_by) == ("CLOSED", None)
    assert kinds(people[0]) == ["decision_opened", "decision_closed"]
    assert recount(bundle(decision)).to_data() == decision.result


def test_the_clock_opens_no_secret_decision_and_closes_none_that_would_tell_too_much(
    members: Arrangement, novita: User
) -> None:
    secret = drafted(members, novita, rules={"mode": "rahasia"})
    actions.schedule(by=novita, decision=secret, opens_at=LATER, closes_at=END, at=AT)
    go_on(LATER)
    secret.refresh_from_db()
    assert secret.state == "SCHEDULED"
    now = actions.open_decision(by=novita, decision=secret, at=LATER)
    actions.cast_sealed(decision=now.decision, code=now.codes[0], choice="setuju", at=LATER)
    go_on(END)
    secret.refresh_from_db()
    assert secret.state == "OPEN"


def test_a_review_comes_back_to_who_proposed_it_on_its_day(
    members: Arrangement, novita: User, sekar: User, make_participant: Callable[..., Participant]
) -> None:
    of_novita = make_participant("VERIFIED", user=novita)
    decision = actions.close_decision(by=sekar, decision=opened(members, novita).decision, at=END)
    day = (END + 30 * DAY).date()
    actions.record_outcome(by=novita, decision=decision, text="Sewa.", owner="Asih", review_date=day, at=END)
    go_on(END + 29 * DAY)
    assert kinds(of_novita) == []
    go_on(END + 30 * DAY)
    go_on(END + 31 * DAY)
    assert kinds(of_novita) == ["review_due"]


def test_who_is_forgotten_leaves_no_name_and_no_salt_and_every_result(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(members, novita, "consent_round", names_voters=True).decision
    for person in people[:2]:
        actions.cast_ballot(by=person, decision=decision, choice="setuju", key="a", at=LATER)
    actions.raise_objection(by=people[0], decision=decision, reason="Atapnya bocor.", at=LATER)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    before = bundle(closed)
    elector = closed.electors.get(participant=people[0])
    assert people[0].user is not None
    assert b"Anggota 0" in (before.names or b"")
    erase_account(by=people[0].user, at=END)
    elector.refresh_from_db()
    assert (elector.salt, elector.member, elector.participant, elector.membership) == (None, "", None, None)
    assert Ballot.objects.get(elector=elector).salt is None
    assert Objection.objects.get(elector=elector).salt is None
    closed = Decision.objects.get(pk=closed.pk)
    after = bundle(closed)
    assert b"Anggota 0" not in (after.names or b"")
    assert b"Anggota 1" in (after.names or b"")
    assert (after.events, after.roll, after.result) == (before.events, before.roll, before.result)
    assert recount(after).to_data() == closed.result
    assert not members.members.current().filter(participant=people[0]).exists()
    assert opened(members, novita, title="Berikutnya").decision.electors.count() == 2
