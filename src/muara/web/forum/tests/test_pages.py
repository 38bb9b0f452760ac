from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.weight import answer_weight, first_visit

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import GivenRole, set_roles
from muara.web.forum.models import Attendance, HeadCount, Session

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=("Cs",)), max_size=60)
HOSTILE = [
    "\0", "a\0b", "\u202eterbalik", "\u200b", "a" * 5_000, "<script>alert(1)</script>", "' OR 1=1 --",
    "{{ 7*7 }}", "%s%(x)s", "\uffff", "\U0010ffff", "Z̴a̷l̶g̸o̵" * 20, "../../etc/passwd", "\r\nSet-Cookie: a=b",
]  # fmt: skip


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def told(answer: Any) -> str:
    found = re.search(r'role="alert">([^<]+)<', text_of(answer))
    assert found
    return found[1]


class TestReading:
    def test_the_question_is_the_title_and_the_evening_is_dated_as_people_say_it(
        self, client: Client, session: Session
    ):
        page = text_of(client.get("/purwokerto/sesi/25/"))

        assert "<h1>Siapa boleh memakai, dan siapa yang merawat?</h1>" in page
        assert "Jumat, 20 November 2026, 19.30 WIB. Balai kelurahan." in page

    def test_a_city_further_east_tells_its_own_time(self, client: Client, session: Session):
        City.objects.update(time_zone="Asia/Makassar")

        assert "20.30 WITA" in text_of(client.get("/purwokerto/sesi/25/"))

    def test_a_draft_is_not_found_by_the_public(
        self, client: Client, make_session: Any, as_user: SignIn, novita: User
    ):
        make_session("DRAFT")

        assert client.get("/purwokerto/sesi/26/").status_code == 404
        assert "Mengapa warung" not in text_of(client.get("/purwokerto/sesi/"))
        assert as_user(novita).get("/purwokerto/sesi/26/").status_code == 200

    def test_a_session_of_another_city_is_not_found(self, client: Client, session: Session, other_city: City):
        assert client.get("/cilacap/sesi/25/").status_code == 404

    @pytest.mark.parametrize("number", ["0", "9" * 25, "2147483648", "9223372036854775808"])
    def test_a_number_that_no_database_holds_is_not_found(self, client: Client, session: Session, number: str):
        assert client.get(f"/purwokerto/sesi/{number}/").status_code == 404

    def test_the_name_is_shown_only_as_the_person_allows(self, client: Client, session: Session, novita: User):
        roles = [
            GivenRole("SPARK_SPEAKER", "akademisi", "Rina", is_name_public=True),
            GivenRole("NOTE_TAKER", "media", "Bowo"),
        ]
        set_roles(by=novita, session=session, roles=roles, at=NIGHT)

        page = text_of(client.get("/purwokerto/sesi/25/"))

        assert "Rina, akademisi" in page
        assert "<dd>media</dd>" in page
        assert "Bowo" not in page

    def test_who_came_is_told_by_sector_only_with_the_record(self, client: Client, session: Session):
        HeadCount.objects.create(session=session, sector="SHOP", n=14)

        for status, told in [("OPEN", ">Sedikitnya 10 orang<"), ("CLOSED", ">Sedikitnya 10 orang<")]:
            Session.objects.update(status=status)
            page = text_of(client.get("/purwokerto/sesi/25/"))
            assert told in page
            assert '<table class="bars who">' not in page
        Session.objects.update(status="PUBLISHED")
        assert ">14 orang, 1 sektor<" in text_of(client.get("/purwokerto/sesi/25/"))

    def test_below_five_people_no_sector_is_named(self, client: Client, make_session: Any):
        record = make_session("PUBLISHED")
        HeadCount.objects.create(session=record, sector="SHOP", n=4)

        page = text_of(client.get("/purwokerto/sesi/26/"))

        assert "Kurang dari lima orang" in page
        assert '<table class="bars who">' not in page

    def test_the_whatsapp_text_is_ready_and_opens_nothing_by_itself(self, client: Client, session: Session):
        page = text_of(client.get("/purwokerto/sesi/25/"))

        link = re.search(r'href="https://wa\.me/\?text=([^"]+)"', page)
        assert link
        assert "http://testserver/s/bats25a" in unquote(link[1])
        assert "Siapa boleh memakai" in unquote(link[1])

    def test_in_production_the_configured_address_is_shared(self, client: Client, session: Session, settings: Any):
        settings.PRODUCTION, settings.BASE_URL = True, "https://muara.example"

        assert "muara.example/s/bats25a" in text_of(client.get("/purwokerto/sesi/25/"))

    def test_the_hall_code_is_never_on_a_public_page(self, client: Client, session: Session):
        for path in ("sesi/", "sesi/25/", "sesi/25/ikut/", "h/"):
            assert "K7M2QX" not in text_of(client.get(f"/purwokerto/{path}"))

    def test_the_list_has_a_tile_for_what_is_coming(self, client: Client, make_session: Any):
        make_session("ANNOUNCED", starts_at=timezone.now() + timedelta(days=7))

        page = text_of(client.get("/purwokerto/sesi/"))

        assert 'class="calendar"' in page
        assert "Mengapa warung kalah ramai?" in page
        assert "BATS 26 · " in page

    def test_a_city_without_sessions_says_so(self, client: Client, city: City):
        assert "Belum ada sesi yang diumumkan" in text_of(client.get("/purwokerto/sesi/"))


