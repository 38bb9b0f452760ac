"""The frame of the demo city: its names, sectors, places, hubs, planted groups and its one question."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from muara.web.home.demo.shapes import Group, Hub, Sector

CITY_SLUG = "purwokerto"
CITY_NAME = "Purwokerto (data contoh)"
CITY_WORDS = {
    "movement": "Purwokerto Kota Koperasi",
    "tagline": "Dari keresahan sampai kerja bersama.",
    "forum_name": "BATS",
    "forum_meaning": "Belajar Antar Teman Sejawat",
}
# The frame is real: the regency in which the sample city lies, as the ministry of home affairs counts it.
REGENCY = "Kabupaten Banyumas"
REGENCY_SOURCE = "Kepmendagri 300.2.2-2138 Tahun 2025, disalin dari cahyadsn/wilayah (MIT)"
REGENCY_LINK = "https://github.com/cahyadsn/wilayah"
REGENCY_FIGURES = {"POPULATION": Decimal("1868446"), "AREA": Decimal("1391.153")}  # people; square kilometres
REGENCY_YEAR = 2025
CITY_NOTICE = "Data contoh. Lembaga, angka, dan ucapan di sini dibuat untuk peragaan."

SECTORS: tuple[Sector, ...] = get_args(Sector)

KECAMATAN = (
    "Purwokerto Timur",
    "Purwokerto Barat",
    "Purwokerto Selatan",
    "Purwokerto Utara",
    "Sokaraja",
    "Kembaran",
    "Baturraden",
    "Karanglewas",
)

HUBS = (
    Hub("warung", "Simpul warung dan pasar"),
    Hub("sanggar", "Simpul sanggar dan taman baca"),
    Hub("koperasi", "Simpul koperasi konsumen"),
    Hub("kampus", "Simpul kampus"),
    Hub("desa", "Simpul desa dan petani"),
)

# A group is a way of starting a conversation, never where a person comes from.
GROUPS: dict[Group, str] = {
    "A": "Mulai dari belanja sehari-hari: warung, kulakan, harga, pinjaman kecil.",
    "B": "Mulai dari ruang dan karya: gedung kosong, alat bersama, teknologi buatan sendiri.",
    "C": "Mulai dari aturan: siapa berwenang, siapa memeriksa, apa yang tertulis.",
}
SHARES: dict[Group, float] = {"A": 0.45, "B": 0.33, "C": 0.22}

TOPIC_KEY = "bersama"
TOPIC_TITLE = "Kerja bersama"
TOPIC_QUESTION = "Apa yang bisa kita kerjakan bersama supaya kota ini menjadi kota koperasi?"
TOPIC_SESSION = 24
DISTRICT_TITLE = "Kerja bersama di {kecamatan}"
DISTRICT_QUESTION = "Apa yang bisa kita kerjakan bersama di {kecamatan}?"
