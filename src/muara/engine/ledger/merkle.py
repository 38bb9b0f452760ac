"""A Merkle tree that only grows (RFC 6962, section 2; RFC 9162 for the verifying side)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from muara.engine.errors import BadEvent

EMPTY = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry; the leading zero byte keeps an entry from passing for a node.

    Examples
    --------
    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that must be kept to append to a log: its size and the roots of its whole subtrees.

    Attributes
    ----------
    size : int
    peaks : tuple of bytes
        Roots of the perfect subtrees, largest first: one for each 1 in the binary size.

    Examples
    --------
    >>> log = Frontier()
    >>> for entry in (b"a", b"b", b"c"):
    ...     log = log.append(leaf_hash(entry))
    >>> log.size, len(log.peaks), log.root == MerkleTree(map(leaf_hash, (b"a", b"b", b"c"))).root()
    (3, 2, True)
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise BadEvent(f"A log of {self.size} entries does not have {len(self.peaks)} peaks.")

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one leaf more; O(1) hashes on average."""
        peaks, size = list(self.peaks), self.size
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        return Frontier(self.size + 1, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The root of the log so far; of an empty one, the hash of nothing."""
        return _fold(self.peaks)


class MerkleTree:
    r"""Every whole subtree of a log, so that any proof about it is a look-up.

    Parameters
    ----------
    leaves : iterable of bytes
        Leaf hashes, as of `leaf_hash`.

    Examples
    --------
    >>> tree = MerkleTree(leaf_hash(bytes([n])) for n in range(7))
    >>> proof = tree.inclusion(5)
    >>> verify_inclusion(leaf_hash(b"\x05"), 5, 7, proof, tree.root())
    True
    >>> verify_consistency(3, 7, tree.root(3), tree.root(), tree.consistency(3))
    True
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash and return its place; O(1) hashes on average."""
        levels, height = self._levels, 0
        levels[0].append(leaf)
        place = len(levels[0]) - 1
        count = place + 1
        while not count & 1:
            row = levels[height]
            height, count = height + 1, count >> 1
            if height == len(levels):
                levels.append([])
            levels[height].append(sha256(b"\x01" + row[-2] + row[-1]).digest())
        return place

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` leaves (all of them if not said)."""
        return self._between(0, self._sized(size))

    def frontier(self, size: int | None = None) -> Frontier:
        """Return what is needed to go on from the first `size` leaves."""
        size = self._sized(size)
        return Frontier(size, tuple(self._peaks(0, size)))

    def inclusion(self, place: int, size: int | None = None) -> list[bytes]:
        """Prove that a leaf stands at its place in the log of that size (RFC 6962, 2.1.1)."""
        size = self._sized(size)
        if not 0 <= place < size:
            raise BadEvent(f"A log of {size} entries has no place {place}.")
        proof, low, high = [], 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if place < middle:
                proof.append(self._between(middle, high))
                high = middle
            else:
                proof.append(self._between(low, middle))
                low = middle
        return proof[::-1]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Prove that the log of `old` entries is the beginning of the log of that size (RFC 6962, 2.1.2)."""
        size = self._sized(size)
        if not 0 <= old <= size:
            raise BadEvent(f"A log of {size} entries did not grow from {old}.")
        if old in (0, size):
            return []
        proof, low, high = [], 0, size
        while high != old:
            middle = low + _split(high - low)
            if old <= middle:
                proof.append(self._between(middle, high))
                high = middle
            else:
                proof.append(self._between(low, middle))
                low = middle
        if low:
            proof.append(self._between(low, high))
        return proof[::-1]

    def _sized(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise BadEvent(f"The log has {len(self)} entries, not {size}.")
        return size

    def _peaks(self, low: int, high: int) -> Iterable[bytes]:
        while low < high:
            height = (high - low).bit_length() - 1
            yield self._levels[height][low >> height]
            low += 1 << height

    def _between(self, low: int, high: int) -> bytes:
        return _fold(tuple(self._peaks(low, high)))


def verify_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether the proof leads from the leaf at that place to the root (RFC 9162, 2.1.3.2).

    Examples
    --------
    >>> verify_inclusion(leaf_hash(b"one"), 0, 1, [], leaf_hash(b"one"))
    True
    """
    if not 0 <= place < size:
        return False
    at, last, found = place, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(part, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, part)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the log with the new root begins with the log of the old one (RFC 9162, 2.1.4.2).

    Examples
    --------
    >>> verify_consistency(0, 5, EMPTY, leaf_hash(b"anything"), [])
    True
    """
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    early = late = path[0]
    for part in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            early, late = node_hash(part, early), node_hash(part, late)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            late = node_hash(late, part)
        at, last = at >> 1, last >> 1
    return last == 0 and early == old_root and late == new_root


def _split(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY
    found = peaks[-1]
    for peak in peaks[-2::-1]:
        found = sha256(b"\x01" + peak + found).digest()
    return found
