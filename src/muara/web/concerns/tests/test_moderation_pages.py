"""The pages of the facilitators: topics, the queue, wording, the public record."""

from __future__ import annotations

import re

import pytest

from conftest import NIGHT
from muara.web.accounts.models import AuditLine
from muara.web.concerns import actions
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.concerns.queries.moderation import items_for

pytestmark = pytest.mark.django_db
QUEUE = "/purwokerto/moderasi/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def facilitator(as_user, novita):
    return as_user(novita)


def order_of(page: str) -> list[str]:
    return re.findall(r'id="((?:keresahan|pernyataan)-\d+)"', page)


def test_the_queue_begins_with_what_waits_longest(facilitator, topic, make_concern, make_statement):
    late = make_statement("Gedung boleh dipakai.", "PENDING")
    early = make_concern("Gedung kosong.")
    Concern.objects.filter(pk=early.pk).update(raised_at=NIGHT.replace(hour=1))
    make_concern("Sudah dibaca.", decided_at=NIGHT)
    make_statement("Sudah diterima.")

    page = facilitator.get(QUEUE).content.decode()

    assert order_of(page) == [f"keresahan-{early.pk}", f"pernyataan-{late.pk}"]
    assert "Sudah dibaca." not in page


def test_the_queue_shows_nothing_of_another_city(facilitator, other_city, make_concern, make_statement, city):
    there = Topic.objects.create(city=other_city, slug="lain", title="Lain", question="Apa?", created_at=NIGHT)
    make_concern("Keresahan Cilacap.", other_city)
    make_statement("Pernyataan Cilacap.", "PENDING", there)

    assert "Cilacap" not in facilitator.get(QUEUE).content.decode()


def test_sixty_waiting_voices_are_two_pages_of_at_most_ten_questions(
    facilitator, topic, make_concern, make_statement, django_assert_max_num_queries
):
    for n in range(30):
        make_concern(f"Gedung kosong nomor {n} di depan pasar.", topic=topic)
        make_statement(f"Gedung nomor {n} boleh dipakai.", "PENDING")
        make_statement(f"Pasar nomor {n} dirawat warga.")

    found = []
    for address in (QUEUE, f"{QUEUE}?hal=2"):
        with django_assert_max_num_queries(10):
            found += order_of(facilitator.get(address).content.decode())
    assert len(found) == len(set(found)) == 60
    for address in (
        "/purwokerto/moderasi/rumuskan/", "/purwokerto/suara/gedung-kosong/kelola/",
        "/purwokerto/suara/gedung-kosong/ubah/", "/purwokerto/keresahan/catat/", "/purwokerto/suara/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            assert facilitator.get(address).status_code == 200


def test_without_scripts_a_decision_leads_back_to_the_queue(facilitator, make_concern):
    concern = make_concern("Gedung kosong.")

    answer = facilitator.post(f"{QUEUE}keresahan/{concern.pk}/", {"step": "accept"})

    assert (answer.status_code, answer.url) == (303, QUEUE)
    assert Concern.objects.get().decided_at is not None


def test_with_htmx_only_the_card_comes_back(facilitator, topic, make_statement):
    statement = make_statement("Gedung boleh dipakai.", "PENDING")

    answer = facilitator.post(f"{QUEUE}pernyataan/{statement.pk}/", {"step": "accept"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.strip().startswith("<li")
    assert f'id="pernyataan-{statement.pk}"' in page
    assert "<html" not in page
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "card"])
def test_who_comes_second_is_told_what_was_decided(facilitator, novita, topic, make_statement, headers):
    statement = make_statement("Gedung boleh dipakai.", "PENDING")
    actions.reject_statement(by=novita, statement=statement, reason="Menyebut nama.", at=NIGHT)

    for sent in ({"step": "accept"}, {"step": "reward"} | {"step": "reword", "text": "Gedung dipakai."}):
        answer = facilitator.post(f"{QUEUE}pernyataan/{statement.pk}/", sent, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "sudah diputuskan sementara itu: ditolak" in page
        assert 'value="reconsider"' in page
        assert 'value="accept"' not in page
    assert Statement.objects.get().status == "REJECTED"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "card"])
