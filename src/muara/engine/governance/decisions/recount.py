"""The recount: from the exported parts of a decision to its result, or to the first thing that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from muara.engine.errors import BadChoice, BadEvent, BadRules
from muara.engine.governance.decisions.events import CHANNELS, seal_choice
from muara.engine.governance.decisions.objections import CHECKS, Objection, standing_objections
from muara.engine.governance.decisions.outcome import Outcome, Vote, decide
from muara.engine.governance.decisions.rules import OF_ONE_OPTION, Choice, Rules, read_rules
from muara.engine.ledger.encoding import Data, canonical, read_canonical
from muara.engine.ledger.heads import Head, SignedHead, find_break, read_head
from muara.engine.ledger.merkle import Frontier, leaf_hash
from muara.engine.ledger.roll import Voter, digest, make_roll, roll_digest, voter_tag

HASH = re.compile(r"[0-9a-f]{64}\Z")
FAULTS = {
    "file": "a part of the bundle is missing, one too many, or not in its form",
    "rules": "the rules cannot be counted by, or are not those with which the decision opened",
    "roll": "the roll is not in order, or not the one with which the decision opened",
    "codes": "the codes are not in order, not those of the opening, or a ballot has none of them",
    "form": "an event is not in its form",
    "seq": "an event does not stand at its own number: one was taken out, put in or moved",
    "prev": "what stands here is not what the next event followed on",
    "decision": "an event is of another decision",
    "order": "an event of this kind has no place here",
    "closed": "an event stands after the close",
    "voter": "somebody votes who is not on the roll, or more vote than are on it",
    "choice": "a choice is none that the rules allow",
    "channel": "a ballot that somebody wrote down does not say who, or the other way round",
    "double": "a code or a commitment is used twice",
    "count": "more people are counted than there are, or than the close says",
    "objection": "an objection moves as it may not",
    "roles": "one person did what two must do",
    "openings": "the ballots that were opened are not those that were cast",
    "drew": "the list of who drew a code is not the one of the close",
    "open": "the decision was not closed",
    "names": "a name does not belong to its tag",
    "signature": "a head is not signed by its key",
    "head": "the log is not the one of a head that was signed or seen before",
    "result": "the result is not what these votes come to",
}


class Wrong(Exception):
    """The first thing that is wrong with a bundle.

    Attributes
    ----------
    fault : str
        A key of `FAULTS`.
    event : int or None
        The earliest event that can be at fault; None where it is no event.
    """

    def __init__(self, fault: str, event: int | None = None) -> None:
        where = "" if event is None else f"Event {event}: "
        super().__init__(f"{where}{FAULTS[fault]}.")
        self.fault, self.event = fault, event


@dataclass(frozen=True)
class Bundle:
    """The parts of an exported decision, as bytes in their canonical text; what is not there is None."""

    rules: bytes
    roll: bytes
    events: tuple[bytes, ...]
    heads: bytes
    result: bytes
    codes: bytes | None = None
    openings: bytes | None = None
    drew: bytes | None = None
    names: bytes | None = None


@dataclass
class _Count:
    """What the log says, as far as it was read."""

    rules: Rules
    weights: dict[str, int]
    codes: list[str] | None
    bundle: Bundle
    ballots: dict[str, Choice] = field(default_factory=dict)
    hands: list[tuple[str, int]] | None = None
    seals: dict[str, int] = field(default_factory=dict)
    objections: dict[int, Objection] = field(default_factory=dict)
    roll_by: str = ""
    close: dict[str, Any] | None = None


def recount(bundle: Bundle, *, seen: Iterable[Head] = ()) -> Outcome:
    """Count a decision again from its exported parts.

    Parameters
    ----------
    bundle : Bundle
    seen : iterable of Head
        Heads that were kept elsewhere, by witnesses or on paper: the only defence against a log that was
        recomputed from end to end.

    Raises
    ------
    Wrong
        At the first thing that does not hold, in the order of the specification; last of all, if the result
        in the bundle is another one.
    """
    outcome = count_bundle(bundle, seen=seen)
    if canonical(outcome.to_data()) != bundle.result:
        raise Wrong("result")
    return outcome


def count_bundle(bundle: Bundle, *, seen: Iterable[Head] = ()) -> Outcome:
    """Count as `recount` does, whatever result the bundle states: for whoever writes one."""
    count = _read_parts(bundle)
    log, leaves = Frontier(), []
    for seq, entry in enumerate(bundle.events):
        _take(_event(entry, seq, log, count), seq, count)
        leaves.append(leaf_hash(entry))
        log = log.append(leaves[-1])
    if count.close is None:
        raise Wrong("open", len(bundle.events))
    votes = _open_ballots(count) if count.rules.mode == "rahasia" else _counted(count)
    _check_names(count)
    _check_heads(bundle, count.rules.decision, leaves, seen)
    return decide(
        count.rules,
        votes,
        eligible=len(count.weights),
        eligible_weight=sum(count.weights.values()),
        objections=_standing(count),
        seed=f"{count.close['prev']}\n{count.close['lot']}",
    )


def _standing(count: _Count) -> int:
    if count.rules.kind != "consent":
        return 0
    against = count.rules.with_role("objection")
    raised = sum(n for name, n in count.hands or () if name in against)
    return raised + standing_objections(count.rules, count.objections.values(), count.ballots)


def _part(data: bytes | None) -> Any:
    if data is None:
        return None
    try:
        return read_canonical(data)
    except BadEvent as error:
        raise Wrong("file") from error


def _read_parts(bundle: Bundle) -> _Count:
    rules_data, roll_data, codes = _part(bundle.rules), _part(bundle.roll), _part(bundle.codes)
    for data in (bundle.openings, bundle.drew, bundle.names, bundle.heads, bundle.result):
        _part(data)
    try:
        rules = read_rules(rules_data)
    except BadRules as error:
        raise Wrong("rules") from error
    is_secret = rules.mode == "rahasia"
    if is_secret != (codes is not None) or (not is_secret and (bundle.openings or bundle.drew)):
        raise Wrong("file")
    roll = _read_roll(roll_data, rules)
    if codes is not None and (not _is_sorted(codes) or len(codes) != len(roll)):
        raise Wrong("codes")
    return _Count(rules, {voter.tag: voter.weight for voter in roll}, codes, bundle)


def _read_roll(data: Any, rules: Rules) -> tuple[Voter, ...]:
    if not isinstance(data, list):
        raise Wrong("roll")
    voters = []
    for line in data:
        if not isinstance(line, dict) or set(line) != {"voter", "weight"} or not _is_hash(line["voter"]):
            raise Wrong("roll")
        weight = line["weight"]
        if type(weight) is not int or not 1 <= weight <= 10**9 or (weight != 1 and not rules.weighted):
            raise Wrong("roll")
        voters.append(Voter(line["voter"], weight))
    try:
        if list(make_roll(voters)) != voters:
            raise Wrong("roll")
    except BadEvent as error:
        raise Wrong("roll") from error
    return tuple(voters)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and HASH.match(value) is not None


def _is_sorted(value: object) -> bool:
    """Whether this is a list of hashes in order, none twice."""
    return isinstance(value, list) and all(map(_is_hash, value)) and value == sorted(set(value))


FORMS: dict[str, frozenset[str]] = {
    "open": frozenset({"rules", "roll", "codes", "roll_by", "at"}),
    "ballot": frozenset({"voter", "choice", "commitment", "channel", "recorder"}),
    "sealed": frozenset({"commitment"}),
    "hands": frozenset({"counts", "recorder", "witness"}),
    "objection": frozenset({"number", "voter", "reason"}),
    "moved": frozenset({"number", "state", "by", "checks", "amendment"}),
    "close": frozenset({"closed_by", "at", "ballots", "openings", "drew", "lot"}),
}
TEXTS = frozenset({"roll_by", "at", "voter", "channel", "recorder", "witness", "state", "by", "closed_by", "lot"})
HASHES = frozenset({"commitment", "reason"})
NUMBERS = frozenset({"number", "ballots"})


def _event(entry: bytes, seq: int, log: Frontier, count: _Count) -> dict[str, Any]:
    """Read an event, and check that it stands where it says."""
    try:
        event: Any = read_canonical(entry)
    except BadEvent as error:
        raise Wrong("form", seq) from error
    common = {"kind", "decision", "seq", "prev"}
    if not isinstance(event, dict) or not common <= set(event) or not isinstance(event["kind"], str):
        raise Wrong("form", seq)
    if type(event["seq"]) is not int or event["seq"] != seq:
        raise Wrong("seq", seq)
    if event["prev"] != log.root.hex():
        raise Wrong("prev", max(seq - 1, 0))
    if event["decision"] != count.rules.decision:
        raise Wrong("decision", seq)
    keys = FORMS.get(event["kind"])
    if keys is None or set(event) - common != keys:
        raise Wrong("form", seq)
    is_formed = all(isinstance(event[key], str) for key in TEXTS & keys)
    is_formed &= all(_is_hash(event[key]) for key in HASHES & keys)
    is_formed &= all(type(event[key]) is int and event[key] >= 0 for key in NUMBERS & keys)
    if not is_formed:
        raise Wrong("form", seq)
    return event


def _take(event: dict[str, Any], seq: int, count: _Count) -> None:
    if count.close is not None:
        raise Wrong("closed", seq)
    if (event["kind"] == "open") != (seq == 0):
        raise Wrong("order", seq)
    fault = TAKE[event["kind"]](event, seq, count)
    if fault:
        raise Wrong(fault, seq)


def _open(event: dict[str, Any], seq: int, count: _Count) -> str:
    if event["rules"] != sha256(count.bundle.rules).hexdigest():
        return "rules"
    roll = tuple(Voter(tag, weight) for tag, weight in count.weights.items())
    if event["roll"] != roll_digest(roll):
        return "roll"
    if event["codes"] != (None if count.codes is None else digest(count.codes)):
        return "codes"
    count.roll_by = event["roll_by"]
    return "" if event["roll_by"] else "roles"


def _ballot(event: dict[str, Any], seq: int, count: _Count) -> str:
    if count.rules.mode != "terbuka" or count.hands is not None:
        return "order"
    if event["voter"] not in count.weights:
        return "voter"
    try:
        choice = count.rules.read_choice(event["choice"])
    except BadChoice:
        return "choice"
    if event["channel"] not in CHANNELS or (event["channel"] == "online") != (event["recorder"] == ""):
        return "channel"
    count.ballots[event["voter"]] = choice
    return ""


def _sealed(event: dict[str, Any], seq: int, count: _Count) -> str:
    if count.rules.mode != "rahasia":
        return "order"
    if event["commitment"] in count.seals:
        return "double"
    count.seals[event["commitment"]] = seq
    return "voter" if len(count.seals) > len(count.weights) else ""


def _hands(event: dict[str, Any], seq: int, count: _Count) -> str:
    rules, counts = count.rules, event["counts"]
    if rules.mode != "terbuka" or rules.kind not in OF_ONE_OPTION or rules.weighted:
        return "order"
    names = [option.id for option in rules.options]
    if not isinstance(counts, list) or not all(isinstance(line, list) and len(line) == 2 for line in counts):
        return "form"
    if [name for name, _ in counts] != names or not all(type(n) is int and n >= 0 for _, n in counts):
        return "form"
    if not event["recorder"] or not event["witness"] or event["recorder"] == event["witness"]:
        return "roles"
    if sum(n for _, n in counts) > len(count.weights) - len(count.ballots):
        return "count"
    count.hands = [(name, n) for name, n in counts if n]
    return ""


def _objection(event: dict[str, Any], seq: int, count: _Count) -> str:
    if count.rules.kind != "consent" or count.rules.mode != "terbuka":
        return "order"
    if event["voter"] not in count.weights:
        return "voter"
    if event["number"] != len(count.objections) + 1:
        return "objection"
    count.objections[event["number"]] = Objection(event["number"], event["voter"])
    return ""


def _moved(event: dict[str, Any], seq: int, count: _Count) -> str:
    if count.rules.kind != "consent" or count.rules.mode != "terbuka":
        return "order"
    checks, amendment = event["checks"], event["amendment"]
    if not isinstance(checks, dict) or set(checks) != set(CHECKS):
        return "form"
    if not all(found is None or isinstance(found, bool) for found in checks.values()):
        return "form"
    if amendment != "" and not _is_hash(amendment):
        return "form"
    before = count.objections.get(event["number"])
    if before is None or not event["by"]:
        return "objection"
    try:
        after = before.moved(event["state"], by=event["by"], checks=checks, amendment=amendment)
    except BadChoice:
        return "objection"
    count.objections[event["number"]] = after
    return ""


def _close(event: dict[str, Any], seq: int, count: _Count) -> str:
    if not event["closed_by"] or event["closed_by"] == count.roll_by:
        return "roles"
    people = len(count.seals) if count.rules.mode == "rahasia" else len(count.ballots)
    if event["ballots"] != people + sum(n for _, n in count.hands or ()):
        return "count"
    for name in ("openings", "drew"):
        part = _part(getattr(count.bundle, name))
        if part is not None and not isinstance(part, list):
            return name
        if event[name] != (None if part is None else digest(part)):
            return name
    if count.rules.mode == "rahasia" and event["openings"] is None:
        return "openings"
    count.close = event
    return ""


TAKE: dict[str, Callable[[dict[str, Any], int, _Count], str]] = {
    "open": _open,
    "ballot": _ballot,
    "sealed": _sealed,
    "hands": _hands,
    "objection": _objection,
    "moved": _moved,
    "close": _close,
}


def _counted(count: _Count) -> list[Vote]:
    votes = [Vote(choice, count.weights[voter]) for voter, choice in count.ballots.items()]
    return votes + [Vote(name, n, n) for name, n in count.hands or ()]


def _open_ballots(count: _Count) -> list[Vote]:
    close = count.close or {}
    lines, codes = _part(count.bundle.openings), set(count.codes or ())
    opened: dict[str, dict[str, Any]] = {}
    for line in lines:
        if not isinstance(line, dict) or set(line) != {"commitment", "salt", "code", "choice"}:
            raise Wrong("openings", close["seq"])
        if not all(_is_hash(line[key]) for key in ("commitment", "salt", "code")):
            raise Wrong("openings", close["seq"])
        opened[line["commitment"]] = line
    if [line["commitment"] for line in lines] != sorted(opened):
        raise Wrong("openings", close["seq"])
    votes, used = [], set()
    for seal, seq in count.seals.items():
        found = opened.pop(seal, None)
        if found is None:
            raise Wrong("openings", seq)
        how = {"decision": count.rules.decision, "code": found["code"], "choice": found["choice"]}
        if seal_choice(bytes.fromhex(found["salt"]), **how) != seal:
            raise Wrong("openings", seq)
        if found["code"] not in codes:
            raise Wrong("codes", seq)
        if found["code"] in used:
            raise Wrong("double", seq)
        used.add(found["code"])
        try:
            votes.append(Vote(count.rules.read_choice(found["choice"])))
        except BadChoice as error:
            raise Wrong("choice", seq) from error
    if opened:
        raise Wrong("openings", close["seq"])
    drew = _part(count.bundle.drew)
    if drew is not None and (not _is_sorted(drew) or not set(drew) <= set(count.weights) or len(drew) < len(used)):
        raise Wrong("drew", close["seq"])
    return votes


def _check_names(count: _Count) -> None:
    names = _part(count.bundle.names)
    if names is None:
        return
    if not isinstance(names, list):
        raise Wrong("names")
    for line in names:
        if not isinstance(line, dict) or set(line) != {"voter", "member", "salt"} or not _is_hash(line["salt"]):
            raise Wrong("names")
        if not isinstance(line["member"], str) or line["voter"] not in count.weights:
            raise Wrong("names")
        salt = bytes.fromhex(line["salt"])
        if voter_tag(salt, decision=count.rules.decision, member=line["member"]) != line["voter"]:
            raise Wrong("names")


def _check_heads(bundle: Bundle, decision: str, leaves: Sequence[bytes], seen: Iterable[Head]) -> None:
    data = _part(bundle.heads)
    if not isinstance(data, list):
        raise Wrong("file")
    try:
        signed: list[SignedHead] = [read_head(line) for line in data]
    except BadEvent as error:
        raise Wrong("file") from error
    if not all(one.is_genuine and one.head.decision == decision for one in signed):
        raise Wrong("signature")
    heads = [one.head for one in signed] + list(seen)
    if any(head.decision != decision for head in heads):
        raise Wrong("decision")
    found = find_break(leaves, heads)
    if found:
        raise Wrong("head", found.after)


def parts_of(rules: Rules, roll: Sequence[Voter]) -> tuple[bytes, bytes]:
    """Return rules and roll as parts of a bundle."""
    lines: list[Data] = [voter.to_data() for voter in roll]
    return canonical(rules.to_data()), canonical(lines)
