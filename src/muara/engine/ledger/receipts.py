"""What a voter keeps: the place and the hash of their event, and how it is found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muara.engine.errors import BadEvent
from muara.engine.ledger.heads import Head
from muara.engine.ledger.merkle import verify_inclusion

FORM = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)/([0-9]{1,15})/([0-9a-f]{64})\Z")


@dataclass(frozen=True)
class Receipt:
    """Proof in the hand of a voter that an event was taken. It shows no choice.

    Attributes
    ----------
    decision : str
    seq : int
        Place of the event in the log.
    leaf : str
        Its leaf hash, in hexadecimal.

    Examples
    --------
    >>> Receipt("rat-2026", 7, "ab" * 32).text[:16]
    'rat-2026/7/ababa'
    """

    decision: str
    seq: int
    leaf: str

    @property
    def text(self) -> str:
        """The receipt as it is shown, printed and pasted."""
        return f"{self.decision}/{self.seq}/{self.leaf}"


def read_receipt(text: str) -> Receipt:
    r"""Read a receipt as people paste it: with spaces, broken lines, capital letters in the hash.

    Examples
    --------
    >>> receipt = Receipt("rat-2026", 7, "ab" * 32)
    >>> read_receipt(f"  {receipt.text[:40]} \n {receipt.text[40:].upper()}") == receipt
    True
    """
    parts = "".join(text.split()).split("/")
    found = FORM.match("/".join([*parts[:-1], parts[-1].lower()]))
    if not found:
        raise BadEvent(
            "Not a receipt: it is the decision, a number and 64 letters and digits, with / between them."
        )
    return Receipt(found[1], int(found[2]), found[3])


def check_receipt(receipt: Receipt, proof: Sequence[bytes], head: Head) -> bool:
    """Say whether the event of the receipt stands in the log of the head, by an inclusion proof.

    Examples
    --------
    >>> from muara.engine.ledger.merkle import MerkleTree, leaf_hash
    >>> tree = MerkleTree(map(leaf_hash, (b"a", b"b", b"c")))
    >>> head = Head("d1", 3, tree.root().hex())
    >>> check_receipt(Receipt("d1", 1, leaf_hash(b"b").hex()), tree.inclusion(1), head)
    True
    """
    if receipt.decision != head.decision:
        return False
    try:
        leaf, root = bytes.fromhex(receipt.leaf), bytes.fromhex(head.root)
    except ValueError:
        return False
    return verify_inclusion(leaf, receipt.seq, head.size, proof, root)
