"""What can be found is what everybody may read, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import JOINED, NIGHT
from muara.web.accounts.actions import erase_guest
from muara.web.assets.models import IdleAsset
from muara.web.brand.models import Claim
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.cooperatives.models import Founding
from muara.web.forum.models import Minutes, Session
from muara.web.governance.models import Arrangement, Decision
from muara.web.home.finding import SOURCES
from muara.web.home.indexing import index, keep_the_index
from muara.web.products.models import Need, Product, Space
from muara.web.search.models import Entry, Kind
from muara.web.search.queries import find
from muara.web.search.words import question_of
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
SECRET = "qzxrahasia"


def found(city: City, typed: str = SECRET) -> set[str]:
    """Bring the index up to date and say which kinds hold the word."""
    index(city=city, at=NIGHT)
    return {group.kind for group in find(city, question_of(typed)).groups}


def test_every_kind_has_its_source():
    assert set(SOURCES) == set(Kind)


def test_an_evening_is_found_from_its_announcement_on(city: City, session: Session):
    Session.objects.update(theme=SECRET, status="DRAFT")
    assert found(city) == set()

    Session.objects.update(status="ANNOUNCED")

    assert found(city) == {"SESSION"}


def test_minutes_are_found_once_they_are_published_as_they_read_now(city: City, session: Session, novita: Any):
    kept = Minutes.objects.create(session=session)
    for number, text in enumerate(["# Lama", f"## Benang\n\n- **{SECRET}** [laman](https://contoh.id)"], start=1):
        kept.versions.create(number=number, text=text, why="", by=novita, at=NIGHT, hash=str(number))
    assert found(city) == set()

    Minutes.objects.update(published_at=NIGHT, published_number=1)

    assert found(city) == {"MINUTES"}
    assert found(city, "lama") == set()
    assert "**" not in Entry.objects.get(kind="MINUTES").text


def test_a_name_leaves_with_the_wish_of_the_speaker(city: City, session: Session):
    role = session.roles.create(kind="SPARK_SPEAKER", role="dosen", name=SECRET, is_name_public=True)
    assert found(city) == {"SESSION"}

    role.is_name_public = False
    role.save()

    assert found(city) == set()
    assert found(city, "dosen") == {"SESSION"}
    assert not Entry.objects.filter(stems__contains=SECRET).exists()


def test_a_concern_is_found_once_it_was_read_and_never_once_it_was_refused(city: City, make_concern: Any):
    concern = make_concern(SECRET)
    assert found(city) == set()

    concern.decided_at = NIGHT
    concern.save()
    assert found(city) == {"CONCERN"}

    concern.status, concern.reason = "REJECTED", "Menghina orang."
    concern.save()
    assert found(city) == set()


def test_a_statement_is_found_while_it_can_be_voted_on(city: City, make_statement: Any, topic: Any):
    statement = make_statement(SECRET, "PENDING")
    assert found(city) == set()

    statement.status = "ACCEPTED"
    statement.save()
    assert found(city) == {"STATEMENT"}

    topic.status = "DRAFT"
    topic.save()
    assert found(city) == set()


def test_a_thread_is_found_once_it_is_published(city: City, topic: Any, make_statement: Any):
    reading = Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT)
    thread = CommonThread.objects.create(
        city=city, topic=topic, reading=reading, statement=make_statement("Satu"), number=1, name=SECRET, why="",
        named_at=NIGHT,
    )  # fmt: skip
    assert found(city) == set()

    thread.status = "PUBLISHED"
    thread.save()

    assert found(city) == {"THREAD"}


def test_an_organisation_is_found_from_the_day_it_joined_and_its_contacts_never(city: City, make_actor: Any):
    actor = make_actor("Koperasi A", joined=NIGHT.date() + timedelta(days=3), description=SECRET)
    assert found(city) == set()

    actor.events.update(on_date=JOINED)
    actor.contacts.create(name="Budi qzxkontak", phone="+628111", added_at=NIGHT)

    assert found(city) == {"ACTOR"}
    assert found(city, "qzxkontak") == set()


def test_a_decision_is_found_once_it_is_no_draft(city: City):
    arrangement = Arrangement.objects.create(city=city, slug="a", name="Tata", created_at=NIGHT)
    Decision.objects.create(city=city, arrangement=arrangement, slug="d", title=SECRET, rules={}, created_at=NIGHT)
    assert found(city) == set()

    Decision.objects.update(state="SCHEDULED")

    assert found(city) == {"DECISION"}


def test_a_place_is_found_while_it_is_published_and_a_sensitive_one_does_not_say_where(city: City):
    asset = IdleAsset.objects.create(
        city=city, slug="g", name="Gudang", place=f"Jalan {SECRET}", reported_at=NIGHT, published_at=NIGHT
    )
    assert found(city) == {"ASSET"}

    asset.sensitive = "LOOTING"
    asset.save()
    assert found(city) == set()
    assert found(city, "gudang") == {"ASSET"}

    asset.hidden_at, asset.hidden_why = NIGHT, "Salah lapor."
    asset.save()
    assert found(city, "gudang") == set()


def test_what_is_offered_and_needed_is_found_until_it_is_withdrawn(city: City, make_actor: Any):
    about: dict[str, Any] = {"city": city, "actor": make_actor("Koperasi A")}
    Product.objects.create(**about, slug="p", name=SECRET, kind="GOODS", created_at=NIGHT, reviewed_at=NIGHT)
    Space.objects.create(**about, slug="s", name=SECRET, opens="07:00", closes="22:00", created_at=NIGHT)
    Need.objects.create(**about, what=SECRET, kind="GOODS", told_at=NIGHT, reviewed_at=NIGHT)
    assert found(city) == {"PRODUCT", "SPACE", "NEED"}

    Product.objects.update(withdrawn_at=NIGHT)
    Space.objects.update(withdrawn_at=NIGHT)
    Need.objects.update(ended_at=NIGHT)

    assert found(city) == set()


def test_a_founding_is_found_once_it_is_listed_and_its_founders_never(city: City):
    founding = Founding.objects.create(
        city=city, slug="f", name=SECRET, kind="CONSUMER", purpose="", chair="qzxketua", created_at=NIGHT
    )
    founding.founders.create(name="qzxpendiri", added_at=NIGHT)
    assert found(city) == set()

    Founding.objects.update(listed_at=NIGHT)

    assert found(city) == {"FOUNDING"}
    assert found(city, "qzxketua") == found(city, "qzxpendiri") == set()


def test_a_claim_is_found_until_its_day(city: City):
    claim = Claim.objects.create(
        city=city, number=1, text=SECRET, made_at=NIGHT, expires_date=NIGHT.date() + timedelta(days=1)
    )
    assert found(city) == {"CLAIM"}

    claim.expires_date = NIGHT.date()
    claim.save()

    assert found(city) == set()


def test_whoever_is_forgotten_is_not_found(city: City, make_participant: Any, make_concern: Any):
    """Words stay without a name, as the rooms keep them; nothing that describes the person is in the index."""
    person = make_participant(label="qzxlabel", hub="qzxhub")
    make_concern(SECRET, raised_by=person, decided_at=NIGHT)
    assert found(city, "qzxlabel") == found(city, "qzxhub") == set()

    erase_guest(by=person, at=NIGHT)

    assert found(city, SECRET) == {"CONCERN"}
    assert found(city, "qzxlabel") == found(city, "qzxhub") == set()


def test_the_clock_brings_every_city_up_to_date(city: City, other_city: City, make_concern: Callable[..., Any]):
    for where in (city, other_city):
        make_concern(SECRET, where=where, decided_at=NIGHT)

    enqueue_once(keep_the_index, key="cron:keep-the-search-fresh")
    run_waiting()

    assert {entry.city.slug for entry in Entry.objects.filter(kind="CONCERN")} == {"purwokerto", "cilacap"}


def test_looking_again_writes_nothing(city: City, session: Session, make_actor: Any, make_concern: Any):
    make_actor("Koperasi A")
    make_concern(SECRET, decided_at=NIGHT)
    assert index(city=city, at=NIGHT).n_added == 3

    assert index(city=city, at=NIGHT).n == 0
    assert index(city=city, at=NIGHT, anew=True).n_added == 3


def test_what_was_found_leads_to_its_page(client: Client, city: City, session: Session, make_concern: Any):
    make_concern(SECRET, decided_at=NIGHT)
    index(city=city, at=NIGHT)

    assert [client.get(path).status_code for path in Entry.objects.values_list("path", flat=True)] == [200, 200]
