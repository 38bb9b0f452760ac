"""Five campaigns of the sample city, each with daily and weekly counts of two years, and what is planted in them.

- "Festival kopi koperasi" was loud and kept 1.3 times the attention of before.
- "Baliho selamat datang" and "Lomba foto kota" were loud, and nothing stayed; substance was flat.
- "Kelas pembukuan keliling" never was loud, and joint work grew meanwhile.
- "Pekan koperasi muda" began five weeks ago: nobody can judge it yet.

Activities of the two loud ones are mostly pictures. Two raters differ on one activity of each campaign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from muara.web.accounts.models import User
from muara.web.brand import actions
from muara.web.brand.models import Campaign
from muara.web.cities.models import City
from muara.web.initiatives.models import Outcome
from muara.web.network.models import Actor

DAYS = 728
USUAL = 120.0
LEVEL_OF = {
    "COOPERATIVE": "LOCAL_COMMUNITY",
    "CREATIVE": "LOCAL_COMMUNITY",
    "MOVEMENT": "LOCAL_COMMUNITY",
    "VILLAGE": "LOCAL_COMMUNITY",
    "BUSINESS": "LOCAL_BUSINESS",
    "FINANCE": "REGIONAL",
    "GOVERNMENT": "GOVERNMENT",
    "MEDIA": "MEDIA",
    "ACADEMIC": "ACADEMIA",
}
PICTURES = (
    ("Baliho di lima simpang", "VISUAL", "VISUAL", 42_000_000),
    ("Logo dan maskot", "VISUAL", "VISUAL", 18_000_000),
    ("Video profil", "VISUAL", "VISUAL", 25_000_000),
    ("Kaus untuk panitia", "VISUAL", "EVENT", 6_500_000),
    ("Panggung pembukaan", "EVENT", "EVENT", None),
    ("Lomba swafoto", "VISUAL", "VISUAL", 3_000_000),
)
WORK = (
    ("Pasar kopi anggota", "ECONOMIC", "ECONOMIC", 12_000_000),
    ("Kelas sangrai", "LEARNING", "LEARNING", 4_500_000),
    ("Kelas pembukuan", "LEARNING", "LEARNING", 2_000_000),
    ("Gudang lama dibersihkan", "ASSET", "ASSET", None),
    ("Aturan pembagian lapak", "RULE", "RULE", 0),
    ("Spanduk jalan", "VISUAL", "VISUAL", 5_000_000),
    ("Malam cerita petani", "EVENT", "LEARNING", 1_500_000),
)


@dataclass(frozen=True)
class Told:
    """A campaign as it is planted: `high` times the usual at the peak, `stays` times the usual afterwards."""

    name: str
    promise: str
    days_ago: int
    lasts: int | None
    high: float
    half_life: float
    stays: float
    aims: tuple[str, ...]
    done: Sequence[tuple[str, str, str, int | None]]
    n_involved: int
    truth: str


STRANDS_SAID = {
    "Bekas kantor jadi ruang bersama": (
        "Satu bekas kantor yang dulu kosong dipakai bersama empat belas hari dalam sebulan."
    ),
    "Kulakan bersama tiga kecamatan": (
        "Warung yang kulakan beras bersama membayar lebih murah daripada sebelumnya."
    ),
    "Catatan panen di dua desa": (
        "Di dua desa, warga memutuskan sebelum alat baru masuk, lalu mencatat panennya sendiri."
    ),
}
FLAT, MOVING = ("roles", "annual_meetings"), ("joint_work", "annual_meetings")
CAMPAIGNS = (
    Told(
        "Festival kopi koperasi", "Kopi anggota dikenal, dan orang datang lagi.", 450, 10, 7.0, 5.0, 1.3,
        MOVING, WORK, 34, "loud_and_stayed",
    ),
    Told(
        "Baliho selamat datang", "Setiap tamu tahu ini kota koperasi.", 395, 30, 9.0, 2.5, 1.0, FLAT, PICTURES, 9,
        "loud_then_gone",
    ),
    Told(
        "Lomba foto kota", "Wajah kota ada di mana-mana.", 380, 21, 6.0, 7.0, 1.0, FLAT, PICTURES[1:], 7,
        "loud_then_gone",
    ),
    Told(
        "Kelas pembukuan keliling", "Lembaga di kota ini makin sering bekerja bersama.", 500, None, 0.0, 1.0, 1.0,
        MOVING, WORK[1:6], 14, "quiet_but_growing",
    ),
    Told(
        "Pekan koperasi muda", "Anak muda mendirikan koperasi sendiri.", 35, 7, 8.0, 4.0, 1.0, FLAT, PICTURES[3:],
        6, "cannot_be_judged",
    ),
)  # fmt: skip


def counts_of(told: Told, seed: int) -> list[int]:
    """Return what is counted each day, up to yesterday: chance around a mean that is planted."""
    since = np.arange(DAYS, dtype=float) - (DAYS - told.days_ago)
    fall = USUAL * told.high * 2 ** (-np.maximum(since, 0) / told.half_life)
    mean = np.where(since < 0, USUAL, USUAL * told.stays + fall)
    drawn: list[int] = np.random.default_rng(seed).poisson(mean).tolist()
    return drawn


def tell_of_campaigns(
    *, city: City, facilitator: User, secretariat: User, who: Mapping[str, Actor], reference: date, noon: datetime
) -> None:
    """Write the five campaigns down, count them, let two people rate what was done, and read each once."""
    for place, told in enumerate(CAMPAIGNS):
        started = reference - timedelta(days=told.days_ago)
        campaign = actions.start_campaign(
            by=facilitator, city=city, name=told.name, promise=told.promise, started=started, aims=told.aims,
            ended=min(started + timedelta(days=told.lasts), reference) if told.lasts else None, at=noon,
        )  # fmt: skip
        _count(campaign, told, facilitator, reference, noon, seed=place)
        _do(campaign, told, (facilitator, secretariat), noon)
        _involve(campaign, told, who, facilitator, noon, shift=place)
        actions.take_reading(by=facilitator, campaign=campaign, at=noon)
    actions.take_published_targets(by=facilitator, city=city, at=noon)
    actions.take_published_references(by=facilitator, city=city, at=noon)


def _count(campaign: Campaign, told: Told, by: User, reference: date, noon: datetime, *, seed: int) -> None:
    daily, first = counts_of(told, seed), reference - timedelta(days=DAYS)
    own: dict[str, Any] = {"by": by, "campaign": campaign, "at": noon, "origin": "OUTSIDE"}
    series = actions.begin_series(
        name="Kunjungan laman, harian", unit="VIEWS", step=1, source="Data contoh: hitungan laman kampanye", **own
    )
    points = [(first + timedelta(days=day), n) for day, n in enumerate(daily)]
    actions.add_counts(by=by, series=series, counts=points, at=noon)
    rng = np.random.default_rng(100 + seed)
    weeks = [int(rng.binomial(sum(daily[day : day + 7]), 0.3)) for day in range(0, DAYS, 7)]
    series = actions.begin_series(
        name="Sebutan di media, mingguan", unit="MENTIONS", step=7, source="Data contoh: kliping radio kampus",
        **own,
    )  # fmt: skip
    points = [(first + timedelta(days=7 * week), n) for week, n in enumerate(weeks)]
    actions.add_counts(by=by, series=series, counts=points, at=noon)


def _do(campaign: Campaign, told: Told, raters: tuple[User, User], noon: datetime) -> None:
    for title, one, other, spend in told.done:
        activity = actions.add_activity(
            by=raters[0], campaign=campaign, title=title, on=campaign.started_date, spend=spend,
            source="Data contoh: laporan panitia", at=noon,
        )  # fmt: skip
        for rater, tag in zip(raters, (one, other), strict=True):
            actions.rate_activity(by=rater, activity=activity, tag=tag, at=noon)


def _involve(
    campaign: Campaign, told: Told, who: Mapping[str, Actor], by: User, noon: datetime, *, shift: int
) -> None:
    """Give parts to actors one after the other, so that each campaign has its own."""
    parts = ("DID", "BENEFITED", "PAID", "DECIDED", "INITIATED")
    actors = [actor for actor in who.values() if actor.kind in LEVEL_OF]
    for place in range(told.n_involved):
        actor = actors[(shift * 7 + place) % len(actors)]
        actions.involve(
            by=by, campaign=campaign, actor=actor, level=LEVEL_OF[actor.kind], parts=[parts[place % len(parts)]],
            source="Data contoh: notulensi panitia", at=noon,
        )  # fmt: skip


def say(*, city: City, secretariat: User, noon: datetime) -> None:
    """Say what each strand came to, and two things more: one on evenings, and one that has run out."""
    actions.make_claim(
        by=secretariat, city=city, text="Kota ini belajar bersama, dan notulensinya terbuka untuk siapa pun.",
        evidence=["session:1", "session:2", "session:23"], days=365, at=noon,
    )  # fmt: skip
    actions.make_claim(
        by=secretariat, city=city, text="Setiap bulan ada malam belajar.", evidence=["session:2", "session:3"],
        days=90, at=noon - timedelta(days=400),
    )  # fmt: skip
    outcomes = Outcome.objects.in_city(city).standing().select_related("initiative__thread").order_by("pk")
    for reached in outcomes.filter(initiative__title__in=STRANDS_SAID):
        evidence, thread = [f"outcome:{reached.pk}"], reached.initiative.thread
        if thread is not None and thread.is_published:
            evidence.append(f"thread:{thread.number}")
        text = STRANDS_SAID[reached.initiative.title]
        actions.make_claim(by=secretariat, city=city, text=text, evidence=evidence, days=365, at=noon)
