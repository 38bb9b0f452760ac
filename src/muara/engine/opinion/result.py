"""What an analysis says, as an object, as a dictionary and as canonical bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from muara.engine.opinion.declared import DeclaredAgreement
from muara.engine.opinion.exposure import Weighted
from muara.engine.opinion.finer import VERDICTS
from muara.engine.opinion.intervals import wilson
from muara.engine.opinion.permutation import Gate, power
from muara.engine.opinion.repness import Spoken
from muara.engine.opinion.threads import FALSE_THREADS, MIN_VOTES, Agreement
from muara.engine.opinion.votes import Counts, Floats, Id, Ints, VoteTable

ENGINE_VERSION = "opinion 1.10"
DIGITS = 12
LETTERS = "ABCDE"


@dataclass(frozen=True)
class Stability:
    """In how many of as many samples of the plausible readings this number of groups comes out again.

    `loss` is the mean log loss of hidden votes with 1, 2, 3, 4 and 5 groups (nats a vote); `agreement` how far one
    reading and the next put the same people together with 2, 3, 4 and 5 groups (mean adjusted Rand index).

    Attributes
    ----------
    readings : int
        How many; in each of them other votes were hidden.
    same_n_groups : int
        In how many of them this number of groups predicts the hidden votes best.
    loss : tuple of float
        Mean log loss of hidden votes with 1, 2, 3, 4 and 5 groups, nats a vote.
    agreement : tuple of float
        How far one reading and the next put the same people together with 2, 3, 4 and 5 groups: mean adjusted Rand
        index, at most 1.

    Examples
    --------
    >>> Stability(readings=100, same_n_groups=87).same_n_groups
    87
    """

    readings: int
    same_n_groups: int
    loss: tuple[float, ...] = ()
    agreement: tuple[float, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where one person stands: the group's label, and how sure that is (0..1; None in Polis mode).

    Attributes
    ----------
    label : str
        The group's label.
    confidence : float or None
        Chance of the group given the person's votes and the model, 0..1; None in Polis mode.

    Examples
    --------
    >>> Standing("B", 0.87).label
    'B'
    """

    label: str
    confidence: float | None


@dataclass(frozen=True)
class Kept:
    """Name of a group, the name it had in the last reading (None = new), and who stayed.

    Attributes
    ----------
    label : str
    was : str or None
    stayed, known : int
        Of the `known` people of the group who had a group in the last reading, `stayed` had this one.
    """

    label: str
    was: str | None
    stayed: int
    known: int