class TestShortLink:
    def test_it_leads_to_the_page_of_the_session_however_it_is_typed(self, client: Client, session: Session):
        for code in ("bats25a", "BATS25A", "Bats25a", "bats25a/"):
            assert client.get(f"/s/{code}").headers["Location"] == "/purwokerto/sesi/25/"

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
            "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "%2f%2fevil.example",
            "%5cevil.example", "..//evil.example", "../../evil.example", "@evil.example", "user:pw@evil.example",
            "evil.example", "evil%E3%80%82example", "xn--evl-bna.example", "bats25a@evil.example",
            "bats25a%2f%2fevil.example", "bats25a%0d%0aLocation:%20https://evil.example", "bats25a%0a",
            "bats25a%00",
            "bats25a?next=//evil.example", "bats25a?next=https://evil.example", "bats25a#//evil.example",
            "bats25a//evil.example", "bats25a/../../evil.example", "bats25a%3fnext=evil", "bats25a;evil",
            "٢٥", "𝐛𝐚𝐭𝐬𝟐𝟓𝐚",
        ],
    )  # fmt: skip
    def test_it_never_leads_off_this_site(self, client: Client, session: Session, target: str):
        answer = client.get(f"/s/{target}")

        assert answer.status_code in {301, 302, 400, 404}
        assert answer.headers.get("Location", "/purwokerto/sesi/25/") in {"/purwokerto/sesi/25/", f"/s/{target}/"}
        assert not answer.headers.get("Location", "").startswith(("//", "/\\", "http"))

    def test_an_unknown_code_is_not_found(self, client: Client, session: Session):
        assert client.get("/s/ada0000").status_code == 404


