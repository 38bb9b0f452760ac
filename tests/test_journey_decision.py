"""A decision over pages: from a draft to a file that counts again, an objection taken in, and slips in a booth."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from muara.formats.decision_bundle import SCRIPT
from muara.web.accounts.models import User
from muara.web.governance.actions.decisions import close_decision, draft_decision, open_decision, schedule
from muara.web.governance.models import Arrangement, Ballot, Decision, Terms
from muara.web.governance.queries.templates import TEMPLATES, rules_from_template
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
BASE = "/purwokerto/keputusan/"


@pytest.fixture
def people(city, make_participant):
    """Return four verified people who decide together."""
    now = timezone.now()
    arrangement = Arrangement.objects.create(
        city=city, slug="warga", name="Koperasi warga", state="STANDING", created_at=now
    )
    Terms.objects.create(
        arrangement=arrangement, based_on=0, form="PARTICIPANT_GOVERNED", unit="PERSON", written_at=now
    )
    found = []
    for name in ("wati", "yanto", "surti", "darto"):
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        person = make_participant("VERIFIED", verified_by="ROLL", user=user)
        arrangement.members.create(participant=person, name=name.title(), since_at=now)
        found.append(person)
    return found


def opened(by, city, template, title, **given):
    now = timezone.now()
    made = draft_decision(
        by=by, city=city, arrangement=Arrangement.objects.get(), title=title, template=template, at=now,
        details="Warung membayar sebelum dipesan. Percobaan tiga bulan.",
        rules=rules_from_template(template, title=title, **given), reason_rule=TEMPLATES[template].reason_rule,
    )  # fmt: skip
    schedule(by=by, decision=made, opens_at=now, closes_at=now + timedelta(days=2), at=now)
    return open_decision(by=by, decision=made, at=now)


@pytest.fixture
def look(serious_faults):
    def at(page, js=True, size=PHONE):
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:  # axe is a script
            assert serious_faults(page) == []

    return at


@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_a_decision_from_its_draft_to_a_file_that_counts_again(
    open_page, look, people, novita, sekar, js, tmp_path
):
    page = open_page(BASE, size=DESK, user=novita, js=js)
    follow(page.get_by_role("link", name="Siapkan keputusan"))
    look(page, js, DESK)
    follow(page.locator("a[href$='/baru/majority/']"))
    page.get_by_label("Usulan dalam satu kalimat").fill("Sewa gudang bersama")
    page.get_by_label("Apa persisnya yang diusulkan").fill("Gudang disewa setahun.")
    look(page, js, DESK)
    follow(page.get_by_role("button", name="Simpan rancangan"))
    follow(page.get_by_role("link", name="Tentukan kapan dibuka"))
    now = timezone.localtime()
    page.get_by_label("Dibuka").fill(now.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Menerima suara sampai").fill((now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
    follow(page.get_by_role("button", name="Simpan"))
    follow(page.get_by_role("link", name="Buka keputusan ini"))
    look(page, js, DESK)
    follow(page.get_by_role("button", name="Buka sekarang"))
    page.wait_for_url(f"**{BASE}sewa-gudang-bersama/")

    where = f"{BASE}sewa-gudang-bersama/"
    page.goto(f"{where}daftar/")
    look(page, js, DESK)
    follow(page.get_by_role("link", name="Catat suara Darto"))
    page.get_by_label("Cara suara diberikan").select_option("PAPER")
    page.locator("input[name=choice][value=tidak]").check()
    look(page, js, DESK)
    follow(page.get_by_role("button", name="Simpan suara ini"))
    page.wait_for_url(f"**{where}daftar/")
    for person in (*people[:2], people[3]):  # Darto overrides what was written down for him
        phone = open_page(where, size=PHONE, user=person.user, js=js)
        look(phone, js)
        if person is people[3]:
            phone.locator("summary", has_text="Ubah suara").click()
        phone.locator("label.choice", has=phone.locator("[value=setuju]")).click()
        follow(phone.locator("main form button", has_text="suara saya"))
        phone.wait_for_url(f"**{where}tanda-terima/**")
        look(phone, js)
        follow(phone.get_by_role("link", name="Periksa suara saya"))
        assert phone.locator("h1").inner_text() == "Suara Anda ada di catatan."
        look(phone, js)
    assert [ballot.channel for ballot in Ballot.objects.all()] == ["", "", ""]

    page = open_page(f"{where}tutup/", size=DESK, user=sekar, js=js)
    page.get_by_label("Mengapa ditutup sekarang").fill("Rapat selesai, dan Surti berhalangan.")
    look(page, js, DESK)
    follow(page.get_by_role("button", name="Tutup dan hitung"))
    follow(page.get_by_role("link", name="Tulis hasilnya"))
    page.get_by_label("Yang diputuskan").fill("Gudang disewa mulai Januari.")
    page.get_by_label("Penanggung jawab").fill("Wati")
    day = timezone.localdate() + timedelta(days=30)
    page.get_by_label("Paling lambat").fill(str(day))
    page.get_by_label("Kapan ditinjau lagi").fill(str(day))
    follow(page.get_by_role("button", name="Simpan"))
    page.wait_for_url(f"**{where}")
    phone = open_page(where, size=PHONE, js=js)
    look(phone, js)
    assert "Lolos." in phone.inner_text(".head")
    assert "Surti berhalangan." in phone.inner_text(".head")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Semuanya dalam satu berkas").click()
    file = tmp_path / "keputusan.tar"
    download.value.save_as(file)
    counted = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)
    assert counted.returncode == 0, counted.stderr
    assert "DISETUJUI setuju" in counted.stdout


def test_an_objection_is_taken_in_before_the_eyes_of_all(open_page, look, people, city, novita):
    decision = opened(novita, city, "consent_round", "Kulakan bersama").decision
    where = f"{BASE}{decision.slug}/"
    phone = open_page(where, size=PHONE, user=people[0].user)
    phone.locator("label.choice", has=phone.locator("[value=keberatan]")).click()
    follow(phone.get_by_role("button", name="Berikan suara saya"))
    assert "mengatakan alasannya" in phone.inner_text("main")
    phone.locator("textarea[name=reason]").fill("Warung paling kecil tidak bisa ikut.")
    look(phone)
    follow(phone.get_by_role("button", name="Berikan suara saya"))
    phone.wait_for_url(f"**{where}tanda-terima/**")

    page = open_page(f"{where}keberatan/1/", size=DESK, user=novita)
    page.get_by_label("Tersurat").select_option("yes")
    follow(page.get_by_role("button", name="Simpan pemeriksaan"))
    page.wait_for_selector(".told")
    look(page, size=DESK)
    page.get_by_label("Usulan dengan kalimat baru").fill("Warung membayar saat diambil. Percobaan dua bulan.")
    follow(page.get_by_role("button", name="Padukan ke usulan"))
    page.wait_for_selector("ins")
    assert [part.inner_text() for part in page.locator("del").all()] == ["sebelum dipesan.", "tiga"]
    phone.goto(f"{where}keberatan/1/")
    look(phone)
    assert "saat diambil." in phone.inner_text("ins >> nth=0")


def test_a_board_is_elected_by_slips_in_a_booth_that_knows_nobody(open_page, look, people, city, novita, sekar):
    options = [{"id": name.lower(), "name": name} for name in ("Ani", "Budi", "Cici")]
    made = opened(novita, city, "board_election", "Pengurus baru", options=options, seats=2)
    where = f"{BASE}{made.decision.slug}/"
    for js, code in ((True, made.codes[0]), (False, made.codes[1])):
        phone = open_page(f"{where}bilik/", size=PHONE, js=js)
        look(phone, js)
        phone.get_by_label("Kode di kupon Anda").fill(code)
        if js:
            phone.get_by_role("button", name="Naikkan Ani").click()
            phone.get_by_role("button", name="Naikkan Budi").click()
        else:
            phone.locator("input[name=o-ani]").fill("1")
            phone.locator("input[name=o-budi]").fill("2")
        follow(phone.get_by_role("button", name="Berikan suara tersegel"))
        phone.wait_for_selector(".qr")
        look(phone, js)
        assert "sessionid" not in {cookie["name"] for cookie in phone.context.cookies()}
    for code in made.codes[2:]:
        phone.goto(f"{where}bilik/")
        phone.get_by_label("Kode di kupon Anda").fill(code)
        phone.locator("input[name=o-ani]").fill("1")
        follow(phone.get_by_role("button", name="Berikan suara tersegel"))
        phone.wait_for_selector(".qr")
    close_decision(by=sekar, decision=Decision.objects.get(), at=timezone.now())
    phone = open_page(where, size=PHONE)
    look(phone)
    assert "Terpilih: Ani dan Budi." in phone.inner_text(".head")
    follow(phone.get_by_role("link", name="Cara menghitungnya"))
    assert "Putaran 1" in phone.inner_text("main")
    look(phone)


def test_the_slips_of_a_secret_decision_fit_a_phone(open_page, look, people, city, novita, sekar):
    options = [{"id": name.lower(), "name": name} for name in ("Ani", "Budi")]
    made = draft_decision(
        by=novita, city=city, arrangement=Arrangement.objects.get(), title="Pengurus baru koperasi warga",
        details="Dua orang dipilih.", rules=rules_from_template("board_election", options=options, seats=1),
        at=timezone.now(),
    )  # fmt: skip
    page = open_page(f"{BASE}{made.slug}/buka/", size=PHONE, user=sekar)
    look(page)
    follow(page.get_by_role("button", name="Buka sekarang"))
    assert page.locator(".slip .code").count() == 4
    look(page)
