"""What the network loses when several actors leave together: pieces, pairs, people, and who is cut off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Id, Ints


@dataclass(frozen=True)
class Loss:
    """Loss if some actors leave together.

    Attributes
    ----------
    left : tuple of int or str
        Who left, in canonical order.
    pieces : tuple of tuple of int or str
        What remains, every component: most actors first, then most members.
    largest_piece, largest_piece_members : int
        Actors in the piece with most actors, people in the piece with most people.
    pairs_lost, member_pairs_lost : int
        Pairs of remaining actors (people) that could reach one another before and no longer can.
    cut_off : tuple of int or str
        Remaining actors cut off from the largest remaining piece of what was their component.

    Examples
    --------
    >>> loss_of(Network.from_ties(["a", "b"], ["b", "c"]), ["b"]).largest_piece
    1
    """

    left: tuple[Id, ...]
    pieces: tuple[tuple[Id, ...], ...]
    largest_piece: int
    largest_piece_members: int
    pairs_lost: int
    member_pairs_lost: int
    cut_off: tuple[Id, ...]


def loss_of(network: Network, actors: Iterable[Id]) -> Loss:
    """Say what is lost if some actors leave together.

    Examples
    --------
    >>> lost = loss_of(Network.from_ties(["a", "b", "c", "d"], ["b", "c", "d", "e"]), ["b", "d"])
    >>> lost.pieces, lost.pairs_lost, lost.cut_off
    ((('a',), ('c',), ('e',)), 3, ('c', 'e'))
    """
    gone = np.unique(network.places(actors))
    stays = np.ones(network.n_actors, dtype=bool)
    stays[gone] = False
    before, after = components(network), components(network, stays)
    places = [np.flatnonzero(after == number) for number in range(int(after.max(initial=-1)) + 1)]
    sizes = np.array([len(piece) for piece in places], dtype=np.int64)
    people = np.array([network.members[piece].sum() for piece in places], dtype=np.int64)
    home = np.array([before[piece[0]] for piece in places], dtype=np.int64)
    cut_off: list[Id] = []
    for component in np.unique(home):
        cut_off += outside(network, named(network, [places[i] for i in np.flatnonzero(home == component)]))
    return Loss(
        tuple(network.actors[place] for place in gone), named(network, places),
        int(sizes.max(initial=0)), int(people.max(initial=0)),
        _pairs_between(sizes, home), _pairs_between(people, home),
        tuple(network.actors[place] for place in np.sort(network.places(cut_off))),
    )  # fmt: skip


def components(network: Network, stays: Bools | None = None) -> Ints:
    """Number the component of every actor by its first actor, shape (actors,); -1 for those who do not stay.

    Examples
    --------
    >>> components(Network.from_ties(["b"], ["d"], actors=["a", "c"])).tolist()
    [0, 1, 2, 1]
    """
    n = network.n_actors
    here = np.ones(n, dtype=bool) if stays is None else stays
    label = np.full(n, -1, dtype=np.int64)
    if not here.any():
        return label
    ties = here[network.sources] & here[network.targets]
    ends = (network.sources[ties], network.targets[ties])
    _, found = connected_components(sp.coo_array((np.ones(int(ties.sum())), ends), shape=(n, n)), directed=False)
    _, first, number = np.unique(found[here], return_index=True, return_inverse=True)
    label[here] = np.argsort(np.argsort(first))[number]
    return label


def _pairs_between(sizes: Ints, home: Ints) -> int:
    total = np.bincount(home, weights=sizes) if len(home) else np.zeros(0)
    return int((np.square(total).sum() - np.square(sizes.astype(np.float64)).sum()) / 2)


def named(network: Network, pieces: list[Ints]) -> tuple[tuple[Id, ...], ...]:
    ordered = sorted(
        (np.sort(piece) for piece in pieces),
        key=lambda piece: (-len(piece), -int(network.members[piece].sum()), int(piece[0])),
    )
    return tuple(tuple(network.actors[place] for place in piece) for piece in ordered)


def outside(network: Network, pieces: tuple[tuple[Id, ...], ...]) -> tuple[Id, ...]:
    names = [name for piece in pieces[1:] for name in piece]
    return tuple(network.actors[place] for place in np.sort(network.places(names)))
