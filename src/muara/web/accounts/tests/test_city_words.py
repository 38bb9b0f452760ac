from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

import muara
from conftest import NIGHT
from muara.web.accounts.actions import CannotDescribeCity, describe_city
from muara.web.accounts.models import AuditLine

pytestmark = pytest.mark.django_db
OWN = {
    "movement": "Purwokerto Kota Koperasi",
    "tagline": "Warga bertemu, lalu bekerja.",
    "forum_name": "Jagongan",
    "forum_meaning": "Ngobrol sampai ketemu",
}
# Words of one movement: they belong to a city that chose them, never to the program.
OF_ONE_CITY = re.compile(r"kota[ -]koperasi|cooperative (city|movement)|\bBATS\b|Teman Sejawat", re.IGNORECASE)
MAY_NAME_THEM = (
    "web/forum/models/sessions.py",  # an example in a help text
    "web/forum/migrations/",  # what the rows of before were called
    "web/cities/models.py",  # what the evenings are called until a city says otherwise
    "web/home/demo/",  # the sample city has words of its own
    "web/brand/published.py",  # what was published about one, with its source
    "engine/",  # names in examples of the documentation
)


def test_the_secretariat_chooses_the_words_and_the_log_keeps_the_old_ones(city, sekar):
    describe_city(by=sekar, city=city, at=NIGHT, **OWN)
    describe_city(by=sekar, city=city, at=NIGHT, **{**OWN, "tagline": ""})

    city.refresh_from_db()
    assert (city.movement, city.tagline) == ("Purwokerto Kota Koperasi", "")
    assert (city.forum, city.forum_in_full) == ("Jagongan", "Ngobrol sampai ketemu")
    newest = AuditLine.objects.filter(verb="described_city", by_user=sekar).latest("pk")
    assert newest.detail["before"] == {"tagline": "Warga bertemu, lalu bekerja."}


@pytest.mark.parametrize("who", ["novita", "stranger", "neighbor"])
def test_nobody_else_chooses_them(request, city, make_member, other_city, who):
    user = make_member("jauh", "SECRETARIAT", other_city) if who == "neighbor" else request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        describe_city(by=user, city=city, at=NIGHT, **OWN)
    city.refresh_from_db()
    assert city.movement == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"movement": "x" * 81}, "80"),
        ({"tagline": "x" * 141}, "140"),
        ({"forum_name": "x" * 31}, "30"),
        ({"forum_meaning": "Ngobrol"}, "also what the evenings are called"),
        ({"movement": "Kota\0"}, "cannot be stored"),
    ],
)
def test_words_that_do_not_fit_are_refused(city, sekar, given, said):
    with translation.override("en"), pytest.raises(CannotDescribeCity, match=said):
        describe_city(by=sekar, city=city, at=NIGHT, **given)
    city.refresh_from_db()
    assert (city.movement, city.tagline, city.forum_name) == ("", "", "")
    assert not AuditLine.objects.exists()


def test_invisible_characters_and_line_breaks_do_not_come_in(city, sekar):
    describe_city(by=sekar, city=city, movement=" Kota\u202e\u200b\nkita ", at=NIGHT)

    assert city.movement == "Kota kita"


def test_a_city_without_words_reads_well(client, city, session):
    front = client.get("/purwokerto/").content.decode()
    evening = client.get("/purwokerto/sesi/").content.decode()

    assert "Muara dikelola warga Purwokerto." in front
    assert "BATS, <i>Belajar Antar Teman Sejawat</i>" in evening
    assert OF_ONE_CITY.search(front) is None


def test_the_words_of_a_city_stand_on_its_pages_and_on_no_others(as_user, city, other_city, sekar):
    client = as_user(sekar)
    assert client.post("/purwokerto/kota/kata/", OWN).status_code == 302

    front = client.get("/purwokerto/").content.decode()
    assert "Muara dikelola sekretariat Purwokerto Kota Koperasi." in front
    assert "Warga bertemu, lalu bekerja." in front
    assert "Jagongan, <i>Ngobrol sampai ketemu</i>" in client.get("/purwokerto/sesi/").content.decode()
    elsewhere = client.get("/cilacap/sesi/").content.decode()
    assert "Jagongan" not in elsewhere
    assert "Muara dikelola warga Cilacap." in elsewhere


def test_hostile_words_stay_words(as_user, city, session, sekar):
    hostile = {"movement": "<script>alert(1)</script>", "forum_name": '"><img src=x>', "tagline": "{{ 7*7 }}"}
    client = as_user(sekar)
    assert client.post("/purwokerto/kota/kata/", hostile).status_code == 302

    for page in ("/purwokerto/", "/purwokerto/sesi/", "/purwokerto/sesi/25/", "/purwokerto/kota/kata/"):
        said = client.get(page).content.decode()
        assert "<script>alert" not in said
        assert "<img src=x" not in said
    assert "{{ 7*7 }}" in client.get("/purwokerto/").content.decode()


def test_what_was_typed_stays_after_a_refusal(as_user, city, sekar):
    answer = as_user(sekar).post(
        "/purwokerto/kota/kata/", {"forum_meaning": "Ngobrol", "tagline": "Warga bertemu"}
    )

    assert answer.status_code == 409
    assert "Warga bertemu" in answer.content.decode()


def test_no_template_line_of_code_or_translation_holds_the_words_of_one_city():
    package = Path(muara.__file__).parent
    files = [
        path for kind in ("py", "html", "po", "txt", "css", "js") for path in package.rglob(f"*.{kind}")
        if "/tests/" not in path.as_posix()
    ]  # fmt: skip
    found = [
        f"{path.relative_to(package)}:{number}"
        for path in files
        if not path.relative_to(package).as_posix().startswith(MAY_NAME_THEM)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OF_ONE_CITY.search(line)
    ]

    assert len(files) > 500
    assert found == []
