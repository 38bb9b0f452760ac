"""The bundle of a decision: one tar file that a stranger can count again (docs/reference/decision-bundle.md)."""

from __future__ import annotations

import io
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from muara.engine.errors import BadEvent
from muara.engine.governance.decisions import Outcome
from muara.engine.governance.decisions.recount import Bundle, Wrong, recount
from muara.engine.ledger import Head, read_canonical, read_head

SCRIPT = Path(__file__).with_name("hitung-ulang.py")
PARTS = {
    "rules.json": "rules",
    "roll.json": "roll",
    "events.jsonl": "events",
    "heads.json": "heads",
    "result.json": "result",
    "codes.json": "codes",
    "openings.json": "openings",
    "drew.json": "drew",
    "names.json": "names",
}
NEEDED = ("rules.json", "roll.json", "events.jsonl", "heads.json", "result.json")
BESIDE = ("BACA-SAYA.txt", "hitung-ulang.py")
LARGEST = 256 * 1024 * 1024  # bytes of all parts together: some 400,000 ballots
READ_ME = """Berkas ini memuat satu keputusan: aturannya, daftar pemilihnya, setiap suaranya, dan hasilnya.
Siapa pun dapat menghitungnya kembali, tanpa Muara dan tanpa internet, dengan Python 3.8 atau lebih baru:

    python3 hitung-ulang.py keputusan.tar

Ambillah hitung-ulang.py dari sumber yang Anda percaya, bukan hanya dari berkas ini.
Bila Anda saksi, sertakan kepala log yang Anda simpan:

    python3 hitung-ulang.py keputusan.tar --kepala kepala.json
"""


class BrokenBundle(ValueError):
    """A file is no bundle of a decision."""


def write_bundle(bundle: Bundle, path: Path) -> None:
    """Write a bundle; the same parts always make the same bytes."""
    with path.open("wb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, part in PARTS.items():
            value = getattr(bundle, part)
            if value is not None:
                _add(tar, name, b"".join(entry + b"\n" for entry in value) if part == "events" else value)
        _add(tar, "BACA-SAYA.txt", READ_ME.encode())
        _add(tar, "hitung-ulang.py", SCRIPT.read_bytes())


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(data)
    tar.addfile(about, io.BytesIO(data))


def read_bundle(path: Path) -> Bundle:
    """Read a bundle.

    Raises
    ------
    BrokenBundle
        If the file is no tar of the parts of a decision, each once.
    OSError
        If it cannot be read.
    """
    found: dict[str, bytes] = {}
    total = 0
    try:
        with tarfile.open(path, mode="r:") as tar:
            for about in tar:
                known = about.name in PARTS or about.name in BESIDE
                if not known or not about.isreg() or about.name in found:
                    raise BrokenBundle(f"{path.name}: {about.name!r} is no part of a decision, or stands twice.")
                total += about.size
                if total > LARGEST:
                    raise BrokenBundle(f"{path.name} is larger than a decision can be.")
                file = tar.extractfile(about)
                found[about.name] = file.read() if file else b""
    except (tarfile.TarError, EOFError) as error:
        raise BrokenBundle(f"{path.name} is no bundle of a decision: a tar file, not compressed.") from error
    for name in NEEDED:
        if name not in found:
            raise BrokenBundle(f"{path.name} is no bundle of a decision: {name} is missing.")
    events = found.pop("events.jsonl").split(b"\n")
    if events.pop():
        raise BrokenBundle(f"{path.name}: the last line of events.jsonl does not end.")
    parts = {PARTS[name]: data for name, data in found.items() if name in PARTS}
    return Bundle(events=tuple(events), **parts)


def is_bundle(path: Path) -> bool:
    """Whether a file is a tar file, and so can only be a bundle."""
    return path.is_file() and tarfile.is_tarfile(path)


def read_heads(path: Path) -> list[Head]:
    """Read heads that a witness kept: one signed head, or a list of them; each must be genuine."""
    try:
        data = read_canonical(path.read_bytes().strip())
        heads = [read_head(line) for line in (data if isinstance(data, list) else [data])]
    except BadEvent as error:
        raise BrokenBundle(f"{path.name}: {error}") from error
    if not all(head.is_genuine for head in heads):
        raise BrokenBundle(f"{path.name} holds a head that its key did not sign.")
    return [head.head for head in heads]


def in_words(outcome: Outcome) -> str:
    """Say a result in two lines or more."""
    chosen = f": {', '.join(outcome.chosen)}" if outcome.chosen else ""
    lines = [f"{outcome.status}{chosen}", f"{outcome.turnout.voters} of {outcome.turnout.eligible} voted"]
    lines += [f"{name}: {n}" for name, n in outcome.votes]
    for tick in outcome.ticks:
        line = tick.condition
        what = " ".join(word for word in (line.measure, line.option, f"of {line.of}" if line.of else "") if word)
        mark = "✓" if tick.is_met else "✗"
        lines.append(
            f"{mark} {what} {line.than} {line.needed} (is {'nothing' if tick.value is None else tick.value})"
        )
    return "\n".join(lines)


def verify_bundle_command(path: Path, heads: Sequence[Path] = (), *, quiet: bool = False) -> int:
    """Count a bundle again and print what it comes to.

    Returns
    -------
    int
        0 = everything holds; 1 = something is wrong, and the first such thing is named; 2 = not readable.
    """
    try:
        bundle, seen = read_bundle(path), [head for one in heads for head in read_heads(one)]
    except (OSError, BrokenBundle) as error:
        sys.stderr.write(f"muara verify: {error}\n")
        return 2
    try:
        outcome = recount(bundle, seen=seen)
    except Wrong as wrong:
        sys.stderr.write(f"✗ {wrong}\n")
        return 1
    if not quiet:
        sys.stdout.write(f"✓ The result follows from these votes.\n{in_words(outcome)}\n")
    return 0
