from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.accounts.models import User
from muara.web.cooperatives import actions
from muara.web.cooperatives.models import Founder, Founding
from muara.web.cooperatives.papers import PAPERS
from muara.web.cooperatives.readiness import readiness
from muara.web.cooperatives.tests.conftest import AT
from muara.web.cooperatives.views import founding as founding_views
from muara.web.cooperatives.views import papers as paper_views
from muara.web.initiatives.actions import propose_initiative
from muara.web.ui import pdf

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/koperasi/rintisan"
FORM = {
    "name": "Koperasi Antar", "kind": "SERVICE", "level": "PRIMARY", "purpose": "Antaran bersama.",
    "share_deposit": "100.000", "meets_at": "2026-12-01T19:30", "place": "Balai",
}  # fmt: skip
HOSTILE = '#eval("1") *tebal* $x$ \\ @ref `kode` <b>&amp; "kutip" \'satu\' 日本 \U0001f33e'


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def rina(db) -> User:
    return User.objects.create_user("rina@contoh.id", "kata-sandi-panjang", name="Rina")


@pytest.fixture
def founding(city, novita) -> Founding:
    made = actions.begin_founding(
        by=novita, city=city, name="Koperasi Panen Multi Pihak", kind="MULTI_PARTY", purpose="Menjual panen.",
        groups="Petani\nPembeli", seat="Sokaraja", share_deposit=100_000, compulsory_deposit=10_000,
        meets_at=datetime.fromisoformat("2026-12-01T19:30+07:00"), place="Balai desa", chair="Bu Sri", at=AT,
    )  # fmt: skip
    actions.add_founder(by=novita, founding=made, name="Sari Wulandari", group="Petani", at=AT)
    return made


def test_somebody_begins_others_join_and_the_office_records_it(rina, novita, stranger, city):
    readers = {}
    for user in (rina, novita, stranger):
        readers[user] = Client()
        readers[user].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    visitor = Client()

    assert visitor.get(f"{HERE}/baru/?jenis=SERVICE").status_code == 302
    assert '<option value="SERVICE" selected>' in text_of(readers[rina].get(f"{HERE}/baru/?jenis=SERVICE"))
    assert readers[rina].post(f"{HERE}/baru/", {**FORM, "name": ""}).status_code == 422
    assert readers[rina].post(f"{HERE}/baru/", FORM).status_code == 303
    page = f"{HERE}/koperasi-antar/"
    assert visitor.get(page).status_code == readers[stranger].get(page).status_code == 404
    assert "Koperasi Antar" not in text_of(visitor.get(f"{HERE}/"))
    assert "Koperasi Antar" in text_of(readers[rina].get(f"{HERE}/"))
    assert readers[novita].post(f"{page}tampilkan/").status_code == 303
    assert "0 dari paling sedikit 9 pendiri" in text_of(visitor.get(page))

    assert visitor.post(f"{page}ikut/", {"name": "x"}).status_code == 302
    assert 'value="Asing"' in text_of(readers[stranger].get(f"{page}ikut/"))
    assert readers[stranger].post(f"{page}ikut/", {"name": "Asing Sungguh"}).status_code == 303
    assert readers[stranger].post(f"{page}ikut/", {"name": "Lagi"}).status_code == 409
    assert readers[rina].post(f"{page}pendiri/", {"name": "Dengan 3302010101900001"}).status_code == 409
    for number in range(8):
        assert readers[rina].post(f"{page}pendiri/", {"name": f"Nama {number}"}).status_code == 303
    assert "siap untuk rapat pembentukan" in text_of(visitor.get(page))
    extra = Founder.objects.get(name="Nama 7")
    assert readers[rina].post(f"{page}pendiri/{extra.pk}/hapus/").status_code == 303
    assert readers[stranger].post(f"{page}keluar/").status_code == 303
    assert not Founder.objects.filter(name__in=["Asing Sungguh", "Nama 7"]).exists()
    assert (
        readers[novita].post(f"{page}berdiri/", {"registered": "2026-11-01", "source": "AHU-1"}).status_code == 409
    )
    for name in ("Kedelapan", "Kesembilan"):
        readers[rina].post(f"{page}pendiri/", {"name": name})
    assert (
        readers[novita].post(f"{page}berdiri/", {"registered": "2026-11-01", "source": "AHU-1"}).status_code == 303
    )
    assert "Koperasi ini sudah berdiri" in text_of(visitor.get(page))
    assert readers[rina].post(f"{page}berhenti/", {"lesson": "x"}).status_code == 409


