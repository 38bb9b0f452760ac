"""What the sample city does about its concerns: sixteen initiatives over six phases, eight villages asked.

What is planted, and what a reader of the initiatives has to find:

- Three have stalled: a map of empty buildings, a kitchen by turns, a stage that nobody takes down any more.
- Two are closed with their lesson: a class that became a rule, and an app for the market queue that failed.
- Eight villages answered the twelve questions. Two are blocked by items 4 and 7: nobody agreed what those get who
  lose work, and nobody pays once the grant ends. Two passed; in four, questions are open.
- Three strands lead from the seed evening to an outcome, each through a common thread: the empty buildings, the
  small shops, and the technology in villages.

>>> len(TOLD), sum(one.closes is not None for one in TOLD), sum(one.is_stalled for one in TOLD)
(16, 2, 3)
>>> sum(len(one.villages) for one in TOLD), len(STRANDS)
(8, 3)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from muara.web.accounts.models import User
from muara.web.cities.models import City, Village
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.governance.models import Arrangement, Decision, Matter
from muara.web.home.demo.governance import LEAD, MORE_THAN_HALF, YES_NO, _Governing
from muara.web.home.demo.sessions import WIB
from muara.web.initiatives import actions
from muara.web.initiatives.models import GateAnswer, Initiative
from muara.web.initiatives.rules import QUESTIONS
from muara.web.network.models import Actor, Process
from muara.web.products.models import Product, Space

DECISION = "Enam prakarsa boleh mulai"
DECIDED_DAYS = 118  # days before the day of reference
BLOCKED_BY = (4, 7)
YES, NO, UNKNOWN = GateAnswer.Value.YES, GateAnswer.Value.NO, GateAnswer.Value.UNKNOWN


@dataclass(frozen=True)
class Aim:
    """What it is measured by, and what was found; `found` is None while nothing was measured."""

    what: str
    unit: str
    before: int
    target: int
    due_days: int  # days after the day of reference; before it, if negative
    found: int | None = None
    found_days: int = 0
    how: str = ""
    is_at_most: bool = False


@dataclass(frozen=True)
class Told:
    """One initiative as it is planted: when it began, and how long each phase that it left took."""

    title: str
    purpose: str
    owner: str
    concern: str
    began: int  # days before the day of reference
    stays: tuple[int, ...] = ()
    thread: str = ""
    partner: str = "Sekretariat forum"
    act: str = ""
    ideas: tuple[str, ...] = ()
    needs: tuple[tuple[str, str, bool], ...] = ()
    process: str = ""
    budget: int | None = None
    cash: tuple[tuple[int, str, int, str, str], ...] = ()  # days before, IN or OUT, rupiah, who, for what
    aim: Aim | None = None
    stop: str = ""
    rule: str = ""
    closes: tuple[int, str, str] | None = None  # days before, result, lesson
    villages: tuple[str, ...] = ()  # of each: passed, blocked or open
    technology: str = ""
    is_stalled: bool = False
    goes_back: str = ""  # why it went back to practicing once, from prototyping
    has_mandate: bool = True


TOLD = (
    Told(
        "Bekas kantor jadi ruang bersama", "Satu bekas kantor yang kosong dirawat dan dipakai bergiliran.",
        "Rumah kreatif C", "k01", 235, (22, 28, 35, 35, 45), "ruang-bersama", "Bagian aset daerah",
        "Dua belas kelompok membersihkan halaman dan mencatat kerusakan satu bekas kantor.",
        ("Jadwal giliran yang ditempel di pintu", "Satu kunci atas nama kelompok"),
        (("Bekas kantor, 240 meter persegi", "Bagian aset daerah", True), ("Cat dan lampu", "Bengkel rupa", True)),
        "Panggung pekan seni", 6_000_000,
        (
            (112, "IN", 5_000_000, "Dana bersama jejaring", "Perbaikan tahap pertama"),
            (108, "OUT", 2_350_000, "Tukang listrik", "Kabel dan lampu"),
            (95, "OUT", 1_900_000, "Toko bangunan", "Cat dan kayu"),
        ),
        Aim("Hari dalam sebulan ruang itu dipakai", "hari", 0, 12, -40, 14, 72,
            "Dihitung dari jadwal di pintu selama bulan ketiga, oleh dua kelompok yang bukan pengelola."),
        "Kurang dari empat hari terpakai dalam sebulan.",
    ),
    Told(
        "Kulakan bersama tiga kecamatan", "Warung kecil memesan bersama, supaya harganya bisa bersaing.",
        LEAD, "k02", 190, (18, 25, 38, 24, 40), "uang-berputar", "Paguyuban warung",
        "Dua puluh warung memesan beras sekali, dibayar saat diambil.",
        ("Satu daftar pesanan setiap dua minggu", "Truk yang sudah lewat diisi dua arah"),
        (("Gudang kelas", LEAD, True), ("Truk engkel", "Koperasi jasa angkutan", True),
         ("Papan pesanan warung", "Kampus vokasi B", True), ("Pencatat pesanan kedua", "", False)),
        "Kulakan bersama", 4_000_000,
        (
            (84, "IN", 3_000_000, LEAD, "Modal putaran pertama"),
            (83, "OUT", 30_000_000, "Pemasok beras", "Beras putaran pertama"),
            (82, "OUT", 2_800_000, "Pemasok beras", "Beras putaran pertama, angka yang benar"),
            (60, "IN", 3_100_000, "Paguyuban warung", "Pembayaran putaran pertama"),
        ),
        Aim("Selisih harga beras dengan harga terakhir yang dibayar warung", "persen", 0, 3, -44, 4, 46,
            "Nota dua puluh warung dibandingkan dengan nota mereka sebelumnya; tiga warung tidak menyimpan nota."),
        "Kurang dari lima warung memesan dalam dua putaran berturut-turut.",
    ),
    Told(
        "Catatan panen di dua desa", "Kelompok tani mencatat panen bersama sebelum ada yang menawar harga.",
        "Koperasi produsen gula kelapa", "k04", 150, (19, 24, 32, 40), "desa-dulu", "Pemerintah desa A",
        "Dua kelompok tani mencatat satu musim di papan tulis balai desa.",
        ("Papan tulis dulu, ponsel belakangan",), (("Balai desa", "Pemerintah desa A", True),),
        "Pasar desa", 1_500_000, ((34, "IN", 1_500_000, "Credit union D", "Pulsa dan pelatihan"),),
        Aim("Rumah tangga yang mencatat panennya tiga minggu berturut-turut", "rumah tangga", 0, 30, 30, 31, 4,
            "Dihitung dari buku kelompok dan catatan ponsel; sembilan hanya di buku, dan itu dihitung."),
        "Kurang dari sepuluh rumah tangga mencatat setelah tiga bulan.",
        villages=("passed", "passed"), technology="Catatan panen lewat ponsel, dengan buku sebagai jalan lain",
    ),
    Told(
        "Kelas pembukuan keliling", "Pengurus belajar mencatat kas di kantornya sendiri.",
        "Kampus vokasi B", "k32", 217, (20, 24, 31, 25, 50), "", "Koperasi konsumen pegawai",
        "Tiga koperasi membuka buku kasnya satu sama lain.", ("Satu buku kas untuk semua",),
        (("Pengajar", "Fakultas ekonomi kampus A", True), ("Aula fakultas", "Fakultas ekonomi kampus A", True)),
        "Kelas pembukuan", 2_500_000,
        ((110, "IN", 2_500_000, "Dana bersama jejaring", "Kelas keliling"),
         (90, "OUT", 1_100_000, "Percetakan", "Buku kas contoh")),
        Aim("Koperasi yang menutup buku bulanan tepat waktu", "koperasi", 2, 6, -60, 7, 68,
            "Tanggal tutup buku dilihat pengajar di setiap kantor."),
        rule="Buku kas satu halaman menjadi kebiasaan di tujuh koperasi; contohnya disahkan rapat pengurus.",
        closes=(27, "ADOPTED", "Yang dipakai adalah buku satu halaman, bukan modul tiga puluh halaman."),
    ),
    Told(
        "Aplikasi antrean pasar", "Pembeli melihat kios mana yang sedang ramai.",
        "Dinas perdagangan", "k43", 223, (19, 23, 34, 30), "", "Koperasi pedagang pasar",
        "Dua blok pasar memasang papan antrean.", ("Papan dulu, aplikasi kemudian",), (), "", 8_000_000,
        ((115, "IN", 8_000_000, "Dinas perdagangan", "Percobaan"),
         (100, "OUT", 7_400_000, "Pembuat aplikasi", "Pembuatan")),
        Aim("Pembeli yang membuka aplikasi dalam seminggu", "orang", 0, 100, -70, 11, 66,
            "Dihitung dari catatan peladen selama seminggu."),
        closes=(60, "FAILED", "Pedagang tidak ditanya sejak awal. Masalah mereka parkir, bukan antrean."),
    ),
    Told(
        "Panggung bongkar pasang", "Satu panggung yang dipinjam bergiliran oleh sanggar dan kampung.",
        "Sanggar B", "k26", 214, (19, 24, 31, 26), "", "Komunitas musik jalanan",
        "Dua sanggar memakai satu panggung pinjaman untuk dua malam.", ("Panggung yang muat di truk engkel",),
        (("Panggung dan lampu", "Sanggar B", True),), "Panggung pekan seni", 3_000_000,
        ((113, "IN", 3_000_000, "Dana bersama jejaring", "Rangka panggung"),),
        Aim("Kampung yang meminjam panggung", "kampung", 0, 5, -10),
        "Tidak ada yang meminjam selama dua bulan.", is_stalled=True,
    ),
    Told(
        "Sensor air untuk tiga desa", "Pintu air dibuka menurut ukuran, bukan menurut siapa yang datang dulu.",
        "Fakultas pertanian kampus A", "k31", 105, (18, 26, 32), "", "Dinas pertanian",
        "Tinggi air diukur dengan tongkat di tiga pintu air selama sebulan.", ("Tongkat ukur sebagai pembanding",),
        (("Sensor pinjaman", "Fakultas pertanian kampus A", True),), "", 9_000_000, (),
        Aim("Hari tanpa sengketa giliran air", "hari", 9, 25, 120),
        "Lebih dari tiga sengketa giliran dalam sebulan.", villages=("blocked", "blocked", "open"),
        technology="Sensor tinggi air dengan kiriman ke ponsel", has_mandate=False,
    ),
    Told(
        "Gudang dingin bersama", "Sayur yang tidak laku hari ini masih bisa dijual besok.",
        "Koperasi pedagang pasar", "k52", 120, (19, 22, 44), "", "Koperasi jasa angkutan",
        "Tiga pedagang menyewa satu lemari pendingin selama dua minggu.", ("Sewa dulu, beli kemudian",),
        (("Listrik 2.200 watt", "", False),), "", 12_000_000, (),
        Aim("Kilogram sayur yang dibuang dalam seminggu", "kg", 310, 150, 150, is_at_most=True),
        goes_back="Lemari sewaan ternyata terlalu kecil; dicoba lagi dengan yang lebih besar.", has_mandate=False,
    ),
    Told(
        "Simpanan bergilir warung", "Modal kecil berputar di antara warung, tanpa bunga harian.",
        "Credit union D", "k23", 85, (16, 24, 33), "", "Koperasi wanita serba usaha",
        "Sepuluh warung menyimpan dua puluh ribu seminggu selama sebulan.", ("Undian terbuka",), (),
        "Tabungan bergilir", has_mandate=False,
    ),
    Told(
        "Dapur warga bergilir", "Satu dapur dipakai bergiliran oleh usaha rumahan.",
        "Koperasi wanita serba usaha", "k08", 195, (17, 26), "", "Gerakan pangan lokal",
        ideas=("Dapur balai yang kosong pada siang hari",), is_stalled=True,
    ),
    Told(
        "Kompos pasar untuk kebun", "Sampah sayur kembali menjadi pupuk, dekat saja.",
        "Gerakan pangan lokal", "k45", 62, (18, 27), "", "Dinas pertanian", ideas=("Dua los kosong untuk kompos",),
    ),
    Told(
        "Peta gedung kosong", "Satu daftar gedung kosong yang isinya sama di semua kantor.",
        "Jaringan relawan", "k11", 150, (24,), is_stalled=True, ideas=("Satu tabel, bukan tiga",),
    ),
    Told(
        "Timbangan digital desa", "Petani melihat sendiri beratnya sebelum tengkulak menyebut harga.",
        "Pemerintah desa C", "k29", 44, (21,), "", "Dinas pertanian", ideas=("Timbangan di balai desa",),
        villages=("open", "open", "open"), technology="Timbangan digital dengan layar besar",
    ),
    Told(
        "Kasir buatan sini", "Tiga koperasi memakai program kasir buatan kota ini.",
        "Koperasi pemuda kreatif", "k17", 30, (19,), ideas=("Mulai dari koperasi yang paling kecil",),
    ),
    Told("Kabar yang kembali", "Usul warga dijawab, juga bila jawabannya tidak.", "Radio kampus", "k59", 25),
    Told("Rapat yang ramai", "Rapat anggota yang membuat anggota bicara.", "Dinas koperasi", "k54", 12),
)  # fmt: skip
STRANDS = tuple(one.title for one in TOLD[:3])
STALLED = tuple(one.title for one in TOLD if one.is_stalled)
_PHASES = 5

PASSED = (
    "Papan keresahan musyawarah dusun, dua belas nama.", "Notulen musyawarah desa; sebulan untuk berkata tidak.",
    "Empat pertemuan tersendiri, notulennya ada.", "Dua penebas sepakat menjadi juru timbang; berita acara.",
    "Kelompok tani, bertemu setiap Rabu; notulen terakhir dua pekan lalu.",
    "Tiga orang melatih kelompok lain, disaksikan penyuluh.", "Rp40.000 sebulan dari kas kelompok; notulen.",
    "Sinyal diukur di sembilan titik; ponsel dihitung dari rumah ke rumah.",
    "Buku kelompok tetap diisi dan dihitung sama.", "Hanya berat dan tanggal; dihapus setelah satu musim.",
    "Ditanyakan pada dua belas rumah; pengaduan ke sekretaris kelompok.", "Tertulis sebagai aturan berhenti.",
)  # fmt: skip
AGAINST = {
    4: (
        "Tiga penjaga pintu air kehilangan upah; belum ada gantinya.",
        "Perkumpulan penjaga pintu air",
    ),
    7: ("Hibah habis setelah setahun; desa menyatakan tidak sanggup membayar langganan.", "Pemerintah desa"),
}
OPEN = {3: "Kelompok perempuan dusun", 6: "Karang taruna", 8: "Kaur perencanaan desa", 10: "Sekretaris desa"}


@dataclass
class Acting:
    """What is known on the way."""

    city: City
    secretariat: User
    facilitator: User
    who: Mapping[str, Actor]
    concerns: Mapping[str, Concern]
    reference: date
    made: dict[str, Initiative] = field(default_factory=dict)
    asked: int = 0

    def at(self, days: float, hour: int = 12) -> datetime:
        """Return a moment so many days before the day of reference."""
        return datetime.combine(self.reference, time(hour), WIB) - timedelta(days=days)

    def act(self) -> None:
        """Plant everything that happened, initiative by initiative."""
        here = Village.objects.filter(district__regency_code=self.city.regency_code, kind=Village.Kind.VILLAGE)
        every = list(here.select_related("district").order_by("code"))
        self.villages = every[7 :: max(1, len(every) // 9)]
        self.decision = self.decide()
        for told in TOLD:
            self.made[told.title] = self.begin(told)
            for place in range(_PHASES):
                self.settle(told, place)
                if place >= len(told.stays):
                    break
                self.go_on(told, place)
            self.finish(told)

    def decide(self) -> Decision:
        """Let the network decide that six may start: 33 of 42 agree."""
        voting = _Governing(self.city, self.secretariat, self.facilitator, self.who, self.reference)
        network = Arrangement.objects.get(city=self.city, slug="jejaring-kota-koperasi")
        opens = voting.at(DECIDED_DAYS + 4, 8)
        starting = [one.title for one in TOLD if len(one.stays) > 3 and one.owner != LEAD]
        decision = voting.draft(
            network, DECISION, "majority", YES_NO, voting.at(DECIDED_DAYS + 4.5), matter=Matter.INITIATIVE,
            details="Atas nama jejaring boleh dimulai: " + "; ".join(starting) + ".", passing=(MORE_THAN_HALF,),
        )  # fmt: skip
        decision, _codes = voting.open(decision, opens, 4)
        names = sorted(elector.member for elector in voting.electors(decision))
        against = set(names[4::5])
        voting.vote(decision, lambda name: "tidak" if name in against else "setuju", opens)
        return voting.close(
            decision, opens + timedelta(days=4), text="Enam prakarsa boleh mulai, masing-masing dengan ukurannya.",
            owner="Sekretariat forum", due_date=self.at(90).date(), review_date=self.at(-60).date(),
        )  # fmt: skip

    def begin(self, told: Told) -> Initiative:
        process = Process.objects.filter(city=self.city, name=told.process).first()
        return actions.propose_initiative(
            by=self.facilitator, city=self.city, owner=self.who[told.owner], title=told.title,
            purpose=told.purpose, concern=self.concerns[told.concern], process=process,
            enters_village=bool(told.villages), at=self.at(told.began),
        )  # fmt: skip

    def day(self, told: Told, place: int) -> float:
        """Return how many days before the day of reference a phase was left, or half the way to now."""
        left = told.began - sum(told.stays[: place + 1])
        return left if place < len(told.stays) else max(0.5, left / 2)

    def go_on(self, told: Told, place: int) -> None:
        at = self.at(self.day(told, place))
        self.made[told.title] = actions.advance(by=self.facilitator, initiative=self.made[told.title], at=at)

    def settle(self, told: Told, place: int) -> None:
        """Give a phase what its gate asks for, or what little of it there is."""
        at = self.at(self.day(told, place) + 0.2)
        (self.nothing, self.map, self.practice, self.prepare, self.measure)[place](told, at)

    def nothing(self, told: Told, at: datetime) -> None:
        """Leave the first phase to the evening where the concern was raised."""

    def map(self, told: Told, at: datetime) -> None:
        one = self.made[told.title]
        for idea in told.ideas:
            actions.add_idea(
                by=self.facilitator, initiative=one, text=idea, actor=self.who[told.owner],
                concern=self.concerns[told.concern], at=at,
            )  # fmt: skip
        if told.villages:
            self.ask(told, at)

    def practice(self, told: Told, at: datetime) -> None:
        if told.act:
            actions.add_evidence(
                by=self.facilitator, initiative=self.made[told.title], kind="ACT", text=told.act,
                on_date=(at - timedelta(days=3)).date(), source="Catatan dan foto di sekretariat",
                actors=[self.who[told.owner], self.who[told.partner]], at=at,
            )  # fmt: skip

    def prepare(self, told: Told, at: datetime) -> None:
        """Write budget, measure, means and stop rule, and by whose word it is done, before the start."""
        one, by = self.made[told.title], self.facilitator
        if told.goes_back:
            earlier = at - timedelta(days=8)
            actions.go_back(by=by, initiative=one, why=told.goes_back, at=earlier)
            one = actions.advance(by=by, initiative=one, at=at - timedelta(days=2))
        if told.budget is not None:
            one = actions.change_initiative(
                by=by, initiative=one, title=one.title, purpose=one.purpose, process=one.process,
                budget_idr=told.budget, enters_village=one.enters_village, at=at,
            )  # fmt: skip
        for text, actor, is_there in told.needs:
            actions.add_means(
                by=by, initiative=one, text=text, actor=self.who.get(actor), is_there=is_there, at=at,
                product=Product.objects.in_city(self.city).filter(name=text).first(),
                space=Space.objects.in_city(self.city).filter(name=text).first(),
            )  # fmt: skip
        if told.aim is not None:
            aim = told.aim
            one = actions.write_measure(
                by=by, initiative=one, measure=aim.what, unit=aim.unit, baseline=Decimal(aim.before),
                target=Decimal(aim.target), direction="AT_MOST" if aim.is_at_most else "AT_LEAST",
                due_date=self.at(-aim.due_days).date(), at=at,
            )  # fmt: skip
        if told.stop and not one.stop_rules.exists():
            actions.write_stop_rule(by=by, initiative=one, text=told.stop, at=at)
        if told.has_mandate and one.mandated_at is None:
            own = told.owner == LEAD
            actions.rest_on_mandate(
                by=by, initiative=one, decision=None if own else self.decision,
                at=at - timedelta(days=8) if own else at,
            )  # fmt: skip
        self.made[told.title] = one

    def measure(self, told: Told, at: datetime) -> None:
        """Write what was measured, and the money that moved on the way."""
        one, by = self.made[told.title], self.facilitator
        for days, way, amount, who, what in told.cash:
            moment = self.at(days)
            entry = actions.write_cash(
                by=by, initiative=one, on_date=moment.date(), way=way, amount_idr=amount, counterparty=who,
                purpose=what, proof=f"Kuitansi {days}, bendahara", at=moment,
            )  # fmt: skip
            if amount > 20_000_000:
                actions.reverse_cash(by=by, entry=entry, why="Nolnya lebih satu.", at=moment + timedelta(hours=2))
        if told.aim is not None and told.aim.found is not None:
            moment = self.at(told.aim.found_days)
            actions.record_outcome(
                by=by, initiative=one, value=Decimal(told.aim.found), on_date=moment.date(),
                evidence=told.aim.how, source="Daftar hitung di sekretariat", at=moment,
            )  # fmt: skip

    def finish(self, told: Told) -> None:
        one, by = self.made[told.title], self.facilitator
        if told.closes is None:
            return
        days, result, lesson = told.closes
        if told.rule:
            actions.add_evidence(
                by=by, initiative=one, kind="RULE", text=told.rule, on_date=self.at(days + 1).date(),
                source="Berita acara rapat pengurus", at=self.at(days + 0.5),
            )  # fmt: skip
        self.made[told.title] = actions.close_initiative(
            by=by, initiative=one, result=result, lesson=lesson, at=self.at(days)
        )

    def ask(self, told: Told, at: datetime) -> None:
        """Put the twelve questions to each village of an initiative."""
        one, by = self.made[told.title], self.facilitator
        if told.stop:
            actions.write_stop_rule(by=by, initiative=one, text=told.stop, at=at)
        for kind in told.villages:
            gate = actions.open_gate(
                by=by, initiative=one, village=self.villages[self.asked], technology=told.technology, at=at
            )
            self.asked += 1
            for question, evidence in zip(QUESTIONS, PASSED, strict=True):
                item = question.item
                said: dict[str, Any] = {"by": by, "gate": gate, "item": item, "at": at}
                due = self.at(-20 - item).date()
                if kind == "blocked" and item in BLOCKED_BY:
                    why, who = AGAINST[item]
                    actions.answer_question(**said, value=NO, evidence=why, who=who, due_date=due)
                elif kind == "open" and item in OPEN:
                    actions.answer_question(**said, value=UNKNOWN, who=OPEN[item], due_date=due)
                elif kind == "open" and item == 12 and not told.stop:
                    continue
                else:
                    actions.answer_question(**said, value=YES, evidence=evidence)


def tie_to_threads(facilitator: User, threads: Mapping[str, CommonThread], city: City, at: datetime) -> None:
    """Tie what began from a concern to the common thread that was named since; whose voice it is, is told."""
    for told in TOLD:
        if told.thread in threads:
            one = Initiative.objects.get(city=city, title=told.title)
            actions.tie_to_thread(by=facilitator, initiative=one, thread=threads[told.thread], at=at)
