"""One entrance for everybody who works on Muara. Needs Python 3.11 and nothing else.

    python3 dev.py setup     make the environment in .venv
    python3 dev.py run       set up, fill the demo city, serve it
    python3 dev.py test      set up and pass all tests, on SQLite and then on a real PostgreSQL
    python3 dev.py check     format, lint, types, layers, migrations, translations, templates
    python3 dev.py demo      rebuild the demo city
    python3 dev.py bench     measure the engines
    python3 dev.py mutants   change the opinion engine and see whether a test notices (hours)
    python3 dev.py lock      compile the lock files again
    python3 dev.py fix       format and mend what can be mended by a machine

What follows the command is handed on: ``python3 dev.py test tests/test_dev.py -k stamp`` runs pytest once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "muara.stamp"
UV = "uv==0.13.9"
LOCK = ROOT / "requirements" / "dev.txt"
BENCH_VENV, BENCH_LOCK = ROOT / ".venv-bench", ROOT / "requirements" / "bench.txt"
ALL_CORES = ("-n", "2")
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


class Stopped(Exception):
    """A step failed; the message says what to do."""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def call(*command: str | Path, advice: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise Stopped(f"{advice} (exit code {done.returncode})")


def call_quietly(*command: str | Path, advice: str, env: dict[str, str] | None = None) -> None:
    """Show what an installer says only if it fails: a newcomer reads our sentences, not its warnings."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise Stopped(f"{done.stdout.strip()}\n\n{advice} (exit code {done.returncode})")


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "VIRTUAL_ENV": str(VENV)}


def wanted_stamp() -> str:
    """Say what the environment was made from, so that an unchanged one is left alone."""
    made_from = hashlib.sha256(sys.version.encode())
    made_from.update(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        made_from.update(path.read_bytes())
    return made_from.hexdigest()


def setup() -> None:
    if STAMP.exists() and STAMP.read_text() == wanted_stamp() and PYTHON.exists():
        return
    began = time.monotonic()
    say("Making the environment in .venv …")
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise Stopped(
            "Python could not make a virtual environment. On Debian: apt-get install python3-venv"
        ) from error
    say("Fetching the installer …")
    quiet = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        call_quietly(*quiet, UV, advice="")
        install, env = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", PYTHON], environment()
    except Stopped:
        say("The fast installer is not to be had; plain pip takes about a minute longer.")
        install, env = quiet, None
    say("Installing the locked packages (about 500 MB the first time) …")
    network = "The packages could not be installed. Check the network and run the same command again."
    call_quietly(*install, "--require-hashes", "-r", LOCK, advice=network, env=env)
    call_quietly(*install, "--no-deps", "--editable", ROOT, advice=network, env=env)
    STAMP.write_text(wanted_stamp())
    say(f"The environment is ready after {time.monotonic() - began:.0f} s.")


def muara(*arguments: str) -> None:
    """Run the program itself in place of this process, so that Ctrl-C reaches it alone."""
    sys.stdout.flush()
    command = [str(PYTHON), "-m", "muara.cli", *arguments]
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode)
    os.chdir(ROOT)
    os.execve(command[0], command, environment())


def translations() -> None:
    """Compile the catalogues that are newer than their compiled form."""
    call(
        PYTHON,
        "tools/catalogue.py",
        "compile",
        advice="A translation file is broken; the line above says where.",
    )


def run(*arguments: str) -> None:
    setup()
    translations()
    muara("run", "--demo", *arguments)


def demo(*arguments: str) -> None:
    setup()
    translations()
    muara("demo", *(arguments or ("--size", "city", "--rebuild")))


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return next((path for path in ([named] if named else CHROMIUM) if path and Path(path).exists()), None)


def have_chromium() -> None:
    """Install Chromium where that is one command away; otherwise say what is left out."""
    if find_chromium():
        return
    if sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing Chromium for the browser tests (about a minute) …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL)
    if not find_chromium():
        if os.environ.get("CI"):
            raise Stopped("Chromium is missing and could not be installed: under CI no test may be left out.")
        say("The browser tests are left out: there is no Chromium. On Debian: apt-get install chromium")


def test(*arguments: str) -> None:
    """Run all on SQLite, then on PostgreSQL what touches a database; with arguments, run pytest once with them."""
    setup()
    translations()
    have_chromium()
    pytest = [PYTHON, "-m", "pytest"]
    passes: list[tuple[str, list[str | Path]]] = [("SQLite", [*pytest, *(arguments or ALL_CORES)])]
    if not arguments:
        on_postgres = [PYTHON, "tools/on_postgres.py", *pytest, *ALL_CORES, "-m", "not e2e and not data"]
        passes.append(("PostgreSQL", [*on_postgres, "src/muara/web", "tests"]))
    results = []
    for name, command in passes:
        say(f"Testing on {name} …")
        began = time.monotonic()
        code = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(), check=False).returncode
        results.append((name, code, time.monotonic() - began))
    for name, code, seconds in results:
        say(f"Tests on {name}: {'ok' if code == 0 else f'FAILED (exit code {code})'} after {seconds:.0f} s")
    if any(code for _, code, _ in results):
        raise Stopped("Tests failed; the lines above say which.")


