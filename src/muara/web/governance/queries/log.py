"""The log of a decision, read: its events, heads, proofs, receipts, and the bundle that a stranger can count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from muara.engine.errors import BadEvent
from muara.engine.governance.decisions.events import opening
from muara.engine.governance.decisions.recount import Bundle, parts_of
from muara.engine.governance.decisions.rules import read_rules
from muara.engine.ledger import (
    Head,
    MerkleTree,
    SignedHead,
    Voter,
    canonical,
    check_receipt,
    make_roll,
    read_canonical,
    read_receipt,
    sign_head,
)
from muara.web.cities.models import City
from muara.web.governance.ledger import frontier, signing_seed
from muara.web.governance.models import Decision, Event


def log_of(decision: Decision) -> list[Event]:
    return list(Event.objects.filter(decision=decision).order_by("seq"))


def leaves_of(decision: Decision) -> list[bytes]:
    """Return the leaf hashes as they are stored. Who suspects the stored ones reads the bundle."""
    rows = Event.objects.filter(decision=decision).order_by("seq").values_list("leaf", flat=True)
    return [bytes.fromhex(leaf) for leaf in rows]


def signed_head(decision: Decision, size: int | None = None) -> SignedHead:
    """Return size and root of the log now, or when it had a certain size, signed with the key of the city."""
    if size is None or size == decision.log_size:
        log = frontier(decision)
        size, root = log.size, log.root
    else:
        root = MerkleTree(leaves_of(decision)).root(size)
    return sign_head(Head(decision.rules["decision"], size, root.hex()), signing_seed(decision.city))


@dataclass(frozen=True)
class Inclusion:
    """Where an event lies in a log, and the hashes that lead from it to the root."""

    seq: int
    leaf: str
    head: SignedHead
    proof: tuple[str, ...]


def inclusion(decision: Decision, seq: int) -> Inclusion:
    """Return the proof that an event is in the log as it is now.

    Raises
    ------
    BadEvent
        If the log has no such event.
    """
    leaves = leaves_of(decision)
    if not 0 <= seq < len(leaves):
        raise BadEvent(f"The log has {len(leaves)} entries, none at {seq}.")
    tree = MerkleTree(leaves)
    head = Head(decision.rules["decision"], len(tree), tree.root().hex())
    proof = tuple(part.hex() for part in tree.inclusion(seq))
    return Inclusion(seq, leaves[seq].hex(), sign_head(head, signing_seed(decision.city)), proof)


@dataclass(frozen=True)
class ReceiptCheck:
    """What became of a receipt that somebody pasted.

    Attributes
    ----------
    problem : str
        ``""`` if it is in the log; ``form`` (no receipt), ``unknown`` (no such decision here), ``missing`` (the
        log has no such place) or ``other`` (something else stands there: show it to a witness).
    """

    problem: str
    decision: Decision | None = None
    seq: int | None = None
    kind: str = ""
    head: SignedHead | None = None
    proof: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        return self.problem == ""


def check_receipt_text(text: str, city: City) -> ReceiptCheck:
    """Look for the event of a pasted receipt in the logs of a city, and prove that it is there."""
    try:
        receipt = read_receipt(text)
    except BadEvent:
        return ReceiptCheck("form")
    decision = Decision.objects.in_city(city).filter(slug=receipt.decision).select_related("city").first()
    if decision is None or not decision.log_size:
        return ReceiptCheck("unknown")
    if receipt.seq >= decision.log_size:
        return ReceiptCheck("missing", decision, receipt.seq)
    found = inclusion(decision, receipt.seq)
    proof = [bytes.fromhex(part) for part in found.proof]
    if not check_receipt(receipt, proof, found.head.head):
        return ReceiptCheck("other", decision, receipt.seq, head=found.head)
    data: Any = read_canonical(Event.objects.get(decision=decision, seq=receipt.seq).data.encode())
    return ReceiptCheck("", decision, receipt.seq, data["kind"], found.head, found.proof)


def openings_of(decision: Decision) -> list[dict[str, Any]]:
    """Return what opens the secret ballots, in the order of their hashes."""
    name = decision.rules["decision"]
    read = read_rules(decision.rules).read_choice
    rows = decision.sealed.order_by("commitment")
    return [opening(bytes(row.salt), decision=name, code=row.code_hash, choice=read(row.choice)) for row in rows]


def bundle(
    decision: Decision,
    *,
    added: tuple[bytes, ...] = (),
    drew: list[str] | None = None,
    opens: bool | None = None,
) -> Bundle:
    """Return a decision as `formats.decision_bundle` writes it; of one that is open, without what is secret.

    `added` are events that are about to be written, for `close_decision`, which counts by the bundle itself.
    """
    rules = read_rules(decision.rules)
    opens = decision.is_closed if opens is None else opens
    electors = list(decision.electors.order_by("tag"))
    roll = make_roll(Voter(one.tag, one.weight) for one in electors)
    rules_part, roll_part = parts_of(rules, roll)
    stored = Event.objects.filter(decision=decision).order_by("seq").values_list("data", flat=True)
    codes = openings = names = None
    if decision.is_secret:
        codes = canonical(tuple(sorted(decision.codes.values_list("code_hash", flat=True))))
        openings = canonical(tuple(openings_of(decision))) if opens else None
        if drew is None and decision.is_closed and close_of(decision).get("drew") is not None:
            drew = sorted(one.tag for one in electors if one.drew_code)
    elif decision.names_voters and decision.is_closed:
        named = [one for one in electors if one.salt is not None and one.member]
        names = canonical(
            tuple({"voter": one.tag, "member": one.member, "salt": bytes(one.salt or b"").hex()} for one in named)
        )
    heads: list[Any] = [signed_head(decision).to_data()] if decision.log_size and not added else []
    kept = decision.kept_heads.order_by("size", "pk") if not added else []
    for one in kept:
        head = Head(rules.decision, one.size, one.root)
        heads.append(SignedHead(head, one.key, one.signature).to_data())
    return Bundle(
        rules=rules_part,
        roll=roll_part,
        events=(*(data.encode() for data in stored), *added),
        heads=canonical(heads),
        result=canonical(decision.result),
        codes=codes,
        openings=openings,
        drew=None if drew is None else canonical(tuple(drew)),
        names=names,
    )


def close_of(decision: Decision) -> dict[str, Any]:
    last = Event.objects.filter(decision=decision).order_by("-seq").values_list("data", flat=True).first()
    found: Any = read_canonical(last.encode()) if last else {}
    return found if isinstance(found, dict) and found.get("kind") == "close" else {}
