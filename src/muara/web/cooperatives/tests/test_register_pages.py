from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from muara.web.cooperatives.models import AnnualMeeting, Cooperative

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/koperasi"


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_register_says_who_lives_beside_what_was_published(client, city, make_cooperative):
    today = timezone.localdate()
    make_cooperative("Koperasi A", met=today - timedelta(days=100))
    make_cooperative("Koperasi B", met=today - timedelta(days=1500))
    city.published_counts.create(
        area="Kabupaten Banyumas", as_of_date=date(2025, 5, 22), n_registered=639, n_active=378,
        source="Tribun Muria", address="https://contoh.id/berita", added_at=timezone.now(),
    )  # fmt: skip

    page = text_of(client.get(f"{HERE}/"))

    assert "<h1>Satu dari dua koperasi mengadakan rapat anggota tahunan dalam 18 bulan terakhir.</h1>" in page
    for figure in ("<dd>639</dd>", "<dd>378</dd>", "<dd>261</dd>", "Tribun Muria", "22 Mei 2025"):
        assert figure in page
    dead = text_of(client.get(f"{HERE}/?keadaan=mati"))
    assert "<b>Koperasi B</b>" in dead
    assert "<b>Koperasi A</b>" not in dead
    assert "<b>Koperasi A</b>" in text_of(client.get(f"{HERE}/?q=%00&jenis=bukan&kecamatan=x&keadaan=y"))


def test_an_actor_leads_to_its_entry_or_to_those_of_a_like_name(client, koperasi, make_actor):
    make_actor("Koperasi & Baru")

    assert f"{HERE}/aktor/koperasi-a/" in text_of(client.get("/purwokerto/jejaring/aktor/koperasi-a/"))
    assert client.get(f"{HERE}/aktor/koperasi-a/").url == f"{HERE}/daftar/koperasi-a/"
    assert client.get(f"{HERE}/aktor/koperasi-baru/").url == f"{HERE}/?q=Koperasi+%26+Baru"
    assert client.get(f"{HERE}/aktor/tidak-ada/").status_code == 404


def test_pages_ask_few_questions(client, city, make_cooperative, django_assert_max_num_queries, as_user, sekar):
    for n in range(70):
        make_cooperative(f"Koperasi {n}", met=date(2026, 1, 1))
    as_user(sekar)

    for address in ("/", "/daftar/koperasi-1/", "/cari-bentuk/", "/aturan/", "/daftar.csv"):
        with django_assert_max_num_queries(12):
            assert client.get(f"{HERE}{address}").status_code == 200
    assert "hal=2" in text_of(client.get(f"{HERE}/"))


def test_a_cooperative_and_its_meetings_are_kept_through_the_pages(client, city, as_user, novita, actor):
    reader = as_user(novita)
    sent = reader.post(
        f"{HERE}/daftar/baru/",
        {"name": "Koperasi A", "kind": "CONSUMER", "level": "PRIMARY", "origin": "UNKNOWN", "actor": actor.pk},
    )
    assert sent.status_code == 303
    again = {"name": "Koperasi A", "kind": "SERVICE", "level": "PRIMARY", "origin": "UNKNOWN", "what": "Antaran"}
    refused = reader.post(f"{HERE}/daftar/baru/", again)
    assert refused.status_code == 409
    assert "Antaran" in text_of(refused)

    held = {"held": "2026-03-01", "for_year": "2025", "source": "Notulen", "n_present": "9", "n_members": "12"}
    assert reader.post(f"{HERE}/daftar/koperasi-a/rapat/", held).status_code == 303
    assert reader.post(f"{HERE}/daftar/koperasi-a/rapat/", held).status_code == 409
    page = text_of(client.get(f"{HERE}/daftar/koperasi-a/"))
    assert "9 dari 12 anggota hadir" in page
    assert "1 Maret 2026" in page
    changed = {**again, "name": "Koperasi A Jaya", "actor": actor.pk}
    assert reader.post(f"{HERE}/daftar/koperasi-a/ubah/", changed).status_code == 303
    assert Cooperative.objects.get().name == "Koperasi A Jaya"


def test_its_own_people_record_a_meeting_and_change_the_entry_without_moving_it(koperasi, bayu, as_user):
    reader = as_user(bayu)

    form = text_of(reader.get(f"{HERE}/daftar/koperasi-a/ubah/"))
    assert 'name="actor"' not in form
    changed = {"name": "Koperasi A", "kind": "SERVICE", "level": "PRIMARY", "origin": "BOTTOM_UP"}
    assert reader.post(f"{HERE}/daftar/koperasi-a/ubah/", changed).status_code == 303
    koperasi.refresh_from_db()
    assert (koperasi.kind, koperasi.actor.name) == ("SERVICE", "Koperasi A")
    held = {"held": "2026-03-01", "for_year": "2025", "source": "Notulen"}
    assert reader.post(f"{HERE}/daftar/koperasi-a/rapat/", held).status_code == 303
    assert AnnualMeeting.objects.count() == 1


def test_a_list_comes_in_after_a_preview_and_goes_out_again(client, city, as_user, sekar, novita):
    reader = as_user(sekar)
    file = SimpleUploadedFile("daftar.csv", b"nama,jenis,rat\nKoperasi Z,jasa,2026-02-01\n=1+1,,\n")
    preview = reader.post(f"{HERE}/impor/", {"file": file, "source": "Dinas, Mei 2026"})
    page = text_of(preview)
    assert "2 koperasi baru" in page
    assert not Cooperative.objects.exists()
    sealed = page.split('name="berkas" value="')[1].split('"')[0]

    assert as_user(novita).post(f"{HERE}/impor/", {"berkas": sealed}).status_code == 403
    reader = as_user(sekar)
    assert reader.post(f"{HERE}/impor/", {"berkas": sealed + "x"}).status_code == 409
    assert reader.post(f"{HERE}/impor/", {"berkas": sealed}).status_code == 303
    assert Cooperative.objects.get(name="Koperasi Z").kind == "SERVICE"
    written = text_of(client.get(f"{HERE}/daftar.csv"))
    assert "Koperasi Z,SERVICE,UNKNOWN,,,2026-02-01,," in written
    assert "'=1+1" in written
    broken = SimpleUploadedFile("daftar.csv", b"nama,rat\nA,kemarin\n")
    refused = reader.post(f"{HERE}/impor/", {"file": broken, "source": "x"})
    assert refused.status_code == 422
    assert "kemarin" in text_of(refused)