def test_a_refused_decision_keeps_what_was_typed(facilitator, topic, make_concern, make_statement, headers):
    concern, statement = make_concern("Gedung kosong."), make_statement("Gedung.", "PENDING")
    at_concern, at_statement = f"{QUEUE}keresahan/{concern.pk}/", f"{QUEUE}pernyataan/{statement.pk}/"
    long = "x" * 161
    for address, sent, status, kept in (
        (at_concern, {"step": "reject", "reason": ""}, 422, 'data-key="x" open'),
        (at_concern, {"step": "reject", "reason": "y" * 301}, 422, "y" * 301),
        (at_concern, {"step": "merge", "into": "999"}, 409, 'value="999"'),
        (at_concern, {"step": "merge", "into": "dua"}, 422, 'value="dua"'),
        (at_concern, {"step": "word", "texts": long, "topic": topic.pk}, 422, long),
        (at_concern, {"step": "word", "texts": "Apa ini? Apa itu?", "topic": topic.pk}, 422, "Apa ini? Apa itu?"),
        (at_concern, {"step": "fly"}, 422, 'role="alert"'),
        (at_statement, {"step": "reword", "text": long}, 422, long),
        (at_statement, {"step": "reword", "text": "Gedung."}, 409, 'data-key="r" open'),
        (at_statement, {"step": "merge", "into": "77"}, 409, 'value="77"'),
        (at_statement, {"step": "reject", "reason": " "}, 422, 'data-key="x" open'),
        (at_statement, {"step": ""}, 422, 'role="alert"'),
    ):
        answer = facilitator.post(address, sent, headers=headers)
        assert (answer.status_code, kept in answer.content.decode()) == (status, True), sent
    assert list(Concern.objects.waiting()) == [concern]
    assert list(Statement.objects.waiting()) == [statement]
    assert not AuditLine.objects.exists()


def test_each_decision_of_the_queue_is_carried_out(facilitator, topic, make_concern, make_statement):
    same = make_concern("Gedung kosong lama sekali.")
    into = make_statement("Gedung boleh dipakai.")

    def decide(thing, **sent) -> str:
        kind = "keresahan" if isinstance(thing, Concern) else "pernyataan"
        assert facilitator.post(f"{QUEUE}{kind}/{thing.pk}/", sent).status_code == 303
        thing.refresh_from_db()
        return thing.status

    one, two, three = (make_concern(f"Gedung {n}.") for n in range(3))
    assert decide(one, step="reject", reason="Menyebut nama.") == "REJECTED"
    assert decide(one, step="reconsider") == "RAISED"
    assert decide(two, step="merge", into=same.pk) == "MERGED"
    assert decide(three, step="word", texts="Atap gedung berbahaya.", topic=topic.pk) == "WORDED"
    assert decide(one, step="word", texts="Kunci hilang. Dicari.", topic=topic.pk, insist="1") == "WORDED"
    a, b, c = (make_statement(f"Gagasan {n}.", "PENDING") for n in range(3))
    assert decide(a, step="reword", text="Gagasan yang lebih jelas.") == "ACCEPTED"
    assert decide(b, step="merge", into=into.number) == "MERGED"
    assert decide(c, step="reject", reason="Bukan gagasan.") == "REJECTED"
    assert decide(c, step="reconsider") == "PENDING"
    assert decide(c, step="accept") == "ACCEPTED"


def test_what_says_nearly_the_same_is_offered(city, make_concern, make_statement, topic):
    concern = make_concern("Gedung di depan pasar kosong delapan tahun.")
    near = make_concern("Gedung depan pasar sudah kosong lama.")
    make_concern("Angkutan sore jarang lewat.")
    statement = make_statement("Data gedung kosong harus terbuka.", "PENDING")
    alike = make_statement("Data gedung yang kosong terbuka untuk semua.")

    items = items_for(city, [concern, statement])

    assert [list(item.alike) for item in items] == [[near], [alike]]


