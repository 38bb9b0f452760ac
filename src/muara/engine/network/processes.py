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
    """One role of a process: who holds it, and how many of them are needed.

    Examples
    --------
    >>> Role("BATS", "host", ("adi", "sari"), needed=2).needed
    2
    """

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
    >>> work.actors, work.spare.tolist()
    (('adi', 'sari'), [1, 0])
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
        """Return the places of some actors; an unknown one is a `BadProcesses`."""
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
