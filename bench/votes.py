"""Votes per second and CPU per vote, by the vote path of the program and by the ways that were not taken.

    python -m bench.votes               SQLite FULL, then a PostgreSQL that is started for it
    python -m bench.votes --here        the database of MUARA_DATABASE_URL alone (it is filled with votes)

Every vote is durable when it is counted. Ours is `cast_vote`: all rules, history and current vote. The others do
less: they check nothing. CPU is that of this process, without the PostgreSQL server.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

SECONDS, CLIENTS = 5.0, (1, 8)
ROOT = Path(__file__).parent.parent
Way = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Figure:
    """What one way of storing votes came to."""

    name: str
    per_second: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float


def measure(name: str, way: Way, people: Sequence[int], statements: Sequence[int], clients: int) -> Figure:
    """Let some clients vote as fast as they can."""
    from django.db import connections

    took: list[float] = []
    end = time.perf_counter() + SECONDS

    def vote_on(seed: int) -> None:
        rng = random.Random(seed)
        while (began := time.perf_counter()) < end:
            way(rng.choice(people), rng.choice(statements), rng.choice((1, 0, -1)))
            took.append(time.perf_counter() - began)
        connections.close_all()

    began, cpu = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=vote_on, args=(seed,)) for seed in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    took.sort()
    n = len(took)
    return Figure(name, n / wall, 1000 * cpu / n, 1000 * took[n // 2], 1000 * took[int(0.95 * n)])


def run_here() -> None:
    """Measure on the database that the settings name."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections, transaction
    from django.utils import timezone

    from muara.web.accounts.models import Participant
    from muara.web.cities.models import City
    from muara.web.concerns.actions import Given, cast_batch, cast_vote, note_shown
    from muara.web.concerns.actions.votes import COUNT_IN_TWO
    from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent

    call_command("migrate", verbosity=0)
    now = timezone.now()
    city = City.objects.create(slug=f"ukur-{uuid4().hex[:8]}", name="Ukur", created_at=now)
    topic = Topic.objects.create(city=city, slug="ukur", title="Ukur", question="?", status="OPEN", created_at=now)
    Statement.objects.bulk_create(
        Statement(topic=topic, number=n, text=f"{n}", status="ACCEPTED", created_at=now) for n in range(1, 81)
    )
    Participant.objects.bulk_create(Participant(city=city, joined_at=now) for _ in range(2000))
    people = {person.pk: person for person in Participant.objects.filter(city=city)}
    statements = list(topic.statements.values_list("pk", flat=True))

    def ours(who: int, what: int, value: int) -> None:
        cast_vote(
            by=people[who], statement_id=what, value=value, is_important=False, key=str(uuid4()), at=timezone.now()
        )

    def with_next(who: int, what: int, value: int) -> None:
        cast_vote(
            by=people[who], statement_id=what, value=value, is_important=False, key=str(uuid4()),
            at=timezone.now(), then=random.choice(statements),
        )  # fmt: skip

    def next_apart(who: int, what: int, value: int) -> None:
        ours(who, what, value)
        note_shown(by=people[who], statement_id=random.choice(statements), at=timezone.now())

    def batch(who: int, what: int, value: int) -> None:
        votes = [Given(statement, value, str(uuid4()), timezone.now()) for statement in statements[:10]]
        cast_batch(by=people[who], topic=topic, votes=votes)

    def write_event(who: int, what: int, value: int) -> None:
        VoteEvent.objects.create(
            participant_id=who, statement_id=what, value=value, key=str(uuid4()), at=timezone.now()
        )

    def two_commits(who: int, what: int, value: int) -> None:
        write_event(who, what, value)
        with connection.cursor() as cursor:
            at = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(
                COUNT_IN_TWO,
                {
                    "participant": who,
                    "statement": what,
                    "value": value,
                    "is_important": False,
                    "channel": "PHONE",
                    "recorded_by": None,
                    "at": at,
                },
            )

    def through_models(who: int, what: int, value: int) -> None:
        with transaction.atomic():
            write_event(who, what, value)
            Vote.objects.bulk_create(
                [Vote(participant_id=who, statement_id=what, value=value, cast_at=timezone.now())],
                update_conflicts=True,
                unique_fields=["participant", "statement"],
                update_fields=["value", "is_important", "channel", "recorded_by", "cast_at"],
            )

    ways: dict[str, Way] = {
        "cast_vote (ours)": ours,
        "and what is shown next": with_next,
        "what is shown next apart": next_apart,
        "two commits, may halve a vote": two_commits,
        "through the models": through_models,
    }
    print(f"\n{connection.vendor}: {SECONDS:.0f} s each, 2,000 people, 80 statements")
    print(f"{'':34}{'clients':>8}{'votes/s':>10}{'CPU ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'ours is':>10}")
    for clients in CLIENTS:
        figures = [measure(name, way, list(people), statements, clients) for name, way in ways.items()]
        tens = measure("cast_batch, 10 votes at a time", batch, list(people), statements, clients)
        figures.append(Figure(tens.name, 10 * tens.per_second, tens.cpu_ms / 10, tens.p50_ms, tens.p95_ms))
        for figure in figures:
            print(
                f"{figure.name:34}{clients:8}{figure.per_second:10.0f}{figure.cpu_ms:9.2f}{figure.p50_ms:9.1f}"
                f"{figure.p95_ms:9.1f}{figures[0].per_second / figure.per_second:9.2f}×"
            )
    connections.close_all()


def main(arguments: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    if "--here" in arguments:
        run_here()
        return 0
    here = [sys.executable, "-m", "bench.votes", "--here"]
    with tempfile.TemporaryDirectory(prefix="muara-bench-") as home:
        env = {**os.environ, "MUARA_HOME": home}
        env.pop("MUARA_DATABASE_URL", None)
        on_sqlite = subprocess.run(here, env=env, cwd=ROOT, check=False).returncode
        on_postgres = subprocess.run(
            [sys.executable, "tools/on_postgres.py", *here], env=env, cwd=ROOT, check=False
        ).returncode
    return on_sqlite or on_postgres


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
