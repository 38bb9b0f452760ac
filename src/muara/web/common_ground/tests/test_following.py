"""A reading follows the last one; what facilitators are told beside it never leaves anybody out."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from conftest import NIGHT
from muara.web.accounts.models import Participant
from muara.web.common_ground.models import Reading
from muara.web.common_ground.picture import draw
from muara.web.common_ground.tests.conftest import DIVIDING, FIRST, cast
from muara.web.concerns.models import Shown, Vote

pytestmark = pytest.mark.django_db


def label_of(reading, person):
    row = reading.people[f"p{person.pk}"]
    return None if row["group"] is None else reading.result["groups"][row["group"]]["label"]


def join(planted, like, n, chance):
    """Let n newcomers vote like one of the planted groups."""
    people = Participant.objects.bulk_create(
        [
            Participant(pk=FIRST + 50_000 + 100 * like + place, city=planted.topic.city, joined_at=NIGHT)
            for place in range(n)
        ]
    )
    for person in people:
        for column, statement in enumerate(planted.statements):
            agrees = 0.96 if column < 4 else 0.93 if column % 3 == like else 0.07
            cast(person, statement, 1 if chance.random() < agrees else -1)
    return people


def test_groups_keep_their_names_with_their_members(planted, take):
    first = take(planted.topic)
    names = [Counter(label_of(first, person) for person in group).most_common(1)[0][0] for group in planted.groups]
    smallest = int(np.argmin([group["size"] for group in first.result["groups"]]))
    like = names.index(first.result["groups"][smallest]["label"])

    newcomers = join(planted, like, 14, np.random.default_rng(1))  # by size alone it would now be called A
    second = take(planted.topic)

    assert second.result["n_groups"] == 3
    for group, name in zip(planted.groups, names, strict=True):
        assert Counter(label_of(second, person) for person in group).most_common(1)[0][0] == name
    assert Counter(label_of(second, person) for person in newcomers).most_common(1)[0][0] == names[like]
    assert [kept["label"] for kept in second.result["continuity"]] == ["A", "B", "C"]
    assert all(kept["was"] == kept["label"] for kept in second.result["continuity"])
    assert first.result["continuity"] is None


def test_what_stayed_is_told_to_the_tenth_only(planted, take):
    take(planted.topic)
    second = take(planted.topic)

    for kept in second.result["continuity"]:
        assert kept["stayed"] in {0.9, 1.0}
        assert set(kept) == {"label", "was", "stayed"}


def test_the_map_does_not_jump(planted, take):
    first = take(planted.topic)
    # newcomers on one side would lay the axes anew
    join(planted, 1, 8, np.random.default_rng(2))
    second = take(planted.topic)

    old = np.array([first.people[f"p{person.pk}"]["at"] for person in planted.people])
    new = np.array([second.people[f"p{person.pk}"]["at"] for person in planted.people])
    spread = np.linalg.norm(old - old.mean(axis=0), axis=1).mean()
    assert np.linalg.norm(new - old, axis=1).mean() < 0.25 * spread
    assert second.result["picture"]["frame"] == first.result["picture"]["frame"]


def test_a_mirrored_map_is_turned_back(planted, take):
    first = take(planted.topic)
    mirrored = dict(first.people)
    for row in mirrored.values():
        row["at"] = [-row["at"][1], row["at"][0]]
    Reading.objects.filter(pk=first.pk).update(people=mirrored)

    second = take(planted.topic)

    for key, row in second.people.items():
        assert row["at"] == pytest.approx(mirrored[key]["at"], abs=1e-6)


def test_verified_people_are_named_as_everybody(make_planted, take):
    planted = make_planted(n_verified=14)
    reading = take(planted.topic)
    twin = Reading.objects.get(topic=reading.topic, number=reading.number, audience="VERIFIED")

    same = [label_of(twin, person) == label_of(reading, person) for person in planted.people
            if f"p{person.pk}" in twin.people]  # fmt: skip
    assert np.mean(same) > 0.9


def test_a_frame_is_kept_only_while_people_fit_it():
    rng = np.random.default_rng(3)
    places = {who: rng.normal(0, [1.0, 0.6]) for who in range(40)}
    groups = dict.fromkeys(places, 0)
    first = draw(places, groups, ["A"], seed=1)["frame"]

    def again(scale):
        moved = {who: [scale * x, scale * y] for who, (x, y) in places.items()}
        return draw(moved, groups, ["A"], seed=1, last_frame=first)["frame"]

    assert again(1.05) == first
    assert again(2.0)["scale"] < first["scale"]
    assert again(0.4)["scale"] > first["scale"]
    assert again(2.0)["lies"] == first["lies"]


def test_copied_ballots_are_told_to_facilitators_and_stay_in(planted, take, as_user, novita, client):
    people = Participant.objects.bulk_create(
        [
            Participant(
                pk=FIRST + 90_000 + n, city=planted.topic.city, joined_at=NIGHT, invited_by=planted.people[0]
            )
            for n in range(8)
        ]
    )
    ballot = [1, -1, 1, 1, -1, 1, 1, 1, -1, -1, 1, -1, -1, 1, 1, -1, 1, -1, -1]
    for person in people:
        for statement, value in zip(planted.statements, ballot, strict=True):
            cast(person, statement, value)

    reading = take(planted.topic)

    assert reading.watch["copies"] == [8]
    assert [branch["n"] for branch in reading.watch["branches"]] == [8]
    assert reading.n_participants == 68
    assert {f"p{person.pk}" for person in people} <= set(reading.people)
    there = f"/{planted.topic.city.slug}/benang-merah/{planted.topic.slug}/"
    public = client.get(there).content.decode()
    inside = as_user(novita).get(f"{there}bacaan/{reading.number}/").content.decode()
    assert "jawaban yang persis sama" not in public
    assert "jawaban yang persis sama" in inside
    assert "tidak akan ditemukan" in inside
    assert all(str(person.pk) not in inside for person in people)


def test_where_nothing_is_found_facilitators_are_told_what_cannot_be_found(planted, take, as_user, novita):
    reading = take(planted.topic)

    inside = as_user(novita).get(
        f"/{planted.topic.city.slug}/benang-merah/{planted.topic.slug}/bacaan/{reading.number}/"
    ).content.decode()  # fmt: skip

    assert reading.watch["copies"] == []
    assert "tidak akan ditemukan" in inside


def test_what_was_shown_weighs_in_beside_the_counts(planted, take):
    plain = take(planted.topic)
    Shown.objects.bulk_create(
        [
            Shown(participant=person, statement=statement, at=NIGHT)
            for person in planted.people
            for statement in planted.statements
        ]
    )
    quiet = planted.people[::2]
    Vote.objects.filter(participant__in=quiet, statement__in=planted.statements[10:]).delete()
    Shown.objects.filter(participant__in=quiet, statement__in=planted.statements[10:]).delete()

    weighed = take(planted.topic)

    assert "weighted" not in plain.result["statements"][0]
    found = {item["statement"]: item for item in weighed.result["statements"]}
    assert 0 <= found[1]["weighted"]["worst"] <= 1
    assert found[1]["weighted"]["bound"] <= found[1]["weighted"]["worst"]
    assert len(DIVIDING) == 15
