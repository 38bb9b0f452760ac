from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from conftest import NIGHT
from muara.web.assets.models import IdleAsset
from muara.web.brand.models import Campaign, Claim
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Topic
from muara.web.cooperatives.models import Founding
from muara.web.governance.models import Arrangement, Decision
from muara.web.home.news import KINDS, PER_PAGE, newest, news_page
from muara.web.initiatives.models import Initiative, Outcome, PhaseStep
from muara.web.products.models import Product, Space

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2026, 11, 20)
NOW = NIGHT + timedelta(days=3)


def decision(city, slug, **fields):
    rules = Arrangement.objects.get_or_create(
        city=city, slug="jejaring", defaults={"name": "J", "created_at": NIGHT}
    )
    fields = {"title": slug, "rules": {}, "created_at": NIGHT, **fields}
    return Decision.objects.create(city=city, arrangement=rules[0], slug=slug, **fields)


@pytest.fixture
def everything(city, session, topic, make_statement, make_actor, make_cooperative, novita):
    """Let one thing of every kind become public, and one of every room that keeps drafts stay one."""
    session.status, session.closed_at = "CLOSED", NIGHT
    session.save()
    actor = make_actor("Koperasi A")
    make_cooperative("Koperasi A", met=DAY)
    reading = Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT)
    told = {"city": city, "topic": topic, "reading": reading, "why": "y", "named_by": novita, "named_at": NIGHT}
    for number, (status, at) in enumerate((("PUBLISHED", NIGHT), ("DRAFT", None)), 1):
        statement = make_statement(f"s{number}")
        CommonThread.objects.create(
            number=number, name=f"benang {status}", status=status, published_at=at, statement=statement, **told
        )
    Topic.objects.create(city=city, slug="konsep", title="topik DRAFT", question="?", created_at=NIGHT)
    decision(city, "terhitung", state="CLOSED", opened_at=NIGHT, closed_at=NIGHT, result={})
    decision(city, "keputusan-DRAFT", state="DRAFT")
    place = {"city": city, "reported_at": NIGHT}
    shown = IdleAsset.objects.create(slug="gedung", name="Gedung", published_at=NIGHT, **place)
    shown.steps.create(to_state="REPORTED", evidence="e", on_date=DAY, at=NIGHT)
    shown.steps.create(from_state="REPORTED", to_state="SEEN", evidence="e", on_date=DAY, at=NIGHT)
    hidden = IdleAsset.objects.create(
        slug="rumah", name="rumah HIDDEN", published_at=NIGHT, hidden_at=NIGHT, hidden_why="dihuni", **place
    )
    hidden.steps.create(to_state="SEEN", evidence="e", on_date=DAY, at=NIGHT)
    IdleAsset.objects.create(slug="kios", name="kios WAITING", **place)
    offered = {"city": city, "actor": actor, "created_at": NIGHT}
    Product.objects.create(slug="aplikasi", name="Aplikasi", kind="TECHNOLOGY", reviewed_at=NIGHT, **offered)
    Product.objects.create(
        slug="lama", name="barang WITHDRAWN", kind="GOODS", reviewed_at=NIGHT, withdrawn_at=NIGHT, **offered
    )
    Space.objects.create(slug="aula", name="Aula", opens="08:00", closes="20:00", **offered)
    done = Initiative.objects.create(
        city=city, slug="pasar", title="Pasar", purpose="p", owner=actor, phase_since_at=NIGHT, created_at=NIGHT,
        thread=CommonThread.objects.get(number=1), closed_at=NIGHT, result="STOPPED", lesson="l",
    )  # fmt: skip
    for kind, to in (("BEGAN", "KNOWING"), ("ADVANCED", "MAPPING"), ("RETURNED", "KNOWING"), ("CLOSED", "")):
        PhaseStep.objects.create(initiative=done, kind=kind, to_phase=to, why="karena", at=NIGHT)
    measured = {"measure": "m", "target": 1, "direction": "AT_LEAST", "due_date": DAY, "value": 1, "on_date": DAY}
    Outcome.objects.create(initiative=done, evidence="e", source="s", at=NIGHT, **measured)
    group = {"city": city, "kind": "CONSUMER", "purpose": "p", "created_at": NIGHT}
    Founding.objects.create(slug="rintis", name="Rintisan", listed_at=NIGHT, **group)
    Founding.objects.create(slug="diam", name="rintisan UNLISTED", **group)
    Campaign.objects.create(
        city=city, slug="pekan", name="Pekan", promise="p", started_date=DAY, created_at=NIGHT, aims=[]
    )
    said = {"city": city, "made_at": NIGHT, "expires_date": DAY}
    Claim.objects.create(number=1, text="Kota yang bertemu", **said)
    Claim.objects.create(number=2, text="kalimat TAKEN BACK", withdrawn_at=NIGHT, why_withdrawn="keliru", **said)


