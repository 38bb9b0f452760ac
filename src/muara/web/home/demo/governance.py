"""How the sample network decides: two arrangements, eight decisions in different kinds and states.

What is planted, and what a reader of the decisions has to find:

- The network of 46 declares itself self-managed; its own data support none of the three forms, because what its
  people want lies too far apart, and for this form they are also too many.
- One organisation leads the small arrangement for buying together, by a mandate with a bound.
- An objection stands, and so the proposal fell although nearly all agree. A meeting came to nothing for want of a
  quorum. A board was elected in secret, and its bundle can be counted again by anybody.

>>> len(DELEGATES), len(ASLEEP)
(42, 4)
>>> len(LED), LEAD in LED
(9, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from secrets import token_urlsafe
from typing import Any

import numpy as np

from muara.engine.governance.decisions import Condition, Option, Rules
from muara.web.accounts.actions import admit, open_account, open_assisted, verify_by_roll
from muara.web.accounts.models import Channel, Participant, User
from muara.web.cities.models import City
from muara.web.governance.actions.arrangements import add_body, admit_member, draft_arrangement, name_delegate
from muara.web.governance.actions.ballots import cast_ballot, cast_sealed, hand_out_slip, record_ballot
from muara.web.governance.actions.decisions import (
    close_decision,
    draft_decision,
    open_decision,
    record_outcome,
    schedule,
)
from muara.web.governance.actions.fit import enter_expert_view, take_fit_reading
from muara.web.governance.actions.objections import (
    check_objection,
    integrate,
    let_stand,
    raise_objection,
    withdraw,
)
from muara.web.governance.actions.witnesses import check_head, keep_head, name_witness
from muara.web.governance.models import Arrangement, Decision, Elector, Matter, Terms
from muara.web.home.demo.network import planned_network
from muara.web.home.demo.sessions import WIB
from muara.web.network.models import Actor

SEED = 1844
LEAD = "Koperasi konsumen kampus A"
LED = (
    LEAD, "Koperasi pedagang pasar", "Koperasi jasa angkutan", "Koperasi wanita serba usaha", "Paguyuban warung",
    "Asosiasi kafe", "Gerakan pangan lokal", "Pemerintah desa A", "Koperasi konsumen pegawai",
)  # fmt: skip
DELEGATE = "utusan@contoh.id"
WITNESS = "saksi@contoh.id"
VISITOR = "Paguyuban warung"  # the visitor votes for this one, as its delegate
RULES = {one.name for one in fields(Rules)} - {"decision", "title", "kind", "options", "mode"}
_NAMES = sorted(actor.name for actor in planned_network(date(2026, 11, 24)).actors)
ASLEEP = (
    "Koperasi pemasaran batik", "Koperasi konsumen perumahan", "Koperasi tani rawa", "Koperasi karyawan pabrik",
)  # fmt: skip
DELEGATES = tuple(name for name in _NAMES if name not in ASLEEP)

YES_NO = (
    Option(
        "setuju", "Setuju", "for", icon="✓", meaning="Saya mendukung usul ini.", prompt="Apa yang Anda harapkan?"
    ),
    Option("tidak", "Tidak setuju", "against", icon="✕", meaning="Saya menolak usul ini.", prompt="Apa sebabnya?"),
    Option("abstain", "Abstain", "abstain", icon="○", meaning="Saya serahkan kepada yang lain."),
)
CONSENT = (
    Option("setuju", "Setuju", "for", icon="✓", meaning="Cukup baik untuk dicoba."),
    Option("abstain", "Mengikuti", "abstain", icon="○", meaning="Saya ikut apa pun hasilnya."),
    Option(
        "keberatan", "Keberatan", "objection", icon="✋", meaning="Usul ini akan merugikan tujuan kita.",
        prompt="Kerugian apa yang akan terjadi?",
    ),
)  # fmt: skip
CANDIDATES = (
    ("dinas", "Calon dari Dinas koperasi"), ("cu", "Calon dari Credit union D"),
    ("serikat", "Calon dari Serikat pekerja rumahan"), ("sanggar", "Calon dari Sanggar B"),
    ("desa", "Calon dari Pemerintah desa C"),
)  # fmt: skip
PROJECTS = (
    ("gudang", "Rak gudang bersama", 12_000_000), ("kelas", "Kelas pembukuan keliling", 6_500_000),
    ("panggung", "Panggung bongkar pasang", 14_000_000), ("timbangan", "Timbangan untuk tiga desa", 4_500_000),
    ("radio", "Siaran mingguan hasil rapat", 3_000_000), ("pompa", "Pompa air dapur umum", 8_000_000),
)  # fmt: skip
THEMES = (
    ("pasar", "Los pasar yang kosong", "Siapa yang boleh memakai, dan bagaimana bergiliran."),
    ("air", "Sungai di belakang rumah", "Apa yang bisa dikerjakan warga tanpa menunggu."),
    ("simpanan", "Simpanan bergilir", "Apa yang membuatnya macet, dan apa yang membuatnya jalan."),
)
MORE_THAN_HALF = Condition("share", ">", (1, 2), "setuju", "decided")
TWO_THIRDS = Condition("share", ">=", (2, 3), "setuju", "decided")
HALF_THERE = Condition("turnout", ">=", (1, 2))


def govern(
    *,
    city: City,
    secretariat: User,
    facilitator: User,
    who: Mapping[str, Actor],
    reference: date,
    password: str,
) -> Callable[[], None]:
    """Let the network decide through the same actions as a real one; return what reads its form afterwards."""
    one = _Governing(city, secretariat, facilitator, who, reference)
    one.people(password)
    one.adopt_the_network()
    one.adopt_the_lead()
    one.consent_with_a_standing_objection()
    one.meeting_without_quorum()
    one.elect_the_board()
    one.share_the_money()
    one.open_for_the_visitor()
    one.scheduled()
    return one.read_the_form


class _Governing:
    """What is known on the way."""

    def __init__(
        self, city: City, secretariat: User, facilitator: User, who: Mapping[str, Actor], reference: date
    ) -> None:
        self.city, self.roll, self.by, self.who, self.reference = city, secretariat, facilitator, who, reference
        self.rng = np.random.default_rng(SEED)
        self.delegates: dict[str, Participant] = {}

    def at(self, days: float, hour: int = 12) -> datetime:
        """Return a moment so many days before the day of reference (after it, if below nothing)."""
        day = datetime.combine(self.reference, time(hour), WIB)
        return day - timedelta(days=days)

    # Who decides

    def people(self, password: str) -> None:
        """Let every organisation that is awake send somebody whom it wrote on its roll."""
        at = self.at(145)
        visitor = open_account(email=DELEGATE, name="Utusan", at=at)
        visitor.set_password(password)
        visitor.save(update_fields=["password"])
        for place, name in enumerate(DELEGATES):
            if name == VISITOR:
                person = admit(city=self.city, user=visitor, device_token="", at=at)
            elif place % 4:
                person = admit(city=self.city, user=None, device_token=token_urlsafe(24), at=at)
            else:
                person = open_assisted(by=self.by, city=self.city, label=f"utusan {place}", at=at)
            verify_by_roll(by=self.roll, participant=person, at=at)
            person.refresh_from_db()
            self.delegates[name] = person
        self.witness = open_account(email=WITNESS, name="Saksi", at=at)
        self.witness.set_password(password)
        self.witness.save(update_fields=["password"])

    def arrangement(self, names: Iterable[str], at: datetime, **said: Any) -> Arrangement:
        arrangement = draft_arrangement(by=self.by, city=self.city, at=at, **said)
        for name in names:
            member = admit_member(by=self.by, arrangement=arrangement, actor=self.who[name], at=at)
            if name in self.delegates:
                name_delegate(by=self.by, member=member, participant=self.delegates[name], at=at)
        return arrangement

    # How a decision goes on

    def draft(
        self, arrangement: Arrangement, title: str, kind: str, options: Sequence[Option], at: datetime, **said: Any
    ) -> Decision:
        """Put something before the members; what is no field of rules goes to the decision."""
        mine = {name: said.pop(name) for name in RULES & said.keys()}
        mode = said.get("mode", "terbuka")
        rules = Rules("contoh", title, kind, tuple(options), mode=mode, **mine)
        return draft_decision(
            by=self.by,
            city=self.city,
            arrangement=arrangement,
            title=title,
            rules=rules,
            at=at,
            template="",
            **said,
        )

    def open(self, decision: Decision, opens: datetime, days: float) -> tuple[Decision, tuple[str, ...]]:
        closes = opens + timedelta(days=days)
        decision = schedule(
            by=self.by, decision=decision, opens_at=opens, closes_at=closes, at=opens - timedelta(days=1)
        )
        opened = open_decision(by=self.roll, decision=decision, at=opens)
        return opened.decision, opened.codes

    def close(self, decision: Decision, at: datetime, *, lot: str = "", **outcome: Any) -> Decision:
        """Close by another than who made the roll, and write down what follows."""
        decision = close_decision(by=self.by, decision=decision, lot=lot, at=at)
        if outcome:
            record_outcome(by=self.by, decision=decision, at=at + timedelta(hours=1), **outcome)
        return decision

    def electors(self, decision: Decision) -> list[Elector]:
        rows = decision.electors.select_related("participant")
        return sorted(rows, key=lambda one: one.member)

    def vote(
        self,
        decision: Decision,
        choose: Callable[[str], Any],
        opens: datetime,
        *,
        last: int = 99,
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Let everybody awake on the roll vote, some of them on paper or by phone."""
        for place, elector in enumerate(self.electors(decision)[:last]):
            name, person = elector.member, elector.participant
            if person is None:
                continue
            at, key = opens + timedelta(hours=1 + 2 * place), f"contoh-{decision.pk:04}-{place:04}"
            given = {"decision": decision, "choice": choose(name), "key": key, "at": at}
            given["reason"] = (reasons or {}).get(name, "")
            if person.device_hash or person.user_id:
                cast_ballot(by=person, **given)
            else:
                channel = Channel.PAPER if place % 3 else Channel.ASSISTED
                record_ballot(by=self.by, elector=elector, channel=channel, **given)

    # The eight

    def adopt_the_network(self) -> None:
        """Adopt how the network decides: 38 of 42 agree."""
        opens = self.at(130, 8)
        self.network = self.arrangement(
            self.who, self.at(140), name="Jejaring kota koperasi", form=Terms.Form.PARTICIPANT_GOVERNED,
            purpose="Empat puluh enam lembaga memutuskan bersama apa yang menyangkut semuanya.",
            unit=Terms.Unit.ORGANISATION,
        )  # fmt: skip
        self.board = add_body(
            by=self.by,
            arrangement=self.network,
            name="Pengawas jejaring",
            n_seats=3,
            term_months=24,
            at=self.at(140),
        )
        decision = self.draft(
            self.network, "Begini kita memutuskan bersama", "majority", YES_NO, self.at(138),
            details="Jejaring ini mengelola dirinya sendiri: anggota memutuskan bersama, pemandu bergilir.",
            matter=Matter.ARRANGEMENT, adopts=self.network.terms.get(), names_voters=True, quorum=(HALF_THERE,),
            passing=(TWO_THIRDS,),
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 7)
        against = {"Badan perencanaan", "Bank perkreditan rakyat", "Dinas perdagangan"}
        self.vote(decision, lambda name: "tidak" if name in against else "setuju", opens)
        self.close(
            decision, opens + timedelta(days=7), text="Jejaring berlaku mulai hari ini.",
            owner="Sekretariat forum", due_date=self.at(110).date(), review_date=self.at(-160).date(),
        )  # fmt: skip

    def adopt_the_lead(self) -> None:
        """Give one organisation the mandate to lead the buying together: an objection was taken in on the way."""
        opens = self.at(100, 8)
        led = self.arrangement(
            LED, self.at(110), name="Kulakan bersama", form=Terms.Form.LEAD_ORGANIZATION, lead=self.who[LEAD],
            purpose="Sembilan lembaga membeli bersama, supaya harga warung bisa bersaing.",
            unit=Terms.Unit.ORGANISATION,
        )  # fmt: skip
        decision = self.draft(
            led, f"Mandat memimpin kulakan untuk {LEAD}", "consent", CONSENT, self.at(108),
            details=f"{LEAD} memesan untuk semua dan memakai uang bersama sampai lima juta rupiah sekali pesan.",
            matter=Matter.ARRANGEMENT, adopts=led.terms.get(), passing=(Condition("objections", "<=", (0, 1)),),
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 7)
        self.vote(decision, lambda name: "setuju", opens)
        objection = raise_objection(
            by=self.delegates["Asosiasi kafe"], decision=decision, at=opens + timedelta(days=3),
            reason="Tanpa laporan setiap bulan, tidak ada yang tahu harga sebenarnya sebelum uangnya habis.",
        )  # fmt: skip
        checks = {"explicit": True, "impersonal": True, "evidenced": True, "not_safe_to_fail": True}
        objection = check_objection(
            by=self.by, objection=objection, checks=checks, at=opens + timedelta(days=3, hours=4)
        )
        integrate(
            by=self.by, objection=objection, at=opens + timedelta(days=4), why="Laporan bulanan ditambahkan.",
            after=f"{decision.details} Setiap bulan daftar harga dan nota dibuka untuk semua anggota.",
        )  # fmt: skip
        self.close(
            decision, opens + timedelta(days=7), text=f"{LEAD} memimpin kulakan dan melapor setiap bulan.",
            owner=LEAD, due_date=self.at(80).date(), review_date=self.at(-60).date(),
        )  # fmt: skip

    def consent_with_a_standing_objection(self) -> None:
        """Ask for consent to open the cash book to everybody: one objection stands, so the proposal falls."""
        opens = self.at(75, 8)
        decision = self.draft(
            self.network, "Buku kas jejaring terbuka untuk umum", "consent", CONSENT, self.at(78),
            details="Setiap bulan buku kas jejaring ditempel di papan dan dimuat di sini, dengan nama penyumbang.",
            matter=Matter.OTHER, passing=(Condition("objections", "<=", (0, 1)),), reason_rule="OBJECTION",
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 10)
        objecting = {
            "Serikat pekerja rumahan": "Penyumbang kecil kami bisa ditekan bila namanya terbaca siapa pun.",
            "Gerakan warga sungai": "Papannya belum ada, jadi janji ini akan dilanggar sejak bulan pertama.",
        }
        self.vote(decision, lambda name: "keberatan" if name in objecting else "setuju", opens, reasons=objecting)
        raised = [decision.objections.get(elector__member=name) for name in objecting]
        at = opens + timedelta(days=6)
        checks = {"explicit": True, "impersonal": True, "evidenced": True, "not_safe_to_fail": True}
        check_objection(by=self.by, objection=raised[0], checks=checks, at=at)
        let_stand(by=self.by, objection=raised[0], at=at + timedelta(days=1))
        withdraw(by=self.delegates["Gerakan warga sungai"], objection=raised[1], at=at + timedelta(days=1))
        self.close(
            decision, opens + timedelta(days=10), owner="Sekretariat forum",
            due_date=self.at(30).date(), review_date=self.at(-5).date(),
            text="Tidak jadi. Usul baru disusun tanpa nama penyumbang.",
        )  # fmt: skip

    def meeting_without_quorum(self) -> None:
        """Hold a members' meeting to which too few came."""
        opens = self.at(50, 9)
        decision = self.draft(
            self.network, "Rapat anggota: laporan tahun ini", "majority", YES_NO, self.at(64),
            details="Laporan kegiatan dan keuangan jejaring tahun ini diterima.", matter=Matter.OTHER,
            quorum=(Condition("turnout", ">", (1, 2)),), passing=(MORE_THAN_HALF,),
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 1)
        self.vote(decision, lambda name: "setuju", opens - timedelta(minutes=59), last=11)
        self.close(
            decision, opens + timedelta(days=1), owner="Sekretariat forum",
            due_date=self.at(-14).date(), review_date=self.at(-21).date(),
            text="Rapat tidak mencapai kuorum. Undangan kedua dikirim paling lambat dua pekan lagi.",
        )  # fmt: skip

    def elect_the_board(self) -> None:
        """Elect three of five in secret, by single transferable vote, with slips drawn from a box."""
        opens = self.at(40, 9)
        options = [Option(key, name, meaning="Mengawasi uang dan janji jejaring.") for key, name in CANDIDATES]
        decision = self.draft(
            self.network, "Pengawas jejaring 2026–2028", "elect", options, self.at(55), mode="rahasia",
            details="Tiga pengawas untuk dua tahun. Kertas kode diundi dari kotak, satu untuk setiap lembaga.",
            matter=Matter.ELECTION, elects_to=self.board, seats=3, ties="lot", hides_results=True,
            quorum=(HALF_THERE,), drawn="COUNTS",
        )  # fmt: skip
        decision, codes = self.open(decision, opens, 3)
        slips = list(codes)
        self.rng.shuffle(slips)
        drawing = [one for one in self.electors(decision) if one.participant is not None][:37]
        for elector in drawing:
            hand_out_slip(by=self.roll, elector=elector, at=opens + timedelta(hours=1))
        liked = [3.2, 2.6, 2.4, 1.6, 1.2]
        for code in slips[: len(drawing) - 2]:
            order = sorted(range(5), key=lambda one: -liked[one] - self.rng.normal(0, 1.2))
            choice = [CANDIDATES[one][0] for one in order[: int(self.rng.integers(2, 6))]]
            cast_sealed(decision=decision, code=code, choice=choice, at=opens + timedelta(hours=2))
        name_witness(
            by=self.roll, city=self.city, user=self.witness, name="Saksi dari simpul kampus", hub="Simpul kampus",
            at=self.at(45),
        )  # fmt: skip
        kept = keep_head(by=self.witness, decision=decision, at=opens + timedelta(days=2))
        self.close(
            decision, opens + timedelta(days=3), text="Tiga pengawas terpilih bekerja mulai bulan depan.",
            owner="Sekretariat forum", due_date=self.at(-7).date(), review_date=self.at(-325).date(),
            lot="3 5 1 6",
        )  # fmt: skip
        check_head(by=self.witness, kept=kept, at=opens + timedelta(days=4))

    def share_the_money(self) -> None:
        """Give thirty million to projects by equal shares."""
        opens = self.at(30, 8)
        options = [Option(key, name, cost=cost) for key, name, cost in PROJECTS]
        decision = self.draft(
            self.network, "Dana bersama tiga puluh juta", "budget", options, self.at(33), matter=Matter.SPENDING,
            details="Pilih semua yang menurut lembaga Anda pantas dibiayai. Uang dibagi menurut bagian yang sama.",
            amount=30_000_000, budget=30_000_000, step=100_000, ties="listed", hides_results=True,
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 10)
        hubs = {"koperasi": "gudang kelas", "desa": "timbangan pompa", "sanggar": "panggung radio"}
        hubs |= {"kampus": "kelas radio", "warung": "gudang timbangan"}
        hub_of = {one.name: one.hub for one in planned_network(self.reference).actors}

        def choose(name: str) -> list[str]:
            mine = {*hubs[hub_of[name]].split(), PROJECTS[int(self.rng.integers(len(PROJECTS)))][0]}
            return [key for key, _name, _cost in PROJECTS if key in mine]

        self.vote(decision, choose, opens)
        self.close(
            decision, opens + timedelta(days=10), text="Proyek terpilih dibiayai setelah rencana kerjanya masuk.",
            owner="Sekretariat forum", due_date=self.at(-30).date(), review_date=self.at(-90).date(),
        )  # fmt: skip

    def open_for_the_visitor(self) -> None:
        """Leave one ballot open, in which the visitor's organisation has not voted yet."""
        opens = self.at(3, 8)
        options = [Option(key, name, meaning=meaning, icon="●") for key, name, meaning in THEMES]
        decision = self.draft(
            self.network, "Tema malam BATS berikutnya", "choose_one", options, self.at(4),
            details="Tema yang paling banyak dipilih dibahas pada malam BATS berikutnya.",
            matter=Matter.INITIATIVE, ties="listed",
        )  # fmt: skip
        decision, _codes = self.open(decision, opens, 12)
        self.vote(decision, lambda name: THEMES[int(self.rng.integers(len(THEMES)))][0], opens, last=25)

    def scheduled(self) -> None:
        """Announce one that opens in five days."""
        options = [
            Option(key, name, icon="●")
            for key, name in (("senin", "Senin"), ("kamis", "Kamis"), ("sabtu", "Sabtu"))
        ]
        decision = self.draft(
            self.network, "Hari rapat jejaring", "score", options, self.at(2), matter=Matter.OTHER,
            details="Beri nilai 0 sampai 5 untuk setiap hari. Hari dengan nilai tertinggi dipakai tahun depan.",
        )  # fmt: skip
        schedule(by=self.by, decision=decision, opens_at=self.at(-5, 8), closes_at=self.at(-12, 20), at=self.at(1))

    # What its own data say of its form

    def read_the_form(self) -> None:
        """Take a reading of the forms; what nothing measures, two raters say."""
        at = datetime.combine(self.reference, time(12), WIB)
        for rater, shift in ((self.roll, 0.0), (self.by, 0.05)):
            for part, why in (
                ("handoffs", "Kulakan dan pasar desa menunggu satu sama lain setiap pekan."),
                ("outside", "Dinas dan bank meminta satu alamat untuk surat dan uang."),
            ):
                enter_expert_view(
                    by=rater, arrangement=self.network, condition=part, low=0.3 + shift, mid=0.45 + shift,
                    high=0.6 + shift, why=why, at=at,
                )  # fmt: skip
        take_fit_reading(by=self.by, arrangement=self.network, at=at)
