"""A log that only grows: events, receipts, signed heads, and proofs that a stranger can follow.

Pure: bytes in, bytes out; no clock, no chance (salts and secrets are passed in). An event is a value in its one
canonical text (`canonical`), hashed into a Merkle tree (`MerkleTree`, or `Frontier` where appending is all).

>>> log = MerkleTree(leaf_hash(canonical({"seq": n})) for n in range(3))
>>> receipt = read_receipt(Receipt("rat-2026", 1, leaf_hash(canonical({"seq": 1})).hex()).text)
>>> check_receipt(receipt, log.inclusion(1), Head("rat-2026", 3, log.root().hex()))
True
"""

from muara.engine.ledger.encoding import Data, canonical, read_canonical
from muara.engine.ledger.heads import (
    Break,
    Head,
    SignedHead,
    find_break,
    follows,
    new_key,
    read_head,
    sign_head,
)
from muara.engine.ledger.merkle import (
    EMPTY,
    Frontier,
    MerkleTree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from muara.engine.ledger.receipts import Receipt, check_receipt, read_receipt
from muara.engine.ledger.roll import Voter, commitment, digest, make_roll, roll_digest, voter_tag
from muara.engine.ledger.tiles import TILE, TiledLog, completed_tile

__all__ = [
    "EMPTY",
    "TILE",
    "Break",
    "Data",
    "Frontier",
    "Head",
    "MerkleTree",
    "Receipt",
    "SignedHead",
    "TiledLog",
    "Voter",
    "canonical",
    "check_receipt",
    "commitment",
    "completed_tile",
    "digest",
    "find_break",
    "follows",
    "leaf_hash",
    "make_roll",
    "new_key",
    "node_hash",
    "read_canonical",
    "read_head",
    "read_receipt",
    "roll_digest",
    "sign_head",
    "verify_consistency",
    "verify_inclusion",
    "voter_tag",
]
