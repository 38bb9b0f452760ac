"""One analysis from a vote table to a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from muara.engine.errors import EngineError
from muara.engine.opinion import apart as ap
from muara.engine.opinion import bridging as br
from muara.engine.opinion import crossfit as cf
from muara.engine.opinion import finer as fi
from muara.engine.opinion import grouping as gr
from muara.engine.opinion import mixture as mx
from muara.engine.opinion import permutation as gt
from muara.engine.opinion import polis as ps
from muara.engine.opinion import readings as rd
from muara.engine.opinion import threads as ag
from muara.engine.opinion.consensus import group_informed_consensus
from muara.engine.opinion.crew import beside
from muara.engine.opinion.declared import DeclaredAgreement, agreement_by, pooled
from muara.engine.opinion.exposure import HEAVIEST, Exposure, Weighted, weighted_agreement
from muara.engine.opinion.places import passing, placed
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.repness import Spoken, polis_representative
from muara.engine.opinion.result import Analysis, Stability
from muara.engine.opinion.routing import Guide, polis_priorities, priorities
from muara.engine.opinion.votes import Counts, Floats, Id, VoteTable

Mode = Literal["muara", "polis"]
SEED = 20180209
MAP_PEOPLE = 20_000
"""The axes are laid through no more people than this, drawn at random; everybody is placed on the map."""


def analyse(
    votes: VoteTable,
    *,
    mode: Mode = "muara",
    seed: int = SEED,
    excluded: Iterable[Id] = (),
    meta: Iterable[Id] = (),
    order: Sequence[Id] | None = None,
    readings: int | None = None,
    exposure: tuple[Iterable[Id], Iterable[Id]] | None = None,
    declared: Mapping[str, Mapping[Id, str | None]] | None = None,
    progress: gr.Tell | None = None,
) -> Analysis:
    """Find out what holds across groups, what divides them and what isn't known yet.

    Parameters
    ----------
    votes : VoteTable
        All votes, those on rejected statements included.
    mode : {"muara", "polis"}
        "muara": groups only where there are any, as a mixture. "polis": the published method, cold.
    seed : int
        Draws permutations, hidden votes and starts; the same seed and votes give the same result, to the
        byte.
    excluded, meta : iterable of int or str
        Statements that moderation rejected, and statements about the conversation. In Muara mode they leave
        altogether; in Polis mode they count as a pass of everybody on the map. They are in no list.
    order : sequence of int or str, optional
        Participants in order of their first vote. Polis mode alone depends on it.
    readings : int, optional
        Number of plausible readings (Muara mode); by default 100, fewer for large tables.
    exposure : (iterable of participant, iterable of statement), optional
        The log of what was shown to whom, answered or not. With it every statement also carries its agreement
        weighed against unequal exposure; statuses stay those of the plain counts.
    declared : mapping of str to (mapping of participant to str), optional
        What people said of themselves, by kind: sector, kecamatan, hub. Agreement is also counted by each kind,
        with cells under 5 people withheld (`agreement_by`). It forms no group and moves no other number.
    progress : callable, optional
        Called with the share done (0..1) and a word for what is being done.

    Returns
    -------
    Analysis
        Frozen; the same votes, moderation and seed give the same, to the byte.

    Raises
    ------
    EngineError
        If the mode is unknown.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> found = analyse(conversation(200, 60, seed=3, n_groups=2).votes, readings=10)
    >>> found.n_groups, found.to_dict()["groups"][0]["label"]
    (2, 'A')
    """
    if mode not in ("muara", "polis"):
        raise EngineError(f'The mode is "muara" or "polis", not {mode!r}.')
    tell = progress or (lambda share, what: None)
    left_out = {*excluded, *meta}
    inside = votes.without(left_out)
    out = np.array([statement in left_out for statement in votes.statements], dtype=bool)
    if mode == "polis":
        grouping, positions, explained, extremity = _polis(votes, inside, out, seed, order, tell)
        error = np.full(votes.n_participants, np.nan)
        bridging = br.bridging_intercept(inside, seed=seed)
    else:
        tell(0.0, "gate")
        tested = gt.gate(inside, seed=seed)
        # neither the map nor the second opinion asks for the groups, so they fill what the readings leave idle
        grouping, bridging, (positions, error, explained) = beside(
            lambda: gr.form_groups(
                inside, seed=seed, readings=readings, tell=lambda s, w: tell(0.9 * s, w), tested=tested
            ),
            lambda: br.bridging_intercept(inside, seed=seed),
            lambda: _map(inside, seed),
            alone=votes.n_votes < rd.ALONE,
        )
        tell(0.9, "map")
        extremity = np.zeros(inside.n_statements)
    everybody = inside.counts()
    groups = everybody
    if grouping.n_groups:
        groups = grouping.counts or inside.counts(grouping.groups, grouping.n_groups)
    representative = _representative(mode, inside, grouping, groups, seed)
    tell(0.95, "agreement")
    weighted = None
    if exposure is not None:
        shown = Exposure.of(inside, *exposure)
        alone = np.zeros(votes.n_participants, dtype=np.int64)
        if grouping.apart is None:
            groups_told = grouping.groups if grouping.n_groups else alone
            weighted = weighted_agreement(inside, shown, groups_told, max(grouping.n_groups, 1))
        else:
            apart = grouping.apart.classes(mx.Sides(inside), grouping.groups >= 0)
            weighted = weighted_agreement(inside, shown, grouping.groups, grouping.n_groups, apart=apart)
    kinds = {kind: agreement_by(inside, pooled(inside, said)) for kind, said in sorted((declared or {}).items())}
    result = assemble(
        votes,
        inside.statements,
        mode=mode,
        seed=seed,
        excluded=excluded,
        meta=meta,
        grouping=grouping,
        positions=positions,
        position_error=error,
        passing=passing(inside),
        explained=explained,
        everybody=everybody,
        counts=groups,
        representative=representative,
        bridging=bridging,
        weighted=weighted,
        extremity=extremity,
        declared=kinds,
    )
    tell(1.0, "done")
    return result


def assemble(
    votes: VoteTable,
    statements: tuple[Id, ...],
    *,
    mode: str,
    seed: int,
    excluded: Iterable[Id],
    meta: Iterable[Id],
    grouping: gr.Grouping,
    positions: Floats,
    position_error: Floats,
    passing: Floats,
    explained: float,
    everybody: Counts,
    counts: Counts,
    representative: tuple[tuple[Spoken, ...], ...],
    bridging: Floats,
    weighted: Weighted | None,
    extremity: Floats,
    declared: Mapping[str, DeclaredAgreement] | None = None,
) -> Analysis:
    """Put a result together from its parts; `counts` are those of the groups, or of everybody without groups.

    Whoever counts elsewhere (`muara.engine.opinion.scale`) says the same of the same numbers.
    """
    return Analysis(
        mode=mode,
        seed=seed,
        parameters=parameters(mode),
        votes=votes,
        statements=statements,
        excluded=_listed(excluded),
        meta=_listed(meta),
        gate=grouping.gate,
        n_groups=grouping.n_groups,
        groups=grouping.groups,
        confidence=grouping.confidence,
        steadiness=grouping.steadiness,
        stability=Stability(grouping.readings, grouping.same_n_groups, grouping.loss, grouping.agreement)
        if grouping.readings
        else None,
        positions=positions,
        position_error=position_error,
        passing=passing,
        explained=explained,
        everybody=ag.agreement(everybody),
        agreement=ag.agreement(counts, grouping.finer),
        estimate=grouping.estimate,
        representative=representative,
        consensus=group_informed_consensus(counts),
        bridging=bridging,
        weighted=weighted,
        priority=_priority(mode, everybody, counts, extremity, votes.n_participants),
        membership=grouping.membership,
        declared=declared or {},
    )


def _priority(mode: str, everybody: Counts, counts: Counts, extremity: Floats, people: int) -> Floats:
    """Say with which weight each statement is shown to somebody who has not voted yet."""
    agree, disagree, passed = everybody.agree[0], everybody.disagree[0], everybody.passed[0]
    if mode == "polis":
        return polis_priorities(agree, disagree, passed, extremity)
    guide = Guide.of(counts)
    return priorities(guide.gain(guide.size, agree, disagree, passed, people=people))


def _listed(statements: Iterable[Id]) -> tuple[Id, ...]:
    return tuple(
        sorted(
            set(statements),
            key=lambda one: (isinstance(one, str), 0 if isinstance(one, str) else one, str(one)),
        )
    )


def _map(votes: VoteTable, seed: int) -> tuple[Floats, Floats, float]:
    some = votes
    if votes.n_participants > MAP_PEOPLE:
        rng = np.random.default_rng([seed, 6])
        some = votes.people(np.sort(rng.choice(votes.n_participants, MAP_PEOPLE, replace=False)))
    plane = opinion_map(some)
    positions = np.zeros((votes.n_participants, 2))
    found, error = placed(plane, votes)
    positions[:, : found.shape[1]] = found
    return positions, error, plane.explained


def _polis(
    votes: VoteTable,
    inside: VoteTable,
    out: npt.NDArray[np.bool_],
    seed: int,
    order: Sequence[Id] | None,
    tell: gr.Tell,
) -> tuple[gr.Grouping, Floats, float, Floats]:
    tell(0.0, "gate")
    found = gt.gate(inside, seed=seed)
    tell(0.4, "map")
    plane = ps.polis_map(votes, out)
    tell(0.6, "groups")
    groups, former = gr.by_size(ps.polis_groups(votes, plane.positions, order).groups)
    k = len(former) if len(former) > 1 else 0
    unknown = np.full(votes.n_participants, np.nan)
    grouping = gr.Grouping(found, groups if k else np.full_like(groups, -1), k, unknown, unknown, 0, 0)
    return grouping, plane.positions, plane.explained, plane.extremity[~out]


def _representative(
    mode: str, votes: VoteTable, grouping: gr.Grouping, counts: Counts, seed: int
) -> tuple[tuple[Spoken, ...], ...]:
    k = grouping.n_groups
    if k == 0:
        return ()
    if mode == "polis":
        listed = np.ones(counts.n.shape[1], dtype=bool)
        return tuple(tuple(polis_representative(counts, group, listed)) for group in range(k))
    return tuple(cf.representative(cf.cross_fitted(votes, grouping.groups, k, seed=seed), counts))


def parameters(mode: str) -> dict[str, float | int | list[int] | list[float]]:
    """List every number that shapes a result, for the record."""
    shared: dict[str, float | int | list[int] | list[float]] = {
        "thread_threshold": ag.THRESHOLD,
        "min_votes_per_group": ag.MIN_VOTES,
        "thread_false_share": ag.FALSE_THREADS,
        "known_interval_width": ag.KNOWN_WIDTH,
        "gate_min_people": gt.MIN_PEOPLE,
        "gate_permutations": [gt.PERMUTATIONS, gt.FIRM_PERMUTATIONS],
        "gate_level": gt.LEVEL,
        "gate_firm_level": gt.FIRM_LEVEL,
        "gate_firm_from": gt.FIRM_FROM,
        "gate_max_people": gt.MAX_PEOPLE,
        "gate_eigenvalue_close": gt.CLOSE,
        "bridging_penalties": [br.INTERCEPT_PENALTY, br.FACTOR_PENALTY],
        "bridging_max_people": br.MAX_PEOPLE,
        "exposure_heaviest": HEAVIEST,
    }
    if mode == "polis":
        return shared | {
            "min_votes_in_conversation": ps.MIN_VOTES,
            "base_clusters": ps.BASE_CLUSTERS,
            "max_groups": ps.MAX_GROUPS,
        }
    return shared | {
        "min_opinions": gr.MIN_OPINIONS,
        "min_group": gr.MIN_GROUP,
        "numbers_of_groups": list(rd.NUMBERS),
        "number_stands_out": rd.STANDS_OUT,
        "number_agreed": rd.AGREED,
        "number_plain": rd.PLAIN,
        "finer_breaks": fi.BREAKS,
        "prior_votes": mx.PRIOR_VOTES,
        "vote_weight": mx.VOTE_WEIGHT,
        "apart_parts": ap.PARTS,
        "apart_steps": ap.STEPS,
        "folds": rd.FOLDS,
        "start_axes": rd.AXES,
        "readings_max_people": rd.MAX_PEOPLE,
        "readings_axes_max_people": rd.AXES_PEOPLE,
        "readings_max_steps": rd.QUICK_STEPS,
        "map_max_people": MAP_PEOPLE,
        "representative_false_share": cf.FALSE_SHARE,
        "representative_parts": [cf.PARTS, cf.FEW_PARTS],
        "representative_max_people": cf.MAX_PEOPLE,
    }
