"""From whatever station of the river a reader comes: the way back to the spring, and on to what the city says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.weight import answer_weight

from conftest import NIGHT
from muara.web.accounts.models import User
from muara.web.brand.actions import make_claim, withdraw_claim
from muara.web.brand.models import Claim
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, StatementOrigin, Topic
from muara.web.governance.models import Arrangement, Decision, Mandate, Terms
from muara.web.home.way import MOST_STOPS, Way, way_of
from muara.web.initiatives.models import Initiative

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 2)
HERE = "/purwokerto/alur"


@pytest.fixture
def concern(topic: Topic) -> Concern:
    return Concern.objects.create(
        city=topic.city, topic=topic, session=topic.session, because="gedung kosong delapan tahun",
        raised_at=NIGHT, decided_at=NIGHT, status="WORDED",
    )  # fmt: skip


@pytest.fixture
def thread(topic: Topic, concern: Concern, make_statement: Any) -> CommonThread:
    statement = make_statement("Ruang sudah ada.")
    StatementOrigin.objects.create(concern=concern, statement=statement, at=NIGHT)
    reading = Reading.objects.create(
        city=topic.city, topic=topic, number=1, status="READY", is_public=True, taken_at=NIGHT
    )
    return CommonThread.objects.create(
        city=topic.city, topic=topic, reading=reading, statement=statement, number=1, name="Ruang bersama",
        why="…", status="PUBLISHED", named_at=NIGHT, published_at=NIGHT,
    )  # fmt: skip


@pytest.fixture
def arrangement(city: City) -> Arrangement:
    return Arrangement.objects.create(
        city=city, slug="jejaring", name="Jejaring", state="STANDING", created_at=NIGHT, version=1
    )


@pytest.fixture
def decide(city: City, arrangement: Arrangement) -> Any:
    def one(title: str, **fields: Any) -> Decision:
        given = {
            "state": "CLOSED",
            "matter": "INITIATIVE",
            "rules": {},
            "closed_at": NIGHT,
            "result": {"status": "passed"},
        }
        return Decision.objects.create(
            city=city, arrangement=arrangement, slug=title.lower().replace(" ", "-"), title=title,
            created_at=NIGHT, opens_at=NIGHT - timedelta(days=7), closes_at=NIGHT, **(given | fields),
        )  # fmt: skip

    return one


@pytest.fixture
def begin(city: City, make_actor: Any) -> Any:
    owner = make_actor("Rumah kreatif")

    def one(title: str, **fields: Any) -> Initiative:
        return Initiative.objects.create(
            city=city, slug=title.lower(), title=title, purpose="…", owner=owner, phase_since_at=NIGHT,
            created_at=NIGHT, mandated_at=NIGHT, **fields,
        )  # fmt: skip

    return one


def measure(initiative: Initiative, value: int = 14) -> int:
    made = initiative.outcomes.create(
        measure="Hari terpakai", unit="hari", target=Decimal(12), direction="AT_LEAST", due_date=date(2027, 1, 1),
        value=Decimal(value), on_date=date(2026, 12, 1), evidence="Dihitung.", source="Jadwal", at=NIGHT,
    )  # fmt: skip
    return made.pk


@pytest.fixture
def strand(city: City, concern: Concern, thread: CommonThread, decide: Any, begin: Any, sekar: User) -> Initiative:
    """Lead one strand from the evening to a sentence of the city."""
    decided = decide("Boleh mulai")
    deed: Initiative = begin("Panggung", concern=concern, thread=thread, decision=decided)
    say(city, sekar, f"outcome:{measure(deed)}")
    return deed


def say(city: City, by: User, *evidence: str, text: str = "Gedung itu dipakai.", days: int = 365) -> Claim:
    return make_claim(by=by, city=city, text=text, evidence=list(evidence), days=days, at=NIGHT)


def told(way: Way | None) -> dict[str, list[str]]:
    assert way is not None
    return {str(one.name): [stop.text for stop in one.stops] for one in way.stations}


WHOLE = {
    "malam": ["BATS 25"],
    "keresahan": ["gedung kosong delapan tahun"],
    "benang merah": ["Ruang bersama"],
    "keputusan": ["Boleh mulai"],
    "prakarsa": ["Panggung"],
    "hasil": ["14 hari; sasarannya sedikitnya 12 hari"],
    "yang dikatakan kota": ["Gedung itu dipakai."],
}


@pytest.mark.parametrize(
    ("kind", "key", "here"),
    [
        ("keresahan", None, "keresahan"),
        ("benang", "1", "benang merah"),
        ("keputusan", "boleh-mulai", "keputusan"),
        ("prakarsa", "panggung", "prakarsa"),
        ("pernyataan", "1", "yang dikatakan kota"),
    ],
)
def test_from_every_station_the_whole_way_is_seen(
    city: City, concern: Concern, strand: Initiative, kind: str, key: str | None, here: str
):
    way = way_of(city, kind, key or str(concern.pk), DAY)

    assert told(way) == WHOLE
    assert way is not None
    assert [str(one.name) for one in way.stations if one.is_here] == [here]


def test_each_stop_leads_to_a_page_that_is_there(client: Client, city: City, strand: Initiative):
    way = way_of(city, "prakarsa", "panggung", DAY)

    assert way is not None
    for station in way.stations:
        for stop in station.stops:
            if "keputusan" in stop.address or "benang-merah" in stop.address:
                continue  # their pages ask for rules and evidence that these short rows have not
            assert client.get(stop.address).status_code == 200, stop.address


def test_what_has_not_come_so_far_is_left_out(city: City, concern: Concern):
    assert told(way_of(city, "keresahan", str(concern.pk), DAY)) == {
        "malam": ["BATS 25"],
        "keresahan": ["gedung kosong delapan tahun"],
    }


def test_a_concern_is_followed_through_the_one_it_was_joined_with(
    city: City, concern: Concern, strand: Initiative
):
    joined = Concern.objects.create(
        city=city, because="sama", raised_at=NIGHT, decided_at=NIGHT, status="MERGED", merged_into=concern
    )

    assert told(way_of(city, "keresahan", str(joined.pk), DAY))["prakarsa"] == ["Panggung"]


def test_a_mandate_leads_to_the_decision_that_gave_it_and_else_to_who_holds_it(
    city: City, concern: Concern, arrangement: Arrangement, decide: Any, begin: Any
):
    terms = Terms.objects.create(
        arrangement=arrangement, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="ORGANISATION", written_at=NIGHT,
    )  # fmt: skip
    owner = begin("Kulakan", concern=concern).owner
    mandate = Mandate.objects.create(terms=terms, matter="INITIATIVE", holder="ACTOR", actor=owner)
    Initiative.objects.update(mandate=mandate)

    without = told(way_of(city, "prakarsa", "kulakan", DAY))["keputusan"]
    decide("Mandat kulakan", matter="ARRANGEMENT", adopts=terms)

    assert without == ["Jejaring"]
    assert told(way_of(city, "prakarsa", "kulakan", DAY))["keputusan"] == ["Mandat kulakan"]
    assert told(way_of(city, "keputusan", "mandat-kulakan", DAY))["prakarsa"] == ["Kulakan"]


def test_a_claim_on_the_thread_alone_is_found_from_the_thread(
    city: City, thread: CommonThread, begin: Any, sekar: User
):
    say(city, sekar, "thread:1", text="Kita sepakat soal ruang.")

    assert told(way_of(city, "benang", "1", DAY))["yang dikatakan kota"] == ["Kita sepakat soal ruang."]


def test_what_the_city_took_back_or_what_ran_out_is_not_said(city: City, strand: Initiative, sekar: User):
    outcome = f"outcome:{strand.outcomes.get().pk}"
    say(city, sekar, outcome, text="Sebentar saja.", days=30)
    withdraw_claim(by=sekar, claim=Claim.objects.get(number=1), why="Keliru.", at=NIGHT)

    assert told(way_of(city, "prakarsa", "panggung", DAY))["yang dikatakan kota"] == ["Sebentar saja."]
    assert "yang dikatakan kota" not in told(way_of(city, "prakarsa", "panggung", DAY + timedelta(days=90)))


def test_many_are_shortened_and_the_rest_is_counted(client: Client, city: City, concern: Concern, begin: Any):
    for n in range(MOST_STOPS + 3):
        begin(f"Prakarsa{n}", concern=concern)

    page = client.get(f"{HERE}/keresahan/{concern.pk}/").content.decode()

    assert page.count('href="/purwokerto/prakarsa/prakarsa') == MOST_STOPS
    assert "dan 3 lagi" in page


def test_the_page_is_whole_and_its_slot_a_part(client: Client, city: City, concern: Concern, strand: Initiative):
    Concern.objects.filter(pk=concern.pk).update(because="<b>Nyong wedi.</b>")
    address = f"{HERE}/keresahan/{concern.pk}/"

    whole = client.get(address).content.decode()
    slot = client.get(address, headers={"hx-request": "true"}).content.decode()

    assert "<html" in whole
    assert "<html" not in slot
    for page in (whole, slot):
        assert 'id="alur"' in page
        assert "&lt;b&gt;Nyong wedi." in page
        assert 'href="/purwokerto/prakarsa/panggung/#hasil"' in page
        assert 'href="/purwokerto/nama-kota/pernyataan/1/"' in page


@pytest.mark.parametrize("key", ["9", "tidak-ada", "9" * 30, "%C2%B2"])
@pytest.mark.parametrize("kind", ["keresahan", "benang", "keputusan", "prakarsa", "pernyataan", "lain"])
def test_what_is_not_there_is_not_found(client: Client, city: City, kind: str, key: str):
    assert client.get(f"{HERE}/{kind}/{key}/").status_code == 404


def test_what_nobody_may_read_yet_has_no_way(
    client: Client, city: City, other_city: City, concern: Concern, strand: Initiative, decide: Any
):
    decide("Belum ditutup", state="OPEN", closed_at=None, result=None)
    Concern.objects.filter(pk=concern.pk).update(status="RAISED", decided_at=None)
    CommonThread.objects.update(status="DRAFT", published_at=None)

    for part in (f"keresahan/{concern.pk}", "benang/1", "keputusan/belum-ditutup"):
        assert client.get(f"{HERE}/{part}/").status_code == 404, part
    assert client.get("/cilacap/alur/prakarsa/panggung/").status_code == 404
    assert set(told(way_of(city, "prakarsa", "panggung", DAY))) == {
        "keputusan", "prakarsa", "hasil", "yang dikatakan kota",
    }  # fmt: skip


def test_each_page_of_a_station_asks_for_its_way_and_links_to_it(
    client: Client, city: City, concern: Concern, strand: Initiative
):
    for page, part in (
        (f"keresahan/{concern.pk}", f"keresahan/{concern.pk}"),
        ("prakarsa/panggung", "prakarsa/panggung"),
        ("nama-kota/pernyataan/1", "pernyataan/1"),
    ):
        found = client.get(f"/purwokerto/{page}/").content.decode()
        assert f'hx-get="{HERE}/{part}/"' in found, page
        assert f'href="{HERE}/{part}/"' in found, page


@pytest.mark.parametrize("kind", ["keresahan", "benang", "keputusan", "prakarsa", "pernyataan"])
def test_a_long_way_asks_few_questions_and_weighs_little(
    client: Client, city: City, concern: Concern, strand: Initiative, begin: Any, sekar: User, kind: str,
    django_assert_max_num_queries: Any,
):  # fmt: skip
    for n in range(20):
        deed = begin(f"Lain{n}", concern=concern, thread=strand.thread, decision=strand.decision)
        say(city, sekar, f"outcome:{measure(deed)}", text=f"Kalimat nomor {n} yang cukup panjang.")
    key = {
        "keresahan": concern.pk,
        "benang": 1,
        "keputusan": "boleh-mulai",
        "prakarsa": "panggung",
        "pernyataan": 1,
    }
    address = f"{HERE}/{kind}/{key[kind]}/"

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
    assert answer_weight(client, address) <= 3_000
