"""The opinion engine beside red-dwarf, Community Notes' model and the limits of the machine, in one run.

    python -m bench opinion            all of it, about a quarter of an hour; writes docs/reference/benchmarks.md
    python -m bench.opinion --quick    the small sizes alone, a minute or two; writes no page
    python -m bench.opinion --page     the page again, from what was measured last

A new line of the table of goals: a function in bench/accuracy.py that measures, its result put into `found` in
`main`, and one entry in `GOALS` of bench/page.py that says which number of it must reach what.

Everybody gets the same votes. Each measurement of time runs in a process of its own, so that its peak memory is
its own. red-dwarf runs in .venv-bench (`python3 dev.py bench` makes it).
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench import routing
from bench.accuracy import compare_on_made_up, compare_on_real, false_groups, held_intervals, right_number
from bench.community_notes import factorize
from bench.drawn import draw, load, store
from bench.page import goal_lines, write_page
from muara.engine.opinion import VoteTable, analyse
from muara.engine.opinion.live import LiveTables
from muara.engine.opinion.mixture import Sides, fit, one_hot

ROOT = Path(__file__).resolve().parent.parent
RIVAL = ROOT / ".venv-bench" / ("Scripts" if os.name == "nt" else "bin") / "python"
SIZES = ((1_000, 100), (10_000, 200), (30_000, 300), (100_000, 500), (1_000_000, 1_000))
KEPT = ROOT / "var" / "bench-opinion.json"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
PATIENCE = 400
"""Seconds after which a rival is stopped."""

RIVAL_MOST, NOTES_MOST = 100_000, 100_000


def best_of(work: Callable[[], object], repeats: int = 3) -> float:
    """Time the work in seconds; the fastest of some runs, because other programs only ever slow it down."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def peak_mb() -> float:
    """Give the largest memory of this process; `getrusage` also counts that of the program which started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text(encoding="utf-8").splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def again(votes: VoteTable) -> VoteTable:
    """Give the same votes as a new table, which remembers nothing."""
    return VoteTable(votes.participants, votes.statements, votes.indptr, votes.columns, votes.values)


def limits(votes: VoteTable) -> dict[str, float]:
    """Time one pass that reads every vote in order, and one that adds every vote to a table in memory."""
    cells, weights = votes.columns.astype(np.int64), votes.values.astype(np.float64)
    return {
        "stream": best_of(lambda: (votes.values.sum(dtype=np.int64), votes.columns.sum(dtype=np.int64))),
        "scatter": best_of(lambda: np.bincount(cells, weights, minlength=votes.n_statements)),
    }


def measure(what: str, path: Path) -> dict[str, Any]:
    """Measure one thing in this process."""
    votes = load(path)
    before = peak_mb()
    if what == "limits":
        return {"votes": votes.n_votes, **limits(votes)}
    if what == "live":
        return live(votes)
    if what == "notes":
        return {"seconds": best_of(lambda: factorize(votes), 1), "peak_mb": peak_mb(), "before_mb": before}
    mode = "polis" if what == "polis" else "muara"
    analyse(again(votes), mode=mode)  # the compiled loops are read from disk the first time
    peak, cpu = peak_mb(), time.process_time()
    repeats = 5 if votes.n_votes < 2_000_000 else 3
    seconds = best_of(lambda: analyse(again(votes), mode=mode), repeats)
    cpu = (time.process_time() - cpu) / repeats
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak, "before_mb": before}


def live(votes: VoteTable) -> dict[str, float]:
    """Time one vote into the live tables, and a fresh map with groups."""
    tables = LiveTables.of(votes)
    rng, n = np.random.default_rng(1), 5_000
    who = rng.integers(0, votes.n_participants, n).tolist()
    what, value = rng.integers(0, votes.n_statements, n).tolist(), rng.integers(-1, 2, n).tolist()
    tables.vote(0, 0, 1)

    def cast() -> None:
        for one in zip(who, what, value, strict=True):
            tables.vote(*one)

    cast_seconds = best_of(cast, 1) / n
    sides = Sides(votes)
    (mixture,) = fit(sides, [one_hot(np.arange(votes.n_participants) % 3, 3)])
    return {"vote_us": 1e6 * cast_seconds, "refresh_ms": 1e3 * best_of(lambda: tables.refresh(mixture))}


def alone(what: str, path: Path, **env: str) -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "bench.opinion", "--measure", what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **env}, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def red_dwarf(paths: list[Path], patience: float | None = PATIENCE) -> dict[str, Any] | None:
    """Run red-dwarf on stored votes; None if it isn't there, took too long or broke off."""
    if not RIVAL.exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [str(RIVAL), str(ROOT / "bench" / "red_dwarf.py"), str(out), *map(str, paths)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            print(done.stderr[-500:], file=sys.stderr)
            return None
        found: dict[str, Any] = json.loads(out.read_text())
        return found


def row(folder: Path, people: int, statements: int) -> dict[str, Any]:
    """Measure all contenders at one size."""
    drawn = draw(people, statements)
    path = store(folder / f"{people}.npz", drawn.votes)
    found: dict[str, Any] = {"people": people, "statements": statements, "votes": drawn.votes.n_votes}
    found |= {
        "limits": alone("limits", path),
        "fast": alone("muara", path, MUARA_FAST="1"),
        "one_core": alone("muara", path, MUARA_FAST="1", MUARA_CORES="1"),
        "pure": alone("muara", path, MUARA_FAST="0"),
        "polis": alone("polis", path),
        "notes": alone("notes", path) if people <= NOTES_MOST else None,
        "red_dwarf": red_dwarf([path]) if people <= RIVAL_MOST else None,
    }
    if people == 10_000:
        found["live"] = alone("live", path)
    if people <= NOTES_MOST:
        found["accuracy"] = compare_on_made_up(drawn, found["red_dwarf"])
    print(line(found), flush=True)
    path.unlink()
    return found


def line(found: dict[str, Any]) -> str:
    fast, rival, notes = found["fast"], found["red_dwarf"], found["notes"]
    text = (
        f"{found['people']:>9,} x {found['statements']:>5,} {found['votes']:>10,}   ours {fast['seconds']:7.3f} s "
        f"{fast['peak_mb']:5.0f} MB   one core {found['one_core']['seconds']:7.3f}   numpy "
        f"{found['pure']['seconds']:7.3f}"
    )
    if notes:
        text += f"   notes {notes['seconds']:6.1f} s"
    if rival:
        seconds = rival["results"][0]["seconds"]
        text += f"   red-dwarf {seconds:7.2f} s {rival['peak_mb']:5.0f} MB ({seconds / fast['seconds']:,.0f}x)"
    return text


def main(arguments: list[str] | None = None) -> int:
    asked = sys.argv[1:] if arguments is None else arguments
    quick = "--quick" in asked
    if not RIVAL.exists():
        print("red-dwarf is left out: python3 dev.py bench makes its environment.")
    began = time.time()
    found: dict[str, Any] = {"rows": [], "null": [], "right": [], "real": [], "load": list(os.getloadavg())}
    with tempfile.TemporaryDirectory(prefix="muara-bench-") as name:
        folder = Path(name)
        for size in SIZES[:2] if quick else SIZES:
            found["rows"].append(row(folder, *size))
            keep(found, began)
        found["null"] = false_groups(folder, red_dwarf, runs=5 if quick else 20)
        found["right"] = right_number(2 if quick else 20)
        found["held"] = held_intervals(2 if quick else 10)
        data = os.environ.get("MUARA_DATA")
        found |= routing.measure(Path(data) / "opendata" if data else None, quick=quick)
        keep(found, began)
        if data and not quick:
            found["real"] = compare_on_real(Path(data) / "opendata", folder, red_dwarf)
    keep(found, began)
    if quick:
        print(goal_lines(found))
        return 0
    return page()


def keep(found: dict[str, Any], began: float) -> None:
    """Put down what was measured so far, so that the page can be written anew without measuring again."""
    found["minutes"], found["load_after"] = (time.time() - began) / 60, list(os.getloadavg())
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(found, default=float), encoding="utf-8")


def page() -> int:
    """Write the page from what was put down last."""
    write_page(PAGE, json.loads(KEPT.read_text(encoding="utf-8")))
    print(f"Written: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
    else:
        raise SystemExit(page() if sys.argv[1:2] == ["--page"] else main())
