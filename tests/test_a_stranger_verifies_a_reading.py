"""What the city publishes follows from the votes, and whoever is given them can work it out again."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import numpy as np
import pytest

from conftest import NIGHT
from muara.formats.polis import read_export
from muara.formats.report import analyse_command
from muara.formats.verify import verify_command
from muara.web.common_ground.tests.conftest import cast, make_planted, planted, take, work_off  # noqa: F401
from muara.web.common_ground.tests.test_following import join
from muara.web.concerns.actions import note_shown
from muara.web.concerns.models import Shown

pytestmark = pytest.mark.django_db
WHAT_FOR = {"purpose": "Skripsi tentang keresahan pedagang, dikerjakan di kampus."}


@pytest.fixture
def given(planted, take, sekar, as_user, client, tmp_path):  # noqa: F811
    """Take the published file as anybody can, and the rows as the secretariat hands them out."""
    for place, person in enumerate(planted.people):
        for statement in planted.statements[: 2 + place % 17]:
            note_shown(by=person, statement_id=statement.pk, at=NIGHT)
    for person in planted.people[::7]:  # shown and left unanswered
        person.votes.filter(statement=planted.statements[0]).delete()
    reading = take(planted.topic)
    address = f"/purwokerto/benang-merah/{planted.topic.slug}/"
    published = tmp_path / "bacaan.json"
    published.write_bytes(client.get(f"{address}bacaan.json").content)

    def rows(**more: str):
        answer = as_user(sekar).post(f"{address}baris/", WHAT_FOR | more)
        assert answer.status_code == 200
        folder = tmp_path / f"baris-{len(list(tmp_path.iterdir()))}"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            archive.extractall(folder)
        return folder

    return reading, published, rows


def test_the_published_file_follows_from_the_rows(given, capsys):
    reading, published, rows = given
    folder = rows()

    stated = json.loads(published.read_bytes())
    assert stated["input_sha256"] == reading.input_sha256
    assert any("weighted" in item for item in stated["statements"])
    assert stated["names"] is None
    assert verify_command(published, folder) == 0, capsys.readouterr().err
    assert verify_command(published, rows()) == 0, "under other numbers"
    assert verify_command(published, rows(sign="api"), sign="api") == 0


def test_names_that_groups_had_before_are_taken_as_stated(given, planted, take, client):  # noqa: F811
    first, published, rows = given
    labels = [group["label"] for group in first.result["groups"]]
    last = first.people[f"p{planted.groups[2][0].pk}"]["group"]
    join(planted, 2, 14, np.random.default_rng(1))  # by size alone their group would now be called A
    take(planted.topic)
    published.write_bytes(client.get(f"/purwokerto/benang-merah/{planted.topic.slug}/bacaan.json").content)

    assert json.loads(published.read_bytes())["names"][0] == labels[last] != "A"
    assert verify_command(published, rows()) == 0


def test_one_altered_vote_is_named(given, capsys):
    _reading, published, rows = given
    folder = rows()
    sheet = folder / "participants-votes.csv"
    lines = list(csv.reader(io.StringIO(sheet.read_text())))
    column = lines[0].index("7")
    row = min((row for row in lines[1:] if row[column] == "1"), key=lambda row: row[5:])  # numbers come by chance
    row[column] = "-1"
    with sheet.open("w", newline="") as file:
        csv.writer(file).writerows(lines)

    assert verify_command(published, folder) == 1
    said = capsys.readouterr().err
    assert "votes. statements.7.agree is" in said
    assert "input_sha256" in said


def test_one_altered_number_of_the_file_is_named(given, capsys):
    _reading, published, rows = given
    stated = json.loads(published.read_bytes())
    stated["statements"][3]["agree"] += 1
    published.write_text(json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n")

    assert verify_command(published, rows()) == 1
    assert "statements.4.agree" in capsys.readouterr().err


def test_the_weights_need_the_log_of_what_was_shown(given, capsys):
    _reading, published, rows = given
    folder = rows()
    log = folder / "shown.csv"
    assert len(log.read_text().splitlines()) > 1
    log.write_text("participant,comment-id\r\n")

    assert verify_command(published, folder) == 1
    assert ".weighted." in capsys.readouterr().err


def test_the_open_counts_say_how_many_were_shown_a_statement(given, client, planted):  # noqa: F811
    counts = client.get(f"/purwokerto/benang-merah/{planted.topic.slug}/data.csv").content.decode("utf-8-sig")
    everybody = {row["statement"]: row for row in csv.DictReader(io.StringIO(counts)) if row["group"] == "all"}

    assert int(everybody["1"]["shown-to"]) == 60 > int(everybody["1"]["n"])
    assert 0 < float(everybody["1"]["weighted-worst-low"]) < float(everybody["1"]["weighted-worst-share"])


def test_the_file_follows_from_the_votes_of_its_time(given, planted):  # noqa: F811
    _reading, published, rows = given
    cast(planted.people[0], planted.statements[6], -1)
    cast(planted.people[0], planted.statements[7], -1)
    Shown.objects.all().delete()

    assert verify_command(published, rows()) == 0


def test_nobody_can_be_told_from_the_published_file(given, planted):  # noqa: F811
    _reading, published, _rows = given
    text = published.read_text()

    assert not any(str(person.pk) in text for person in planted.people)
    assert not {"people", "membership", "positions", "picture"} & set(json.loads(text))


def test_an_analysis_weighs_by_the_log_and_is_verified_with_it(given, tmp_path, capsys):
    _reading, _published, rows = given
    folder, result = rows(), tmp_path / "hasil.json"

    assert analyse_command(folder, json_path=result, quiet=True) == 0
    assert json.loads(result.read_bytes())["statements"][0]["weighted"]["shown"] > 0
    assert verify_command(result, folder, quiet=True) == 0
    (folder / "shown.csv").unlink()
    assert verify_command(result, folder) == 1
    assert "weighted" in capsys.readouterr().err


def test_the_sign_of_the_database_is_turned_back(given):
    _reading, _published, rows = given
    plain, turned = read_export(rows()), read_export(rows(sign="api"), sign="api")

    def columns(export):
        return sorted(zip(export.voted.tolist(), export.values.tolist(), strict=True))

    assert columns(plain) == columns(turned)
    assert columns(plain) != columns(read_export(rows(sign="api")))