def test_several_concerns_are_worded_together(facilitator, topic, make_concern):
    one, two = make_concern("Gedung kosong."), make_concern("Gedung mangkrak.")
    page = facilitator.get(f"{QUEUE}rumuskan/?keresahan={one.pk}").content.decode()
    assert page.count(" checked") == 1

    sent = {"keresahan": [one.pk, two.pk], "texts": "Gedung kosong boleh dipakai.", "topic": topic.pk}
    assert facilitator.post(f"{QUEUE}rumuskan/", sent).status_code == 303
    assert set(Statement.objects.get().origins.values_list("kind", flat=True)) == {"MERGED"}
    for wrong, status in (
        (sent, 409), (sent | {"keresahan": []}, 409), (sent | {"texts": ""}, 422), (sent | {"topic": 99}, 422),
        (sent | {"keresahan": ["x", "9" * 30]}, 409), (sent | {"texts": "Apa? Siapa?"}, 422),
    ):  # fmt: skip
        answer = facilitator.post(f"{QUEUE}rumuskan/", wrong)
        assert answer.status_code == status, wrong
        assert str(wrong["texts"]) in answer.content.decode()


def test_the_public_record_has_counts_and_reasons_and_neither_names_nor_words(
    client, facilitator, novita, make_concern
):
    concern = make_concern("Pak Anu mencuri.")
    actions.reject_concern(by=novita, concern=concern, reason="Menyebut nama orang.", at=NIGHT)
    actions.accept_concern(by=novita, concern=make_concern("Gedung kosong."), at=NIGHT)

    client.logout()
    page = client.get(f"{QUEUE}catatan/").content.decode()

    assert "Menyebut nama orang." in page
    assert "Pak Anu" not in page
    assert "Novita" not in page
    assert re.findall(r'<td class="n">(\d+)</td>', page) == ["1", "1"]


def test_a_topic_is_planned_seeded_opened_and_closed(facilitator, city, session):
    form = {
        "title": "Gedung kosong", "question": "Siapa boleh memakai?", "session": session.pk,
        "who_may_vote": "EVERYONE", "who_may_write": "INVITED", "moderation": "BEFORE",
    }  # fmt: skip
    answer = facilitator.post("/purwokerto/suara/baru/", form)
    here = "/purwokerto/suara/gedung-kosong/"
    assert (answer.status_code, answer.url) == (303, f"{here}kelola/")

    bad = facilitator.post(f"{here}benih/", {"lines": "Satu gagasan.\n\n" + "x" * 161 + "\nsatu GAGASAN"})
    assert bad.status_code == 409
    assert re.findall(r"<b>Baris (\d)\.</b>", bad.content.decode()) == ["3", "4"]
    assert "satu GAGASAN</textarea>" in bad.content.decode()
    assert facilitator.post(f"{here}benih/", {"lines": "Satu gagasan.\nDua gagasan."}).status_code == 303
    assert facilitator.post(f"{here}langkah/", {"step": "open"}).status_code == 303
    assert facilitator.post(f"{here}langkah/", {"step": "open"}).status_code == 409
    assert facilitator.post(f"{here}langkah/", {"step": "jump"}).status_code == 422
    assert facilitator.post(f"{here}ubah/", form | {"title": "Gedung mangkrak"}).status_code == 303
    assert facilitator.post(f"{here}ubah/", form | {"title": ""}).status_code == 422
    assert facilitator.post(f"{here}langkah/", {"step": "close"}).status_code == 303
    assert facilitator.post(f"{here}ubah/", form).status_code == 409
    assert facilitator.post(f"{here}benih/", {"lines": "Tiga."}).status_code == 409
    assert (Topic.objects.get().title, Statement.objects.count()) == ("Gedung mangkrak", 2)


