"""The pages on which people say what worries them and write statements."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from conftest import NIGHT
from muara.web.accounts.models import Participant
from muara.web.concerns.models import Concern, Statement, Vote

pytestmark = pytest.mark.django_db
SEPI = "Warung tetangga pelan-pelan sepi."
NEW = "/purwokerto/keresahan/baru/"


def stamp_of(answer) -> str:
    return re.search(r'name="stamp" value="([^"]+)"', answer.content.decode())[1]


def send(client: Client, address: str, *, wait: float = 10, **typed: str):
    """Open a form, read it for a while and send it."""
    with time_machine.travel(NIGHT, tick=False) as clock:
        stamp = stamp_of(client.get(address))
        clock.shift(timedelta(seconds=wait))
        return client.post(address, {"stamp": stamp} | typed)


def alerts(answer) -> list[str]:
    return re.findall(r'role="alert">(.*?)</p>', answer.content.decode(), re.DOTALL)


def test_looking_admits_nobody(client, city, session):
    for address in (NEW, f"{NEW}25/", "/purwokerto/keresahan/saya/"):
        assert client.get(address).status_code == 200
    assert not Participant.objects.exists()


def test_a_guest_says_what_worries_them_and_sees_it_as_its_author(client, city, session):
    answer = send(client, f"{NEW}25/", because=SEPI, affected="pedagang", tried="belum", role="pemilik warung")

    concern = Concern.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/purwokerto/keresahan/{concern.pk}/")
    assert (concern.session, concern.raised_by.tier) == (session, "GUEST")
    assert SEPI in client.get(answer.url).content.decode()
    assert Client().get(answer.url).status_code == 404, "nobody else, until a facilitator has read it"


@pytest.mark.parametrize("query", ["topik=gedung-kosong", "sesi=25"])
def test_the_address_says_for_what_the_concern_is(client, topic, query):
    send(client, f"{NEW}?{query}", because=SEPI)

    concern = Concern.objects.get()
    assert concern.session == topic.session
    assert concern.topic == (topic if query.startswith("topik") else None)


@pytest.mark.parametrize("query", ["topik=tidak-ada", "topik=%00", "sesi=999", "sesi=x", "sesi=" + "9" * 40])
def test_an_address_that_names_nothing_is_for_the_city(client, city, query):
    assert send(client, f"{NEW}?{query}", because=SEPI).status_code == 303
    assert Concern.objects.get().session is None


@pytest.mark.parametrize(
    ("wait", "more"),
    [
        (0.5, {}),
        (25 * 3600, {}),
        (10, {"situs": "https://obat.example"}),
        (10, {"stamp": "palsu"}),
        (10, {"stamp": ""}),
    ],
    ids=["too fast", "a day old", "honey", "forged", "without"],
)
def test_what_looks_like_a_machine_comes_back_with_its_text_and_goes_through_at_the_second_try(
    client, city, wait, more
):
    answer = send(client, NEW, wait=wait, because=SEPI, affected="pedagang", **more)

    assert answer.status_code == 422
    assert len(alerts(answer)) == 1
    assert SEPI in answer.content.decode()
    assert "pedagang" in answer.content.decode()
    assert not Participant.objects.exists()
    with time_machine.travel(NIGHT + timedelta(seconds=wait + 30), tick=False):
        again = client.post(NEW, {"stamp": stamp_of(answer), "because": SEPI})
        if again.status_code == 422:  # a new stamp was given: it counts from the time of the second page
            assert wait > 3600 or "stamp" in more
    assert Concern.objects.exists() or again.status_code == 422


def test_an_empty_card_says_at_its_field_what_is_missing(client, city):
    answer = send(client, NEW, because=" ", affected="pedagang")

    assert answer.status_code == 422
    assert 'id="id_because_error"' in answer.content.decode()
    assert "pedagang" in answer.content.decode()


def test_a_card_that_came_twice_leads_to_what_is_kept(client, city):
    first = send(client, NEW, because=SEPI)
    second = send(client, NEW, because=SEPI)

    assert (second.status_code, second.url) == (303, first.url)
    assert "sudah pernah Anda sampaikan" in client.get(second.url).content.decode()
    assert Concern.objects.count() == 1


def test_a_card_for_a_closed_evening_is_offered_to_the_city(client, session):
    session.status = "CLOSED"
    session.save()

    answer = send(client, f"{NEW}25/", because=SEPI)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert SEPI in page
    assert f'action="{NEW}"' in page
    assert not Concern.objects.exists()

    with time_machine.travel(NIGHT + timedelta(minutes=1), tick=False):
        assert client.post(NEW, {"stamp": stamp_of(answer), "because": SEPI}).status_code == 303


def test_too_many_cards_are_kept_on_the_page(client, city):
    for n in range(10):
        assert send(client, NEW, because=f"Keresahan {n}").status_code == 303

    answer = send(client, NEW, because="Keresahan kesebelas")
    assert answer.status_code == 409
    assert "Keresahan kesebelas" in answer.content.decode()


def test_a_rejected_concern_is_seen_by_its_author_with_the_reason_and_by_nobody_else(client, novita, as_user):
    answer = send(client, NEW, because=SEPI)
    Concern.objects.update(status="REJECTED", reason="Menyebut nama orang.", decided_at=NIGHT)

    assert "Menyebut nama orang." in client.get(answer.url).content.decode()
    assert Client().get(answer.url).status_code == 404
    assert SEPI not in Client().get("/purwokerto/keresahan/").content.decode()
    assert "Menyebut nama orang." in as_user(novita).get(answer.url).content.decode()


def test_the_list_says_of_each_what_became_of_it(client, city, topic, make_concern, make_statement):
    worded = make_concern("Gedung kosong.", decided_at=NIGHT, status="WORDED")
    make_statement("Gedung boleh dipakai.").origins.create(concern=worded, at=NIGHT)
    make_concern("Slogan lalu hilang.", decided_at=NIGHT)
    make_concern("Belum dibaca siapa pun.")
    make_concern("Gedung itu kosong.", decided_at=NIGHT, status="MERGED", merged_into=worded)

    page = client.get("/purwokerto/keresahan/").content.decode()

    assert page.count("/purwokerto/suara/gedung-kosong/1/") == 2
    assert page.count("Belum bertaut") == 1
    assert "Belum dibaca siapa pun." not in page
    only = client.get("/purwokerto/keresahan/?keadaan=belum").content.decode()
    assert "Slogan lalu hilang." in only
    assert "Gedung kosong." not in only


def test_what_is_moderated_afterwards_is_shown_at_once(client, city, topic, make_concern):
    topic.moderation = "AFTER"
    topic.save()
    concern = make_concern("Gedung kosong.", topic=topic)

    assert "Gedung kosong." in client.get("/purwokerto/keresahan/").content.decode()
    assert client.get(f"/purwokerto/keresahan/{concern.pk}/").status_code == 200


def test_a_statement_is_written_and_waits(client, topic):
    answer = send(client, "/purwokerto/suara/gedung-kosong/tulis/", text="Gedung kosong boleh dipakai warga.")

    assert (answer.status_code, answer.url) == (303, "/purwokerto/suara/gedung-kosong/1/")
    assert client.get(answer.url).status_code == 200
    assert Client().get(answer.url).status_code == 404


def test_advice_is_given_once_and_the_writer_decides(client, topic):
    address, text = "/purwokerto/suara/gedung-kosong/tulis/", "Gedung itu kosong. Warga boleh memakainya."
    answer = send(client, address, text=text)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert 'name="insist"' in answer.content.decode()

    assert send(client, address, text=text, insist="1").status_code == 303
    assert Statement.objects.get().text == text


def test_what_is_said_already_leads_to_its_vote(client, topic, make_statement):
    known = make_statement("Gedung kosong boleh dipakai warga.")

    answer = send(client, "/purwokerto/suara/gedung-kosong/tulis/", text="gedung kosong boleh dipakai warga")

    assert answer.status_code == 409
    assert f"?ulang={known.pk}" in answer.content.decode()
    assert "gedung kosong boleh dipakai warga</textarea>" in answer.content.decode()


def test_who_may_not_write_is_told_so_and_can_raise_a_concern(client, topic):
    topic.who_may_write = "VERIFIED"
    topic.save()

    page = client.get("/purwokerto/suara/gedung-kosong/tulis/").content.decode()
    assert "/purwokerto/keresahan/baru/?topik=gedung-kosong" in page
    assert client.post("/purwokerto/suara/gedung-kosong/tulis/", {"text": "Gedung."}).status_code == 403
    assert not Participant.objects.exists()


def test_where_moderation_comes_after_the_author_has_voted(client, topic):
    topic.moderation = "AFTER"
    topic.save()

    send(client, "/purwokerto/suara/gedung-kosong/tulis/", text="Gedung kosong boleh dipakai warga.")

    assert Vote.objects.get().value == 1


def test_my_page_lists_what_i_said_and_nothing_of_others(client, topic, make_concern):
    make_concern("Kata orang lain.", decided_at=NIGHT)
    send(client, NEW, because=SEPI)
    send(client, "/purwokerto/suara/gedung-kosong/tulis/", text="Gedung kosong boleh dipakai warga.")

    page = client.get("/purwokerto/keresahan/saya/").content.decode()
    assert SEPI in page
    assert "Gedung kosong boleh dipakai warga." in page
    assert "Kata orang lain." not in page


def test_a_facilitator_records_one_card_after_another(as_user, novita, session):
    client = as_user(novita)
    answer = client.post(
        "/purwokerto/keresahan/catat/", {"because": SEPI, "channel": "MEETING", "session": session.pk, "topic": ""}
    )

    assert (answer.status_code, answer.url) == (303, "/purwokerto/keresahan/catat/?lewat=MEETING&sesi=25")
    page = client.get(answer.url).content.decode()
    assert f'<option value="{session.pk}" selected>' in page
    assert '<option value="MEETING" selected>' in page
    assert Concern.objects.get().recorded_by == novita


def test_no_page_asks_more_than_ten_questions_however_long_it_is(
    client, topic, make_concern, make_statement, make_participant, django_assert_max_num_queries
):
    send(client, NEW, because=SEPI)
    me = Participant.objects.get()
    for n in range(60):
        root = make_concern(f"Keresahan {n}.", decided_at=NIGHT, raised_by=me, status="WORDED")
        make_concern(f"Sama {n}.", decided_at=NIGHT, raised_by=me, status="MERGED", merged_into=root)
        make_statement(f"Pernyataan {n}.", author=me).origins.create(concern=root, at=NIGHT)
    statement = topic.statements.first()
    for address in (
        "/purwokerto/keresahan/", "/purwokerto/keresahan/?keadaan=belum", "/purwokerto/keresahan/?hal=3",
        "/purwokerto/keresahan/saya/", f"/purwokerto/keresahan/{root.pk}/", NEW, f"{NEW}25/",
        "/purwokerto/suara/", "/purwokerto/suara/gedung-kosong/tulis/",
        f"/purwokerto/suara/gedung-kosong/{statement.number}/", "/purwokerto/moderasi/catatan/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
