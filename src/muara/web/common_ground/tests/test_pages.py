from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from tests.weight import first_visit

from conftest import NIGHT
from muara.web.accounts.models import Participant, User
from muara.web.common_ground.actions import name_thread, publish_thread, take_reading
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.picture import place
from muara.web.common_ground.tests.conftest import FIRST, Planted, cast
from muara.web.concerns.models import Statement, Topic

pytestmark = pytest.mark.django_db

HERE = "/purwokerto/benang-merah/"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "Nyong wedi 🙂 ꦧꦚꦸꦩꦱ꧀ ‮txt",
]


@pytest.fixture
def there(planted: Planted) -> str:
    return f"{HERE}{planted.topic.slug}/"


@pytest.fixture
def as_participant(client: Client) -> Callable[[Participant], Client]:
    """Sign in as a participant of the planted topic."""

    def sign_in(person: Participant) -> Client:
        person.user = User.objects.create_user(f"p{person.pk}@contoh.id", "kata-sandi-panjang")
        person.save()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_the_finding_is_the_title(planted, take, client, there):
    take(planted.topic)

    text = client.get(there).content.decode()

    assert "<h1>Tiga kelompok pendapat, empat hal yang sama.</h1>" in text
    assert "Bacaan 1 · 19 pernyataan, 60 orang, 1.140 suara" in text
    assert "3 dari 3 kelompok setuju, paling rendah" in text
    assert "Kelompok A, 2" in text
    assert "bacaan yang masuk akal" in text


def test_below_thirty_people_the_page_says_why_there_are_no_groups(make_planted, take, client):
    planted = make_planted(size=9)
    take(planted.topic)

    text = client.get(f"{HERE}{planted.topic.slug}/").content.decode()

    assert "Belum tampak kelompok pendapat yang jelas" in text
    assert "27 orang sudah bersuara. Di bawah 30 orang" in text
    assert "Peta pendapat" not in text


def test_without_a_reading_the_page_says_what_will_come(topic, client):
    answer = client.get(f"{HERE}{topic.slug}/")

    assert answer.status_code == 200
    assert "Belum ada bacaan." in answer.content.decode()


def test_the_map_is_a_picture_with_its_finding_and_a_table(planted, take, client, there):
    take(planted.topic)

    text = client.get(there).content.decode()

    picture = re.search(r'<svg viewBox="0 0 328 \d+" role="img".*?</svg>', text, re.DOTALL)
    assert picture is not None
    assert "<title" in picture[0]
    assert re.search(r"<desc[^>]*>Kelompok di peta: A \d+ orang, B \d+ orang, C \d+ orang\.", picture[0])
    assert picture[0].count('class="hull"') == picture[0].count('class="sway"') == 3
    assert "Tampilkan sebagai tabel" in text
    assert "style=" not in text


def test_the_map_gives_away_neither_order_nor_place(planted, take, client, there):
    reading = take(planted.topic)
    frame = reading.result["picture"]["frame"]

    drawn = [tuple(dot) for group in reading.result["picture"]["groups"] for dot in group["dots"]]
    exact = [place(frame, one["at"]) for one in reading.people.values()]
    kept = sum(1 for x, y in exact if (round(x), round(y)) in set(drawn))
    assert len(drawn) >= 55
    assert kept < len(exact) / 3
    for group in reading.result["picture"]["groups"]:
        assert group["dots"] == sorted(group["dots"])


def test_two_readings_of_the_same_votes_are_drawn_differently(planted, take):
    first, second = take(planted.topic), take(planted.topic)

    assert first.result["picture"]["groups"] != second.result["picture"]["groups"]


