"""How sure each place on the map is, and how often each person passes."""

from __future__ import annotations

import numpy as np

from muara.engine.opinion.projection import PLACE_BITS, Map, solve
from muara.engine.opinion.sums import on_grid
from muara.engine.opinion.votes import Floats, VoteTable


def position_error(plane: Map, votes: VoteTable) -> Floats:
    """Give the standard error of each place, in units of the map, averaged over its axes.

    Parameters
    ----------
    plane : Map
    votes : VoteTable
        Of the people placed.

    Returns
    -------
    ndarray of float, shape (participants,)
        1 = nothing is known beyond where people stand in general (no votes); it falls with every vote on a
        statement that tells people apart.

    Notes
    -----
    Places are posterior means (`Map.positions`); their covariance is ``noise (L'L + noise I)⁻¹`` with L the
    loadings of the statements that the person voted on. Given is the root of its mean diagonal, which does not
    change when the map is turned. The axes themselves are taken as known.

    Examples
    --------
    >>> plane = Map(np.zeros(2), np.array([[1.0], [0.5]]), 0.5, 0.9)
    >>> votes = VoteTable.from_votes([1, 2, 2], [1, 1, 2], [1, 1, -1], unvoted=[1, 2])
    >>> position_error(plane, votes).round(3).tolist()
    [0.577, 0.535]
    """
    return placed(plane, votes)[1]


def placed(plane: Map, votes: VoteTable) -> tuple[Floats, Floats]:
    """Give each place (`Map.positions`) and its standard error, from one pass over the votes."""
    d = plane.loading.shape[1]
    if d == 0:
        return np.zeros((votes.n_participants, 0)), np.ones(votes.n_participants)
    entry, pull = plane.equations(votes)
    places = on_grid(solve(entry, pull, plane.noise), PLACE_BITS)
    trace = np.zeros(votes.n_participants)
    for axis in range(d):
        pull[:] = 0.0
        pull[:, axis] = plane.noise
        trace += solve(entry, pull, plane.noise)[:, axis]
    return places, np.sqrt(trace / d)


def passing(votes: VoteTable) -> Floats:
    """Give the share of passes among each person's answers; nan for who answered nothing.

    Passing says "seen, no opinion". It is reported beside the groups and never makes one.

    Examples
    --------
    >>> passing(VoteTable.from_votes([1, 1, 2], [1, 2, 1], [0, 1, -1])).tolist()
    [0.5, 0.0]
    """
    n = votes.votes_per_participant()
    passed = n - votes.opinions
    share: Floats = np.where(n > 0, passed / np.maximum(n, 1), np.nan)
    return share
