"""Two programs from one specification agree on every decision, and on the first thing that is wrong with it."""

import importlib.util
import json
import random
import subprocess
import sys
import tarfile
from dataclasses import fields, replace
from pathlib import Path

import pytest

from muara.cli import main
from muara.engine.governance.decisions import KINDS
from muara.engine.governance.decisions.recount import FAULTS, Bundle, Wrong, recount
from muara.engine.ledger import Frontier, Head, MerkleTree, canonical, leaf_hash, sign_head
from muara.formats.decision_bundle import PARTS, SCRIPT, BrokenBundle, read_bundle, write_bundle
from muara.formats.tests.decisions import SECRET, decision

spec = importlib.util.spec_from_file_location("hitung_ulang", SCRIPT)
stranger = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stranger)


def files(bundle: Bundle) -> dict[str, bytes]:
    parts = {name: getattr(bundle, part) for name, part in PARTS.items()}
    parts["events.jsonl"] = b"".join(entry + b"\n" for entry in bundle.events)
    return {name: data for name, data in parts.items() if data is not None}


def found_by_both(bundle: Bundle, seen: list[Head] | None = None) -> tuple[str, int | None] | None:
    """Return what both programs say; a difference between them fails."""
    ours = theirs = None
    try:
        recount(bundle, seen=seen or [])
    except Wrong as wrong:
        ours = wrong.fault, wrong.event
    try:
        stranger.hitung_ulang(files(bundle), [{"head": head.to_data()} for head in seen or []])
    except stranger.Salah as wrong:
        theirs = wrong.fault, wrong.event
    assert ours == theirs
    return ours


def some(seed: int) -> Bundle:
    kind = KINDS[seed % len(KINDS)]
    return decision(seed, kind, "rahasia" if seed % 4 == 3 and kind != "consent" else "terbuka")


def large(kind: str, mode: str = "terbuka") -> Bundle:
    """Return the first generated decision of the kind with ten events or more."""
    return next(b for b in (decision(n, kind, mode) for n in range(500)) if len(b.events) >= 10)


def test_a_stranger_counts_the_same_on_a_thousand_decisions():
    statuses = set()
    for seed in range(1000):
        bundle = some(seed)
        assert found_by_both(bundle) is None, seed
        statuses.add(json.loads(bundle.result)["status"])
    assert statuses == {"passed", "rejected", "chosen", "heard", "no_quorum", "tied", "no_votes"}


def test_both_know_the_same_faults():
    assert set(stranger.KATA) == set(FAULTS)


def chained(entries: list[bytes]) -> tuple[bytes, ...]:
    """Recompute number and previous root of every event: what whoever holds the database can do."""
    log, out = Frontier(), []
    for seq, entry in enumerate(entries):
        event = {**json.loads(entry), "seq": seq, "prev": log.root.hex()}
        out.append(canonical(event))
        log = log.append(leaf_hash(out[-1]))
    return tuple(out)


def signed(bundle: Bundle, secret: bytes = SECRET) -> bytes:
    tree, name = MerkleTree(map(leaf_hash, bundle.events)), json.loads(bundle.rules)["decision"]
    return canonical([sign_head(Head(name, len(tree), tree.root().hex()), secret).to_data()])


def edit(entry: bytes, **change: object) -> bytes:
    return canonical({**json.loads(entry), **change})


