"""Change the opinion engine in small ways, one at a time, and see whether a test notices (mutmut).

    python3 dev.py mutants                    every module that has changes not tried yet
    python3 dev.py mutants intervals votes    these modules alone
    python3 dev.py mutants --again votes      once more what no test noticed, after tests were added
    python3 dev.py mutants --survivors votes  show it
    python3 dev.py mutants --sample 60 votes  60 changes drawn at random, and what they say of all of them
    python3 dev.py mutants --table            the table of docs/reference/mutants.md, from what was tried so far

Works in var/mutants on a copy, with an environment of its own on top of .venv, and goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "mutants.txt"
PLACE = ROOT / "var" / "mutants"
STAGE = PLACE / "stage"
ENGINE = "muara.engine.opinion"
ENGINE_FOLDER = Path("src", *ENGINE.split("."))
BIN = PLACE / "venv" / "bin"

NOTICED = {1, 3, -6, -11}
"""Exit codes of a change that was noticed: a test failed, or the process broke down."""
TIMED_OUT = {24, -24, 36, 152, 255, -9}
"""Not counted as noticed: changes that leave the result alone have run out of time on a busy machine."""
NO_TEST = {5, 33}
FIRST = f"{ENGINE}.places.x_passing__mutmut_1"

LEFT_OUT = {
    "kernels",  # compiled: mutmut leaves decorated functions alone; test_fast holds them to their twins
    "synthetic",  # makes test data
}
SLOW = (
    "test_crossfit.py::test_groups_that_are_not_there_have_nothing_to_say",
    "test_estimators.py::test_a_warning_points_at_the_line_that_asked",  # mutmut stands between the lines
    "test_estimators.py::test_scikit_learn_is_not_needed",
    "test_fast.py::test_the_number_of_cores_and_blocks_changes_no_byte",
    "test_frames.py::test_a_program_that_ends_with_our_memory_in_its_hands_ends_well",
    "test_frames.py::test_none_of_the_libraries_is_imported",
    "test_grouping.py::test_the_power_that_is_told_was_measured",
    "test_public_names.py",
    "test_types.py",
)
"""Simulations, and programs of their own: too slow to run for each of some thousand changes."""

MOST_SECONDS, MOST_TESTS, FEW = 3.0, 30, 3
"""So many seconds and tests for one change, and the fastest few in any case."""

SETTINGS = f"""\
[mutmut]
source_paths=src
only_mutate={ENGINE_FOLDER}/*.py
do_not_mutate=
    */tests/*
    */scale/*
    {ENGINE_FOLDER}/__init__.py
    {ENGINE_FOLDER}/kernels.py
    {ENGINE_FOLDER}/synthetic.py
also_copy=
    pytest.ini
    conftest.py
pytest_add_cli_args_test_selection={ENGINE_FOLDER}/tests
timeout_multiplier=8
timeout_constant=4
use_git_change_detection=false
track_dependencies=false
"""

PYTEST = """\
[pytest]
addopts = -p muara -p no:cacheprovider
filterwarnings = error
markers =
    data: reads the real conversations
"""

CONFTEST = f'''\
import json
from pathlib import Path

import hypothesis

SLOW = {SLOW!r}
hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=30)
hypothesis.settings.load_profile("mutants")


def pytest_collection_modifyitems(config, items):
    """Leave out what is slow, and begin with what is fast: most changes fall at once."""
    try:
        seconds = json.loads(Path("mutmut-stats.json").read_text())["duration_by_test"]
    except (OSError, ValueError):
        seconds = {{}}
    slow = [one for one in items if any(name in one.nodeid for name in SLOW) or one.get_closest_marker("data")]
    config.hook.pytest_deselected(items=slow)
    items[:] = sorted((one for one in items if one not in slow), key=lambda one: seconds.get(one.nodeid, 0.0))
'''


def call(*command: str | Path, **how: object) -> int:
    return subprocess.run([str(part) for part in command], check=False, **how).returncode  # type: ignore[call-overload,no-any-return]


def environment() -> None:
    """Put mutmut beside the packages of .venv, which stay as they are."""
    stamp, wanted = PLACE / "venv.stamp", hashlib.sha256(LOCK.read_bytes() + sys.prefix.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    venv.EnvBuilder(with_pip=False, clear=True).create(PLACE / "venv")
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", BIN / "python"]
    if call(*install, "--require-hashes", "-r", LOCK):
        raise SystemExit("✗ mutmut could not be installed. Check the network.")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = Path("lib", version, "site-packages")
    (PLACE / "venv" / packages / "muara-dev.pth").write_text(f"{Path(sys.prefix) / packages}\n")
    stamp.write_text(wanted)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def lay_out() -> None:
    """Copy the engine; files that are as they were keep what was found out about them."""
    wanted = {Path("src/muara/__init__.py")}
    wanted |= {path.relative_to(ROOT) for path in (ROOT / ENGINE_FOLDER).parent.glob("*.py")}
    wanted |= {path.relative_to(ROOT) for path in (ROOT / ENGINE_FOLDER).rglob("*.py")}
    for path in wanted:
        write(STAGE / path, (ROOT / path).read_text())
    mutated = STAGE / "mutants"
    for path in list((STAGE / "src").rglob("*.py")):
        relative = path.relative_to(STAGE)
        if relative not in wanted:
            path.unlink()
            (mutated / relative).unlink(missing_ok=True)
    write(STAGE / "setup.cfg", SETTINGS)
    write(STAGE / "pytest.ini", PYTEST)
    write(STAGE / "conftest.py", CONFTEST)


def trim() -> None:
    """Let each change meet the tests of its own module and the fastest of the others: a wall is found in seconds.

    What a slower test alone would notice counts as not noticed, so the parts in the table are lower limits.
    """
    kept = STAGE / "mutants" / "mutmut-stats.json"
    stats = json.loads(kept.read_text())
    seconds = stats["duration_by_test"]
    for function, tests in stats["tests_by_mangled_function_name"].items():
        own = f"test_{function.removeprefix(ENGINE + '.').split('.')[0]}.py"
        chosen, sofar = [], 0.0
        for test in sorted(tests, key=lambda test: (own not in test, seconds[test], test)):
            sofar += seconds[test]
            if len(chosen) < FEW or (sofar <= MOST_SECONDS and len(chosen) < MOST_TESTS):
                chosen.append(test)
        stats["tests_by_mangled_function_name"][function] = chosen
    kept.write_text(json.dumps(stats))


def modules() -> list[str]:
    found = sorted(path.stem for path in (ROOT / ENGINE_FOLDER).glob("*.py"))
    return [name for name in found if name not in {"__init__", *LEFT_OUT}]


def results(module: str) -> dict[str, int | None]:
    kept = STAGE / "mutants" / ENGINE_FOLDER / f"{module}.py.meta"
    return json.loads(kept.read_text())["exit_code_by_key"] if kept.exists() else {}


def survivors(module: str) -> list[str]:
    return [name for name, code in results(module).items() if code is not None and code not in NOTICED]


def drawn(module: str, n: int) -> list[str]:
    """Draw changes at random, but always the same: those whose names have the smallest fingerprints."""
    return sorted(results(module), key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:n]


def mutmut(*arguments: str) -> int:
    alone = {
        "MUARA_CORES": "1",
        "MUARA_FAST": "0",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return call(BIN / "python", BIN / "mutmut", *arguments, cwd=STAGE, env={**os.environ, **alone})


def try_out(names: Iterable[str], again: bool, children: int, sample: int | None) -> None:
    run = ("run", "--max-children", str(children))
    if mutmut(*run, FIRST):  # makes the changes, and sees which test goes through which function
        raise SystemExit("✗ mutmut could not begin; the lines above say why.")
    trim()
    for module in names:
        done = NOTICED if again else set(results(module).values()) - {None}
        wanted = [name for name, code in results(module).items() if code not in done]
        if sample is not None:
            wanted = [name for name in drawn(module, sample) if name in wanted]
        if wanted:
            print(f"· {module}: {len(wanted)} changes", flush=True)
            if mutmut(*run, *wanted):
                raise SystemExit(f"✗ mutmut failed at {module}.")


def table(names: Iterable[str]) -> str:
    lines = [
        "| module | changes | tried | noticed | out of time | no test | at least |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    total: Counter[str] = Counter()
    for module in names:
        codes = list(results(module).values())
        found = Counter(
            changes=len(codes),
            tried=sum(code is not None for code in codes),
            begun=len(codes) if any(code is not None for code in codes) else 0,
            noticed=sum(code in NOTICED for code in codes),
            late=sum(code in TIMED_OUT for code in codes),
            none=sum(code in NO_TEST for code in codes),
        )
        total += found
        lines.append(row(f"`{module}`", found))
    return "\n".join([*lines, row("**all**", total)])


def row(name: str, found: Counter[str]) -> str:
    cells = [f"{found[key]:,}" for key in ("changes", "tried", "noticed", "late", "none")]
    part = f"{100 * found['noticed'] / found['begun']:.1f} %" if found["begun"] else ""
    return f"| {' | '.join([name, *cells, part])} |"


def of_sample(names: Iterable[str], n: int) -> str:
    """Write what a sample of each module says of all its changes, with the 90 % Wilson interval."""
    lines = ["| module | changes | drawn | noticed | part | 90 % interval |", "|---|---:|---:|---:|---:|---:|"]
    for module in names:
        codes = results(module)
        tried = [codes[name] for name in drawn(module, n) if codes[name] is not None]
        hits = sum(code in NOTICED for code in tried)
        if tried:
            low, high = wilson(hits, len(tried))
            share, ends = 100 * hits / len(tried), f"{100 * low:.0f}–{100 * high:.0f} %"
            lines.append(f"| `{module}` | {len(codes)} | {len(tried)} | {hits} | {share:.1f} % | {ends} |")
    return "\n".join(lines)


def wilson(hits: int, n: int, z: float = 1.6449) -> tuple[float, float]:
    middle, half = hits + z * z / 2, z * (hits * (n - hits) / n + z * z / 4) ** 0.5
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


def main() -> int:
    parser = argparse.ArgumentParser(description="Change the opinion engine, and see whether a test notices.")
    parser.add_argument("modules", nargs="*", choices=[[], *modules()], metavar="MODULE")
    parser.add_argument("--again", action="store_true", help="once more what no test noticed")
    parser.add_argument("--survivors", action="store_true", help="show what no test noticed")
    parser.add_argument("--table", action="store_true", help="print what was found out so far")
    parser.add_argument("--sample", type=int, metavar="N", help="only N changes of each module, drawn at random")
    parser.add_argument("--fresh", action="store_true", help="forget what was found out")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="processes at a time")
    asked = parser.parse_args()
    names = asked.modules or modules()
    if asked.fresh:
        shutil.rmtree(STAGE, ignore_errors=True)
    if asked.survivors:
        return max(mutmut("show", name) for module in names for name in survivors(module))
    if not asked.table:
        environment()
        lay_out()
        try_out(names, asked.again, asked.children, asked.sample)
    print(table(names) if asked.sample is None else of_sample(names, asked.sample))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
