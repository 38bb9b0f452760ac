"""What holds in the groups shown but not in a finer cut is said in words, and cannot be named a thread."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import override

from muara.engine.opinion import analyse
from muara.engine.opinion.synthetic import conversation
from muara.formats.findings import sections
from muara.formats.published import what_may_be_shown
from muara.web.common_ground import wording
from muara.web.common_ground.actions import CannotNameThread, name_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_first(planted, take):
    """A reading whose first common thread a finer group of twelve breaks, and its second one cannot tell."""
    reading = take(planted.topic)
    items = {item["statement"]: item for item in reading.result["statements"]}
    first, second = reading.result["threads"][:2]
    reading.result["threads"].remove(first)
    items[first] |= {"status": "open", "finer": {"verdict": "broken", "size": 12}}
    items[second]["finer"] = {"verdict": "unsure", "size": None}
    reading.save()
    return reading, first


def test_the_page_says_why_it_is_no_thread(broken_first, planted, client):
    page = client.get(f"/{planted.topic.city.slug}/benang-merah/{planted.topic.slug}/").content.decode()

    assert "Hampir benang merah" in page
    assert "bertahan di tiga kelompok yang ditampilkan" in page
    assert "kelompok berisi 12 orang" in page
    assert page.count("jawabannya terlalu sedikit untuk tahu") == 1


def test_without_finer_groups_the_page_says_nothing_of_them(planted, take, client):
    take(planted.topic)

    page = client.get(f"/{planted.topic.city.slug}/benang-merah/{planted.topic.slug}/").content.decode()

    assert "Hampir benang merah" not in page
    assert "dibagi lebih halus" not in page


def test_it_cannot_be_named_and_the_refusal_says_why(broken_first, planted, novita):
    reading, number = broken_first
    statement = next(one for one in planted.statements if one.number == number)

    with override("id"), pytest.raises(CannotNameThread, match="kelompok berisi 12 orang"):
        name_thread(by=novita, reading=reading, statement=statement, name="Coba", why="Coba.", at=timezone.now())


def test_of_a_finer_group_its_size_alone_is_published():
    found = analyse(conversation(120, 30, seed=43, n_groups=3, votes_per_person=(12, 28)).votes, readings=20)
    result = found.to_dict()
    shown = what_may_be_shown(result)

    verdicts = {item["statement"]: item["finer"] for item in shown["statements"] if "finer" in item}

    assert shown["finer"] == {"carried": 0, "unsure": 1, "broken": 1}
    assert sorted(one["verdict"] for one in verdicts.values()) == ["broken", "unsure"]
    for one in verdicts.values():
        assert set(one) == {"verdict", "size"}
        assert one["size"] is None or one["size"] >= 5
    assert "1 further statement that the groups told carry is not carried by some group, so no thread" in str(
        sections(result)[0].introduction
    )


def test_a_reading_from_before_says_nothing_of_finer_groups():
    assert wording.finer_sentence({"status": "thread"}, 2) == ""
