"""`muara run` as an operator sees it: it serves, survives a crash of its parts, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], object], seconds: float = 30) -> object:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return found


def family(pid: int) -> set[int]:
    """Find a process and all that descend from it."""
    lines = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, text=True, stdout=subprocess.PIPE).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in lines.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(pids: set[int]) -> set[int]:
    lines = subprocess.run(["ps", "-eo", "pid=,stat="], check=True, text=True, stdout=subprocess.PIPE).stdout
    living = {int(pid) for pid, state in (line.split() for line in lines.splitlines()) if state[0] != "Z"}
    return pids & living


class Running:
    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.log = home / "log.txt"
        env = {**os.environ, "MUARA_HOME": str(home), "MUARA_PORT": str(self.port), "MUARA_WEB_WORKERS": "1"}
        env.pop("MUARA_DATABASE_URL", None)
        env.pop("DJANGO_SETTINGS_MODULE", None)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "muara.cli", "run"], env=env, stdout=log, stderr=subprocess.STDOUT
            )

    def answers(self) -> bool:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asking.request("GET", "/siap")
            return asking.getresponse().status == 200
        except OSError:
            return False
        finally:
            asking.close()

    def said(self) -> str:
        return self.log.read_text()

    def child(self, name: str) -> int:
        lines = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], check=True, text=True, stdout=subprocess.PIPE)
        for line in lines.stdout.splitlines():
            pid, parent, arguments = line.split(maxsplit=2)
            if int(parent) == self.process.pid and arguments.endswith(f"muara.cli {name}"):
                return int(pid)
        return 0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a place that is made ready by the first run and found ready by the second."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def running(home: Path) -> Iterator[Running]:
    one = Running(home)
    try:
        until(lambda: "Stop it with Ctrl-C" in one.said() or one.process.poll() is not None, 60)
        assert one.process.poll() is None, one.said()
        yield one
    finally:
        everybody = family(one.process.pid)
        one.process.kill()
        one.process.wait()
        for pid in alive(everybody):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_it_serves_survives_crashes_and_stops_without_leaving_anything(running: Running):
    assert running.answers()
    first_web, first_worker = running.child("web"), running.child("worker")

    os.kill(first_web, signal.SIGKILL)
    os.kill(first_worker, signal.SIGKILL)
    until(lambda: running.child("web") not in {0, first_web} and running.child("worker") not in {0, first_worker})
    until(running.answers)
    everybody = family(running.process.pid)
    began = time.monotonic()
    running.process.send_signal(signal.SIGINT)
    code = running.process.wait(timeout=20)

    assert code == 0
    assert time.monotonic() - began < 8
    assert len(everybody) >= 4
    assert alive(everybody) == set()
    assert not running.answers()
    assert "exit code -9; starting it again" in running.said()
    assert "Traceback" not in running.said()


def test_nothing_is_left_when_even_the_supervisor_is_killed(running: Running):
    everybody = family(running.process.pid)

    running.process.kill()
    running.process.wait()

    until(lambda: not alive(everybody), 15)


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = {**os.environ, "MUARA_HOME": str(tmp_path), "MUARA_PORT": str(port)}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env.pop("MUARA_DATABASE_URL", None)

        done = subprocess.run(
            [sys.executable, "-m", "muara.cli", "web"], env=env, check=False, text=True, capture_output=True
        )

    assert done.returncode == 1
    assert done.stderr.startswith(f"✗ Port {port} on 127.0.0.1 cannot be used")
    assert f"MUARA_PORT={port + 1}" in done.stderr
