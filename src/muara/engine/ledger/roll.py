"""Who may vote: tags in place of names, one for each person or organisation, and one hash over all of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from muara.engine.errors import BadEvent
from muara.engine.ledger.encoding import Data, canonical
from muara.engine.ledger.merkle import MerkleTree, leaf_hash

SALT_BYTES = 32


def commitment(salt: bytes, payload: Data) -> str:
    """Bind a payload without showing it: nobody finds it without the salt, nobody changes it with the salt.

    Without its salt a commitment can no longer be tied to anything: erasing a person is dropping salts.

    Examples
    --------
    >>> commitment(bytes(32), {"choice": "setuju"})[:16]
    '548fcb009a44ca54'
    """
    if len(salt) != SALT_BYTES:
        raise BadEvent(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return sha256(b"muara-commitment-1\n" + salt + canonical(payload)).hexdigest()


def voter_tag(salt: bytes, *, decision: str, member: str) -> str:
    """Return the tag under which a member stands on the roll of one decision.

    The salt is drawn anew for each member and decision, so that tags of two decisions cannot be joined.
    """
    return commitment(salt, {"decision": decision, "member": member})


@dataclass(frozen=True, order=True)
class Voter:
    """One line of the roll.

    Attributes
    ----------
    tag : str
        As of `voter_tag`.
    weight : int
        1, unless the statutes say otherwise.
    """

    tag: str
    weight: int = 1

    def to_data(self) -> dict[str, Data]:
        """Return the line as it is hashed and exported."""
        return {"voter": self.tag, "weight": self.weight}


def make_roll(voters: Iterable[Voter]) -> tuple[Voter, ...]:
    """Put a roll in its order, and refuse one that has somebody twice or weighs somebody at nothing.

    Examples
    --------
    >>> [voter.tag for voter in make_roll([Voter("b"), Voter("a")])]
    ['a', 'b']
    >>> make_roll([Voter("a"), Voter("a", 2)])
    Traceback (most recent call last):
    muara.engine.errors.BadEvent: The voter a stands on the roll twice.
    """
    roll = tuple(sorted(voters))
    for before, voter in itertools.pairwise(roll):
        if before.tag == voter.tag:
            raise BadEvent(f"The voter {voter.tag} stands on the roll twice.")
    for voter in roll:
        if type(voter.weight) is not int or voter.weight < 1:
            raise BadEvent(f"The voter {voter.tag} weighs {voter.weight}; a weight is a whole number from 1.")
    return roll


def digest(lines: Sequence[Data]) -> dict[str, Data]:
    """Return size and Merkle root of a list, as events name it.

    Examples
    --------
    >>> digest(["a", "b"])["size"]
    2
    """
    return {"size": len(lines), "root": MerkleTree(leaf_hash(canonical(line)) for line in lines).root().hex()}


def roll_digest(roll: Sequence[Voter]) -> dict[str, Data]:
    """Return size and root of a roll in its order.

    Examples
    --------
    >>> roll_digest(make_roll([Voter("b"), Voter("a")])) == roll_digest(make_roll([Voter("a"), Voter("b")]))
    True
    """
    return digest([voter.to_data() for voter in roll])
