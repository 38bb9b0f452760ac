from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.concerns.actions import (
    AlreadyWritten,
    CannotSeed,
    CannotWriteStatement,
    accept_statement,
    seed_statements,
    write_statement,
)
from muara.web.concerns.models import Statement, Vote
from muara.web.concerns.text import advice_on, changes_meaning, fold_text

pytestmark = pytest.mark.django_db
TEXT = "Gedung kosong boleh dipakai warga untuk berkumpul."


def test_a_statement_waits_for_the_moderator_and_its_author_agrees_when_it_is_accepted(aldo, novita, topic):
    statement = write_statement(by=aldo, topic=topic, text=TEXT, role="sanggar", at=NIGHT)
    assert (statement.status, statement.number, statement.role) == ("PENDING", 1, "sanggar")
    assert not Vote.objects.exists()

    accept_statement(by=novita, statement=statement, at=NIGHT)
    assert list(Vote.objects.values_list("participant", "statement", "value")) == [(aldo.pk, statement.pk, 1)]


def test_where_moderation_comes_after_the_author_agrees_at_once(aldo, topic):
    topic.moderation = "AFTER"
    topic.save()

    statement = write_statement(by=aldo, topic=topic, text=TEXT, at=NIGHT)

    assert statement in Statement.objects.votable()
    assert Vote.objects.get().value == 1


def test_who_may_write_and_not_vote_leaves_no_vote(make_participant, topic):
    topic.moderation, topic.who_may_vote = "AFTER", "VERIFIED"
    topic.save()

    write_statement(by=make_participant("GUEST"), topic=topic, text=TEXT, at=NIGHT)

    assert not Vote.objects.exists()


@pytest.mark.parametrize(("who", "tiers"), [("INVITED", {"GUEST"}), ("VERIFIED", {"GUEST", "INVITED"})])
def test_the_topic_says_who_may_write(make_participant, topic, who, tiers):
    topic.who_may_write = who
    topic.save()
    for tier in ("GUEST", "INVITED", "VERIFIED"):
        if tier in tiers:
            with pytest.raises(PermissionDenied):
                write_statement(by=make_participant(tier), topic=topic, text=f"{TEXT} {tier}", at=NIGHT)
        else:
            write_statement(by=make_participant(tier), topic=topic, text=f"{TEXT} {tier}", at=NIGHT)
    assert Statement.objects.count() == 3 - len(tiers)


def test_nobody_writes_in_another_city_or_in_a_closed_topic(make_participant, other_city, aldo, topic):
    with pytest.raises(PermissionDenied):
        write_statement(by=make_participant(where=other_city), topic=topic, text=TEXT, at=NIGHT)
    for status in ("DRAFT", "CLOSED"):
        topic.status = status
        topic.save()
        with pytest.raises(CannotWriteStatement):
            write_statement(by=aldo, topic=topic, text=TEXT, at=NIGHT)
    assert not Statement.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 161])
def test_no_statement_without_words_or_with_too_many(aldo, topic, text):
    with pytest.raises(CannotWriteStatement):
        write_statement(by=aldo, topic=topic, text=text, at=NIGHT)
    assert not Statement.objects.exists()


def test_what_is_said_already_is_pointed_at(aldo, topic, make_statement):
    known = make_statement(TEXT)
    merged = make_statement("Gedung yang kosong untuk warga.", "MERGED", successor=known)

    for text in (TEXT.upper().rstrip("."), merged.text):
        with pytest.raises(AlreadyWritten) as refusal:
            write_statement(by=aldo, topic=topic, text=text, at=NIGHT)
        assert refusal.value.statement == known


def test_many_statements_at_a_stretch_have_to_wait(aldo, topic):
    for n in range(10):
        write_statement(by=aldo, topic=topic, text=f"{TEXT} {n}", at=NIGHT)

    with pytest.raises(CannotWriteStatement):
        write_statement(by=aldo, topic=topic, text="Lain lagi.", at=NIGHT + timedelta(minutes=9))
    write_statement(by=aldo, topic=topic, text="Lain lagi.", at=NIGHT + timedelta(minutes=11))


def test_pasted_lines_become_accepted_seeds(novita, topic, make_statement):
    make_statement("Yang pertama.")

    made = seed_statements(by=novita, topic=topic, lines="  Satu gagasan.\n\nDua   gagasan.\r\n", at=NIGHT)

    assert [(s.number, s.text, s.status, s.is_seed) for s in made] == [
        (2, "Satu gagasan.", "ACCEPTED", True),
        (3, "Dua gagasan.", "ACCEPTED", True),
    ]


def test_every_bad_line_is_named_and_nothing_is_taken_over(novita, topic, make_statement):
    make_statement("Sudah ada.")
    lines = f"Baik.\n{'x' * 161}\nsudah ADA\n\nbaik"

    with pytest.raises(CannotSeed) as refusal:
        seed_statements(by=novita, topic=topic, lines=lines, at=NIGHT)

    assert [number for number, _ in refusal.value.errors] == [2, 3, 5]
    assert topic.statements.count() == 1


@pytest.mark.parametrize("lines", ["", "\n \n", "\n".join(f"Baris {n}" for n in range(501))])
def test_nothing_or_far_too_much_is_refused(novita, topic, lines):
    with pytest.raises(CannotSeed):
        seed_statements(by=novita, topic=topic, lines=lines, at=NIGHT)
    assert not topic.statements.exists()


def test_only_facilitators_seed_and_only_before_the_topic_closes(stranger, novita, topic):
    with pytest.raises(PermissionDenied):
        seed_statements(by=stranger, topic=topic, lines="Satu.", at=NIGHT)
    topic.status = "CLOSED"
    topic.save()
    with pytest.raises(CannotSeed):
        seed_statements(by=novita, topic=topic, lines="Satu.", at=NIGHT)
    assert not topic.statements.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Apakah gedung itu boleh dipakai warga?",
        "Gedung itu kosong. Warga boleh memakainya.",
        "Gedung dan lapangan dan balai dipakai warga.",
        "Setuju, gedung itu untuk warga.",
        "Gedung kosong",
    ],
)
def test_a_second_look_is_advised(text):
    assert len(advice_on(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Biaya Rp12.500 per bulan untuk gedung terasa wajar.",
        "Nyong wedi gedunge dienggo maning ning ora ana sing ngrumat.",
        "Setujunya warga harus tertulis di balai desa.",
        "Bapak dan ibu di RT 3 boleh memakai gedung itu.",
    ],
)
def test_one_idea_needs_no_advice(text):
    assert advice_on(text) == []


def test_texts_are_the_same_when_only_their_dress_differs():
    assert fold_text("Café  SEPI, ya!") == fold_text("cafe sepi ya")
    assert fold_text("Warung sepi") != fold_text("Warung sepi sekali")
    assert fold_text("👍") == "👍"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("Gedug kosong boleh dipakai.", "Gedung kosong boleh dipakai.", False),
        ("gedung kosong boleh dipakai", "Gedung kosong boleh dipakai.", False),
        ("Gedung kosong boleh dipakai.", "Gedung kosong tidak boleh dipakai.", True),
        ("Sewa Rp10.000 wajar.", "Sewa Rp100.000 wajar.", True),
        ("Gedung kosong boleh dipakai.", "Pasar malam harus diatur warga.", True),
        ("Gedunge ora kena dienggo.", "Gedunge kena dienggo.", True),
    ],
)
def test_a_typo_changes_no_meaning(old, new, changes):
    assert changes_meaning(old, new) is changes
