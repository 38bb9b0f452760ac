from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import Notice
from muara.web.accounts.notices import sentence
from muara.web.concerns.actions import (
    CannotWordStatement,
    mend_typo,
    merge_concern,
    replace_statement,
    word_statement,
    word_statements,
)
from muara.web.concerns.models import Statement, Vote

pytestmark = pytest.mark.django_db
TEXT = "Gedung kosong milik pemerintah boleh dipakai warga."


def kinds(statement) -> list[tuple[int, str]]:
    return list(statement.origins.order_by("concern").values_list("concern", "kind"))


def told(participant) -> list[str]:
    return [sentence(n.kind, n.params) for n in Notice.objects.filter(participant=participant).order_by("pk")]


def test_a_concern_becomes_a_statement_and_who_raised_it_is_told(novita, aldo, topic, make_concern):
    concern = make_concern("Gedung itu kosong.", raised_by=aldo)

    statement = word_statement(by=novita, topic=topic, concerns=[concern], text=TEXT, at=NIGHT)

    concern.refresh_from_db()
    assert (statement.status, statement.author, concern.status) == ("ACCEPTED", None, "WORDED")
    assert kinds(statement) == [(concern.pk, "WORDED")]
    assert [TEXT in text for text in told(aldo)] == [True]
    assert Notice.objects.get().link == f"/purwokerto/keresahan/{concern.pk}/"


def test_one_concern_is_split_and_several_are_merged(novita, topic, make_concern):
    one, two = make_concern("Gedung kosong, atap jatuh."), make_concern("Gedung depan pasar mangkrak.")

    roof, use = word_statements(
        by=novita, topic=topic, concerns=[one], texts=["Atap gedung berbahaya.", "Gedung boleh dipakai."], at=NIGHT
    )
    later = word_statement(by=novita, topic=topic, concerns=[one], text="Kunci gedung dipegang RT.", at=NIGHT)
    both = word_statement(by=novita, topic=topic, concerns=[one, two], text=TEXT, at=NIGHT)

    assert [kinds(s) for s in (roof, use, later)] == [[(one.pk, "SPLIT")]] * 3
    assert kinds(both) == [(one.pk, "MERGED"), (two.pk, "MERGED")]
    assert [s.number for s in (roof, use, later, both)] == [1, 2, 3, 4]


def test_who_said_the_same_is_told_too(novita, aldo, make_participant, topic, make_concern):
    dewi = make_participant()
    first, second = make_concern("Kosong.", raised_by=aldo), make_concern("Kosong juga.", raised_by=dewi)
    merge_concern(by=novita, concern=second, into=first, at=NIGHT)

    word_statement(by=novita, topic=topic, concerns=[first], text=TEXT, at=NIGHT)

    assert len(told(dewi)) == 2
    assert TEXT in told(dewi)[1]


def test_all_of_the_lines_go_in_or_none(novita, aldo, topic, make_concern, make_statement):
    make_statement(TEXT)
    concern = make_concern("Gedung.", raised_by=aldo)

    for bad in (TEXT, "x" * 161):
        with pytest.raises(CannotWordStatement):
            word_statements(by=novita, topic=topic, concerns=[concern], texts=["Baik sekali.", bad], at=NIGHT)
    concern.refresh_from_db()
    assert (Statement.objects.count(), concern.status, told(aldo)) == (1, "RAISED", [])


def test_no_wording_without_a_concern_that_counts_or_in_a_closed_topic(novita, topic, make_concern):
    with pytest.raises(CannotWordStatement):
        word_statement(by=novita, topic=topic, concerns=[], text=TEXT, at=NIGHT)
    for status in ("REJECTED", "MERGED"):
        with pytest.raises(CannotWordStatement):
            word_statement(
                by=novita, topic=topic, concerns=[make_concern("Kosong.", status=status)], text=TEXT, at=NIGHT
            )
    topic.status = "CLOSED"
    topic.save()
    with pytest.raises(CannotWordStatement):
        word_statement(by=novita, topic=topic, concerns=[make_concern("Kosong.")], text=TEXT, at=NIGHT)
    assert not Statement.objects.exists()


