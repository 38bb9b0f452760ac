"""Keep child processes alive, and take every one of them along when leaving. POSIX, standard library only."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

PARENT = "MUARA_PARENT_FD"  # the child's end of a pipe that closes when its supervisor is gone
LONGEST_PAUSE = 30.0
LONG_ENOUGH = 60.0  # a child that lived this long is not in a crash loop


class Child:
    """A process in a group of its own, so that a Ctrl-C reaches only the supervisor."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[bytes] | None = None
        self.n_crashes = 0
        self.next_start = self.began = 0.0

    def start(self, parent_fd: int) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            self.command,
            start_new_session=True,
            pass_fds=[parent_fd],
            env={**os.environ, PARENT: str(parent_fd)},
        )

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """End what a dead child left behind: server workers would keep the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Start children, start a crashed one again after a growing pause, stop them all on SIGTERM or Ctrl-C."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None],
        patience: float = 10.0,
        most_crashes: int = 5,
        first_pause: float = 0.5,
    ) -> None:
        self.children, self.say, self.patience = children, say, patience
        self.most_crashes, self.first_pause = most_crashes, first_pause
        self.n_signals = 0
        self.is_failed = False

    def run(self, when_started: Callable[[], bool] = lambda: True) -> int:
        """Return 0 after a signal, 1 when a child crashed again and again.

        `when_started` is asked every round until it says yes; it may print that all is ready.
        """
        reader, writer = os.pipe()  # nobody writes: when this process ends, however it ends, the pipe closes
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        is_told = False
        try:
            for child in self.children:
                child.start(reader)
            while not self.n_signals and not self.is_failed:
                for child in self.children:
                    self.look_after(child, reader)
                is_told = is_told or when_started()
                time.sleep(0.1)
        finally:
            self.stop_all()
            os.close(writer)
            os.close(reader)
        return 1 if self.is_failed else 0

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.n_signals += 1

    def look_after(self, child: Child, reader: int) -> None:
        if child.process is None:
            if time.monotonic() >= child.next_start:
                child.start(reader)
            return
        if (code := child.process.poll()) is None:
            return
        child.kill_group()
        if time.monotonic() - child.began >= LONG_ENOUGH:
            child.n_crashes = 0
        child.n_crashes += 1
        if child.n_crashes >= self.most_crashes:
            self.say(f"The {child.name} ended {child.n_crashes} times in a row; the lines above say why.")
            self.is_failed = True
            return
        pause = min(LONGEST_PAUSE, self.first_pause * 2 ** (child.n_crashes - 1))
        self.say(f"The {child.name} ended with exit code {code}; starting it again in {pause:g} s.")
        child.process, child.next_start = None, time.monotonic() + pause

    def stop_all(self) -> None:
        """Ask every child to end; after `patience` seconds, or at a second Ctrl-C, end what is left."""
        before, deadline = self.n_signals, time.monotonic() + self.patience
        for child in self.children:
            child.signal(signal.SIGTERM)
        alive = [child for child in self.children if child.process is not None]
        while alive and time.monotonic() < deadline and self.n_signals == before:
            time.sleep(0.05)
            alive = [child for child in alive if child.process and child.process.poll() is None]
        for child in alive:
            self.say(f"The {child.name} did not stop in time and was ended.")
        for child in self.children:
            child.kill_group()


def leave_with_parent() -> None:
    """End this process as by SIGTERM when its supervisor is gone, even if that was killed."""
    if not (known := os.environ.pop(PARENT, "")):
        return

    def wait() -> None:
        os.read(int(known), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
