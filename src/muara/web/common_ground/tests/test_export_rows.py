from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine
from muara.web.common_ground.actions import CannotExportRows, export_rows
from muara.web.concerns.models import Vote

pytestmark = pytest.mark.django_db

PURPOSE = "Skripsi tentang keresahan pedagang, dikerjakan di kampus."


def table(content: bytes, name: str = "participants-votes.csv") -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return list(csv.DictReader(io.StringIO(files.read(name).decode())))


def test_the_secretariat_takes_the_rows_for_a_purpose_and_it_is_recorded(planted, sekar):
    made = export_rows(by=sekar, topic=planted.topic, purpose=PURPOSE, at=NIGHT)

    rows = table(made.content)
    line = AuditLine.objects.get(verb="exported_rows")
    assert len(rows) == 60
    assert sum(int(row["n-votes"]) for row in rows) == Vote.objects.count()
    assert (line.by_user, line.detail["purpose"], line.detail["sha256"]) == (sekar, PURPOSE, made.sha256)


def test_the_votes_are_the_votes_under_other_numbers(planted, sekar):
    made = export_rows(by=sekar, topic=planted.topic, purpose=PURPOSE, at=NIGHT)

    stored: dict[int, list[tuple[int, int]]] = {}
    for who, what, how in Vote.objects.values_list("participant_id", "statement__number", "value"):
        stored.setdefault(who, []).append((what, how))
    exported = [
        sorted((int(name), int(value)) for name, value in row.items() if name.isdigit() and value)
        for row in table(made.content)
    ]
    assert sorted(exported) == sorted(sorted(votes) for votes in stored.values())


def test_people_are_numbered_anew_each_time_and_nothing_tells_when_or_who(planted, sekar):
    first, second = (
        {row["participant"]: tuple(row.items()) for row in table(made.content)}
        for made in (export_rows(by=sekar, topic=planted.topic, purpose=PURPOSE, at=NIGHT) for _ in range(2))
    )

    same = sum(1 for who in first if first[who] == second[who])
    assert same < 15
    assert set(first) == {str(number) for number in range(1, 61)}
    with zipfile.ZipFile(
        io.BytesIO(export_rows(by=sekar, topic=planted.topic, purpose=PURPOSE, at=NIGHT).content)
    ) as files:
        assert "votes.csv" not in files.namelist()
        everything = b"".join(files.read(name) for name in files.namelist()).decode()
    assert "2026" not in everything


def test_nobody_below_the_secretariat_takes_rows(planted, novita, stranger):
    for somebody in (novita, stranger):
        with pytest.raises(PermissionDenied):
            export_rows(by=somebody, topic=planted.topic, purpose=PURPOSE, at=NIGHT)

    assert not AuditLine.objects.filter(verb="exported_rows").exists()


def test_without_a_purpose_there_are_no_rows(planted, sekar):
    with pytest.raises(CannotExportRows):
        export_rows(by=sekar, topic=planted.topic, purpose="  riset ", at=NIGHT)

    assert not AuditLine.objects.filter(verb="exported_rows").exists()


def test_the_form_hands_over_a_file_or_says_what_is_missing(planted, sekar, as_user):
    address = f"/purwokerto/benang-merah/{planted.topic.slug}/baris/"
    client = as_user(sekar)

    refused = client.post(address, {"purpose": "riset"})
    given = client.post(address, {"purpose": PURPOSE})

    assert (refused.status_code, given.status_code) == (422, 200)
    assert "riset" in refused.content.decode()
    assert given["Content-Disposition"].endswith('-baris.zip"')
    assert "no-store" in given["Cache-Control"]
