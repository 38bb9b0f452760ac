"""Reminders by e-mail: to whom, in which words, never twice, and nothing of them left after the close."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any, cast

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.accounts.actions import choose_reminders
from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.actions.letters import send_letters
from muara.web.governance.actions.reminding import hour_to_remind, remind_undecided
from muara.web.governance.clock import go_on
from muara.web.governance.models import Arrangement, Decision, ReminderLetter
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, association, opened
from muara.web.tasks.worker import Worker

DAY = END - AT - (END - AT) * 6 / 7
NAMES = ("asih", "bagas", "citra", "darto", "eko", "fitri")


class Server(EmailBackend):
    """A mail server that can fail: `fails` gives, for the addresses in it, what happens when it is written to."""

    fails: dict[str, BaseException] = {}  # noqa: RUF012 (set by each test)
    tried: list[str] = []  # noqa: RUF012
    meanwhile: Callable[[], object] | None = None

    def send_messages(self, email_messages: Any) -> int:
        for one in email_messages:
            Server.tried += one.to
            if (go := Server.meanwhile) is not None:
                Server.meanwhile = None
                go()
            if (failure := Server.fails.get(one.to[0])) is not None:
                raise failure
        return super().send_messages(email_messages)


@pytest.fixture(autouse=True)
def _server(settings: Any) -> Iterator[None]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.fails, Server.tried, Server.meanwhile = {}, [], None
    yield
    Server.fails, Server.tried, Server.meanwhile = {}, [], None


@pytest.fixture
def people(make_person: Callable[[str], Participant]) -> list[Participant]:
    return [make_person(name) for name in NAMES]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


@pytest.fixture
def decision(members: Arrangement, novita: User) -> Decision:
    """Return an open decision that closes in some hours of the real clock, which the worker reads."""
    now = timezone.now()
    made = opened(members, novita).decision
    made.opened_at, made.closes_at = now - DAY, now + DAY / 4
    made.save(update_fields=["opened_at", "closes_at"])
    return made


def work() -> None:
    """Let a worker do everything that is due, also what waits to be tried again."""
    DBTaskResult.objects.filter(run_after__gt=timezone.now(), status="READY").exclude(run_after__year=9999).update(
        run_after=timezone.now()
    )
    worker = Worker()
    while worker.run_one():
        pass


def written_to() -> list[str]:
    return sorted(one.to[0].partition("@")[0] for one in mail.outbox)


def vote(decision: Decision, *people: Participant) -> None:
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice="setuju", key="a", at=timezone.now())


def test_who_has_not_voted_is_written_to_once_and_who_has_is_not(
    decision: Decision, people: list[Participant]
) -> None:
    vote(decision, *people[:2])

    for _again in range(2):
        go_on(timezone.now())
        work()

    assert written_to() == ["citra", "darto", "eko", "fitri"]
    assert ReminderLetter.objects.count() == 0
    line = AuditLine.objects.get(verb="mailed_reminders")
    assert line.detail == {"n": 4, "refused": 0, "unknown": 0}


def test_who_votes_or_stops_reminders_before_the_letter_is_sent_gets_none(
    decision: Decision, people: list[Participant]
) -> None:
    go_on(timezone.now())

    vote(decision, people[0])
    choose_reminders(by=people[1], wants=False, at=timezone.now())
    User.objects.filter(pk=people[2].user_id).update(is_active=False)
    User.objects.filter(pk=people[3].user_id).update(email=None)
    EmailAddress.objects.create(user=people[4].user, email="eko@contoh.id", verified=False, primary=True)
    work()

    assert written_to() == ["fitri"]
    assert ReminderLetter.objects.count() == 0


def test_the_letter_is_plain_in_the_language_of_its_reader_and_leads_to_the_ballot(
    decision: Decision, people: list[Participant], settings: Any
) -> None:
    settings.BASE_URL = "https://muara.contoh.id"
    User.objects.filter(pk=people[0].user_id).update(language="en")
    vote(decision, *people[2:])
    go_on(timezone.now())
    work()

    english, indonesian = sorted(mail.outbox, key=lambda one: one.to)
    for letter, subject, told in (
        (english, "Closes soon: Sewa gudang", "none of yours is written down yet"),
        (indonesian, "Segera ditutup: Sewa gudang", "suara Anda belum tercatat"),
    ):
        text = str(letter.body)
        assert (letter.subject, letter.content_subtype) == (subject, "plain")
        assert told in text
        assert f"https://muara.contoh.id/purwokerto/keputusan/{decision.slug}/#suaraku" in text
        assert "WIB" in text
        assert not re.search(r"setuju|tidak|abstain|agree", text.replace("tidak ada lagi", ""), re.IGNORECASE)
        (stop,) = re.findall(r"https://muara\.contoh\.id(/purwokerto/saya/pengingat/\S+)", text)
        assert letter.extra_headers["List-Unsubscribe"] == f"<https://muara.contoh.id{stop}>"
        assert Client().get(stop).status_code == 200


def test_a_worker_that_dies_while_it_sends_writes_to_nobody_twice(
    decision: Decision, people: list[Participant]
) -> None:
    go_on(timezone.now())
    Server.fails = {"bagas@contoh.id": KeyboardInterrupt()}  # as a kill: nothing after it runs

    with pytest.raises(KeyboardInterrupt):
        work()
    assert written_to() == ["asih"]
    Server.fails = {}
    DBTaskResult.objects.filter(status="RUNNING").update(status="READY")  # as the reaper does
    work()

    assert written_to() == ["asih", "citra", "darto", "eko", "fitri"]
    assert Server.tried.count("bagas@contoh.id") == 1
    assert list(ReminderLetter.objects.values_list("participant", "is_tried")) == [(people[1].pk, True)]


def test_two_workers_at_once_write_to_nobody_twice(decision: Decision) -> None:
    go_on(timezone.now())
    Server.meanwhile = lambda: send_letters.func(cast(Any, None), decision.pk)

    work()

    assert written_to() == sorted(NAMES)
    assert len(Server.tried) == len(NAMES)


def test_only_where_the_server_said_that_it_took_nothing_a_letter_is_tried_again(
    decision: Decision, people: list[Participant]
) -> None:
    go_on(timezone.now())
    Server.fails = {
        "asih@contoh.id": SMTPRecipientsRefused({"asih@contoh.id": (450, b"later")}),
        "bagas@contoh.id": SMTPRecipientsRefused({"bagas@contoh.id": (550, b"nobody of that name")}),
        "citra@contoh.id": SMTPServerDisconnected("gone"),
    }
    work_once = Worker().run_one
    assert work_once()
    assert written_to() == ["darto", "eko", "fitri"]
    Server.fails = {}
    work()

    assert written_to() == ["asih", "darto", "eko", "fitri"]
    assert [Server.tried.count(f"{name}@contoh.id") for name in NAMES] == [2, 1, 1, 1, 1, 1]
    assert list(ReminderLetter.objects.values_list("participant", flat=True)) == [people[2].pk]
    first, second = AuditLine.objects.filter(verb="mailed_reminders").order_by("pk")
    assert (first.detail, second.detail["n"]) == ({"n": 3, "refused": 1, "unknown": 1}, 1)


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased"])
def test_a_laptop_writes_to_nobody_and_goes_on(
    decision: Decision, people: list[Participant], settings: Any, backend: str
) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"

    go_on(timezone.now())
    work()

    assert (ReminderLetter.objects.count(), DBTaskResult.objects.count()) == (0, 0)
    assert Notice.objects.filter(kind="decision_closes_soon").count() == len(people)


def test_the_people_of_a_sample_city_are_never_written_to(decision: Decision, city: City) -> None:
    City.objects.filter(pk=city.pk).update(is_sample=True)
    go_on(timezone.now())
    work()
    assert mail.outbox == []


def secret(members: Arrangement, novita: User) -> tuple[Decision, tuple[str, ...]]:
    now = timezone.now()
    made = opened(members, novita, rules={"mode": "rahasia"})
    made.decision.opened_at, made.decision.closes_at = now - DAY, now + DAY / 4
    made.decision.save(update_fields=["opened_at", "closes_at"])
    return made.decision, made.codes


def test_of_a_secret_ballot_who_drew_no_slip_is_written_to_and_no_trace_is_left(
    members: Arrangement, people: list[Participant], novita: User, sekar: User
) -> None:
    decision, codes = secret(members, novita)
    actions.hand_out_slip(by=novita, elector=decision.electors.get(participant=people[0]), at=AT)

    go_on(timezone.now())
    Server.fails = {"citra@contoh.id": SMTPServerDisconnected("gone")}
    work()
    assert written_to() == ["bagas", "darto", "eko", "fitri"]
    assert "belum ada kupon yang diserahkan kepada Anda" in str(mail.outbox[0].body)
    assert ReminderLetter.objects.filter(decision=decision).exists()
    assert Notice.objects.filter(kind="decision_closes_soon").exists()

    for code in codes:
        actions.cast_sealed(decision=decision, code=code, choice="setuju", at=timezone.now())
    actions.close_decision(by=sekar, decision=decision, at=timezone.now())
    assert not ReminderLetter.objects.exists()
    assert not Notice.objects.filter(kind="decision_closes_soon").exists()


def test_of_a_secret_ballot_few_are_not_written_to(
    members: Arrangement, people: list[Participant], novita: User
) -> None:
    decision, _codes = secret(members, novita)
    for person in people[:2]:
        actions.hand_out_slip(by=novita, elector=decision.electors.get(participant=person), at=AT)

    go_on(timezone.now())
    work()

    assert mail.outbox == []
    assert Notice.objects.filter(kind="decision_closes_soon").count() == 4


def test_a_decision_of_some_hours_reminds_half_way_and_not_at_its_opening(decision: Decision) -> None:
    hour = DAY / 24
    decision.opened_at, decision.closes_at, decision.reminded_at = AT, AT + 4 * hour, None
    decision.save()
    assert hour_to_remind(decision, decision.closes_at) == AT + 2 * hour
    assert hour_to_remind(decision, AT + 7 * DAY) == AT + 6 * DAY

    assert remind_undecided(decision=decision, at=AT + hour) == []
    assert len(remind_undecided(decision=decision, at=AT + 2 * hour)) == len(NAMES)
