"""Generated decisions: any rules, any roll, any votes, as a bundle with its result."""

from __future__ import annotations

import random
from hashlib import sha256

from muara.engine.governance.decisions import Condition, Option, Rules
from muara.engine.governance.decisions.events import (
    append,
    balloted,
    closed,
    hands,
    moved,
    objected,
    opened,
    sealed,
)
from muara.engine.governance.decisions.events import opening as open_
from muara.engine.governance.decisions.recount import Bundle, count_bundle, parts_of
from muara.engine.ledger import Frontier, Head, Voter, canonical, make_roll, sign_head, voter_tag

SECRET = bytes(range(32))
PLAIN = ("sense_check", "advice", "choose_one", "choose_some")


def condition(rng: random.Random, kind: str, names: list[str], seats: int) -> Condition:
    value = rng.choice([(1, 2), (2, 3), (3, 4), (1, 10), (1, 1)])
    than = rng.choice([">=", ">", "<=", "<"])
    measures = ["turnout", "voters", "attendance"]
    if kind not in ("ranked", "elect", "budget", "score", "dots"):
        measures += ["share", "share", "votes"]
    if kind == "consent":
        measures.append("objections")
    measure = rng.choice(measures)
    if measure in ("voters", "votes", "objections"):
        value = (rng.randrange(6), 1)
    if measure not in ("share", "votes"):
        return Condition(measure, than, value)
    if kind in ("choose_one", "choose_some") and seats == 1:
        names = [*names, "winner"]
    of = rng.choice(["votes", "decided", "eligible"]) if measure == "share" else ""
    return Condition(measure, than, value, rng.choice(names), of)


def rules_of(rng: random.Random, kind: str, mode: str) -> Rules:
    names = [f"pilihan-{n}" for n in range(rng.randrange(2, 6))]
    roles = {"consent": ["for", "objection", "abstain"], "majority": ["for", "against", "abstain"]}.get(kind, [])
    if kind in PLAIN and rng.random() < 0.4:
        roles = ["", "", "abstain"]
    options = tuple(
        Option(name, f"Pilihan “{name}”", role, cost=rng.randrange(1, 90) if kind == "budget" else 0, icon="é")
        for name, role in zip(names, roles + [""] * 9, strict=False)
    )
    n = sum(option.role != "abstain" for option in options)
    seats = rng.randrange(1, n + 1) if kind in ("choose_some", "score", "dots", "elect") else 1
    least = rng.randrange(2)
    conditions = [condition(rng, kind, names, seats) for _ in range(rng.randrange(4))]
    ties = rng.choice(["listed", "lot"] if kind in ("ranked", "elect", "budget") else ["none", "listed", "lot"])
    return Rules(
        f"d-{rng.randrange(10**6)}",
        "Pembagian SHU",
        kind,
        options,
        mode=mode,
        seats=seats,
        least=least,
        most=rng.choice([0, rng.randrange(1, 4)]),
        low=rng.choice([-2, 0, 1]),
        high=rng.choice([1, 5]),
        dots=rng.randrange(1, 9),
        budget=rng.randrange(20, 200),
        step=rng.choice([0, 1, 5]),
        satisfaction=rng.choice(["cost", "count"]),
        finish=rng.random() < 0.5,
        quorum=tuple(conditions[:1]),
        passing=tuple(conditions[1:]),
        ties=ties,
        weighted=mode == "terbuka" and rng.random() < 0.3,
        members=rng.choice([0, 40]),
        checks_bind=rng.random() < 0.5,
    )


def choice_of(rng: random.Random, rules: Rules) -> object:
    names = [option.id for option in rules.options]
    if rules.kind in ("sense_check", "advice", "consent", "majority", "choose_one"):
        return rng.choice(names)
    if rules.kind == "score":
        return [rng.choice([None, rng.randint(rules.low, rules.high)]) for _ in names]
    if rules.kind == "dots":
        dots = [0] * len(names)
        for _ in range(rng.randint(max(rules.least, 0), rules.dots)):
            dots[rng.randrange(len(names))] += 1
        return dots
    some = rng.sample(names, rng.randint(rules.least, rules.most or len(names)) if rules.most <= len(names) else 1)
    return some if rules.kind in ("ranked", "elect") else sorted(some, key=rules.place)


class Writer:
    """A log as it grows, and its heads."""

    def __init__(self, decision: str) -> None:
        self.log, self.entries, self.decision = Frontier(), [], decision

    def add(self, body: dict) -> None:
        entry, self.log = append(self.log, self.decision, body)
        self.entries.append(entry)

    def head(self) -> dict:
        return sign_head(Head(self.decision, self.log.size, self.log.root.hex()), SECRET).to_data()


