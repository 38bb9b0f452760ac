"""Between readings only what is new is read, and the result is the one of reading everything."""

from __future__ import annotations

import random
import threading
import tracemalloc
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext

from conftest import NIGHT
from muara.engine.opinion import analyse
from muara.engine.opinion.live import LiveTables
from muara.engine.opinion.synthetic import conversation
from muara.web.accounts import device
from muara.web.accounts.actions import claim_device, erase_guest
from muara.web.accounts.models import Participant
from muara.web.common_ground import live
from muara.web.common_ground.models import Reading
from muara.web.common_ground.votes import read_anew
from muara.web.concerns.actions import cast_vote, note_shown, retract_vote, withdraw_statement
from muara.web.concerns.models import Shown, Statement, VoteEvent

pytestmark = pytest.mark.django_db
AUDIENCES = Reading.Audience.values


@pytest.fixture
def rows_read(monkeypatch):
    """Count the rows that the database hands over."""
    count, plain = [0], compiler.cursor_iter

    def counting(*given):
        for rows in plain(*given):
            count[0] += len(rows)
            yield rows

    monkeypatch.setattr(compiler, "cursor_iter", counting)
    return count


def same(kept, topic):
    """Say whether what was kept is what is in the database, to the byte."""
    found, anew = kept.snapshot(topic), read_anew(topic)
    assert sorted(zip(*found.shown, strict=True)) == sorted(zip(*anew.shown, strict=True))
    assert found.statements == anew.statements
    for audience in AUDIENCES:
        ours, theirs = found.ballots(audience), anew.ballots(audience)
        assert ours.votes.sha256 == theirs.votes.sha256
        assert (ours.excluded, ours.meta, ours.last_event) == (theirs.excluded, theirs.meta, theirs.last_event)
    return True


def analysed(snapshot):
    cast = snapshot.ballots()
    return analyse(cast.votes, meta=cast.meta, exposure=snapshot.exposure, readings=5).to_json()


class Evening:
    """People who do what people do, drawn from a seed."""

    def __init__(self, seed, topic, facilitator, make_participant, make_statement, stranger):
        self.chance = random.Random(seed)
        self.topic, self.novita, self.make_participant = topic, facilitator, make_participant
        self.own, self.user = make_participant(user=stranger), stranger
        self.people = [self.own, *(self.newcomer() for _ in range(5))]
        for number in range(8):
            make_statement(f"Pernyataan {number}.", "ACCEPTED" if number < 6 else "PENDING")
        self.put(topic, moderation="AFTER")
        self.cast: list[tuple[Participant, str]] = []
        self.at = NIGHT

    @staticmethod
    def put(one, **fields):
        one.__class__.objects.filter(pk=one.pk).update(**fields)

    def newcomer(self):
        token = device.hash_of(f"telepon-{self.chance.random()}")
        return self.make_participant(self.chance.choice(["GUEST", "VERIFIED"]), device_hash=token)

    def votable(self):
        return self.chance.choice(list(self.topic.statements.filter(status__in=["ACCEPTED", "PENDING"])))

    def vote(self):
        person, key = self.chance.choice(self.people), f"kunci-{len(self.cast):06}"
        late = timedelta(minutes=-self.chance.choice([0, 0, 0, 90]))  # a phone that was offline
        cast_vote(
            by=person, statement_id=self.votable().pk, value=self.chance.choice([1, 1, 0, -1]),
            is_important=False, key=key, at=self.at + late,
        )  # fmt: skip
        self.cast.append((person, key))

    def retract(self):
        if self.cast:
            person, key = self.chance.choice(self.cast)
            retract_vote(by=person, key=key, at=self.at)

    def show(self):
        note_shown(by=self.chance.choice(self.people), statement_id=self.votable().pk, at=self.at)

    def merge(self):
        guest = self.chance.choice(self.people)
        if guest.pk != self.own.pk:
            token = f"pinjam-{guest.pk}"
            self.put(guest, device_hash=device.hash_of(token))
            claim_device(by=self.user, device_token=token, at=self.at)
            self.people[self.people.index(guest)] = self.newcomer()
            self.cast = [(person, key) for person, key in self.cast if person.pk != guest.pk]

    def erase(self):
        erase_guest(by=self.chance.choice(self.people[1:]), at=self.at)

    def moderate(self):
        statement = self.chance.choice(list(self.topic.statements.all()))
        if statement.status == "ACCEPTED" and self.topic.statements.filter(status="ACCEPTED").count() > 3:
            withdraw_statement(by=self.novita, statement=statement, reason="Dua gagasan sekaligus.", at=self.at)
        else:
            self.put(statement, status="ACCEPTED", is_meta=self.chance.random() < 0.2)

    def verify(self):
        self.put(self.chance.choice(self.people), tier=self.chance.choice(["GUEST", "VERIFIED"]))

    def go_on(self, steps):
        acts = [self.vote] * 12 + [self.retract] * 3 + [self.show] * 4
        acts += [self.merge, self.erase, self.moderate, self.verify]
        for _ in range(steps):
            self.at += timedelta(minutes=1)
            self.chance.choice(acts)()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_reading_everything_gives(
    seed, topic, novita, make_participant, make_statement, stranger
):
    evening = Evening(seed, topic, novita, make_participant, make_statement, stranger)
    kept, of_another_process = live.Kept(), live.Kept()
    for turn in range(24):
        evening.go_on(9)
        assert same(kept, topic)
        if turn % 5 == 0:
            assert same(of_another_process, topic)
    assert VoteEvent.objects.filter(value=None).exists()
    assert Participant.objects.filter(merged_into=evening.own).exists()
    assert Statement.objects.filter(status="REJECTED").exists()
    assert analysed(kept.snapshot(topic)) == analysed(read_anew(topic))


