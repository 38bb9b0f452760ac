"""The analysis over blocks: what `analyse` says, byte for byte, with one block in memory at a time."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np

from muara.engine.errors import BadVotes
from muara.engine.opinion import bridging as br
from muara.engine.opinion import crossfit as cf
from muara.engine.opinion import grouping as gr
from muara.engine.opinion import permutation as gt
from muara.engine.opinion import readings as rd
from muara.engine.opinion.analysis import MAP_PEOPLE, SEED, assemble
from muara.engine.opinion.apart import Apart
from muara.engine.opinion.bridging import bridging_intercept
from muara.engine.opinion.finer import Finer
from muara.engine.opinion.frames import Frame
from muara.engine.opinion.mixture import Mixture, Sides, estimated_agreement
from muara.engine.opinion.permutation import Gate, gate
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.repness import Spoken
from muara.engine.opinion.result import Analysis, canonical
from muara.engine.opinion.scale import passes as ps
from muara.engine.opinion.scale.blocks import Blocks, Reader, Told, stack
from muara.engine.opinion.scale.executors import Executor, Serial
from muara.engine.opinion.votes import Counts, Id, Ints, VoteTable, _sort_key

PER_PERSON = (
    "membership",
    "soft_membership",
    "confidence",
    "steadiness",
    "positions",
    "position_error",
    "passing",
)
"""What a summary leaves out of the result of `analyse`: it grows with the people and is written by block."""


@dataclass(frozen=True)
class Totals:
    """What a result says of the votes, without the votes."""

    statements: tuple[Id, ...]
    n_participants: int
    n_votes: int
    sha256: str
    participants: tuple[Id, ...] = ()

    @property
    def n_statements(self) -> int:
        return len(self.statements)


@dataclass(frozen=True, eq=False)
class Summary:
    """The result of `analyse_blocks`: an `Analysis` without what belongs to each person.

    Attributes
    ----------
    analysis : Analysis
        Its arrays over people are empty.
    sizes : ndarray of int, shape (groups,)
    between : int
        People in no group though there are groups.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> from muara.engine.opinion.scale import CutTable
    >>> found = analyse_blocks(CutTable(conversation(60, 20, seed=1, null=True).votes, 3))
    >>> found.to_dict()["n_participants"], found.to_json()[:20]
    (60, b'{"basis":"everybody"')
    """

    analysis: Analysis
    sizes: Ints
    between: int

    @property
    def n_groups(self) -> int:
        """Number of groups; 0 = no clear groups."""
        return self.analysis.n_groups

    def to_dict(self) -> dict[str, Any]:
        """Write the result as plain data: what `Analysis.to_dict` says, but for `PER_PERSON`."""
        plain = {key: value for key, value in self.analysis.to_dict().items() if key not in PER_PERSON}
        for group, size in zip(plain["groups"], self.sizes.tolist(), strict=True):
            group["size"] = size
        return plain | {"in_between": self.between}

    def to_json(self) -> bytes:
        """Write the result as canonical bytes."""
        return canonical(self.to_dict())


def analyse_blocks(
    blocks: Blocks,
    *,
    executor: Executor | None = None,
    seed: int = SEED,
    excluded: Iterable[Id] = (),
    meta: Iterable[Id] = (),
    unvoted: Iterable[Id] = (),
    readings: int | None = None,
    progress: Told | None = None,
    write: Callable[[int, Frame], None] | None = None,
    keep: int = 0,
) -> Summary:
    """Analyse a conversation that comes in blocks.

    Parameters
    ----------
    blocks : Blocks
        All votes; each block holds all votes of its people, in canonical order of the people.
    executor : Executor, optional
        `Serial` (default), `Threads` or `Dask`. The result is the same, to the byte.
    seed : int
        As for `analyse`.
    excluded, meta : iterable of int or str
        As for `analyse`.
    unvoted : iterable of int or str
        Statements on which perhaps nobody voted.
    readings : int, optional
        As for `analyse`.
    progress : callable, optional
        As for `analyse`.
    write : callable, optional
        Called with the number of each block and a frame of its people, as `people_frame` makes it. With `Dask`
        it is sent to the workers.
    keep : int
        Bytes of votes that each process may remember between the passes instead of reading them again.

    Returns
    -------
    Summary
        What `analyse` says, but for each person.

    Raises
    ------
    BadVotes
        If the blocks are not in order.

    Notes
    -----
    The gate, the number of groups and the axes of the map look at no more than 2,000, 5,000 and 20,000 people, in
    `analyse` as here: these are fetched. All else is a sum over the people, of whole numbers: memberships count in
    units of 2^-24. So the order of the additions, and who does them, cannot be seen in the result.

    Examples
    --------
    >>> from muara.engine.opinion import analyse
    >>> from muara.engine.opinion.scale import CutTable
    >>> from muara.engine.opinion.synthetic import conversation
    >>> votes = conversation(200, 60, seed=3, n_groups=2).votes
    >>> found, wanted = analyse_blocks(CutTable(votes, 3), readings=10), analyse(votes, readings=10)
    >>> found.to_dict()["common_threads"] == wanted.to_dict()["common_threads"]
    True
    """
    return _Work(
        blocks, executor or Serial(), seed, readings, progress or (lambda share, what: None), keep
    ).result(tuple(excluded), tuple(meta), tuple(unvoted), write)


class _Work:
    """The steps of one analysis, in their order."""

    def __init__(
        self, blocks: Blocks, executor: Executor, seed: int, readings: int | None, tell: Told, keep: int
    ) -> None:
        self.blocks, self.executor, self.seed, self.readings = blocks, executor, seed, readings
        self.tell, self.keep = tell, keep
        self.placement = ps.Placement(gr.MIN_OPINIONS)

    def result(
        self,
        excluded: tuple[Id, ...],
        meta: tuple[Id, ...],
        unvoted: tuple[Id, ...],
        write: Callable[[int, Frame], None] | None,
    ) -> Summary:
        self.tell(0.0, "counting")
        census = self.executor.total(ps.Census(), Reader(self.blocks), None)
        facts = [census.facts[index] for index in range(self.blocks.n_blocks)]
        _in_order(facts)
        statements = tuple(sorted({*census.statements, *unvoted}, key=_sort_key))
        first_rows = tuple(np.cumsum([0, *(one.people for one in facts)]).tolist())
        whole = Reader(self.blocks, statements, first_rows=first_rows)
        token = uuid.uuid4().hex
        self.reader = Reader(self.blocks, statements, frozenset({*excluded, *meta}), first_rows, self.keep, token)
        self.people = [one.people for one in facts]
        self.n = first_rows[-1]
        totals = Totals(statements, self.n, sum(one.votes for one in facts), self._fingerprint(whole))
        self.tell(0.1, "counting")
        self.tally = self.executor.total(ps.Tally(), self.reader, None)
        drawn = self._draw()
        plane = opinion_map(_stacked(drawn["map"]))
        found, groups, steadiness = self._groups(drawn)
        spoken = () if groups is None else self._representative(groups)
        inside = tuple(statement for statement in statements if statement not in self.reader.left_out)
        if write is not None:
            self.tell(0.9, "map")
            letters = tuple(chr(ord("A") + group) for group in range(0 if groups is None else groups.mixture.k))
            known = ps.Known(plane, None if groups is None else groups.mixture, letters, steadiness)
            self.executor.total(ps.People(self.placement, write), self.reader, known)
        self.tell(0.95, "agreement")
        analysis = assemble(
            cast(VoteTable, totals),
            inside,
            mode="muara",
            seed=self.seed,
            excluded=excluded,
            meta=meta,
            grouping=found,
            positions=np.zeros((0, 2)),
            position_error=np.zeros(0),
            passing=np.zeros(0),
            explained=plane.explained,
            everybody=self.tally.counts,
            counts=self.tally.counts if groups is None else groups.counts,
            representative=spoken,
            bridging=bridging_intercept(_stacked(drawn["bridging"]), seed=self.seed),
            weighted=None,
            extremity=np.zeros(len(inside)),
        )
        self.tell(1.0, "done")
        if groups is None:
            return Summary(analysis, np.zeros(0, dtype=np.int64), 0)
        return Summary(analysis, groups.sizes, self.n - int(groups.sizes.sum()))

    def _fingerprint(self, whole: Reader) -> str:
        """Fingerprint the table as `VoteTable.sha256` does, without holding it."""
        digest = hashlib.sha256(b"muara.opinion.votes/1\n[")
        between = b""
        for part in self.executor.each(ps.Raw(), whole, "people"):
            digest.update(between + part if part else b"")
            between = between or (b"," if part else b"")
        statements = json.dumps(whole.statements, ensure_ascii=True, separators=(",", ":"))
        digest.update(b"]\n" + statements.encode() + b"\n")
        so_far = np.zeros(1, dtype="<i8")
        digest.update(so_far.tobytes())
        for part in self.executor.each(ps.Raw(), whole, "lengths"):
            if part:
                ends = so_far[-1] + np.cumsum(np.frombuffer(part, dtype="<i8"))
                digest.update(ends.astype("<i8").tobytes())
                so_far = ends[-1:]
        for what in ("columns", "values"):
            for part in self.executor.each(ps.Raw(), whole, what):
                digest.update(part)
        return digest.hexdigest()

    def _draw(self) -> dict[str, dict[int, ps.Drawn]]:
        """Draw whom the gate, the readings, the map and the model look at, just as `analyse` does; fetch them."""
        active, voters = (self._by_block(one) for one in (self.tally.active, self.tally.voters))
        wanted = {
            "gate": self._among("active", active, gt.most_people(self.tally.counts.n.shape[1]), [1]),
            "map": self._among("everybody", self.people, MAP_PEOPLE, [6]),
            "bridging": self._among("everybody", self.people, br.MAX_PEOPLE, [10]),
            "readings": self._among("voters", voters, rd.MAX_PEOPLE, [4])
            if sum(voters) > rd.MAX_PEOPLE
            else self._among("everybody", self.people, self.n, [4]),
        }
        return self.executor.total(ps.Fetch(self.placement), self.reader, wanted)

    def _by_block(self, found: Mapping[int, int]) -> list[int]:
        return [found[index] for index in range(len(self.people))]

    def _among(self, among: ps.Among, by_block: list[int], most: int, salt: list[int]) -> ps.Wanted:
        n = sum(by_block)
        chosen = np.arange(n)
        if n > most:
            chosen = np.sort(np.random.default_rng([self.seed, *salt]).choice(n, most, replace=False))
        edges = np.cumsum([0, *by_block])
        cuts = np.searchsorted(chosen, edges)
        ordinals = {
            index: chosen[low:high] - edges[index] for index, (low, high) in enumerate(pairwise(cuts.tolist()))
        }
        return ps.Wanted(among, ordinals)

    def _groups(
        self, drawn: dict[str, dict[int, ps.Drawn]]
    ) -> tuple[gr.Grouping, _Groups | None, dict[int, tuple[Ints, Any]]]:
        self.tell(0.2, "gate")
        found = gate(_stacked(drawn["gate"]), seed=self.seed)
        if not found.is_open:
            return _no_groups(found, None), None, {}
        some = _stacked(drawn["readings"])
        n_votes = int(self.tally.counts.n.sum())
        again = rd.read_again(
            some,
            seed=self.seed,
            readings=rd.how_many(n_votes) if self.readings is None else self.readings,
            tell=lambda share: self.tell(0.2 + 0.3 * share, "readings"),
        )
        self.tell(0.5, "groups")
        for start in gr.candidates(some, Sides(some), again.told_number, self.seed):
            final = self._fit(start)
            placed = self.executor.total(self.placement, self.reader, final)
            former = np.lexsort((placed.first, -placed.sizes))
            if placed.sizes.min() >= gr.MIN_GROUP:
                break
        else:
            return _no_groups(found, again), None, {}
        ordered = final.classes(former)
        counted = self._counts(placed, final, some)
        counts = Counts(*(cells[former] for cells in (counted.agree, counted.disagree, counted.passed)))
        estimate = estimated_agreement(placed.shares / ps.UNIT)[former]
        groups = _Groups(ordered, placed.sizes[former], counts, placed.inside)
        labels, _ = self.placement.memberships(some, ordered)
        steady = np.where(labels >= 0, again.steadiness(labels, ordered.k), np.nan)
        steadiness, low = {}, 0
        for index in sorted(drawn["readings"]):
            rows = drawn["readings"][index].rows
            steadiness[index] = (rows, steady[low : low + len(rows)])
            low += len(rows)
        nothing = np.zeros(0)
        grouping = gr.Grouping(
            found, np.zeros(0, dtype=np.int64), ordered.k, nothing, nothing, again.n, again.same_number(ordered.k),
            loss=again.mean_loss, agreement=again.agreement, estimate=estimate,
            finer=self._finer(some, gr.finer_start(some, Sides(some), again.best_number, ordered.k, self.seed)),
        )  # fmt: skip
        return grouping, groups, steadiness

    def _finer(self, some: VoteTable, start: Mixture | None) -> Finer | None:
        """Count in the groups that predict best, where they are more than those told."""
        if start is None:
            return None
        final = self._fit(start)
        placed = self.executor.total(self.placement, self.reader, final)
        return gr.finer_of(self._counts(placed, final, some), placed.sizes)

    def _counts(self, found: ps.Placed, mixture: Mixture, some: VoteTable) -> Counts:
        """Give the counts of all blocks; of few people those without each part of them, as `analyse` does."""
        if some.n_participants < self.n:
            return found.counts
        sides = Sides(some)
        placed = sides.n >= min(gr.MIN_OPINIONS, some.n_statements)
        return Apart.without_each(sides, mixture, seed=self.seed).counts(sides, placed)

    def _representative(self, groups: _Groups) -> tuple[tuple[Spoken, ...], ...]:
        """Say what speaks for each group, judged among people drawn from those in one, as `analyse` does."""
        wanted = self._among("placed", self._by_block(groups.inside), cf.MAX_PEOPLE, [7, 1])
        wanted = ps.Wanted("placed", wanted.ordinals, groups.mixture)
        some = _stacked(self.executor.total(ps.Fetch(self.placement), self.reader, {"placed": wanted})["placed"])
        labels, _ = self.placement.memberships(some, groups.mixture)
        p_values = cf.cross_fitted(some, labels, groups.mixture.k, seed=self.seed)
        return tuple(cf.representative(p_values, groups.counts))

    def _fit(self, start: Mixture) -> Mixture:
        """Fit a mixture to everybody from where another places them, as `mixture.fit` does: a pass a step."""
        totals = self.tally.counts
        mean = (totals.agree[0] + 1) / (totals.agree[0] + totals.disagree[0] + 2)
        now = start
        expected = self.executor.total(ps.Expectation(), self.reader, (None, now))
        for step in range(gr.STEPS):
            before, now = now, expected.mixture(self.n, mean)
            expected = self.executor.total(ps.Expectation(), self.reader, (before, now))
            self.tell(0.5 + 0.4 * (step + 1) / gr.STEPS, "groups")
            if expected.moved / ps.UNIT <= 2 * gr.TOLERANCE * self.n:
                break
        return now


@dataclass(frozen=True)
class _Groups:
    mixture: Mixture
    sizes: Ints
    counts: Counts
    inside: dict[int, int]


def _stacked(drawn: Mapping[int, ps.Drawn]) -> VoteTable:
    return stack([drawn[index].votes for index in sorted(drawn)])


def _no_groups(found: Gate, again: rd.Readings | None) -> gr.Grouping:
    nothing = np.zeros(0)
    if again is None:
        return gr.Grouping(found, np.zeros(0, dtype=np.int64), 0, nothing, nothing, 0, 0)
    return gr.Grouping(
        found, np.zeros(0, dtype=np.int64), 0, nothing, nothing, again.n, again.same_number(1),
        loss=again.mean_loss, agreement=again.agreement,
    )  # fmt: skip


def _in_order(facts: list[ps.Facts]) -> None:
    last: Id | None = None
    for index, one in enumerate(facts):
        if one.first is None or one.last is None:
            continue
        if last is not None and _sort_key(last) >= _sort_key(one.first):
            raise BadVotes(
                f"Block {index + 1} begins with the participant {one.first!r}, but {last!r} was before. Each "
                "block must hold all votes of its people, and the people must ascend from block to block."
            )
        last = one.last
