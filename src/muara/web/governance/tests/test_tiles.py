"""Receipts of a long log: proved from a part of it, and by all of it where something was changed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muara.engine.governance.decisions import events, read_rules
from muara.engine.ledger import TILE, MerkleTree, leaf_hash, verify_inclusion
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.ledger import write_event
from muara.web.governance.models import Decision, Event, Tile
from muara.web.governance.queries import log
from muara.web.governance.tests.deciding import association, opened
from muara.web.governance.tests.test_witnesses import without_triggers

LONG = 2 * TILE + 40
SEAL = "ab" * 32


@pytest.fixture
def decision(city: City, make_participant: Callable[..., Participant], novita: User) -> Decision:
    made = opened(association(city, [make_participant("VERIFIED", verified_by="ROLL")]), novita).decision
    for n in range(1, LONG):
        write_event(made, events.balloted(f"{n:064x}", "setuju", seal=SEAL))
    return made


def receipt(decision: Decision, seq: int) -> str:
    return f"{decision.slug}/{seq}/{Event.objects.get(decision=decision, seq=seq).leaf}"


def change(seq: int, **what: Any) -> None:
    with without_triggers():
        Event.objects.filter(seq=seq).update(**what)


def whole(decision: Decision) -> MerkleTree:
    rows = Event.objects.filter(decision=decision).order_by("seq").values_list("data", flat=True)
    return MerkleTree(leaf_hash(data.encode()) for data in rows)


def test_a_receipt_is_proved_by_the_events_of_two_tiles(decision: Decision, city: City) -> None:
    tree = whole(decision)
    for seq in (0, 3, TILE - 1, TILE, LONG - 1):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = log.check_receipt_text(receipt(decision, seq), city)
        assert (found.problem, found.proof) == ("", tuple(part.hex() for part in tree.inclusion(seq)))
        assert found.head is not None
        assert found.head.is_genuine
        assert found.head.head.root == tree.root().hex()
        assert len(asked) <= 6
    assert [bytes.fromhex(one.root) for one in Tile.objects.order_by("number")] == [
        tree.frontier(TILE).root,
        MerkleTree(leaf_hash(data.encode()) for data in _data(TILE, 2 * TILE)).root(),
    ]


def _data(first: int, end: int) -> list[str]:
    return list(Event.objects.filter(seq__gte=first, seq__lt=end).order_by("seq").values_list("data", flat=True))


def test_old_heads_are_those_of_the_events(decision: Decision) -> None:
    tree = whole(decision)
    for size in (1, TILE - 1, TILE, TILE + 1, 2 * TILE, LONG - 1, LONG):
        assert log.signed_head(decision, size).head.root == tree.root(size).hex()


@pytest.mark.parametrize("spoil", ["other", "gone", "letters"])
def test_tiles_that_are_wrong_are_passed_over(decision: Decision, city: City, spoil: str) -> None:
    first = Tile.objects.filter(number=0)
    if spoil == "gone":
        first.delete()
    else:
        first.update(root="00" * 32 if spoil == "other" else "x" * 64)
    for seq in (3, TILE + 3, LONG - 1):
        found = log.check_receipt_text(receipt(decision, seq), city)
        assert found.head is not None
        proof = [bytes.fromhex(part) for part in found.proof]
        leaf, root = bytes.fromhex(receipt(decision, seq)[-64:]), bytes.fromhex(found.head.head.root)
        assert (found.problem, verify_inclusion(leaf, seq, LONG, proof, root)) == ("", True)
    assert log.signed_head(decision, TILE + 9).head.root == whole(decision).root(TILE + 9).hex()


def test_an_event_that_says_something_else_is_found_though_its_hash_was_left(
    decision: Decision, city: City
) -> None:
    mine, data = receipt(decision, 5), Event.objects.get(seq=5).data
    change(5, data=data.replace("setuju", "tidak"))
    assert log.check_receipt_text(mine, city).problem == "other"


def test_a_change_beside_a_ballot_tears_the_log(decision: Decision, city: City) -> None:
    mine, data = receipt(decision, 5), Event.objects.get(seq=9).data.replace("setuju", "tidak")
    change(9, data=data, leaf=leaf_hash(data.encode()).hex())
    found = log.check_receipt_text(mine, city)
    assert (found.problem, found.proof) == ("torn", ())


def test_a_ballot_that_was_taken_out_is_missing(decision: Decision, city: City) -> None:
    mine = receipt(decision, 5)
    with without_triggers():
        Event.objects.filter(seq=5).delete()
    assert log.check_receipt_text(mine, city).problem == "missing"


def test_logs_from_before_get_the_tiles_that_they_would_have(decision: Decision) -> None:
    written = list(Tile.objects.order_by("number").values_list("number", "root"))
    Tile.objects.filter(number=1).delete()
    import_module("muara.web.governance.migrations.0005_tiles_of_older_logs").fill(apps, None)
    assert list(Tile.objects.order_by("number").values_list("number", "root")) == written


def test_events_are_counted_by_what_they_are_and_not_by_what_they_say(
    city: City, make_participant: Callable[..., Participant], novita: User
) -> None:
    made = opened(association(city, [make_participant("VERIFIED", verified_by="ROLL")]), novita).decision
    rules = read_rules(made.rules)
    said = 'x","kind":"sealed","y'
    bodies = [
        events.balloted("a", "setuju", seal=SEAL),
        events.sealed(SEAL),
        events.balloted("b", "tidak", seal=SEAL, channel="paper", recorder=said),
        events.hands({}, rules, recorder=said, witness="y"),
        events.objected(1, "a", reason=said),
        events.moved(1, "stands", by="y"),
        events.closed(closed_by=said, at="21:00", ballots=2, lot=said),
    ]
    for body in bodies:
        write_event(made, body)

    assert log.kinds_of(made) == [
        ("open", 1), ("ballot", 2), ("sealed", 1), ("hands", 1), ("objection", 1), ("moved", 1), ("close", 1),
    ]  # fmt: skip
