from __future__ import annotations

import pytest

from conftest import NIGHT
from muara.web.opendata.shapes import without_contacts

pytestmark = pytest.mark.django_db
LISTS = "/purwokerto/api/v1/"


def test_a_list_goes_on_where_the_page_before_ended(client, city, make_actor):
    names = [make_actor(f"Lembaga {n}").slug for n in range(7)]

    seen, address = [], f"{LISTS}actors/?limit=3"
    while address:
        told = client.get(address).json()
        assert len(told["data"]) <= 3
        seen += [one["id"] for one in told["data"]]
        address = told["links"]["next"]

    assert seen == names


def test_a_filter_is_kept_from_page_to_page(client, topic, make_statement):
    for n in range(3):
        make_statement(f"Pernyataan {n}")

    told = client.get(f"{LISTS}statements/?topic={topic.slug}&limit=2").json()

    assert "topic=gedung-kosong" in told["links"]["next"]
    assert client.get(f"{LISTS}statements/?topic=lain").json()["data"] == []


@pytest.mark.parametrize("asked", ["limit=0", "limit=101", "limit=banyak", "limit=", "limit=%00", "after=-1",
                                   "after=9" + 30 * "9", "after=x", "after=%C2%B2"])  # fmt: skip
def test_what_cannot_be_answered_is_said_in_two_languages(client, city, asked):
    answer = client.get(f"{LISTS}sessions/?{asked}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (400, "This question cannot be answered.")
    assert problem["detail"] != problem["detail_id"]
    assert "bilangan bulat" in problem["detail_id"] or "halaman berikutnya" in problem["detail_id"]


@pytest.mark.parametrize("path", ["sessions/26/", "sessions/x/", "sessions/%00/", "statements/a.b.c/", "nothing/",
                                  "readings/gedung-kosong.1.ALL/", "readings/gedung-kosong.1.people/", "a/b/c/d/",
                                  "ties/99999999999999999999/"])  # fmt: skip
def test_what_is_not_there_is_a_problem_and_no_page(client, session, path):
    answer = client.get(f"{LISTS}{path}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_where_there_is_no_city_programs_get_a_problem_and_people_a_page(client, city):
    assert client.get("/tidak-ada/api/v1/").headers["Content-Type"] == "application/problem+json"
    assert "<h1>" in client.get("/tidak-ada/data-terbuka/").content.decode()


def test_ties_are_given_for_one_organisation_at_a_time(client, city, make_actor, make_tie):
    a, b, c = (make_actor(name) for name in "ABC")
    make_tie(a, b)
    make_tie(b, c)
    make_tie(a, c, told="A")

    assert client.get(f"{LISTS}ties/").status_code == 400
    assert client.get(f"{LISTS}ties/?actor=%00").status_code == 400
    told = client.get(f"{LISTS}ties/?actor=a").json()["data"]
    assert [(one["a"], one["b"]) for one in told] == [("a", "b")]
    assert client.get("/purwokerto/data-terbuka/ties.csv").status_code == 404


def test_scripts_of_any_site_may_read_and_nobody_is_known(client, as_user, session, sekar):
    as_user(sekar)

    answer = client.get(f"{LISTS}sessions/")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert "Cookie" not in answer.headers["Vary"]
    session.status = "DRAFT"
    session.save()
    assert client.get(f"{LISTS}sessions/").json()["data"] == []  # the secretariat reads what everybody reads


def test_the_same_is_not_sent_twice(client, session):
    first = client.get(f"{LISTS}sessions/")
    same = client.get(f"{LISTS}sessions/", headers={"if-none-match": first.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    session.theme = "Tema baru"
    session.save()
    changed = client.get(f"{LISTS}sessions/", headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_every_answer_says_its_terms(client, city, session):
    city.is_sample = True
    city.save()

    told = client.get(f"{LISTS}sessions/25/").json()["meta"]

    assert (told["licence"], told["sample"], told["attribution"]) == ("CC-BY-SA-4.0", True, "Muara Purwokerto")
    assert told["source"] == "http://testserver/purwokerto/sesi/"
    assert told["generated_at"].endswith("Z")


def test_counts_are_told_from_five_people_on(client, topic, make_statement):
    from muara.web.concerns.models import StatementSplit

    many, few = make_statement("Satu"), make_statement("Dua")
    for one, n in ((many, 4), (few, 3)):
        StatementSplit.objects.create(statement=one, agree=n, passed=0, disagree=1, taken_at=NIGHT)

    told = client.get(f"{LISTS}statements/").json()["data"]

    assert [one["answers"] for one in told] == [{"people": 5, "agree": 4, "passed": 0, "disagree": 1}, None]


def test_few_people_are_not_counted_in_the_river(client, city, session, make_concern, make_participant):
    for _n in range(4):
        make_concern("atap bocor", raised_by=make_participant(), session=session)
    assert client.get(f"{LISTS}river/").json()["data"]["people"] is None

    make_concern("atap bocor", raised_by=make_participant(), session=session)

    told = client.get(f"{LISTS}river/").json()["data"]
    assert told["people"] == 5
    assert (told["steps"][0]["step"], told["steps"][0]["arrived"]) == ("raised", 5)


@pytest.mark.parametrize("text", ["ani.b+c@contoh.co.id", "081234567890", "+62 812-3456-7890", "62812 3456 789",
                                  "0812 3456 7890"])  # fmt: skip
def test_how_to_reach_somebody_is_hidden(text):
    assert without_contacts(f"Tulis {text}.") == "Tulis […]."


@pytest.mark.parametrize("text", ["Rp12.500.000", "0,08 persen", "33.02.74.1001", "tahun 2018-2026", "@muara",
                                  "https://contoh.id/0812345678901"])  # fmt: skip
def test_other_numbers_stay(text):
    assert without_contacts(text) == text
