"""The one entrance: what it says, and when it leaves things alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dev
import pytest

ROOT = Path(dev.__file__).parent


def exit_code(code: int, output: str = "") -> object:
    return lambda *command, **options: SimpleNamespace(returncode=code, stdout=output)


def test_an_unknown_command_shows_what_there_is(capsys: pytest.CaptureFixture[str]):
    assert dev.main(["bake"]) == 2

    said = capsys.readouterr().out
    for command in dev.COMMANDS:
        assert f"python3 dev.py {command}" in said


def test_no_command_is_a_question_and_no_error(capsys: pytest.CaptureFixture[str]):
    assert dev.main([]) == 0
    assert dev.main(["--help"]) == 0
    assert "One entrance" in capsys.readouterr().out


def test_every_command_is_a_target_of_make():
    targets = (ROOT / "Makefile").read_text().split("\n", 1)[0].split()[1:]

    assert set(targets) | {"lock"} == set(dev.COMMANDS)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project of two files with an environment that is up to date."""
    for name, path in {"LOCK": tmp_path / "dev.txt", "STAMP": tmp_path / "muara.stamp"}.items():
        monkeypatch.setattr(dev, name, path)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    (tmp_path / "dev.txt").write_text("django==5.2.19")
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "muara.stamp").write_text(dev.wanted_stamp())
    return tmp_path


def test_an_environment_that_is_up_to_date_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev.venv, "EnvBuilder", None)  # any use of it would fail

    dev.setup()


@pytest.mark.parametrize("changed", ["dev.txt", "pyproject.toml"])
def test_a_changed_lock_or_project_makes_it_anew(place: Path, changed: str):
    before = dev.wanted_stamp()

    (place / changed).write_text("something else")

    assert dev.wanted_stamp() != before


def test_another_python_or_another_folder_makes_it_anew(place: Path, monkeypatch: pytest.MonkeyPatch):
    before = dev.wanted_stamp()
    monkeypatch.setattr(dev.sys, "version", "3.14.0")
    other_python = dev.wanted_stamp()
    (place / "moved").mkdir()
    for name in ("dev.txt", "pyproject.toml"):
        (place / "moved" / name).write_text((place / name).read_text())
    monkeypatch.setattr(dev, "ROOT", place / "moved")

    assert len({before, other_python, dev.wanted_stamp()}) == 3


def test_an_interrupted_set_up_is_done_again(place: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[object] = []
    monkeypatch.setattr(dev.venv, "EnvBuilder", lambda **options: SimpleNamespace(create=asked.append))
    monkeypatch.setattr(dev.subprocess, "run", exit_code(1, "no route to host"))
    (place / "muara.stamp").unlink()

    with pytest.raises(dev.Stopped, match="Check the network and run the same command again"):
        dev.setup()

    assert asked == [dev.VENV]
    assert not (place / "muara.stamp").exists()


def test_an_installer_is_heard_only_when_it_fails(capfd: pytest.CaptureFixture[str]):
    dev.call_quietly(sys.executable, "-c", "print('WARNING: chatter')", advice="")
    assert "chatter" not in capfd.readouterr().out

    with pytest.raises(dev.Stopped, match="chatter"):
        dev.call_quietly(sys.executable, "-c", "raise SystemExit('chatter')", advice="Do this.")


def test_a_failed_step_ends_in_a_sentence_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def stop() -> None:
        raise dev.Stopped("Python could not make a virtual environment. On Debian: apt-get install python3-venv")

    monkeypatch.setitem(dev.COMMANDS, "setup", stop)

    assert dev.main(["setup"]) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "CHROMIUM", ("/no/such/chromium",))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)


def test_without_chromium_it_says_what_is_left_out(
    no_chromium: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("CI", raising=False)

    dev.have_chromium()

    assert "browser tests are left out" in capsys.readouterr().out


def test_under_ci_chromium_may_not_be_missing(no_chromium: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(dev.Stopped, match="no test may be left out"):
        dev.have_chromium()


def test_a_named_chromium_that_is_not_there_is_not_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")

    assert dev.find_chromium() is None


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("setup", "translations", "have_chromium"):
        monkeypatch.setattr(dev, name, lambda: None)


@pytest.mark.usefixtures("ready")
def test_both_databases_are_tested_though_the_first_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    ran: list[str] = []

    def run(command: list[str], **options: object) -> SimpleNamespace:
        ran.append(" ".join(command))
        return SimpleNamespace(returncode=len(ran) % 2)

    monkeypatch.setattr(dev.subprocess, "run", run)

    with pytest.raises(dev.Stopped, match="Tests failed"):
        dev.test()

    assert len(ran) == 2
    assert "on_postgres.py" in ran[1]
    said = capsys.readouterr().out
    assert "Tests on SQLite: FAILED (exit code 1)" in said
    assert "Tests on PostgreSQL: ok" in said


@pytest.mark.usefixtures("ready")
def test_arguments_are_handed_on_to_one_pytest(monkeypatch: pytest.MonkeyPatch):
    ran: list[list[str]] = []
    monkeypatch.setattr(
        dev.subprocess, "run", lambda command, **options: ran.append(command) or SimpleNamespace(returncode=0)
    )

    dev.test("tests/test_dev.py", "-k", "stamp")

    assert [command[1:] for command in ran] == [["-m", "pytest", "tests/test_dev.py", "-k", "stamp"]]


@pytest.mark.usefixtures("ready")
def test_a_failed_check_names_itself_and_what_to_do_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(
        dev.subprocess,
        "run",
        lambda command, **options: SimpleNamespace(returncode=int(command[0].endswith("mypy")), stdout=""),
    )

    with pytest.raises(dev.Stopped, match="types: mypy found a type that does not fit"):
        dev.check()

    said = capsys.readouterr().out
    assert "types: FAILED" in said
    assert said.count(": ok") == 7


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_under_ci_a_skipped_test_fails_the_run_and_is_named(tmp_path: Path, ci: str, code: int):
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tools.nothing_left_out"]')
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_good(): pass\n@pytest.mark.skip(reason='no browser')\ndef test_seen(): pass\n"
    )

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:django",
            "-p",
            "no:randomly",
            "--rootdir",
            tmp_path,
            tmp_path,
        ],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
    )

    assert done.returncode == code
    assert ("left out, which CI does not allow" in done.stdout) == bool(ci)
    assert ("test_it.py::test_seen: Skipped: no browser" in done.stdout) == bool(ci)
