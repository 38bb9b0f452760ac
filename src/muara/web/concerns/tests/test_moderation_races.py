"""What two facilitators, or two residents, do at the same moment. Only PostgreSQL can show these faults."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils.module_loading import import_string

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Notice
from muara.web.concerns import actions
from muara.web.concerns.models import Concern, Statement, Vote
from muara.web.concerns.tests.test_vote_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a step of an action take its time after it has read, so that what is not locked is seen to meet."""

    def slow_down(path: str) -> None:
        step = import_string(path)

        def wait(*args: Any, **kwargs: Any) -> Any:
            found = step(*args, **kwargs)
            time.sleep(0.15)
            return found

        monkeypatch.setattr(path, wait)

    return slow_down


def outcome(work: Callable[[], Any]) -> Callable[[], str]:
    def run() -> str:
        try:
            work()
        except (
            actions.CannotModerate,
            actions.CannotWordStatement,
            actions.CannotWriteStatement,
            actions.CannotRaiseConcern,
            actions.CannotRunTopic,
        ) as refusal:
            return type(refusal).__name__
        return "done"

    return run


def test_two_moderators_decide_at_once_and_one_wins(novita, sekar, aldo, topic, make_statement, slow):
    statement = make_statement("Gedung boleh dipakai.", "PENDING", author=aldo)
    slow("muara.web.concerns.actions.moderating.lock_statement")
    connection.close()

    answers = at_once(
        outcome(lambda: actions.accept_statement(by=novita, statement=statement, at=NIGHT)),
        outcome(lambda: actions.reject_statement(by=sekar, statement=statement, reason="Nama.", at=NIGHT)),
    )

    assert sorted(answers) == ["CannotModerate", "done"]
    statement.refresh_from_db()
    accepted = answers[0] == "done"
    assert statement.status == ("ACCEPTED" if accepted else "REJECTED")
    assert Vote.objects.count() == (1 if accepted else 0)
    assert AuditLine.objects.count() == Notice.objects.count() == 1


def test_a_concern_is_worded_or_put_aside_and_never_both(novita, sekar, topic, make_concern):
    concern = make_concern("Gedung kosong.")
    connection.close()

    answers = at_once(
        outcome(
            lambda: actions.word_statement(
                by=novita, topic=topic, concerns=[concern], text="Gedung boleh dipakai.", at=NIGHT
            )
        ),
        outcome(lambda: actions.reject_concern(by=sekar, concern=concern, reason="Nama.", at=NIGHT)),
    )

    assert answers.count("done") == 1
    concern.refresh_from_db()
    assert (concern.status, Statement.objects.count()) == (
        ("WORDED", 1) if answers[0] == "done" else ("REJECTED", 0)
    )


def test_many_write_at_once_and_every_statement_has_its_own_number(topic, make_participant, slow):
    people = [make_participant() for _ in range(6)]
    slow("muara.web.concerns.actions.writing.next_number")
    connection.close()

    answers = at_once(
        *(
            outcome(
                lambda person=person, n=n: actions.write_statement(
                    by=person, topic=topic, text=f"Gagasan nomor {n // 2}.", at=NIGHT
                )
            )
            for n, person in enumerate(people)
        )
    )

    assert sorted(answers) == ["AlreadyWritten"] * 3 + ["done"] * 3
    assert sorted(Statement.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_a_card_sent_twice_at_once_is_kept_once(aldo, slow):
    slow("muara.web.concerns.actions.raising._check")
    connection.close()

    answers = at_once(
        *[outcome(lambda: actions.raise_concern(by=aldo, because="Warung sepi.", at=NIGHT)) for _ in range(4)]
    )

    assert sorted(answers) == ["AlreadyRaised"] * 3 + ["done"]
    assert Concern.objects.count() == 1


def test_two_topics_of_one_title_have_two_addresses(novita, sekar, city, slow):
    slow("muara.web.concerns.actions.topics._free_slug")
    connection.close()

    answers = at_once(
        *[
            outcome(
                lambda by=by: actions.plan_topic(by=by, city=city, title="Gedung", question="Siapa?", at=NIGHT)
            )
            for by in (novita, sekar)
        ]
    )

    assert answers == ["done", "done"]
    assert set(city.topics.values_list("slug", flat=True)) == {"gedung", "gedung-2"}


def test_statements_merged_into_each_other_at_once_leave_one_on_the_ballot(novita, sekar, make_statement, slow):
    one, two = make_statement("Satu."), make_statement("Dua.")
    slow("muara.web.concerns.actions.moderating.lock_statement")
    connection.close()

    answers = at_once(
        outcome(lambda: actions.merge_statements(by=novita, statement=one, into=two, at=NIGHT)),
        outcome(lambda: actions.merge_statements(by=sekar, statement=two, into=one, at=NIGHT)),
    )

    assert sorted(answers) == ["CannotModerate", "done"]
    assert Statement.objects.votable().count() == 1


def test_a_concern_is_not_joined_with_one_that_is_joined_at_the_same_moment(novita, sekar, make_concern):
    one, two = make_concern("Satu."), make_concern("Dua.")
    connection.close()

    answers = at_once(
        outcome(lambda: actions.merge_concern(by=novita, concern=one, into=two, at=NIGHT)),
        outcome(lambda: actions.merge_concern(by=sekar, concern=two, into=one, at=NIGHT)),
    )

    assert answers.count("done") == 1
    assert Concern.objects.filter(status="RAISED").count() == 1
