"""Processes, their roles and who holds them: what stops when somebody leaves.

A process is recurring joint work (an evening of BATS, an order cycle). It runs while each of its roles has enough
holders, however well the organisations know one another: this is another question than who is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from muara.engine.errors import BadNetwork, BadProcesses
from muara.engine.network.names import Bools, Floats, Id, Ints, canonical, numbers, places


class Role(NamedTuple):
    """One role of a process: who holds it, and how many of them are needed."""

    process: Id
    name: str
    holders: tuple[Id, ...]
    needed: int = 1


@dataclass(frozen=True, eq=False)
class Processes:
    """Hold processes with their roles, in canonical order of process and role name.

    Attributes
    ----------
    actors, processes : tuple of int or str
        In canonical order; the actors are those of the network.
    weights : ndarray of float64, shape (processes,)
        How much each process matters, above 0.
    roles : tuple of Role
        By process, then name.
    process_of, needed : ndarray of int64, shape (roles,)
        Place of each role's process; holders it needs, at least 1.
    holds : ndarray of bool, shape (roles, actors)
        Who holds what.

    Examples
    --------
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi", "sari")), Role("BATS", "notes", ("adi",))])
    >>> stops(work, ["adi"]).stopped, stops(work, ["sari"]).stopped
    (('BATS',), ())
    """

    actors: tuple[Id, ...]
    processes: tuple[Id, ...]
    weights: Floats
    roles: tuple[Role, ...]
    process_of: Ints
    needed: Ints
    holds: Bools

    @classmethod
    def from_roles(
        cls,
        roles: Iterable[Role],
        *,
        actors: Iterable[Id] | None = None,
        weights: Mapping[Id, float] | None = None,
    ) -> Processes:
        """Put roles together.

        Parameters
        ----------
        roles : iterable of Role
            Two roles of one process need different names; a holder counts once.
        actors : iterable of int or str, optional
            All actors, for instance ``network.actors``; without it everybody who holds something.
        weights : mapping of process to float, optional
            1 where it says nothing.

        Raises
        ------
        BadProcesses
            If a role comes twice, needs less than one holder, or a name is unknown or none.
        """
        given = list(roles)
        try:
            everybody = canonical(actors if actors is not None else [h for r in given for h in r.holders], "actor")
            work = canonical([role.process for role in given], "process")
            index, at = ({name: i for i, name in enumerate(names)} for names in (everybody, work))
            ordered = sorted(given, key=lambda role: (at[role.process], role.name))
            held = [np.unique(places(role.holders, index, "actor")) for role in ordered]
            weight = np.ones(len(work))
            if weights:
                weight[places(weights, at, "process")] = numbers(
                    list(weights.values()), len(weights), "process weights", default=1, low=0, strictly=True
                )
        except BadNetwork as error:
            raise BadProcesses(str(error)) from error
        twice = [(a.process, a.name) for a, b in pairwise(ordered) if a[:2] == b[:2]]
        if twice:
            raise BadProcesses(f"The role {twice[0][1]!r} of {twice[0][0]!r} is given twice.")
        few = next((role for role in ordered if role.needed < 1 or int(role.needed) != role.needed), None)
        if few is not None:
            raise BadProcesses(
                f"The role {few.name!r} of {few.process!r} needs {few.needed}; it should be 1 or more."
            )
        holds = np.zeros((len(ordered), len(everybody)), dtype=bool)
        for row, who in enumerate(held):
            holds[row, who] = True
        neat = tuple(
            Role(role.process, role.name, tuple(everybody[i] for i in who), int(role.needed))
            for role, who in zip(ordered, held, strict=True)
        )
        process_of = np.array([at[role.process] for role in neat], dtype=np.int64)
        needed = np.array([role.needed for role in neat], dtype=np.int64)
        return cls(everybody, work, weight, neat, process_of, needed, holds)

    @cached_property
    def spare(self) -> Ints:
        """Holders beyond what each role needs, shape (roles,); below 0 the process stands still."""
        spare: Ints = self.holds.sum(axis=1) - self.needed
        return spare

    def places(self, actors: Iterable[Id]) -> Ints:
        try:
            return places(actors, {actor: i for i, actor in enumerate(self.actors)}, "actor")
        except BadNetwork as error:
            raise BadProcesses(str(error)) from error

    def runs(self, present: Bools) -> Bools:
        """Say which processes run while these actors are there.

        Parameters
        ----------
        present : ndarray of bool, shape (actors,) or (draws, actors)

        Returns
        -------
        ndarray of bool, shape (processes,) or (draws, processes)

        Examples
        --------
        >>> Processes.from_roles([Role("BATS", "host", ("adi",))]).runs(np.array([False])).tolist()
        [False]
        """
        rows = np.atleast_2d(present)
        short = (rows.astype(np.float32) @ self._holders) < self.needed
        stopped = (short.astype(np.float32) @ self._parts) > 0
        found: Bools = ~stopped[0] if present.ndim == 1 else ~stopped
        return found

    @cached_property
    def _holders(self) -> Any:
        return sp.csr_array(self.holds.T.astype(np.float32))

    @cached_property
    def _parts(self) -> Any:
        ones = (np.ones(len(self.roles), dtype=np.float32), (np.arange(len(self.roles)), self.process_of))
        return sp.coo_array(ones, shape=(len(self.roles), len(self.processes))).tocsr()


@dataclass(frozen=True)
class Stops:
    """What some actors' leaving does to the processes.

    Attributes
    ----------
    stopped : tuple of int or str
        Processes that ran before and stop.
    already : tuple of int or str
        Processes that stood still before anybody left.
    weight : float
        Weight of the processes in `stopped`.
    short : tuple of Role
        Roles that fall short and whose process ran before.
    one_step : dict of process to tuple of actors
        Processes that run on, but stop if any one of these actors leaves as well.
    """

    stopped: tuple[Id, ...]
    already: tuple[Id, ...]
    weight: float
    short: tuple[Role, ...]
    one_step: dict[Id, tuple[Id, ...]]


def stops(work: Processes, leaving: Iterable[Id] = ()) -> Stops:
    """Say which processes stop when some actors leave, and which are then one step from stopping.

    Notes
    -----
    A process stops if some role r has fewer than k_r holders left. Exact, O(holdings).

    Examples
    --------
    >>> work = Processes.from_roles([Role("cycle", "driver", ("adi", "budi")), Role("BATS", "host", ("budi",))])
    >>> stops(work, ["adi"]).one_step
    {'BATS': ('budi',), 'cycle': ('budi',)}
    """
    present = np.ones(len(work.actors), dtype=bool)
    before = work.runs(present)
    present[work.places(leaving)] = False
    after = work.runs(present)
    stopped = before & ~after
    spare = (work.holds & present).sum(axis=1) - work.needed
    critical: dict[int, set[int]] = {}
    for row in np.flatnonzero((spare == 0) & after[work.process_of]):
        critical.setdefault(int(work.process_of[row]), set()).update(
            np.flatnonzero(work.holds[row] & present).tolist()
        )
    return Stops(
        tuple(work.processes[i] for i in np.flatnonzero(stopped)),
        tuple(work.processes[i] for i in np.flatnonzero(~before)),
        float(work.weights[stopped].sum()),
        tuple(work.roles[i] for i in np.flatnonzero((spare < 0) & before[work.process_of])),
        {work.processes[p]: tuple(work.actors[i] for i in sorted(critical[p])) for p in sorted(critical)},
    )


def weight_stopped_by_each(work: Processes) -> Floats:
    """Weigh, for each actor alone, the processes that stop when it leaves, shape (actors,); 0 where none does.

    Examples
    --------
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "sari"], weights={"BATS": 3})
    >>> weight_stopped_by_each(work).tolist()
    [3.0, 0.0]
    """
    runs = work.runs(np.ones(len(work.actors), dtype=bool))
    last = work.holds & (work.spare == 0)[:, None] & runs[work.process_of][:, None]
    stopped = np.zeros((len(work.processes), len(work.actors)), dtype=bool)
    np.logical_or.at(stopped, work.process_of, last)
    found: Floats = work.weights @ stopped
    return found


def coverage_gaps(
    offers: Mapping[Id, Iterable[Id]], leaving: Iterable[Id] = (), *, most: int = 1
) -> dict[Id, tuple[Id, ...]]:
    """List what nobody or only `most` can still offer: roles, resources, sub-districts.

    Parameters
    ----------
    offers : mapping of thing to actors
        Who has, knows or serves it.
    leaving : iterable of int or str
        Actors assumed gone.
    most : int
        Report things with at most this many actors left.

    Returns
    -------
    dict of thing to tuple of actors
        The barest first, then in canonical order; an empty tuple means nobody is left.

    Examples
    --------
    >>> coverage_gaps({"cold store": ["adi"], "truck": ["adi", "budi"], "press": ["budi", "tini"]}, ["adi"])
    {'cold store': (), 'truck': ('budi',)}
    """
    gone = set(leaving)
    left = {thing: canonical([a for a in offers[thing] if a not in gone], "actor") for thing in offers}
    order = sorted(canonical(offers, "thing"), key=lambda thing: len(left[thing]))
    return {thing: left[thing] for thing in order if len(left[thing]) <= most}
