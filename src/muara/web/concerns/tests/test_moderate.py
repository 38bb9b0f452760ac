from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Notice
from muara.web.accounts.notices import notices, sentence, verbs
from muara.web.concerns import actions
from muara.web.concerns.actions import CannotModerate
from muara.web.concerns.models import Concern, Statement, Vote
from muara.web.concerns.notices import NOTICES, VERBS
from muara.web.concerns.queries.moderation import DECISIONS

pytestmark = pytest.mark.django_db
WHY = "Menyebut nama orang."


def told(participant) -> list[str]:
    return [sentence(n.kind, n.params) for n in Notice.objects.filter(participant=participant).order_by("pk")]


def test_a_read_concern_is_shown_and_its_author_told(novita, aldo, make_concern):
    concern = make_concern("Gedung.", raised_by=aldo)
    assert concern not in Concern.objects.shown()

    actions.accept_concern(by=novita, concern=concern, at=NIGHT)

    assert concern in Concern.objects.shown()
    assert len(told(aldo)) == 1
    with pytest.raises(CannotModerate):
        actions.accept_concern(by=novita, concern=concern, at=NIGHT)


def test_a_rejected_concern_keeps_its_reason_and_can_come_back(novita, aldo, make_concern):
    concern = make_concern("Pak Anu korupsi.", raised_by=aldo)

    actions.reject_concern(by=novita, concern=concern, reason=f" {WHY} ", at=NIGHT)
    concern.refresh_from_db()
    assert (concern.status, concern.reason) == ("REJECTED", WHY)
    assert WHY in told(aldo)[0]
    assert concern not in Concern.objects.shown()
    with pytest.raises(CannotModerate):
        actions.reject_concern(by=novita, concern=concern, reason=WHY, at=NIGHT)

    actions.reconsider_concern(by=novita, concern=concern, at=NIGHT)
    assert list(Concern.objects.waiting()) == [concern]
    with pytest.raises(CannotModerate):
        actions.reconsider_concern(by=novita, concern=concern, at=NIGHT)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_nothing_is_put_aside_without_a_reason(novita, make_concern, make_statement, reason):
    concern, statement = make_concern("Gedung."), make_statement("Gedung kosong.", "PENDING")

    with pytest.raises(CannotModerate):
        actions.reject_concern(by=novita, concern=concern, reason=reason, at=NIGHT)
    with pytest.raises(CannotModerate):
        actions.reject_statement(by=novita, statement=statement, reason=reason, at=NIGHT)
    assert list(Concern.objects.waiting()) == [concern]
    assert list(Statement.objects.waiting()) == [statement]
    assert not AuditLine.objects.exists()


def test_concerns_that_say_the_same_are_joined_at_one_root(novita, aldo, make_concern):
    first, second, third = (make_concern(f"Gedung {n}.", raised_by=aldo) for n in range(3))

    actions.merge_concern(by=novita, concern=third, into=second, at=NIGHT)
    actions.merge_concern(by=novita, concern=second, into=first, at=NIGHT)

    third.refresh_from_db()
    assert (third.status, third.merged_into) == ("MERGED", first)
    for concern, into in ((first, first), (first, second), (second, first)):
        with pytest.raises(CannotModerate):
            actions.merge_concern(by=novita, concern=concern, into=into, at=NIGHT)


def test_no_concern_is_joined_with_one_of_another_city(novita, make_concern, other_city):
    with pytest.raises(PermissionDenied):
        actions.merge_concern(
            by=novita, concern=make_concern("Gedung."), into=make_concern("Gedung.", other_city), at=NIGHT
        )


