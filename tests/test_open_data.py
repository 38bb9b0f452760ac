"""Nothing private leaves the house, and what leaves it is as its schema says: all of it, asked as a stranger."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from muara.web.opendata.queries import RESOURCES
from muara.web.opendata.queries.files import FILES
from muara.web.opendata.tables import files
from tests.authorization import ROUTES
from tests.authorization.arrangements import arrangement
from tests.authorization.brand import campaign, city_claim, roadmap_target
from tests.authorization.common_ground import thread
from tests.authorization.cooperatives import annual_meeting, cooperative
from tests.authorization.decisions import decided
from tests.authorization.initiatives import initiative
from tests.authorization.network import contact, tie
from tests.authorization.products import need, product, space, use
from tests.test_authorization import World, by_name, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

CANARY = "kenari-rahasia"
MAIL, PHONE, BUSINESS = f"{CANARY}@contoh.id", "0812-9999-1234", "6281299991235"
MONEY = 987_654_321
OF_ONESELF = {"accounts:download"}
EXACT = (-7.4319872, 109.2478613)
SECRETS = [CANARY, MAIL, PHONE, PHONE.replace("-", ""), BUSINESS, str(MONEY), "431987", "247861", "0.123456"]


def inhabit(world: World) -> None:  # noqa: F811
    """Put one of everything that is published into the city, and beside it everything that is not."""
    at, city = world.session.opened_at, world.city
    for make in (thread(1), tie, contact, arrangement, product, use, need, space, initiative, cooperative,
                 annual_meeting, campaign, city_claim, roadmap_target, decided("CLOSED"), decided("OPEN"),
                 decided("CLOSED", "board_election")):  # fmt: skip
        make(world)
    _names_and_numbers(world)
    _drafts(world)
    _small_numbers(world)
    one = city.initiatives.get()
    one.outcomes.create(
        measure="Warung", unit="warung", target=Decimal(10), direction="AT_LEAST", due_date=at.date(),
        value=Decimal("12.5"), on_date=at.date(), evidence="=1+1", source="Buku", at=at,
    )  # fmt: skip
    one.outcomes.create(
        measure=CANARY, target=Decimal(10), direction="AT_LEAST", due_date=at.date(), value=Decimal(1),
        on_date=at.date(), evidence="Ditarik", source="Buku", at=at, withdrawn_at=at, withdrawn_why="Keliru",
    )  # fmt: skip


def _names_and_numbers(world: World) -> None:  # noqa: F811
    at, city = world.session.opened_at, world.city
    text = f"Hubungi {MAIL} atau {PHONE}."
    city.actors.filter(slug="koperasi-a").update(description=text, offers=text, needs=text)
    one = city.actors.get(slug="koperasi-a")
    one.contacts.create(name=CANARY, phone=PHONE, email=MAIL, added_at=at)
    city.ties.update(notes=CANARY)
    other = world.make_actor("Lumbung C")
    world.make_tie(one, other, notes=CANARY)
    world.make_tie(one, other, kind="INFORMATION", told="A", notes=CANARY)
    world.make_tie(one, other, kind="MONEY", disputed_at=at, disputed_by="A", dispute=CANARY)
    city.products.update(whatsapp=BUSINESS, description=text)
    city.spaces.update(whatsapp=BUSINESS, description=text)
    city.needs.update(yearly_rupiah=MONEY, details=text)
    made = city.spaces.get()
    made.bookings.create(
        user=world.novita, purpose=CANARY, starts_at=at, ends_at=at + timedelta(hours=1), state="BOOKED",
        asked_at=at,
    )  # fmt: skip
    for person in (world.novita, world.sekar, *world.users.values()):
        person.name = f"{CANARY} {person.pk}"
        person.save()
    world.session.registrations.create(
        name=CANARY, phone=PHONE, status="CONFIRMED", token_hash=CANARY, registered_at=at
    )
    world.session.roles.create(kind="SPARK_SPEAKER", role="Petani", name=CANARY, is_name_public=False)
    for members in (known.members for known in city.arrangements.all()):
        members.filter(participant__isnull=False).update(name=CANARY)
    city.foundings.create(
        slug="rintisan", name=CANARY, kind="CONSUMER", purpose=CANARY, created_at=at
    ).founders.create(name=CANARY, added_at=at)
    for decision in city.decisions.all():
        decision.electors.update(member=CANARY)
        decision.ballots.update(reason=CANARY)
        decision.owner = decision.early_reason = CANARY
        decision.save()
    election = city.decisions.get(slug="board-election-closed")
    election.rules["options"] = [{**option, "name": CANARY} for option in election.rules["options"]]
    election.save()
    secret = city.decisions.get(slug="consent-round-closed")
    secret.mode = "rahasia"
    secret.rules["options"] = [{**option, "meaning": CANARY} for option in secret.rules["options"]]
    secret.save()


def _drafts(world: World) -> None:  # noqa: F811
    from muara.web.common_ground.models import CommonThread
    from muara.web.concerns.models import Topic
    from muara.web.forum.models import Session

    at, city = world.session.opened_at, world.city
    draft = Session.objects.create(
        city=city, number=99, series=world.bats, series_number=99, label=CANARY, theme=CANARY,
        question=CANARY, starts_at=at, venue=CANARY, status="DRAFT",
        short_code="kenari", created_at=at,
    )  # fmt: skip
    Topic.objects.create(
        city=city, session=draft, slug=CANARY, title=CANARY, question=CANARY, status="DRAFT", created_at=at
    )
    hidden = Topic.objects.create(city=city, slug="t2", title="T", question="T", status="DRAFT", created_at=at)
    world.make_statement(CANARY, where=hidden)
    world.make_statement(CANARY, "PENDING")
    world.make_statement(CANARY, "REJECTED")
    world.make_concern(CANARY, affected=CANARY, tried=CANARY)
    CommonThread.objects.filter(status="DRAFT").update(name=CANARY, why=CANARY)
    decided("DRAFT")(world)
    city.decisions.filter(state="DRAFT").update(title=CANARY, details=CANARY)
    places = {"city": city, "reported_at": at, "place": CANARY}
    new = city.idle_assets.model.objects.create
    new(slug="laporan", name=CANARY, **places)
    new(slug="sembunyi", name=CANARY, published_at=at, hidden_at=at, hidden_why=CANARY, **places)
    new(
        slug="dihuni", name="Rumah dinas", published_at=at, sensitive="LIVED_IN", latitude=EXACT[0],
        longitude=EXACT[1], **places,
    )  # fmt: skip
    withdrawn = city.products.get()
    withdrawn.pk, withdrawn.slug, withdrawn.name, withdrawn.withdrawn_at = None, "ditarik", CANARY, at
    withdrawn.save()


def _small_numbers(world: World) -> None:  # noqa: F811
    from muara.web.common_ground.models import CommonThread
    from muara.web.concerns.models import StatementSplit

    one = CommonThread.objects.get(status="PUBLISHED")
    large = {"label": "A", "n": 8, "agree": 7, "disagree": 1, "pass": 0, "share": 0.9, "low": 0.7, "high": 1.0}
    small = {**large, "label": "B", "n": 4, "share": 0.123456}
    one.evidence["item"]["groups"] = [large, small]
    one.save()
    StatementSplit.objects.create(statement=one.statement, agree=3, passed=1, disagree=0, taken_at=one.named_at)


def lists() -> list[str]:
    return [f"{name}/?limit=1" + ("&actor=koperasi-a" if one.asks_for else "") for name, one in RESOURCES.items()]


class Crawl:
    """What a stranger gets of a city: every list to its end, each of its things, every table and every card."""

    def __init__(self, city: Any) -> None:
        self.client, self.city = Client(), city
        self.texts: dict[str, str] = {}
        self.records: dict[str, list[dict[str, Any]]] = {}

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        assert not answer.cookies or path.count("/") < 4, path
        body = b"".join(answer) if answer.streaming else answer.content
        self.texts[path] = body.decode()
        return self.texts[path]

    def everything(self) -> Crawl:
        root = f"/{self.city.slug}/"
        for path in ("api/v1/", "api/v1/openapi.json", "api/v1/river/", "data-terbuka/", "kartu/"):
            self.get(root + path)
        self.get(f"{root}data-terbuka/datapackage.json")
        for asked in lists():
            following: str | None = f"{root}api/v1/{asked}"
            name = asked.partition("/")[0]
            self.records[name] = []
            while following:
                told = json.loads(self.get(following))
                self.records[name] += told["data"]
                following = told["links"]["next"]
            for one in self.records[name]:
                assert json.loads(self.get(f"{root}api/v1/{name}/{one['id']}/"))["data"] == one
        for one in files():
            self.get(f"{root}data-terbuka/{one.name}.csv")
        for path in ("sungai/", "sesi/"):
            self.get(f"{root}kartu/{path}")
        for one in self.records["threads"]:
            self.get(f"{root}kartu/benang-merah/utas/{one['id']}/")
        for one in self.records["initiatives"]:
            self.get(f"{root}kartu/prakarsa/{one['id']}/")
        return self


@pytest.fixture
def crawl(world: World) -> Crawl:  # noqa: F811
    inhabit(world)
    return Crawl(world.city).everything()


def test_nothing_private_leaves_the_house(crawl: Crawl):
    found = [(secret, path) for path, text in crawl.texts.items() for secret in SECRETS if secret in text]

    assert {name for name, records in crawl.records.items() if not records} == set(), "the crawl saw too little"
    assert found == []
    assert len(crawl.texts) > 3 * len(RESOURCES)


def test_what_is_withheld_is_said_to_be(crawl: Crawl):
    said = {name: {one["id"]: one for one in records} for name, records in crawl.records.items()}

    assert [cell["agree"] for cell in said["threads"]["1"]["agreement"]] == [0.9, None]
    assert [cell["people"] for cell in said["threads"]["1"]["agreement"]] == [8, None]
    assert {one["answers"] for one in crawl.records["statements"]} == {None}
    lived_in = said["places"]["dihuni"]
    assert lived_in["where"] is None
    assert lived_in["within_m"] == 300
    assert [(one["a"], one["b"]) for one in crawl.records["ties"]] == [("koperasi-a", "lumbung-c")]
    results = {key: one["result"] for key, one in said["decisions"].items()}
    assert results["board-election-closed"]["options"] is None
    assert results["consent-round-closed"]["options"] is None
    assert results["consent-round-closed"]["voters"] == 1
    assert results["consent-round-open"] is None
    assert "Hubungi […] atau […]." in said["actors"]["koperasi-a"]["description"]


def test_every_answer_is_as_the_document_says(crawl: Crawl):
    document = json.loads(crawl.texts[f"/{crawl.city.slug}/api/v1/openapi.json"])
    Draft202012Validator.check_schema({"$defs": document["components"]["schemas"]})
    closed = deepcopy(document)  # a client takes new fields; here each one has to be declared
    for part in closed["components"]["schemas"].values():
        part["additionalProperties"] = False
    registry = Registry().with_resource("urn:muara", DRAFT202012.create_resource(closed))
    seen = set()

    for path, text in crawl.texts.items():
        _root, _api, rest = path.partition("/api/v1/")
        if not rest and not path.endswith("/api/v1/"):
            continue
        name, _slash, key = rest.partition("?")[0].strip("/").partition("/")
        pattern = f"/{name}/{{id}}/" if key else f"/{name}/" if name and "." not in name else f"/{name}"
        seen.add(pattern)
        place = pattern.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        schema = {"$ref": f"urn:muara#/paths/{place}/get/responses/200/content/application~1json/schema"}
        Draft202012Validator(schema, registry=registry, format_checker=FormatChecker()).validate(json.loads(text))

    assert seen == set(document["paths"])


def test_nothing_of_one_city_is_found_in_another(crawl: Crawl, world: World):  # noqa: F811
    other = world.other_city.slug

    for name, records in crawl.records.items():
        asked = "?actor=koperasi-a" if RESOURCES[name].asks_for else ""
        assert json.loads(Client().get(f"/{other}/api/v1/{name}/{asked}").content)["data"] == []
        for one in records:
            assert Client().get(f"/{other}/api/v1/{name}/{one['id']}/").status_code == 404


def test_a_list_asks_few_questions_whatever_its_length(crawl: Crawl, world: World):  # noqa: F811
    at = world.session.opened_at
    for n in range(20):
        one = world.make_actor(f"Lembaga {n}")
        world.make_cooperative(f"Koperasi {n}", met=date(2026, 1, 1))
        world.city.products.create(slug=f"p{n}", actor=one, name="P", kind="GOODS", created_at=at, reviewed_at=at)
        world.city.needs.create(actor=one, what="W", kind="GOODS", told_at=at, reviewed_at=at)
        world.make_statement(f"Pernyataan {n}")
        world.city.campaigns.create(slug=f"k{n}", name="K", promise="P", started_date=at.date(), created_at=at)
        world.city.claims.create(number=n + 5, text="K", made_at=at, expires_date=at.date())

    asked = {}
    for name in RESOURCES:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/purwokerto/api/v1/{name}/?limit=100&actor=koperasi-a").status_code == 200
        asked[name] = len(queries)
    for path in ("data-terbuka/", "kartu/", "kartu/sungai/", "api/v1/river/"):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/purwokerto/{path}").status_code == 200
        asked[path] = len(queries)

    assert max(asked.values()) <= 10, asked


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.get and route.get["anonymous"] == 200], ids=by_name
)
def test_every_file_that_everybody_may_take_stands_on_the_page_of_open_data(world: World, route: Any):  # noqa: F811
    answer = Client().get(world.address(route))

    if "attachment" in answer.headers.get("Content-Disposition", ""):
        assert route.name in {file.name for file in FILES} | {"opendata:table"} | OF_ONESELF


def test_only_cards_may_stand_in_a_frame_and_they_ask_for_nothing(world: World):  # noqa: F811
    for route in ROUTES:
        if not route.get or route.get["anonymous"] != 200:
            continue
        answer = Client().get(world.address(route))
        policy = answer.headers["Content-Security-Policy"]
        if route.name.startswith("opendata:card_"):
            assert "frame-ancestors *" in policy
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "X-Frame-Options" not in answer.headers
            assert not answer.cookies
            assert "Cookie" not in answer.headers["Vary"]
        else:
            assert "frame-ancestors *" not in policy, route.name
            assert answer.headers["X-Frame-Options"] == "DENY", route.name
