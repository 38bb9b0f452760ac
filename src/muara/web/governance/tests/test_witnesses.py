"""Witnesses keep heads; whatever is rewritten afterwards, they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from muara.engine.governance.decisions.recount import Wrong, recount
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Decision, Event, KeptHead, Witness
from muara.web.governance.queries.log import bundle, signed_head
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted, opened


@pytest.fixture
def people(make_participant: Callable[..., Participant]) -> list[Participant]:
    return [make_participant("VERIFIED", verified_by="ROLL") for _ in range(3)]


@pytest.fixture
def decision(city: City, people: list[Participant], novita: User) -> Decision:
    return opened(association(city, people), novita).decision


@pytest.fixture
def saksi(city: City, sekar: User, stranger: User) -> User:
    actions.name_witness(by=sekar, city=city, user=stranger, name="Bu Asih", hub="Cilacap", at=AT)
    return stranger


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let a test do what somebody does who holds the database itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT 'DROP TRIGGER ' || name, sql FROM sqlite_master WHERE type = 'trigger'")
            down, up = zip(*cursor.fetchall(), strict=True)
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            down, up = ("SET session_replication_role = replica",), ("SET session_replication_role = DEFAULT",)
        for statement in down:
            cursor.execute(statement)
        yield
        for statement in up:
            cursor.execute(statement)


def test_a_log_that_grew_begins_with_the_head_that_was_kept(
    decision: Decision, people: list[Participant], saksi: User, sekar: User
) -> None:
    actions.cast_ballot(by=people[0], decision=decision, choice="setuju", key="a", at=LATER)
    kept = actions.keep_head(by=saksi, decision=decision, at=LATER)
    assert actions.keep_head(by=saksi, decision=decision, at=LATER) == kept
    assert (kept.size, KeptHead.objects.count()) == (2, 1)
    actions.cast_ballot(by=people[1], decision=decision, choice="setuju", key="a", at=LATER)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)
    assert actions.check_head(by=saksi, kept=kept, at=END).is_consistent is True
    assert recount(bundle(closed)).to_data() == closed.result
    head = signed_head(closed, 2)
    assert (head.is_genuine, head.head.root, head.key) == (True, kept.root, kept.key)
    assert not replace(head, head=replace(head.head, size=3)).is_genuine


@pytest.mark.parametrize("attack", ["change", "shorten"])
def test_a_log_that_was_rewritten_is_found_by_an_old_head(
    decision: Decision, people: list[Participant], saksi: User, sekar: User, attack: str
) -> None:
    actions.cast_ballot(by=people[0], decision=decision, choice="setuju", key="a", at=LATER)
    kept = actions.keep_head(by=saksi, decision=decision, at=LATER)
    with without_triggers():
        if attack == "change":
            event = Event.objects.get(seq=1)
            Event.objects.filter(pk=event.pk).update(data=event.data.replace("setuju", "tidak"))
        else:
            Event.objects.filter(seq=1).delete()
    assert actions.check_head(by=saksi, kept=kept, at=END).is_consistent is False
    if attack == "change":
        with pytest.raises(Wrong):
            recount(bundle(decision))
        with pytest.raises(actions.CannotClose, match="Catatannya tidak utuh: Peristiwa 1: yang tercatat di sini"):
            actions.close_decision(by=sekar, decision=decision, at=END)


def test_only_the_secretariat_names_witnesses_and_nobody_who_runs_decisions(
    city: City, novita: User, sekar: User, stranger: User
) -> None:
    with pytest.raises(PermissionDenied):
        actions.name_witness(by=novita, city=city, user=stranger, name="Bu Asih", at=AT)
    with pytest.raises(actions.CannotNameWitness):
        actions.name_witness(by=sekar, city=city, user=novita, name="Novita", at=AT)
    with pytest.raises(actions.CannotNameWitness):
        actions.name_witness(by=sekar, city=city, user=stranger, name=" ", at=AT)
    actions.name_witness(by=sekar, city=city, user=stranger, name="Bu Asih", at=AT)
    with pytest.raises(actions.CannotNameWitness):
        actions.name_witness(by=sekar, city=city, user=stranger, name="Bu Asih", at=AT)
    assert Witness.objects.count() == 1


def test_only_a_witness_keeps_heads_and_only_of_a_log(decision: Decision, saksi: User, novita: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.keep_head(by=novita, decision=decision, at=LATER)
    with pytest.raises(actions.CannotKeepHead):
        actions.keep_head(by=saksi, decision=drafted(decision.arrangement, novita, title="Nanti"), at=LATER)
    kept = actions.keep_head(by=saksi, decision=decision, at=LATER)
    with pytest.raises(PermissionDenied):
        actions.check_head(by=novita, kept=kept, at=LATER)
    assert kept.checked_at is None
