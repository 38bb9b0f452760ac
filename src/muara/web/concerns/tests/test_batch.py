from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NIGHT
from muara.web.accounts.actions import claim_device
from muara.web.accounts.device import hash_of
from muara.web.accounts.models import Participant
from muara.web.concerns.models import Topic, Vote, VoteEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(city, topic) -> str:
    return f"/{city.slug}/suara/{topic.slug}/kiriman/"


@pytest.fixture
def statements(make_statement):
    return [make_statement(f"Gagasan nomor {n}.") for n in range(6)]


def one(statement, value=1, **more):
    return {"statement": getattr(statement, "pk", statement), "value": value, "key": str(uuid4()), **more}


def send(client, address, votes, *, token=None, body=None):
    token = token if token is not None else client.get(address).json()["token"]
    body = body if body is not None else json.dumps({"votes": votes})
    return client.post(address, body, content_type="application/json", headers={"x-kiriman": token})


def status_of(answer) -> list[str]:
    return [result["status"] for result in answer.json()["results"]]


def test_votes_of_an_offline_phone_arrive_with_the_time_they_were_cast(client, address, statements):
    before = timezone.now()

    answer = send(client, address, [one(statements[0], ago=600), one(statements[1], -1, important=True)])

    assert answer.status_code == 200
    assert status_of(answer) == ["stored", "stored"]
    first, second = Vote.objects.order_by("statement_id")
    assert timedelta(seconds=595) < before - first.cast_at < timedelta(seconds=605)
    assert (second.value, second.is_important) == (-1, True)
    assert Participant.objects.count() == 1


def test_a_batch_that_is_sent_again_is_known(client, address, statements):
    votes, token = [one(statement) for statement in statements], client.get(address).json()["token"]
    send(client, address, votes, token=token)

    again = send(client, address, votes, token=token)

    assert status_of(again) == ["known"] * 6
    assert Vote.objects.count() == VoteEvent.objects.count() == 6
    assert Participant.objects.count() == 1


def test_the_same_phone_votes_on_as_the_same_guest(client, address, statements):
    send(client, address, [one(statements[0])])

    page = address.removesuffix("kiriman/")
    client.post(page, {"statement": statements[1].pk, "value": 1, "key": str(uuid4())})

    assert Participant.objects.count() == 1
    assert Vote.objects.count() == 2


def test_the_token_needs_no_cookie_and_no_form_token_and_does_not_age(address, statements, client):
    client.post(
        address.removesuffix("kiriman/"), {"statement": statements[0].pk, "value": 1, "key": "kunci-pertama"}
    )
    token = client.get(address).json()["token"]
    naked = Client(enforce_csrf_checks=True)

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        answer = send(naked, address, [one(statements[1])], token=token)

    assert status_of(answer) == ["stored"]
    assert Participant.objects.count() == 1


def test_after_signing_in_the_queue_of_the_guest_belongs_to_the_person(
    client, address, city, statements, stranger
):
    client.post(
        address.removesuffix("kiriman/"), {"statement": statements[0].pk, "value": 1, "key": "kunci-pertama"}
    )
    token = client.get(address).json()["token"]
    own = Participant.objects.create(city=city, user=stranger, joined_at=NIGHT)
    guest = Participant.objects.exclude(pk=own.pk).get()
    guest.device_hash = hash_of("ponsel")
    guest.save()
    claim_device(by=stranger, device_token="ponsel", at=NIGHT)

    answer = send(
        Client(), address, [one(statements[1]), {**one(statements[0]), "key": "kunci-pertama"}], token=token
    )

    assert status_of(answer) == ["stored", "known"]
    assert set(own.votes.values_list("statement_id", flat=True)) == {statements[0].pk, statements[1].pk}


@pytest.mark.parametrize(
    "token",
    ["", "x", "e30:abc", signing.dumps({"t": 1, "p": 1}, salt="another")],
    ids=["empty", "a letter", "no signature", "signed for something else"],
)
def test_a_forged_token_is_refused(client, address, statements, token):
    answer = send(client, address, [one(statements[0])], token=token)

    assert answer.status_code == 403
    assert "ponsel" in answer.json()["error"]
    assert not Vote.objects.exists()


def test_the_token_of_another_topic_is_refused(client, address, city, statements):
    other = Topic.objects.create(
        city=city, slug="lain", title="Lain", question="?", status="OPEN", created_at=NIGHT
    )
    token = client.get(f"/{city.slug}/suara/{other.slug}/kiriman/").json()["token"]

    assert send(client, address, [one(statements[0])], token=token).status_code == 403


