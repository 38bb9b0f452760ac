"""Heads, rolls, receipts: what is kept elsewhere finds what was changed here."""

import random

import pytest

from muara.engine.errors import BadEvent
from muara.engine.ledger import (
    Break,
    Head,
    MerkleTree,
    Receipt,
    SignedHead,
    Voter,
    check_receipt,
    commitment,
    find_break,
    follows,
    leaf_hash,
    make_roll,
    new_key,
    read_head,
    read_receipt,
    roll_digest,
    sign_head,
    voter_tag,
)

SECRET = bytes(range(32))
LEAVES = [leaf_hash(f"event {n}".encode()) for n in range(30)]


def head_of(leaves: list[bytes]) -> Head:
    return Head("rat-2026", len(leaves), MerkleTree(leaves).root().hex())


def test_signatures_are_those_of_rfc_8032():
    # Section 7.1, test 1: the empty message cannot be a head, so key and curve are held here.
    assert new_key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")) == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


def test_a_head_that_was_touched_is_not_genuine():
    signed = sign_head(head_of(LEAVES), SECRET)
    head, key, signature = signed.head, signed.key, signed.signature

    assert signed.is_genuine
    assert not SignedHead(Head("rat-2027", head.size, head.root), key, signature).is_genuine
    assert not SignedHead(Head(head.decision, 29, head.root), key, signature).is_genuine
    assert not SignedHead(Head(head.decision, 30, "00" * 32), key, signature).is_genuine
    assert not SignedHead(head, new_key(bytes(32)), signature).is_genuine
    assert not SignedHead(head, key, signature[:-2]).is_genuine
    assert not SignedHead(head, "zz", signature).is_genuine


@pytest.mark.parametrize("data", [None, [], {}, {"head": {}, "key": "", "signature": ""}])
def test_what_is_no_head_is_refused(data):
    with pytest.raises(BadEvent, match="Not a signed head"):
        read_head(data)


def test_a_head_with_a_size_in_words_is_refused():
    data = sign_head(head_of(LEAVES), SECRET).to_data()
    data["head"] = {**data["head"], "size": "30"}
    with pytest.raises(BadEvent, match="Not a signed head"):
        read_head(data)


def test_a_witness_follows_a_log_that_only_grew():
    tree = MerkleTree(LEAVES)

    assert all(follows(head_of(LEAVES[:n]), head_of(LEAVES), tree.consistency(n)) for n in range(31))
    assert not follows(Head("other", 3, tree.root(3).hex()), head_of(LEAVES), tree.consistency(3))
    assert not follows(Head("rat-2026", 3, "no root"), head_of(LEAVES), tree.consistency(3))


@pytest.mark.parametrize("attack", ["change", "delete", "insert", "swap", "truncate"])
def test_one_old_head_finds_every_attack_on_what_it_saw_even_when_all_is_recomputed(attack):
    rng = random.Random(attack)
    kept = [head_of(LEAVES[:20])]
    for _ in range(40):
        forged, at = list(LEAVES), rng.randrange(19)
        if attack == "change":
            forged[at] = leaf_hash(b"forged")
        elif attack == "delete":
            del forged[at]
        elif attack == "insert":
            forged.insert(at, leaf_hash(b"forged"))
        elif attack == "swap":
            forged[at], forged[at + 1] = forged[at + 1], forged[at]
        else:
            del forged[rng.randrange(20) :]

        assert find_break(forged, kept) == Break(attack == "truncate", 0, 20)
    assert find_break(LEAVES, kept) is None


def test_what_happened_after_the_head_is_beyond_what_its_holder_can_say():
    forged = [*LEAVES[:25], leaf_hash(b"forged")]

    assert find_break(forged, [head_of(LEAVES[:20])]) is None
    assert find_break(forged, [head_of(LEAVES), head_of(LEAVES[:20])]) == Break(True, 20, 30)


def test_a_receipt_holds_for_its_own_event_alone():
    tree, head = MerkleTree(LEAVES), head_of(LEAVES)
    receipt = Receipt("rat-2026", 7, LEAVES[7].hex())

    assert check_receipt(receipt, tree.inclusion(7), head)
    assert not check_receipt(Receipt("rat-2026", 8, receipt.leaf), tree.inclusion(7), head)
    assert not check_receipt(Receipt("rat-2027", 7, receipt.leaf), tree.inclusion(7), head)
    assert not check_receipt(Receipt("rat-2026", 7, LEAVES[8].hex()), tree.inclusion(7), head)
    assert not check_receipt(receipt, tree.inclusion(7), Head("rat-2026", 30, "no root"))


@pytest.mark.parametrize(
    "text", ["", "/", "a/b/c", "rat/7/" + "ab" * 31, "rat/-7/" + "ab" * 32, "../7/" + "ab" * 32]
)
def test_what_is_no_receipt_is_refused(text):
    with pytest.raises(BadEvent, match="Not a receipt"):
        read_receipt(text)


def test_the_roll_has_one_hash_whatever_the_order_and_another_at_any_change():
    roll = [Voter(tag) for tag in "dacb"]
    found = roll_digest(make_roll(roll))

    assert roll_digest(make_roll(reversed(roll))) == found
    assert roll_digest(make_roll(roll[:3])) != found
    assert roll_digest(make_roll([*roll[:3], Voter("b", 2)])) != found


@pytest.mark.parametrize("weight", [0, -1, True, 1.5])
def test_a_weight_is_a_whole_number_from_one(weight):
    with pytest.raises(BadEvent, match="weighs"):
        make_roll([Voter("a", weight)])


def test_tags_of_two_decisions_cannot_be_joined_and_without_the_salt_nobody_is_found():
    one = voter_tag(bytes(32), decision="d1", member="m7")

    assert one != voter_tag(bytes(32), decision="d2", member="m7")
    assert one != voter_tag(bytes([1] * 32), decision="d1", member="m7")
    assert len(one) == 64
    with pytest.raises(BadEvent, match="32 bytes"):
        commitment(b"short", {})
