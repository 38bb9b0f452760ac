"""The planted network of the demo city: 46 actors, 150 ties of four kinds, 12 processes with their roles.

What is planted, and what every reader of the network has to find:

- The creative communities and their zine reach the rest of the city through one actor only, the broker
  "Simpul media warga". If it leaves, 7 of the other 45 actors are cut off and two processes stop.
- Going by confirmed ties alone, "Koperasi produsen gula kelapa" seems to hold the three villages alone. It does
  not: a tie that only a village told of joins them to the cooperatives' office. It is the hidden redundant tie.
- Nobody else's leaving cuts anybody off.

>>> made = planned_network(date(2026, 11, 24))
>>> len(made.actors), len(made.ties), len(made.processes)
(46, 150, 12)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import numpy as np

SEED = 1844
BROKER, CUT_OFF_BY_BROKER = "Simpul media warga", 7
SEEMING_BROKER = "Koperasi produsen gula kelapa"
REDUNDANT = ("Pemerintah desa B", "Dinas koperasi")
COUNTS = {"INFORMATION": 70, "REFERRAL": 30, "JOINT_WORK": 35, "MONEY": 15}
ONE_SIDED = 30


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    kind: str
    members: int
    kecamatan: str
    hub: str
    joined: date
    offers: str = ""
    needs: str = ""
    last_meeting: date | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    a: str
    b: str
    kind: str
    since: date
    told: str  # AB, A or B


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    holders: tuple[str, ...]
    needed: int = 1


@dataclass(frozen=True, slots=True)
class Process:
    name: str
    what: str
    weight: float
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    actors: tuple[Actor, ...]  # in the order in which they joined
    ties: tuple[Tie, ...]  # in the order in which they began
    processes: tuple[Process, ...]
    away: tuple[str, date, date, str]  # who was gone for a while, and why


# name, members, hub; a star: no annual meeting for three years
COOPERATIVES = (
    ("Koperasi konsumen kampus A", 420, "kampus"),
    ("Koperasi konsumen pegawai", 310, "koperasi"),
    (SEEMING_BROKER, 260, "desa"),
    ("Koperasi susu lereng", 140, "desa"),
    ("Koperasi jasa angkutan", 95, "koperasi"),
    ("Koperasi pedagang pasar", 380, "warung"),
    ("Koperasi wanita serba usaha", 210, "warung"),
    ("Koperasi pemuda kreatif", 60, "koperasi"),
    ("Koperasi pesantren", 180, "koperasi"),
    ("*Koperasi pemasaran batik", 75, "koperasi"),
    ("*Koperasi konsumen perumahan", 120, "warung"),
    ("*Koperasi tani rawa", 90, "desa"),
    ("*Koperasi pengrajin sapu", 45, "koperasi"),
    ("*Koperasi karyawan pabrik", 150, "koperasi"),
)
CREATIVE = (
    ("Sanggar B", 25, "sanggar"), ("Rumah kreatif C", 40, "sanggar"), ("Komunitas film", 30, "sanggar"),
    ("Komunitas musik jalanan", 35, "sanggar"), ("Taman baca pinggir kali", 20, "sanggar"),
    ("Bengkel rupa", 15, "sanggar"),
)  # fmt: skip
ZINE = ("Zine kota", 8, "sanggar")
OTHERS = {
    "MOVEMENT": (
        ("Sekretariat forum", 12, "koperasi"), ("Gerakan pangan lokal", 60, "desa"),
        ("Gerakan warga sungai", 45, "warung"), ("Serikat pekerja rumahan", 80, "koperasi"),
        ("Jaringan relawan", 55, "kampus"),
    ),
    "MEDIA": ((BROKER, 18, "kampus"), ("Radio kampus", 22, "kampus"), ("Kabar kabupaten", 10, "koperasi")),
    "ACADEMIC": (
        ("Fakultas ekonomi kampus A", 35, "kampus"), ("Fakultas pertanian kampus A", 28, "kampus"),
        ("Kampus vokasi B", 40, "kampus"), ("Lembaga penelitian koperasi", 9, "koperasi"),
    ),
    "GOVERNMENT": (
        ("Dinas koperasi", 30, "koperasi"), ("Dinas perdagangan", 26, "warung"), ("Dinas pertanian", 33, "desa"),
        ("Badan perencanaan", 21, "kampus"), ("Bagian aset daerah", 14, "koperasi"),
    ),
    "BUSINESS": (
        ("Paguyuban warung", 160, "warung"), ("Asosiasi kafe", 34, "warung"),
        ("Himpunan pengusaha muda", 70, "warung"),
    ),
    "VILLAGE": (
        ("Pemerintah desa A", 12, "desa"), ("Pemerintah desa B", 12, "desa"), ("Pemerintah desa C", 11, "desa"),
    ),
    "FINANCE": (("Credit union D", 520, "koperasi"), ("Bank perkreditan rakyat", 60, "koperasi")),
}  # fmt: skip
OFFERS = {
    "COOPERATIVE": ("Gudang beras", "Truk engkel", "Ruang rapat", "Pembukuan sederhana", "Timbangan"),
    "CREATIVE": ("Panggung dan lampu", "Desain poster", "Kamera", "Ruang latihan"),
    "MOVEMENT": ("Relawan", "Daftar hadir dan notulen", "Dapur umum"),
    "MEDIA": ("Siaran warga", "Foto kegiatan", "Undangan berantai"),
    "ACADEMIC": ("Pendamping mahasiswa", "Aula", "Analisis sederhana"),
    "GOVERNMENT": ("Data gedung kosong", "Izin keramaian", "Penyuluh"),
    "BUSINESS": ("Tempat titip jual", "Pembeli tetap"),
    "VILLAGE": ("Balai desa", "Lahan desa"),
    "FINANCE": ("Simpanan", "Pinjaman kecil"),
}
NEEDS = {
    "COOPERATIVE": ("Pencatat pesanan", "Anggota muda", "Pembeli tetap"),
    "CREATIVE": ("Ruang tetap", "Modal bersama"),
    "MOVEMENT": ("Dana operasional", "Ruang rapat"),
    "MEDIA": ("Pewarta warga", "Peralatan siaran"),
    "ACADEMIC": ("Mitra penelitian",),
    "GOVERNMENT": ("Masukan warga",),
    "BUSINESS": ("Pasokan rutin",),
    "VILLAGE": ("Pendamping BUMDes", "Angkutan hasil panen"),
    "FINANCE": ("Anggota baru",),
}
KECAMATAN = (
    "Purwokerto Timur", "Purwokerto Barat", "Purwokerto Selatan", "Purwokerto Utara", "Sokaraja", "Kembaran",
    "Baturraden", "Karanglewas",
)  # fmt: skip
PROCESSES = (
    Process("Malam BATS", "Menyiapkan dan menjalankan malam belajar setiap bulan.", 3, (
        Role("tuan rumah", ("Sekretariat forum", "Asosiasi kafe", "Jaringan relawan")),
        Role("pencatat", ("Sekretariat forum", "Lembaga penelitian koperasi")),
        Role("pemandu", ("Sekretariat forum", "Fakultas ekonomi kampus A", "Jaringan relawan"), 2),
    )),
    Process("Undangan sesi ke komunitas kreatif", "Mengajak komunitas kreatif datang ke malam BATS.", 2, (
        Role("pengundang", (BROKER,)),
    )),
    Process("Kulakan bersama", "Putaran pesanan warung dan koperasi setiap dua minggu.", 3, (
        Role("pencatat pesanan", (BROKER,)),
        Role("penyedia truk", ("Koperasi jasa angkutan", "Koperasi konsumen kampus A")),
        Role("gudang", ("Koperasi konsumen kampus A", "Koperasi pedagang pasar")),
    )),
    Process("Siaran hasil rapat", "Mengabarkan apa yang diputuskan.", 1, (
        Role("penyiar", (BROKER, "Radio kampus")),
    )),
    Process("Pendataan gedung kosong", "Memotret dan mencatat gedung yang menganggur.", 1, (
        Role("pemotret", (BROKER, "Kabar kabupaten", "Jaringan relawan", "Fakultas ekonomi kampus A"), 2),
        Role("penghubung aset", ("Bagian aset daerah",)),
    )),
    Process("Pendampingan RAT", "Membantu koperasi menyiapkan rapat anggota tahunan.", 2, (
        Role("pendamping", ("Dinas koperasi", "Lembaga penelitian koperasi", "Fakultas ekonomi kampus A"), 2),
        Role("pembukuan", ("Koperasi konsumen pegawai", "Credit union D")),
    )),
    Process("Pasar desa", "Hasil panen tiga desa dijual di kota setiap pekan.", 2, (
        Role("pengumpul", (SEEMING_BROKER, "Pemerintah desa A")),
        Role("angkutan", ("Koperasi jasa angkutan",)),
        Role("lapak", ("Paguyuban warung", "Koperasi pedagang pasar")),
    )),
    Process("Dapur umum", "Memasak bersama saat banjir.", 1, (
        Role("juru masak", ("Koperasi wanita serba usaha", "Gerakan warga sungai")),
        Role("bahan", ("Gerakan pangan lokal", "Koperasi pedagang pasar")),
    )),
    Process("Kelas pembukuan", "Belajar pembukuan untuk pengurus.", 1, (
        Role("pengajar", ("Kampus vokasi B", "Fakultas ekonomi kampus A")),
        Role("tempat", ("Koperasi konsumen pegawai", "Kampus vokasi B")),
    )),
    Process("Panggung pekan seni", "Pertunjukan bersama komunitas kreatif.", 1, (
        Role("panggung", ("Sanggar B", "Komunitas musik jalanan")),
        Role("dokumentasi", ("Komunitas film",)),
        Role("poster", ("Rumah kreatif C", "Bengkel rupa", "Zine kota")),
    )),
    Process("Tabungan bergilir", "Simpanan kecil untuk modal warung.", 1, (
        Role("pengelola simpanan", ("Credit union D", "Koperasi wanita serba usaha")),
    )),
    Process("Penyuluhan susu", "Mutu susu diperiksa setiap bulan.", 1, (
        Role("penyuluh", ("Dinas pertanian", "Fakultas pertanian kampus A")),
        Role("penerima", ("Koperasi susu lereng",)),
    )),
)  # fmt: skip


def planned_network(reference: date) -> NetworkPlan:
    """Plan the network as of `reference`; the same day gives the same plan."""
    rng = np.random.default_rng(SEED)
    actors = _actors(reference, rng)
    ties = _ties(actors, reference, rng)
    gone = reference - timedelta(days=300)
    away = ("Gerakan warga sungai", gone, gone + timedelta(days=150), "Sebagian besar pengurusnya pindah kota.")
    return NetworkPlan(
        tuple(sorted(actors, key=lambda actor: (actor.joined, actor.name))),
        tuple(sorted(ties, key=lambda tie: (tie.since, tie.a, tie.b, tie.kind))),
        PROCESSES,
        away,
    )


def _actors(reference: date, rng: np.random.Generator) -> list[Actor]:
    told = [("COOPERATIVE", *one) for one in COOPERATIVES] + [("CREATIVE", *one) for one in CREATIVE]
    told += [(kind, *one) for kind, some in OTHERS.items() for one in some] + [("MEDIA", *ZINE)]
    actors = []
    for place, (kind, name, members, hub) in enumerate(told):
        is_dead, bare = name.startswith("*"), name.lstrip("*")
        joined = reference - timedelta(days=int(rng.integers(420, 1080)))
        ago = int(rng.integers(1150, 2200)) if is_dead else int(rng.integers(30, 330))
        actors.append(
            Actor(
                bare,
                kind,
                members,
                KECAMATAN[place % len(KECAMATAN)],
                hub,
                joined,
                "" if is_dead else "\n".join(_some(OFFERS[kind], rng)),
                "\n".join(_some(NEEDS[kind], rng)),
                reference - timedelta(days=ago) if kind == "COOPERATIVE" else None,
            )
        )
    return actors


def _some(things: Sequence[str], rng: np.random.Generator) -> list[str]:
    n = int(rng.integers(1, min(3, len(things)) + 1))
    return [things[place] for place in sorted(rng.choice(len(things), n, replace=False).tolist())]


class _Drawing:
    """Ties as they are drawn, no two of one kind between the same two."""

    def __init__(self, actors: list[Actor], reference: date, rng: np.random.Generator) -> None:
        self.joined = {actor.name: actor.joined for actor in actors}
        self.reference, self.rng = reference, rng
        self.ties: list[Tie] = []
        self.known: set[tuple[str, frozenset[str]]] = set()

    def tie(self, a: str, b: str, kind: str, told: str = "AB") -> bool:
        if a == b or (kind, frozenset((a, b))) in self.known:
            return False
        self.known.add((kind, frozenset((a, b))))
        first = max(self.joined[a], self.joined[b])
        days = (self.reference - first).days
        self.ties.append(
            Tie(a, b, kind, first + timedelta(days=int(self.rng.integers(0, max(1, days - 5)))), told)
        )
        return True

    def n(self, kind: str) -> int:
        return sum(tie.kind == kind for tie in self.ties)


def _ties(actors: list[Actor], reference: date, rng: np.random.Generator) -> list[Tie]:
    dead = [name.lstrip("*") for name, *_ in COOPERATIVES if name.startswith("*")]
    creative = [name for name, *_ in CREATIVE] + [ZINE[0]]
    villages = [name for name, *_ in OTHERS["VILLAGE"]]
    apart = {BROKER, *creative, *villages, *dead}
    core = [actor.name for actor in actors if actor.name not in apart]
    drawn = _Drawing(actors, reference, rng)
    # The creative side: a ring, so that none of them cuts off another, and the broker's hands.
    for a, b in zip(creative, [*creative[1:], creative[0]], strict=True):
        drawn.tie(a, b, "INFORMATION")
    for place, (one, other) in enumerate([(0, 2), (1, 3), (2, 5), (4, 0), (3, 6)]):
        drawn.tie(creative[one], creative[other], "REFERRAL" if place == 4 else "JOINT_WORK")
    for name in ("Sanggar B", "Rumah kreatif C", "Komunitas film"):
        drawn.tie(BROKER, name, "INFORMATION")
    for name in ("Sekretariat forum", "Koperasi konsumen kampus A", "Radio kampus"):
        drawn.tie(BROKER, name, "INFORMATION")
    drawn.tie(BROKER, "Koperasi pedagang pasar", "JOINT_WORK")
    # The villages: their cooperative, and one tie that only a village told of.
    for name in villages:
        drawn.tie(SEEMING_BROKER, name, "JOINT_WORK")
    for a, b in combinations(villages, 2):
        drawn.tie(a, b, "INFORMATION")
    drawn.tie(*REDUNDANT, "INFORMATION", told="A")
    # The core: a ring that both sides confirm, and cooperatives asleep with two acquaintances each.
    order = [core[place] for place in rng.permutation(len(core)).tolist()]
    for place, (a, b) in enumerate(zip(order, [*order[1:], order[0]], strict=True)):
        drawn.tie(a, b, "JOINT_WORK" if place % 3 == 0 else "INFORMATION")
    for name in dead:
        for known in rng.choice(len(core), 2, replace=False).tolist():
            drawn.tie(core[known], name, "INFORMATION")
    # Whatever is missing, anywhere in the core; some of it told by one side only.
    left = ONE_SIDED - 1
    for kind, n in COUNTS.items():
        while drawn.n(kind) < n:
            a, b = (core[place] for place in rng.choice(len(core), 2, replace=False).tolist())
            told = "AB" if left == 0 or rng.random() < 0.6 else "A" if rng.random() < 0.5 else "B"
            left -= drawn.tie(a, b, kind, told) and told != "AB"
    return drawn.ties
