"""What was acknowledged is what was sealed, though servers are killed and three close at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from muara.engine.ledger import leaf_hash
from muara.formats.decision_bundle import SCRIPT, read_bundle

pytestmark = pytest.mark.sqlite
PEOPLE, DECISIONS = 12, 7


class Store:
    """A file of SQLite with open decisions in it, and processes that use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            **os.environ,
            "MUARA_HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
            "MUARA_DATABASE_URL": "",
        }

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "tests.voters", *map(str, words)]

    def run(self, *words: object) -> str:
        done = subprocess.run(
            self.command(*words), env=self.env, stdout=subprocess.PIPE, check=True, text=True, timeout=300
        )
        return done.stdout

    def begin(self, *words: object, said: Any) -> subprocess.Popen[str]:
        """Start voting; whatever is said goes to a file, so that nobody has to read along."""
        voting = subprocess.Popen(
            self.command(*words), env=self.env, stdin=subprocess.PIPE, stdout=said, text=True
        )
        return voting

    def sealed(self, slug: str) -> dict[str, Any]:
        """Close a decision, count its bundle again as a stranger would, and return what the log holds."""
        path = self.folder / f"{slug}.tar"
        self.run("close", slug, path)
        counted = subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT), str(path), "--json"], capture_output=True, text=True
        )
        assert counted.returncode == 0, counted.stderr
        events = [json.loads(entry) for entry in read_bundle(path).events]
        leaves = {f"{slug}/{seq}/{leaf_hash(entry).hex()}" for seq, entry in enumerate(read_bundle(path).events)}
        ballots = [event for event in events if event["kind"] == "ballot"]
        return {
            "receipts": leaves,
            "n_ballots": len(ballots),
            "n_people": len({event["voter"] for event in ballots}),
            "kinds": [event["kind"] for event in events],
            "voters": json.loads(counted.stdout)["turnout"]["voters"],
        }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("toko")
    found = Store(folder)
    found.run("fill", DECISIONS, PEOPLE)
    return found


def acknowledged(said: str) -> dict[tuple[int, int], str]:
    """Return voter and number of every ballot with its receipt; a line that was cut short is none."""
    words = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return {(int(one[1]), int(one[2])): one[3] for one in words if one[0] == "ballot"}


class Crowd:
    """Two processes in which everybody votes, and what they said so far, over all their lives."""

    def __init__(self, store: Store, slug: str, rounds: int) -> None:
        self.store, self.slug, self.rounds = store, slug, rounds
        self.people = [int(pk) for pk in store.run("people", slug).split()]
        self.path = store.folder / f"{slug}.said"
        self.path.touch()
        self.voting: list[subprocess.Popen[str]] = []

    def said(self) -> dict[tuple[int, int], str]:
        return acknowledged(self.path.read_text())

    def begin(self) -> None:
        given = self.said()
        next_of = {pk: sum(1 for voter, _ in given if voter == pk) for pk in self.people}
        for half in (self.people[::2], self.people[1::2]):
            with self.path.open("a") as file:
                one = self.store.begin("vote", self.slug, self.rounds, said=file)
            assert one.stdin is not None
            one.stdin.write(json.dumps({pk: next_of[pk] for pk in half}) + "\n")
            one.stdin.close()
            self.voting.append(one)

    def kill(self) -> None:
        for one in self.voting:
            one.kill()
            one.wait()
        self.voting = []

    def wait_for(self, n: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while len(self.said()) < n:
            assert time.monotonic() < deadline, f"{len(self.said())} of {n} ballots after {seconds} s"
            assert any(one.poll() is None for one in self.voting) or len(self.said()) >= n
            time.sleep(0.02)

    def end(self) -> None:
        for one in self.voting:
            assert one.wait(timeout=90) == 0


def test_every_acknowledged_ballot_is_in_the_log_once_though_its_server_is_killed(tmp_path: Path):
    """F1: twelve kills of all processes that vote, 960 ballots, each of which asks again after the kill."""
    store = Store(tmp_path)
    store.run("fill", 1, PEOPLE)
    crowd = Crowd(store, "uji-0", 80)
    for kill in range(12):
        crowd.begin()
        crowd.wait_for(75 * (kill + 1))
        crowd.kill()
    crowd.begin()
    crowd.end()

    with closing(sqlite3.connect(tmp_path / "muara.sqlite3")) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    given, sealed = crowd.said(), store.sealed("uji-0")
    assert len(given) == 80 * PEOPLE
    assert set(given.values()) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(given.values())) == 80 * PEOPLE  # none lost, none twice
    assert sealed["voters"] == PEOPLE


@pytest.mark.parametrize("n", range(5))
def test_what_was_acknowledged_while_three_close_is_what_is_sealed(store: Store, n: int):
    """F6: eight vote without end while three close: one of them closes, and nothing is taken after it."""
    got = json.loads(store.run("race", f"uji-{n}"))
    sealed = store.sealed(f"uji-{n}")

    assert got["won"] == 1
    assert got["lost"] == ["CannotClose"] * 2
    assert got["refused"] == ["CannotCastBallot"] * 8
    assert got["after"] == []
    assert len(got["acknowledged"]) >= 40
    assert set(got["acknowledged"]) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(got["acknowledged"]))
    assert sealed["kinds"].index("close") == len(sealed["kinds"]) - 1


def test_twenty_threads_that_vote_for_ten_people_at_once_leave_ten_ballots(store: Store):
    """T1: the same ballot of one person, twenty times at once, is one ballot with one receipt."""
    receipts = json.loads(store.run("double", "uji-5"))
    sealed = store.sealed("uji-5")

    assert len(receipts) == 10
    assert all(len(some) == 1 for some in receipts.values())
    assert {one for some in receipts.values() for one in some} <= sealed["receipts"]
    assert sealed["n_ballots"] == sealed["voters"] == 10


def test_twenty_double_votes_at_the_deadline_count_once_or_not_at_all(store: Store):
    """F8: twenty threads vote for ten people, each ballot with a key of its own, while somebody closes."""
    got = json.loads(store.run("deadline", "uji-6"))
    sealed = store.sealed("uji-6")

    assert got["won"] == 1
    assert set(got["refused"]) <= {"CannotCastBallot"}
    assert set(got["acknowledged"]) <= sealed["receipts"]
    assert sealed["n_ballots"] == len(set(got["acknowledged"])) > 0
    assert sealed["n_people"] == sealed["voters"] <= 10
