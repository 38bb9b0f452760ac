from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from conftest import NIGHT
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.forum.models import Session
from muara.web.opendata.queries.offered import frame_of

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'>{{ 7*7 }}"
CARDS = "/purwokerto/kartu/"


@pytest.fixture
def thread(city, topic, make_statement, novita):
    groups = [
        {"label": label, "n": 88, "agree": 70, "disagree": 9, "pass": 9, "share": 0.84, "low": 0.77, "high": 0.89}
        for label in "ABCDE"
    ]
    item = {"statement": 1, "status": "thread", "groups": groups, "worst_group": "A", "lower_bound": 0.7}
    item |= {"fragility": 9, "worst_share": 0.84, "worst_low": 0.77, "worst_high": 0.89, "n": 440, "share": 0.84}
    return CommonThread.objects.create(
        city=city, topic=topic, statement=make_statement(HOSTILE), number=1, name=HOSTILE, why="Sebab.",
        reading=Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT), status="PUBLISHED",
        evidence={"item": item, "n_participants": 440, "n_votes": 440, "reading": 1}, named_at=NIGHT,
        published_at=NIGHT,
    )  # fmt: skip


@pytest.fixture
def initiative(city, make_actor, make_concern):
    return city.initiatives.create(
        slug="kulakan", title=HOSTILE, purpose="Membeli bersama.", phase_since_at=NIGHT, created_at=NIGHT,
        owner=make_actor("Koperasi Lumbung"), concern=make_concern("mahal"), measure="Warung yang ikut",
        measure_unit="warung", measure_target=Decimal(30), measure_due_date=NIGHT.date(), measure_written_at=NIGHT,
    )  # fmt: skip


def card(client, path):
    answer = client.get(f"{CARDS}{path}")
    assert answer.status_code == 200
    assert len(answer.content) <= 10_000
    text = answer.content.decode()
    assert "<script" not in text
    assert 'target="_top" rel="noopener"' in text
    assert "http" not in text.replace("http://testserver/", "")
    return text


def test_the_river_says_how_far_the_concerns_came(client, city, session, make_concern):
    for _n in range(3):
        make_concern("atap bocor", session=session)

    text = card(client, "sungai/")

    assert "0 dari 3 keresahan telah sampai ke muara." in text
    assert 'href="http://testserver/purwokerto/"' in text


def test_a_thread_shows_its_name_its_bars_and_its_people(client, thread):
    text = card(client, "benang-merah/utas/1/")

    assert unescape(text).count(HOSTILE) == 2  # the title, and the heading
    assert text.count("n 88") == 5
    assert "84%" in text
    assert 'href="http://testserver/purwokerto/benang-merah/utas/1/"' in text


def test_a_draft_has_no_card(client, thread):
    thread.status = "DRAFT"
    thread.save()

    answer = client.get(f"{CARDS}benang-merah/utas/1/")

    assert answer.status_code == 404
    assert "X-Frame-Options" not in answer.headers
    assert "Yang tadinya ada di sini tidak lagi diterbitkan." in answer.content.decode()


def test_an_initiative_shows_its_aim_and_then_what_was_found(client, initiative):
    assert "Warung yang ikut: sedikitnya 30 warung" in card(client, "prakarsa/kulakan/")

    initiative.outcomes.create(
        measure="Warung yang ikut", unit="warung", target=Decimal(30), direction="AT_LEAST", value=Decimal(34),
        due_date=NIGHT.date(), on_date=NIGHT.date(), evidence="Daftar", source="Buku", at=NIGHT,
    )  # fmt: skip

    text = card(client, "prakarsa/kulakan/")
    assert "34 warung" in text
    assert "Sasaran tercapai" in text
    assert "Diukur 1 kali, terakhir 20 November 2026." in text


def test_the_next_session_is_announced_or_said_to_be_none(client, city, bats):
    assert "Belum ada sesi" in card(client, "sesi/")

    Session.objects.create(
        city=city, number=26, series=bats, series_number=26, label="BATS 26", theme="T",
        question=HOSTILE, starts_at=timezone.now() + timedelta(days=3),
        venue="Balai", status="ANNOUNCED", short_code="x", created_at=NIGHT,
    )  # fmt: skip

    assert "BATS 26" in card(client, "sesi/")


def test_the_language_is_asked_for_in_the_address(client, city):
    english = client.get(f"{CARDS}sesi/?lang=en", headers={"accept-language": "id"})

    assert '<html lang="en">' in english.content.decode()
    assert english.headers["Content-Language"] == "en"
    assert "No session has been announced." in english.content.decode()
    assert '<html lang="id">' in client.get(f"{CARDS}sesi/?lang=jv").content.decode()


def test_a_card_says_that_it_shows_sample_data(client, city):
    city.is_sample = True
    city.save()

    assert "Data contoh" in card(client, "sungai/")


def test_the_line_to_copy_leads_to_the_card(client, thread, initiative):
    page = client.get(CARDS).content.decode()

    for path in ("sungai/", "sesi/", "benang-merah/utas/1/", "prakarsa/kulakan/"):
        assert f"src=&quot;http://testserver{CARDS}{path}?lang=id&quot;" in page
    assert HOSTILE not in page


def test_a_title_cannot_leave_the_line():
    assert 'title="&quot; onload=&quot;x"' in frame_of('" onload="x', "https://muara.example/", 300)