@dataclass(frozen=True, eq=False)
class Analysis:
    """The result of `analyse`; arrays follow the canonical order of participants and of `statements`.

    Attributes
    ----------
    mode : str
        "muara" or "polis".
    seed : int
        What drew permutations, hidden votes and starts.
    parameters : mapping of str to number or list of numbers
        Every constant of the method.
    votes : VoteTable
        The input, rejected statements included.
    statements : tuple of int or str
        Statements without rejected and meta ones.
    excluded, meta : tuple of int or str
        What moderation rejected, and what is about the conversation.
    gate : Gate
        The test whether there are groups.
    n_groups : int
        0 where there are no clear groups.
    stability : Stability or None
        None where no readings were made.
    groups : ndarray of int, shape (participants,)
        0..n_groups-1, or -1.
    confidence, steadiness : ndarray of float, shape (participants,)
        nan where there is no group (or, in Polis mode, no measure).
    positions : ndarray of float, shape (participants, 2)
    position_error : ndarray of float, shape (participants,)
        Standard error of the place, in the units of the map; nan in Polis mode.
    passing : ndarray of float, shape (participants,)
        Share of passes among a person's answers; it makes no group.
    explained : float
        Share of the difference between people held by the two axes, 0..1.
    everybody, agreement : Agreement
        Over everybody as one group; across the groups (the same where there are no groups), each vote in the group
        that the person's other votes speak for.
    estimate : ndarray of float, shape (groups, statements), or None
        Share of agreement for ranking (`mixture.estimated_agreement`); None in Polis mode and without groups.
    representative : tuple of tuple of Spoken
        For each group.
    consensus : ndarray of float, shape (statements,)
        Polis's group-informed consensus, beside the worst group's agreement.
    bridging : ndarray of float, shape (statements,)
        Agreement that no viewpoint explains, by the model of Community Notes: a second opinion that needs no
        groups.
    weighted : Weighted or None
        Agreement weighed against unequal exposure, where the log of what was shown was given.
    priority : ndarray of float, shape (statements,)
        For routing.
    continuity : tuple of Kept or None
        For each group, where its name comes from; None if the reading follows no other (`continuity.follow`).
    membership : ndarray of float, shape (participants, n_groups), or None
        Chance of every group given the person's votes and the model (0..1; a row sums to 1 but for 2^-24 a
        group); nan for who is in no group. None without groups and in Polis mode.
    declared : mapping of str to DeclaredAgreement
        Agreement by each kind of what people said of themselves.

    Examples
    --------
    >>> from muara.engine.opinion import analyse
    >>> from muara.engine.opinion.synthetic import conversation
    >>> found = analyse(conversation(200, 60, seed=3, n_groups=2).votes, readings=10)
    >>> found.labels, found.where_you_stand(0).label, len(found.to_dict()["statements"])
    (('A', 'B'), 'B', 60)
    """

    mode: str
    seed: int
    parameters: Mapping[str, Any]
    votes: VoteTable
    statements: tuple[Id, ...]
    excluded: tuple[Id, ...]
    meta: tuple[Id, ...]
    gate: Gate
    n_groups: int
    groups: Ints
    confidence: Floats
    steadiness: Floats
    stability: Stability | None
    positions: Floats
    position_error: Floats
    passing: Floats
    explained: float
    everybody: Agreement
    agreement: Agreement
    estimate: Floats | None
    representative: tuple[tuple[Spoken, ...], ...]
    consensus: Floats
    bridging: Floats
    weighted: Weighted | None
    priority: Floats
    continuity: tuple[Kept, ...] | None = None
    membership: Floats | None = None
    declared: Mapping[str, DeclaredAgreement] = field(default_factory=dict)

    @property
    def has_groups(self) -> bool:
        """Say whether there are clear groups."""
        return self.n_groups > 0

    @property
    def labels(self) -> tuple[str, ...]:
        """Name the groups: A, B, ..."""
        if self.continuity is not None:
            return tuple(kept.label for kept in self.continuity)
        return tuple(LETTERS[: self.n_groups])

    def to_dict(self) -> dict[str, Any]:
        """Write the result as plain data, floats to 12 significant digits.

        Returns
        -------
        dict of str to object
            Numbers, texts, lists and dictionaries only; docs/reference/result.md names every key.
        """
        who = [str(participant) for participant in self.votes.participants]
        items = [self._statement(column) for column in range(len(self.statements))]
        threads = self._ranked("thread", -self.agreement.worst_bound)
        divides = self._ranked("divides", -self.agreement.divisiveness_low)
        result: dict[str, Any] = {
            "engine_version": ENGINE_VERSION,
            "mode": self.mode,
            "seed": self.seed,
            "parameters": dict(self.parameters),
            "input_sha256": self.votes.sha256,
            "n_participants": self.votes.n_participants,
            "n_statements": self.votes.n_statements,
            "n_votes": self.votes.n_votes,
            "moderation": {"excluded": list(self.excluded), "meta": list(self.meta)},
            "has_groups": self.has_groups,
            "n_groups": self.n_groups,
            "basis": "groups" if self.has_groups else "everybody",
            "gate": self._gate(),
            "stability": None
            if self.stability is None
            else {
                "readings": self.stability.readings,
                "same_n_groups": self.stability.same_n_groups,
                "loss": list(self.stability.loss),
                "agreement": list(self.stability.agreement),
            },
            "explained": self.explained,
            "continuity": None
            if self.continuity is None
            else [
                {"label": kept.label, "was": kept.was, "stayed": kept.stayed, "known": kept.known}
                for kept in self.continuity
            ],
            "groups": [self._group(group) for group in range(self.n_groups)],
            "finer": self._finer(),
            "membership": {name: None if g < 0 else g for name, g in zip(who, self.groups.tolist(), strict=True)},
            "soft_membership": dict(zip(who, self._shares(), strict=True)),
            "confidence": dict(zip(who, self.confidence.tolist(), strict=True)),
            "steadiness": dict(zip(who, self.steadiness.tolist(), strict=True)),
            "positions": dict(zip(who, self.positions.tolist(), strict=True)),
            "position_error": dict(zip(who, self.position_error.tolist(), strict=True)),
            "passing": dict(zip(who, self.passing.tolist(), strict=True)),
            "statements": items,
            "common_threads": [items[column] for column in threads],
            "thread_list": {
                "looked_at": self.agreement.looked_at,
                "threads": len(threads),
                "standing": self.agreement.standing,
                "false_share": FALSE_THREADS,
            },
            "divides": [items[column] for column in divides],
            "declared": {kind: _declared(found) for kind, found in self.declared.items()},
            "not_yet_known": self._not_yet_known(),
            "voices_needed": self._voices_needed(),
        }
        plain: dict[str, Any] = _plain(result)
        return plain

    def to_json(self) -> bytes:
        """Write the result as canonical bytes; the same votes give the same bytes.

        Returns
        -------
        bytes
            UTF-8; see `canonical`.
        """
        return canonical(self.to_dict())

    def where_you_stand(self, participant: Id) -> Standing | None:
        """Tell one person where they stand; None if they are in between or unknown here.

        Parameters
        ----------
        participant : int or str
            Identifier as in the votes.

        Returns
        -------
        Standing or None
            None: in between two groups, with too few votes, or unknown here.
        """
        row = self.votes.row_of.get(participant)
        if row is None or self.groups[row] < 0:
            return None
        sure = float(self.confidence[row])
        return Standing(self.labels[int(self.groups[row])], None if math.isnan(sure) else sure)

    def _shares(self) -> list[list[float] | None]:
        if self.membership is None:
            return [None] * len(self.groups)
        shares: list[list[float]] = self.membership.tolist()
        return [None if group < 0 else share for group, share in zip(self.groups.tolist(), shares, strict=True)]

    def _gate(self) -> dict[str, Any]:
        people = self.votes.n_participants
        chance = power(people)
        if chance is None or self.gate.eigenvalue is None:
            note = "With fewer than 30 people who agree or disagree, groups are not looked for."
        else:
            note = (
                "In simulated conversations of this size the test noticed two groups in "
                f"{chance[0] * 100:.0f} of 100 and three groups in {chance[1] * 100:.0f} of 100 cases."
            )
        return {
            "open": self.gate.is_open,
            "eigenvalue": self.gate.eigenvalue,
            "threshold": self.gate.threshold,
            "p_value": self.gate.p_value,
            "permutations": self.gate.permutations,
            "power_note": note,
            "power": None if chance is None else {"two_groups": chance[0], "three_groups": chance[1]},
        }

    def _ranked(self, status: str, key: Floats) -> list[int]:
        columns = [column for column, found in enumerate(self.agreement.status) if found == status]
        return sorted(columns, key=lambda column: (float(key[column]), column))

    def _group(self, group: int) -> dict[str, Any]:
        a = self.agreement
        spoken = []
        for one in self.representative[group]:
            n = int(a.counts.n[group, one.column])
            hits = a.counts.agree if one.direction == "agree" else a.counts.disagree
            low, high = wilson_of(int(hits[group, one.column]), n)
            share = int(hits[group, one.column]) / n if n else None
            item = {"statement_id": self.statements[one.column], "direction": one.direction}
            spoken.append({**item, "share": share, "low": low, "high": high, "n": n})
        size = int((self.groups == group).sum())
        return {"label": self.labels[group], "size": size, "representative": spoken}

    def _statement(self, column: int) -> dict[str, Any]:
        a = self.agreement
        groups = [
            {"label": label, **_cell(a, group, column)} for group, label in enumerate(self.labels)
        ]  # fmt: skip
        worst = int(a.worst[column])
        answered = int(a.counts.n[worst, column]) > 0
        return {
            "statement_id": self.statements[column],
            **_cell(self.everybody, 0, column),
            "groups": groups,
            "basis": "groups" if self.has_groups else "everybody",
            "worst_group_agreement": float(a.worst_share[column]) if answered else None,
            "worst_group_estimate": None if self.estimate is None else float(self.estimate[:, column].min()),
            "lower_bound": float(a.worst_bound[column]),
            "worst_group": self.labels[worst] if self.has_groups else None,
            "geometric_mean": float(a.geometric_mean[column]),
            "group_informed_consensus": float(self.consensus[column]),
            "bridging_intercept": float(self.bridging[column]),
            "weighted": self._weighted(column),
            "divisiveness": float(a.divisiveness[column]) if self.has_groups else None,
            "divisiveness_low": max(float(a.divisiveness_low[column]), 0.0) if self.has_groups else None,
            "fragility": int(a.fragility[column]),
            "q_value": float(a.q_value[column]),
            "priority": float(self.priority[column]),
            "status": a.status[column],
            "finer": self._finer_of(column),
        }

    def _finer(self) -> dict[str, Any] | None:
        """Say how the statements that all groups told carry fare in the finer groups that are judged."""
        a = self.agreement
        if a.finer is None:
            return None
        return {
            "sizes": a.finer.sizes[a.finer.judged].tolist(),
            **{verdict: a.verdicts.count(verdict) for verdict in VERDICTS},
        }

    def _finer_of(self, column: int) -> dict[str, Any] | None:
        a = self.agreement
        if a.finer is None or a.verdicts[column] is None:
            return None
        worst = int(a.finer.worst[column])
        carrying = a.finer.carried[:, column] & a.finer.judged
        return {
            "verdict": a.verdicts[column],
            "groups": int(a.finer.judged.sum()),
            "carrying": int(carrying.sum()),
            "broken_by": None
            if worst < 0
            else {"size": int(a.finer.sizes[worst]), **_count(a.finer.counts, worst, column)},
        }

    def _weighted(self, column: int) -> dict[str, Any] | None:
        w = self.weighted
        if w is None:
            return None
        return {
            "shown": int(w.shown[column]),
            "worst_group_agreement": float(w.worst_share[column]),
            "lower_bound": float(w.worst_bound[column]),
            "share": w.share[:, column].tolist(),
            "effective_n": w.n[:, column].tolist(),
        }

    def _not_yet_known(self) -> list[dict[str, Any]]:
        a = self.agreement
        found = []
        for column, statement in enumerate(self.statements):
            if a.status[column] == "not_yet_known":
                for group in np.flatnonzero(a.needed[:, column] > 0).tolist():
                    found.append(
                        {
                            "statement_id": statement,
                            "group": self.labels[group] if self.has_groups else None,
                            "n": int(a.counts.n[group, column]),
                            "needed": int(a.needed[group, column]),
                        }
                    )
        return found

    def _voices_needed(self) -> list[dict[str, Any]]:
        """List the groups of which too few answered some statements, the one that lacks most first."""
        if not self.has_groups:
            return []
        few = self.agreement.counts.n < MIN_VOTES
        lacking = [
            {
                "group": label,
                "statements": [self.statements[column] for column in np.flatnonzero(few[group]).tolist()],
                "of": len(self.statements),
                "needed": int(self.agreement.needed[group].sum()),
            }
            for group, label in enumerate(self.labels)
            if few[group].any()
        ]
        return sorted(lacking, key=lambda one: (-len(one["statements"]), -one["needed"]))


