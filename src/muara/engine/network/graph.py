"""The network: who is tied to whom, in one canonical order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from muara.engine.errors import BadNetwork
from muara.engine.network.names import Bools, Floats, Id, Ints, places
from muara.engine.network.ties import Twice, columns_of


class Adjacency(NamedTuple):
    """Neighbours of every actor: those of actor i are ``indices[indptr[i]:indptr[i + 1]]``, ascending.

    Examples
    --------
    >>> Network.from_ties(["a", "b"], ["b", "c"]).adjacency.indices.tolist()
    [1, 0, 2, 1]
    """

    indptr: Ints
    indices: Ints
    weights: Floats

    @property
    def degrees(self) -> Ints:
        """Count the neighbours of each actor."""
        return np.diff(self.indptr)

    @property
    def rows(self) -> Ints:
        """Give the actor of each entry in `indices`."""
        return np.repeat(np.arange(len(self.indptr) - 1), self.degrees)


@dataclass(frozen=True, eq=False)
class Network:
    """Hold actors and the ties between them.

    Actors stand in canonical order (whole numbers by value, then texts by code point), ties by source, target
    and layer; in an undirected network the source is the actor that stands first. So the same ties make the
    same network, byte for byte, in whatever order they were reported.

    Attributes
    ----------
    actors : tuple of int or str
        Names, each once.
    sources, targets : ndarray of int64, shape (ties,)
        Places of the two ends in `actors`; never equal.
    weights : ndarray of float64, shape (ties,)
        Strength of the tie, above 0; without unit.
    evidence : ndarray of float64, shape (ties,)
        How sure it is that the tie exists, above 0 and at most 1 (confirmed by both sides).
    layers : tuple of str
        Names of the kinds of tie.
    layer_of : ndarray of int64, shape (ties,)
        Place of each tie's kind in `layers`.
    members : ndarray of int64, shape (actors,)
        People each actor stands for, at least 0.
    is_directed : bool
        Whether a tie goes from its source to its target, or merely between the two.

    Examples
    --------
    >>> net = Network.from_ties(["sari", "budi"], ["budi", "adi"], actors=["tini"])
    >>> net.actors, net.n_ties
    (('adi', 'budi', 'sari', 'tini'), 2)
    >>> net.sha256 == Network.from_ties(["budi", "budi"], ["adi", "sari"], actors=["tini"]).sha256
    True
    """

    actors: tuple[Id, ...]
    sources: Ints
    targets: Ints
    weights: Floats
    evidence: Floats
    layers: tuple[str, ...]
    layer_of: Ints
    members: Ints
    is_directed: bool = False

    @classmethod
    def from_ties(
        cls,
        sources: Iterable[Id],
        targets: Iterable[Id],
        *,
        actors: Iterable[Id] = (),
        weights: npt.ArrayLike | None = None,
        evidence: npt.ArrayLike | None = None,
        layers: Iterable[str] | None = None,
        members: Mapping[Id, int] | None = None,
        directed: bool = False,
        twice: Twice = "refuse",
    ) -> Network:
        """Build the network from parallel sequences, one entry per tie.

        Parameters
        ----------
        sources, targets : iterable of int or str
            The two ends of each tie.
        actors : iterable of int or str
            Actors that belong to the network although they may have no tie.
        weights, evidence : array_like of float, shape (ties,), optional
            See `Network`; 1 unless given. One number stands for all ties.
        layers : iterable of str, optional
            Kind of each tie; without it all ties are of one kind named "tie".
        members : mapping of actor to int, optional
            People each actor stands for; 1 where it says nothing.
        directed : bool
            Whether ties have a direction.
        twice : {"refuse", "sum", "max"}
            What becomes of a tie between the same two actors in the same layer that is given again: refuse it,
            add the weights, or keep the larger one. The larger evidence counts in both cases.

        Raises
        ------
        BadNetwork
            If the sequences differ in length, an actor is tied to itself, a tie is given twice (unless
            `twice` says what to do), or a number is out of its range.
        """
        given = (weights, evidence, layers, members)
        return cls(*columns_of(sources, targets, actors, *given, directed=directed, twice=twice))

    @property
    def n_actors(self) -> int:
        """Count the actors."""
        return len(self.actors)

    @property
    def n_ties(self) -> int:
        """Count the ties, each layer and direction for itself."""
        return len(self.sources)

    @cached_property
    def index(self) -> dict[Id, int]:
        """Give the place of each actor in `actors`."""
        return {actor: place for place, actor in enumerate(self.actors)}

    def places(self, actors: Iterable[Id]) -> Ints:
        """Return the places of some actors; an unknown one is a `BadNetwork`."""
        return places(actors, self.index, "actor")

    @cached_property
    def adjacency(self) -> Adjacency:
        """Neighbours whatever the direction and layer; parallel ties are one, with their weights added."""
        return self._neighbours(np.r_[self.sources, self.targets], np.r_[self.targets, self.sources], 2)

    @cached_property
    def arcs(self) -> Adjacency:
        """Targets of every actor, layers added together; in an undirected network the same as `adjacency`."""
        return self._neighbours(self.sources, self.targets, 1) if self.is_directed else self.adjacency

    def _neighbours(self, a: Ints, b: Ints, times: int) -> Adjacency:
        matrix = sp.coo_array((np.tile(self.weights, times), (a, b)), shape=(self.n_actors, self.n_actors)).tocsr()
        matrix.sort_indices()
        return Adjacency(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data)

    def matrix(self, *, directed: bool | None = None) -> Floats:
        """Write the ties as a dense matrix of weights, shape (actors, actors), row = source."""
        near = self.arcs if (self.is_directed if directed is None else directed) else self.adjacency
        dense = np.zeros((self.n_actors, self.n_actors))
        dense[near.rows, near.indices] = near.weights
        return dense

    def layer(self, *names: str) -> Network:
        """Keep the ties of some layers; every actor stays. An unknown layer is a `BadNetwork`."""
        unknown = [name for name in names if name not in self.layers]
        if unknown:
            raise BadNetwork(f"There is no layer {unknown[0]!r}; there is: {', '.join(self.layers) or 'none'}.")
        return self.keep(np.isin(self.layer_of, [self.layers.index(name) for name in names]))

    def keep(self, ties: Bools) -> Network:
        """Keep some ties (shape (ties,)); every actor stays."""
        used, layer = np.unique(self.layer_of[ties], return_inverse=True)
        return Network(
            self.actors, self.sources[ties], self.targets[ties], self.weights[ties], self.evidence[ties],
            tuple(self.layers[place] for place in used), layer.astype(np.int64), self.members, self.is_directed,
        )  # fmt: skip

    def without(self, actors: Iterable[Id]) -> Network:
        """Take some actors out, with all their ties.

        Examples
        --------
        >>> Network.from_ties(["a", "b"], ["b", "c"]).without(["b"]).actors
        ('a', 'c')
        """
        stays = np.ones(self.n_actors, dtype=bool)
        stays[self.places(actors)] = False
        left = self.keep(stays[self.sources] & stays[self.targets])
        new = np.cumsum(stays) - 1
        return Network(
            tuple(actor for actor, here in zip(self.actors, stays, strict=True) if here),
            new[left.sources], new[left.targets], left.weights, left.evidence, left.layers, left.layer_of,
            self.members[stays], self.is_directed,
        )  # fmt: skip

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of actors, ties and all that is said about them; 64 hexadecimal digits."""
        digest = hashlib.sha256(b"muara.network.network/1\n")
        about: list[Any] = [self.actors, self.layers, self.is_directed]
        digest.update(json.dumps(about, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
        for array in (self.sources, self.targets, self.layer_of, self.members):
            digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
        for numbers_ in (self.weights, self.evidence):
            digest.update(np.ascontiguousarray(numbers_, dtype="<f8").tobytes())
        return digest.hexdigest()
