from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from muara.web.accounts.models import Notice
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, ArrangementMember, Mandate, Terms
from muara.web.governance.starting_points import OF_THE_MEMBERS, STARTING_POINTS
from muara.web.governance.tests.conftest import AT
from muara.web.network import actions as network

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)


@pytest.mark.parametrize("form", Terms.Form.values)
def test_each_form_begins_with_terms_that_could_be_adopted_as_they_are(city, novita, koperasi, form, make_passed):
    arrangement = actions.draft_arrangement(
        by=novita, city=city, name="Jejaring", purpose="", form=form, unit="ORGANISATION", lead=koperasi, at=AT
    )

    terms, start = arrangement.terms.get(), STARTING_POINTS[form]
    assert (terms.state, terms.based_on, arrangement.state, arrangement.version) == ("DRAFT", 0, "DRAFT", 0)
    assert terms.mandates.count() == len(start.mandates)
    assert arrangement.bodies.count() == len(start.bodies)
    assert all((terms.what_for, terms.monitoring, terms.leaving, terms.recalling))
    members_own = set(terms.mandates.filter(holder="MEMBERS").values_list("matter", flat=True))
    assert members_own >= set(OF_THE_MEMBERS)
    actions.take_effect(decision=make_passed(arrangement, adopts=terms), at=AT)
    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.version) == ("STANDING", 1)


def test_a_lead_organization_is_named_and_of_this_network(city, novita, other_city, make_actor, verbs):
    for lead in (None, make_actor("Jauh", where=other_city)):
        with pytest.raises(actions.CannotDraftArrangement):
            actions.draft_arrangement(
                by=novita,
                city=city,
                name="X",
                purpose="",
                form="LEAD_ORGANIZATION",
                unit="PERSON",
                lead=lead,
                at=AT,
            )

    assert not Arrangement.objects.exists()
    assert verbs() == []


def test_only_who_keeps_arrangements_writes_one_down(city, stranger, bayu):
    for user in (stranger, bayu):
        with pytest.raises(PermissionDenied):
            actions.draft_arrangement(
                by=user, city=city, name="X", purpose="", form="ADMINISTRATIVE", unit="PERSON", at=AT
            )


def test_one_name_stands_for_one_arrangement(city, novita, together):
    with pytest.raises(actions.CannotDraftArrangement):
        actions.draft_arrangement(
            by=novita, city=city, name="JEJARING KOTA", purpose="", form="ADMINISTRATIVE", unit="PERSON", at=AT
        )


def test_a_change_starts_from_what_is_in_force_and_holds_nothing_yet(together, novita, terms_of):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)

    now = terms_of(together)
    assert (change.state, change.based_on, change.number) == ("DRAFT", 1, None)
    pairs = [set(one.mandates.values_list("matter", "holder", "template")) for one in (now, change)]
    assert pairs[0] == pairs[1]
    assert len(pairs[0]) == 7
    assert terms_of(together) == now


def test_members_write_changes_and_strangers_do_not(together, bayu, stranger, make_actor, make_speaker):
    assert actions.propose_change(by=bayu, arrangement=together, at=AT).written_by == bayu
    for user in (stranger, make_speaker("luar", make_actor("Di luar"))):
        with pytest.raises(PermissionDenied):
            actions.propose_change(by=user, arrangement=together, at=AT)


def test_terms_are_edited_as_a_draft_and_frozen_once_they_are_announced(together, novita, make_passed):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    changed = actions.change_terms(
        by=novita, terms=change, monitoring="Laporan  bulanan.", until_date=date(2027, 12, 31), at=AT
    )
    assert changed.until_date == date(2027, 12, 31)
    with pytest.raises(actions.CannotChangeTerms):
        actions.change_terms(by=novita, terms=change, until_date=date(2026, 11, 21), at=AT)

    make_passed(together, state="SCHEDULED", adopts=change)

    with pytest.raises(actions.CannotChangeTerms):
        actions.change_terms(by=novita, terms=change, monitoring="Lain.", at=AT)
    with pytest.raises(actions.CannotSetMandate):
        actions.set_mandate(by=novita, terms=change, matter="OTHER", holder="MEMBERS", at=AT)
    with pytest.raises(actions.CannotSetMandate):
        actions.remove_mandate(by=novita, mandate=change.mandates.first(), at=AT)
    change.refresh_from_db()
    assert change.monitoring == "Laporan  bulanan."


def test_terms_in_force_are_never_edited(together, novita, terms_of):
    with pytest.raises(actions.CannotChangeTerms):
        actions.change_terms(by=novita, terms=terms_of(together), monitoring="Diam-diam.", at=AT)


