from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.network import actions
from muara.web.network.models import Tie
from muara.web.network.queries import network_at
from muara.web.network.tests.conftest import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def test_each_side_tells_of_a_tie_once_and_the_second_confirms_it(koperasi, sanggar, bayu, tini, verbs):
    tie = actions.declare_tie(by=bayu, a=koperasi, b=sanggar, kind="JOINT_WORK", at=AT)
    assert tie.evidence == Tie.Evidence.ONE_SIDE

    same = actions.declare_tie(by=tini, a=sanggar, b=koperasi, kind="JOINT_WORK", at=AT)

    assert same.pk == tie.pk
    assert same.evidence == Tie.Evidence.BOTH
    with pytest.raises(actions.CannotDeclareTie):
        actions.declare_tie(by=tini, a=sanggar, b=koperasi, kind="JOINT_WORK", at=AT)
    assert verbs() == ["declared_tie", "confirmed_tie"]


def test_a_tie_with_a_direction_is_another_one_the_other_way_round(koperasi, sanggar, novita):
    actions.declare_tie(by=novita, a=sanggar, b=koperasi, kind="REFERRAL", at=AT)
    actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="REFERRAL", at=AT)

    assert set(Tie.objects.values_list("a", "b")) == {(sanggar.pk, koperasi.pk), (koperasi.pk, sanggar.pk)}


def test_who_keeps_the_network_says_which_side_told(koperasi, sanggar, novita, bayu):
    noted = actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="MONEY", at=AT)
    told = actions.declare_tie(
        by=novita, a=sanggar, b=koperasi, kind="INFORMATION", told_by=[sanggar, koperasi], at=AT
    )
    own = actions.declare_tie(  # an actor's own people tell for their own side only
        by=bayu, a=koperasi, b=sanggar, kind="REFERRAL", told_by=[koperasi, sanggar], at=AT
    )

    assert noted.evidence == Tie.Evidence.NOTED
    assert told.evidence == Tie.Evidence.BOTH
    assert (own.reported_by_a, own.reported_by_b) == (True, False)


def test_a_stranger_and_a_third_actor_declare_nothing(koperasi, sanggar, stranger, make_actor, make_speaker):
    third = make_speaker("ketiga", make_actor("Ketiga"))

    for by in (stranger, third):
        with pytest.raises(PermissionDenied):
            actions.declare_tie(by=by, a=koperasi, b=sanggar, kind="MONEY", at=AT)
    assert not Tie.objects.exists()


def test_impossible_ties_are_refused(koperasi, sanggar, novita, make_actor, other_city):
    def refuse(**given):
        with pytest.raises(actions.CannotDeclareTie):
            actions.declare_tie(**{"by": novita, "a": koperasi, "b": sanggar, "kind": "MONEY", "at": AT, **given})

    refuse(b=koperasi)
    refuse(b=make_actor("Cilacap", where=other_city))
    refuse(kind="CINTA")
    refuse(since=date(2026, 11, 21))
    refuse(weight=0)
    refuse(weight=float("nan"))
    refuse(notes="x" * 1001)
    actions.leave(by=novita, actor=sanggar, reason="Bubar.", at=AT)
    refuse()
    assert not Tie.objects.exists()


def test_only_the_side_in_question_or_who_keeps_the_network_answers(koperasi, sanggar, bayu, tini, novita):
    tie = actions.declare_tie(by=bayu, a=koperasi, b=sanggar, kind="MONEY", at=AT)

    for act, more in ((actions.confirm_tie, {}), (actions.dispute_tie, {"reason": "Tidak."})):
        with pytest.raises(PermissionDenied):
            act(by=bayu, tie=tie, side="B", at=AT, **more)
        with pytest.raises(PermissionDenied):
            act(by=tini, tie=tie, side="C", at=AT, **more)
    assert actions.confirm_tie(by=novita, tie=tie, side="B", at=AT).is_confirmed
    with pytest.raises(actions.CannotConfirmTie):
        actions.confirm_tie(by=tini, tie=tie, side="B", at=AT)


