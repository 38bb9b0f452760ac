"""Reliability F1: the server is killed while people vote, and every vote it had answered is there, once."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from tests.test_run import free_port, until

N_KILLS, N_STATEMENTS = 5, 40
VOTE, BATCH = "/purwokerto/suara/gedung-kosong/", "/purwokerto/suara/gedung-kosong/kiriman/"
SEED = f"""
import django; django.setup()
from django.utils import timezone
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic
now = timezone.now()
city = City.objects.create(slug="purwokerto", name="Purwokerto", created_at=now)
topic = Topic.objects.create(
    city=city, slug="gedung-kosong", title="Gedung kosong", question="Siapa?", status="OPEN", created_at=now
)
for n in range(1, {N_STATEMENTS} + 1):
    Statement.objects.create(topic=topic, number=n, text=f"Gagasan {{n}}.", status="ACCEPTED", created_at=now)
print(*topic.statements.values_list("pk", flat=True))
"""


class Server:
    """A real server on an SQLite file, killed with all its processes at once."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "muara.cli", "web"]
        self.process = subprocess.Popen(command, env=self.env, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Phone(threading.Thread):
    """One phone after another: it votes, and sends again, with the same key, what was not answered."""

    def __init__(self, port: int, statements: list[int], number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.statements, self.stop = port, statements, stop
        self.chance = random.Random(number)
        self.sends_batches = bool(number % 2)
        self.answered: dict[str, tuple[int, int]] = {}
        self.n_sent_again = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.new_person()
                (self.send_batches if self.sends_batches else self.send_votes)()
            time.sleep(0.05)

    def new_person(self) -> None:
        self.cookies: dict[str, str] = {}
        page = self.ask("GET", VOTE)[1]
        self.form_token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        self.ballot = self.chance.sample(self.statements, 24)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].strip().split("=", 1)
            self.cookies[name] = value
        return answer.status, text

    def insist(self, path: str, body: str, **headers: str) -> tuple[int, str]:
        """Send until there is an answer, as the queue of the phone does; give up only when the test ends."""
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                return self.ask("POST", path, body, **headers)
            if self.stop.is_set():
                raise OSError("the test is over")
            self.n_sent_again += 1
            time.sleep(0.1)

    def send_votes(self) -> None:
        for statement in self.ballot:
            if self.stop.is_set():
                return
            key, value = str(uuid4()), self.chance.choice([-1, 0, 1])
            form = f"csrfmiddlewaretoken={self.form_token}&statement={statement}&value={value}&key={key}"
            status, text = self.insist(VOTE, form, **{"Content-Type": "application/x-www-form-urlencoded"})
            if status == 303:
                self.answered[key] = (statement, value)
            elif status != 429:
                self.wrong.append(f"{status}: {text[:200]}")

    def send_batches(self) -> None:
        token = json.loads(self.ask("GET", BATCH)[1])["token"]
        for start in range(0, len(self.ballot), 8):
            votes = {str(uuid4()): (one, self.chance.choice([-1, 0, 1])) for one in self.ballot[start : start + 8]}
            sent = [{"statement": one, "value": value, "key": key} for key, (one, value) in votes.items()]
            headers = {"Content-Type": "application/json", "X-Kiriman": token}
            status, text = self.insist(BATCH, json.dumps({"votes": sent}), **headers)
            if status != 200:
                self.wrong.append(f"{status}: {text[:200]}")
                return
            for result in json.loads(text)["results"]:
                if result["status"] in {"stored", "known"}:
                    self.answered[result["key"]] = votes[result["key"]]
                else:
                    self.wrong.append(str(result))


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUARA_", "DJANGO_"))}
    return {
        **kept,
        "MUARA_HOME": str(tmp_path),
        "MUARA_PORT": str(free_port()),
        "MUARA_WEB_WORKERS": "2",
        "MUARA_LOG_LEVEL": "CRITICAL",
        "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
    }


def test_every_vote_that_was_answered_is_there_once(env: dict[str, str], tmp_path: Path):
    subprocess.run([sys.executable, "-m", "muara.cli", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
    seeded = subprocess.run([sys.executable, "-c", SEED], env=env, check=True, text=True, stdout=subprocess.PIPE)
    statements = [int(number) for number in seeded.stdout.split()]
    stop, chance = threading.Event(), random.Random(20180209)
    phones = [Phone(int(env["MUARA_PORT"]), statements, number, stop) for number in range(8)]

    def n_answered() -> int:
        return sum(len(phone.answered) for phone in phones)

    server = Server(env)
    try:
        for phone in phones:
            phone.start()
        for _ in range(N_KILLS):
            before = n_answered()
            until(lambda before=before: n_answered() >= before + 25, 30)
            time.sleep(chance.random() / 2)
            server.kill()
            server.start()
        before = n_answered()
        until(lambda before=before: n_answered() >= before + 25, 30)
    finally:
        server.kill()
        stop.set()
        for phone in phones:
            phone.join(timeout=15)

    answered = {key: vote for phone in phones for key, vote in phone.answered.items()}
    with contextlib.closing(sqlite3.connect(tmp_path / "muara.sqlite3")) as plain:
        events = plain.execute(
            "SELECT participant_id, statement_id, value, key FROM concerns_voteevent"
        ).fetchall()
        votes = {
            (participant, statement): value
            for participant, statement, value in plain.execute(
                "SELECT participant_id, statement_id, value FROM concerns_vote"
            )
        }
        integrity = plain.execute("PRAGMA integrity_check").fetchone()
    stored = {key: (participant, statement, value) for participant, statement, value, key in events}
    assert integrity == ("ok",)
    assert [fault for phone in phones for fault in phone.wrong] == []
    assert len(answered) >= 150
    assert sum(phone.n_sent_again for phone in phones) >= N_KILLS, "no kill fell into a vote"
    assert {key: stored.get(key, (0, 0, 0))[1:] for key in answered} == answered, "an answered vote is lost"
    assert [key for key, n in Counter(event[3] for event in events).items() if n > 1] == [], "a vote counts twice"
    assert votes == {(event[0], event[1]): event[2] for event in events}, "history and count differ"
