"""What a voter sees: the next statement, how far they are, what they voted, where they stand."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from muara.engine.opinion import Counts, Guide, choose_next, priorities
from muara.engine.opinion.votes import Floats
from muara.web.accounts.models import Channel, Participant
from muara.web.concerns.models import AGREE, DISAGREE, PASS, Statement, StatementSplit, Topic, Vote, VoteEvent

SMALLEST_CELL = 5
SECONDS_PER_STATEMENT = 14
ENOUGH_TO_STAND = 10
TALLY_RESTS = 3.0  # seconds; at least twenty times what the count took, so it never takes more than 5 % of a core


@dataclass(frozen=True)
class Split:
    """The published counts of a statement: at least five people."""

    agree: int
    passed: int
    disagree: int

    @property
    def n(self) -> int:
        return self.agree + self.passed + self.disagree

    def like(self, value: int) -> int:
        """Count the people who voted so."""
        return {AGREE: self.agree, PASS: self.passed, DISAGREE: self.disagree}[value]


@dataclass(frozen=True)
class Tally:
    """How a topic stands, a few seconds old at most. The counts steer what is shown next and are never shown."""

    counts: dict[int, tuple[int, int, int]]
    splits: dict[int, Split]
    n_people: int
    n_on_paper: int

    @property
    def is_split_due(self) -> bool:
        """Say whether a batch of five has come together for some statement."""
        none = Split(0, 0, 0)
        return any(
            sum(counts) - self.splits.get(statement, none).n >= SMALLEST_CELL
            for statement, counts in self.counts.items()
        )

    def after(self, statement: int, value: int, *, former: int | None, is_first: bool) -> Tally:
        """Count one vote more, in the place of an earlier one where there was one.

        Examples
        --------
        >>> Tally({7: (2, 0, 1)}, {}, 3, 0).after(7, -1, former=1, is_first=False).counts
        {7: (1, 0, 2)}
        """
        cells = list(self.counts.get(statement, (0, 0, 0)))
        if former is not None:
            cells[AGREE - former] -= 1
        cells[AGREE - value] += 1
        counts = {**self.counts, statement: (cells[0], cells[1], cells[2])}
        return replace(self, counts=counts, n_people=self.n_people + is_first)


def topic_tally(topic: Topic) -> Tally:
    """Count a topic, or return the count of a moment ago."""
    key = tally_key(topic)
    known: Tally | None = cache.get(key)
    if known is not None:
        return known
    began = time.monotonic()
    votes = Vote.objects.filter(statement__topic=topic)
    counts: dict[int, list[int]] = {}
    for statement, value, n in votes.values_list("statement_id", "value").annotate(Count("pk")).order_by():
        counts.setdefault(statement, [0, 0, 0])[AGREE - value] = n
    on_paper = Q(channel=Channel.PAPER)
    people = votes.aggregate(
        n=Count("participant", distinct=True), on_paper=Count("participant", filter=on_paper, distinct=True)
    )
    tally = Tally(
        counts={statement: (agree, passed, no) for statement, (agree, passed, no) in counts.items()},
        splits=splits_of(topic),
        n_people=people["n"],
        n_on_paper=people["on_paper"],
    )
    cache.set(key, tally, max(TALLY_RESTS, 20 * (time.monotonic() - began)))
    return tally


def tally_key(topic: Topic) -> str:
    return f"tally:{topic.pk}"


def splits_of(topic: Topic) -> dict[int, Split]:
    rows = StatementSplit.objects.filter(statement__topic=topic)
    return {
        statement: Split(*counts)
        for statement, *counts in rows.values_list("statement_id", "agree", "passed", "disagree")
    }


@dataclass(frozen=True)
class Shown:
    """A statement as a voter sees it: never by whom, at most as what they speak."""

    id: int
    number: int
    text: str
    role: str
    is_meta: bool = field(default=False, compare=False)
    heard: Sequence[Sequence[int]] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Desk:
    """What somebody has in front of them on a topic: the next statement and how far they are.

    Of a vote that is about to be stored it also says which one it replaces, and whether it is their first here.
    """

    statement: Shown | None
    n_done: int
    n_all: int
    former: int | None = None
    is_first: bool = False

    @property
    def n_left(self) -> int:
        return self.n_all - self.n_done

    @property
    def place(self) -> int:
        return min(self.n_done + 1, self.n_all)

    @property
    def minutes_left(self) -> int:
        return max(1, round(self.n_left * SECONDS_PER_STATEMENT / 60))

    @property
    def can_stand(self) -> bool:
        return self.n_done >= ENOUGH_TO_STAND


Own = Sequence[tuple[Shown, int]]


def desk_of(
    topic: Topic,
    person: Participant | None,
    *,
    seed: str,
    first: int | None = None,
    voted: tuple[int, int] | None = None,
) -> Desk:
    """Lay out the next statement for somebody; the same seed shows the same one, so a reload changes nothing.

    `first` asks for a certain statement, where it can still be voted on: the one just undone or refused.
    `voted` is a vote that is about to be stored: the desk is that of afterwards.
    """
    unseen, own = _unseen(topic, person)
    former, is_first = None, not own
    if voted is not None:
        statement, value = voted
        former = next((old for shown, old in own if shown.id == statement), None)
        own = [(shown, value if shown.id == statement else old) for shown, old in own]
        own += [(shown, value) for shown in unseen if shown.id == statement]
        unseen = [shown for shown in unseen if shown.id != statement]
    wanted = next((shown for shown in unseen if shown.id == first), None)
    chosen = wanted or next(iter(_in_order(topic, unseen, own, seed, 1)), None)
    return Desk(chosen, len(own), len(own) + len(unseen), former, is_first)


def upcoming(topic: Topic, person: Participant | None, *, seed: str, n: int) -> list[Shown]:
    """Return what would be shown next, for a phone that may lose its connection."""
    unseen, own = _unseen(topic, person)
    return _in_order(topic, unseen, own, seed, n)


def _unseen(topic: Topic, person: Participant | None) -> tuple[list[Shown], list[tuple[Shown, int]]]:
    """Return what the person has not voted on, and what they have with their vote: one query."""
    votable = Statement.objects.votable().filter(topic=topic).order_by("pk")
    own = FilteredRelation("votes", condition=Q(votes__participant=person and person.pk))
    rows = votable.annotate(own=own).values_list("pk", "number", "text", "role", "is_meta", "heard", "own__value")
    everything = [(Shown(*row[:6]), row[6]) for row in rows]
    voted = [(shown, value) for shown, value in everything if value is not None]
    return [shown for shown, value in everything if value is None], voted


def _in_order(topic: Topic, unseen: Sequence[Shown], own: Own, seed: str, n: int) -> list[Shown]:
    """Draw from the unseen statements by what is learned; `actions.note_shown` keeps what was shown."""
    if not unseen:
        return []
    digest = hashlib.sha256(f"{topic.pk}:{len(own)}:{seed}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    priority = learned(topic_tally(topic), own, unseen)
    left = np.ones(len(unseen), dtype=bool)
    remembered = f"next:{topic.pk}:{len(own)}:{seed}"
    first = cache.get(remembered)
    drawn: list[Shown] = []
    while len(drawn) < n:
        column = next((i for i, shown in enumerate(unseen) if not drawn and shown.id == first), None)
        column = choose_next(priority, left, rng) if column is None else column
        if column is None:
            break
        left[column] = False
        drawn.append(unseen[column])
    cache.set(remembered, drawn[0].id, 3600)
    return drawn


def learned(tally: Tally, own: Own, unseen: Sequence[Shown]) -> Floats:
    """Weigh each unseen statement by what its answer would tell of this person and of the groups.

    What is known of the groups is of the last reading; how many have answered meanwhile is of the tally.
    """
    statements = [*(shown for shown, _ in own), *unseen]
    n_groups = max((len(shown.heard[0]) for shown in statements if shown.heard), default=1)
    nobody, uncounted = [[0] * n_groups] * 2, (0, 0, 0)
    groups = np.array([shown.heard or nobody for shown in statements], dtype=np.int64)
    counts = np.array([tally.counts.get(shown.id, uncounted) for shown in statements]).T
    agree, disagree = groups[:, 0].T, groups[:, 1].T
    guide = Guide.of(Counts(agree, disagree, np.zeros_like(agree)))
    left = np.arange(len(statements)) >= len(own)
    gain = guide.gain(
        guide.membership(np.arange(len(own)), [value for _, value in own]),
        counts[0], counts[2], counts[1],
        people=max(tally.n_people, 1), unseen=left,
    )  # fmt: skip
    return priorities(gain[left])


@dataclass(frozen=True)
class OwnVote:
    """One vote of mine, beside what has been published of the others."""

    statement: Shown
    value: int
    is_important: bool
    key: str
    split: Split | None

    @property
    def n_like_me(self) -> int:
        return self.split.like(self.value) if self.split else 0


def votes_of(person: Participant, topic: Topic) -> QuerySet[Any, Any]:
    """Return somebody's votes on a topic, the latest first, with the key by which each can be undone."""
    casts = VoteEvent.objects.filter(
        participant=person, statement=OuterRef("statement"), value__isnull=False, undone_by__isnull=True
    )
    return (
        Vote.objects.filter(participant=person, statement__topic=topic)
        .select_related("statement", "statement__split")
        .annotate(key=Subquery(casts.order_by("-at", "-pk").values("key")[:1]))
        .order_by("-cast_at", "-pk")
    )


