"""The log of a decision, read: its events, heads, proofs, receipts, and the bundle that a stranger can count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Value
from django.db.models.functions import StrIndex, Substr

from muara.engine.errors import BadEvent
from muara.engine.governance.decisions.events import opening
from muara.engine.governance.decisions.recount import Bundle, parts_of
from muara.engine.governance.decisions.rules import read_rules
from muara.engine.ledger import (
    TILE,
    Head,
    MerkleTree,
    SignedHead,
    TiledLog,
    Voter,
    canonical,
    leaf_hash,
    make_roll,
    read_canonical,
    read_receipt,
    sign_head,
    verify_inclusion,
)
from muara.web.cities.models import City
from muara.web.governance.ledger import frontier, signing_seed
from muara.web.governance.models import Decision, Event

LONGEST_KIND = len("objection")


def signed_head(decision: Decision, size: int | None = None) -> SignedHead:
    """Return size and root of the log now, or when it had a certain size, signed with the key of the city."""
    if size is None or size == decision.log_size:
        log = frontier(decision)
        size, root = log.size, log.root
    else:
        root = MerkleTree(_hashed(decision, 0, size).values()).root()
    return sign_head(Head(decision.rules["decision"], size, root.hex()), signing_seed(decision.city))


def kinds_of(decision: Decision) -> list[tuple[str, int]]:
    """Count the events of a log by kind, in the order in which the kinds first came."""
    # In a canonical text only the key itself reads so: a quotation mark within a text has a stroke before it.
    key = Value('"kind":"')
    after = Substr("data", StrIndex("data", key) + len(key.value), LONGEST_KIND)
    rows = Event.objects.filter(decision=decision).values(begins=after)
    found: dict[str, int] = {}
    for begins, n in rows.annotate(n=Count("pk"), first=Min("seq")).order_by("first").values_list("begins", "n"):
        kind = begins.split('"')[0]
        found[kind] = found.get(kind, 0) + n
    return list(found.items())


def _hashed(decision: Decision, first: int, end: int) -> dict[int, bytes]:
    """Return the leaf hashes of events by their place, from what the events say; the stored ones do not count."""
    rows = Event.objects.filter(decision=decision, seq__gte=first, seq__lt=end).order_by("seq")
    return {seq: leaf_hash(data.encode()) for seq, data in rows.values_list("seq", "data")}


def _tiled(decision: Decision) -> TiledLog | None:
    """Return a log by its tiles as they are stored, or nothing where they are not all there."""
    size = decision.log_size
    whole, rest = divmod(size, TILE)
    roots = decision.tiles.filter(number__lt=whole).order_by("number").values_list("root", flat=True)
    tail = _hashed(decision, size - rest, size)
    try:
        log = TiledLog([bytes.fromhex(root) for root in roots], list(tail.values()))
    except ValueError:
        return None
    return log if log.size == size else None


@dataclass(frozen=True)
class Inclusion:
    """Where an event lies in a log, and the hashes that lead from it to the root that the city signs.

    `is_whole` is false where no hashes do: then the log is not the one of the head any more.
    """

    seq: int
    leaf: str
    head: SignedHead
    proof: tuple[str, ...]
    is_whole: bool


def inclusion(decision: Decision, seq: int) -> Inclusion:
    """Return the proof that an event is in the log as it is now.

    It reads the events of one tile or two, and hashes for the others. Where that does not lead to the head, every
    event is hashed: what is stored beside the events saves work and decides nothing.

    Raises
    ------
    BadEvent
        If the log has no such event.
    """
    first, size = seq - seq % TILE, decision.log_size
    tile = _hashed(decision, first, min(first + TILE, size))
    if seq not in tile:
        raise BadEvent(f"The log has {size} entries, and none at {seq}.")
    head = signed_head(decision)

    def leads(proof: list[bytes]) -> bool:
        return verify_inclusion(tile[seq], seq, size, proof, bytes.fromhex(head.head.root))

    tiled, proof = _tiled(decision), list[bytes]()
    if tiled is not None and len(tile) == min(TILE, size - first):
        proof = tiled.inclusion(seq, list(tile.values()))
    if not leads(proof):
        leaves = _hashed(decision, 0, size)
        proof = MerkleTree(leaves.values()).inclusion(seq) if len(leaves) == size else []
    return Inclusion(seq, tile[seq].hex(), head, tuple(part.hex() for part in proof), leads(proof))


@dataclass(frozen=True)
class ReceiptCheck:
    """What became of a receipt that somebody pasted.

    Attributes
    ----------
    problem : str
        ``""`` if it is in the log; ``form`` (no receipt), ``unknown`` (no such decision here), ``missing`` (the
        log has no such place), ``other`` (something else stands there) or ``torn`` (it stands there, in a log
        that is not the one of its head any more): all three are to be shown to a witness.
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
    try:
        found = inclusion(decision, receipt.seq)
    except BadEvent:
        return ReceiptCheck("missing", decision, receipt.seq)
    if found.leaf != receipt.leaf:
        return ReceiptCheck("other", decision, receipt.seq, head=found.head)
    if not found.is_whole:
        return ReceiptCheck("torn", decision, receipt.seq, head=found.head)
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