def test_an_accepted_statement_is_voted_on_and_decided_once(novita, aldo, make_statement):
    statement = make_statement("Gedung boleh dipakai.", "PENDING", author=aldo)

    actions.accept_statement(by=novita, statement=statement, at=NIGHT)

    assert list(Statement.objects.votable()) == [statement]
    assert Vote.objects.get().participant == aldo
    for decide in (
        lambda: actions.accept_statement(by=novita, statement=statement, at=NIGHT),
        lambda: actions.reject_statement(by=novita, statement=statement, reason=WHY, at=NIGHT),
        lambda: actions.reword_statement(by=novita, statement=statement, text="Lain.", at=NIGHT),
    ):
        with pytest.raises(CannotModerate):
            decide()
    assert Statement.objects.get().status == "ACCEPTED"


def test_other_words_are_not_the_authors_vote(novita, aldo, make_statement):
    statement = make_statement("Gedung itu pakai saja.", "PENDING", author=aldo)

    actions.reword_statement(by=novita, statement=statement, text="Gedung kosong boleh dipakai.", at=NIGHT)

    statement.refresh_from_db()
    assert (statement.status, statement.text, statement.version) == (
        "ACCEPTED", "Gedung kosong boleh dipakai.", 2,
    )  # fmt: skip
    assert statement.versions.get().text == "Gedung itu pakai saja."
    assert not Vote.objects.exists()
    assert statement.text in told(aldo)[0]


def test_words_that_others_voted_on_are_not_changed(novita, make_participant, topic, make_statement):
    topic.moderation = "AFTER"
    topic.save()
    statement = make_statement("Gedung itu pakai saja.", "PENDING")
    Vote.objects.create(participant=make_participant(), statement=statement, value=1, cast_at=NIGHT)

    with pytest.raises(CannotModerate):
        actions.reword_statement(by=novita, statement=statement, text="Gedung boleh dipakai.", at=NIGHT)
    statement.refresh_from_db()
    assert (statement.text, statement.status, statement.versions.count()) == (
        "Gedung itu pakai saja.",
        "PENDING",
        0,
    )


@pytest.mark.parametrize("text", ["", "x" * 161, "Gedung itu pakai saja.", "sudah ada"])
def test_a_wording_that_is_no_statement_is_refused(novita, make_statement, text):
    make_statement("Sudah ada.")
    statement = make_statement("Gedung itu pakai saja.", "PENDING")

    with pytest.raises(CannotModerate):
        actions.reword_statement(by=novita, statement=statement, text=text, at=NIGHT)
    statement.refresh_from_db()
    assert (statement.status, statement.versions.count()) == ("PENDING", 0)


def test_after_moderation_takes_back_what_was_voted_on(novita, aldo, topic):
    topic.moderation = "AFTER"
    topic.save()
    statement = actions.write_statement(by=aldo, topic=topic, text="Pak Anu korupsi besar.", at=NIGHT)

    actions.reject_statement(by=novita, statement=statement, reason=WHY, at=NIGHT)

    assert list(Statement.objects.votable()) == []
    assert statement.votes.count() == 1, "everything is kept"
    actions.reconsider_statement(by=novita, statement=statement, at=NIGHT)
    assert list(Statement.objects.votable()) == [statement]


def test_an_accepted_statement_is_taken_back_with_a_reason(novita, aldo, topic, make_statement):
    statement = make_statement("Gedung.", author=aldo)

    actions.withdraw_statement(by=novita, statement=statement, reason=WHY, at=NIGHT)
    assert WHY in told(aldo)[0]
    with pytest.raises(CannotModerate):
        actions.withdraw_statement(by=novita, statement=statement, reason=WHY, at=NIGHT)

    kept = make_statement("Pasar.")
    topic.status = "CLOSED"
    topic.save()
    with pytest.raises(CannotModerate):
        actions.withdraw_statement(by=novita, statement=kept, reason=WHY, at=NIGHT)


