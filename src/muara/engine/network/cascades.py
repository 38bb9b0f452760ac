"""One leaves, the next follows: a cascade along ties (Watts)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.network.graph import Network
from muara.engine.network.names import Floats, Id, numbers

JUST = 1e-9
"""A share of gone neighbours this little below the threshold reaches it: 0.1 + 0.2 is not 0.3 in a computer."""


@dataclass(frozen=True)
class Cascade:
    """Who goes after whom: `waves` begins with those who left by themselves; `gone` counts everybody who went.

    Examples
    --------
    >>> cascade(Network.from_ties(["a"], ["b"]), ["a"], 0.5)
    Cascade(waves=(('a',), ('b',)), gone=2, gone_members=2)
    """

    waves: tuple[tuple[Id, ...], ...]
    gone: int
    gone_members: int


def limits(network: Network, phi: npt.ArrayLike) -> Floats:
    """Strength of gone neighbours at which each actor follows, shape (actors,); inf for one without ties.

    Examples
    --------
    >>> limits(Network.from_ties(["a"], ["b"], weights=[4], actors=["c"]), 0.5).round(6).tolist()
    [2.0, 2.0, inf]
    """
    share = numbers(phi, network.n_actors, "thresholds", default=0.5, low=0.0, high=1.0, strictly=True)
    near = network.adjacency
    strength = np.bincount(near.rows, weights=near.weights, minlength=network.n_actors)
    return np.where(strength > 0, (share - JUST) * strength, np.inf)


def cascade(network: Network, leaving: Iterable[Id], phi: npt.ArrayLike) -> Cascade:
    """Follow what happens after some actors leave: i follows when enough of its neighbours are gone.

    Parameters
    ----------
    network : Network
        Ties count by weight, whatever their direction or layer.
    leaving : iterable of int or str
        Who leaves first.
    phi : float or array_like, shape (actors,)
        Threshold of each actor: share of its tie weight that has to be gone, above 0, at most 1. Nobody knows it;
        show several (`seeds.cascade_curve`).

    Notes
    -----
    Watts 2002, PNAS 99:5766, with weighted shares. An actor without ties follows nobody. All who follow at once
    are one wave.

    Examples
    --------
    >>> path = Network.from_ties(["a", "b", "c"], ["b", "c", "d"])
    >>> cascade(path, ["a"], 0.5).waves
    (('a',), ('b',), ('c',), ('d',))
    """
    gone = np.zeros(network.n_actors, dtype=bool)
    wave = np.unique(network.places(leaving))
    gone[wave] = True
    waves, near, limit = [wave], network.adjacency, limits(network, phi)
    pressure = np.zeros(network.n_actors)
    while len(wave):
        hit = np.concatenate([np.arange(near.indptr[i], near.indptr[i + 1]) for i in wave.tolist()])
        np.add.at(pressure, near.indices[hit], near.weights[hit])
        wave = np.flatnonzero(~gone & (pressure >= limit))
        gone[wave] = True
        waves.append(wave)
    named = tuple(tuple(network.actors[i] for i in one) for one in waves if len(one))
    return Cascade(named, int(gone.sum()), int(network.members[gone].sum()))