def seal(rng: random.Random) -> str:
    return sha256(rng.randbytes(8)).hexdigest()


def terbuka(rng: random.Random, rules: Rules, roll: tuple[Voter, ...], writer: Writer) -> None:
    tags, raised, single = [voter.tag for voter in roll], [], set()
    if not tags:
        writer.add(closed(closed_by="sekar", at="2026-11-24T21:00:00+07:00", ballots=0))
        return
    for _ in range(rng.randrange(2 * len(tags))):
        tag = rng.choice(tags)
        channel = rng.choice(["online", "online", "paper", "phone", "meeting"])
        recorder = "" if channel == "online" else "novita"
        choice = rules.read_choice(choice_of(rng, rules))
        writer.add(balloted(tag, choice, seal=seal(rng), channel=channel, recorder=recorder))
        single.add(tag)
        if rules.kind == "consent" and rng.random() < 0.3:
            raised.append(rng.choice(tags))
            writer.add(objected(len(raised), raised[-1], reason=seal(rng)))
        if raised and rng.random() < 0.3:
            number = rng.randrange(len(raised)) + 1
            state = rng.choice(["open", "integrated", "withdrawn", "stands"])
            by = raised[number - 1] if state == "withdrawn" else "novita"
            checks = {name: rng.choice([None, True, True, False]) for name in ("explicit", "evidenced")}
            amendment = seal(rng) if state == "integrated" else ""
            writer.add(moved(number, state, by=by, checks=checks, amendment=amendment))
    counted, plain = 0, rules.kind in (*PLAIN[:3], "consent", "majority")
    if plain and not rules.weighted and rng.random() < 0.3:
        counts = dict.fromkeys((option.id for option in rules.options), 0)
        for _ in range(rng.randint(0, len(tags) - len(single))):
            counts[rng.choice(list(counts))] += 1
        counted = sum(counts.values())
        writer.add(hands(counts, rules, recorder="novita", witness="sekar"))
    lot = rng.choice(["", "3 5 1 6"])
    writer.add(closed(closed_by="sekar", at="2026-11-24T21:00:00+07:00", ballots=len(single) + counted, lot=lot))


def rahasia(rng: random.Random, rules: Rules, roll: tuple[Voter, ...], codes: list[str], writer: Writer) -> dict:
    openings = []
    for code in rng.sample(codes, rng.randint(0, len(codes))):
        salt, choice = rng.randbytes(32), rules.read_choice(choice_of(rng, rules))
        line = open_(salt, decision=rules.decision, code=code, choice=choice)
        writer.add(sealed(line["commitment"]))
        openings.append(line)
    openings.sort(key=lambda line: line["commitment"])
    tags = [voter.tag for voter in roll]
    drew = sorted(rng.sample(tags, rng.randint(len(openings), len(tags)))) if rng.random() < 0.5 else None
    writer.add(
        closed(closed_by="sekar", at="21:00", ballots=len(openings), openings=openings, drew=drew, lot="6 6")
    )
    parts = {"codes": canonical(codes), "openings": canonical(openings)}
    return parts if drew is None else {**parts, "drew": canonical(drew)}


def decision(seed: int, kind: str, mode: str = "terbuka") -> Bundle:
    """Return a decision that ran its course, drawn from a seed."""
    rng = random.Random(f"{seed} {kind} {mode}")
    rules = rules_of(rng, kind, mode)
    members = [(f"anggota-{n}", rng.randbytes(32)) for n in range(rng.randrange(0, 14))]
    tags = {voter_tag(salt, decision=rules.decision, member=name): (name, salt) for name, salt in members}
    roll = make_roll(Voter(tag, rng.randrange(1, 4) if rules.weighted else 1) for tag in tags)
    codes = sorted(sha256(rng.randbytes(10)).hexdigest() for _ in roll) if mode == "rahasia" else []
    writer = Writer(rules.decision)
    writer.add(opened(rules, roll, roll_by="aldo", at="2026-11-24T19:00:00+07:00", codes=codes))
    heads = [writer.head()] if rng.random() < 0.5 else []
    parts = {}
    if mode == "terbuka":
        terbuka(rng, rules, roll, writer)
    else:
        parts = rahasia(rng, rules, roll, codes, writer)
    heads.append(writer.head())
    if rng.random() < 0.5:
        names = [{"voter": tag, "member": name, "salt": salt.hex()} for tag, (name, salt) in sorted(tags.items())]
        parts["names"] = canonical(names)
    rules_part, roll_part = parts_of(rules, roll)
    bundle = Bundle(rules_part, roll_part, tuple(writer.entries), canonical(heads), b"null", **parts)
    result = canonical(count_bundle(bundle).to_data())
    return Bundle(rules_part, roll_part, tuple(writer.entries), canonical(heads), result, **parts)
