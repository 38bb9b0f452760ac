"""Change the opinion engine in small ways, one at a time, and see whether a test notices (mutmut).

    python3 dev.py mutants                    every module that has changes not tried yet
    python3 dev.py mutants intervals votes    these modules alone
    python3 dev.py mutants --again votes      once more what no test noticed, after tests were added
    python3 dev.py mutants --survivors votes  show it
    python3 dev.py mutants --sample 60 votes  60 changes drawn at random, and what they say of all of them
    python3 dev.py mutants --of-all 500       the same for the whole engine: 500 drawn from all modules together
    python3 dev.py mutants --again --thorough votes     what no test noticed meets every test that goes through it
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

MOST_SECONDS, MOST_TESTS, FEW = 4.0, 300, 3
"""So many seconds and tests for one change, and the fastest few in any case."""
THOROUGH_SECONDS, THOROUGH_TESTS = 60.0, 1_000
TWINS = {"kmeans", "mixture", "projection", "sums", "votes"}
"""Have a branch for compiled loops, which runs in test_fast alone."""
TESTED_IN = {
    "arrow": "frames",
    "kmeans": "polis_method",
    "matching": "polis_method",
    "permutation": "grouping",
    "polis": "polis_method",
    "projection": "map",
}
"""Where the tests of a module are, when they aren't in test_MODULE.py."""

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
timeout_multiplier=6
timeout_constant=15
use_git_change_detection=false
track_dependencies=false
process_isolation=forkserver
forkserver_warmup=import
preload_modules_file=preload.txt
"""

PRELOAD = "pytest\nnumpy\nscipy.sparse.linalg\nscipy.special\nscipy.stats\nhypothesis.extra.numpy\nnumba\n"
"""What each process begins with. Polars is not in it: its threads are not copied, and who waits for them hangs."""

PYTEST = """\
[pytest]
addopts = -p muara -p no:cacheprovider
filterwarnings = error
markers =
    data: reads the real conversations