def test_a_mandate_is_set_again_with_other_bounds_and_taken_out(together, novita, sanggar):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    given = {"by": novita, "terms": change, "matter": "SPENDING", "holder": "ACTOR", "actor": sanggar, "at": AT}

    first = actions.set_mandate(**given, most_amount=1_000_000)
    second = actions.set_mandate(**given, most_amount=2_000_000, advice_days=3)

    assert first.pk == second.pk
    assert change.mandates.get(actor=sanggar).most_amount == 2_000_000
    actions.remove_mandate(by=novita, mandate=second, at=AT)
    assert not change.mandates.filter(actor=sanggar).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"matter": "ARRANGEMENT", "holder": "ACTOR", "actor": "koperasi"},
        {"matter": "ELECTION", "holder": "ACTOR", "actor": "koperasi"},
        {"matter": "SPENDING", "holder": "ACTOR"},
        {"matter": "SPENDING", "holder": "MEMBERS", "actor": "koperasi"},
        {"matter": "OTHER", "holder": "MEMBERS", "most_amount": 5},
        {"matter": "SPENDING", "holder": "MEMBERS", "most_amount": -1},
        {"matter": "SPENDING", "holder": "MEMBERS", "advice_days": 91},
        {"matter": "APA", "holder": "MEMBERS"},
    ],
)
def test_mandates_that_do_not_fit_are_refused(together, novita, koperasi, wrong):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    if "actor" in wrong:
        wrong = {**wrong, "actor": koperasi}

    before = set(change.mandates.values_list("pk", "matter", "most_amount"))
    with pytest.raises(actions.CannotSetMandate):
        actions.set_mandate(by=novita, terms=change, at=AT, **wrong)
    assert set(change.mandates.values_list("pk", "matter", "most_amount")) == before


def test_founders_are_written_down_and_later_members_need_a_mandate_or_a_decision(
    together, novita, make_actor, make_passed
):
    baru = make_actor("Baru D")
    with pytest.raises(actions.CannotAdmit, match="anggota"):
        actions.admit_member(by=novita, arrangement=together, actor=baru, at=AT)
    failed = make_passed(together, "rejected", matter="ADMISSION", effect={"admit": [{"actor": baru.pk}]})
    elsewhere = make_passed(together, matter="ADMISSION", effect={"admit": [{"actor": 0}]})
    for decision in (failed, elsewhere):
        with pytest.raises(actions.CannotAdmit):
            actions.admit_member(by=novita, arrangement=together, actor=baru, by_decision=decision, at=AT)

    passed = make_passed(together, matter="ADMISSION", effect={"admit": [{"actor": baru.pk}]})
    actions.take_effect(decision=passed, at=AT)

    assert together.members.current().filter(actor=baru).exists()
    with pytest.raises(actions.CannotTakeEffect):
        actions.take_effect(decision=passed, at=AT)
    assert together.members.filter(actor=baru).count() == 1


def test_nobody_is_in_twice_and_the_database_holds_that_too(together, make_arrangement, koperasi, novita):
    draft = make_arrangement([koperasi], name="Lain", is_draft=True)
    with pytest.raises(actions.CannotAdmit):
        actions.admit_member(by=novita, arrangement=draft, actor=koperasi, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrangementMember.objects.create(arrangement=draft, actor=koperasi, since_at=AT)


def test_people_vote_for_themselves_where_the_terms_say_so(make_arrangement, novita, koperasi, make_person, aldo):
    draft = make_arrangement([], unit="PERSON", is_draft=True)
    ani = make_person("ani")

    with pytest.raises(actions.CannotAdmit):
        actions.admit_member(by=novita, arrangement=draft, actor=koperasi, at=AT)
    with pytest.raises(actions.CannotAdmit):
        actions.admit_member(by=novita, arrangement=draft, participant=ani, name=" ", at=AT)
    actions.admit_member(by=novita, arrangement=draft, participant=ani, name="Ani", at=AT)
    with pytest.raises(actions.CannotAdmit):
        actions.admit_member(by=novita, arrangement=draft, participant=ani, name="Ani lagi", at=AT)

    assert draft.members.get().name == "Ani"
    assert Notice.objects.get(participant=ani).kind == "admitted_to_arrangement"


def test_only_verified_people_decide_and_nobody_votes_for_two(together, novita, make_participant, aldo, bayu):
    first, second, _third = together.members.order_by("pk")
    with pytest.raises(actions.CannotNameDelegate):
        actions.name_delegate(by=novita, member=first, participant=make_participant("INVITED"), at=AT)

    actions.name_delegate(by=bayu, member=first, participant=aldo, at=AT)

    with pytest.raises(actions.CannotNameDelegate):
        actions.name_delegate(by=novita, member=second, participant=aldo, at=AT)
    with pytest.raises(PermissionDenied):
        actions.name_delegate(by=bayu, member=second, participant=None, at=AT)
    actions.name_delegate(by=bayu, member=first, participant=None, at=AT)
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        "named_delegate", "delegate_no_more",
    ]  # fmt: skip


