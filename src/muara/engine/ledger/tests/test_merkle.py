"""The tree equals the published one, its proofs hold, and no proof that was touched does."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadEvent
from muara.engine.ledger import (
    EMPTY,
    Frontier,
    MerkleTree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# Certificate Transparency, cpp/merkletree/merkle_tree_test.cc (google/certificate-transparency): eight inputs, the
# root after each, and audit paths.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {  # (place, size): path
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
GROWTHS = {  # (old, new): proof
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


@pytest.fixture(scope="module")
def published() -> MerkleTree:
    return MerkleTree(map(leaf_hash, INPUTS))


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word by word."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def test_an_empty_log_has_the_published_root():
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert MerkleTree().root() == Frontier().root == EMPTY


def test_the_roots_are_the_published_ones(published):
    assert [published.root(n).hex() for n in range(1, 9)] == ROOTS


@pytest.mark.parametrize(("place", "size"), PATHS)
def test_the_paths_are_the_published_ones(published, place, size):
    assert [part.hex() for part in published.inclusion(place, size)] == PATHS[place, size]


@pytest.mark.parametrize(("old", "new"), GROWTHS)
def test_the_proofs_of_growth_are_the_published_ones(published, old, new):
    assert [part.hex() for part in published.consistency(old, new)] == GROWTHS[old, new]


def test_every_proof_of_every_small_log_holds():
    leaves = [leaf_hash(bytes([n])) for n in range(40)]
    tree = MerkleTree(leaves)

    for size in range(1, 41):
        root = tree.root(size)
        assert root == by_definition(leaves[:size]) == tree.frontier(size).root
        for place in range(size):
            assert verify_inclusion(leaves[place], place, size, tree.inclusion(place, size), root)
        for old in range(size + 1):
            assert verify_consistency(old, size, tree.root(old), root, tree.consistency(old, size))


def test_no_proof_that_was_touched_holds():
    rng, refused = random.Random(20261124), 0
    leaves = [leaf_hash(bytes([n])) for n in range(64)]
    tree, other = MerkleTree(leaves), leaf_hash(b"other")
    for size in range(2, 65, 3):
        root = tree.root(size)
        for place in range(size):
            proof = tree.inclusion(place, size)
            at = rng.randrange(len(proof))
            touched = [
                (leaves[place], place, [*proof[:at], other, *proof[at + 1 :]], root),
                (leaves[place], place, proof[:-1], root),
                (leaves[place], place, [*proof, other], root),
                (leaves[place], place, [other, *proof], root),
                (leaves[place], (place + 1) % size, proof, root),
                (other, place, proof, root),
                (leaves[place], place, proof, other),
            ]
            for leaf, where, path, top in touched:
                assert not verify_inclusion(leaf, where, size, path, top)
                refused += 1
        for old in range(1, size):
            proof, early = tree.consistency(old, size), tree.root(old)
            at = rng.randrange(len(proof))
            for path in ([*proof[:at], other, *proof[at + 1 :]], proof[:-1], [*proof, other], [other, *proof]):
                assert not verify_consistency(old, size, early, root, path)
                refused += 1
            assert not verify_consistency(old, size, other, root, proof)
            assert not verify_consistency(old, size, early, other, proof)
    assert refused > 7000


@pytest.mark.parametrize("place", [-1, 3, 7])
def test_a_place_outside_the_log_is_refused(published, place):
    with pytest.raises(BadEvent, match="no place"):
        published.inclusion(place, 3)
    assert not verify_inclusion(leaf_hash(b""), place, 3, [], published.root(3))


def test_a_size_that_the_log_never_had_is_refused(published):
    for ask in (lambda: published.root(9), lambda: published.frontier(-1), lambda: published.inclusion(0, 9)):
        with pytest.raises(BadEvent, match="8 entries"):
            ask()
    with pytest.raises(BadEvent, match="did not grow"):
        published.consistency(5, 3)
    assert not verify_consistency(5, 3, EMPTY, EMPTY, [])


def test_a_frontier_with_the_wrong_number_of_peaks_is_refused():
    with pytest.raises(BadEvent, match="does not have 1 peaks"):
        Frontier(3, (EMPTY,))


def test_from_nothing_every_log_follows_but_only_with_the_root_of_nothing():
    assert verify_consistency(0, 3, EMPTY, leaf_hash(b"x"), [])
    assert not verify_consistency(0, 3, leaf_hash(b""), leaf_hash(b"x"), [])
    assert not verify_consistency(0, 3, EMPTY, leaf_hash(b"x"), [EMPTY])


@given(st.lists(st.binary(max_size=8), max_size=70), st.data())
def test_a_frontier_kept_anywhere_goes_on_to_the_same_root(entries, data):
    leaves = [leaf_hash(entry) for entry in entries]
    at = data.draw(st.integers(0, len(leaves)))

    log = MerkleTree(leaves[:at]).frontier()
    for leaf in leaves[at:]:
        log = log.append(leaf)

    assert log == MerkleTree(leaves).frontier()


def test_another_program_finds_the_same_roots_and_proofs():
    pymerkle = pytest.importorskip("pymerkle")
    tree, theirs = MerkleTree(), pymerkle.InmemoryTree(algorithm="sha256")
    for n in range(130):
        entry = f"entry {n}".encode()
        tree.append(leaf_hash(entry))
        theirs.append_entry(entry)
    for size in (1, 2, 3, 7, 64, 65, 100, 129, 130):
        assert theirs.get_root(size) == tree.root(size)
        for place in (0, size // 2, size - 1):
            proof = theirs.prove_inclusion(place + 1, size)
            pymerkle.verify_inclusion(leaf_hash(f"entry {place}".encode()), tree.root(size), proof)
            assert set(tree.inclusion(place, size)) <= set(proof.path)
