from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.governance import actions
from muara.web.governance.actions import ballots, decisions
from muara.web.governance.models import Decision
from muara.web.governance.queries.arrangements import arrangement_page
from muara.web.governance.tests.conftest import AT

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/tata-kelola/jejaring-kota"


@pytest.fixture
def change(together, bayu):
    draft = actions.propose_change(by=bayu, arrangement=together, at=AT)
    return actions.change_terms(by=bayu, terms=draft, monitoring="Laporan bulanan.", at=AT)


def test_a_draft_put_before_the_members_is_a_decision_whose_words_stay(together, change, bayu, novita):
    decision = actions.propose_terms(by=bayu, terms=change, title="Laporan bulanan", details="Agar jelas.", at=AT)

    change.refresh_from_db()
    assert (decision.adopts, decision.matter, decision.template, decision.state, change.state) == (
        change, "ARRANGEMENT", "adopt_arrangement", "DRAFT", "PROPOSED",
    )  # fmt: skip
    assert "Agar jelas." in decision.details
    assert "Laporan bulanan." in decision.details
    for act in (
        lambda: actions.change_terms(by=novita, terms=change, monitoring="Lain.", at=AT),
        lambda: actions.drop_terms(by=novita, terms=change, at=AT),
    ):
        with pytest.raises(actions.CannotChangeTerms):
            act()
    with pytest.raises(actions.CannotProposeTerms):
        actions.propose_terms(by=bayu, terms=change, title="Lagi", at=AT)
    assert Decision.objects.filter(adopts=change).count() == 1
    page = arrangement_page(together, AT)
    assert change in page.pending
    Decision.objects.filter(pk=decision.pk).update(state="CANCELLED")
    page = arrangement_page(together, AT)
    assert (page.pending, page.set_aside) == ([], [change])


def test_what_would_not_hold_is_not_put_before_anybody(
    together, change, bayu, stranger, novita, make_arrangement, make_passed
):
    with pytest.raises(PermissionDenied):
        actions.propose_terms(by=stranger, terms=change, title="x", at=AT)
    same = actions.propose_change(by=novita, arrangement=together, at=AT)
    empty = make_arrangement([], name="Kosong", is_draft=True).terms.get()
    for terms, title in ((same, "Sama"), (empty, "Kosong"), (change, "")):
        with pytest.raises(actions.CannotProposeTerms):
            actions.propose_terms(by=novita, terms=terms, title=title, at=AT)
    late = actions.propose_change(by=novita, arrangement=together, at=AT)
    actions.take_effect(decision=make_passed(together, adopts=change), at=AT)
    with pytest.raises(actions.CannotTakeEffect) as refusal:
        actions.propose_terms(by=novita, terms=late, title="Terlambat", at=AT)
    assert [change.before for change in refusal.value.changes] == ["Laporan bulanan."]
    late.refresh_from_db()
    assert late.state == "DRAFT"
    assert not Decision.objects.exclude(state="CLOSED").exists()


def test_members_ask_to_take_a_mandate_back_once(led, tini, stranger, terms_of):
    mandate = terms_of(led).mandates.get(matter="SPENDING", holder="ACTOR")
    with pytest.raises(PermissionDenied):
        actions.propose_recall(by=stranger, mandate=mandate, why="x", at=AT)
    with pytest.raises(actions.CannotProposeRecall):
        actions.propose_recall(by=tini, mandate=mandate, why=" ", at=AT)

    decision = actions.propose_recall(by=tini, mandate=mandate, why="Laporan tidak datang.", at=AT)

    assert (decision.recalls, decision.template, decision.matter) == (mandate, "recall", "ELECTION")
    assert "Koperasi A" in decision.title
    with pytest.raises(actions.CannotProposeRecall):
        actions.propose_recall(by=tini, mandate=mandate, why="Lagi.", at=AT)
    own = terms_of(led).mandates.get(matter="ELECTION")
    with pytest.raises(actions.CannotProposeRecall):
        actions.propose_recall(by=tini, mandate=own, why="x", at=AT)


