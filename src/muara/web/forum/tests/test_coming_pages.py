"""The pages of who wants to come: the form, the secret link, the list of the facilitator, sheet, table, feeds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from tests.weight import answer_weight, first_visit

from conftest import NIGHT
from muara.web.accounts.logs import WithoutSecrets
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.forum.actions import register, set_agenda
from muara.web.forum.models import Registration, Session
from muara.web.forum.tests.test_pages import text_of, told
from muara.web.ui import guard

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
HERE = "/purwokerto/sesi/26/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "DWELL", timedelta(0))


def fill(client: Client, name: str, address: str = f"{HERE}daftar/", **given: str) -> Any:
    """Open the form and send it filled in, as a person does."""
    page = text_of(client.get(address))
    hidden = dict(re.findall(r'<input type="hidden" name="(stamp|asked|untuk)" value="([^"]*)"', page))
    return client.post(address.partition("?")[0], hidden | {"name": name} | given)


class TestRegistering:
    def test_a_name_leads_to_a_link_that_is_theirs_alone(self, client: Client, coming: Session):
        answer = fill(client, "Rahma")

        link = answer.headers["Location"]
        assert re.fullmatch(rf"{HERE}daftar/[\w-]{{22}}/", link)
        assert Registration.objects.get().status == "CONFIRMED"
        mine = Client().get(link)
        assert "Rahma, tempat Anda sudah disimpan" in text_of(mine)
        assert mine.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in mine.headers["Cache-Control"]

    def test_the_token_is_nowhere_in_the_database(self, client: Client, coming: Session):
        token = fill(client, "Rahma").headers["Location"].split("/")[-2]

        from django.core import serializers

        from muara.web.accounts.models import AuditLine, Notice

        rows = [*Registration.objects.all(), *AuditLine.objects.all(), *Notice.objects.all()]
        assert token not in serializers.serialize("json", rows)

    def test_looking_at_the_link_changes_nothing_and_another_link_is_not_found(
        self, client: Client, registration: Registration
    ):
        for _ in range(2):
            assert client.get(f"{HERE}daftar/rahasia-peserta/").status_code == 200
        registration.refresh_from_db()
        assert registration.status == "CONFIRMED"
        assert client.get(f"{HERE}daftar/rahasia-pesert/").status_code == 404
        assert client.post(f"{HERE}daftar/rahasia-pesert/").status_code == 404
        assert client.get("/purwokerto/sesi/25/daftar/rahasia-peserta/").status_code == 404

    def test_names_and_phones_are_on_no_public_page(self, client: Client, registration: Registration):
        for path in ("", "daftar/", "poster/", "sesi.ics", "../", "../sesi.atom", "../sesi.ics"):
            page = text_of(client.get(f"{HERE}{path}".replace("26/../", "")))
            assert "Rahma" not in page
            assert "81234567890" not in page

    def test_below_five_people_no_number_is_told(self, client: Client, coming: Session, make_participant: Any):
        Session.objects.filter(pk=coming.pk).update(capacity=9)
        for n in range(4):
            register(by=make_participant(), session=coming, name=f"Orang {n}", token=str(n), at=timezone.now())
        assert "Ada tempat untuk 9 orang." in text_of(client.get(HERE))
        register(by=make_participant(), session=coming, name="Kelima", token="5", at=timezone.now())
        assert "Sisa 4 dari 9 tempat." in text_of(client.get(HERE))

    def test_the_page_knows_who_has_a_place_and_who_waits(self, coming: Session):
        phones = [Client() for _ in range(3)]
        for phone in phones:
            fill(phone, "Rahma")

        assert "Anda mendapat tempat." in text_of(phones[0].get(HERE))
        assert "Anda nomor 1 di daftar tunggu." in text_of(phones[2].get(HERE))
        phones[0].post(f"{HERE}daftar/saya/")
        assert "Anda mendapat tempat." in text_of(phones[2].get(HERE))
        assert "Saya mau datang" not in text_of(phones[2].get(HERE))

    def test_for_somebody_else_the_form_stands_open_again(self, client: Client, coming: Session):
        fill(client, "Rahma")
        assert client.get(f"{HERE}daftar/").headers["Location"] == f"{HERE}daftar/saya/"

        fill(client, "Ibu Rahma", f"{HERE}daftar/?untuk=lain")

        assert Registration.objects.get(name="Ibu Rahma").participant is None

    def test_the_account_is_known_by_name_and_phone(self, as_user: SignIn, coming: Session, stranger: User):
        User.objects.filter(pk=stranger.pk).update(phone="+6281200001111")

        page = text_of(as_user(stranger).get(f"{HERE}daftar/"))

        assert 'value="Asing"' in page
        assert 'value="+6281200001111"' in page

    def test_a_closed_door_says_so(self, client: Client, session: Session):
        page = client.get("/purwokerto/sesi/25/daftar/")

        assert page.status_code == 200
        assert "Pendaftaran tidak dibuka" in text_of(page)
        assert "<input" not in text_of(page).split("<main")[1].split("</main")[0]

    def test_what_was_typed_is_kept_when_refused(self, client: Client, coming: Session):
        answer = fill(client, "Rahma", phone="12")

        assert answer.status_code == 422
        assert 'value="Rahma"' in text_of(answer)
        assert not Registration.objects.exists()

    def test_the_token_does_not_reach_the_log(self, client: Client, coming: Session, caplog: Any):
        client.get(f"{HERE}daftar/rahasia-di-catatan/")

        assert caplog.records
        for record in caplog.records:
            WithoutSecrets().filter(record)
            assert "rahasia-di-catatan" not in record.getMessage()


class TestCrowd:
    def test_a_hall_behind_one_address_is_asked_a_sum_and_never_refused(self, make_session: Any):
        make_session("ANNOUNCED", number=26, starts_at=timezone.now() + timedelta(days=1))
        n_asked = 0
        for n in range(200):
            phone = Client(REMOTE_ADDR="36.72.10.5")
            page = text_of(phone.get(f"{HERE}daftar/"))
            sums = re.search(r"Berapa (\d) ditambah (\d)\?", page)
            n_asked += sums is not None
            given = {"sum": str(int(sums[1]) + int(sums[2]))} if sums else {}
            hidden = dict(re.findall(r'<input type="hidden" name="(stamp|asked)" value="([^"]*)"', page))
            answer = phone.post(f"{HERE}daftar/", hidden | {"name": f"Warga {n}"} | given)
            assert answer.status_code == 302

        assert Registration.objects.count() == 200
        assert n_asked == 170

    def test_a_wrong_sum_a_forged_one_and_none_keep_what_was_typed(self, make_session: Any, monkeypatch: Any):
        make_session("ANNOUNCED", number=26, starts_at=timezone.now() + timedelta(days=1))
        monkeypatch.setattr("muara.web.ui.crowd.CALM", 0)

        for given in ({"sum": "999"}, {"sum": "4", "asked": "[2, 2]"}, {}):
            answer = fill(Client(), "Rahma", **given)
            assert answer.status_code == 422
            assert "Jawab hitungan kecil ini" in text_of(answer)
            assert 'value="Rahma"' in text_of(answer)
        assert not Registration.objects.exists()

    def test_another_network_is_not_asked(self, make_session: Any, monkeypatch: Any):
        make_session("ANNOUNCED", number=26, starts_at=timezone.now() + timedelta(days=1))
        monkeypatch.setattr("muara.web.ui.crowd.CALM", 1)
        fill(Client(REMOTE_ADDR="36.72.10.5"), "Rahma")

        assert "ditambah" in text_of(Client(REMOTE_ADDR="36.72.10.5").get(f"{HERE}daftar/"))
        assert "ditambah" not in text_of(Client(REMOTE_ADDR="36.72.10.6").get(f"{HERE}daftar/"))


class TestFacilitator:
    def test_the_list_has_names_and_a_chat_and_the_first_who_waits_moves_up(
        self, as_user: SignIn, novita: User, registration: Registration, make_participant: Any
    ):
        for name in ("Bayu", "Citra"):
            register(by=make_participant(), session=registration.session, name=name, token=name, at=timezone.now())
        client = as_user(novita)

        page = text_of(client.get(f"{HERE}peserta/"))
        assert "2 orang mendapat tempat, 1 menunggu" in page
        assert "https://wa.me/6281234567890?text=" in page
        client.post(f"{HERE}peserta/{registration.pk}/batal/")

        assert [row.name for row in Registration.objects.confirmed().order_by("pk")] == ["Bayu", "Citra"]
        again = client.post(f"{HERE}peserta/{registration.pk}/batal/")
        assert again.status_code == 409
        assert "sudah dikembalikan" in told(again)

    def test_nobody_is_taken_off_by_the_page_of_another_evening(
        self, as_user: SignIn, novita: User, registration: Registration, session: Session
    ):
        answer = as_user(novita).post(f"/purwokerto/sesi/25/peserta/{registration.pk}/batal/")

        assert answer.status_code == 404
        registration.refresh_from_db()
        assert registration.status == "CONFIRMED"

    def test_the_table_holds_no_formula(
        self, as_user: SignIn, novita: User, coming: Session, make_participant: Any
    ):
        register(
            by=make_participant(), session=coming, name="=1+1", token="x", phone="081234567890", at=timezone.now()
        )

        answer = as_user(novita).get(f"{HERE}peserta.csv")

        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1][1:3] == ["'=1+1", "0812-3456-7890"]
        assert answer.headers["Content-Disposition"] == 'attachment; filename="peserta-26.csv"'

    def test_the_sheet_has_every_name_and_empty_rows(
        self, as_user: SignIn, novita: User, registration: Registration
    ):
        page = text_of(as_user(novita).get(f"{HERE}lembar-hadir/"))

        assert page.count("<tr>") == 31
        assert "<td>Rahma</td>" in page
        assert "+62" not in page

    @pytest.mark.parametrize("n", [1, 60])
    def test_the_list_asks_the_database_a_few_times_however_long(
        self, as_user: SignIn, novita: User, make_session: Any, make_participant: Any, n: int,
        django_assert_max_num_queries: Any,
    ):  # fmt: skip
        wide = make_session("ANNOUNCED", number=26, starts_at=timezone.now() + timedelta(days=1))
        for k in range(n):
            register(by=make_participant(), session=wide, name=f"Orang {k}", token=str(k), at=timezone.now())
        client = as_user(novita)

        with django_assert_max_num_queries(10):
            assert client.get(f"{HERE}peserta/").status_code == 200

    def test_what_is_on_now_is_marked_and_comes_along_with_each_tick(
        self, as_user: SignIn, novita: User, session: Session
    ):
        now = timezone.localtime(timezone.now() + timedelta(hours=7), UTC)
        Session.objects.update(starts_at=timezone.now() - timedelta(minutes=20))
        session.refresh_from_db()
        began = (now - timedelta(minutes=20)).strftime("%H.%M")
        set_agenda(by=novita, session=session, text=f"{began} Pembukaan", at=timezone.now())
        client = as_user(novita)

        for headers in ({}, {"hx-request": "true"}):
            page = text_of(client.get("/purwokerto/sesi/25/pemandu/", headers=headers))
            assert re.search(r'aria-current="step"><span class="n">[\d.]+</span><span>Pembukaan', page)

    def test_what_cannot_be_read_stays_in_the_field(self, as_user: SignIn, novita: User, session: Session):
        answer = as_user(novita).post("/purwokerto/sesi/25/acara/", {"agenda": "19.30 Buka\nentah"})

        assert answer.status_code == 409
        assert "19.30 Buka" in text_of(answer)
        assert "Baris 2: mulai dengan waktunya" in text_of(answer)

    def test_a_point_is_taken_from_a_map_and_leads_back_to_it(
        self, as_user: SignIn, novita: User, client: Client, coming: Session
    ):
        told = {
            "theme": "Balai",
            "question": coming.question,
            "day": "2026-12-04",
            "time": "19:30",
            "until": "00:30",
            "venue": "Balai",
            "capacity": "30",
            "access_note": "Ada jalur kursi roda.",
            "point": "https://www.google.com/maps/@-7.4213,109.2344,17z",
        }

        answer = as_user(novita).post(f"{HERE}ubah/", told)

        assert answer.status_code == 302
        coming.refresh_from_db()
        assert (coming.latitude, coming.longitude, coming.capacity) == (-7.4213, 109.2344, 30)
        assert coming.ends_at == datetime(2026, 12, 4, 17, 30, tzinfo=UTC)
        page = text_of(client.get(HERE))
        assert "geo:-7.421300,109.234400?q=-7.421300,109.234400(Balai)" in page
        assert "mlat=-7.421300&amp;mlon=109.234400" in page
        assert "Ada jalur kursi roda." in page
        assert 'value="-7.4213, 109.2344"' in text_of(client.get(f"{HERE}ubah/"))

    def test_a_copy_opens_in_its_form_and_a_called_off_evening_says_why(
        self, as_user: SignIn, novita: User, coming: Session
    ):
        client = as_user(novita)
        assert client.post(f"{HERE}salin/").headers["Location"] == "/purwokerto/sesi/27/ubah/"
        client.post(f"{HERE}batal/", {"reason": "Balai <dipakai>."})

        page = text_of(Client().get(HERE))
        assert "Sesi ini tidak jadi diadakan.</b> Balai &lt;dipakai&gt;." in page
        assert "Saya mau datang" not in page
        assert '<span class="state no">dibatalkan</span>' in text_of(client.get("/purwokerto/sesi/"))


def unfolded(text: str) -> list[tuple[str, str]]:
    """Read a calendar as RFC 5545 says: lines end on CRLF, a line that begins with a space goes on."""
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert all("\n" not in line for line in lines)
    return [(line.partition(":")[0], line.partition(":")[2]) for line in lines]


class TestFeeds:
    def test_an_evening_is_one_entry_of_a_calendar(self, client: Client, make_session: Any):
        make_session("ANNOUNCED", question="Beras; gula, dan\ngaram?", ends_at=NIGHT + timedelta(hours=2))

        answer = client.get(f"{HERE}sesi.ics")
        lines = unfolded(answer.content.decode())

        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert [name for name, _ in lines if name in {"BEGIN", "END"}] == ["BEGIN", "BEGIN", "END", "END"]
        entry = dict(lines)
        assert entry["UID"] == "sesi-26-purwokerto@testserver"
        assert (entry["DTSTART"], entry["DTEND"]) == ("20261120T123000Z", "20261120T143000Z")
        assert entry["SUMMARY"] == "BATS 26: Beras\\; gula\\, dan\\ngaram?"
        assert entry["URL"] == "http://testserver/purwokerto/sesi/26/"
        assert "STATUS" not in entry

    def test_what_was_called_off_stays_in_the_calendar_as_such(self, client: Client, make_session: Any):
        make_session("CANCELLED", cancelled_at=NIGHT, changed_at=NIGHT + timedelta(days=1))
        entry = dict(unfolded(client.get("/purwokerto/sesi/sesi.ics").content.decode()))

        assert (entry["STATUS"], entry["DTSTAMP"]) == ("CANCELLED", "20261121T123000Z")

    def test_drafts_and_other_cities_are_in_no_feed(self, client: Client, make_session: Any, other_city: City):
        make_session("DRAFT", number=27, question="Rahasia?")
        make_session("ANNOUNCED", where=other_city, number=28, question="Di sebelah?")
        make_session("ANNOUNCED")

        for path in ("sesi.ics", "sesi.atom"):
            text = text_of(client.get(f"/purwokerto/sesi/{path}"))
            assert "Mengapa warung" in text
            assert "Rahasia?" not in text
            assert "Di sebelah?" not in text

    def test_the_atom_feed_is_well_formed_and_runs_nothing(self, client: Client, make_session: Any):
        make_session("ANNOUNCED", venue="<script>alert(1)</script>", question="Beras & gula <b>?")

        answer = client.get("/purwokerto/sesi/sesi.atom")
        feed = ET.fromstring(answer.content)

        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        entry = feed.find(f"{ATOM}entry")
        assert entry is not None
        told = {part.tag.removeprefix(ATOM): part.text or part.get("href") for part in entry}
        assert told["title"] == "BATS 26: Beras & gula <b>?"
        assert told["link"] == "http://testserver/purwokerto/sesi/26/"
        assert told["id"] == "tag:testserver,2026-11-20:purwokerto/sesi/26"
        assert "<script>" not in (told["summary"] or "")
        assert "&lt;script&gt;" in (told["summary"] or "")

    @pytest.mark.parametrize("n", [1, 50])
    def test_a_feed_asks_the_database_a_few_times_however_long(
        self, client: Client, make_session: Any, n: int, django_assert_max_num_queries: Any
    ):
        for number in range(1, n + 1):
            make_session("PUBLISHED", number=number)

        for path in ("sesi.ics", "sesi.atom"):
            with django_assert_max_num_queries(5):
                client.get(f"/purwokerto/sesi/{path}")


class TestWeight:
    def test_the_page_of_an_evening_is_light_on_the_first_visit_and_lighter_later(
        self, client: Client, registration: Registration, novita: User
    ):
        session = registration.session
        with timezone.override(session.city.time_zone):
            times = [timezone.localtime(session.starts_at + timedelta(minutes=15 * n)) for n in range(16)]
        text = "\n".join(f"{at:%H.%M} Bagian acara yang panjang namanya" for at in times)
        set_agenda(by=novita, session=session, text=text, at=NIGHT)

        assert first_visit(client, HERE).total <= 35_000
        assert answer_weight(client, HERE) <= 10_000
        for path in ("daftar/", "daftar/rahasia-peserta/", "poster/"):
            assert first_visit(client, f"{HERE}{path}").total <= 35_000


def test_who_gave_a_place_back_by_the_link_reads_so(client: Client, registration: Registration):
    answer = client.post(f"{HERE}daftar/rahasia-peserta/")

    assert answer.headers["Location"] == HERE
    assert "Tempat Anda sudah dikembalikan" in text_of(client.get(HERE))
    assert "Tempat ini sudah dikembalikan" in text_of(client.get(f"{HERE}daftar/rahasia-peserta/"))
    assert client.post(f"{HERE}daftar/rahasia-peserta/").status_code == 409
