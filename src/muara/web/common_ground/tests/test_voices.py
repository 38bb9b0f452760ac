"""Whose voices are missing is said beside what is not known yet; of fewer than five nothing more than that."""

from __future__ import annotations

import pytest

from muara.formats.published import what_may_be_shown
from muara.web.accounts.models import Participant
from muara.web.common_ground.tests.test_publication import thin
from muara.web.common_ground.wording import voices_sentence
from muara.web.concerns.models import Statement, Vote

pytestmark = pytest.mark.django_db


def pages(planted, reading, client, as_user, novita) -> tuple[str, str]:
    there = f"/{planted.topic.city.slug}/benang-merah/{planted.topic.slug}/"
    public = client.get(there).content.decode()
    return public, as_user(novita).get(f"{there}bacaan/{reading.number}/").content.decode()


def test_the_page_names_the_group_of_which_too_few_answered(planted, take, client, as_user, novita):
    for statement in planted.statements[:4]:
        Vote.objects.filter(statement=statement, participant__in=planted.groups[2][3:]).delete()

    reading = take(planted.topic)

    (c,) = {reading.people[f"p{person.pk}"]["group"] for person in planted.groups[2]}
    label = reading.result["groups"][c]["label"]
    least = [one for one in reading.result["voices"] if one["label"] == label]
    assert least == [{"label": label, "statements": 4, "of": 19}]
    for page in pages(planted, reading, client, as_user, novita):
        assert "Paling sedikit terdengar" in page
        assert "4 dari 19 pernyataan" in page


def test_where_every_group_is_heard_nothing_is_said(planted, take, client, as_user, novita):
    reading = take(planted.topic)

    assert reading.result["voices"] == []
    assert not any("sedikit terdengar" in page for page in pages(planted, reading, client, as_user, novita))


def test_a_reading_keeps_for_what_comes_next_no_more_than_it_shows(planted, take):
    for statement in planted.statements[:2]:
        Vote.objects.filter(statement=statement, participant__in=planted.groups[2][3:]).delete()
    planted.statements[5].status = "REJECTED"
    planted.statements[5].save()

    shown = take(planted.topic).result

    labels = [group["label"] for group in shown["groups"]]
    heard = dict(Statement.objects.filter(topic=planted.topic).values_list("number", "heard"))
    assert heard.pop(6) == []
    assert set(heard) == {item["statement"] for item in shown["statements"]}
    for item in shown["statements"]:
        cells = {cell["label"]: cell for cell in item["groups"]}
        for column, label in enumerate(labels):
            cell = cells[label]
            kept = [side[column] for side in heard[item["statement"]]]
            assert kept == ([0, 0] if cell.get("is_withheld") else [cell["agree"], cell["disagree"]])
    assert any(cell.get("is_withheld") for item in shown["statements"] for cell in item["groups"])


def test_without_groups_everybody_is_kept_as_one(make_planted, take):
    planted = make_planted(size=9)

    (item, *_rest) = take(planted.topic).result["statements"]

    assert planted.topic.statements.get(number=item["statement"]).heard == [[item["agree"]], [item["disagree"]]]


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_how_few_they_are_is_not_told(few):
    assert what_may_be_shown(thin([30, 20, few]))["voices"] == what_may_be_shown(thin([30, 20, 4]))["voices"]


def test_groups_that_are_heard_equally_little_are_named_together():
    voices = what_may_be_shown(thin([30, 20, 4]))["voices"]

    assert [one["label"] for one in voices] == ["B", "C"]  # B is withheld beside C, and nobody sees which is which
    assert "B dan C" in voices_sentence(voices)
    assert voices_sentence([]) == ""


def test_facilitators_are_told_which_sector_is_missing_and_nobody_else(planted, take, client, as_user, novita):
    def describe(people, sector):
        Participant.objects.filter(pk__in=[person.pk for person in people]).update(sector=sector)

    describe(planted.people[:30], "SHOP")
    describe(planted.people[30:42], "ACADEMIC")
    for statement in planted.statements[:3]:
        Vote.objects.filter(statement=statement, participant__in=planted.people[30:40]).delete()

    public, inside = pages(planted, take(planted.topic), client, as_user, novita)

    assert "paling sedikit terdengar Akademisi, dengan angka pada 16 dari 19 pernyataan" in inside
    missing = inside[inside.index("Kurang dari lima orang") :].split("</li>")[0]
    assert "Media" in missing
    assert "Warung" not in missing
    assert "Akademisi" not in missing
    assert "Kurang dari lima orang" not in public
