from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from muara.web.accounts.models import Notice
from muara.web.initiatives import actions
from muara.web.initiatives.models import Initiative, PhaseStep
from muara.web.initiatives.tests.conftest import AT, later, write_measure

pytestmark = pytest.mark.django_db


def propose(by, city, owner, **fields):
    given = {"title": "Kulakan", "purpose": "Membeli bersama.", "at": AT, **fields}
    return actions.propose_initiative(by=by, city=city, owner=owner, **given)


def test_an_initiative_that_answers_a_concern_begins_with_its_first_step(city, koperasi, concern, bayu, verbs):
    made = propose(bayu, city, koperasi, concern=concern)

    assert (made.slug, made.phase, made.owner, made.concern) == ("kulakan", "KNOWING", koperasi, concern)
    assert made.steps.get().kind == "BEGAN"
    assert (made.started_at, made.mandated_at) == (None, None)
    assert verbs() == ["proposed_initiative"]


def test_the_mandate_is_looked_up_at_once(city, koperasi, sanggar, concern, own_mandate, novita, decision):
    mine = propose(novita, city, koperasi, concern=concern)
    others = propose(novita, city, sanggar, concern=concern)
    decided = propose(novita, city, sanggar, decision=decision)

    assert (mine.mandate, mine.mandated_at) == (own_mandate, AT)
    assert (others.mandate, others.decision, others.mandated_at) == (None, None, None)
    assert (decided.mandate, decided.decision, decided.mandated_at) == (None, decision, AT)


def test_who_neither_facilitates_nor_speaks_for_the_owner_may_not(city, koperasi, concern, tini, stranger):
    for by in (tini, stranger):
        with pytest.raises(PermissionDenied):
            propose(by, city, koperasi, concern=concern)
    assert not Initiative.objects.exists()


def test_it_answers_something_that_is_public_in_this_city(
    city, other_city, koperasi, make_concern, make_decision, novita, thread
):
    elsewhere = make_concern("di tempat lain", where=other_city, decided_at=AT)
    unread = make_concern("belum dibaca")
    thread.status = "DRAFT"
    thread.save()
    for origin in (
        {},
        {"concern": elsewhere},
        {"concern": unread},
        {"thread": thread},
        {"decision": make_decision("rejected")},
        {"decision": make_decision(matter="SPENDING")},
    ):
        with pytest.raises(actions.CannotPropose):
            propose(novita, city, koperasi, **origin)
    assert not Initiative.objects.exists()


def test_an_owner_that_left_the_network_begins_nothing(city, koperasi, concern, novita):
    koperasi.events.create(kind="LEFT", on_date=AT.date(), reason="Bubar.", recorded_at=AT)

    with pytest.raises(actions.CannotPropose, match="Koperasi A"):
        propose(novita, city, koperasi, concern=concern)


def test_the_database_refuses_an_initiative_that_answers_nothing(initiative):
    with pytest.raises(IntegrityError, match="initiative_answers_something"), transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(concern=None)


def test_nothing_is_left_behind_when_telling_fails(city, koperasi, concern, novita, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(Notice.objects, "bulk_create", fail)
    with pytest.raises(OSError, match="disk full"):
        propose(novita, city, koperasi, concern=concern)
    assert not Initiative.objects.exists()
    assert not PhaseStep.objects.exists()


def test_the_same_title_gets_another_address_and_pages_keep_theirs(make_initiative):
    assert [make_initiative("Tugas").slug, make_initiative("Tugas").slug] == ["tugas-2", "tugas-3"]


def test_a_mandate_is_written_down_later_or_refused_with_who_holds_it(
    initiative, arrangement, decision, make_decision, novita
):
    with pytest.raises(actions.CannotRestOnMandate, match="anggota"):
        actions.rest_on_mandate(by=novita, initiative=initiative, at=AT)
    with pytest.raises(actions.CannotRestOnMandate):
        actions.rest_on_mandate(by=novita, initiative=initiative, decision=make_decision("rejected"), at=AT)

    rested = actions.rest_on_mandate(by=novita, initiative=initiative, decision=decision, at=AT)

    assert (rested.decision, rested.mandated_at) == (decision, AT)


def test_a_thread_that_was_named_later_is_tied_once(initiative, thread, novita, tini):
    with pytest.raises(PermissionDenied):
        actions.tie_to_thread(by=tini, initiative=initiative, thread=thread, at=AT)
    tied = actions.tie_to_thread(by=novita, initiative=initiative, thread=thread, at=AT)

    assert tied.thread == thread
    with pytest.raises(actions.CannotChangeInitiative):
        actions.tie_to_thread(by=novita, initiative=initiative, thread=thread, at=AT)


def test_the_measure_is_written_before_the_start_and_earlier_wordings_stay(initiative, novita, tini):
    with pytest.raises(PermissionDenied):
        write_measure(initiative, tini, AT)
    write_measure(initiative, novita, AT)
    changed = write_measure(initiative, novita, later(1), measure="Warung yang memesan dua kali")

    assert changed.measure == "Warung yang memesan dua kali"
    assert [old["measure"] for old in changed.earlier_measures] == ["Warung yang ikut memesan"]


def test_after_the_start_the_measure_and_the_budget_stay(initiative, settle, decision, novita):
    started = settle(initiative, "TESTING", decision)

    with pytest.raises(actions.CannotWriteMeasure):
        write_measure(started, novita, later(10))
    with pytest.raises(actions.CannotChangeInitiative):
        actions.change_initiative(
            by=novita, initiative=started, title="Kulakan", purpose="x", budget_idr=9, at=later(10)
        )
    with pytest.raises(actions.CannotRestOnMandate):
        actions.rest_on_mandate(by=novita, initiative=started, decision=decision, at=later(10))


@pytest.mark.parametrize("fields", [{"measure": "  "}, {"due_date": AT.date()}, {"target": None}])
def test_a_measure_that_cannot_be_measured_is_refused(initiative, novita, fields):
    with pytest.raises((actions.CannotWriteMeasure, IntegrityError)), transaction.atomic():
        write_measure(initiative, novita, AT, **fields)
    initiative.refresh_from_db()
    assert not initiative.has_measure


def test_the_database_refuses_a_start_before_the_measure_and_without_a_mandate(
    initiative, novita, decision, settle
):
    started = settle(initiative, "TESTING", decision)
    rows = Initiative.objects.filter(pk=started.pk)
    for change, name in (
        (
            {"measure_written_at": later(99)},
            "measure_was_written_before_the_start",
        ),
        ({"measure_written_at": None}, "measure_was_written_before_the_start"),
        ({"decision": None, "mandate": None}, "no_start_without_a_mandate"),
        ({"closed_at": AT, "result": "FAILED", "lesson": ""}, "closing_has_a_lesson"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
