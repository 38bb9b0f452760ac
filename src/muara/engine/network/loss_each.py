"""What the network loses when one actor leaves, for every actor at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.loss import named, outside
from muara.engine.network.lowlink import Walk, start_of, walk
from muara.engine.network.names import Bools, Id, Ints


@dataclass(frozen=True, eq=False)
class LossOfEach:
    """Loss if that one actor leaves and everybody else stays; every array has shape (actors,).

    Attributes
    ----------
    n_pieces : ndarray of int64
        Pieces into which the rest of the actor's component falls; 0 for an actor without ties.
    largest_piece : ndarray of int64
        Actors in the largest piece of the whole network that remains.
    n_cut_off : ndarray of int64
        Actors in all but the largest piece of the actor's own component.
    pairs_lost : ndarray of int64
        Pairs of remaining actors that could reach one another before and no longer can.
    largest_piece_members, member_pairs_lost : ndarray of int64
        The same weighted by members: people in the piece that holds most of them, and pairs of people.

    Examples
    --------
    >>> loss_of_each(Network.from_ties(["a", "b"], ["b", "c"])).ranking()
    ('b', 'a', 'c')
    """

    network: Network
    walk: Walk
    n_pieces: Ints
    largest_piece: Ints
    n_cut_off: Ints
    pairs_lost: Ints
    largest_piece_members: Ints
    member_pairs_lost: Ints

    @property
    def is_critical(self) -> Bools:
        """Whether somebody is cut off from somebody else (an articulation point), shape (actors,)."""
        return self.n_pieces > 1

    @property
    def critical(self) -> tuple[Id, ...]:
        """Names of the critical actors in canonical order."""
        return tuple(self.network.actors[place] for place in np.flatnonzero(self.is_critical))

    def pieces(self, actor: Id) -> tuple[tuple[Id, ...], ...]:
        """Name the pieces of the actor's component after it left: most actors first, then most members.

        Examples
        --------
        >>> net = Network.from_ties(["a", "b", "c"], ["b", "c", "d"])
        >>> loss_of_each(net).pieces("b")
        (('c', 'd'), ('a',))
        """
        place = int(self.network.places([actor])[0])
        found, runs = self.walk, self._runs(place)
        rest = np.flatnonzero(found.component == found.component[place])
        rest = rest[~np.isin(rest, np.concatenate([np.array([place]), *runs]))]
        return named(self.network, [*runs, rest] if len(rest) else runs)

    def cut_off(self, actor: Id) -> tuple[Id, ...]:
        """Name everybody cut off from the largest piece if the actor leaves, in canonical order.

        Examples
        --------
        >>> loss_of_each(Network.from_ties(["a", "b", "c"], ["b", "c", "d"])).cut_off("b")
        ('a',)
        """
        place = int(self.network.places([actor])[0])
        runs = self._runs(place)
        away = sum(len(run) for run in runs)
        if away == self.n_cut_off[place] and away > max((len(run) for run in runs), default=0):
            return tuple(self.network.actors[i] for i in np.sort(np.concatenate(runs)))
        return outside(self.network, self.pieces(actor))

    def _runs(self, place: int) -> list[Ints]:
        """Give the subtrees that lose touch with the rest if the actor leaves."""
        found, position = self.walk, self._position[place]
        low, high = np.searchsorted(found.cut_parent, [position, position + 1]).tolist()
        return [found.order[child : found.end[child]] for child in found.cut_child[low:high]]

    @cached_property
    def _position(self) -> Ints:
        position = np.empty(self.network.n_actors, dtype=np.int64)
        position[self.walk.order] = np.arange(self.network.n_actors)
        return position

    def ranking(self) -> tuple[Id, ...]:
        """Order all actors by pairs lost, then by the smaller remaining piece, then canonically."""
        order = np.lexsort((np.arange(self.network.n_actors), self.largest_piece, -self.pairs_lost))
        return tuple(self.network.actors[place] for place in order)


def loss_of_each(network: Network) -> LossOfEach:
    """Say for every actor what is lost if that actor alone leaves.

    Parameters
    ----------
    network : Network
        Directions and layers do not matter here: news travels along any tie both ways.

    Returns
    -------
    LossOfEach
        Exact. An empty network gives empty arrays; in a network of one nothing is lost.

    Notes
    -----
    With pieces of s_1 .. s_k actors, ``pairs_lost = ((s_1 + .. + s_k)^2 - (s_1^2 + .. + s_k^2)) / 2``. One
    depth-first walk serves all actors, O(actors + ties); searching anew for each would cost O(actors · ties).

    References
    ----------
    Hopcroft and Tarjan 1973, Algorithm 447: efficient algorithms for graph manipulation.

    Examples
    --------
    >>> net = Network.from_ties(["a", "b", "c", "c"], ["b", "c", "d", "e"])
    >>> lost = loss_of_each(net)
    >>> lost.critical, lost.pairs_lost.tolist(), lost.largest_piece.tolist()
    (('b', 'c'), [0, 3, 5, 0, 0], [4, 3, 2, 4, 4])
    """
    near = network.adjacency
    if (fast := kernels(len(near.indices))) is not None:
        at, of, total, parent, child = fast.loss_of_each(
            near.indptr, near.indices, network.members, start_of(near.indptr)
        )
        found = Walk(at[0], at[1], of[0], total, at[2], parent, child)
        return LossOfEach(network, found, of[1], of[2], of[3], of[4], of[5], of[6])
    found = walk(near.indptr, near.indices, network.members)
    n = network.n_actors
    leaver = found.order[found.cut_parent]
    one = np.ones(n, dtype=np.int64)
    alone = np.bincount(found.component, minlength=len(found.total)).astype(np.int64)
    size = found.end[found.cut_child] - found.cut_child
    pieces, own, largest, pairs = _after(leaver, size, one, alone, found.component)
    weight = found.weight[found.cut_child]
    _, _, most, people = _after(leaver, weight, network.members, found.total, found.component)
    return LossOfEach(network, found, pieces, largest, alone[found.component] - 1 - own, pairs, most, people)


def losses(indptr: Ints, indices: Ints) -> tuple[Ints, Ints]:
    """Count pieces and pairs lost for each actor of a bare adjacency; arrays of shape (actors,).

    Examples
    --------
    >>> losses(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]))[1].tolist()  # a path of three
    [0, 1, 0]
    """
    if (fast := kernels(len(indices))) is not None:
        of = fast.loss_of_each(indptr, indices, np.ones(len(indptr) - 1, dtype=np.int64), start_of(indptr))[1]
        return of[1], of[4]
    found = walk(indptr, indices)
    one = np.ones(len(indptr) - 1, dtype=np.int64)
    size = found.end[found.cut_child] - found.cut_child
    pieces, _, _, pairs = _after(found.order[found.cut_parent], size, one, found.total, found.component)
    return pieces, pairs


def _after(leaver: Ints, size: Ints, own: Ints, total: Ints, component: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return pieces, largest piece of the component and of the network, and pairs lost, each by actor."""
    n = len(own)
    below = np.bincount(leaver, weights=size, minlength=n).astype(np.int64)
    together = total[component] - own
    rest = together - below
    squares = np.bincount(leaver, weights=np.square(size.astype(np.float64)), minlength=n).astype(np.int64)
    pairs = (together * together - squares - rest * rest) // 2
    largest = rest.copy()
    np.maximum.at(largest, leaver, size)
    pieces = np.bincount(leaver, minlength=n).astype(np.int64) + (rest > 0)
    return pieces, largest, np.maximum(largest, _largest_elsewhere(total)[component]), pairs


def _largest_elsewhere(total: Ints) -> Ints:
    """Return for each component the size of the largest other one (0 if there is none)."""
    if len(total) < 2:
        return np.zeros(len(total), dtype=np.int64)
    first = int(np.argmax(total))
    elsewhere = np.full(len(total), total[first])
    elsewhere[first] = np.delete(total, first).max()
    return elsewhere