def test_whoever_leaves_says_why_and_is_out(together, bayu, tini, koperasi):
    member = together.members.get(actor=koperasi)
    with pytest.raises(PermissionDenied):
        actions.member_leaves(by=tini, member=member, reason="x", at=AT)
    with pytest.raises(actions.CannotLeaveArrangement):
        actions.member_leaves(by=bayu, member=member, reason="", at=AT)

    actions.member_leaves(by=bayu, member=member, reason="Kami pindah.", at=AT)

    assert koperasi.pk not in together.members.current().values_list("actor", flat=True)
    with pytest.raises(actions.CannotLeaveArrangement):
        actions.member_leaves(by=bayu, member=member, reason="Lagi.", at=AT)


def test_the_second_of_two_changes_gets_what_differs_in_words(together, novita, sanggar, make_passed, terms_of):
    one, two = (actions.propose_change(by=novita, arrangement=together, at=AT) for _ in range(2))
    actions.change_terms(by=novita, terms=one, monitoring="Laporan bulanan.", at=AT)
    actions.set_mandate(
        by=novita, terms=two, matter="SPENDING", holder="ACTOR", actor=sanggar, most_amount=3_000_000,
        advice_days=5, at=AT,
    )  # fmt: skip
    decisions = [make_passed(together, adopts=terms) for terms in (one, two)]

    actions.take_effect(decision=decisions[0], at=AT)
    with pytest.raises(actions.CannotTakeEffect, match="2") as refusal:
        actions.take_effect(decision=decisions[1], at=AT)

    said = [change.sentence for change in refusal.value.changes]
    assert len(said) == 2
    assert "Laporan bulanan." in said[0]
    assert "Sanggar B" in said[1]
    assert "Rp3.000.000" in said[1]
    assert "5 hari" in said[1]
    assert terms_of(together).pk == one.pk
    two.refresh_from_db()
    assert (two.state, two.number) == ("DRAFT", None)


def test_what_came_too_late_is_laid_on_the_version_in_force(together, novita, sanggar, make_passed, terms_of):
    one, two = (actions.propose_change(by=novita, arrangement=together, at=AT) for _ in range(2))
    actions.set_mandate(by=novita, terms=two, matter="OTHER", holder="ACTOR", actor=sanggar, at=AT)
    with pytest.raises(actions.CannotProposeChange):
        actions.renew_terms(by=novita, terms=two, at=AT)
    actions.take_effect(decision=make_passed(together, adopts=one), at=AT)

    new = actions.renew_terms(by=novita, terms=two, at=AT)
    actions.take_effect(decision=make_passed(together, adopts=new), at=LATER)

    together.refresh_from_db()
    assert (together.version, terms_of(together).pk) == (3, new.pk)
    assert terms_of(together).mandates.filter(actor=sanggar).exists()
    history = list(together.terms.exclude(number=None).order_by("number").values_list("number", "state"))
    assert history == [(1, "SUPERSEDED"), (2, "SUPERSEDED"), (3, "IN_FORCE")]


def test_what_was_not_passed_brings_nothing_about(together, novita, make_passed):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    for status in ("rejected", "no_quorum", "tied", "no_votes", "heard"):
        with pytest.raises(actions.CannotTakeEffect):
            actions.take_effect(decision=make_passed(together, status, adopts=change), at=AT)
    together.refresh_from_db()
    assert together.version == 1


def test_an_arrangement_ends_by_a_decision_and_stays_readable(together, novita, make_passed):
    ending = actions.propose_ending(by=novita, arrangement=together, why="Tugas selesai.", at=AT)
    change = actions.propose_change(by=novita, arrangement=together, at=AT)

    actions.take_effect(decision=make_passed(together, adopts=ending), at=AT)

    together.refresh_from_db()
    assert (together.state, together.ended_at) == ("ENDED", AT)
    assert not Terms.objects.in_force().exists()
    with pytest.raises(actions.CannotTakeEffect):
        actions.take_effect(decision=make_passed(together, adopts=change), at=AT)
    with pytest.raises(actions.CannotProposeChange):
        actions.propose_change(by=novita, arrangement=together, at=AT)