def check(*arguments: str) -> None:
    setup()
    translations()
    manage = [PYTHON, "-m", "django"]
    env = {**environment(), "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
    templates = sorted(str(path) for path in (ROOT / "src").rglob("templates/**/*.html"))
    steps: list[tuple[str, list[str | Path], str]] = [
        ("format", [BIN / "ruff", "format", "--check", "."], "Run: python3 dev.py fix"),
        ("lint", [BIN / "ruff", "check", "."], "Run: python3 dev.py fix, then mend the rest by hand"),
        (
            "layers",
            [BIN / "lint-imports"],
            "An import points the wrong way; docs/where-things-live.md has the order",
        ),
        ("types", [BIN / "mypy"], "mypy found a type that does not fit"),
        ("settings", [*manage, "check"], "Django refuses the settings"),
        (
            "migrations",
            [*manage, "makemigrations", "--check", "--dry-run"],
            "A model changed without a migration: run .venv/bin/python -m django makemigrations -n NAME APP",
        ),
        ("templates", [BIN / "djade", "--check", *templates], "Run: python3 dev.py fix"),
        (
            "translations",
            [PYTHON, "tools/catalogue.py", "check"],
            "Run: .venv/bin/python tools/catalogue.py update",
        ),
    ]
    failed: list[str] = []
    for name, command, advice in steps:
        began = time.monotonic()
        done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)")
        if done.returncode:
            failed.append(f"{name}: {advice}")
    if failed:
        raise Stopped("\n  ".join(["These checks failed.", *failed]))


def fix(*arguments: str) -> None:
    setup()
    templates = sorted(str(path) for path in (ROOT / "src").rglob("templates/**/*.html"))
    for command in (
        [BIN / "ruff", "format", "--quiet", "."],
        [BIN / "ruff", "check", "--fix", "--quiet", "."],
        [BIN / "djade", *templates],
    ):
        subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(), check=False)


def bench_environment() -> None:
    """Make .venv-bench, where the programs are that ours is compared with; without network it is left out."""
    stamp = BENCH_VENV / "muara.stamp"
    wanted = BENCH_LOCK.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Making the environment of the programs to compare with in .venv-bench …")
    uv = [PYTHON, "-m", "uv"]
    try:
        call_quietly(*uv, "venv", "--quiet", "--clear", BENCH_VENV, advice="")
        install = [*uv, "pip", "install", "--quiet", "--python", BENCH_VENV, "--require-hashes", "-r", BENCH_LOCK]
        call_quietly(*install, advice="")
    except Stopped:
        say("It could not be made; ours is measured alone.")
        return
    stamp.write_text(wanted)


def bench(*arguments: str) -> None:
    setup()
    bench_environment()
    call(PYTHON, "-m", "bench", *arguments, advice="A benchmark failed.", env=environment())


def mutants(*arguments: str) -> None:
    setup()
    call(PYTHON, "tools/mutants.py", *arguments, advice="Trying out changes ended early.", env=environment())


def lock(*arguments: str) -> None:
    setup()
    compile_lock = [
        PYTHON,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-header",
    ]
    offline = "The lock files could not be compiled. Check the network."
    call(*compile_lock, "pyproject.toml", "-o", "requirements/base.txt", advice=offline, env=environment())
    call(
        *compile_lock,
        "--group",
        "dev",
        "pyproject.toml",
        "-o",
        "requirements/dev.txt",
        advice=offline,
        env=environment(),
    )
    call(*compile_lock, "requirements/bench.in", "-o", "requirements/bench.txt", advice=offline, env=environment())
    beside_dev = ["-c", "requirements/dev.txt", "requirements/mutants.in", "-o", "requirements/mutants.txt"]
    call(*compile_lock, *beside_dev, advice=offline, env=environment())


COMMANDS = {
    "setup": lambda *arguments: setup(),
    "run": run,
    "test": test,
    "check": check,
    "demo": demo,
    "bench": bench,
    "mutants": mutants,
    "lock": lock,
    "fix": fix,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments in ([], ["help"], ["--help"], ["-h"]) else 2
    try:
        COMMANDS[arguments[0]](*arguments[1:])
    except Stopped as stopped:
        print(f"\n✗ {stopped}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