def test_names_and_papers_are_for_the_founders_and_who_keeps_the_list(founding, rina, novita, sekar, as_user):
    page = f"{HERE}/{founding.slug}/"
    for user in (None, rina):
        reader = Client() if user is None else as_user(user)
        assert "Sari" not in text_of(reader.get(page))
        for closed in ("pendiri/", "surat/daftar-hadir/", "surat/daftar-hadir.pdf"):
            assert reader.get(page + closed).status_code == 403
    actions.join_founding(by=rina, founding=founding, name="Rina", at=AT)
    for user in (rina, novita, sekar):
        reader = as_user(user)
        assert "Sari Wulandari" in text_of(reader.get(f"{page}pendiri/"))
        assert "Sari Wulandari" in text_of(reader.get(f"{page}surat/daftar-hadir/"))
    assert as_user(rina).post(f"{page}pendiri/", {"name": "Lain"}).status_code == 403


def test_every_paper_is_drawn_as_a_page_and_as_pdf(founding, novita, as_user, django_assert_max_num_queries):
    reader, page = as_user(novita), f"{HERE}/{founding.slug}/surat"

    drawn = {}
    for key in PAPERS:
        with django_assert_max_num_queries(12):
            drawn[key] = text_of(reader.get(f"{page}/{key}/"))
        file = reader.get(f"{page}/{key}.pdf")
        assert file["Content-Type"] == "application/pdf"
        assert file.content.startswith(b"%PDF-")
        assert len(file.content) > 4000
    assert reader.get(f"{page}/lain/").status_code == 404
    assert reader.get(f"{page}/lain.pdf").status_code == 404
    assert "Selasa, 1 Desember 2026" in drawn["undangan"]
    assert "19.30" in drawn["undangan"]
    assert "Bu Sri" in drawn["berita-acara"]
    assert "Rp100.000" in drawn["berita-acara"]
    assert "PP 7/2021" in drawn["berita-acara"]
    assert drawn["daftar-pendiri"].count("<tr>") == 1 + 9  # one name, eight gaps
    assert "Nomor identitas" in drawn["daftar-pendiri"]
    assert "Permen 01/2006" in drawn["anggaran-dasar"]
    assert "Permenkop-UKM 8/2021" in drawn["anggaran-dasar"]
    assert "Kuasa pendiri" in drawn["notaris"]


def test_what_people_type_is_text_in_a_pdf_and_never_markup(founding, novita):
    actions.change_founding(by=novita, founding=founding, name=HOSTILE, purpose=HOSTILE, seat=HOSTILE, at=AT)
    founding.refresh_from_db()
    founders = list(founding.founders.all())
    today = timezone.localdate()

    for _label, draw in PAPERS.values():
        paper = draw(founding, founders, readiness(founding, founders, today), today)
        assert pdf.as_pdf(paper).startswith(b"%PDF-")


def test_without_typst_the_pages_say_so_and_offer_no_pdf(founding, novita, as_user, monkeypatch):
    for views in (founding_views, paper_views):
        monkeypatch.setattr(views, "has_typst", lambda: False)
    reader, page = as_user(novita), f"{HERE}/{founding.slug}/"

    shown = text_of(reader.get(page))
    assert "tidak membuat PDF" in shown
    assert ".pdf" not in shown + text_of(reader.get(f"{page}surat/undangan/"))
    assert reader.get(f"{page}surat/undangan.pdf").status_code == 404


def test_a_founding_grows_out_of_an_initiative_and_says_so(city, novita, as_user, actor, make_concern):
    one = propose_initiative(
        by=novita, city=city, owner=actor, title="Antar belanja", purpose="Antaran bersama.",
        concern=make_concern("antaran mahal", decided_at=AT), at=AT,
    )  # fmt: skip
    reader = as_user(novita)

    assert f"/rintisan/baru/?prakarsa={one.slug}" in text_of(reader.get(f"/purwokerto/prakarsa/{one.slug}/"))
    form = text_of(reader.get(f"{HERE}/baru/?prakarsa={one.slug}"))
    assert f'<option value="{one.pk}" selected>' in form
    assert reader.get(f"{HERE}/baru/?prakarsa=%00").status_code == 200
    assert reader.post(f"{HERE}/baru/", {**FORM, "initiative": one.pk}).status_code == 303
    assert f"/purwokerto/prakarsa/{one.slug}/" in text_of(Client().get(f"{HERE}/koperasi-antar/"))


def test_the_list_asks_few_questions(city, novita, as_user, django_assert_max_num_queries):
    for number in range(20):
        actions.begin_founding(
            by=novita, city=city, name=f"Koperasi {number}", kind="SERVICE", purpose="Antaran.", at=AT
        )
    reader = as_user(novita)

    for address in ("/", "/koperasi-1/", "/koperasi-1/pendiri/", "/koperasi-1/ubah/"):
        with django_assert_max_num_queries(12):
            assert reader.get(f"{HERE}{address}").status_code == 200
