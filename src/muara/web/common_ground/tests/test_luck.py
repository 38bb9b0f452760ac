"""How far a list of common threads can be trusted: a sentence for residents, numbers for whoever facilitates."""

from __future__ import annotations

import numpy as np
import pytest
from django.utils.translation import override

from muara.engine.opinion.threads import q_values
from muara.web.common_ground import wording
from muara.web.common_ground.queries.numbers import chance


def listing(looked_at, threads, standing):
    return {
        "thread_list": {"looked_at": looked_at, "threads": threads, "standing": standing, "false_share": 0.1},
        "has_groups": True,
    }


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            (19, 4, 4),
            "Dari 19 pernyataan yang cukup jawabannya, empat menjadi benang merah. Semuanya tetap bertahan "
            "setelah faktor kebetulan diperhitungkan: kira-kira paling banyak satu dari sepuluh yang keliru.",
        ),
        (
            (1_200, 1, 1),
            "Dari 1.200 pernyataan yang cukup jawabannya, satu menjadi benang merah. Benang merah ini tetap "
            "bertahan setelah faktor kebetulan diperhitungkan.",
        ),
        (
            (200, 6, 4),
            "Dari 200 pernyataan yang cukup jawabannya, enam menjadi benang merah. Makin banyak pernyataan yang "
            "diperiksa, makin besar peran kebetulan. Setelah itu diperhitungkan, empat sudah dapat dijadikan "
            "pijakan: kira-kira paling banyak satu dari sepuluh yang keliru. Sisanya menunggu suara lebih banyak.",
        ),
        (
            (90, 2, 0),
            "Dari 90 pernyataan yang cukup jawabannya, dua menjadi benang merah. Di antara pernyataan sebanyak "
            "itu, kebetulan saja sudah bisa menghasilkannya. Tunggu suara lebih banyak sebelum dijadikan pijakan.",
        ),
        ((90, 0, 0), ""),
    ],
)
def test_a_list_of_threads_says_what_luck_may_have_added(numbers, said):
    with override("id"):
        assert wording.together(listing(*numbers)) == said


def test_a_reading_from_before_says_nothing_of_luck():
    assert wording.together({"has_groups": True}) == ""
    assert wording.luck_sentence({}, {}) == ""


def test_a_thread_that_may_be_luck_carries_a_mark():
    with override("id"):
        assert wording.luck_sentence({"q_value": 0.11}, listing(200, 6, 4)).startswith("bisa jadi kebetulan")
        assert wording.luck_sentence({"q_value": 0.1}, listing(200, 6, 4)) == ""
        assert [chance(q) for q in (0.0, 0.0009, 0.0464, 1.0)] == ["< 0,001", "< 0,001", "0,046", "1,000"]


@pytest.mark.django_db
def test_everybody_reads_the_sentence_and_only_facilitators_get_the_table(planted, take, client, as_user, novita):
    reading = take(planted.topic)
    address = f"/purwokerto/benang-merah/{planted.topic.slug}/"
    seen = client.get(address).content.decode()
    inside = as_user(novita).get(address).content.decode()

    assert wording.together(reading.result) in seen
    assert '<th scope="col" class="n">q</th>' not in seen
    assert '<th scope="col" class="n">q</th>' in inside
    items = {item["statement"]: item for item in reading.result["statements"]}
    agree, n = (
        np.array([[cell[key] for cell in item["groups"]] for item in items.values()]).T for key in ("agree", "n")
    )
    assert [item["q_value"] for item in items.values()] == q_values(agree, n).round(4).tolist()
    assert reading.result["thread_list"]["looked_at"] == len(items) == 19


@pytest.mark.django_db
def test_a_statement_with_a_withheld_cell_shows_no_chance(planted, take):
    for person in planted.groups[0][4:]:
        person.votes.filter(statement=planted.statements[3]).delete()
    reading = take(planted.topic)

    items = {item["statement"]: item for item in reading.result["statements"]}
    assert any(cell.get("is_withheld") for cell in items[4]["groups"])
    assert "q_value" not in items[4]
    assert "q_value" in items[1]
