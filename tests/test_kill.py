"""Every acknowledged vote and ballot is stored, once, although the web server is killed again (F1, F14)."""

from __future__ import annotations

import http.client
import http.cookies
import json
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
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from muara.formats.decision_bundle import read_bundle
from tests.test_decision_faults import Store
from tests.test_run import family, free_port, until

pytestmark = pytest.mark.sqlite
KILLS, PHONES, MEMBERS, STATEMENTS = 4, 6, 4, 60
FILL = f"""
import django
django.setup()
from django.core.signing import get_cookie_signer
from django.utils import timezone
from muara.web.accounts.device import COOKIE, SALT, hash_of
from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic
now = timezone.now()
city = City.objects.get(slug="uji")
topic = Topic.objects.create(city=city, slug="topik", title="Uji", question="?", status="OPEN", created_at=now)
for n in range(1, {STATEMENTS + 1}):
    Statement.objects.create(topic=topic, number=n, text=f"Gagasan {{n}}.", status="ACCEPTED", created_at=now)
for person in Participant.objects.all():
    token = f"telepon-{{person.pk}}"
    Participant.objects.filter(pk=person.pk).update(device_hash=hash_of(token))
    print(get_cookie_signer(salt=COOKIE + SALT).sign(token))
"""


class Phone(threading.Thread):
    """Vote on one statement after another; on a broken connection send the same vote again, as a phone does."""

    page = sent_to = "/uji/suara/topik/"

    def __init__(self, port: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.stop = port, stop
        self.cookies: dict[str, str] = {}
        self.acknowledged: dict[str, Any] = {}
        self.n_repeats = self.n_unheard = 0
        self.faults: list[str] = []

    def vote(self, n: int) -> dict[str, str]:
        return {"statement": str(1 + n % STATEMENTS), "value": str([1, 0, -1][n % 3])}

    def acknowledgement(self, status: int, _leads_to: str, vote: dict[str, str]) -> Any:
        return vote["value"] if status == 200 else None

    def ask(self, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HX-Request": "true",
        }
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            if fields is None:
                line.request("GET", self.page, headers=headers)
            else:
                line.request("POST", self.sent_to, urlencode(fields), headers)
            answer = line.getresponse()
            body = answer.read().decode()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: cookie.value for name, cookie in http.cookies.SimpleCookie(given).items()}
            return answer.status, answer.headers.get("Location", ""), body
        finally:
            line.close()

    def run(self) -> None:
        token, n = "", 0
        while not self.stop.is_set():
            with suppress(OSError, http.client.HTTPException):
                if not token:
                    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask()[2])[0]
                break
            time.sleep(0.2)
        while not self.stop.is_set():
            n += 1
            key = str(uuid4())
            vote = {**self.vote(n), "key": key, "csrfmiddlewaretoken": token}
            while not self.stop.is_set():
                try:
                    status, leads_to, _ = self.ask(vote)
                except (OSError, http.client.HTTPException):
                    self.n_repeats += 1
                    time.sleep(0.1)
                    continue
                if (taken := self.acknowledgement(status, leads_to, vote)) is not None:
                    self.acknowledged[key] = taken
                elif status != 429:
                    self.faults.append(f"{status} to {key}")
                break
            else:
                self.n_unheard += 1
            time.sleep(0.05)


class PhoneOfMember(Phone):
    """Give one ballot after another in the same decision; each is answered with the page of its receipt."""

    sent_to = "/uji/keputusan/uji-0/suara/"

    def __init__(self, port: int, stop: threading.Event, device: str) -> None:
        super().__init__(port, stop)
        self.cookies["perangkat"] = device

    def vote(self, n: int) -> dict[str, str]:
        return {"choice": ("setuju", "tidak")[n % 2]}

    def acknowledgement(self, status: int, leads_to: str, vote: dict[str, str]) -> Any:
        place = re.fullmatch(r"/uji/keputusan/uji-0/tanda-terima/(\d+)/", leads_to)
        return (int(place[1]), vote["choice"]) if status == 303 and place else None


