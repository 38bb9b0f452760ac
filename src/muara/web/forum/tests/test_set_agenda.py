from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts.models import User
from muara.web.forum.actions import CannotSetAgenda, set_agenda
from muara.web.forum.models import AgendaItem, Session
from muara.web.forum.queries import agenda_of, agenda_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TOLD = "19.00 Pintu dibuka\n\n19:30 – Pembukaan\n 19.45 WIB Pemantik: siapa merawat?\n23.50 Penutup\n00.15 Pulang"


def test_each_line_counts_from_the_start_also_before_it_and_after_midnight(session: Session, novita: User):
    set_agenda(by=novita, session=session, text=TOLD, at=NIGHT)

    assert list(session.agenda.order_by("minute").values_list("minute", "what")) == [
        (-30, "Pintu dibuka"), (0, "Pembukaan"), (15, "Pemantik: siapa merawat?"), (260, "Penutup"),
        (285, "Pulang"),
    ]  # fmt: skip


def test_it_is_read_in_the_time_of_the_city_and_shown_as_it_was_written(session: Session, novita: User):
    session.city.time_zone = "Asia/Makassar"
    session.city.save()
    set_agenda(by=novita, session=session, text="20.30 Pembukaan\n20.45 Pemantik", at=NIGHT)

    assert [item.minute for item in session.agenda.order_by("minute")] == [0, 15]
    with timezone.override("Asia/Makassar"):
        assert agenda_text(session) == "20.30 Pembukaan\n20.45 Pemantik"


def test_what_lasts_follows_from_the_next_line_and_the_end(session: Session, novita: User):
    set_agenda(by=novita, session=session, text="19.30 Pembukaan\n19.45 Pemantik\n20.30 Obrolan", at=NIGHT)

    assert [line.minutes for line in agenda_of(session, at=NIGHT)] == [15, 45, None]
    session.ends_at = NIGHT + timedelta(hours=2)
    assert [line.minutes for line in agenda_of(session, at=NIGHT)] == [15, 45, 60]
    session.ends_at = NIGHT + timedelta(minutes=30)
    assert [line.minutes for line in agenda_of(session, at=NIGHT)] == [15, 45, None]


@pytest.mark.parametrize(("minute", "now"), [(-1, None), (0, 0), (14, 0), (15, 1), (500, 1)])
def test_what_is_on_now_is_marked_while_the_room_is_open(
    session: Session, novita: User, minute: int, now: int | None
):
    set_agenda(by=novita, session=session, text="19.30 Pembukaan\n19.45 Pemantik", at=NIGHT)

    lines = agenda_of(session, at=NIGHT + timedelta(minutes=minute))
    assert [n for n, line in enumerate(lines) if line.is_now] == ([] if now is None else [now])
    session.status = "CLOSED"
    assert not any(line.is_now for line in agenda_of(session, at=NIGHT + timedelta(minutes=minute)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pembukaan", "Line 1: begin with the time"),
        ("19.30", "Line 1: begin with the time"),
        ("19.30 Buka\n24.00 Tutup", "Line 2: begin with the time"),
        ("19.60 Buka", "Line 1: begin with the time"),
        ("٢٠.٣٠ Buka", "Line 1: begin with the time"),
        ("19.45 Pemantik\n19.30 Buka", "Line 2 comes before"),
        ("19.30 Buka\n19.30 Lagi", "Line 2 comes before"),
        (f"19.30 {'a' * 121}", "Line 1 is too long"),
        ("\n".join(f"{19 + (30 + n) // 60}.{(30 + n) % 60:02} Acara" for n in range(41)), "forty lines"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_line_and_the_old_agenda_stays(
    session: Session, novita: User, text: str, told: str
):
    set_agenda(by=novita, session=session, text="19.30 Pembukaan", at=NIGHT)

    with pytest.raises(CannotSetAgenda, match=told):
        set_agenda(by=novita, session=session, text=text, at=NIGHT)
    assert AgendaItem.objects.get().what == "Pembukaan"


@pytest.mark.parametrize("status", ["PUBLISHED", "CANCELLED"])
def test_the_agenda_of_what_is_over_stays(make_session: Any, novita: User, status: str):
    with pytest.raises(CannotSetAgenda, match="over"):
        set_agenda(by=novita, session=make_session(status), text="19.30 Pembukaan", at=NIGHT)
    assert not AgendaItem.objects.exists()


def test_who_runs_no_sessions_may_not(session: Session, outsider: Any):
    with pytest.raises(PermissionDenied):
        set_agenda(by=outsider, session=session, text="19.30 Pembukaan", at=NIGHT)
    assert not AgendaItem.objects.exists()
