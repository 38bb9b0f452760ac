"""What was said and promised: the seed evening of 2018 in our own words, and promises of the sample evenings."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from muara.web.accounts.models import User
from muara.web.forum.actions import (
    draft_minutes,
    edit_minutes,
    note,
    note_lock,
    plan_follow_up,
    publish_minutes,
    settle_follow_up,
)
from muara.web.forum.minutes_text import write
from muara.web.forum.models import Session
from muara.web.home.demo.sessions import SEED_SOURCE
from muara.web.home.minutes import gather

# Role, sector, kind, point: beside the cards of that evening (concerns.py), which say the concerns themselves.
SEED_SAID = (
    ("pegiat gerakan koperasi", "MOVEMENT", "FACT", "Keresahan tiap hub berbeda-beda."),
    (
        "pegiat gerakan koperasi", "MOVEMENT", "SUGGESTION",
        "Ritel modern melindas yang bermodal kecil; satukan para pihaknya lebih dulu.",
    ),
    (
        "pewarta warga", "MEDIA", "SUGGESTION",
        "Narasi primordial kuat; temukan benang merahnya dulu.",
    ),
    (
        "pegiat komunitas kreatif", "CREATIVE", "SUGGESTION",
        "Pakai teknologi dan ruang setempat; ke luar tidak perlu label.",
    ),
    (
        "akademisi", "ACADEMIC", "FACT",
        "Lonjakan ekonomi akan datang; teknologi tanpa prasyarat sosial merugikan desa.",
    ),
)  # fmt: skip
SOURCE_WORDS = "Diceritakan ulang dari catatan publik malam itu. Jumlah hadir menurut sektor adalah data contoh."
# Evening, what, who, days until it was due, days until it ended (None: not yet), how, in a few words.
PROMISES = (
    (14, "Mencoba pesanan bersama tiga barang", "lima warung", 28, 21, "DONE", "Tiga barang, lima warung."),
    (14, "Menghitung upah pencatat dari selisih harga", "koperasi konsumen A", 28, 26, "DONE", ""),
    (15, "Menyusun giliran memilah di los sayur", "pegiat bank sampah", 14, 30, "DONE", "Mulai dari dua los."),
    (16, "Mengumpulkan daftar pemasok enam koperasi", "pengurus koperasi", 28, 28, "DONE", "Empat dari enam."),
    (16, "Menjajaki gudang bersama", "pengurus koperasi", 60, 45, "DROPPED", "Sewanya melebihi yang dihemat."),
    (17, "Menghitung potongan dari nota sebulan", "pengemudi dan pewarta", 28, 20, "DONE", ""),
    (
        18,
        "Menulis daftar upah terendah",
        "komunitas kreatif",
        21,
        20,
        "DONE",
        "Satu halaman, ditempel di sanggar.",
    ),
    (19, "Mencoba satu jalur sayur, dua hari seminggu", "perangkat desa dan warung", 28, 40, "DONE", ""),
    (20, "Menulis tugas satu kursi magang", "koperasi konsumen A", 28, 25, "DONE", ""),
    (21, "Menceritakan ulang satu aturan", "akademisi hukum", 21, 21, "DONE", ""),
    (22, "Mengabari pengusul tiga usul lama", "perangkat desa", 14, None, "", ""),
    (23, "Menulis aturan rumah satu halaman", "kelompok pemakai sanggar", 21, 14, "DONE", ""),
    (24, "Membawa pernyataan pulang dan memberi suara", "yang hadir", 60, None, "", ""),
)


def write_down(session: Session, *, by: User, ends_at: datetime) -> None:
    """Note what the seed evening said, and let its minutes come out, be completed and be locked."""
    for place, (role, sector, kind, text) in enumerate(SEED_SAID):
        at = ends_at - timedelta(minutes=30 - place)
        note(by=by, session=session, kind=kind, role=role, sector=sector, text=text, at=at)


def bring_out(session: Session, *, by: User, ends_at: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = write(gather(session))
    draft = draft_minutes(by=by, session=session, text=text, why="Disusun dari apa yang tercatat", at=ends_at)
    minutes = publish_minutes(by=by, minutes=draft.minutes, at=ends_at + timedelta(hours=14))
    told = text.replace("\n\n## 2. ", f"\n\n{SOURCE_WORDS} [Sumber]({SEED_SOURCE})\n\n## 2. ", 1)
    edit_minutes(by=by, minutes=minutes, text=told, why="Sumbernya ditambahkan", at=ends_at + timedelta(days=2))
    note_lock(minutes=minutes, at=ends_at + timedelta(days=8))


def promise(session: Session, *, by: User, ends_at: datetime, until: datetime) -> None:
    """Write down what a sample evening promised, and how it ended, as far as that was before `until`."""
    for number, what, who, due, ended, status, word in PROMISES:
        if number != session.number:
            continue
        day = ends_at.date()
        made = plan_follow_up(
            by=by, session=session, what=what, who=who, due_date=day + timedelta(days=due), at=ends_at
        )
        if ended is not None and ends_at + timedelta(days=ended) < until:
            at = ends_at + timedelta(days=ended)
            settle_follow_up(by=by, person=None, follow_up=made, status=status, word=word, today=at.date(), at=at)
