"""Signed heads: what a log was, said so that it cannot be taken back, and what witnesses do with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muara.engine.errors import BadEvent
from muara.engine.ledger.encoding import Data, canonical
from muara.engine.ledger.merkle import MerkleTree, verify_consistency


@dataclass(frozen=True)
class Head:
    """Size and root of the log of one decision.

    Attributes
    ----------
    decision : str
    size : int
    root : str
        In hexadecimal.
    """

    decision: str
    size: int
    root: str

    def to_data(self) -> dict[str, Data]:
        """Return what is signed and exported."""
        return {"format": "muara-head-1", "decision": self.decision, "size": self.size, "root": self.root}


@dataclass(frozen=True)
class SignedHead:
    """A head with an Ed25519 signature (RFC 8032); key and signature in hexadecimal."""

    head: Head
    key: str
    signature: str

    def to_data(self) -> dict[str, Data]:
        """Return the head as a bundle and a witness keep it."""
        return {"head": self.head.to_data(), "key": self.key, "signature": self.signature}

    @property
    def is_genuine(self) -> bool:
        """Whether the holder of the key signed exactly this head."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), canonical(self.head.to_data()))
        except (InvalidSignature, ValueError):
            return False
        return True


def read_head(data: Data) -> SignedHead:
    """Read a signed head from its exported form; whether it is genuine is another question.

    Examples
    --------
    >>> head = sign_head(Head("d1", 0, "00" * 32), bytes(32))
    >>> read_head(head.to_data()) == head
    True
    """
    if isinstance(data, dict) and set(data) == {"head", "key", "signature"}:
        head, key, signature = data["head"], data["key"], data["signature"]
        if isinstance(head, dict) and set(head) == {"format", "decision", "size", "root"}:
            decision, size, root = head["decision"], head["size"], head["root"]
            texts = isinstance(decision, str) and isinstance(root, str)
            texts = texts and isinstance(key, str) and isinstance(signature, str)
            if texts and type(size) is int and size >= 0 and head["format"] == "muara-head-1":
                return SignedHead(Head(str(decision), size, str(root)), str(key), str(signature))
    raise BadEvent("Not a signed head: it has head (format, decision, size, root), key and signature.")


def new_key(seed: bytes) -> str:
    """Return the public key, in hexadecimal, of a secret of 32 random bytes.

    Examples
    --------
    >>> new_key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))[:16]
    'd75a980182b10ab7'
    """
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign_head(head: Head, seed: bytes) -> SignedHead:
    """Sign a head with the secret of 32 bytes.

    Examples
    --------
    >>> head = sign_head(Head("d1", 2, "ab" * 32), bytes(32))
    >>> head.is_genuine, SignedHead(Head("d1", 3, "ab" * 32), head.key, head.signature).is_genuine
    (True, False)
    """
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    key = secret.public_key().public_bytes_raw().hex()
    return SignedHead(head, key, secret.sign(canonical(head.to_data())).hex())


def follows(old: Head, new: Head, proof: Sequence[bytes]) -> bool:
    """Say whether the log of the new head begins with the log of the old one: the question of a witness.

    Examples
    --------
    >>> from muara.engine.ledger.merkle import leaf_hash
    >>> tree = MerkleTree(map(leaf_hash, (b"a", b"b", b"c")))
    >>> old, new = Head("d1", 2, tree.root(2).hex()), Head("d1", 3, tree.root().hex())
    >>> follows(old, new, tree.consistency(2)), follows(new, old, [])
    (True, False)
    """
    if old.decision != new.decision:
        return False
    try:
        roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    except ValueError:
        return False
    return verify_consistency(old.size, new.size, *roots, proof)


@dataclass(frozen=True)
class Break:
    """A log that is not the one that was seen before.

    Attributes
    ----------
    is_short : bool
        Whether entries are missing at the end; else something before `before` was changed, moved or taken out.
    after : int
        Up to this many entries it is still the log that was seen.
    before : int
        Size of the first head that the log does not have.
    """

    is_short: bool
    after: int
    before: int


def find_break(leaves: Sequence[bytes], heads: Iterable[Head]) -> Break | None:
    """Compare a log with heads that were kept elsewhere; nothing else finds a log that was wholly recomputed.

    Parameters
    ----------
    leaves : sequence of bytes
        Leaf hashes of the log as it is now.
    heads : iterable of Head
        As they were at any times, in any order.

    Examples
    --------
    >>> from muara.engine.ledger.merkle import leaf_hash
    >>> leaves = [leaf_hash(bytes([n])) for n in range(5)]
    >>> kept = [Head("d1", n, MerkleTree(leaves[:n]).root().hex()) for n in (2, 4)]
    >>> find_break(leaves, kept)
    >>> find_break([*leaves[:3], leaf_hash(b"other"), leaves[4]], kept)
    Break(is_short=False, after=2, before=4)
    >>> find_break(leaves[:3], kept)
    Break(is_short=True, after=2, before=4)
    """
    tree, after = MerkleTree(leaves), 0
    for head in sorted(heads, key=lambda head: head.size):
        if head.size > len(tree):
            return Break(True, after, head.size)
        if tree.root(head.size).hex() != head.root:
            return Break(False, after, head.size)
        after = head.size
    return None