def attacks(bundle: Bundle, rng: random.Random) -> dict[str, Bundle]:
    """Return what somebody with the database could make of it; in the second half all hashes are recomputed."""
    events, last = list(bundle.events), len(bundle.events) - 1
    at = rng.randrange(1, last)
    ballots = [n for n, entry in enumerate(events) if json.loads(entry)["kind"] == "ballot"]
    one = rng.choice(ballots)
    names = [option["id"] for option in json.loads(bundle.rules)["options"]]
    other = rng.choice([name for name in names if name != json.loads(events[one])["choice"]])
    roll, rules, result = json.loads(bundle.roll), json.loads(bundle.rules), json.loads(bundle.result)
    close, forged = json.loads(events[last]), {**json.loads(events[one]), "voter": "ab" * 32}
    changed = [*events[:one], edit(events[one], choice=other), *events[one + 1 :]]
    swapped = [*events[:at], events[at + 1], events[at], *events[at + 2 :]] if at < last - 1 else None
    naive = {
        "change a vote": changed,
        "take an event out": events[:at] + events[at + 1 :],
        "put an event in": [*events[:at], canonical(forged), *events[at:]],
        "swap two events": swapped or [events[1], events[0], *events[2:]],
        "cut the end off": events[:-1],
        "vote after the close": [*events, edit(events[one], seq=last + 1)],
        "change the close": [*events[:-1], edit(events[-1], ballots=close["ballots"] + 1)],
        "change the opening": [edit(events[0], at="yesterday"), *events[1:]],
        "spell an event otherwise": [*events[:at], events[at] + b" ", *events[at + 1 :]],
        "empty the log": [],
    }
    found = {name: replace(bundle, events=tuple(entries)) for name, entries in naive.items()}
    for name, entries in naive.items():
        if name not in ("spell an event otherwise", "empty the log"):
            recomputed = replace(bundle, events=chained(entries))
            found[f"{name}, recomputed"] = recomputed
            found[f"{name}, recomputed and signed"] = replace(recomputed, heads=signed(recomputed))
    found |= {
        "put somebody on the roll": replace(
            bundle, roll=canonical(sorted([*roll, {"voter": "ab" * 32, "weight": 1}], key=lambda v: v["voter"]))
        ),
        "take somebody off the roll": replace(bundle, roll=canonical(roll[1:])),
        "lower the quorum": replace(bundle, rules=canonical({**rules, "quorum": []} | {"title": "lain"})),
        "change the result": replace(bundle, result=canonical({**result, "status": "chosen?"})),
        "sign by another key": replace(
            bundle, heads=bundle.heads.replace(json.loads(bundle.heads)[0]["key"].encode(), b"00" * 32)
        ),
        "roll back to an old backup": replace(bundle, events=chained([*events[:at], events[-1]])),
        "close it alone": replace(bundle, events=chained([*events[:-1], edit(events[-1], closed_by="aldo")])),
    }
    return found


def test_a_hundred_attacks_are_found_by_whoever_holds_one_old_head():
    rng, tried = random.Random(20261124), 0
    for n, kind in enumerate(("majority", "choose_one", "advice", "consent", "sense_check")):
        bundle = large(kind)
        tree = MerkleTree(map(leaf_hash, bundle.events))
        kept = [Head(json.loads(bundle.rules)["decision"], len(tree), tree.root().hex())]
        assert found_by_both(bundle, kept) is None
        for name, forged in attacks(bundle, random.Random(f"{n}{rng.random()}")).items():
            assert found_by_both(forged, kept) is not None, (kind, name)
            tried += 1
    assert tried >= 100


