from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from muara.web.config.supervisor import Child, Supervisor

SIT = [sys.executable, "-c", "import time; time.sleep(60)"]
CRASH = [sys.executable, "-c", "raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal as s, time; s.signal(s.SIGTERM, s.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture(autouse=True)
def signals_as_before():
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def after(seconds: float, do: object) -> None:
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()


def stop_me() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_children_run_until_a_signal_and_then_all_are_gone():
    children, said = [Child("one", SIT), Child("two", SIT)], []
    after(0.5, stop_me)

    code = Supervisor(children, say=said.append).run()

    assert code == 0
    assert said == []
    assert [child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_was_killed_is_started_again():
    child, said = Child("server", SIT), []
    pids = []

    def kill() -> None:
        pids.append(child.process.pid)
        child.process.kill()

    after(0.4, kill)
    after(1.2, stop_me)

    code = Supervisor([child], say=said.append, first_pause=0.1).run()

    assert code == 0
    assert child.process.pid != pids[0]
    assert said == ["The server ended with exit code -9; starting it again in 0.1 s."]


def test_a_child_that_crashes_again_and_again_ends_all_after_growing_pauses():
    crashing, other, said = Child("server", CRASH), Child("worker", SIT), []

    code = Supervisor([crashing, other], say=said.append, first_pause=0.01, most_crashes=3).run()

    assert code == 1
    assert said == [
        "The server ended with exit code 3; starting it again in 0.01 s.",
        "The server ended with exit code 3; starting it again in 0.02 s.",
        "The server ended 3 times in a row; the lines above say why.",
    ]
    assert other.process.returncode is not None


def test_a_child_that_does_not_stop_in_time_is_ended(capfd: pytest.CaptureFixture[str]):
    child, said = Child("server", STUBBORN), []
    began = time.monotonic()
    after(1.0, stop_me)

    Supervisor([child], say=said.append, patience=0.5).run()

    assert time.monotonic() - began < 5
    assert child.process.returncode == -signal.SIGKILL
    assert said == ["The server did not stop in time and was ended."]


def test_readiness_is_asked_until_it_is_told_once():
    asked = []

    def when_started() -> bool:
        asked.append(1)
        return len(asked) == 3

    after(0.8, stop_me)

    Supervisor([Child("one", SIT)], say=print).run(when_started)

    assert len(asked) == 3