"""

CONFTEST = f'''\
import json
import os
import time
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

SLOW = {SLOW!r}
KEPT = Path(__file__).with_name("seconds.json")
SECONDS = json.loads(KEPT.read_text()) if KEPT.exists() else {{}}
SPENT, SHARED = Counter(), Counter()
hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None, max_examples=30)
hypothesis.settings.load_profile("mutants")


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    """Time the fixtures of whole modules."""
    began = time.perf_counter()
    made = yield
    if fixturedef.scope == "module":
        SHARED[fixturedef.baseid, fixturedef.argname] += time.perf_counter() - began
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    began = time.perf_counter()
    done = yield
    SPENT[item] += time.perf_counter() - began
    return done


def pytest_sessionfinish():
    """Keep how long each test takes when it is the first of its module, and the engine is whole."""
    if os.environ.get("MUTANT_UNDER_TEST") in (None, "", "stats"):
        for one, spent in SPENT.items():
            shared = sum(SHARED[one.nodeid.split("::")[0], name] for name in one.fixturenames)
            SECONDS[one.nodeid] = min(spent + shared, SECONDS.get(one.nodeid, 1e9))
        KEPT.write_text(json.dumps(SECONDS))


def pytest_collection_modifyitems(config, items):
    """Leave out what is slow, and begin with what is fast: most changes fall at once."""
    slow = [one for one in items if any(name in one.nodeid for name in SLOW) or one.get_closest_marker("data")]
    config.hook.pytest_deselected(items=slow)
    items[:] = sorted((one for one in items if one not in slow), key=lambda one: SECONDS.get(one.nodeid, 0.0))
'''


def call(*command: str | Path, **how: object) -> int:
    return subprocess.run([str(part) for part in command], check=False, **how).returncode  # type: ignore[call-overload,no-any-return]


def environment() -> None:
    """Put mutmut beside the packages of .venv, which stay as they are."""
    stamp, wanted = PLACE / "venv.stamp", hashlib.sha256(LOCK.read_bytes() + sys.prefix.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    venv.EnvBuilder(with_pip=False, clear=True).create(PLACE / "venv")
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        BIN / "python",
    ]
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
    write(STAGE / "preload.txt", PRELOAD)
    write(STAGE / "pytest.ini", PYTEST)
    write(STAGE / "conftest.py", CONFTEST)


def trim(thorough: bool) -> None:
    """Let each change meet the tests of its own module and the fastest of the others: a wall is found in seconds.

    Those of a module count as going through all of it: what a fixture did is noted for its first test alone.
    What a slower test alone would notice counts as not noticed until it was asked thoroughly.
    """
    kept, whole = STAGE / "mutants" / "mutmut-stats.json", PLACE / "reached.json"
    stats = json.loads(kept.read_text())
    reached = stats["tests_by_mangled_function_name"]
    seconds = json.loads((STAGE / "mutants" / "seconds.json").read_text())
    seconds = stats["duration_by_test"] = {test: seconds[test] for test in stats["duration_by_test"]}
    before = json.loads(whole.read_text()) if whole.exists() else {}
    most_seconds, most_tests = (THOROUGH_SECONDS, THOROUGH_TESTS) if thorough else (MOST_SECONDS, MOST_TESTS)
    for function in {*reached, *before}:
        tests = {*reached.get(function, ()), *before.get(function, ())} & set(seconds)
        before[function] = sorted(tests)
        module = function.removeprefix(ENGINE + ".").split(".")[0]
        own = [f"/test_{name}.py" for name in (TESTED_IN.get(module, module), *["fast"] * (module in TWINS))]
        tests |= {test for test in seconds if own[0] in test}
        chosen: list[str] = []
        sofar = 0.0
        for test in sorted(tests, key=lambda test: (not any(name in test for name in own), seconds[test], test)):
            sofar += seconds[test]
            if len(chosen) < FEW or (sofar <= most_seconds and len(chosen) < most_tests):
                chosen.append(test)
        reached[function] = chosen
    whole.write_text(json.dumps(before))
    kept.write_text(json.dumps(stats))


def modules() -> list[str]:
    found = sorted(path.stem for path in (ROOT / ENGINE_FOLDER).glob("*.py"))
    return [name for name in found if name not in {"__init__", *LEFT_OUT}]


def results(module: str) -> dict[str, int | None]:
    kept = STAGE / "mutants" / ENGINE_FOLDER / f"{module}.py.meta"
    return json.loads(kept.read_text())["exit_code_by_key"] if kept.exists() else {}


def survivors(module: str) -> list[str]:
    return [name for name, code in results(module).items() if code is not None and code not in NOTICED]


def drawn(names: Iterable[str], n: int) -> list[str]:
    """Draw changes at random, but always the same: those whose names have the smallest fingerprints."""
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())[:n]


def drawn_of_all(n: int) -> set[str]:
    return set(drawn([name for module in modules() for name in results(module)], n))


def mutmut(*arguments: str) -> int:
    alone = {
        "MUARA_CORES": "1",
        "MUARA_FAST": "0",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # 17 MB of source with all its changes: each process would compile them anew
    return call(BIN / "python", BIN / "mutmut", *arguments, cwd=STAGE, env={**others, **alone})


def begin(children: int, thorough: bool) -> None:
    if mutmut(
        "run", "--max-children", str(children), FIRST
    ):  # makes the changes, sees which test goes through what
        raise SystemExit("✗ mutmut could not begin; the lines above say why.")
    trim(thorough)


def try_out(names: Iterable[str], again: bool, children: int) -> None:
    """Try those of the changes about which nothing was found out yet, or (again) that no test noticed."""
    known = {name: code for module in modules() for name, code in results(module).items()}
    wanted = [name for name in names if known[name] is None or (again and known[name] not in NOTICED)]
    if wanted and mutmut("run", "--max-children", str(children), *wanted):
        raise SystemExit("✗ mutmut failed; the lines above say why.")


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
    """Write what a sample of each module says of all its changes."""
    drawn_of = {module: drawn(results(module), n) for module in names}
    return "\n".join([*HEAD, *(sampled(module, found) for module, found in drawn_of.items() if found)])


def of_all(n: int) -> str:
    """Write what a sample of all modules together says of the engine: each has its part of it."""
    chosen = drawn_of_all(n)
    lines = [sampled(module, [name for name in results(module) if name in chosen]) for module in modules()]
    return "\n".join([*HEAD, *lines, sampled(None, chosen)])


HEAD = (
    "| module | changes | drawn | noticed | out of time | part | 95 % interval |",
    "|---|---:|---:|---:|---:|---:|---:|",
)


def sampled(module: str | None, names: Iterable[str]) -> str:
    known = {name: code for one in ([module] if module else modules()) for name, code in results(one).items()}
    tried = [known[name] for name in names if known[name] is not None]
    hits, late = sum(code in NOTICED for code in tried), sum(code in TIMED_OUT for code in tried)
    ends, share = ("", "")
    if tried:
        low, high = wilson(hits, len(tried))
        share, ends = f"{100 * hits / len(tried):.1f} %", f"{100 * low:.0f}–{100 * high:.0f} %"
    name = f"`{module}`" if module else "**all**"
    return f"| {name} | {len(known):,} | {len(tried)} | {hits} | {late} | {share} | {ends} |"


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    middle, half = hits + z * z / 2, z * (hits * (n - hits) / n + z * z / 4) ** 0.5
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


def main() -> int:
    parser = argparse.ArgumentParser(description="Change the opinion engine, and see whether a test notices.")
    parser.add_argument("modules", nargs="*", choices=[[], *modules()], metavar="MODULE")
    parser.add_argument("--again", action="store_true", help="once more what no test noticed")
    parser.add_argument("--survivors", action="store_true", help="show what no test noticed")
    parser.add_argument("--table", action="store_true", help="print what was found out so far")
    parser.add_argument("--sample", type=int, metavar="N", help="only N changes of each module, drawn at random")
    parser.add_argument("--of-all", type=int, metavar="N", help="only N changes, drawn from all modules together")
    parser.add_argument("--thorough", action="store_true", help="with every test that goes through the change")
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
        begin(asked.children, asked.thorough)
        if asked.of_all is not None:
            try_out(sorted(drawn_of_all(asked.of_all)), asked.again, asked.children)
        for module in names if asked.of_all is None else ():
            print(f"· {module}", flush=True)
            changes = results(module)
            try_out(changes if asked.sample is None else drawn(changes, asked.sample), asked.again, asked.children)
    if asked.of_all is not None:
        print(of_all(asked.of_all))
    else:
        print(table(names) if asked.sample is None else of_sample(names, asked.sample))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