class TestPlanning:
    def given(self, **changed: Any) -> dict[str, Any]:
        return {
            "question": "Siapa merawat balai?",
            "theme": "Balai",
            "day": "2026-12-04",
            "time": "19:30",
            "venue": "Balai kelurahan",
            "invited_sectors": ["SHOP", "VILLAGE"],
            **changed,
        }

    def test_a_facilitator_plans_in_the_time_of_the_city(self, as_user: SignIn, novita: User, city: City):
        answer = as_user(novita).post("/purwokerto/sesi/baru/", self.given())

        planned = Session.objects.get()
        assert answer.headers["Location"] == "/purwokerto/sesi/1/pemandu/"
        assert planned.starts_at.isoformat() == "2026-12-04T12:30:00+00:00"

    def test_the_form_begins_with_what_the_last_evening_was(self, as_user: SignIn, novita: User, session: Session):
        Session.objects.update(invited_sectors=["MEDIA"])

        page = text_of(as_user(novita).get("/purwokerto/sesi/baru/"))

        assert 'value="Balai kelurahan"' in page
        assert 'value="19:30"' in page
        assert re.search(r'value="MEDIA"[^>]*checked', page)

    def test_what_was_typed_is_kept_when_something_is_missing(self, as_user: SignIn, novita: User, city: City):
        answer = as_user(novita).post("/purwokerto/sesi/baru/", self.given(venue=""))

        assert answer.status_code == 422
        assert "Siapa merawat balai?" in text_of(answer)
        assert not Session.objects.exists()

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_a_day_out_of_time_is_refused_in_words(self, as_user: SignIn, novita: User, city: City, day: str):
        answer = as_user(novita).post("/purwokerto/sesi/baru/", self.given(day=day))

        assert answer.status_code == 409
        assert "lima tahun ke depan" in text_of(answer)

    def test_an_asked_question_is_refused_to_change_and_the_text_is_kept(
        self, as_user: SignIn, novita: User, session: Session
    ):
        answer = as_user(novita).post("/purwokerto/sesi/25/ubah/", self.given(venue="Tempat baru"))

        assert answer.status_code == 409
        assert "Tempat baru" in text_of(answer)

    def test_opening_the_form_and_saving_it_changes_nothing(self, as_user: SignIn, novita: User, session: Session):
        Session.objects.update(gist="satu\ndua", invited_sectors=["SHOP"])
        client = as_user(novita)
        form = client.get("/purwokerto/sesi/25/ubah/").context["form"]

        sent = {name: value for name, value in form.initial.items() if value is not None}
        answer = client.post("/purwokerto/sesi/25/ubah/", {**sent, "time": "19:30"})

        assert answer.status_code == 302
        assert AuditLine.objects.get(verb="edited").detail == {"changed": []}

    def rows(self, *rows: dict[str, str]) -> dict[str, str]:
        given = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
        return given | {
            f"form-{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()
        }

    def test_roles_are_written_down_and_empty_rows_left_out(self, as_user: SignIn, novita: User, session: Session):
        rows = self.rows(
            {"kind": "SPARK_SPEAKER", "role": "akademisi", "name": "Rina"},
            {"kind": "SPARK_SPEAKER", "role": "", "name": ""},
            {"kind": "NOTE_TAKER", "role": "media", "name": "Bowo", "is_name_public": "on"},
        )

        assert as_user(novita).post("/purwokerto/sesi/25/peran/", rows).status_code == 302
        assert sorted(role.shown for role in session.roles.all()) == ["Bowo, media", "akademisi"]

    def test_a_name_without_a_role_is_asked_for_it(self, as_user: SignIn, novita: User, session: Session):
        answer = as_user(novita).post(
            "/purwokerto/sesi/25/peran/", self.rows({"kind": "MODERATOR", "role": "", "name": "Bowo"})
        )

        assert answer.status_code == 422
        assert "Bowo" in text_of(answer)

    @pytest.mark.parametrize("total", ["x", "99999", ""])
    def test_a_forged_number_of_rows_is_refused(self, as_user: SignIn, novita: User, session: Session, total: str):
        answer = as_user(novita).post(
            "/purwokerto/sesi/25/peran/", {"form-TOTAL_FORMS": total, "form-INITIAL_FORMS": "0"}
        )

        assert answer.status_code == 422


