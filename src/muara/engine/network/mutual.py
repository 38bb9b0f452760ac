"""Cascades between actors and processes that need one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork, BadProcesses
from muara.engine.network.cascades import JUST, limits
from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Id, numbers
from muara.engine.network.processes import Processes


@dataclass(frozen=True)
class MutualCascade:
    """Rounds of actors leaving and processes stopping; each holds (actors who leave, processes that stop).

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> mutual_cascade(Processes.from_roles([Role("BATS", "host", ("adi",))]), ["adi"], 0.5).stopped
    ('BATS',)
    """

    rounds: tuple[tuple[tuple[Id, ...], tuple[Id, ...]], ...]
    gone: tuple[Id, ...]
    stopped: tuple[Id, ...]


def mutual_cascade(
    work: Processes,
    leaving: Iterable[Id],
    reason: npt.ArrayLike,
    *,
    network: Network | None = None,
    phi: npt.ArrayLike | None = None,
) -> MutualCascade:
    """Follow actors and processes that need one another: what stops takes reasons away, who leaves stops more.

    Parameters
    ----------
    work : Processes
    leaving : iterable of int or str
        Who leaves first.
    reason : float or array_like, shape (actors,)
        An actor leaves when less than this share (above 0, at most 1) of the weight of its processes still runs.
        Who takes part in nothing that runs at the start never leaves for this reason.
    network, phi : Network and thresholds, optional
        If given, actors also follow their neighbours, as in `cascade`.

    Raises
    ------
    BadProcesses
        If only one of network and phi is given, the two have different actors, or a reason is out of its
        range.

    Notes
    -----
    After Buldyrev et al. 2010, Nature 464:1025, with roles in place of one-to-one dependence. Shares and
    thresholds are assumptions of a theory, not a forecast.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",)), Role("BATS", "notes", ("sari",))])
    >>> mutual_cascade(work, ["adi"], 0.5).rounds
    ((('adi',), ('BATS',)), (('sari',), ()))
    """
    n = len(work.actors)
    try:
        least = numbers(reason, n, "reasons", default=0.5, low=0.0, high=1.0, strictly=True)
    except BadNetwork as error:
        raise BadProcesses(str(error)) from error
    if (network is None) != (phi is None):
        raise BadProcesses("Give both network and phi, or neither.")
    if network is not None and network.actors != work.actors:
        raise BadProcesses("Processes and network have different actors.")
    takes_part = np.zeros((len(work.processes), n), dtype=bool)
    np.logical_or.at(takes_part, work.process_of, work.holds)
    present = np.ones(n, dtype=bool)
    runs = work.runs(present)
    at_first = (work.weights * runs) @ takes_part
    follow = _Neighbours(network, phi)
    wave = np.unique(work.places(leaving))
    rounds = []
    while len(wave):
        present[wave] = False
        still = work.runs(present)
        rounds.append((
            tuple(work.actors[i] for i in wave),
            tuple(work.processes[i] for i in np.flatnonzero(runs & ~still)),
        ))  # fmt: skip
        runs = still
        left = (work.weights * runs) @ takes_part
        bored = (at_first > 0) & (left < (least - JUST) * at_first)
        wave = np.flatnonzero(present & (bored | follow(~present)))
    gone = tuple(work.actors[i] for i in np.flatnonzero(~present))
    stopped = tuple(name for _, names in rounds for name in names)
    return MutualCascade(tuple(rounds), gone, tuple(name for name in work.processes if name in set(stopped)))


class _Neighbours:
    def __init__(self, network: Network | None, phi: npt.ArrayLike | None) -> None:
        self.network = network
        self.limit = limits(network, phi) if network is not None and phi is not None else None

    def __call__(self, gone: Bools) -> Bools:
        if self.network is None or self.limit is None:
            return np.zeros(len(gone), dtype=bool)
        near = self.network.adjacency
        pressure = np.bincount(near.rows, weights=near.weights * gone[near.indices], minlength=len(gone))
        follows: Bools = pressure >= self.limit
        return follows
