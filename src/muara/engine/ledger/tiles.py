"""Proofs that read a part of a log: the roots of whole tiles of it, and the leaves of two tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muara.engine.errors import BadEvent
from muara.engine.ledger.merkle import Frontier, MerkleTree

TILE = 256  # a power of two, so that every whole tile is a whole subtree


def completed_tile(log: Frontier, leaf: bytes) -> bytes | None:
    """Return the root of the tile that a leaf fills, when it is the next of a log; nothing where it fills none.

    Examples
    --------
    >>> from muara.engine.ledger.merkle import leaf_hash
    >>> leaves = [leaf_hash(bytes([n])) for n in range(TILE)]
    >>> log = MerkleTree(leaves[:-1]).frontier()
    >>> completed_tile(log, leaves[-1]) == MerkleTree(leaves).root(), completed_tile(Frontier(), leaves[0])
    (True, None)
    """
    within = log.size % TILE
    if within != TILE - 1:
        return None
    return Frontier(within, log.peaks[-within.bit_count() :]).append(leaf).root


@dataclass(frozen=True)
class TiledLog:
    """A log of which only the end is at hand, and of everything before it one hash for each tile.

    Attributes
    ----------
    roots : sequence of bytes
        Roots of the whole tiles, in their order.
    tail : sequence of bytes
        Leaf hashes after the last whole tile.

    Examples
    --------
    >>> from muara.engine.ledger.merkle import leaf_hash, verify_inclusion
    >>> leaves = [leaf_hash(n.to_bytes(2)) for n in range(600)]
    >>> tiles = leaves[:256], leaves[256:512]
    >>> log = TiledLog([MerkleTree(tile).root() for tile in tiles], leaves[512:])
    >>> log.root() == MerkleTree(leaves).root()
    True
    >>> verify_inclusion(leaves[300], 300, 600, log.inclusion(300, tiles[1]), log.root())
    True
    """

    roots: Sequence[bytes]
    tail: Sequence[bytes]

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return len(self.roots) * TILE + len(self.tail)

    def root(self) -> bytes:
        """Return the root of the whole log."""
        return self._above().root()

    def inclusion(self, place: int, tile: Sequence[bytes]) -> list[bytes]:
        """Prove that a leaf stands at its place, from the leaf hashes of its tile (RFC 6962, 2.1.1)."""
        number, within = divmod(place, TILE)
        if not 0 <= place < self.size or len(tile) != (len(self.tail) if number == len(self.roots) else TILE):
            raise BadEvent(f"A log of {self.size} entries has no place {place} in this tile.")
        return MerkleTree(tile).inclusion(within) + self._above().inclusion(number)

    def _above(self) -> MerkleTree:
        """Return the tree over the tiles. Its leaves are roots: the last one of fewer leaves than the others."""
        last = [MerkleTree(self.tail).root()] if self.tail else []
        return MerkleTree([*self.roots, *last])