def test_strangers_and_neighbors_word_nothing(stranger, novita, topic, make_concern, other_city):
    with pytest.raises(PermissionDenied):
        word_statement(by=stranger, topic=topic, concerns=[make_concern("Kosong.")], text=TEXT, at=NIGHT)
    with pytest.raises(PermissionDenied):
        word_statement(by=novita, topic=topic, concerns=[make_concern("Kosong.", other_city)], text=TEXT, at=NIGHT)
    assert not Statement.objects.exists()


def test_a_mended_typo_keeps_votes_and_old_words(novita, aldo, make_participant, make_statement):
    statement = make_statement("Gedug kosong boleh dipakai warga.", author=aldo)
    Vote.objects.create(participant=make_participant(), statement=statement, value=-1, cast_at=NIGHT)

    mend_typo(by=novita, statement=statement, text="Gedung kosong boleh dipakai warga.", at=NIGHT)

    statement.refresh_from_db()
    assert (statement.text, statement.version, statement.status) == (
        "Gedung kosong boleh dipakai warga.", 2, "ACCEPTED",
    )  # fmt: skip
    assert list(statement.versions.values_list("version", "text")) == [(1, "Gedug kosong boleh dipakai warga.")]
    assert statement.votes.count() == 1
    assert len(told(aldo)) == 1


@pytest.mark.parametrize(
    "text", ["Gedung kosong tidak boleh dipakai.", "Gedung kosong boleh dipakai.", "", "x" * 161]
)
def test_a_changed_meaning_is_no_typo(novita, make_statement, text):
    statement = make_statement("Gedung kosong boleh dipakai.")

    with pytest.raises(CannotWordStatement):
        mend_typo(by=novita, statement=statement, text=text, at=NIGHT)
    statement.refresh_from_db()
    assert (statement.version, statement.versions.count()) == (1, 0)


def test_a_replaced_statement_keeps_its_votes_and_the_new_one_begins_with_none(
    novita, aldo, topic, make_concern, make_participant
):
    concern = make_concern("Gedung.", raised_by=aldo)
    old = word_statement(by=novita, topic=topic, concerns=[concern], text=TEXT, at=NIGHT)
    Vote.objects.create(participant=make_participant(), statement=old, value=1, cast_at=NIGHT)

    new = replace_statement(by=novita, statement=old, text="Gedung kosong disewakan kepada koperasi.", at=NIGHT)

    old.refresh_from_db()
    assert (old.status, old.successor, old.votes.count()) == ("REPLACED", new, 1)
    assert (new.status, new.number, new.votes.count()) == ("ACCEPTED", 2, 0)
    assert kinds(new) == [(concern.pk, "WORDED")]
    assert list(Statement.objects.votable()) == [new]
    assert new.text in told(aldo)[1]


@pytest.mark.parametrize("status", ["REJECTED", "MERGED", "REPLACED"])
def test_what_is_out_of_use_is_neither_mended_nor_replaced(novita, make_statement, status):
    statement = make_statement("Gedung kosong boleh dipakai.", status)

    for change in (mend_typo, replace_statement):
        with pytest.raises(CannotWordStatement):
            change(by=novita, statement=statement, text="Gedung kosong boleh dipakai!", at=NIGHT)
    assert Statement.objects.count() == 1


def test_nothing_changes_in_a_closed_topic_but_a_typo(novita, topic, make_statement):
    statement = make_statement("Gedug kosong boleh dipakai.")
    topic.status = "CLOSED"
    topic.save()

    with pytest.raises(CannotWordStatement):
        replace_statement(by=novita, statement=statement, text="Lain sama sekali.", at=NIGHT)
    mend_typo(by=novita, statement=statement, text="Gedung kosong boleh dipakai.", at=NIGHT)


def test_a_stranger_changes_no_words(stranger, make_statement):
    for change in (mend_typo, replace_statement):
        with pytest.raises(PermissionDenied):
            change(by=stranger, statement=make_statement(f"Gedung {change}"), text="Lain.", at=NIGHT)
