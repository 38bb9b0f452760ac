from __future__ import annotations

import pytest

from muara.web.accounts.models import Participant
from muara.web.common_ground.declared import OTHERS
from muara.web.common_ground.models import Reading
from muara.web.common_ground.tests.conftest import cast

pytestmark = pytest.mark.django_db


def describe(people, **words) -> None:
    Participant.objects.filter(pk__in=[person.pk for person in people]).update(**words)


def groups_of(reading: Reading, kind: str) -> dict[str, dict]:
    return {group["label"]: group for group in reading.declared[kind]["groups"]}


def test_sectors_are_counted_and_small_ones_are_not_shown(planted, take):
    describe(planted.people[:30], sector="SHOP")
    describe(planted.people[30:42], sector="ACADEMIC")
    describe(planted.people[42:46], sector="MEDIA")

    found = groups_of(take(planted.topic), "sector")

    assert {label: group["n"] for label, group in found.items()} == {"SHOP": 30, "ACADEMIC": 12}
    assert all(cell[3] >= 5 for group in found.values() for cell in group["cells"].values())


def test_a_rare_word_is_never_stored(planted, take):
    describe(planted.people[:10], hub="Hub Purwokerto")
    describe(planted.people[10:12], hub="Hub Purwokerto ")
    describe(planted.people[12:16], hub="Bu Parti")

    reading = take(planted.topic)

    assert set(groups_of(reading, "hub")) == {"hub purwokerto"}
    everything = str([reading.declared, reading.people, reading.result])
    assert "Parti" not in everything
    assert "parti" not in everything


def test_rare_words_count_together_as_others(planted, take):
    describe(planted.people[:20], hub="Hub Purwokerto")
    for place, word in enumerate(["Bu Parti", "Pak RT", "Pos ronda"]):
        describe(planted.people[20 + 4 * place : 24 + 4 * place], hub=word)

    found = groups_of(take(planted.topic), "hub")

    assert {label: group["n"] for label, group in found.items()} == {"hub purwokerto": 20, OTHERS: 12}


def test_a_sector_keeps_its_numbers_until_five_of_it_have_voted(planted, take, make_participant):
    describe(planted.people[:20], sector="SHOP")
    first = groups_of(take(planted.topic), "sector")["SHOP"]
    for sector in ["SHOP", *["COOPERATIVE"] * 6]:
        cast(make_participant(sector=sector), planted.statements[0], -1)

    second = take(planted.topic)
    kept = groups_of(second, "sector")["SHOP"]
    for _ in range(4):
        cast(make_participant(sector="SHOP"), planted.statements[0], -1)
    third = groups_of(take(planted.topic), "sector")["SHOP"]

    assert second.is_public
    assert kept == first
    assert (third["n"], third["as_of"]) == (25, 3)


def test_who_names_their_sector_later_does_not_give_away_their_votes(planted, take, make_participant):
    describe(planted.people[:20], sector="SHOP")
    first = groups_of(take(planted.topic), "sector")["SHOP"]
    describe(planted.people[20:21], sector="SHOP")
    for _ in range(5):
        cast(make_participant(), planted.statements[0], 1)

    reading = take(planted.topic)

    assert reading.is_public
    assert groups_of(reading, "sector")["SHOP"] == first


def test_older_numbers_beside_newer_ones_do_not_meet_in_a_public_total(make_planted, take, make_participant):
    planted = make_planted(size=5)
    describe(planted.people[:8], sector="SHOP")
    describe(planted.people[8:], sector="ACADEMIC")
    first = take(planted.topic)
    assert set(groups_of(first, "sector")) == {"SHOP", "ACADEMIC"}
    for sector in ["SHOP", *["ACADEMIC"] * 5]:
        cast(make_participant(sector=sector), planted.statements[0], 1)

    second = take(planted.topic)

    assert second.is_public
    assert groups_of(second, "sector")["SHOP"]["as_of"] == 1
    assert groups_of(second, "sector")["ACADEMIC"]["cells"] == {}
