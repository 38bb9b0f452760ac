"""The 22 idle places of the sample city, and what is planted in them.

- 9 belong to the regency, 5 to villages, 3 to the province, 2 to state companies; of 3 nobody knows.
- 10 have a plan with figures: 6 carry themselves, 3 look good and lose (more comes in than goes out, too late),
  and of 1 no rate of return may be named: clearing it at the end makes the value nought at two rates.
- 2 are disputed and cannot go on; 2 are sensitive and shown as a circle.

Every place lies 300 m or more off the centre of a sub-district, so that none is a real one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from muara.web.accounts.models import User
from muara.web.assets import actions
from muara.web.assets.centers import CENTERS
from muara.web.assets.models import Fact, IdleAsset
from muara.web.cities.models import City, District
from muara.web.network.models import Actor
from muara.web.ui.pictures import read_picture, sample_picture

CARRIES, LOOKS_GOOD, TWO_RATES, LOSES = "carries", "looks good", "two rates", "loses"
ORDER = ("REPORTED", "SEEN", "CONFIRMED", "OPEN", "APPLIED", "AGREED", "IN_USE", "RETURNED")


@dataclass(frozen=True)
class Place:
    """One place as it is planted."""

    name: str
    kecamatan: str
    owner: str
    state: str
    since: int
    size: int
    plan: str = ""
    use: str = ""
    actor: str = ""
    scale: float = 1.0
    dispute: str = ""
    sensitive: str = ""


A, B, C = "Koperasi konsumen kampus A", "Koperasi pedagang pasar", "Koperasi pemuda kreatif"
PLACES = (
    Place("Bekas kantor kecamatan", "Purwokerto Timur", "KABUPATEN", "OPEN", 2016, 320, CARRIES,
          "Dapur bersama", B),
    Place("Gedung PKK lama", "Purwokerto Barat", "KABUPATEN", "OPEN", 2018, 180, LOOKS_GOOD, "Studio bersama", C),
    Place("Balai desa lama", "Sokaraja", "DESA", "OPEN", 2019, 140, CARRIES, "Gudang getuk bersama",
          "Koperasi wanita serba usaha", 0.6),
    Place("Mes pegawai provinsi", "Purwokerto Utara", "PROVINSI", "OPEN", 2014, 400, LOOKS_GOOD,
          "Rumah singgah mahasiswa", A, 1.6),
    Place("Pasar burung lama", "Purwokerto Selatan", "KABUPATEN", "APPLIED", 2017, 520, CARRIES,
          "Pasar pangan lokal", "Koperasi produsen gula kelapa", 1.8),
    Place("Sekolah dasar yang digabung", "Kembaran", "DESA", "APPLIED", 2020, 260, TWO_RATES,
          "Kelas dan bengkel", "Koperasi pesantren"),
    Place("Puskesmas pembantu lama", "Karanglewas", "KABUPATEN", "AGREED", 2018, 110, CARRIES, "Klinik pembukuan",
          "Koperasi konsumen pegawai", 0.5),
    Place("Gudang pupuk dinas", "Baturraden", "KABUPATEN", "IN_USE", 2015, 240, CARRIES, "Gudang susu bersama",
          "Koperasi susu lereng", 1.1),
    Place("Kios desa kosong", "Kembaran", "DESA", "IN_USE", 2021, 60, CARRIES, "Titik kumpul angkutan",
          "Koperasi jasa angkutan", 0.3),
    Place("Rumah dinas penyuluh", "Sokaraja", "PROVINSI", "RETURNED", 2016, 90, LOOKS_GOOD,
          "Kedai belajar", C, 0.4),
    Place("Terminal angkot lama", "Purwokerto Timur", "KABUPATEN", "CONFIRMED", 2013, 900,
          dispute="Dua dinas sama-sama mengaku pengguna barangnya."),
    Place("Lumbung desa", "Karanglewas", "DESA", "CONFIRMED", 2012, 75),
    Place("Bekas laboratorium tanah", "Purwokerto Utara", "KABUPATEN", "CONFIRMED", 2019, 210),
    Place("Gedung olahraga kecil", "Purwokerto Selatan", "KABUPATEN", "SEEN", 2020, 600,
          dispute="Ahli waris menggugat tanahnya di pengadilan."),
    Place("Posyandu lama", "Baturraden", "DESA", "SEEN", 2021, 45),
    Place("Kantor cabang dinas provinsi", "Purwokerto Barat", "PROVINSI", "SEEN", 2018, 330),
    Place("Rumah dinas stasiun", "Purwokerto Barat", "BUMN", "SEEN", 2011, 95, sensitive="LIVED_IN"),
    Place("Gudang kabel", "Purwokerto Timur", "BUMN", "REPORTED", 2017, 280, sensitive="LOOTING"),
    Place("Los pasar sebelah timur", "Sokaraja", "KABUPATEN", "REPORTED", 2022, 150),
    Place("Bangunan tanpa papan nama", "Purwokerto Selatan", "UNKNOWN", "REPORTED", 2016, 200),
    Place("Bekas bioskop", "Purwokerto Barat", "UNKNOWN", "REPORTED", 2009, 700),
    Place("Rumah kosong dekat bendung", "Karanglewas", "UNKNOWN", "REPORTED", 2020, 120),
)  # fmt: skip
SECOND = Place("Bekas kantor kecamatan", "", "", "", 0, 0, LOSES, "Museum kota", "Rumah kreatif C")
CAPEX = {CARRIES: 40e6, LOOKS_GOOD: 80e6, TWO_RATES: 12e6, LOSES: 95e6}


def figures(plan: str, scale: float = 1.0) -> dict[str, Any]:
    """Return figures of five years in which 18 million a year are left, at a scale; only the works differ."""
    capex = CAPEX[plan] * scale
    numbers = {
        "capex": [capex, capex * 0.9, capex * 1.3, "Penawaran tukang (contoh)"],
        "rent": [6e6 * scale, 5e6 * scale, 8e6 * scale, "Perkiraan dinas (contoh)"],
        "opex": [12e6 * scale, 10e6 * scale, 15e6 * scale, "Catatan pengusul (contoh)"],
        "price": [30_000 * scale, 26_000 * scale, 34_000 * scale, "Tarif serupa (contoh)"],
        "capacity": [2_000, 2_000, 2_000, "8 jam x 250 hari"],
        "use": [0.6, 0.45, 0.75, "Catatan kunjungan (contoh)"],
    }
    once = [[5, -90e6 * scale, "Mengembalikan seperti semula"]] if plan == TWO_RATES else []
    return {
        "years": 5, "unit": "satu jam pakai", "rate": 0.09, "rate_source": "Bunga pinjaman contoh, 9 persen",
        "numbers": numbers, "once": once,
    }  # fmt: skip


def keep_places(
    *,
    city: City,
    facilitator: User,
    secretariat: User,
    who: Mapping[str, Actor],
    districts: Mapping[str, District],
    noon: datetime,
) -> None:
    """Write the 22 places down, and bring each as far on its way as is planted."""
    for number, place in enumerate(PLACES):
        _Keeping(city, facilitator, secretariat, who, noon).keep(number, place, districts[place.kecamatan])


@dataclass
class _Keeping:
    city: City
    facilitator: User
    secretariat: User
    who: Mapping[str, Actor]
    noon: datetime

    def at(self, days: int) -> datetime:
        return self.noon - timedelta(days=days)

    def keep(self, number: int, place: Place, district: District) -> None:
        latitude, longitude = CENTERS[district.code]
        away = 0.007 + 0.003 * (number % 3)  # degrees: 770 m or more
        asset = actions.report_asset(
            by=self.facilitator, city=self.city, name=place.name, how_known="SEEN", idle_since=place.since,
            place="Letak contoh, bukan tempat nyata", use_status="EMPTY", owner_level=place.owner,
            latitude=latitude + away * math.sin(2.4 * number), longitude=longitude + away * math.cos(2.4 * number),
            district=district, sensitive=place.sensitive, at=self.at(60),
            photo=read_picture(sample_picture(number)) if number < 3 else None,
        )  # fmt: skip
        self._know(asset, place)
        steps = ORDER.index(place.state)
        if steps:
            actions.see_asset(
                by=self.secretariat, asset=asset, note="Pintu digembok, rumput tinggi.", at=self.at(55)
            )
        for step in range(2, min(steps, 3) + 1):
            self._step(asset, 60 - 5 * step, owner_level=place.owner if step == 2 else "")
        if place.dispute:
            self._state(asset, "dispute", place.dispute, Fact.Confidence.HIGH, "Surat keberatan (contoh)")
        if place.plan:
            self._use(asset, place, steps)

    def _know(self, asset: IdleAsset, place: Place) -> None:
        self._state(asset, "usable_m2", str(place.size), Fact.Confidence.MEDIUM, "Diukur langkah kaki (contoh)")
        if place.owner in {"KABUPATEN", "PROVINSI"}:
            self._state(asset, "title_status", "CERTIFIED", Fact.Confidence.HIGH, "Daftar barang (contoh)")
        levels = {"ROOF": 1, "STRUCTURE": 2, "ELECTRICITY": 0, "WATER": 2, "ACCESS": 3}
        if place.plan:
            actions.record_condition(
                by=self.facilitator, asset=asset, levels=levels, source="Tukang bangunan (contoh)",
                on=self.at(50).date(), at=self.at(50),
            )  # fmt: skip

    def _state(self, asset: IdleAsset, field: str, value: str, confidence: int, source: str) -> None:
        actions.state_fact(
            by=self.facilitator, asset=asset, field=field, value=value, source=source, as_of=self.at(50).date(),
            confidence=confidence, at=self.at(50),
        )  # fmt: skip

    def _step(self, asset: IdleAsset, days: int, evidence: str = "Surat contoh dari pemilik", **more: Any) -> None:
        actions.take_step(by=self.secretariat, asset=asset, evidence=evidence, at=self.at(days), **more)

    def _use(self, asset: IdleAsset, place: Place, steps: int) -> None:
        route = "OWN_RULE" if place.owner == "DESA" else "RENT"
        proposal = actions.propose_reuse(
            by=self.facilitator, asset=asset, actor=self.who[place.actor], use=place.use, route=route,
            for_whom="Anggota dan warga sekitar", open_hours=30, fatal_risk="Pemilik memakai lagi gedungnya.",
            how="Anggota bergiliran menjaga; kas dibuka tiap bulan.", inputs=figures(place.plan, place.scale),
            at=self.at(40),
        )  # fmt: skip
        if place.name == SECOND.name:
            actions.propose_reuse(
                by=self.facilitator, asset=asset, actor=self.who[SECOND.actor], use=SECOND.use, route=route,
                for_whom="Pengunjung kota", open_hours=20, inputs=figures(SECOND.plan), at=self.at(38),
            )  # fmt: skip
        if steps >= 4:
            self._step(asset, 30, "Surat permohonan (contoh)", proposal=proposal)
        if steps >= 5:
            self._step(asset, 20, "Perjanjian (contoh)", proposal=proposal, route=route)
        if steps >= 6:
            self._pact(asset, place)
            self._step(asset, 15, "Berita acara serah terima (contoh)")
        if steps >= 7:
            pact = asset.pacts.get()
            why = "Masa coba selesai (contoh)."
            actions.end_pact(by=self.secretariat, pact=pact, on=self.at(5).date(), why=why, at=self.at(5))
            self._step(asset, 5, "Berita acara pengembalian (contoh)")

    def _pact(self, asset: IdleAsset, place: Place) -> None:
        first = self.at(18).date()
        pact = actions.draft_pact(
            by=self.facilitator, asset=asset, actor=self.who[place.actor], owner_party="Pengguna barang (contoh)",
            purpose=f"{place.use}: merawat dan membuka tempat ini bagi warga.", intensity="SHARED",
            starts_date=first, ends_date=first + timedelta(days=730), at=self.at(18),
            duties_actor="Membersihkan tiap minggu\nMembuka 30 jam seminggu",
            duties_owner="Membayar listrik dasar\nMemperbaiki atap",
            costs="Sewa dan air oleh koperasi, listrik dasar oleh pemilik.",
            liability="Kerusakan karena pemakaian ditanggung koperasi.",
            governing="Rapat bersama tiap tiga bulan.", monitoring="Kunjungan bersama tiap enam bulan.",
            publication="Halaman tempat ini.", ending="Tiga bulan sebelum berakhir, secara tertulis.",
        )  # fmt: skip
        actions.sign_pact(by=self.secretariat, pact=pact, on=self.at(17).date(), at=self.at(17))
