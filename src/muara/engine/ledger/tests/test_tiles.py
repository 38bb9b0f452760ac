"""A log of which one hash for each tile is kept proves the same as the whole log."""

import random

import pytest

from muara.engine.errors import BadEvent
from muara.engine.ledger import TILE, Frontier, MerkleTree, TiledLog, completed_tile, leaf_hash, verify_inclusion

LEAVES = [leaf_hash(str(n).encode()) for n in range(5 * TILE + 3)]


def tile_of(place: int, size: int) -> list[bytes]:
    first = place - place % TILE
    return LEAVES[first : min(first + TILE, size)]


def test_every_filled_tile_is_seen_and_is_the_root_of_its_leaves():
    log, roots = Frontier(), []
    for leaf in LEAVES:
        if (root := completed_tile(log, leaf)) is not None:
            roots.append((log.size, root))
        log = log.append(leaf)

    assert roots == [
        (end - 1, MerkleTree(LEAVES[end - TILE : end]).root()) for end in range(TILE, len(LEAVES) + 1, TILE)
    ]


@pytest.mark.parametrize(
    "size", [1, 2, 255, 256, 257, 300, 511, 512, 513, 767, 768, 769, 1023, 1024, 1025, 1279, 1280, 1281, 1283]
)
def test_root_and_proofs_are_those_of_the_whole_log(size):
    whole, rng = MerkleTree(LEAVES[:size]), random.Random(size)
    end = size - size % TILE
    roots = [MerkleTree(LEAVES[at : at + TILE]).root() for at in range(0, end, TILE)]
    log = TiledLog(roots, LEAVES[end:size])

    assert (log.size, log.root()) == (size, whole.root())
    for place in {0, size - 1, max(end - 1, 0), min(end, size - 1), *(rng.randrange(size) for _ in range(9))}:
        proof = log.inclusion(place, tile_of(place, size))
        assert proof == whole.inclusion(place)
        assert verify_inclusion(LEAVES[place], place, size, proof, whole.root())


@pytest.mark.parametrize("place", [-1, 300, 299, 40])
def test_no_proof_is_made_from_another_tile_or_beyond_the_end(place):
    log = TiledLog([MerkleTree(LEAVES[:TILE]).root()], LEAVES[TILE:300])
    with pytest.raises(BadEvent):
        log.inclusion(place, LEAVES[:7])


def test_an_empty_log_has_the_root_of_nothing():
    assert TiledLog([], []).root() == MerkleTree().root()
