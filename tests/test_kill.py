"""Every acknowledged vote is stored, once, although the web server is killed again and again (F1, F14)."""

from __future__ import annotations

import http.client
import http.cookies
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.test_run import family, free_port, until

pytestmark = pytest.mark.sqlite
KILLS, PHONES, STATEMENTS = 4, 6, 60
FILL = f"""
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic
now = timezone.now()
city = City.objects.create(slug="uji", name="Uji", created_at=now)
topic = Topic.objects.create(city=city, slug="topik", title="Uji", question="?", status="OPEN", created_at=now)
for n in range(1, {STATEMENTS + 1}):
    Statement.objects.create(topic=topic, number=n, text=f"Gagasan {{n}}.", status="ACCEPTED", created_at=now)
"""


class Phone(threading.Thread):
    """Vote on one statement after another; on a broken connection send the same vote again, as a phone does."""

    def __init__(self, port: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.stop = port, stop
        self.cookies: dict[str, str] = {}
        self.acknowledged: dict[str, int] = {}
        self.n_repeats = 0
        self.faults: list[str] = []

    def ask(self, method: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HX-Request": "true",
        }
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, "/uji/suara/topik/", urlencode(fields) if fields else None, headers)
            answer = line.getresponse()
            body = answer.read().decode()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: cookie.value for name, cookie in http.cookies.SimpleCookie(given).items()}
            return answer.status, body
        finally:
            line.close()

    def run(self) -> None:
        token, n = "", 0
        while not self.stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                if not token:
                    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("GET")[1])[0]
                break
            time.sleep(0.2)
        while not self.stop.is_set():
            n += 1
            key, value = str(uuid4()), [1, 0, -1][n % 3]
            vote = {
                "statement": str(1 + n % STATEMENTS),
                "value": str(value),
                "key": key,
                "csrfmiddlewaretoken": token,
            }
            while not self.stop.is_set():
                try:
                    status, _ = self.ask("POST", vote)
                except (OSError, http.client.HTTPException):
                    self.n_repeats += 1
                    time.sleep(0.1)
                    continue
                if status == 200:
                    self.acknowledged[key] = value
                elif status != 429:
                    self.faults.append(f"{status} to {key}")
                break
            time.sleep(0.05)


class Web:
    """The web server of the program, without the supervisor, which would give up after five crashes in a row."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        settings = {"MUARA_HOME": str(home), "MUARA_PORT": str(self.port), "MUARA_WEB_WORKERS": "2"}
        self.env = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
        self.env.pop("MUARA_DATABASE_URL", None)
        self.log = home / "log.txt"

    def start(self) -> None:
        command = [sys.executable, "-m", "muara.cli", "web"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT)

    def kill(self) -> None:
        for pid in family(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def test_every_acknowledged_vote_is_stored_once_though_the_server_is_killed(tmp_path: Path):
    web, stop = Web(tmp_path), threading.Event()
    subprocess.run([sys.executable, "-c", FILL], env=web.env, check=True)
    web.start()
    phones = [Phone(web.port, stop) for _ in range(PHONES)]
    try:
        for phone in phones:
            phone.start()
        for kill in range(KILLS + 1):
            before = sum(len(phone.acknowledged) for phone in phones)
            until(lambda before=before: sum(len(phone.acknowledged) for phone in phones) >= before + 40, 60)
            if kill < KILLS:
                web.kill()
                web.start()
    finally:
        stop.set()
        for phone in phones:
            phone.join(timeout=15)
        web.kill()

    with closing(sqlite3.connect(tmp_path / "muara.sqlite3")) as kept:
        stored = kept.execute("SELECT key, value FROM concerns_voteevent").fetchall()
        people = kept.execute("SELECT COUNT(*) FROM accounts_participant").fetchone()[0]
        told = kept.execute(
            "SELECT participant_id, statement_id, value FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY"
            " participant_id, statement_id ORDER BY at DESC, id DESC) AS place"
            " FROM concerns_voteevent) WHERE place = 1"
        ).fetchall()
        votes = kept.execute("SELECT participant_id, statement_id, value FROM concerns_vote").fetchall()
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    acknowledged = {key: value for phone in phones for key, value in phone.acknowledged.items()}
    assert [fault for phone in phones for fault in phone.faults] == []
    assert len(acknowledged) >= 40 * (KILLS + 1)
    assert sum(phone.n_repeats for phone in phones) > 0  # the kills were felt
    assert {key: value for key, value in stored if key in acknowledged} == acknowledged
    assert len({key for key, _ in stored}) == len(stored)
    assert sorted(votes) == sorted(told)
    assert people == PHONES
