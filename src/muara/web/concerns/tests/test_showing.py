"""What somebody had in front of them is kept once, by voting and never by looking."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import NIGHT
from muara.web.accounts.actions.leaving import _delete_what_goes
from muara.web.concerns.actions import VotingIsClosed, cast_vote, move_votes, note_shown
from muara.web.concerns.models import Shown, Vote
from muara.web.concerns.tests.test_voting_pages import address, press, statements  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("htmx", [True, False])
def test_the_statement_that_comes_next_is_kept(client, address, statements, htmx):  # noqa: F811
    answer = press(client, address, statements[0], htmx=htmx)
    page = answer if htmx else client.get(answer["Location"])

    (shown,) = Shown.objects.all()
    assert shown.statement.text in page.content.decode()
    assert shown.statement != statements[0]
    assert shown.participant == Vote.objects.get().participant


def test_looking_keeps_nothing(client, address, statements):  # noqa: F811
    press(client, address, statements[0])
    Shown.objects.all().delete()

    client.get(address)

    assert not Shown.objects.exists()


def test_a_statement_is_kept_once(client, address, statements):  # noqa: F811
    for n in range(12):
        press(client, address, statements[n], htmx=True)
        press(client, address, statements[n], value=-1, htmx=True)

    person = Vote.objects.first().participant
    kept = Shown.objects.filter(participant=person).values_list("statement", flat=True)
    assert len(kept) == len(set(kept)) <= 11


def test_a_refused_vote_keeps_nothing(address, statements, topic):  # noqa: F811
    phone = Client()
    press(phone, address, statements[0])
    Shown.objects.all().delete()
    topic.status = "CLOSED"
    topic.save()

    press(phone, address, statements[1], htmx=True)

    assert not Shown.objects.exists()


def test_a_guest_who_signs_in_takes_it_along(aldo, novita, make_participant, statements):  # noqa: F811
    guest = make_participant()
    for person, n in ((guest, 0), (guest, 1), (aldo, 1)):
        note_shown(by=person, statement_id=statements[n].pk, at=NIGHT)

    move_votes(by=novita, source=guest, target=aldo, at=NIGHT)

    assert set(Shown.objects.values_list("participant", "statement")) == {
        (aldo.pk, statements[0].pk),
        (aldo.pk, statements[1].pk),
    }


def test_who_asks_to_be_forgotten_leaves_none_of_it(aldo, statements):  # noqa: F811
    note_shown(by=aldo, statement_id=statements[0].pk, at=NIGHT)

    _delete_what_goes("accounts.participant", aldo)

    assert not Shown.objects.exists()


def test_a_vote_and_what_comes_next_are_one_write(aldo, statements):  # noqa: F811
    first, second = statements[:2]

    with CaptureQueriesContext(connection) as asked:
        for key in ("kunci-satu", "kunci-satu"):  # the same key again stores nothing
            cast_vote(
                by=aldo, statement_id=first.pk, value=1, is_important=False, key=key, at=NIGHT, then=second.pk
            )

    assert list(Shown.objects.values_list("participant", "statement")) == [(aldo.pk, second.pk)]
    writes = [one["sql"] for one in asked if "concerns_shown" in one["sql"]]
    if connection.vendor == "postgresql":
        assert all("concerns_voteevent" in sql for sql in writes)
    else:
        (begin,) = [n for n, one in enumerate(asked) if "concerns_shown" in one["sql"]]
        assert "concerns_vote " in asked[begin - 1]["sql"]  # between the two no transaction ended


def test_a_vote_that_is_refused_shows_nothing(aldo, statements, topic):  # noqa: F811
    topic.status = "CLOSED"
    topic.save()

    with pytest.raises(VotingIsClosed):
        cast_vote(
            by=aldo, statement_id=statements[0].pk, value=1, is_important=False, key="kunci-satu", at=NIGHT,
            then=statements[1].pk,
        )  # fmt: skip

    assert not Shown.objects.exists()