def test_without_any_head_what_was_recomputed_and_signed_anew_is_not_found():
    # The honest limit: a log whose every hash, head and result was made again is a log like any other.
    bundle = large("choose_one")
    at = next(n for n, entry in enumerate(bundle.events) if json.loads(entry)["kind"] == "ballot")
    names = [option["id"] for option in json.loads(bundle.rules)["options"]]
    other = next(name for name in names if name != json.loads(bundle.events[at])["choice"])
    forged = replace(
        bundle, events=chained([edit(e, choice=other) if n == at else e for n, e in enumerate(bundle.events)])
    )
    forged = replace(forged, heads=signed(forged))
    tree = MerkleTree(map(leaf_hash, bundle.events))
    kept = Head(json.loads(bundle.rules)["decision"], 3, tree.root(3).hex())

    assert found_by_both(forged) in (None, ("result", None))
    assert found_by_both(forged, [kept]) == (("head", 0) if at < 3 else found_by_both(forged))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"voter": "ab" * 32}, "voter"),
        ({"choice": "x"}, "choice"),
        ({"choice": ["pilihan-0"]}, "choice"),
        ({"channel": "paper", "recorder": ""}, "channel"),
        ({"channel": "online", "recorder": "novita"}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"commitment": "x"}, "form"),
        ({"kind": "vote"}, "form"),
        ({"kind": 1}, "form"),
        ({"kind": "sealed"}, "form"),
        ({"more": 1}, "form"),
        ({"decision": "another"}, "decision"),
        ({"seq": "2"}, "seq"),
        ({"seq": 7}, "seq"),
        ({"prev": "00" * 32}, "prev"),
    ],
)
def test_the_first_wrong_event_is_named(change, fault):
    bundle = large("majority")
    at = next(n for n, entry in enumerate(bundle.events) if json.loads(entry)["kind"] == "ballot")
    forged = [edit(entry, **change) if n == at else entry for n, entry in enumerate(bundle.events)]
    if fault not in ("seq", "prev"):
        forged = list(chained(forged))

    assert found_by_both(replace(bundle, events=tuple(forged))) == (fault, at - (fault == "prev"))


@pytest.mark.parametrize(
    ("part", "data", "fault"),
    [
        ("rules", b"{}", "rules"),
        ("rules", b"{ }", "file"),
        ("roll", b"{}", "roll"),
        ("roll", b"[1]", "roll"),
        ("heads", b"{}", "file"),
        ("heads", b"[1]", "file"),
        ("codes", b"[]", "file"),
        ("openings", b"[]", "file"),
        ("names", b"{}", "names"),
        ("names", b'[{"member":"x","salt":"00","voter":"00"}]', "names"),
        ("result", b"1.5", "file"),
    ],
)
def test_a_broken_part_is_named(part, data, fault):
    assert found_by_both(replace(large("majority"), **{part: data}))[0] == fault


def test_secret_ballots_that_were_exchanged_are_found():
    bundle = large("choose_one", "rahasia")
    openings = json.loads(bundle.openings)
    names = [option["id"] for option in json.loads(bundle.rules)["options"]]
    for line in openings:
        line["choice"] = next(name for name in names if name != line["choice"])
    exchanged = replace(bundle, openings=canonical(openings))

    assert found_by_both(exchanged) == ("openings", len(bundle.events) - 1)
    assert found_by_both(replace(bundle, openings=canonical(openings[1:])))[0] == "openings"
    assert found_by_both(replace(bundle, openings=None))[0] == "openings"


def test_a_code_that_was_used_twice_is_found():
    bundle = large("choose_one", "rahasia")
    codes = json.loads(bundle.codes)

    assert found_by_both(replace(bundle, codes=canonical(codes[1:]))) == ("codes", None)
    assert found_by_both(replace(bundle, codes=canonical([*codes[1:], "ff" * 32])))[0] == "codes"


def test_nothing_in_the_log_of_a_secret_ballot_tells_choice_code_or_voter():
    bundle = large("choose_one", "rahasia")
    known = {line["voter"] for line in json.loads(bundle.roll)} | set(json.loads(bundle.codes))
    log = b"".join(bundle.events[1:-1]).decode()

    assert not any(text in log for text in known)
    assert "pilihan" not in log
    assert all(
        set(json.loads(e)) == {"kind", "decision", "seq", "prev", "commitment"} for e in bundle.events[1:-1]
    )


def test_a_later_vote_of_one_person_takes_the_place_of_the_earlier_and_nobody_weighs_more_than_once():
    for seed in range(0, 220, 11):
        for kind in ("majority", "score", "elect"):
            bundle = decision(seed, kind)
            outcome, ballots = recount(bundle), {}
            for entry in map(json.loads, bundle.events):
                if entry["kind"] == "ballot":
                    ballots[entry["voter"]] = entry["choice"]
            weights = {line["voter"]: line["weight"] for line in json.loads(bundle.roll)}
            hands = sum(n for e in map(json.loads, bundle.events) if e["kind"] == "hands" for _, n in e["counts"])
            assert outcome.turnout.voters == len(ballots) + hands <= len(weights)
            assert outcome.turnout.weight == sum(weights[tag] for tag in ballots) + hands <= sum(weights.values())