def test_members_vote_on_terms_and_they_come_into_force(
    together, change, bayu, novita, sekar, make_person, terms_of
):
    people = [make_person(name) for name in ("ani", "budi", "cici")]
    for member, person in zip(together.members.order_by("pk"), people, strict=True):
        actions.name_delegate(by=novita, member=member, participant=person, at=AT)
    decision = actions.propose_terms(by=bayu, terms=change, title="Laporan bulanan", at=AT)
    opened = decisions.open_decision(by=novita, decision=decision, at=AT).decision
    for n, person in enumerate(people):
        ballots.cast_ballot(by=person, decision=opened, choice="setuju", key=f"kunci-{n}", at=AT)

    decisions.close_decision(by=sekar, decision=opened, at=AT + timedelta(days=7))

    now = terms_of(together)
    assert (now, now.number, now.monitoring) == (change, 2, "Laporan bulanan.")
    assert now.by_decision_id == decision.pk


def test_the_second_of_two_proposals_is_shown_what_the_first_changed(
    as_user, together, change, novita, make_passed
):
    late = actions.propose_change(by=novita, arrangement=together, at=AT)
    late = actions.change_terms(by=novita, terms=late, leaving="Kapan saja.", at=AT)
    reader = as_user(novita)
    assert reader.get(f"{HERE}/ketentuan/{late.pk}/ajukan/").status_code == 200
    actions.take_effect(decision=make_passed(together, adopts=change), at=AT)

    refused = reader.post(f"{HERE}/ketentuan/{late.pk}/ajukan/", {"title": "Keluar", "details": "Supaya mudah."})

    assert refused.status_code == 409
    page = refused.content.decode()
    for said in ("Perubahan lain lebih dulu", "<del>Laporan bulanan.</del>", "Kapan saja.", "Supaya mudah."):
        assert said in page


def test_a_proposal_and_a_recall_go_through_the_pages(as_user, led, tini, terms_of):
    reader = as_user(tini)
    change = actions.propose_change(by=tini, arrangement=led, at=AT)
    actions.change_terms(by=tini, terms=change, leaving="Kapan saja.", at=AT)
    mandate = terms_of(led).mandates.get(matter="SPENDING", holder="ACTOR")
    assert f"/mandat/{mandate.pk}/cabut/" in reader.get(f"{HERE}/").content.decode()

    sent = [
        reader.post(f"{HERE}/ketentuan/{change.pk}/ajukan/", {"title": "Cara keluar"}),
        reader.post(f"{HERE}/mandat/{mandate.pk}/cabut/", {"why": "Laporan tidak datang."}),
    ]

    assert [answer.status_code for answer in sent] == [303, 303]
    assert Decision.objects.get(adopts=change).title == "Cara keluar"
    assert Decision.objects.get(recalls=mandate).details == "Laporan tidak datang."
    for answer, said in zip(sent, ("Cara keluar", "Laporan tidak datang."), strict=True):
        assert said in reader.get(answer["Location"]).content.decode()
    assert "/keputusan/" in reader.get(f"{HERE}/ketentuan/{change.pk}/").content.decode()
    again = reader.post(f"{HERE}/mandat/{mandate.pk}/cabut/", {"why": "Lagi."})
    assert again.status_code == 409


def test_of_two_open_decisions_on_terms_the_second_closes_and_changes_nothing(
    client, together, change, bayu, novita, sekar, make_person, terms_of
):
    people = [make_person(name) for name in ("ani", "budi", "cici")]
    for member, person in zip(together.members.order_by("pk"), people, strict=True):
        actions.name_delegate(by=novita, member=member, participant=person, at=AT)
    late = actions.propose_change(by=bayu, arrangement=together, at=AT)
    late = actions.change_terms(by=bayu, terms=late, leaving="Kapan saja.", at=AT)
    opened = []
    for terms, title in ((change, "Laporan bulanan"), (late, "Cara keluar")):
        decision = actions.propose_terms(by=bayu, terms=terms, title=title, at=AT)
        opened.append(decisions.open_decision(by=novita, decision=decision, at=AT).decision)
        for n, person in enumerate(people):
            ballots.cast_ballot(by=person, decision=opened[-1], choice="setuju", key=f"{title}-{n}", at=AT)

    first, second = (decisions.close_decision(by=sekar, decision=one, at=AT + timedelta(days=7)) for one in opened)

    assert [one.result["status"] for one in (first, second)] == ["passed", "passed"]
    assert "versi 2" in second.effect["hindrance"]
    assert (terms_of(together), terms_of(together).leaving == "Kapan saja.") == (change, False)
    page = client.get(f"{HERE}/ketentuan/{late.pk}/").content.decode()
    assert "Perubahan lain lebih dulu" in page
    assert "<ins>Kapan saja.</ins>" in page
    again = actions.renew_terms(by=bayu, terms=late, at=AT + timedelta(days=7))
    assert (again.based_on, again.leaving) == (2, "Kapan saja.")
