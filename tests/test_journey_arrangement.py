"""How we decide here, on a phone and without JavaScript: written down, adapted, read by a stranger."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muara.web.governance import actions
from muara.web.governance.models import Decision
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
HERE = "/purwokerto/tata-kelola/"


def test_a_facilitator_writes_an_arrangement_down_and_everybody_reads_it(
    open_page, serious_faults, novita, make_actor
):
    make_actor("Koperasi A")
    make_actor("Sanggar B", "CREATIVE")
    page = open_page(HERE, size=PHONE, js=False, user=novita)
    follow(page.get_by_role("link", name="Tulis tata kelola"))
    page.get_by_label("Nama").fill("Jejaring hub")
    page.get_by_label("Organisasi pemimpin.").check()
    page.get_by_label("Siapa yang memimpin atau mengurus").select_option(label="Koperasi A")
    page.get_by_label("satu suara tiap organisasi").check()
    follow(page.get_by_role("button", name="Mulai rancangan"))
    page.wait_for_url("**/jejaring-hub/")

    follow(page.get_by_role("link", name="Semua anggota"))
    follow(page.get_by_role("link", name="Terima anggota"))
    page.get_by_label("Organisasi yang mana").select_option(label="Sanggar B")
    follow(page.get_by_role("button", name="Simpan"))
    page.wait_for_url("**/anggota/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 anggota memutuskan di sini.")

    page.goto(f"{HERE}jejaring-hub/")
    follow(page.get_by_role("link", name="Baca dan sesuaikan rancangan"))
    follow(page.get_by_role("link", name="Ubah Membelanjakan uang, Koperasi A"))
    page.get_by_label("Sampai berapa, dalam rupiah").fill("2000000")
    follow(page.get_by_role("button", name="Tulis ke rancangan"))
    expect(page.get_by_text("sampai Rp2.000.000")).to_be_visible()

    for size, js in ((PHONE, False), (DESK, True)):
        reader = open_page(f"{HERE}jejaring-hub/", size=size, js=js)
        expect(reader.locator(".holders")).to_contain_text("sampai Rp2.000.000")
        assert reader.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:
            assert serious_faults(reader) == []


def test_form_who_decides_what_and_how_to_recall_fit_one_screen_of_a_phone(open_page, novita, city, make_actor):
    lead = make_actor("Koperasi Tani Makmur Banyumas")
    bottoms = {}
    forms = ("PARTICIPANT_GOVERNED", "LEAD_ORGANIZATION", "ADMINISTRATIVE")
    for name, form in zip(
        ("Jejaring hub koperasi", "Jejaring warung", "Jejaring ruang bersama"), forms, strict=True
    ):
        now = timezone.now()
        made = actions.draft_arrangement(
            by=novita, city=city, name=name, purpose="Bekerja bersama.", form=form,
            unit="ORGANISATION", lead=lead if form == "LEAD_ORGANIZATION" else None, at=now,
        )  # fmt: skip
        actions.admit_member(by=novita, arrangement=made, actor=lead, at=now)
        passed = Decision.objects.create(
            city=city, arrangement=made, slug=form.lower(), title="Keputusan", rules={}, state="CLOSED",
            matter="ARRANGEMENT", adopts=made.terms.get(), result={"status": "passed"}, closed_at=now,
            created_at=now,
        )  # fmt: skip
        actions.take_effect(decision=passed, at=now)
        page = open_page(f"{HERE}{made.slug}/", size=PHONE, js=False)
        bottoms[form] = round(
            max(
                page.locator(where).evaluate("one => one.getBoundingClientRect().bottom")
                for where in ("h1", ".head", ".holders")
            )
        )
    assert max(bottoms.values()) <= PHONE[1], bottoms