def test_the_next_reading_reads_new_votes_only(planted, rows_read):
    topic, n_votes = planted.topic, VoteEvent.objects.count()
    for person in planted.people[:30]:
        note_shown(by=person, statement_id=planted.statements[0].pk, at=NIGHT)
    live.snapshot(topic)
    assert rows_read[0] > n_votes

    for person in planted.people[:3]:
        cast_vote(
            by=person,
            statement_id=planted.statements[5].pk,
            value=0,
            is_important=False,
            key="kunci-0001",
            at=NIGHT,
        )
    rows_read[0] = 0
    with CaptureQueriesContext(connection) as asked:
        found = live.snapshot(topic)

    assert rows_read[0] <= 3 + len(planted.statements) + 10, "votes that were known were read again"
    assert len(asked) <= 12
    assert found.ballots().votes.sha256 == read_anew(topic).ballots().votes.sha256


def test_the_second_audience_and_the_next_reading_of_a_topic_share_what_was_read(planted, take, rows_read):
    first = take(planted.topic)
    rows_read[0] = 0
    second = take(planted.topic)

    assert rows_read[0] < VoteEvent.objects.count() / 2
    assert second.input_sha256 == first.input_sha256
    assert second.number == first.number + 1


def test_a_restored_database_is_noticed(planted, topic):
    kept = live.Kept()
    kept.snapshot(topic)
    mark = kept.mark
    assert mark is not None
    kept.votes, kept.mark = LiveTables(), (mark[0], ("another", "one", "there"))

    assert same(kept, topic)


def test_what_was_read_longest_ago_is_forgotten_first(planted, make_planted, monkeypatch):
    from muara.web.concerns.models import Topic

    topics = [planted.topic]
    for number in range(3):
        where = Topic.objects.create(
            city=planted.topic.city, slug=f"lain-{number}", title="Lain", question="Apa?", status="OPEN",
            created_at=NIGHT,
        )  # fmt: skip
        topics.append(make_planted(size=6, where=where).topic)
    live.snapshot(topics[1])
    one = live._kept[topics[1].pk].n_bytes
    monkeypatch.setattr(live, "MOST_BYTES", int(2.5 * one))

    for topic in (*topics[1:], topics[1], topics[0], topics[2]):
        live.snapshot(topic)
        assert sum(kept.n_bytes for kept in live._kept.values()) <= live.MOST_BYTES
    # the largest of them takes more than all may take: nothing of it is kept
    assert live.kept_topics() == [topics[2].pk]


def test_what_is_kept_takes_no_more_memory_than_is_counted():
    table = conversation(2_000, 80, seed=4, n_groups=2, votes_per_person=(5, 60)).votes
    tracemalloc.start()
    try:
        kept = live.Kept(votes=LiveTables.of(table, most_statements=0))
        for who in range(0, 2_000, 2):
            for what in range(0, 80, 3):
                kept.votes.vote(who, what, 1)
        kept.seen.keys, kept.seen.people, kept.seen.numbers = (np.arange(90_000) for _ in range(3))
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert taken <= kept.n_bytes <= 3 * taken


def test_a_failure_on_the_way_is_not_kept(planted, monkeypatch):
    live.snapshot(planted.topic)
    cast_vote(
        by=planted.people[0], statement_id=planted.statements[5].pk, value=0, is_important=False,
        key="kunci-0001", at=NIGHT,
    )  # fmt: skip

    def break_down(*given):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(LiveTables, "vote", break_down)
        with pytest.raises(RuntimeError):
            live.snapshot(planted.topic)

    assert live.snapshot(planted.topic).ballots().votes.sha256 == read_anew(planted.topic).ballots().votes.sha256


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_vote_that_becomes_visible_late_is_counted(planted, monkeypatch):
    """The event with the lower number is committed after one with a higher number was read."""
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    slow, quick = planted.people[:2]
    statement, topic = planted.statements[5].pk, planted.topic
    begun, may_end = threading.Event(), threading.Event()

    def vote_slowly():
        try:
            with transaction.atomic():
                cast_vote(by=slow, statement_id=statement, value=0, is_important=False, key="pelan-01", at=NIGHT)
                note_shown(by=slow, statement_id=statement, at=NIGHT)
                begun.set()
                may_end.wait(20)
        finally:
            connection.close()

    kept, late = live.Kept(), live.Kept()
    kept.snapshot(topic)
    voter = threading.Thread(target=vote_slowly)
    voter.start()
    assert begun.wait(20)
    cast_vote(by=quick, statement_id=statement, value=0, is_important=False, key="cepat-01", at=NIGHT)
    note_shown(by=quick, statement_id=statement, at=NIGHT)
    events = {event.participant_id: event.pk for event in VoteEvent.objects.order_by("pk")}
    assert same(kept, topic)
    assert kept.mark[0] < events[quick.pk]
    live._kept[topic.pk] = late
    live.snapshot(topic)
    assert late.votes is None, "a topic read for the first time while somebody writes is not kept"

    may_end.set()
    voter.join(20)
    assert VoteEvent.objects.filter(participant=slow).latest("pk").pk < events[quick.pk]
    assert Shown.objects.count() == 2
    assert same(kept, topic)
    assert same(kept, topic)
    assert kept.mark[0] == events[quick.pk]
