"""What comes in the sample city: places kept, a full evening with its waiting list, one called off, a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muara.web.accounts.models import Participant, Sector, User
from muara.web.forum.actions import (
    GivenRole,
    announce,
    begin_series,
    cancel_registration,
    cancel_session,
    plan_session,
    register,
    set_agenda,
    set_roles,
)
from muara.web.forum.codes import fresh_token
from muara.web.forum.models import Registration, Session, SessionRole

# First names as they are common here; made up, like everybody in the sample city.
NAMES = (
    "Aminah", "Bayu", "Citra", "Darsono", "Eka", "Fajar", "Gita", "Hadi", "Imas", "Joko", "Kartini", "Lestari",
    "Marno", "Ningsih", "Oki", "Paryanto", "Rahma", "Slamet", "Tri", "Utami", "Wahyu", "Yanti", "Zaenal", "Sri",
)  # fmt: skip
SEATS, WAITING, GAVE_BACK = 12, 6, 1
COMING_TO_LAST = 14


def agenda_for(starts_at: datetime) -> str:
    """Return the usual way of an evening, by the clock of its start."""
    parts = ((0, "Pembukaan"), (10, "Pemantik"), (40, "Keresahan di meja"), (80, "Benang merah"), (110, "Penutup"))
    return "\n".join(f"{starts_at + timedelta(minutes=minute):%H.%M} {what}" for minute, what in parts)


def plan_what_comes(*, by: User, last: Session, people: Sequence[Participant], now: datetime) -> None:
    """Fill the evening that comes, and plan three more after it in the same place."""
    guests = iter(people)
    _come(last, guests, COMING_TO_LAST, now)
    clinic = begin_series(by=by, city=last.city, name="Klinik koperasi", full_name="Buku koperasi dibuka", at=now)
    full = _plan(
        by, last, days=5, now=now, series=clinic, capacity=SEATS, theme="Laporan satu halaman",
        question="Bagaimana neraca koperasi Anda dibaca dalam sepuluh menit?",
    )  # fmt: skip
    announce(by=by, session=full, at=now)
    first = _come(full, guests, SEATS + WAITING + GAVE_BACK, now)[0]
    cancel_registration(by=by, registration=first, at=now)
    off = _plan(
        by, last, days=12, now=now, theme="Jalan kaki ke pasar",
        question="Apa yang membuat orang kembali belanja di pasar lama?",
    )  # fmt: skip
    announce(by=by, session=off, at=now)
    _come(off, guests, 3, now)
    cancel_session(by=by, session=off, reason="Balai dipakai warga yang berduka. Jadwal baru menyusul.", at=now)
    _plan(by, last, days=33, now=now, theme="Air bersih", question="Siapa yang menjaga mata air kita?")


def _plan(by: User, last: Session, *, days: int, now: datetime, **told: Any) -> Session:
    starts_at = last.starts_at + timedelta(days=days)
    session = plan_session(
        by=by,
        city=last.city,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        venue=last.venue,
        district=last.district,
        access_note=last.access_note,
        invited_sectors=last.invited_sectors,
        at=now,
        **told,
    )
    begins = starts_at.astimezone(ZoneInfo(last.city.time_zone))
    set_agenda(by=by, session=session, text=agenda_for(begins), at=now)
    role = GivenRole(SessionRole.Kind.SPARK_SPEAKER, "pengurus koperasi kredit")
    set_roles(by=by, session=session, roles=[role], at=now)
    return session


def _come(session: Session, guests: Iterator[Participant], n: int, now: datetime) -> list[Registration]:
    sectors = Sector.values
    return [
        register(
            by=guest,
            session=session,
            name=NAMES[(session.number + k) % len(NAMES)],
            sector=sectors[k % len(sectors)],
            token=fresh_token(),
            at=now,
        )
        for k, guest in zip(range(n), guests, strict=False)
    ]
