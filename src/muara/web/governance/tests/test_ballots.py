"""Ballots: given, changed, written down for others, counted as hands, and secret ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from muara.engine.governance.decisions.recount import recount
from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Ballot, Decision, Event, SealedBallot
from muara.web.governance.queries.log import bundle, check_receipt_text
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted, opened
from muara.web.network.models import Actor


@pytest.fixture
def people(make_participant: Callable[..., Participant]) -> list[Participant]:
    return [make_participant("VERIFIED", verified_by="ROLL") for _ in range(4)]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


@pytest.fixture
def decision(members: Arrangement, novita: User) -> Decision:
    return opened(members, novita).decision


def cast(decision: Decision, person: Participant, choice: Any, key: str = "a", **more: Any) -> actions.Cast:
    return actions.cast_ballot(by=person, decision=decision, choice=choice, key=key, **{"at": LATER, **more})


def test_the_same_key_again_gets_the_same_receipt_even_after_another_ballot_and_the_close(
    decision: Decision, people: list[Participant], sekar: User
) -> None:
    first = cast(decision, people[0], "setuju", "one")
    again = cast(decision, people[0], "setuju", "one")
    assert (first.is_new, again.is_new, again.receipt) == (True, False, first.receipt)
    second = cast(decision, people[0], "tidak", "two")
    late = cast(decision, people[0], "setuju", "one")
    assert second.receipt != first.receipt == late.receipt
    assert Ballot.objects.get().choice == "tidak"
    actions.close_decision(by=sekar, decision=decision, at=END)
    assert cast(decision, people[0], "tidak", "two").receipt == second.receipt
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[0], "setuju", "three")
    assert Event.objects.count() == 4


def test_the_last_ballot_counts_and_every_one_is_in_the_log(
    decision: Decision, people: list[Participant], sekar: User, city: City
) -> None:
    receipts = [cast(decision, people[0], "setuju" if n != 1 else "tidak", f"k{n}").receipt for n in range(3)]
    cast(decision, people[1], "tidak")
    cast(decision, people[2], "setuju")
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.result is not None
    assert closed.result["votes"] == [["setuju", 2], ["tidak", 1], ["abstain", 0]]
    assert recount(bundle(closed)).turnout.voters == 3
    found = [check_receipt_text(f" {text[:30]}\n{text[30:]} ", city) for text in receipts]
    assert [(one.problem, one.seq, one.kind) for one in found] == [("", n, "ballot") for n in (1, 2, 3)]
    assert check_receipt_text("bukan tanda", city).problem == "form"
    assert check_receipt_text(receipts[0].replace(decision.slug, "lain"), city).problem == "unknown"
    assert check_receipt_text(f"{decision.slug}/77/{'ab' * 32}", city).problem == "missing"
    assert check_receipt_text(f"{decision.slug}/1/{'ab' * 32}", city).problem == "other"


def test_who_is_not_on_the_roll_does_not_vote(
    decision: Decision, make_participant: Callable[..., Participant]
) -> None:
    with pytest.raises(PermissionDenied):
        cast(decision, make_participant("VERIFIED", verified_by="HALL"), "setuju")
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "given", [{"choice": "mungkin"}, {"choice": ["setuju"]}, {"choice": None}, {"key": ""}, {"key": "k" * 65}]
)
def test_a_ballot_that_does_not_fit_leaves_nothing_behind(
    decision: Decision, people: list[Participant], given: dict[str, Any]
) -> None:
    with pytest.raises(actions.CannotCastBallot):
        actions.cast_ballot(by=people[0], decision=decision, at=LATER, **{"choice": "setuju", "key": "a", **given})
    assert Event.objects.count() == 1
    assert not Ballot.objects.exists()


def test_nothing_is_taken_before_the_opening_or_after_the_hour(
    members: Arrangement, decision: Decision, people: list[Participant], novita: User
) -> None:
    with pytest.raises(PermissionDenied):
        cast(drafted(members, novita, title="Nanti"), people[0], "setuju")
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[0], "setuju", at=END)
    assert cast(decision, people[0], "setuju", at=END - timedelta(seconds=1)).is_new


def test_reasons_are_asked_for_as_the_decision_says(
    members: Arrangement, people: list[Participant], novita: User
) -> None:
    required = opened(members, novita, title="Alasan", reason_rule="REQUIRED").decision
    with pytest.raises(actions.CannotCastBallot):
        cast(required, people[0], "setuju")
    assert cast(required, people[0], "setuju", reason="Gudang lama bocor.").ballot.reason == "Gudang lama bocor."
    objection = opened(members, novita, title="Keberatan", reason_rule="OBJECTION").decision
    assert cast(objection, people[0], "setuju").is_new
    with pytest.raises(actions.CannotCastBallot):
        cast(objection, people[1], "tidak")
    off = opened(members, novita, title="Tanpa", reason_rule="OFF").decision
    assert cast(off, people[0], "setuju", reason="Tidak disimpan.").ballot.reason == ""


def test_a_ballot_written_down_for_somebody_is_told_to_them_and_is_theirs_to_change(
    decision: Decision, people: list[Participant], novita: User, stranger: User
) -> None:
    elector = decision.electors.get(participant=people[0])
    given: dict[str, Any] = {"decision": decision, "elector": elector, "choice": "setuju", "at": LATER}
    with pytest.raises(PermissionDenied):
        actions.record_ballot(by=stranger, channel="PAPER", key="p", **given)
    with pytest.raises(actions.CannotCastBallot):
        actions.record_ballot(by=novita, channel="MERPATI", key="p", **given)
    made = actions.record_ballot(by=novita, channel="PAPER", key="p", **given)
    assert (made.ballot.channel, made.ballot.recorded_by) == ("PAPER", novita)
    assert '"channel":"paper"' in Event.objects.get(seq=1).data
    assert Notice.objects.filter(participant=people[0], kind="ballot_recorded").count() == 1
    cast(decision, people[0], "tidak", "own")
    with pytest.raises(actions.CannotCastBallot):
        actions.record_ballot(by=novita, channel="PHONE", key="q", **given)
    assert Ballot.objects.get().choice == "tidak"


def test_a_vote_changed_in_the_last_hour_is_told_in_other_words(
    decision: Decision, people: list[Participant]
) -> None:
    cast(decision, people[0], "setuju", "a")
    cast(decision, people[0], "tidak", "b")
    cast(decision, people[0], "setuju", "c", at=END - timedelta(minutes=5))
    kinds = Notice.objects.filter(participant=people[0]).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["decision_opened", "ballot_changed", "ballot_changed_late"]


def test_hands_are_counted_by_two_and_only_of_who_has_no_ballot(
    decision: Decision, people: list[Participant], novita: User, sekar: User, stranger: User
) -> None:
    cast(decision, people[0], "setuju")
    given: dict[str, Any] = {"decision": decision, "at": LATER}
    with pytest.raises(PermissionDenied):
        actions.count_hands(by=novita, witness=stranger, counts={"setuju": 1}, **given)
    for counts in ({"setuju": 4}, {"setuju": -1}, {"lain": 1}):
        with pytest.raises(actions.CannotCountHands):
            actions.count_hands(by=sekar, witness=novita, counts=counts, **given)
    with pytest.raises(actions.CannotCountHands):
        actions.count_hands(by=sekar, witness=sekar, counts={"setuju": 1}, **given)
    assert Event.objects.count() == 2
    actions.count_hands(by=sekar, witness=novita, counts={"setuju": 3}, **given)
    actions.count_hands(by=sekar, witness=novita, counts={"setuju": 1, "tidak": 2}, **given)
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[1], "setuju")
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.result is not None
    assert closed.result["votes"][:2] == [["setuju", 2], ["tidak", 2]]
    assert recount(bundle(closed)).turnout.voters == 4


# For organisations their delegates vote.


@pytest.fixture
def union(city: City, koperasi: Actor, sanggar: Actor, people: list[Participant]) -> Arrangement:
    made = association(city, [], unit="ORGANISATION")
    made.members.create(actor=koperasi, delegate=people[0], since_at=AT)
    made.members.create(actor=sanggar, delegate=people[1], since_at=AT)
    return made


def test_a_delegate_gives_the_ballot_of_the_organisation(
    union: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision = opened(union, novita).decision
    cast(decision, people[0], "setuju")
    with pytest.raises(PermissionDenied):
        cast(decision, people[2], "setuju")
    elector = decision.electors.get(participant=people[0])
    assert elector.member == "Koperasi A"
    member = elector.membership
    assert member is not None
    member.delegate = people[2]
    member.save()
    with pytest.raises(PermissionDenied):
        cast(decision, people[0], "tidak", "b")
    cast(decision, people[2], "tidak", "c")
    assert Ballot.objects.get().choice == "tidak"
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.result is not None
    assert closed.result["turnout"]["voters"] == 1


def test_one_person_never_votes_for_two_organisations(
    union: Arrangement, people: list[Participant], novita: User, koperasi: Actor, sanggar: Actor
) -> None:
    decision = opened(union, novita).decision
    cast(decision, people[0], "setuju")
    other = union.members.get(actor=sanggar)
    union.members.filter(actor=koperasi).update(delegate=people[2])
    other.delegate = people[0]
    other.save()
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[0], "setuju", "b")
    assert Ballot.objects.count() == 1


def test_a_delegate_of_two_says_for_whom_and_gives_one_ballot(
    union: Arrangement, people: list[Participant], novita: User, sanggar: Actor, koperasi: Actor
) -> None:
    union.members.update(delegate=people[0])
    decision = opened(union, novita).decision
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[0], "setuju")
    cast(decision, people[0], "setuju", for_member=union.members.get(actor=koperasi))
    with pytest.raises(actions.CannotCastBallot):
        cast(decision, people[0], "setuju", "b", for_member=union.members.get(actor=sanggar))
    assert Ballot.objects.count() == 1


# Secret ballots.


@pytest.fixture
def secret(members: Arrangement, novita: User) -> actions.Opened:
    return opened(members, novita, rules={"mode": "rahasia"})


def test_a_secret_ballot_is_taken_by_a_slip_and_counts_after_the_close(
    secret: actions.Opened, sekar: User, city: City
) -> None:
    decision = secret.decision
    assert len(set(secret.codes)) == 4
    assert len(secret.codes[0]) == 19
    receipts = [
        actions.cast_sealed(decision=decision, code=code.lower().replace("-", " "), choice=choice, at=LATER)
        for code, choice in zip(secret.codes, ["setuju", "tidak", "setuju"], strict=False)
    ]
    assert [check_receipt_text(text, city).kind for text in receipts] == ["sealed"] * 3
    assert bundle(decision).openings is None
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert closed.result is not None
    assert closed.result["votes"] == [["setuju", 2], ["tidak", 1], ["abstain", 0]]
    assert recount(bundle(closed)).to_data() == closed.result


def test_a_used_slip_gives_back_its_receipt_whatever_it_is_tried_with(secret: actions.Opened) -> None:
    receipt = actions.cast_sealed(decision=secret.decision, code=secret.codes[0], choice="setuju", at=LATER)
    for choice in ("setuju", "tidak", "mungkin"):
        with pytest.raises(actions.SlipIsUsed) as refused:
            actions.cast_sealed(decision=secret.decision, code=secret.codes[0], choice=choice, at=LATER)
        assert refused.value.receipt == receipt
    assert SealedBallot.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "choice", "at"), [("AAAA", "setuju", LATER), (0, "x", LATER), (0, "setuju", END)]
)
def test_a_secret_ballot_that_does_not_fit_leaves_nothing_behind(
    secret: actions.Opened, code: str | int, choice: str, at: Any
) -> None:
    given = secret.codes[code] if isinstance(code, int) else code
    with pytest.raises(actions.CannotCastBallot):
        actions.cast_sealed(decision=secret.decision, code=given, choice=choice, at=at)
    assert not SealedBallot.objects.exists()
    assert Event.objects.count() == 1


def test_nobody_writes_a_secret_ballot_down_or_gives_one_by_name(
    secret: actions.Opened, people: list[Participant], novita: User, sekar: User
) -> None:
    with pytest.raises(actions.CannotCastBallot):
        cast(secret.decision, people[0], "setuju")
    elector = secret.decision.electors.get(participant=people[0])
    with pytest.raises(PermissionDenied):
        actions.record_ballot(
            by=novita,
            decision=secret.decision,
            elector=elector,
            choice="setuju",
            channel="PAPER",
            key="a",
            at=LATER,
        )
    with pytest.raises(PermissionDenied):
        actions.count_hands(by=novita, witness=sekar, decision=secret.decision, counts={"setuju": 1}, at=LATER)


def test_a_secret_ballot_writes_nothing_about_a_person_and_no_time(secret: actions.Opened) -> None:
    n_lines = AuditLine.objects.count()
    told = Notice.objects.count()
    actions.cast_sealed(decision=secret.decision, code=secret.codes[0], choice="setuju", at=LATER)
    assert AuditLine.objects.count() == n_lines
    assert Notice.objects.count() == told
    event = Event.objects.get(seq=1).data
    assert '"kind":"sealed"' in event
    assert "2026-11" not in event
    assert "setuju" not in event


def test_a_slip_is_drawn_once_and_leaves_only_a_mark(
    secret: actions.Opened, decision: Decision, novita: User, stranger: User
) -> None:
    elector = secret.decision.electors.order_by("pk")[0]
    n_lines = AuditLine.objects.count()
    with pytest.raises(PermissionDenied):
        actions.hand_out_slip(by=stranger, elector=elector, at=LATER)
    assert actions.hand_out_slip(by=novita, elector=elector, at=LATER).drew_code
    with pytest.raises(actions.CannotCastBallot):
        actions.hand_out_slip(by=novita, elector=elector, at=LATER)
    with pytest.raises(actions.CannotCastBallot):
        actions.hand_out_slip(by=novita, elector=decision.electors.order_by("pk")[0], at=LATER)
    assert AuditLine.objects.count() == n_lines


def test_secret_ballots_have_no_order_of_arrival_on_sqlite(secret: actions.Opened) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'governance_sealedballot'")
        assert "WITHOUT ROWID" in cursor.fetchone()[0]
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'governance_sealedballot' AND type = 'index'"
        )
        assert any("one_sealed_ballot_per_code" in str(row[0]) for row in cursor.fetchall()) or (
            "one_sealed_ballot_per_code"
            in connection.introspection.get_constraints(cursor, "governance_sealedballot")
        )


@pytest.mark.parametrize(("n", "is_published"), [(4, False), (6, True)])
def test_who_drew_a_slip_is_published_from_five_on(
    city: City, make_participant: Callable[..., Participant], novita: User, sekar: User, n: int, is_published: bool
) -> None:
    people = [make_participant("VERIFIED", verified_by="ROLL") for _ in range(6)]
    now = opened(association(city, people), novita, rules={"mode": "rahasia"}, drawn="NAMES")
    for elector, code in list(zip(now.decision.electors.order_by("pk"), now.codes, strict=True))[:n]:
        actions.hand_out_slip(by=novita, elector=elector, at=LATER)
        actions.cast_sealed(decision=now.decision, code=code, choice="setuju", at=LATER)
    closed = actions.close_decision(by=sekar, decision=now.decision, at=END)
    assert (bundle(closed).drew is not None) == is_published
    assert recount(bundle(closed)).to_data() == closed.result


def test_giving_a_ballot_asks_the_database_little(
    decision: Decision, people: list[Participant], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        cast(decision, people[0], "setuju")
