"""What the public may see: nothing for fewer than five, and no two readings whose difference is somebody."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import Counter

import pytest

from conftest import NIGHT
from muara.formats.published import what_may_be_shown
from muara.web.common_ground.models import Reading
from muara.web.common_ground.tests.conftest import cast
from muara.web.concerns.models import Topic, Vote

pytestmark = pytest.mark.django_db


def newcomer(planted, make_participant, tier="GUEST", statement=0, value=1):
    person = make_participant(tier)
    cast(person, planted.statements[statement], value)
    return person


def test_a_reading_of_four_people_is_for_facilitators_only(make_planted, take):
    reading = take(make_planted(size=4, n_groups=1).topic)

    assert (reading.status, reading.is_public, reading.held_back) == ("READY", False, "FEW_PEOPLE")


def test_a_newer_reading_waits_for_five_further_voters(planted, take, make_participant):
    assert take(planted.topic).is_public
    for _ in range(4):
        newcomer(planted, make_participant)

    held = take(planted.topic)
    newcomer(planted, make_participant)
    shown = take(planted.topic)

    assert (held.is_public, held.held_back) == (False, "FEW_CHANGES")
    assert (shown.is_public, shown.held_back) == (True, "")


def test_one_person_who_changes_five_votes_is_one_voter(planted, take):
    take(planted.topic)
    for statement in planted.statements[:5]:
        cast(planted.people[0], statement, -1)

    assert not take(planted.topic).is_public


def test_the_last_reading_of_a_closed_topic_is_public(planted, take, make_participant):
    take(planted.topic)
    newcomer(planted, make_participant)
    Topic.objects.update(status="CLOSED", closed_at=NIGHT)

    assert take(planted.topic).is_public


def test_the_same_votes_again_are_public_again(planted, take):
    first, second = take(planted.topic), take(planted.topic)

    assert (first.is_public, second.is_public) == (True, True)
    assert first.input_sha256 == second.input_sha256


def test_one_newly_verified_person_holds_back_the_verified_reading_only(make_planted, take, make_participant):
    planted = make_planted(n_verified=12)
    take(planted.topic)
    for _ in range(5):
        newcomer(planted, make_participant)
    newly = planted.groups[0][-1]
    newly.tier = "VERIFIED"
    newly.save()

    reading = take(planted.topic)

    twin = Reading.objects.get(topic=planted.topic, number=reading.number, audience="VERIFIED")
    assert reading.is_public
    assert (twin.is_public, twin.held_back) == (False, "FEW_CHANGES")


def counts_of(client, topic) -> dict[tuple[str, str], Counter]:
    text = client.get(f"/purwokerto/benang-merah/{topic.slug}/data.csv").content.decode("utf-8-sig")
    return {
        (row["statement"], row["group"]): Counter({kind: int(row[kind]) for kind in ("agree", "disagree", "pass")})
        for row in csv.DictReader(io.StringIO(text))
        if row["withheld"] == "no"
    }


def test_polling_the_counts_after_each_vote_recovers_nobody(make_planted, take, make_participant, client):
    planted = make_planted(size=5)  # no groups: the totals are exact, the hardest case
    take(planted.topic)
    chance = random.Random(7)
    seen, recovered, refreshed = counts_of(client, planted.topic), 0, 0

    for _ in range(11):
        person = make_participant()
        for statement in planted.statements:
            cast(person, statement, chance.choice([1, -1, 0]))
        take(planted.topic)
        now = counts_of(client, planted.topic)
        for cell, counts in now.items():
            grown = sum(counts.values()) - sum(seen[cell].values())
            recovered += 0 < grown < 5
        refreshed += now != seen
        seen = now

    assert refreshed == 2
    assert recovered == 0


def thin(reading_counts: list[int], unplaced: int = 0) -> dict:
    """Return the part of an analysis that says how many of each group answered one statement."""
    cells = [
        {"label": label, "agree": n, "disagree": 0, "pass": 0, "n": n, "share": 1.0, "low": 0.5, "high": 1.0}
        for label, n in zip("ABCDE", reading_counts, strict=False)
    ]
    total = sum(reading_counts) + unplaced
    item = {
        "statement_id": 1, "agree": total, "disagree": 0, "pass": 0, "n": total, "share": 1.0, "low": 0.9,
        "high": 1.0, "groups": cells, "worst_group": "A", "worst_group_agreement": 1.0, "lower_bound": 0.7,
        "divisiveness": 0.1, "fragility": 3, "q_value": 0.01, "status": "thread",
    }  # fmt: skip
    said = {"statement_id": 1, "direction": "agree", "share": 1.0, "low": 0.5, "high": 1.0}
    return {
        "n_participants": 100, "has_groups": True, "n_groups": len(cells), "gate": {}, "stability": None,
        "explained": 0.5, "moderation": {"excluded": [], "meta": []},
        "groups": [
            {"label": cell["label"], "size": cell["n"], "representative": [{**said, "n": cell["n"]}]}
            for cell in cells
        ],
        "statements": [item], "common_threads": [item], "thread_list": {}, "divides": [],
        "not_yet_known": [{"statement_id": 1, "group": "C", "n": reading_counts[-1], "needed": 9}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([30, 20, 10], ["A", "B", "C"]),
        ([30, 20, 4], ["A"]),  # the 4 would follow from the total, so the 20 goes too
        ([30, 4, 4], ["A"]),
        ([30, 20, 0], ["A", "B"]),  # nobody is no secret
        ([30, 4, 0], []),
    ],
)
def test_a_thin_cell_is_withheld_with_what_would_give_it_away(counts, shown):
    (item,) = what_may_be_shown(thin(counts))["statements"]

    assert [cell["label"] for cell in item["groups"] if "n" in cell] == shown
    gone = item["n"] - sum(cell.get("n", 0) for cell in item["groups"])
    assert gone == 0 or gone >= 5


def test_the_few_who_are_in_no_group_do_not_follow_from_the_total():
    (item,) = what_may_be_shown(thin([30, 20, 10], unplaced=2))["statements"]

    assert item["n"] == 60


def test_what_a_withheld_group_says_is_withheld_everywhere():
    shown = what_may_be_shown(thin([4, 20, 30]))

    (item,) = shown["statements"]
    assert not {"worst_group", "worst_low", "lower_bound", "fragility", "divisiveness", "q_value"} & set(item)
    assert shown["groups"][0] == {"label": "A", "size": None, "representative": []}
    assert shown["groups"][1]["representative"] == []


def test_how_much_a_withheld_group_lacks_tells_nothing_of_its_votes():
    few, hidden_beside = thin([30, 20, 4]), thin([30, 20, 4])
    hidden_beside["not_yet_known"][0] |= {"group": "B", "n": 20, "needed": 3}

    for found in (few, hidden_beside):
        (lacking,) = what_may_be_shown(found)["not_yet_known"]
        assert (lacking["n"], lacking["needed"]) == (None, 15)


def test_no_row_of_the_open_data_stands_for_fewer_than_five_people(planted, take, client, make_participant):
    for statement in planted.statements[:6]:  # some statements become thin
        Vote.objects.filter(statement=statement, participant__in=planted.groups[2][2:]).delete()
    for _ in range(3):
        newcomer(planted, make_participant, statement=8)
    assert take(planted.topic).result["n_groups"] >= 2

    cells = counts_of(client, planted.topic)

    assert len(cells) > 20
    assert all(sum(counts.values()) >= 5 for counts in cells.values())
    archive = client.get(f"/purwokerto/benang-merah/{planted.topic.slug}/polis.zip")
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        assert set(files.namelist()) == {"README.txt", "summary.csv", "comments.csv", "comment-groups.csv"}
        table = list(csv.DictReader(io.StringIO(files.read("comment-groups.csv").decode())))
    assert len(table) == len(planted.statements)
    for row in table:
        votes = {name: value for name, value in row.items() if name.endswith("-votes")}
        assert all(value == "" or int(value) >= 5 for value in votes.values())


def test_the_counts_leave_a_formula_as_words(planted, take, client):
    statement = planted.statements[0]
    statement.text = "=1+1 dan \tseterusnya"
    statement.save()
    take(planted.topic)

    answer = client.get(f"/purwokerto/benang-merah/{planted.topic.slug}/data.csv")

    assert "'=1+1" in answer.content.decode()
    assert answer["Content-Disposition"].startswith("attachment")