def own_vote(vote: Any) -> OwnVote:
    statement = vote.statement
    kept = getattr(statement, "split", None)
    return OwnVote(
        Shown(statement.pk, statement.number, statement.text, statement.role),
        vote.value,
        vote.is_important,
        vote.key or "",
        Split(kept.agree, kept.passed, kept.disagree) if kept else None,
    )


def vote_of_key(person: Participant, topic: Topic, key: str) -> VoteEvent | None:
    """Return the cast that the undo strip is about: made with this key, standing and counting."""
    return (
        VoteEvent.objects.filter(
            participant=person, statement__topic=topic, key=key, value__isnull=False, undone_by__isnull=True
        )
        .select_related("statement")
        .first()
    )


@dataclass(frozen=True)
class Standing:
    """Where somebody stands among the others, in numbers of statements."""

    n_votes: int
    n_compared: int
    n_with_most: int
    apart: OwnVote | None

    @property
    def is_ready(self) -> bool:
        return self.n_votes >= ENOUGH_TO_STAND

    @property
    def n_missing(self) -> int:
        return max(0, ENOUGH_TO_STAND - self.n_votes)


def standing_of(person: Participant, topic: Topic) -> Standing:
    """Compare somebody's votes with what most people said, where at least five people are published.

    Passes are left out: who passes stands nowhere. "Most" is more than half of all who answered.
    """
    own = [own_vote(vote) for vote in votes_of(person, topic)]
    compared = [vote for vote in own if vote.split is not None and vote.value != PASS]
    with_most = [vote for vote in compared if vote.split and 2 * vote.n_like_me > vote.split.n]
    apart = min(
        (vote for vote in compared if vote not in with_most),
        key=lambda vote: (vote.n_like_me / (vote.split.n if vote.split else math.inf), vote.statement.id),
        default=None,
    )
    return Standing(len(own), len(compared), len(with_most), apart)