def test_members_take_a_mandate_back_at_once(led, make_passed, terms_of):
    mandate = terms_of(led).mandates.get(matter="SPENDING", holder="ACTOR")
    recall = make_passed(led, recalls=mandate, matter="ELECTION")

    actions.take_effect(decision=recall, at=AT)

    mandate.refresh_from_db()
    assert (mandate.ended_at, mandate.ended_by) == (AT, recall)
    with pytest.raises(actions.CannotTakeEffect):
        actions.take_effect(decision=recall, at=AT)


def test_an_election_gives_the_seats_and_the_next_one_gives_them_anew(make_arrangement, make_passed, make_person):
    nao = make_arrangement([], "ADMINISTRATIVE")
    board = nao.bodies.get(slug="pengurus-jejaring")
    ani = make_person("ani")
    rules = {"options": [{"id": "ani", "name": "Ani"}, {"id": "budi", "name": "Budi"}]}
    first = make_passed(
        nao, "chosen", matter="ELECTION", elects_to=board, rules=rules, chosen=["ani", "budi"],
        effect={"candidates": {"ani": {"participant": ani.pk}}},
    )  # fmt: skip

    actions.take_effect(decision=first, at=AT)

    assert set(board.seats.values_list("name", "participant", "until_at")) == {
        ("Ani", ani.pk, AT.replace(year=2028)), ("Budi", None, AT.replace(year=2028)),
    }  # fmt: skip
    assert Notice.objects.get(participant=ani).kind == "given_seat"
    actions.take_effect(
        decision=make_passed(nao, "chosen", matter="ELECTION", elects_to=board, rules=rules, chosen=["budi"]),
        at=LATER,
    )
    assert list(board.seats.filter(until_at__gt=LATER).values_list("name", flat=True)) == ["Budi"]


def test_a_seat_won_by_name_is_linked_to_its_person_once_and_by_somebody_else(
    make_arrangement, make_person, novita, stranger, make_participant
):
    board = make_arrangement([], "ADMINISTRATIVE").bodies.get(slug="pengurus-jejaring")
    seat, other = (board.seats.create(name=name, since_at=AT) for name in ("Ani", "Budi"))
    ani = make_person("ani")
    own = make_participant("VERIFIED", user=novita)
    for user, person in ((stranger, ani), (novita, own)):
        with pytest.raises(PermissionDenied):
            actions.link_seat(by=user, seat=seat, participant=person, at=AT)
    with pytest.raises(actions.CannotLinkSeat):
        actions.link_seat(by=novita, seat=seat, participant=make_participant("GUEST"), at=AT)

    actions.link_seat(by=novita, seat=seat, participant=ani, at=AT)

    for again, person in ((seat, make_person("cici")), (other, ani)):
        with pytest.raises(actions.CannotLinkSeat):
            actions.link_seat(by=novita, seat=again, participant=person, at=AT)
    other.refresh_from_db()
    assert other.participant is None
    assert Notice.objects.get(participant=ani).kind == "given_seat"


def test_more_winners_than_seats_are_refused_and_leave_the_board_as_it_was(make_arrangement, make_passed):
    nao = make_arrangement([], "ADMINISTRATIVE")
    board = nao.bodies.get(slug="pengurus-jejaring")
    many = [f"orang-{n}" for n in range(board.n_seats + 1)]
    with pytest.raises(actions.CannotTakeEffect):
        actions.take_effect(decision=make_passed(nao, "chosen", elects_to=board, chosen=many), at=AT)
    assert not board.seats.exists()


def test_a_term_ends_on_the_same_day_of_a_later_month():
    from muara.web.governance.actions.arrangements.effects import months_later

    ends = {(1, 31): (2, 28), (3, 15): (4, 15), (12, 31): (1, 31)}
    for (month, day), (month_after, day_after) in ends.items():
        after = months_later(AT.replace(year=2026, month=month, day=day), 1)
        assert (after.month, after.day) == (month_after, day_after)
    assert months_later(AT, 24) == AT.replace(year=2028)


def test_a_lead_that_leaves_the_network_cannot_be_named_again(led, koperasi, novita):
    network.leave(by=novita, actor=koperasi, reason="Tutup.", at=AT)
    change = actions.propose_change(by=novita, arrangement=led, at=AT)
    with pytest.raises(actions.CannotChangeTerms):
        actions.change_terms(by=novita, terms=change, monitoring="x", at=AT)


def test_every_write_leaves_a_line_with_words(together, novita, verbs):
    from muara.web.governance.notices import VERBS

    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    actions.drop_terms(by=novita, terms=change, at=AT)

    assert verbs() == [
        "drafted_arrangement", *["admitted_member"] * 3, "terms_took_effect", "began_change", "dropped_terms",
    ]  # fmt: skip
    assert set(verbs()) <= VERBS.keys()
    assert Mandate.objects.filter(terms=change).exists()
