"""Two people let two changes of one arrangement come into force at the same moment, again and again (F9)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import connection

from muara.web.accounts.models import Membership, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Decision, Terms

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


def race(tries: int) -> list[str]:
    """Run the race; return everything that was not as it must be."""
    city = City.objects.create(slug="lomba", name="Lomba", created_at=AT)
    user = User.objects.create_user("lomba@contoh.id", "kata-sandi-panjang")
    Membership.objects.create(city=city, user=user, role="FACILITATOR", since_at=AT)
    arrangement = actions.draft_arrangement(
        by=user, city=city, name="Jejaring", purpose="", form="PARTICIPANT_GOVERNED", unit="PERSON", at=AT
    )
    actions.take_effect(decision=_passed(arrangement, arrangement.terms.get(), "awal"), at=AT)
    faults: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for n in range(tries):
            drafts = [actions.propose_change(by=user, arrangement=arrangement, at=AT) for _ in range(2)]
            for side, draft in enumerate(drafts):
                actions.change_terms(by=user, terms=draft, monitoring=f"Usul {n} dari {side}.", at=AT)
            decisions = [_passed(arrangement, draft, f"{n}-{side}") for side, draft in enumerate(drafts)]
            connection.close()
            start = threading.Barrier(2)
            answers = list(pool.map(lambda decision: _take(start, decision), decisions))  # noqa: B023 (used up here)
            faults += _faults(arrangement, n, drafts, answers)
    return faults


def _passed(arrangement: Arrangement, terms: Terms, slug: str) -> Decision:
    return Decision.objects.create(
        city=arrangement.city, arrangement=arrangement, slug=slug, title=slug, rules={}, matter="ARRANGEMENT",
        state="CLOSED", closed_at=AT, created_at=AT, result={"status": "passed"}, adopts=terms,
    )  # fmt: skip


def _take(start: threading.Barrier, decision: Decision) -> list[str] | None:
    """Return what differs if it was refused, None if it came into force."""
    start.wait()
    try:
        actions.take_effect(decision=decision, at=AT)
    except actions.CannotTakeEffect as refusal:
        return [change.sentence for change in refusal.changes]
    finally:
        connection.close()
    return None


def _faults(arrangement: Arrangement, n: int, drafts: list[Terms], answers: list[list[str] | None]) -> list[str]:
    found = []
    if answers.count(None) != 1:
        return [f"{n}: {answers.count(None)} came into force"]
    won, lost = answers.index(None), 1 - answers.index(None)
    now = Terms.objects.in_force().get(arrangement=arrangement)
    version = Arrangement.objects.get(pk=arrangement.pk).version
    if (now.pk, now.number, version) != (drafts[won].pk, n + 2, n + 2):
        found.append(f"{n}: in force is {now.pk} as {now.number} of {version}")
    said = " ".join(answers[lost] or [])
    if f"dari {won}" not in said or f"dari {lost}" not in said:
        found.append(f"{n}: the second was told {said!r}")
    if Terms.objects.get(pk=drafts[lost].pk).number is not None:
        found.append(f"{n}: the second got a number")
    return found
