"""A user's program is checked against the types of the engine, as it is after `pip install muara`.

Every `assert_type` in it fails where the engine gives `Any`. No wheel is built for it, for that needs the network:
the environment holds the folder that a wheel is made of, with the py.typed that lets mypy look into it.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import muara
import muara.engine.opinion

SCRIPT = Path(__file__).with_name("a_users_script.txt")
SITE = Path(sysconfig.get_paths()["purelib"])
CACHE = Path(__file__).parents[5] / ".mypy_cache" / "user"


def installed(folder: Path) -> Path:
    """Make an environment that holds Muara and NumPy alone: none of the extras, no stubs, no settings of ours."""
    venv.EnvBuilder(with_pip=False).create(folder)
    (site,) = folder.glob("lib/python*/site-packages")
    for package in (Path(muara.__file__).parent, SITE / "numpy"):
        (site / package.name).symlink_to(package)
    return folder / "bin" / "python"


def checked(script: Path, python: Path) -> str:
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", f"--python-executable={python}"]
    where = {"cwd": script.parent, "env": {"PATH": ""}}
    return subprocess.run(
        [*command, f"--cache-dir={CACHE}", str(script)], capture_output=True, text=True, check=False, **where
    ).stdout


def test_a_users_program_is_sound_under_strict_mypy_and_runs(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.read_text())
    python = installed(tmp_path / "venv")

    assert checked(script, python) == "Success: no issues found in 1 source file\n"

    with script.open("a") as more:  # seen to fail, and to see through to the engine's types
        more.write("analyse(votes, seed='7')\nfound.n_groups = 3\nwilson([1], [2])\n")
    told = checked(script, python)
    assert 'Argument "seed" to "analyse" has incompatible type "str"; expected "int"' in told
    assert 'Property "n_groups" defined in "Analysis" is read-only' in told
    assert 'Argument 1 to "wilson" has incompatible type "list[int]"' in told
    assert "Found 4 errors in 1 file" in told
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), {})


def test_the_program_uses_every_public_name():
    names = {
        alias.name
        for node in ast.parse(SCRIPT.read_text()).body
        if isinstance(node, ast.ImportFrom) and node.module == "muara.engine.opinion"
        for alias in node.names
    }

    assert names == set(muara.engine.opinion.__all__)
