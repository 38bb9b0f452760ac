"""Local technology, spaces and needs of the demo city: springs, and which of them find an estuary.

What is planted, and what every reader has to find:

- Twelve products are made here; five of them nobody in the city uses. One of the other seven is only said to be
  used: its user has not confirmed it.
- Sixteen needs were written down: four are met in the city, three by a product of the directory. Five come from
  outside or are not met although an offer here may fit; three have no offer, and of four nobody knows the source.
- Four spaces are lent; the hall of the faculty is booked twice in the coming week, and one booking waits.

>>> len(PRODUCTS), sum(not users for *_, users in PRODUCTS), len(NEEDS)
(12, 5, 16)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products.actions import (
    accept_booking,
    book,
    confirm_use,
    lend_space,
    offer_product,
    tell_need,
    tell_of_use,
)
from muara.web.products.models import Product, Space

UNUSED = 5
# name, maker, kind, what it does, who uses it
PRODUCTS = (
    ("Aplikasi pembukuan koperasi", "Koperasi pemuda kreatif", "TECHNOLOGY",
     "Mencatat simpanan, penjualan, dan rapat anggota di ponsel.",
     ("Koperasi konsumen kampus A", "Koperasi pedagang pasar", "Koperasi susu lereng")),
    ("Papan pesanan warung", "Kampus vokasi B", "TECHNOLOGY",
     "Warung mencatat pesanan bersama lewat pesan singkat.", ("Paguyuban warung",)),
    ("Alat ukur kadar air gula", "Fakultas pertanian kampus A", "TECHNOLOGY",
     "Sensor murah untuk gula kelapa cetak.", (SUGAR := "Koperasi produsen gula kelapa",)),
    ("Pendingin susu tenaga surya", "Kampus vokasi B", "TECHNOLOGY",
     "Menjaga susu tetap dingin delapan jam tanpa listrik.", ("Koperasi susu lereng",)),
    ("Peta angkutan warga", "Komunitas film", "TECHNOLOGY",
     "Peta rute angkutan yang digambar bersama penumpang.", ("Koperasi jasa angkutan", "Radio kampus")),
    ("Cetak poster saring", "Bengkel rupa", "SERVICE", "Poster dan kaos cetak saring, mulai sepuluh lembar.",
     ("Sekretariat forum", "Zine kota", "Gerakan warga sungai")),
    ("Sapu lidi ekspor", "Koperasi pengrajin sapu", "GOODS", "Sapu lidi rapi, ikatan rotan.", ("Asosiasi kafe",)),
    ("Aplikasi antre balai desa", "Koperasi pemuda kreatif", "TECHNOLOGY",
     "Warga mengambil nomor antrean dari rumah.", ()),
    ("Pemetaan lahan dengan drone", "Fakultas pertanian kampus A", "SERVICE",
     "Foto udara dan peta lahan untuk kelompok tani.", ()),
    ("Mesin perontok padi kecil", "Kampus vokasi B", "TECHNOLOGY", "Dapat dibawa dengan sepeda motor.", ()),
    ("Siaran rapat lewat radio", "Radio kampus", "SERVICE",
     "Rapat anggota disiarkan dan dapat dijawab lewat telepon.", ()),
    ("Perangkat lunak kasir warung", "Komunitas musik jalanan", "TECHNOLOGY",
     "Kasir sederhana yang jalan tanpa internet.", ()),
)  # fmt: skip
UNCONFIRMED = ("Papan pesanan warung", "Paguyuban warung")

# what, who, kind, where it comes from, which product meets it, rupiah a year
NEEDS = (
    ("Pembukuan simpanan anggota", "Koperasi pedagang pasar", "TECHNOLOGY", "LOCAL", PRODUCTS[0][0], 2_400_000),
    ("Pendingin susu", "Koperasi susu lereng", "TECHNOLOGY", "LOCAL", "Pendingin susu tenaga surya", 9_000_000),
    ("Poster kegiatan", "Sekretariat forum", "SERVICE", "LOCAL", "Cetak poster saring", 1_800_000),
    ("Kopi untuk rapat", "Himpunan pengusaha muda", "GOODS", "LOCAL", "", 3_000_000),
    ("Perangkat lunak kasir", "Asosiasi kafe", "TECHNOLOGY", "ELSEWHERE", "", 14_000_000),
    ("Peta lahan desa", "Pemerintah desa A", "SERVICE", "ELSEWHERE", "", 25_000_000),
    ("Mesin perontok padi", "Koperasi tani rawa", "TECHNOLOGY", "NOWHERE", "", None),
    ("Antrean layanan di balai desa", "Pemerintah desa B", "TECHNOLOGY", "NOWHERE", "", None),
    ("Siaran rapat anggota", "Koperasi pesantren", "SERVICE", "NOWHERE", "", None),
    ("Kertas koran", "Zine kota", "GOODS", "ELSEWHERE", "", 6_000_000),
    ("Ban mobil", "Koperasi jasa angkutan", "GOODS", "ELSEWHERE", "", 48_000_000),
    ("Benang katun", "Koperasi pemasaran batik", "GOODS", "ELSEWHERE", "", 30_000_000),
    ("Pupuk cair", "Pemerintah desa C", "GOODS", "UNKNOWN", "", None),
    ("Seragam", "Koperasi karyawan pabrik", "GOODS", "UNKNOWN", "", 12_000_000),
    ("Bibit kelapa", SUGAR, "GOODS", "UNKNOWN", "", None),
    ("Obat ternak", "Koperasi wanita serba usaha", "GOODS", "UNKNOWN", "", None),
)  # fmt: skip

# name, owner, people, opens, closes, rules
SPACES = (
    ("Aula fakultas", "Fakultas ekonomi kampus A", 120, 8, 21, "Kursi dikembalikan.\nTidak ada rokok."),
    ("Ruang rapat koperasi", "Koperasi konsumen kampus A", 20, 8, 20, "Bawa gelas sendiri."),
    ("Ruang latihan", "Sanggar B", 15, 9, 22, "Selesai, lampu dimatikan."),
    ("Balai desa B", "Pemerintah desa B", 80, 7, 22, "Kegiatan desa didahulukan."),
)


def fill_products(*, city: City, by: User, actors: Mapping[str, Actor], begins: datetime, now: datetime) -> None:
    """Write down what the planted actors make, lend and need; all of it happened since `begins`."""
    made: dict[str, Product] = {}
    for n, (name, maker, kind, what, users) in enumerate(PRODUCTS):
        at = begins + timedelta(days=9 * n)
        since = (at - timedelta(days=200)).date()
        made[name] = offer_product(
            by=by, city=city, actor=actors[maker], at=at, name=name, kind=kind, description=what, since_date=since
        )
        for k, user in enumerate(users):
            told = at + timedelta(days=20 + 30 * k)
            is_sure = (name, user) != UNCONFIRMED
            teller = by if is_sure else _speaker_of(actors[maker], begins)
            use = tell_of_use(by=teller, product=made[name], actor=actors[user], at=told, since=told.date())
            if is_sure:
                confirm_use(by=by, use=use, at=told)
    for n, (what, who, kind, source, product, rupiah) in enumerate(NEEDS):
        tell_need(
            by=by, city=city, actor=actors[who], at=begins + timedelta(days=150 + n), what=what, kind=kind,
            source=source, product=made.get(product), yearly_rupiah=rupiah,
        )  # fmt: skip
    spaces = [
        lend_space(
            by=by, city=city, actor=actors[owner], at=begins, name=name, capacity=people, opens=time(opens),
            closes=time(closes), rules=rules, district=actors[owner].district,
        )
        for name, owner, people, opens, closes, rules in SPACES
    ]  # fmt: skip
    _bookings(spaces[0], by, _speaker_of(actors["Komunitas film"], begins), now)


def _speaker_of(actor: Actor, at: datetime) -> User:
    """Return somebody who speaks for an actor: what a maker says of its users waits for their word."""
    user = User.objects.create(email=f"juru-bicara-{actor.slug}@contoh.id", name="Juru bicara")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    actor.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=at, since_at=at)
    return user


def _bookings(hall: Space, by: User, booker: User, now: datetime) -> None:
    zone = ZoneInfo(hall.city.time_zone)
    today: date = now.astimezone(zone).date()
    asked = (
        (2, 9, "Rapat anggota koperasi pemuda", True),
        (4, 18, "Malam belajar antar teman sejawat", True),
        (5, 13, "Pelatihan pembukuan", False),
    )
    for days, hour, purpose, is_accepted in asked:
        starts = datetime.combine(today + timedelta(days=days), time(hour), zone)
        one = book(
            by=booker, space=hall, starts_at=starts, ends_at=starts + timedelta(hours=3), purpose=purpose, at=now,
            n_people=40,
        )  # fmt: skip
        if is_accepted:
            accept_booking(by=by, booking=one, at=now)