def test_merged_statements_point_at_one_that_is_voted_on(novita, aldo, make_statement, make_concern):
    into, old, older = make_statement("Satu."), make_statement("Dua.", author=aldo), make_statement("Tiga.")
    concern = make_concern("Dua.")
    old.origins.create(concern=concern, at=NIGHT)
    Vote.objects.create(participant=aldo, statement=old, value=1, cast_at=NIGHT)

    actions.merge_statements(by=novita, statement=older, into=old, at=NIGHT)
    actions.merge_statements(by=novita, statement=old, into=into, at=NIGHT)

    old.refresh_from_db()
    older.refresh_from_db()
    assert (old.status, old.successor, older.successor) == ("MERGED", into, into)
    assert list(into.origins.values_list("concern", "kind")) == [(concern.pk, "MERGED")]
    assert (old.votes.count(), into.votes.count()) == (1, 0)
    assert "Satu." in told(aldo)[0]


def test_a_statement_is_not_merged_into_nowhere(novita, topic, make_statement, city):
    one, gone = make_statement("Satu."), make_statement("Hilang.", "REJECTED")
    other_topic = type(topic).objects.create(
        city=city, slug="lain", title="Lain", question="Lain?", created_at=NIGHT
    )
    elsewhere = make_statement("Di sana.", where=other_topic)

    for statement, into in ((one, one), (one, gone), (gone, one), (one, elsewhere)):
        with pytest.raises(CannotModerate):
            actions.merge_statements(by=novita, statement=statement, into=into, at=NIGHT)
    one.refresh_from_db()
    assert one.status == "ACCEPTED"


def test_a_statement_written_from_an_own_concern_answers_it_once_accepted(novita, aldo, topic, make_concern):
    concern = make_concern("Gedung itu kosong.", raised_by=aldo)
    statement = actions.write_statement(
        by=aldo, topic=topic, text="Gedung boleh dipakai.", concern=concern, at=NIGHT
    )

    actions.accept_statement(by=novita, statement=statement, at=NIGHT)

    concern.refresh_from_db()
    assert concern.status == "WORDED"


def test_strangers_and_neighbors_decide_nothing(stranger, make_member, other_city, make_concern, make_statement):
    concern, statement, into = (
        make_concern("Gedung."),
        make_statement("Gedung.", "PENDING"),
        make_statement("Ini."),
    )
    for by in (stranger, make_member("nita", "FACILITATOR", other_city), make_member("mia", "MEMBER")):
        for decide in (
            lambda by: actions.accept_concern(by=by, concern=concern, at=NIGHT),
            lambda by: actions.reject_concern(by=by, concern=concern, reason=WHY, at=NIGHT),
            lambda by: actions.merge_concern(by=by, concern=concern, into=make_concern("Lain."), at=NIGHT),
            lambda by: actions.reconsider_concern(by=by, concern=concern, at=NIGHT),
            lambda by: actions.accept_statement(by=by, statement=statement, at=NIGHT),
            lambda by: actions.reword_statement(by=by, statement=statement, text="Lain.", at=NIGHT),
            lambda by: actions.reject_statement(by=by, statement=statement, reason=WHY, at=NIGHT),
            lambda by: actions.withdraw_statement(by=by, statement=into, reason=WHY, at=NIGHT),
            lambda by: actions.merge_statements(by=by, statement=statement, into=into, at=NIGHT),
            lambda by: actions.reconsider_statement(by=by, statement=statement, at=NIGHT),
        ):
            with pytest.raises(PermissionDenied):
                decide(by)
    assert not AuditLine.objects.exists()


def test_every_notice_and_every_decision_has_its_sentence():
    assert NOTICES.keys() <= notices().keys()
    assert VERBS.keys() <= verbs().keys()
    assert set(DECISIONS) <= VERBS.keys()


def test_nothing_of_a_decision_stays_when_its_audit_line_fails(novita, aldo, make_statement, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    statement = make_statement("Gedung.", "PENDING", author=aldo)
    monkeypatch.setattr("muara.web.accounts.models.AuditLine.objects.create", fail)

    with pytest.raises(OSError, match="disk full"):
        actions.accept_statement(by=novita, statement=statement, at=NIGHT)
    statement.refresh_from_db()
    assert (statement.status, Vote.objects.count(), Notice.objects.count()) == ("PENDING", 0, 0)