def test_every_kind_of_news_is_found_once_and_leads_to_a_page_that_anybody_may_read(city, everything):
    told = newest(city, 100, NOW)

    assert sorted(one.kind for one in told) == sorted(KINDS)
    # These pages need a reading and rules that are whole; their own rooms test them.
    heavy = {one.kind: one.link for one in told if one.kind in {"THREAD", "OPENED", "CLOSED"}}
    assert heavy["THREAD"] == "/purwokerto/benang-merah/utas/1/"
    assert heavy["OPENED"] == heavy["CLOSED"] == "/purwokerto/keputusan/terhitung/"
    for one in told:
        if one.kind not in heavy:
            assert Client().get(one.link).status_code == 200, one.link


def test_drafts_and_what_was_hidden_or_taken_back_are_no_news(city, everything):
    said = " ".join(one.says for one in newest(city, 100, NOW))

    for secret in ("DRAFT", "HIDDEN", "WAITING", "WITHDRAWN", "UNLISTED", "TAKEN BACK"):
        assert secret not in said
    assert "Gedung, sudah dilihat dua orang" in said or "Gedung, dilihat dua orang" in said


def test_news_of_another_city_stays_there(city, other_city, make_actor):
    make_actor("Di sana", where=other_city)

    assert newest(city, 10, NOW) == []


def test_the_newest_stands_first_under_the_day_of_its_city(city, make_actor):
    make_actor("Pagi", created_at=NIGHT)
    make_actor("Larut", created_at=NIGHT + timedelta(hours=6))  # 01.30 of the next day here

    _page, days = news_page(city, 1, NOW)

    assert [(day.on, [one.title for run in day.runs for one in run.shown]) for day in days] == [
        (date(2026, 11, 21), ["Larut"]), (date(2026, 11, 20), ["Pagi"]),
    ]  # fmt: skip


def test_what_has_not_come_yet_is_no_news(city, make_actor):
    make_actor("Besok", created_at=NOW + timedelta(minutes=1))

    assert newest(city, 10, NOW) == []


def test_many_of_one_kind_in_a_row_are_folded(city, make_actor):
    for number in range(9):
        make_actor(f"Lembaga {number}")

    _page, (day,) = news_page(city, 1, NOW)

    assert [(len(run.shown), len(run.folded)) for run in day.runs] == [(3, 6)]


def test_a_long_list_has_pages_and_asks_few_questions(client, city, make_actor, django_assert_max_num_queries):
    for number in range(PER_PAGE + 3):
        make_actor(f"Lembaga {number}", created_at=NIGHT - timedelta(minutes=number))

    with django_assert_max_num_queries(10):
        first = client.get("/purwokerto/baru/").content.decode()
    last = client.get("/purwokerto/baru/?hal=99999999999999999999").content.decode()

    assert first.count("masuk jejaring") == PER_PAGE
    assert last.count("masuk jejaring") == 3
    assert client.get("/purwokerto/baru/?hal=%00").status_code == 200


def test_an_empty_city_says_so(client, city):
    assert "Belum ada yang terjadi di sini." in client.get("/purwokerto/baru/").content.decode()


def test_the_feed_is_atom_with_absolute_links_and_lasting_ids(client, city, make_actor):
    make_actor("Koperasi <b>&")

    answer = client.get("/purwokerto/baru/umpan.atom")

    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title").endswith("Koperasi <b>&")
    assert entry.find(f"{ATOM}link").attrib["href"].startswith("http://testserver/purwokerto/jejaring/aktor/")
    assert entry.findtext(f"{ATOM}id") == "urn:muara:purwokerto:actor-koperasi-b--20261120123000"
    assert feed.find(f"{ATOM}link[@rel='self']").attrib["href"] == "http://testserver/purwokerto/baru/umpan.atom"