def test_a_bundle_is_one_file_and_always_the_same(tmp_path):
    bundle = large("elect")
    write_bundle(bundle, tmp_path / "a.tar")
    write_bundle(bundle, tmp_path / "b.tar")

    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()
    assert read_bundle(tmp_path / "a.tar") == bundle
    with tarfile.open(tmp_path / "a.tar") as tar:
        assert "hitung-ulang.py" in tar.getnames()


def alone(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a stranger would: with nothing but the standard library."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_in_the_bundle_and_the_command_say_the_same(tmp_path, capsys):
    bundle = large("majority")
    write_bundle(bundle, tmp_path / "baik.tar")
    write_bundle(replace(bundle, events=(*bundle.events[:2], *bundle.events[3:])), tmp_path / "buruk.tar")

    good, bad = alone(tmp_path / "baik.tar", "--json"), alone(tmp_path / "buruk.tar")
    assert (good.returncode, bad.returncode) == (0, 1)
    assert good.stdout.encode().strip() == bundle.result
    assert "Peristiwa 2" in bad.stderr
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(tmp_path / "baik.tar")])
    assert ended.value.code == 0
    assert json.loads(bundle.result)["status"] in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(tmp_path / "buruk.tar"), "--quiet"])
    assert ended.value.code == 1
    assert "Event 2" in capsys.readouterr().err


def test_a_head_that_a_witness_kept_is_compared(tmp_path):
    bundle, other = large("majority"), large("advice")
    write_bundle(bundle, tmp_path / "d.tar")
    (tmp_path / "kepala.json").write_bytes(bundle.heads)
    (tmp_path / "asing.json").write_bytes(other.heads)
    name = json.loads(bundle.rules)["decision"]
    forged = sign_head(Head(name, 2, "00" * 32), SECRET).to_data()
    (tmp_path / "lain.json").write_bytes(canonical(forged))
    (tmp_path / "palsu.json").write_bytes(canonical({**forged, "signature": "00" * 64}))

    for file, code in (("kepala", 0), ("lain", 1), ("asing", 1), ("palsu", 2), ("hilang", 2)):
        path = str(tmp_path / f"{file}.json")
        assert alone(tmp_path / "d.tar", "--kepala", path).returncode == code
        with pytest.raises(SystemExit) as ended:
            main(["verify", str(tmp_path / "d.tar"), "--head", path])
        assert ended.value.code == code


def test_what_is_no_bundle_is_refused(tmp_path, capsys):
    (tmp_path / "teks.tar").write_text("bukan")
    with tarfile.open(tmp_path / "kosong.tar", "w"):
        pass
    with tarfile.open(tmp_path / "lain.tar", "w") as tar:
        tar.add(tmp_path / "teks.tar", "../teks")
    bundle = large("majority")
    write_bundle(bundle, tmp_path / "dua.tar")
    with tarfile.open(tmp_path / "dua.tar", "a") as tar:
        tar.add(tmp_path / "teks.tar", "rules.json")

    for name in ("teks", "kosong", "lain", "dua"):
        with pytest.raises(BrokenBundle):
            read_bundle(tmp_path / f"{name}.tar")
        assert alone(tmp_path / f"{name}.tar").returncode == 2
    assert main(["verify", str(tmp_path / "teks.tar")]) == 1
    assert "no bundle of a decision" in capsys.readouterr().err
    assert alone(tmp_path / "tidak-ada.tar").returncode == 2


def test_every_part_of_a_bundle_has_its_file():
    assert set(PARTS.values()) == {one.name for one in fields(Bundle)}
