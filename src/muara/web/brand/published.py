"""What was published about the road of Purwokerto and about other cities, each with its source.

Not a figure of ours: who takes it over into a city may correct it there. The words are Indonesian, as published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

KOPKUN = "kopkuninstitute.org/portfolio/kawal-agenda-purwokerto-kota-koperasi"
PIPNEWS = "pipnews.co.id, 31 Oktober 2017"
JANUARY = date(2017, 1, 21)
OCTOBER = date(2017, 10, 31)
MOVEMENT = "Gerakan koperasi Purwokerto"
REGENCY = "33.02"
"""Banyumas, to which these targets belong."""


@dataclass(frozen=True)
class PublishedTarget:
    key: str
    kind: str
    indicator: str
    said_by: str
    said_date: date
    source: str
    value: float | None = None
    unit: str = ""
    baseline: str = ""
    due_year: int | None = None


@dataclass(frozen=True)
class PublishedFigure:
    """A figure about the present that belongs beside the targets; nobody's target by itself."""

    text: str
    as_of: str
    source: str
    superseded_by: str = ""


@dataclass(frozen=True)
class PublishedReference:
    key: str
    place: str
    claim: str
    level: str
    source: str
    lesson: str = ""


TARGETS: Mapping[str, tuple[PublishedTarget, ...]] = {
    REGENCY: (
        PublishedTarget(
            "2017-terlayani", "SERVED", "Warga yang dilayani koperasi", "Kopkun Institute", JANUARY, KOPKUN,
            value=50, unit="% warga",
            baseline="Sekitar 1,7 juta penduduk; anggota koperasi kurang dari 150.000",
        ),
        PublishedTarget(
            "2017-anggota", "MEMBERS", "Warga yang menjadi anggota koperasi", MOVEMENT, OCTOBER,
            PIPNEWS, value=70, unit="% warga",
            baseline="Kurang dari 150.000 anggota dari sekitar 1,7 juta penduduk (Kopkun Institute, 2017)",
        ),
        PublishedTarget(
            "2017-kebijakan", "RULE", "Kebijakan kabupaten koperasi", "Kopkun Institute", JANUARY, KOPKUN
        ),
        *(
            PublishedTarget(
                f"2017-tahap-{year}", "STAGE", stage, MOVEMENT, OCTOBER, PIPNEWS, due_year=year
            )
            for year, stage in (
                (2018, "Konsolidasi"),
                (2019, "Promosi koperasi yang baik"),
                (2020, "Mutu dan anggota"),
                (2021, "Dampak"),
                (2022, "Pelembagaan"),
            )
        ),
    ),
}  # fmt: skip

FIGURES: Mapping[str, tuple[PublishedFigure, ...]] = {
    REGENCY: (
        PublishedFigure(
            "639 koperasi terdaftar di Banyumas, 378 di antaranya aktif (229 koperasi konsumen); 261 tidak aktif.",
            "Mei 2025",
            "muria.tribunnews.com, 22 Mei 2025",
        ),
        PublishedFigure(
            "527–537 koperasi terdaftar, 125–127 tidak aktif; lebih dari 60% koperasi simpan pinjam.",
            "2015–2016",
            "antaranews 497332; bangsaonline 25910",
            superseded_by="Mei 2025",
        ),
        PublishedFigure(
            "1.868.446 penduduk, 1.391,153 km².", "2025", "Kepmendagri 300.2.2-2138/2025, melalui cahyadsn/wilayah"
        ),
    ),
}


REFERENCES: tuple[PublishedReference, ...] = (
    PublishedReference(
        "bandung", "Bandung", "Dikenal sebagai kota kreatif; contoh kota yang membangun nama.", "FIRST_REPORT",
        "Laporan BATS 9 Februari 2018",
    ),
    PublishedReference(
        "barcelona", "Barcelona", "Can Batlló menghitung manfaat sosialnya bagi warga.", "PRESS",
        "cooperativecity.org", "Hitung manfaat sosial, bukan hanya pengunjung.",
    ),
    PublishedReference(
        "berlin", "Berlin",
        "Tempat lokakarya majalah Cooperative City dan buku Funding the Cooperative City, bersama Bratislava dan "
        "Warsawa.", "PRESS", "cooperativecity.org (Eutropian)",
    ),
    PublishedReference(
        "bologna", "Bologna", "Sejak peraturan 2014, lebih dari 90 pakta kolaborasi merawat ruang bersama.",
        "PRESS", "wiki.p2pfoundation.net", "Kesepakatan kolaborasi yang ringan, tertulis, dan terbuka.",
    ),
    PublishedReference(
        "bronx", "Bronx (New York)",
        "BCDI melatih lebih dari 250 warga dalam tiga tahun; lembaga besar di sana belanja lebih dari 9 miliar "
        "dolar setahun.", "PRESS", "bcdi.nyc; transformativecities.org",
        "Direktori produk lokal untuk belanja lembaga besar.",
    ),
    PublishedReference(
        "bukares", "Bukares", "Menyebut diri kota koperasi.", "NOTHING",
        "Laporan BATS 9 Februari 2018; dicari lagi 24 November 2026, tidak ditemukan sumber",
    ),
    PublishedReference(
        "preston", "Preston",
        "Belanja lembaga besar yang tinggal di kota 112,3 juta pound, 74 juta lebih banyak daripada 2012/13; "
        "angka kotor, tanpa pembanding.", "PRESS", "preston.gov.uk/article/1791; cles.org.uk",
        "Tunjukkan juga bagian belanja yang tidak diketahui.",
    ),
)  # fmt: skip