@pytest.mark.parametrize("page", ["", "laporan/", "data.csv", "polis.zip"])
def test_nobody_can_be_found_on_a_public_page(planted, take, client, there, page):
    reading = take(planted.topic)
    places = {f"{axis:.3f}" for one in reading.people.values() for axis in one["at"]}
    people = {key[1:] for key in reading.people}
    assert all(int(person) >= FIRST for person in people)  # long numbers, found in no page by chance

    answer = client.get(there + page)

    text = answer.content.decode("latin-1")
    if page.endswith("zip"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
            text = "".join(files.read(name).decode() for name in files.namelist())
    assert answer.status_code == 200
    assert people.isdisjoint(re.findall(r"\d{7,}", re.sub(r"[0-9a-f]{16,}", "", text)))
    assert not any(exact in text for exact in places)


def test_where_you_stand_is_told_to_you_alone(planted, take, as_participant, there):
    reading = take(planted.topic)
    person = planted.groups[1][3]
    label = "ABC"[reading.people[f"p{person.pk}"]["group"]]

    mine = as_participant(person).get(there)
    stranger = Client().get(there)

    assert f"<b>Anda dekat dengan {label}</b> dalam" in mine.content.decode()
    assert 'class="you"' in mine.content.decode()
    assert "Hanya Anda yang melihat kalimat ini." in mine.content.decode()
    assert "Anda dekat" not in stranger.content.decode()
    assert 'class="you"' not in stranger.content.decode()
    for answer in (mine, stranger):
        assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
        assert "Cookie" in answer["Vary"]


def test_two_people_are_told_different_places(planted, take, there):
    take(planted.topic)
    rings = set()
    for person in (planted.groups[0][0], planted.groups[1][0]):
        person.user = User.objects.create_user(f"p{person.pk}@contoh.id", "kata-sandi-panjang")
        person.save()
        client = Client()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        rings.add(re.search(r'class="you"[^>]*', client.get(there).content.decode())[0])

    assert len(rings) == 2


def test_the_sentence_alone_is_empty_for_everybody_else(planted, take, as_participant, there, stranger):
    take(planted.topic)

    htmx = {"HX-Request": "true"}
    assert Client().get(f"{there}anda/", headers=htmx).status_code == 204
    mine = as_participant(planted.people[0]).get(f"{there}anda/", headers=htmx)

    assert mine.status_code == 200
    assert mine.content.decode().count("<b>") == 1
    assert "no-store" in mine["Cache-Control"]
    assert {"Cookie", "HX-Request"} <= {part.strip() for part in mine["Vary"].split(",")}


def test_the_sentence_asked_for_without_htmx_is_on_the_page(planted, take, client, there):
    take(planted.topic)

    answer = client.get(f"{there}anda/")

    assert answer.status_code == 302
    assert answer["Location"] == f"{there}#anda"


def test_a_held_back_reading_is_seen_by_facilitators_only(planted, take, client, there, novita, make_participant):
    take(planted.topic)
    cast(make_participant(), planted.statements[0], 1)
    take(planted.topic)

    public = client.get(there).content.decode()
    refused = client.get(f"{there}bacaan/2/")
    client.force_login(novita, backend="django.contrib.auth.backends.ModelBackend")
    told = client.get(there).content.decode()
    inside = client.get(f"{there}bacaan/2/")

    assert "Bacaan 1 ·" in public
    assert "Bacaan 2" not in public
    assert refused.status_code == 403
    assert "Bacaan 2 lebih baru, tetapi hanya pemandu yang melihatnya" in told
    assert "Bacaan 2 ·" in inside.content.decode()


@pytest.mark.parametrize("page", ["", "laporan/", "data.csv", "polis.zip", "bacaan/", "bacaan/1/"])
def test_a_page_asks_at_most_ten_questions(
    planted, take, as_user, novita, there, page, django_assert_max_num_queries
):
    Participant.objects.filter(pk=planted.people[0].pk).update(user=novita)
    take(planted.topic)
    client = as_user(novita)

    with django_assert_max_num_queries(10):
        assert client.get(there + page).status_code == 200


def test_the_list_asks_at_most_ten_questions_however_long(
    planted, take, as_user, novita, django_assert_max_num_queries
):
    reading = take(planted.topic)
    for number, statement in enumerate(planted.statements[:4]):
        thread = name_thread(
            by=novita, reading=reading, statement=statement, name=f"Nama {number}", why="Sebab.", at=NIGHT
        )
        publish_thread(by=novita, thread=thread, at=NIGHT)
    client = as_user(novita)

    with django_assert_max_num_queries(10):
        text = client.get(HERE).content.decode()

    assert "Empat benang merah di Purwokerto." in text
    assert text.index("Nama 3") < text.index("Nama 0")
    with django_assert_max_num_queries(10):
        assert client.get(f"{HERE}utas/1/").status_code == 200


def test_the_map_page_is_within_its_weight(make_planted, take, client):
    planted = make_planted(size=150)
    take(planted.topic)

    assert first_visit(client, f"{HERE}{planted.topic.slug}/").total <= 60_000


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_facilitator_writes_stays_text(planted, take, as_user, novita, there, text):
    take(planted.topic)
    client = as_user(novita)

    answer = client.post(f"{there}bacaan/1/namai/1/", {"name": text, "why": f"{text}\n\n{text}"})
    page = client.get(answer["Location"]).content.decode()
    published = client.post(f"{HERE}utas/1/terbitkan/", follow=True).content.decode()
    listed = client.get(HERE).content.decode()

    for shown in (page, published, listed):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "\u202e" not in shown
    assert "Sudah terbit." in published


@pytest.mark.parametrize("text", ["\0", "a" * 161, " "])
def test_a_name_that_cannot_be_kept_is_refused_with_what_was_typed(planted, take, as_user, novita, there, text):
    take(planted.topic)

    answer = as_user(novita).post(f"{there}bacaan/1/namai/1/", {"name": text, "why": "Sebab yang sudah diketik."})

    assert answer.status_code == 422
    assert "Sebab yang sudah diketik." in answer.content.decode()
    assert not CommonThread.objects.exists()


def test_naming_what_divides_is_refused_with_what_was_typed(planted, take, as_user, novita, there):
    take(planted.topic)

    answer = as_user(novita).post(f"{there}bacaan/1/namai/9/", {"name": "Nama yang diketik", "why": "Sebab."})

    assert answer.status_code == 409
    assert "Nama yang diketik" in answer.content.decode()
    assert "bukan benang merah dalam bacaan ini" in answer.content.decode()


def test_taking_a_reading_without_votes_is_refused_on_the_page(topic, as_user, novita):
    answer = as_user(novita).post(f"{HERE}{topic.slug}/bacaan/")

    assert answer.status_code == 409
    assert "Belum ada yang bersuara pada topik ini." in answer.content.decode()


def test_a_click_leads_to_the_progress_and_it_ends_on_the_reading(planted, as_user, novita, there, work_off):
    client = as_user(novita)

    taken = client.post(f"{there}bacaan/")
    waiting = client.get(taken["Location"]).content.decode()
    asked = client.get(f"{there}bacaan/1/keadaan/", headers={"HX-Request": "true"})
    work_off()
    ended = client.get(f"{there}bacaan/1/keadaan/", headers={"HX-Request": "true"})

    assert taken.status_code == 302
    assert 'http-equiv="refresh"' in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "<progress" in asked.content.decode()
    assert "HX-Refresh" not in asked
    assert ended["HX-Refresh"] == "true"
    assert "hx-trigger" not in ended.content.decode()
    assert "Tiga kelompok pendapat" in client.get(taken["Location"]).content.decode()


def test_reading_a_page_computes_nothing(planted, take, client, there, monkeypatch):
    reading = take(planted.topic)
    cast(planted.people[0], planted.statements[0], -1)

    def never(*args, **kwargs):
        raise AssertionError("a page computed")

    monkeypatch.setattr("muara.web.common_ground.actions.compute.analyse", never)
    assert client.get(there).status_code == 200
    reading.refresh_from_db()
    assert Reading.objects.count() == 2


def test_a_statement_withdrawn_since_is_no_longer_quoted(planted, take, client, there, novita):
    reading = take(planted.topic)
    thread = name_thread(
        by=novita, reading=reading, statement=planted.statements[0], name="Nama", why="Sebab.", at=NIGHT
    )
    publish_thread(by=novita, thread=thread, at=NIGHT)
    words = planted.statements[0].text
    Statement.objects.filter(pk=planted.statements[0].pk).update(status="REJECTED")

    for address in (there, f"{there}laporan/", f"{there}data.csv", HERE, f"{HERE}utas/1/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert words not in answer.content.decode()


def test_a_draft_is_not_found_by_others(planted, take, client, novita, stranger):
    reading = take(planted.topic)
    name_thread(
        by=novita, reading=reading, statement=planted.statements[0], name="Rahasia", why="Sebab.", at=NIGHT
    )

    assert client.get(f"{HERE}utas/1/").status_code == 404
    assert "Rahasia" not in client.get(HERE).content.decode()


def test_a_topic_of_another_city_is_not_found(planted, take, client, other_city):
    take(planted.topic)

    for page in ("", "laporan/", "data.csv", "polis.zip", "anda/"):
        assert client.get(f"/cilacap/benang-merah/{planted.topic.slug}/{page}").status_code == 404


def test_a_topic_that_is_still_a_draft_is_not_found(planted, take, client):
    take(planted.topic)
    Topic.objects.update(status="DRAFT")

    assert client.get(f"{HERE}{planted.topic.slug}/").status_code == 404


def test_everybody_and_verified_people_stand_side_by_side(make_planted, take, client):
    planted = make_planted(size=30, n_verified=3)
    for person in planted.people:
        if person.tier == "VERIFIED":
            cast(person, planted.statements[0], -1)
    take(planted.topic)

    text = client.get(f"{HERE}{planted.topic.slug}/").content.decode()

    assert "Semua suara dan yang terverifikasi saja" in text
    assert "benang merah di antara semua suara, belum di antara yang terverifikasi" in text


def test_the_report_is_one_document_with_its_hash(planted, take, client, there):
    reading = take(planted.topic)

    text = client.get(f"{there}laporan/").content.decode()

    assert reading.input_sha256 in text
    assert "Tiga kelompok pendapat" in text
    assert "Wilson" in text


def test_the_method_is_read_in_two_minutes(client, city):
    text = client.get(f"{HERE}cara/").content.decode()

    words = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")]).split()
    assert 300 < len(words) < 500, "240 words a minute"
    assert "tidak dapat dikatakan bacaan" in text


def test_taking_a_reading_is_no_matter_of_reading_a_page(planted, as_user, novita, there):
    as_user(novita).get(f"{there}bacaan/")

    assert not Reading.objects.exists()
    take_reading(by=novita, topic=planted.topic, at=NIGHT)
    assert Reading.objects.count() == 2