class TestRunning:
    def test_the_steps_lead_through_the_evening(self, as_user: SignIn, novita: User, make_session: Any):
        make_session("DRAFT")
        client = as_user(novita)

        for step, status in [
            ("announce", "ANNOUNCED"),
            ("open", "OPEN"),
            ("close", "CLOSED"),
            ("publish", "PUBLISHED"),
        ]:
            assert f'value="{step}"' in text_of(client.get("/purwokerto/sesi/26/pemandu/"))
            assert client.post("/purwokerto/sesi/26/langkah/", {"step": step}).status_code == 302
            assert Session.objects.get().status == status

    def test_a_step_that_cannot_be_taken_is_answered_on_the_page(
        self, as_user: SignIn, novita: User, session: Session
    ):
        answer = as_user(novita).post("/purwokerto/sesi/25/langkah/", {"step": "publish"})

        assert answer.status_code == 409
        assert "Tutup sesi ini dulu" in text_of(answer)

    @pytest.mark.parametrize("step", ["", "delete", "\0", "OPEN"])
    def test_an_unknown_step_is_a_bad_request(self, as_user: SignIn, novita: User, session: Session, step: str):
        assert as_user(novita).post("/purwokerto/sesi/25/langkah/", {"step": step}).status_code == 400

    def test_a_tap_counts_with_and_without_htmx(self, as_user: SignIn, novita: User, session: Session):
        client = as_user(novita)

        plain = client.post("/purwokerto/sesi/25/hitung/", {"add": "SHOP"})
        tapped = client.post("/purwokerto/sesi/25/hitung/", {"add": "SHOP"}, headers={"hx-request": "true"})
        taken = client.post("/purwokerto/sesi/25/hitung/", {"take": "SHOP"}, headers={"hx-request": "true"})

        assert plain.headers["Location"] == "/purwokerto/sesi/25/pemandu/#ruang"
        assert '<b id="n-SHOP">2</b>' in text_of(tapped)
        assert "<html" not in text_of(tapped)
        assert '<b id="n-SHOP">1</b>' in text_of(taken)

    def test_below_nobody_is_answered_with_the_figures_kept(self, as_user: SignIn, novita: User, session: Session):
        answer = as_user(novita).post(
            "/purwokerto/sesi/25/hitung/", {"take": "SHOP"}, headers={"hx-request": "true"}
        )

        assert answer.status_code == 409
        assert '<b id="n-SHOP">0</b>' in text_of(answer)

    def test_a_new_code_is_shown_at_once(self, as_user: SignIn, novita: User, session: Session):
        client = as_user(novita)

        client.post("/purwokerto/sesi/25/kode/")

        session.refresh_from_db()
        assert session.hall_code in text_of(client.get("/purwokerto/sesi/25/pemandu/"))
        assert session.hall_code != "K7M2QX"

    def test_a_screen_that_phones_cannot_reach_says_so(self, as_user: SignIn, novita: User, session: Session):
        client = as_user(novita)

        assert "MUARA_HOST" in text_of(
            client.get("/purwokerto/sesi/25/pemandu/", headers={"host": "localhost:8000"})
        )
        assert "MUARA_HOST" not in text_of(client.get("/purwokerto/sesi/25/pemandu/"))

    def test_the_projector_tells_people_in_fives_and_names_nobody(
        self, as_user: SignIn, novita: User, session: Session, make_participant: Any
    ):
        client = as_user(novita)
        seen = []
        for _ in range(11):
            Attendance.objects.create(session=session, participant=make_participant(), at=NIGHT)
            page = text_of(client.get("/purwokerto/sesi/25/layar/", headers={"hx-request": "true"}))
            found = re.search(r'<span class="clock">(\d+)</span>', page)
            seen.append(int(found[1]) if found else 0)

        assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]

    def test_the_projector_refreshes_without_scripts(self, as_user: SignIn, novita: User, session: Session):
        page = text_of(as_user(novita).get("/purwokerto/sesi/25/layar/"))

        assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
        assert "K7M2QX" in page

    @pytest.mark.parametrize("status", ["DRAFT", "ANNOUNCED", "CLOSED", "PUBLISHED"])
    def test_the_projector_shows_no_door_before_and_after(
        self, as_user: SignIn, novita: User, make_session: Any, status: str
    ):
        make_session(status)

        assert "/h/" not in text_of(as_user(novita).get("/purwokerto/sesi/26/layar/"))


