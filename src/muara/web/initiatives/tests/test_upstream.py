from __future__ import annotations

import pytest

from muara.web.accounts.models import Notice
from muara.web.accounts.notices import notices, sentence
from muara.web.initiatives import actions
from muara.web.initiatives.tests.conftest import later, measured
from muara.web.initiatives.upstream import people_upstream

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_participant, thread, held_evening, aldo):
    """Return who is upstream of the thread, and one who is not."""
    who = {name: make_participant() for name in ("penulis", "setuju", "menolak", "melewati", "hadir", "jauh")}
    thread.statement.author = who["penulis"]
    thread.statement.save()
    for name, value in (("setuju", 1), ("menolak", -1), ("melewati", 0), ("penulis", 1)):
        thread.statement.votes.create(participant=who[name], value=value, cast_at=later(-1))
    held_evening.attendances.create(participant=who["hadir"], at=later(-1))
    held_evening.attendances.create(participant=aldo, at=later(-1))
    return who | {"pembawa": aldo}


def test_authors_supporters_opponents_and_who_was_there_are_upstream_each_once(people, make_initiative, thread):
    made = make_initiative(concern=None, thread=thread)
    how = people_upstream(made)

    assert how == {
        people["pembawa"].pk: "concern",
        people["penulis"].pk: "statement",
        people["setuju"].pk: "supported",
        people["menolak"].pk: "opposed",
        people["hadir"].pk: "attended",
    }
    told = dict(Notice.objects.values_list("participant_id", "kind"))
    assert told == {who: f"initiative_from_{way}" for who, way in how.items()}
    assert set(Notice.objects.values_list("link", flat=True)) == {"/purwokerto/prakarsa/kulakan-bersama/"}


def test_a_thread_that_is_tied_later_tells_only_who_did_not_know(people, make_initiative, thread, novita):
    made = make_initiative()
    before = set(Notice.objects.values_list("participant_id", flat=True))
    actions.tie_to_thread(by=novita, initiative=made, thread=thread, at=later(1))

    after = list(Notice.objects.values_list("participant_id", flat=True))

    assert before == {people["pembawa"].pk, people["hadir"].pk}
    assert len(after) == len(set(after)) == 5


def test_everybody_upstream_hears_of_the_start_the_outcome_and_the_end(
    people, make_initiative, thread, settle, decision, novita
):
    made = settle(make_initiative(thread=thread), "TESTING", decision)
    measured(made, novita, later(9), value=12)
    actions.close_initiative(by=novita, initiative=made, result="FAILED", lesson="Gudangnya jauh.", at=later(10))

    for name in ("pembawa", "penulis", "setuju", "menolak", "hadir"):
        kinds = list(people[name].notices.order_by("pk").values_list("kind", flat=True))
        assert kinds[1:] == ["initiative_started", "initiative_not_reached", "initiative_closed_failed"], name
    assert not people["jauh"].notices.exists()
    assert not people["melewati"].notices.exists()


def test_every_notice_of_this_room_is_a_sentence_without_gaps(people, make_initiative, thread):
    make_initiative(thread=thread)

    for notice in Notice.objects.all():
        assert notice.kind in notices()
        assert "…" not in sentence(notice.kind, notice.params)