class Web:
    """The web server of the program, without the supervisor, which would give up after five crashes in a row."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
            "MUARA_HOME": str(home),
            "MUARA_PORT": str(self.port),
            "MUARA_WEB_WORKERS": "2",
            "MUARA_LOG_LEVEL": "DEBUG",
        }
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


def test_every_acknowledged_vote_and_ballot_is_stored_once_though_the_server_is_killed(tmp_path: Path):
    web, stop, store = Web(tmp_path), threading.Event(), Store(tmp_path)
    store.run("fill", 1, MEMBERS)
    filled = subprocess.run(
        [sys.executable, "-c", FILL], env=web.env, check=True, stdout=subprocess.PIPE, text=True
    )
    web.start()
    guests = [Phone(web.port, stop) for _ in range(PHONES)]
    members = [PhoneOfMember(web.port, stop, device) for device in filled.stdout.split()]

    def n_acknowledged() -> tuple[int, int]:
        return sum(len(one.acknowledged) for one in guests), sum(len(one.acknowledged) for one in members)

    try:
        for phone in (*guests, *members):
            phone.start()
        for kill in range(KILLS + 1):
            votes, ballots = n_acknowledged()
            until(
                lambda votes=votes, ballots=ballots: (
                    n_acknowledged()[0] >= votes + 40 and n_acknowledged()[1] >= ballots + 20
                ),
                120,
            )
            if kill < KILLS:
                web.kill()
                web.start()
    finally:
        stop.set()
        for phone in (*guests, *members):
            phone.join(timeout=15)
        web.kill()

    assert [fault for phone in (*guests, *members) for fault in phone.faults] == []
    assert sum(phone.n_repeats for phone in guests) > 0  # the kills were felt
    assert sum(phone.n_repeats for phone in members) > 0
    assert PhoneOfMember.sent_to not in web.log.read_text()  # no line for a ballot, whatever the level (T5)
    look_at_votes(tmp_path, guests)
    look_at_ballots(store, members)


def look_at_votes(home: Path, phones: list[Phone]) -> None:
    with closing(sqlite3.connect(home / "muara.sqlite3")) as kept:
        stored = kept.execute("SELECT key, CAST(value AS TEXT) FROM concerns_voteevent").fetchall()
        guests = kept.execute("SELECT COUNT(*) FROM accounts_participant WHERE tier = 'GUEST'").fetchone()[0]
        told = kept.execute(
            "SELECT participant_id, statement_id, value FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY"
            " participant_id, statement_id ORDER BY at DESC, id DESC) AS place"
            " FROM concerns_voteevent) WHERE place = 1"
        ).fetchall()
        votes = kept.execute("SELECT participant_id, statement_id, value FROM concerns_vote").fetchall()
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    acknowledged = {key: value for phone in phones for key, value in phone.acknowledged.items()}
    assert len(acknowledged) >= 40 * (KILLS + 1)
    assert {key: value for key, value in stored if key in acknowledged} == acknowledged
    assert len({key for key, _ in stored}) == len(stored)
    assert sorted(votes) == sorted(told)
    assert guests == PHONES


def look_at_ballots(store: Store, phones: list[PhoneOfMember]) -> None:
    """Look for every ballot at the place in the log that its receipt named."""
    (sealed,) = store.sealed("uji-0")  # counted again as a stranger would
    events = [json.loads(entry) for entry in read_bundle(store.folder / "uji-0.tar").events]
    in_log = {seq: event for seq, event in enumerate(events) if event["kind"] == "ballot"}
    given = [one for phone in phones for one in phone.acknowledged.values()]
    assert len(given) >= 20 * (KILLS + 1)
    assert {seq: in_log[seq]["choice"] for seq, _ in given} == dict(given)
    assert len(dict(given)) == len(given)  # each has a place of its own
    for phone in phones:
        assert len({in_log[seq]["voter"] for seq, _ in phone.acknowledged.values()}) == 1
    # None more than were answered, but for those whose phone had no answer when the test was over.
    assert len(in_log) - len(given) <= sum(phone.n_unheard for phone in phones)
    assert sealed["voters"] == len(phones)
