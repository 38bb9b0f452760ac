from __future__ import annotations

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.formats.polis import PolisExport
from muara.formats.polis import Statement as Imported
from muara.web.accounts.models import AuditLine, Participant
from muara.web.concerns.actions import CannotImportTopic, import_topic
from muara.web.concerns.models import Shown, Statement, StatementSplit, Topic, Vote, VoteEvent

pytestmark = pytest.mark.django_db
JUNE = 1_402_358_400_000  # 2014-06-10 in milliseconds


def make_export(**changes: object) -> PolisExport:
    """Give three statements and seven people; the first thinks again about the first statement."""
    cast = [(7, 0, 1, JUNE)] + [(voter, 0, -1, JUNE + voter) for voter in range(1, 7)]
    cast += [(7, 0, -1, JUNE + 9000), (7, 2, 0, JUNE + 1)]
    voters, voted, values, times = (np.array(column) for column in zip(*cast, strict=True))
    fields = {
        "statements": (
            Imported(0, "Gedung kosong untuk warga", moderation=1, is_seed=True, created_ms=JUNE),
            Imported(1, "Beli pengikut di sini", moderation=-1),
            Imported(2, "k" * 200, is_meta=True),
        ),
        "voters": voters,
        "voted": voted,
        "values": values.astype(np.int8),
        "timestamps": times,
        "about": {"topic": "Gedung kosong", "description": "Siapa boleh memakai?"},
    }
    return PolisExport(**{**fields, **changes})


def test_a_conversation_comes_in_as_a_closed_topic(novita, city):
    made = import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    topic = Topic.objects.get()
    assert (topic.slug, topic.title, topic.question) == ("gedung-kosong", "Gedung kosong", "Siapa boleh memakai?")
    assert (topic.status, topic.is_imported, topic.closed_at) == ("CLOSED", True, NIGHT)
    assert (made.n_statements, made.n_participants, made.n_votes, made.n_shortened) == (3, 7, 8, 1)


def test_statements_keep_order_moderation_and_kind_and_long_ones_are_cut_and_counted(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    first, second, third = Statement.objects.order_by("number")
    assert (first.number, first.status, first.is_seed) == (1, "ACCEPTED", True)
    assert first.created_at.isoformat() == "2014-06-10T00:00:00+00:00"
    assert second.status == "REJECTED"
    assert (third.is_meta, len(third.text), third.text[-1]) == (True, 160, "…")


def test_the_history_is_kept_and_the_last_vote_counts(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    again = Participant.objects.get(label="Polis 7")
    values = again.vote_events.filter(statement__number=1).order_by("at").values_list("value", flat=True)
    assert list(values) == [1, -1]
    assert again.votes.get(statement__number=1).value == -1
    assert VoteEvent.objects.count() == 9
    assert Vote.objects.count() == 8


def test_what_was_shown_to_whom_comes_along(novita, city):
    shown = (
        [7, 7, 7, 1, 9, 9],
        [0, 2, 0, 2, 0, 5],
    )  # twice the same; 9 saw and did not vote; 5 is not in the export

    made = import_topic(by=novita, city=city, export=make_export(shown=shown), at=NIGHT)

    seen = Shown.objects.order_by("pk").values_list("participant__label", "statement__number", "at")
    assert list(seen) == [
        ("Polis 1", 3, NIGHT),
        ("Polis 7", 1, NIGHT),
        ("Polis 7", 3, NIGHT),
        ("Polis 9", 1, NIGHT),
    ]
    assert made.n_participants == 7


def test_an_export_that_does_not_say_what_was_shown_brings_nothing_shown(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    assert not Shown.objects.exists()


def test_counts_are_published_from_five_voters_on_and_not_below(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    split = StatementSplit.objects.get()
    assert (split.statement.number, split.agree, split.disagree) == (1, 0, 7)


def test_people_of_elsewhere_are_guests_that_no_phone_can_claim(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    people = set(Participant.objects.values_list("tier", "device_hash", "user"))
    assert people == {("GUEST", "", None)}


def test_the_log_says_who_brought_what(novita, city):
    import_topic(by=novita, city=city, export=make_export(), at=NIGHT)

    line = AuditLine.objects.get(verb="topic_imported")
    assert line.by_user == novita
    assert line.detail == {"n_shortened": 1, "n_statements": 3, "n_participants": 7, "n_votes": 8}


def test_the_same_conversation_twice_is_two_topics(novita, city):
    slugs = {import_topic(by=novita, city=city, export=make_export(), at=NIGHT).topic.slug for _ in range(2)}

    assert slugs == {"gedung-kosong", "gedung-kosong-2"}


def test_without_times_everything_was_cast_when_it_came_in(novita, city):
    import_topic(by=novita, city=city, export=make_export(timestamps=None), at=NIGHT)

    assert set(VoteEvent.objects.values_list("at", flat=True)) == {NIGHT}


def test_a_name_can_be_given_and_long_ones_are_cut(novita, city):
    made = import_topic(by=novita, city=city, export=make_export(about={}), at=NIGHT, title="Rembug " * 20)

    assert len(made.topic.title) <= 80
    assert made.topic.title.endswith("…")
    assert made.topic.question == made.topic.title


@pytest.mark.parametrize("who", ["stranger", "neighbor"])
def test_nobody_else_may(request, city, other_city, make_member, who):
    user = make_member("jauh", "SECRETARIAT", other_city) if who == "neighbor" else request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        import_topic(by=user, city=city, export=make_export(), at=NIGHT)

    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"voters": np.array([]), "voted": np.array([]), "values": np.array([]), "timestamps": None},
        {"statements": (Imported(0, "a\0b"), Imported(2, "c"))},
        {"statements": (Imported(0, "\ud800"), Imported(2, "c"))},
        {"timestamps": np.array([10**17] * 9)},
        {"timestamps": np.array([-(10**17)] * 9)},
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(novita, city, changes):
    with pytest.raises(CannotImportTopic):
        import_topic(by=novita, city=city, export=make_export(**changes), at=NIGHT)

    assert not Topic.objects.exists()
    assert not Participant.objects.exists()
    assert not AuditLine.objects.exists()
