"""The life of a decision: drafted, scheduled, opened, closed, carried out, reviewed, taken up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from muara.engine.governance.decisions.recount import recount
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Decision, Event, Terms
from muara.web.governance.queries.log import bundle
from muara.web.governance.queries.roll import roll_of, warnings_before_opening
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted, opened


@pytest.fixture
def people(make_participant: Callable[..., Participant]) -> list[Participant]:
    return [make_participant("VERIFIED", verified_by="ROLL") for _ in range(5)]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


def cast(decision: Decision, person: Participant, choice: Any, key: str = "a", **more: Any) -> actions.Cast:
    given = {"at": LATER, **more}
    return actions.cast_ballot(by=person, decision=decision, choice=choice, key=f"{key}-{person.pk}", **given)


def test_a_decision_runs_from_its_draft_to_a_result_that_the_recount_finds_again(
    members: Arrangement, people: list[Participant], novita: User, sekar: User, verbs: Callable[[], list[str]]
) -> None:
    decision = opened(members, novita).decision
    for person, choice in zip(people, ["setuju", "setuju", "tidak", "setuju"], strict=False):
        cast(decision, person, choice)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.is_closed
    assert closed.result is not None
    assert closed.result["status"] == "passed"
    assert closed.result["turnout"] == {"eligible": 5, "eligible_weight": 5, "voters": 4, "weight": 4}
    assert recount(bundle(closed)).to_data() == closed.result
    assert verbs() == ["drafted_decision", "opened_decision", *["cast_ballot"] * 4, "closed_decision"]


def test_a_stranger_drafts_opens_and_closes_nothing(
    members: Arrangement, city: City, novita: User, stranger: User
) -> None:
    decision = drafted(members, novita)
    with pytest.raises(PermissionDenied):
        drafted(members, stranger)
    with pytest.raises(PermissionDenied):
        actions.change_draft(by=stranger, decision=decision, version=0, title="Lain", at=AT)
    with pytest.raises(PermissionDenied):
        actions.schedule(by=stranger, decision=decision, opens_at=AT, closes_at=END, at=AT)
    with pytest.raises(PermissionDenied):
        actions.cancel(by=stranger, decision=decision, at=AT)
    with pytest.raises(PermissionDenied):
        actions.open_decision(by=stranger, decision=decision, at=AT)
    actions.open_decision(by=novita, decision=decision, at=AT)
    with pytest.raises(PermissionDenied):
        actions.close_decision(by=stranger, decision=decision, at=END)
    assert Decision.objects.count() == 1
    assert Event.objects.count() == 1


def test_rules_that_cannot_be_counted_by_leave_nothing_behind(members: Arrangement, novita: User) -> None:
    rules = {**drafted(members, novita).rules, "seats": 9}
    with pytest.raises(actions.CannotDraftDecision, match="9 tidak dapat dipilih dari 2 pilihan"):
        actions.draft_decision(by=novita, city=members.city, arrangement=members, title="Lain", rules=rules, at=AT)
    with pytest.raises(actions.CannotDraftDecision):
        drafted(members, novita, title=" \u200b ")
    assert Decision.objects.count() == 1


def test_nobody_overwrites_the_draft_of_somebody_else(members: Arrangement, novita: User, sekar: User) -> None:
    decision = drafted(members, novita)
    actions.change_draft(by=sekar, decision=decision, version=0, title="Sewa dua gudang", at=AT)
    with pytest.raises(actions.DraftHasChanged) as refused:
        actions.change_draft(by=novita, decision=decision, version=0, title="Sewa satu gudang", at=AT)
    assert refused.value.now.title == "Sewa dua gudang"
    decision.refresh_from_db()
    assert (decision.title, decision.rules["title"], decision.version) == ("Sewa dua gudang", "Sewa dua gudang", 1)


def test_what_has_opened_is_neither_changed_nor_called_off_nor_opened_again(
    members: Arrangement, novita: User, sekar: User
) -> None:
    decision = opened(members, novita).decision
    with pytest.raises(actions.CannotChangeDraft):
        actions.change_draft(by=novita, decision=decision, version=0, title="Lain", at=AT)
    with pytest.raises(actions.CannotSchedule):
        actions.schedule(by=novita, decision=decision, opens_at=AT, closes_at=END, at=AT)
    with pytest.raises(actions.CannotCancel):
        actions.cancel(by=novita, decision=decision, at=AT)
    with pytest.raises(actions.CannotOpen):
        actions.open_decision(by=sekar, decision=decision, at=AT)
    assert Event.objects.count() == 1


def test_a_decision_that_was_called_off_is_never_opened(members: Arrangement, novita: User) -> None:
    decision = actions.cancel(by=novita, decision=drafted(members, novita), at=AT)
    assert decision.state == "CANCELLED"
    with pytest.raises(actions.CannotOpen):
        actions.open_decision(by=novita, decision=decision, at=AT)


def test_days_must_be_in_order(members: Arrangement, novita: User) -> None:
    decision = drafted(members, novita)
    with pytest.raises(actions.CannotSchedule):
        actions.schedule(by=novita, decision=decision, opens_at=END, closes_at=AT, at=AT)
    with pytest.raises(actions.CannotSchedule):
        actions.schedule(by=novita, decision=decision, opens_at=AT, closes_at=LATER, at=END)
    set_ = actions.schedule(by=novita, decision=decision, opens_at=LATER, closes_at=END, at=AT)
    assert (set_.state, set_.opens_at, set_.closes_at) == ("SCHEDULED", LATER, END)


def test_who_made_the_roll_does_not_close(members: Arrangement, novita: User, sekar: User) -> None:
    decision = opened(members, novita).decision
    with pytest.raises(actions.CannotClose):
        actions.close_decision(by=novita, decision=decision, at=END)
    assert Event.objects.count() == 1
    actions.close_decision(by=sekar, decision=decision, at=END)
    with pytest.raises(actions.CannotClose):
        actions.close_decision(by=sekar, decision=decision, at=END)
    assert Event.objects.count() == 2


def test_only_verified_members_are_on_the_roll_and_few_of_them_are_warned_of(
    members: Arrangement, novita: User, people: list[Participant], make_participant: Callable[..., Participant]
) -> None:
    guest = make_participant("INVITED")
    members.members.create(participant=guest, name="Tamu", since_at=AT)
    people[0].tier = "INVITED"
    people[0].save()
    decision = drafted(members, novita)
    assert [name for name, _why in roll_of(decision).left_out] == ["Anggota 0", "Tamu"]
    warnings = warnings_before_opening(decision)
    assert "4" in warnings[0]
    assert len(warnings) == 3
    now = actions.open_decision(by=novita, decision=decision, at=AT)
    assert now.warnings == warnings
    assert now.decision.electors.count() == 4
    with pytest.raises(PermissionDenied):
        cast(now.decision, guest, "setuju")


def test_nobody_on_the_roll_is_no_decision(city: City, novita: User) -> None:
    decision = drafted(association(city, []), novita)
    with pytest.raises(actions.CannotOpen):
        actions.open_decision(by=novita, decision=decision, at=AT)
    assert not Event.objects.exists()


def test_weights_count_only_where_the_statutes_say_so(
    city: City, people: list[Participant], novita: User, sekar: User
) -> None:
    arrangement = association(city, people, weights=[3, 1, 1, 1, 1])
    plain = opened(arrangement, novita).decision
    assert set(plain.electors.values_list("weight", flat=True)) == {1}
    weighted = opened(arrangement, novita, title="Menurut simpanan", rules={"weighted": True}).decision
    cast(weighted, people[0], "setuju")
    cast(weighted, people[1], "tidak")
    cast(weighted, people[2], "tidak")
    closed = actions.close_decision(by=sekar, decision=weighted, at=END)
    assert closed.result is not None
    assert (closed.result["status"], closed.result["votes"][:2]) == ("passed", [["setuju", 3], ["tidak", 2]])


def test_in_a_meeting_who_is_present_makes_the_roll(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = drafted(members, novita, "members_meeting")
    actions.draw_roll(by=novita, decision=decision, at=AT)
    electors = list(decision.electors.order_by("member"))
    for elector in electors[:3]:
        actions.mark_present(by=novita, elector=elector, at=AT)
    with pytest.raises(actions.CannotCastBallot):
        actions.mark_present(by=sekar, elector=electors[4], at=AT)
    with pytest.raises(actions.CannotOpen):
        actions.open_decision(by=sekar, decision=decision, at=AT)
    now = actions.open_decision(by=novita, decision=decision, at=AT).decision
    assert (now.electors.count(), now.rules["members"]) == (3, 5)
    actions.count_hands(by=sekar, witness=novita, decision=now, counts={"setuju": 2, "tidak": 1}, at=LATER)
    closed = actions.close_decision(by=sekar, decision=now, at=END)
    assert closed.result is not None
    assert (closed.result["status"], closed.result["ticks"][0]["value"]) == ("passed", [3, 5])
    assert recount(bundle(closed)).status == "passed"


def test_what_passed_comes_into_force_with_the_close(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    terms = actions.propose_change(by=novita, arrangement=members, at=AT)
    decision = opened(members, novita, "adopt_arrangement", matter="ARRANGEMENT", adopts=terms).decision
    for person in people:
        cast(decision, person, "setuju")
    actions.close_decision(by=sekar, decision=decision, at=END)
    terms.refresh_from_db()
    assert (terms.state, terms.number, terms.by_decision_id) == ("IN_FORCE", 2, decision.pk)


def test_a_decision_that_would_adopt_terms_and_names_none_neither_opens_nor_is_announced(
    members: Arrangement, novita: User
) -> None:
    decision = drafted(members, novita, "adopt_arrangement", matter="ARRANGEMENT")

    with translation.override("en"):
        with pytest.raises(actions.CannotOpen, match="Change the draft and choose them"):
            actions.open_decision(by=novita, decision=decision, at=AT)
        with pytest.raises(actions.CannotSchedule, match="Change the draft and choose them"):
            actions.schedule(by=novita, decision=decision, opens_at=AT, closes_at=END, at=AT)
        Decision.objects.filter(pk=decision.pk).update(state="SCHEDULED", opens_at=AT)
        with pytest.raises(actions.CannotOpen, match="Call it off"):
            actions.open_decision(by=None, decision=decision, at=AT)

    decision.refresh_from_db()
    assert (decision.opened_at, decision.log_size, Event.objects.count()) == (None, 0, 0)


def test_a_decision_stays_closed_where_the_world_has_moved_on(
    members: Arrangement, people: list[Participant], novita: User, sekar: User, verbs: Callable[[], list[str]]
) -> None:
    terms = actions.propose_change(by=novita, arrangement=members, at=AT)
    decision = opened(members, novita, "adopt_arrangement", matter="ARRANGEMENT", adopts=terms).decision
    for person in people:
        cast(decision, person, "setuju")
    Arrangement.objects.filter(pk=members.pk).update(version=2)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.is_closed
    assert closed.effect["hindrance"]
    assert Terms.objects.in_force().get(arrangement=members).number == 1
    assert "decision_hindered" in verbs()
    again = actions.take_up_again(by=novita, decision=closed, at=END)
    with pytest.raises(actions.CannotOpen):
        actions.open_decision(by=novita, decision=again, at=END)


def test_an_outcome_names_who_does_it_and_comes_back_on_its_day(
    members: Arrangement, novita: User, sekar: User, stranger: User
) -> None:
    decision = opened(members, novita).decision
    day = END.date() + timedelta(days=90)
    given: dict[str, Any] = {"text": "Gudang disewa.", "owner": "Koperasi A", "due_date": day, "review_date": day}
    with pytest.raises(actions.CannotRecordOutcome):
        actions.record_outcome(by=novita, decision=decision, at=END, **given)
    decision = actions.close_decision(by=sekar, decision=decision, at=END)
    with pytest.raises(PermissionDenied):
        actions.record_outcome(by=stranger, decision=decision, at=END, **given)
    for gap in ({"text": " "}, {"owner": ""}, {"review_date": None}, {"review_date": AT.date()}):
        with pytest.raises(actions.CannotRecordOutcome):
            actions.record_outcome(by=novita, decision=decision, at=END, **{**given, **gap})
    with pytest.raises(actions.CannotReview):
        actions.review(by=novita, decision=decision, note="Sudah.", at=END)
    decision = actions.record_outcome(by=novita, decision=decision, at=END, **given)
    assert (decision.outcome, decision.owner, decision.review_date) == ("Gudang disewa.", "Koperasi A", day)
    with pytest.raises(actions.CannotReview):
        actions.review(by=novita, decision=decision, note="", at=END)
    decision = actions.review(by=novita, decision=decision, note="Gudang penuh.", at=END + timedelta(days=90))
    assert (decision.review_note, decision.reviewed_at) == ("Gudang penuh.", END + timedelta(days=90))


def test_a_closed_decision_is_taken_up_by_a_new_one(
    members: Arrangement, novita: User, sekar: User, stranger: User
) -> None:
    decision = opened(members, novita).decision
    with pytest.raises(actions.CannotTakeUpAgain):
        actions.take_up_again(by=novita, decision=decision, at=END)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    with pytest.raises(PermissionDenied):
        actions.take_up_again(by=stranger, decision=closed, at=END)
    again = actions.take_up_again(by=novita, decision=closed, at=END)
    assert (again.refers_to, again.state, again.title) == (closed, "DRAFT", closed.title)
    assert again.slug != closed.slug
    assert again.rules["decision"] == again.slug
    closed.refresh_from_db()
    assert closed.is_closed
    assert closed.events.count() == 2


def test_everybody_on_the_roll_is_told_of_the_opening_and_the_close(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(members, novita).decision
    actions.close_decision(by=sekar, decision=decision, at=END)
    told = Notice.objects.filter(participant=people[0]).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["decision_opened", "decision_closed"]
    assert Notice.objects.count() == 10


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE governance_event SET data = '{}'",
        "UPDATE governance_event SET leaf = leaf",
        "DELETE FROM governance_event",
        "INSERT OR REPLACE INTO governance_event (id, decision_id, seq, data, leaf)"
        " SELECT id, decision_id, seq, '{}', leaf FROM governance_event",
        "INSERT OR REPLACE INTO governance_event (decision_id, seq, data, leaf)"
        " SELECT decision_id, seq, '{}', leaf FROM governance_event",
    ],
)
def test_the_database_refuses_to_rewrite_a_log(members: Arrangement, novita: User, attack: str) -> None:
    opened(members, novita)
    if connection.vendor == "postgresql" and "REPLACE" in attack:
        attack = "TRUNCATE governance_event"
    before = list(Event.objects.values_list("data", "leaf"))
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what is deferred until the commit would keep the table from being emptied
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert list(Event.objects.values_list("data", "leaf")) == before


def test_no_decision_takes_the_address_of_a_page(members: Arrangement, novita: User) -> None:
    assert drafted(members, novita, title="Kalender").slug == "kalender-2"
    assert drafted(members, novita, title="Kalender").slug == "kalender-3"