class TestHall:
    def test_a_look_at_the_door_changes_nothing(self, client: Client, session: Session):
        page = client.get("/purwokerto/h/K7M2QX/")

        assert text_of(page).count("<button>") == 1
        assert not Participant.objects.exists()
        assert "perangkat" not in client.cookies

    def test_a_guest_comes_in_and_is_led_on(self, client: Client, session: Session):
        answer = client.post("/purwokerto/h/k7m2qx/", follow=True)

        assert answer.redirect_chain == [("/purwokerto/sesi/25/ikut/", 302)]
        assert "Anda tercatat hadir" in text_of(answer)
        assert Participant.objects.get().tier == "VERIFIED"

    def test_a_phone_that_is_in_already_is_led_on_at_once(self, client: Client, session: Session):
        client.post("/purwokerto/h/K7M2QX/")

        assert client.get("/purwokerto/h/K7M2QX/").headers["Location"] == "/purwokerto/sesi/25/ikut/"

    def test_the_typed_code_lets_in_too(self, client: Client, session: Session):
        answer = client.post("/purwokerto/h/", {"code": " k7m-2qx"})

        assert answer.headers["Location"] == "/purwokerto/sesi/25/ikut/"

    def test_a_wrong_code_is_kept_in_the_form(self, client: Client, session: Session):
        answer = client.post("/purwokerto/h/", {"code": "K7M2QQ"})

        assert answer.status_code == 409
        assert 'value="K7M2QQ"' in text_of(answer)

    def test_the_code_of_one_city_opens_nothing_in_another(
        self, client: Client, session: Session, other_city: City
    ):
        assert client.get("/cilacap/h/K7M2QX/").status_code == 404
        assert client.post("/cilacap/h/K7M2QX/").status_code == 409
        assert not Attendance.objects.exists()

    def test_the_code_of_a_closed_session_opens_nothing(self, client: Client, session: Session):
        Session.objects.update(status="CLOSED")  # even if its code had stayed

        assert client.get("/purwokerto/h/K7M2QX/").status_code == 404
        assert client.post("/purwokerto/h/K7M2QX/").status_code == 409

    def test_two_hundred_people_behind_one_address_all_come_in(self, session: Session):
        for _ in range(200):
            phone = Client(REMOTE_ADDR="36.72.10.5", headers={"x-forwarded-for": "36.72.10.5"})
            assert phone.post("/purwokerto/h/K7M2QX/").status_code == 302

        assert Attendance.objects.count() == 200

    def test_a_phone_that_guesses_fifty_codes_is_refused_and_its_neighbors_are_not(self, session: Session):
        guesser, neighbor = Client(REMOTE_ADDR="36.72.10.5"), Client(REMOTE_ADDR="36.72.10.5")

        answers = {told(guesser.post("/purwokerto/h/", {"code": f"A{number:05}"})) for number in range(50)}

        assert len(answers) == 1
        assert "Lihat layar di ruangan" in answers.pop()
        assert guesser.post("/purwokerto/h/K7M2QX/").status_code == 409
        assert neighbor.post("/purwokerto/h/K7M2QX/").status_code == 302

    @pytest.mark.parametrize("code", ["%00", "%ff", "%F0%9F%98%80", "a" * 3_000, "%E2%80%AE", "..", "%0d%0a"])
    def test_any_code_in_the_address_is_answered_in_words(self, client: Client, session: Session, code: str):
        assert client.get(f"/purwokerto/h/{code}/").status_code == 404
        assert client.post(f"/purwokerto/h/{code}/").status_code in {404, 409}


