"""Voters of decisions in a process of its own, for tests that kill it, cut its power or race it.

    python -m tests.voters fill DECISIONS PEOPLE   open decisions for people, in the database of the settings
    python -m tests.voters vote SLUG ROUNDS        everybody named in a line of the input votes, in two processes
    python -m tests.voters vote_here SLUG ROUNDS N the first N vote, all in this process
    python -m tests.voters race SLUG …             eight vote while three close; says what each of them got
    python -m tests.voters double SLUG             twenty threads vote for the same ten people
    python -m tests.voters deadline SLUG           the same with a key for every ballot, closed in the middle
    python -m tests.voters people SLUG             who is on the roll
    python -m tests.voters close FOLDER SLUG …     close decisions and write their bundles

What is acknowledged is written at once and unbuffered: it is what the phone of the voter would show.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import django
from django.conf import settings
from django.core.exceptions import PermissionDenied

CHOICES = ("setuju", "tidak")
asked_again: list[str] = []  # why, where a database gave no answer


def start(synchronous: str = "FULL") -> None:
    """Make Django ready; for one test only, with a database that may forget (F2)."""
    options = settings.DATABASES["default"]["OPTIONS"]
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", f"synchronous={synchronous}")
    django.setup()


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def fill(n_decisions: int, n_people: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from muara.engine.governance.decisions import Condition, Option, Rules
    from muara.web.accounts.models import Membership, Participant, User
    from muara.web.cities.models import City
    from muara.web.governance.actions.decisions import open_decision
    from muara.web.governance.models import Arrangement, ArrangementMember, Decision, Mandate, Matter, Terms

    call_command("migrate", verbosity=0)
    now = timezone.now()
    city = City.objects.create(slug="uji", name="Uji", created_at=now)
    staff = {}
    for name in ("sekar", "sari", "tono"):
        staff[name] = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        Membership.objects.create(city=city, user=staff[name], role="SECRETARIAT", since_at=now)
    arrangement = Arrangement.objects.create(
        city=city, slug="anggota", name="Anggota", state="STANDING", version=1, created_at=now
    )
    terms = Terms.objects.create(
        arrangement=arrangement, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="PERSON", written_at=now, since_at=now,
    )  # fmt: skip
    for matter in Matter.values:
        Mandate.objects.create(terms=terms, matter=matter, holder="MEMBERS")
    for n in range(n_people):
        person = Participant.objects.create(city=city, tier="VERIFIED", verified_by="ROLL", joined_at=now)
        ArrangementMember.objects.create(
            arrangement=arrangement, participant=person, name=f"Anggota {n}", since_at=now
        )
    options = Option("setuju", "Setuju", "for"), Option("tidak", "Tidak", "against")
    for n in range(n_decisions):
        passing = (Condition("share", ">", (1, 2), "setuju", "votes"),)
        rules = Rules(f"uji-{n}", f"Putusan {n}", "majority", options, passing=passing)
        decision = Decision.objects.create(
            city=city, arrangement=arrangement, slug=f"uji-{n}", title=f"Putusan {n}", rules=rules.to_data(),
            proposed_by=staff["sekar"], created_at=now, opens_at=now, closes_at=now + timedelta(hours=1),
        )  # fmt: skip
        open_decision(by=staff["sekar"], decision=decision, at=now)


def key_of(voter: int, n: int) -> str:
    """Name a ballot: a phone that got no answer sends the same key again (F14)."""
    return str(uuid5(NAMESPACE_URL, f"{voter}/{n}"))


def people(slug: str) -> tuple[Any, list[Any]]:
    from muara.web.accounts.models import Participant
    from muara.web.governance.models import Decision

    decision = Decision.objects.select_related("city", "arrangement").get(slug=slug)
    return decision, list(Participant.objects.filter(electorships__decision=decision).order_by("pk"))


def who(slug: str) -> None:
    say(*(person.pk for person in people(slug)[1]))


def cast(decision: Any, person: Any, choice: str, key: str) -> str:
    from django.db import close_old_connections
    from django.utils import timezone

    from muara.web.governance.actions.ballots import cast_ballot

    given = cast_ballot(by=person, decision=decision, choice=choice, key=key, at=timezone.now())
    close_old_connections()  # as after every request: on PostgreSQL others wait for it
    return given.receipt


def refusals() -> tuple[type[Exception], ...]:
    from muara.web.governance.actions.ballots import CannotCastBallot
    from muara.web.governance.actions.decisions import CannotClose

    return CannotCastBallot, CannotClose, PermissionDenied


def until_heard(act: Callable[[], Any]) -> Any:
    """Ask again where the database gave no answer in time, as a phone does (F14).

    Who waits for SQLite stands in no line: of eight who write without end, one may be passed over for too long.
    """
    from django.db import OperationalError, connection

    while True:
        try:
            return act()
        except OperationalError as error:
            asked_again.append(str(error))
            connection.close()
            time.sleep(0.05)


def tell(got: dict[str, Any]) -> None:
    say(json.dumps({**got, "asked_again": sorted(set(asked_again))}))


def at_once(works: list[Callable[[], None]]) -> None:
    """Do several things at the same moment, each on its own connection; what breaks in one is raised."""
    from django.db import connection

    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            barrier.wait()
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for one in [pool.submit(run, work) for work in works]:
            one.result()


def vote(slug: str, rounds: int) -> None:
    """Let everybody named in a line of the input go on from where they are, half of them in a process each.

    The processes come from this one, which has all code and no connection: killed ones are replaced at once.
    """
    from django.urls import reverse

    from muara.web.governance.actions import ballots  # noqa: F401

    reverse("governance:decisions", args=["uji"])  # reads all views
    for line in sys.stdin:
        done = json.loads(line)
        named = list(done)
        for half in (named[::2], named[1::2]):
            if os.fork() == 0:
                try:
                    vote_on(slug, rounds, {int(pk): done[pk] for pk in half})
                except BaseException:  # noqa: BLE001 (a child never goes on as its parent)
                    traceback.print_exc()
                    os._exit(1)
                os._exit(0)
        codes = [os.wait()[1] for _ in range(2)]
    sys.exit(max(codes))


def vote_on(slug: str, rounds: int, done: dict[int, int]) -> None:
    """Let people vote, each on their own thread; on a fault, the same ballot again."""
    from django.db import Error, connection

    decision, everybody = people(slug)
    connection.close()

    def go_on(person: Any) -> None:
        for n in range(done[person.pk], rounds):
            while True:
                try:
                    receipt = cast(decision, person, CHOICES[(person.pk + n) % 2], key_of(person.pk, n))
                    break
                except Error:  # the database is away: the next try asks for a connection anew
                    say("away")
                    connection.close()
                    time.sleep(0.05)
            say("ballot", person.pk, n, receipt)

    mine = [person for person in everybody if person.pk in done]
    at_once([lambda person=person: go_on(person) for person in mine])  # type: ignore[misc]


def vote_here(slug: str, rounds: int, n: int) -> None:
    vote_on(slug, rounds, {person.pk: 0 for person in people(slug)[1][:n]})


def race(*slugs: str) -> None:
    for slug in slugs:
        race_for(slug)


def race_for(slug: str) -> None:
    """Eight vote without end, three close after a while, each to hear once whether it was they who closed."""
    from django.utils import timezone

    from muara.web.accounts.models import User
    from muara.web.governance.actions.decisions import close_decision

    decision, everybody = people(slug)
    closers = list(User.objects.filter(name__in=("Sari", "Tono")).order_by("pk"))
    got: dict[str, Any] = {"acknowledged": [], "refused": [], "after": [], "won": 0, "lost": []}
    enough = threading.Event()
    closed = threading.Event()

    def vote_until_closed(person: Any) -> None:
        for n in range(1000):
            was_closed = closed.is_set()
            try:
                receipt = until_heard(lambda n=n: cast(decision, person, CHOICES[n % 2], key_of(person.pk, n)))
            except refusals() as error:
                got["refused"].append(type(error).__name__)
                return
            got["after" if was_closed else "acknowledged"].append(receipt)
            if len(got["acknowledged"]) >= 40:
                enough.set()

    def close(user: Any) -> None:
        enough.wait(30)
        try:
            until_heard(lambda: close_decision(by=user, decision=decision, at=timezone.now(), why="Cukup."))
            got["won"] += 1
            closed.set()
        except refusals() as error:
            got["lost"].append(type(error).__name__)

    voters = [lambda person=person: vote_until_closed(person) for person in everybody[:8]]  # type: ignore[misc]
    ends = [lambda user=user: close(user) for user in (*closers, closers[0])]  # type: ignore[misc]
    at_once([*voters, *ends])
    tell(got)


def double(slug: str) -> None:
    """Twenty threads vote for ten people, each of them with the one key of that person; then somebody closes."""
    decision, everybody = people(slug)
    receipts: dict[int, set[str]] = {person.pk: set() for person in everybody[:10]}

    def vote_for_all() -> None:
        for person in everybody[:10]:
            receipts[person.pk].add(
                until_heard(lambda person=person: cast(decision, person, "setuju", key_of(person.pk, 0)))
            )

    at_once([vote_for_all] * 20)
    tell({"receipts": [sorted(some) for some in receipts.values()]})


def deadline(slug: str) -> None:
    """Twenty threads vote for ten people, every ballot with a key of its own, and one closes in the middle."""
    from django.utils import timezone

    from muara.web.accounts.models import User
    from muara.web.governance.actions.decisions import close_decision

    decision, everybody = people(slug)
    sari = User.objects.get(name="Sari")
    got: dict[str, Any] = {"acknowledged": [], "refused": [], "won": 0}
    enough = threading.Event()

    def vote_for_all(thread: int) -> None:
        for person in everybody[:10]:
            try:
                key = key_of(person.pk, thread)
                receipt = until_heard(
                    lambda person=person, key=key: cast(decision, person, CHOICES[thread % 2], key)
                )
                got["acknowledged"].append(receipt)
            except refusals() as error:
                got["refused"].append(type(error).__name__)
            if len(got["acknowledged"]) >= 60:
                enough.set()

    def end() -> None:
        enough.wait(30)
        until_heard(lambda: close_decision(by=sari, decision=decision, at=timezone.now(), why="Cukup."))
        got["won"] += 1

    at_once([lambda thread=thread: vote_for_all(thread) for thread in range(20)] + [end])  # type: ignore[misc]
    tell(got)


def close(folder: str, *slugs: str) -> None:
    from django.utils import timezone

    from muara.formats.decision_bundle import write_bundle
    from muara.web.accounts.models import User
    from muara.web.governance.actions.decisions import close_decision
    from muara.web.governance.models import Decision
    from muara.web.governance.queries.log import bundle

    sari = User.objects.get(name="Sari")
    for slug in slugs:
        decision = Decision.objects.get(slug=slug)
        if not decision.is_closed:
            decision = close_decision(by=sari, decision=decision, at=timezone.now(), why="Cukup.")
        write_bundle(bundle(decision), Path(folder) / f"{slug}.tar")


def main(what: str, *words: str) -> None:
    start(os.environ.get("SYNCHRONOUS", "FULL"))
    numbers = [int(word) if word.isdigit() else word for word in words]
    known: dict[str, Callable[..., None]] = {
        "fill": fill, "people": who, "vote": vote, "vote_here": vote_here, "race": race, "double": double,
        "deadline": deadline, "close": close,
    }  # fmt: skip
    known[what](*numbers)


if __name__ == "__main__":
    main(*sys.argv[1:])