def test_a_disputed_tie_is_seen_and_counts_nowhere_until_the_dispute_is_settled(
    city, koperasi, sanggar, bayu, tini
):
    tie = actions.declare_tie(by=bayu, a=koperasi, b=sanggar, kind="MONEY", at=AT)

    with pytest.raises(actions.CannotDisputeTie):
        actions.dispute_tie(by=tini, tie=tie, side="B", reason=" ", at=AT)
    tie = actions.dispute_tie(by=tini, tie=tie, side="B", reason="Kontraknya batal.", at=AT)
    assert tie.evidence == Tie.Evidence.DISPUTED
    assert network_at(city, TODAY).network.n_ties == 0
    with pytest.raises(actions.CannotDisputeTie):
        actions.dispute_tie(by=bayu, tie=tie, side="A", reason="Benar.", at=AT)

    tie = actions.confirm_tie(by=tini, tie=tie, side="B", at=AT)
    assert tie.evidence == Tie.Evidence.BOTH
    assert network_at(city, TODAY).network.n_ties == 1


def test_a_dispute_is_not_settled_by_the_side_that_had_told_of_the_tie(koperasi, sanggar, bayu, tini):
    tie = actions.declare_tie(by=bayu, a=koperasi, b=sanggar, kind="MONEY", at=AT)
    tie = actions.dispute_tie(by=tini, tie=tie, side="B", reason="Tidak.", at=AT)

    with pytest.raises(actions.CannotConfirmTie):
        actions.confirm_tie(by=bayu, tie=tie, side="A", at=AT)


def test_the_word_of_one_side_does_not_settle_the_dispute_of_the_other(koperasi, sanggar, bayu, tini, novita):
    tie = actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="MONEY", at=AT)
    tie = actions.dispute_tie(by=bayu, tie=tie, side="A", reason="Kami tidak pernah berkontrak.", at=AT)

    tie = actions.confirm_tie(by=tini, tie=tie, side="B", at=AT)
    assert tie.evidence == Tie.Evidence.DISPUTED
    assert tie.dispute == "Kami tidak pernah berkontrak."
    with pytest.raises(actions.CannotDeclareTie):  # nor does telling it again
        actions.declare_tie(by=tini, a=koperasi, b=sanggar, kind="MONEY", at=AT)

    assert actions.confirm_tie(by=bayu, tie=tie, side="A", at=AT).evidence == Tie.Evidence.BOTH


def test_an_ended_tie_stays_in_the_history_and_can_begin_anew(city, koperasi, sanggar, bayu, novita, stranger):
    tie = actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="MONEY", since=date(2026, 2, 1), at=AT)
    with pytest.raises(PermissionDenied):
        actions.end_tie(by=stranger, tie=tie, reason="", at=AT)
    for on in (date(2026, 1, 31), date(2026, 11, 21)):
        with pytest.raises(actions.CannotEndTie):
            actions.end_tie(by=bayu, tie=tie, reason="", on=on, at=AT)

    ended = actions.end_tie(by=bayu, tie=tie, reason="Kontrak selesai.", on=date(2026, 6, 1), at=AT)

    for act, more in ((actions.confirm_tie, {}), (actions.dispute_tie, {"reason": "x"})):
        with pytest.raises(Exception, match=r"berakhir|ended"):
            act(by=bayu, tie=ended, side="A", at=AT, **more)
    with pytest.raises(actions.CannotEndTie):
        actions.end_tie(by=bayu, tie=ended, reason="", at=AT)
    with pytest.raises(actions.CannotDeclareTie):
        actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="MONEY", since=date(2026, 5, 1), at=AT)
    actions.declare_tie(by=novita, a=koperasi, b=sanggar, kind="MONEY", at=AT)
    assert [network_at(city, day).network.n_ties for day in (date(2026, 5, 31), date(2026, 6, 1), TODAY)] == [
        1,
        0,
        1,
    ]


def test_a_side_that_takes_its_word_back_has_no_longer_told_of_the_tie(koperasi, sanggar, bayu):
    tie = actions.declare_tie(by=bayu, a=koperasi, b=sanggar, kind="MONEY", at=AT)

    tie = actions.dispute_tie(by=bayu, tie=tie, side="A", reason="Saya keliru.", at=AT)
    assert not tie.reported_by_a

    assert actions.confirm_tie(by=bayu, tie=tie, side="A", at=AT).evidence == Tie.Evidence.ONE_SIDE