class TestHostileText:
    """Reliability T11: whatever is typed ends in a page, never in a fault, on both databases."""

    FIELDS = ("question", "theme", "venue", "gist", "day", "time", "district", "invited_sectors")

    @pytest.mark.parametrize("field", FIELDS)
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_in_a_plan(self, as_user: SignIn, novita: User, city: City, field: str, text: str):
        answer = as_user(novita).post("/purwokerto/sesi/baru/", TestPlanning().given(**{field: text}))

        assert answer.status_code in {302, 409, 422}
        if answer.status_code == 302:
            shown = as_user(novita).get("/purwokerto/sesi/1/")
            assert shown.status_code == 200
            assert "<script>alert(1)" not in text_of(shown)

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_in_a_role_a_count_a_step_and_a_code(self, as_user: SignIn, novita: User, session: Session, text: str):
        client = as_user(novita)
        row = TestPlanning().rows({"kind": "MODERATOR", "role": text, "name": text, "is_name_public": text})

        assert client.post("/purwokerto/sesi/25/peran/", row).status_code in {302, 409, 422}
        assert client.post("/purwokerto/sesi/25/hitung/", {"add": text}).status_code == 409
        assert client.post("/purwokerto/sesi/25/langkah/", {"step": text}).status_code == 400
        assert client.post("/purwokerto/h/", {"code": text}).status_code in {409, 422}
        assert client.get("/purwokerto/sesi/25/").status_code == 200

    @pytest.mark.parametrize("raw", ["%ED%A0%BD", "%FF%FE", "%00", "%C0%AF", "%F4%90%80%80"])
    def test_bytes_that_are_no_text(self, as_user: SignIn, novita: User, session: Session, raw: str):
        body = "&".join(f"{field}={raw}" for field in self.FIELDS)

        answer = as_user(novita).post(
            "/purwokerto/sesi/baru/", body, content_type="application/x-www-form-urlencoded"
        )

        assert answer.status_code in {400, 422}

    @given(text=ANY_TEXT)
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_text_at_all(self, as_user: SignIn, novita: User, session: Session, text: str):
        given = dict.fromkeys(("question", "theme", "venue", "gist"), text)

        answer = as_user(novita).post("/purwokerto/sesi/baru/", TestPlanning().given(**given))

        assert answer.status_code in {302, 409, 422}


class TestBudgets:
    @pytest.fixture
    def crowded(self, session: Session, make_session: Any, make_participant: Any, novita: User) -> Session:
        for number in range(26, 76):
            make_session("PUBLISHED" if number % 2 else "ANNOUNCED", number=number)
        roles = [GivenRole("SPARK_SPEAKER", "akademisi")] * 6
        set_roles(by=novita, session=session, roles=roles, at=NIGHT)
        for sector in ("SHOP", "MEDIA", "VILLAGE"):
            HeadCount.objects.create(session=session, sector=sector, n=9)
            Attendance.objects.create(session=session, participant=make_participant(sector=sector), at=NIGHT)
        Session.objects.update(gist="satu\ndua\ntiga", invited_sectors=["SHOP", "CREATIVE"])
        return session

    @pytest.mark.parametrize(
        "path",
        [
            "sesi/", "sesi/25/", "sesi/27/", "sesi/baru/", "sesi/25/ubah/", "sesi/25/peran/", "sesi/25/pemandu/",
            "sesi/25/layar/", "sesi/25/ikut/", "h/", "h/K7M2QX/",
        ],
    )  # fmt: skip
    def test_no_page_asks_the_database_more_than_ten_times(
        self, as_user: SignIn, novita: User, crowded: Session, path: str, django_assert_max_num_queries: Any
    ):
        client = as_user(novita)

        with django_assert_max_num_queries(10):
            assert client.get(f"/purwokerto/{path}").status_code == 200

    def test_a_session_page_weighs_no_more_than_35_kilobytes(self, client: Client, crowded: Session):
        Session.objects.filter(number=25).update(status="PUBLISHED")

        weight = first_visit(client, "/purwokerto/sesi/25/")

        assert weight.total <= 35_000, str(weight)

    def test_the_door_is_light_for_a_cheap_phone(self, client: Client, crowded: Session):
        weight = first_visit(client, "/purwokerto/h/K7M2QX/")

        assert weight.total <= 25_000, str(weight)

    def test_the_live_screens_ask_for_little_each_time(self, as_user: SignIn, novita: User, crowded: Session):
        client = as_user(novita)

        assert answer_weight(client, "/purwokerto/sesi/25/layar/") <= 3_000
        assert answer_weight(client, "/purwokerto/sesi/25/pemandu/") <= 3_000
