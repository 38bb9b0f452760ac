"""Many take the last places of an evening at once, and some give theirs back meanwhile, again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from muara.web.accounts.models import AuditLine, Participant
from muara.web.cities.models import City
from muara.web.forum.actions import cancel_registration, register
from muara.web.forum.models import Registration, Series, Session

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
SEATS, FIRST, MORE = 2, 3, 3


def race(tries: int) -> list[str]:
    """Run the race; return everything that was not as it must be."""
    city = City.objects.create(slug="lomba", name="Lomba", created_at=AT)
    series = Series.objects.create(city=city, slug="bats", name="BATS", created_at=AT)
    people = [Participant.objects.create(city=city, joined_at=AT) for _ in range(FIRST + MORE)]
    faults: list[str] = []
    with ThreadPoolExecutor(FIRST + MORE - 1) as pool:
        for n in range(1, tries + 1):
            session = Session.objects.create(
                city=city, series=series, number=n, series_number=n, label=f"BATS {n}", theme="Lomba",
                question="Siapa cepat?", venue="Balai", starts_at=AT + timedelta(days=1), status="ANNOUNCED",
                capacity=SEATS, short_code=f"lomba{n}", created_at=AT,
            )  # fmt: skip
            early = [_come(session, person) for person in people[:FIRST]]
            works = [lambda row=row: _go(row) for row in early[:SEATS]]
            works += [lambda person=person, here=session: _come(here, person) for person in people[FIRST:]]
            connection.close()
            start = threading.Barrier(len(works))
            list(pool.map(lambda work: _run(start, work), works))  # noqa: B023 (used up here)
            faults += _faults(session)
    return faults


def _come(session: Session, person: Participant) -> Registration:
    return register(by=person, session=session, name="Peserta", token=f"{session.pk}-{person.pk}", at=AT)


def _go(row: Registration) -> Registration:
    return cancel_registration(by=row.participant, registration=row, at=AT)


def _run(start: threading.Barrier, work: Callable[[], Any]) -> None:
    try:
        start.wait()
        work()
    finally:
        connection.close()


def _faults(session: Session) -> list[str]:
    """Two went and four came for two places: two are in, two wait, and the first of four were let in."""
    rows = list(session.registrations.order_by("pk").values_list("status", flat=True))
    standing = [status for status in rows if status != "CANCELLED"]
    found = []
    if standing != ["CONFIRMED"] * SEATS + ["WAITING"] * (FIRST + MORE - 2 * SEATS):
        found.append(f"{session.number}: {rows}")
    moved = session.registrations.exclude(moved_up_at=None).values_list("pk", flat=True)
    told = AuditLine.objects.filter(verb="moved_up", what_id__in=[str(pk) for pk in moved]).count()
    if told != len(moved):
        found.append(f"{session.number}: {told} lines for {len(moved)} who moved up")
    return found
