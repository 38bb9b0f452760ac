"""The cooperatives of the demo city: who lives, two surplus years, and two groups that wanted to found one.

What is planted, and what a reader of the register has to find:

- Fourteen cooperatives are registered; five have held no annual meeting for three years or more, nine met within a
  year. Beside them stands what was published for the regency: 639 registered, 378 active.
- One surplus year is a preview with two faults that the page says: deposits outweigh trade, and trade with people
  who are no members is in the list. One is decided, with minutes; its payouts add up to the members' part.
- A group of growers and buyers has seven founders of nine, from both its member groups. Another one gave up, and
  left its lesson.

>>> len(KINDS), sum(kind == "SAVINGS_AND_LOAN" for kind in KINDS.values())
(14, 1)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.cooperatives.actions import (
    GivenLine,
    add_founder,
    add_published_count,
    begin_founding,
    give_up,
    list_members,
    lock_surplus,
    prepare_surplus,
    record_meeting,
    write_down_cooperative,
)
from muara.web.cooperatives.models import Cooperative
from muara.web.network.models import Actor

SEED = 1992
SOURCE = "Data contoh"
KINDS = {
    "Koperasi konsumen kampus A": "CONSUMER",
    "Koperasi konsumen pegawai": "CONSUMER",
    "Koperasi produsen gula kelapa": "PRODUCER",
    "Koperasi susu lereng": "PRODUCER",
    "Koperasi jasa angkutan": "SERVICE",
    "Koperasi pedagang pasar": "CONSUMER",
    "Koperasi wanita serba usaha": "SAVINGS_AND_LOAN",
    "Koperasi pemuda kreatif": "SERVICE",
    "Koperasi pesantren": "CONSUMER",
    "Koperasi pemasaran batik": "MARKETING",
    "Koperasi konsumen perumahan": "CONSUMER",
    "Koperasi tani rawa": "PRODUCER",
    "Koperasi pengrajin sapu": "MARKETING",
    "Koperasi karyawan pabrik": "CONSUMER",
}
PROGRAMME = {"Koperasi tani rawa", "Koperasi pengrajin sapu", "Koperasi pemasaran batik"}
N_DEAD = 5
DECIDED, PREVIEWED = "Koperasi konsumen pegawai", "Koperasi konsumen kampus A"
SURPLUS = {DECIDED: 184_650_001, PREVIEWED: 241_300_000}
SHARES = {
    "RESERVE": Decimal(25), "MEMBERS": Decimal(50), "EDUCATION": Decimal("7.5"), "SOCIAL": Decimal("7.5"),
    "MANAGEMENT": Decimal(10),
}  # fmt: skip
PUBLISHED = {
    "area": "Kabupaten Banyumas",
    "as_of": date(2025, 5, 22),
    "n_registered": 639,
    "n_active": 378,
    "source": "Tribun Muria, 22 Mei 2025",
    "address": "https://muria.tribunnews.com/2025/05/22",
}
FOUNDING, N_FOUNDERS = "Koperasi Panen Sokaraja Multi Pihak", 7
GIVEN_UP = "Koperasi Antar Warung"
LESSON = "Tujuh warung saja tidak cukup untuk satu motor antaran; kami ikut koperasi jasa angkutan."


def found_cooperatives(
    *, city: City, by: User, secretariat: User, who: Mapping[str, Actor], noon: datetime, reference: date
) -> None:
    """Write the register, two surplus years and two foundings down, as their people would have."""
    rng = np.random.default_rng(SEED)
    made = {name: _registered(city, by, who[name], kind, noon, rng) for name, kind in KINDS.items()}
    add_published_count(by=by, city=city, at=noon, **PUBLISHED)  # type: ignore[arg-type]
    _decided(made[DECIDED], secretariat, noon, rng)
    _previewed(made[PREVIEWED], secretariat, noon, reference, rng)
    _foundings(city, by, noon)


def _registered(
    city: City, by: User, actor: Actor, kind: str, noon: datetime, rng: np.random.Generator
) -> Cooperative:
    last = actor.last_meeting_date
    assert last is not None, f"{actor} has no meeting"
    made = write_down_cooperative(
        by=by,
        city=city,
        name=actor.name,
        kind=kind,
        actor=actor,
        origin="GOVERNMENT_PROGRAMME" if actor.name in PROGRAMME else "BOTTOM_UP",
        district=actor.district,
        registered_date=date(int(rng.integers(1988, 2019)), int(rng.integers(1, 13)), 15),
        n_members=actor.n_members,
        source=SOURCE,
        at=noon,
    )
    is_dead = noon.date() - last >= timedelta(days=3 * 365)
    for years_ago in range(0 if is_dead else 2, -1, -1):
        held = last - timedelta(days=364 * years_ago)
        members = max(9, (actor.n_members or 9) - 6 * years_ago)
        present = int(members * rng.uniform(0.35, 0.8))
        record_meeting(
            by=by, cooperative=made, held=held, for_year=held.year - 1, n_present=present, n_members=members,
            minutes=f"01/RAT/{held.year}", source=SOURCE, at=noon,
        )  # fmt: skip
    return made


def _lines(n: int, rng: np.random.Generator) -> list[GivenLine]:
    trade = (rng.lognormal(15.2, 0.6, n) // 500 * 500).astype(int).tolist()
    deposits = (250_000 + 50_000 * rng.integers(0, 60, n)).astype(int).tolist()
    return [GivenLine(place + 1, trade[place], deposits[place]) for place in range(n)]


def _decided(one: Cooperative, by: User, noon: datetime, rng: np.random.Generator) -> None:
    meeting = one.meetings.order_by("-held_date")[0]
    year = meeting.held_date.year - 1
    prepared = prepare_surplus(
        by=by, cooperative=one, year=year, ends=date(year, 12, 31), surplus=SURPLUS[DECIDED], shares=SHARES,
        by_trade=Decimal(60), pays_former=False, at=noon,
    )  # fmt: skip
    lines = _lines(one.n_members or 300, rng)
    lines[-1] = GivenLine(lines[-1].number, lines[-1].trade, 0, "FORMER")
    list_members(by=by, surplus_year=prepared, lines=lines, at=noon)
    lock_surplus(by=by, surplus_year=prepared, meeting=meeting, at=noon)


def _previewed(one: Cooperative, by: User, noon: datetime, reference: date, rng: np.random.Generator) -> None:
    year = reference.year - 1
    prepared = prepare_surplus(
        by=by, cooperative=one, year=year, ends=date(year, 12, 31), surplus=SURPLUS[PREVIEWED], shares=SHARES,
        by_trade=Decimal(40), at=noon,
    )  # fmt: skip
    lines = _lines(one.n_members or 400, rng)
    outsiders = [GivenLine(9000 + n, 750_000, 0, "OUTSIDER") for n in range(1, 13)]
    list_members(by=by, surplus_year=prepared, lines=[*lines, *outsiders], at=noon)


def _foundings(city: City, by: User, noon: datetime) -> None:
    founding = begin_founding(
        by=by,
        city=city,
        name=FOUNDING,
        kind="MULTI_PARTY",
        purpose="Petani dan pembeli di kota menyepakati harga panen sebelum musim tanam.",
        business="Sayur segar\nBeras\nAngkutan panen",
        groups="Petani\nPembeli di kota",
        seat="Sokaraja",
        share_deposit=100_000,
        compulsory_deposit=10_000,
        meets_at=noon + timedelta(days=21),
        place="Balai desa contoh",
        at=noon,
    )
    for number in range(1, N_FOUNDERS + 1):
        group = "Petani" if number <= 5 else "Pembeli di kota"
        add_founder(by=by, founding=founding, name=f"Pendiri contoh {number}", group=group, at=noon)
    ended = begin_founding(
        by=by, city=city, name=GIVEN_UP, kind="SERVICE", purpose="Antaran belanja dari warung ke rumah.", at=noon
    )
    give_up(by=by, founding=ended, lesson=LESSON, at=noon)