def wilson_of(hits: int, n: int) -> tuple[float, float]:
    """Bound one share: the ends of its 90 % interval."""
    low, high = wilson(np.array([hits]), np.array([n]))
    return float(low[0]), float(high[0])


def _cell(a: Agreement, group: int, column: int) -> dict[str, Any]:
    return _count(a.counts, group, column)


def _count(counts: Counts, group: int, column: int) -> dict[str, Any]:
    n, agree = int(counts.n[group, column]), int(counts.agree[group, column])
    low, high = wilson_of(agree, n)
    return {
        "agree": agree,
        "disagree": int(counts.disagree[group, column]),
        "pass": int(counts.passed[group, column]),
        "n": n,
        "share": agree / n if n else None,
        "low": low,
        "high": high,
    }


def _declared(found: DeclaredAgreement) -> dict[str, Any]:
    """Write what one kind of declared group agrees on; a group under the smallest cell is not even named."""
    shown = np.flatnonzero(found.people > 0).tolist()
    return {
        "groups": [{"label": found.labels[row], "size": int(found.people[row])} for row in shown],
        "statements": [
            {
                "statement_id": statement,
                "groups": [{"label": found.labels[row], **_declared_cell(found, row, column)} for row in shown],
                "worst_share": float(found.worst_share[column]),
                "worst_bound": float(found.worst_bound[column]),
            }
            for column, statement in enumerate(found.statements)
        ],
    }


def _declared_cell(found: DeclaredAgreement, row: int, column: int) -> dict[str, Any]:
    if found.withheld[row, column]:
        return {"withheld": True}
    cells = found.counts
    return {
        "agree": int(cells.agree[row, column]),
        "disagree": int(cells.disagree[row, column]),
        "pass": int(cells.passed[row, column]),
        "n": int(cells.n[row, column]),
        "share": float(found.share[row, column]),
        "low": float(found.low[row, column]),
        "high": float(found.high[row, column]),
    }


def _plain(value: Any) -> Any:
    """Round floats to 12 significant digits and write nan as null, all the way down."""
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}") + 0.0
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value


def canonical(result: Mapping[str, Any]) -> bytes:
    r"""Write plain data as canonical JSON: sorted keys, no blanks, UTF-8, a line feed at the end.

    Parameters
    ----------
    result : mapping of str to object
        Numbers (no nan, no infinity), texts, None, lists and mappings.

    Returns
    -------
    bytes
        One line.

    Raises
    ------
    ValueError
        If a number is nan or infinite.

    Examples
    --------
    >>> canonical({"b": 1, "a": [0.5, None]})
    b'{"a":[0.5,null],"b":1}\n'
    """
    text = json.dumps(result, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"