def test_a_topic_begins_with_the_words_of_its_evening(facilitator, session):
    page = facilitator.get("/purwokerto/suara/baru/?sesi=25").content.decode()

    assert 'value="Gedung kosong"' in page
    assert "Siapa boleh memakai, dan siapa yang merawat?" in page


def test_drafts_are_seen_by_facilitators_only(client, facilitator, topic):
    topic.status = "DRAFT"
    topic.save()
    assert "Gedung kosong" in facilitator.get("/purwokerto/suara/").content.decode()

    client.logout()
    assert "Gedung kosong" not in client.get("/purwokerto/suara/").content.decode()
    assert client.get("/purwokerto/suara/gedung-kosong/tulis/").status_code == 404


def test_the_list_says_how_many_statements_wait_for_me(client, topic, city, make_statement, make_participant):
    for n in range(3):
        make_statement(f"Gagasan {n}.")
    make_statement("Menunggu moderator.", "PENDING")
    assert "3 pernyataan menunggu suara Anda." in client.get("/purwokerto/suara/").content.decode()

    key = {"statement": topic.statements.first().pk, "value": 1, "key": "kunci-contoh"}
    client.post("/purwokerto/suara/gedung-kosong/", key)
    page = client.get("/purwokerto/suara/").content.decode()
    assert "2 pernyataan menunggu suara Anda." in page
    assert "1 sudah dijawab" in page

    closed = Topic.objects.create(
        city=city, slug="lama", title="Lama", question="Dulu?", status="CLOSED", created_at=NIGHT, closed_at=NIGHT
    )
    assert client.get("/purwokerto/suara/").content.decode().index("Lama") > page.index("Gedung kosong")
    assert closed.closed_at == NIGHT


def test_a_statement_tells_where_it_comes_from_and_how_it_changed(
    facilitator, client, novita, topic, make_concern
):
    concern = make_concern("Gedung kosong.", decided_at=NIGHT, role="pemilik warung")
    old = actions.word_statement(by=novita, topic=topic, concerns=[concern], text="Gedug boleh dipakai.", at=NIGHT)
    here = "/purwokerto/suara/gedung-kosong/"

    assert facilitator.post(f"{here}1/", {"step": "mend", "text": "Gedung boleh dipakai."}).status_code == 303
    answer = facilitator.post(f"{here}1/", {"step": "replace", "text": "Gedung disewakan kepada koperasi."})
    assert (answer.status_code, answer.url) == (303, f"{here}2/")

    client.logout()
    page = client.get(f"{here}2/").content.decode()
    for word in ("Gedung kosong.", "pemilik warung", f"{here}1/", "Gedung boleh dipakai."):
        assert word in page
    assert "Gedug boleh dipakai." in client.get(f"{here}1/").content.decode()
    assert f"{here}2/" in client.get(f"{here}1/").content.decode()
    assert old.pk != Statement.objects.get(number=2).pk


def test_a_refused_change_keeps_what_was_typed(facilitator, make_statement):
    make_statement("Gedung boleh dipakai.")
    here = "/purwokerto/suara/gedung-kosong/1/"
    for sent, status, kept in (
        ({"step": "mend", "text": "Gedung tidak boleh dipakai."}, 409, "Gedung tidak boleh dipakai.</textarea>"),
        ({"step": "mend", "text": "x" * 161}, 422, "x" * 161),
        ({"step": "replace", "text": "Gedung boleh dipakai"}, 409, "Gedung boleh dipakai</textarea>"),
        ({"step": "merge", "into": "9"}, 409, 'value="9"'),
        ({"step": "withdraw", "reason": ""}, 422, "open"),
        ({"step": "reconsider"}, 409, 'role="alert"'),
        ({"step": "x"}, 422, 'role="alert"'),
    ):
        answer = facilitator.post(here, sent)
        assert (answer.status_code, kept in answer.content.decode()) == (status, True), sent
    assert facilitator.post(here, {"step": "withdraw", "reason": "Keliru."}).status_code == 303
    assert facilitator.post(here, {"step": "reconsider"}).status_code == 303
    assert Statement.objects.get().status == "PENDING"