def test_one_bad_vote_does_not_hold_up_the_others(client, address, statements):
    bad = [one(statements[2], 7), one("tiga"), {"key": 5}, None, one(10**15)]

    answer = send(client, address, [one(statements[0]), *bad, one(statements[1])])

    assert answer.status_code == 200
    assert sorted(status_of(answer)) == ["refused"] * 5 + ["stored"] * 2


def test_a_closed_topic_answers_gone(client, address, statements):
    token = client.get(address).json()["token"]
    client.post(
        address.removesuffix("kiriman/"), {"statement": statements[0].pk, "value": 1, "key": "kunci-pertama"}
    )
    known = client.get(address).json()["token"]
    Topic.objects.update(status="CLOSED")

    assert send(Client(), address, [one(statements[1])], token=token).status_code == 410
    answer = send(client, address, [one(statements[1])], token=known)
    assert answer.status_code == 410
    assert "ditutup" in answer.json()["error"]
    assert Vote.objects.count() == Participant.objects.count() == 1


def test_guests_send_nothing_into_a_topic_of_verified_people(client, address, statements):
    Topic.objects.update(who_may_vote="VERIFIED")

    assert send(client, address, [one(statements[0])]).status_code == 403
    assert not Participant.objects.exists()


HOSTILE = [
    "", "{", "null", "[]", "5", '"votes"', '{"votes": 5}', '{"votes": {"0": {}}}', '{"other": []}', "[" * 100_000,
    '{"votes":' + "[" * 20_000, '{"votes": [NaN]}', '{"votes": [Infinity]}', "9" * 5000,
    '{"votes": [' + "9" * 5000 + "]}",
    '{"votes": [' + ",".join(["{}"] * 51) + "]}", '{"votes": [{}]}', '{"votes": [null, [], "x", 1]}',
    '{"votes": [{"statement": 1, "value": true, "key": "kunci-sah-1"}]}',
    '{"votes": [{"statement": 1, "value": 1.0, "key": "kunci-sah-1"}]}',
    '{"votes": [{"statement": "1", "value": 1, "key": "kunci-sah-1"}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": "kunci-\\ud83d-x"}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": "kunci-\\u0000-x"}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": ["kunci-sah-1"]}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": "kunci-sah-1", "ago": -1}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": "kunci-sah-1", "ago": 1e300}]}',
    '{"votes": [{"statement": 1, "value": 1, "key": "kunci-sah-1", "important": "yes"}]}',
    '{"votes": [{"statement": 99999999999999999999, "value": 1, "key": "kunci-sah-1"}]}',
    b"\xff\xfe{\x00", "x" * 70_000, " " * 3_000_000,
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body)[:50])
def test_hostile_json_is_refused_with_clear_json(client, address, statements, body):
    answer = send(client, address, [], body=body)

    assert answer.status_code == 400
    assert answer.json().get("error") or answer.json()["results"]
    assert not VoteEvent.objects.exists()
    assert not Participant.objects.exists()


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(st.characters(categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
LIKE_A_VOTE = st.fixed_dictionaries(
    {"statement": ANYTHING | st.integers(-2, 2**65), "value": ANYTHING | st.integers(-2, 2)},
    optional={"key": ANYTHING, "ago": ANYTHING, "important": ANYTHING},
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANYTHING | st.fixed_dictionaries({"votes": ANYTHING | st.lists(LIKE_A_VOTE | ANYTHING, max_size=4)}))
def test_nothing_that_can_be_sent_breaks_the_door(client, address, statements, body):
    cache.clear()
    answer = send(client, address, [], body=json.dumps(body))

    assert answer.status_code in {200, 400}
    assert "results" in answer.json()


def test_a_phone_that_keeps_sending_is_slowed_down(client, address, statements):
    votes, token = [one(statements[0])], client.get(address).json()["token"]

    statuses = [send(client, address, votes, token=token).status_code for _ in range(40)]

    assert statuses.count(429) > 0
    assert statuses[:20] == [200] * 20


def test_what_is_kept_in_stock_carries_no_counts(client, address, statements):
    stock = client.get(address).json()["next"]

    assert len(stock) == 6
    assert set(stock[0]) == {"id", "key", "text", "author"}
    assert not Participant.objects.exists()
