"""Small random networks of every shape, and the slow obvious way to do things, to hold the engine against."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from muara.engine.network.graph import Network

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


def random_network(
    rng: np.random.Generator, most: int = 20, *, weighted: bool = False, directed: bool = False
) -> Network:
    """Draw a network of 0 to `most` actors, from empty to dense, often in several pieces."""
    n = int(rng.integers(0, most + 1))
    density = float(rng.choice([0.0, 0.05, 0.15, 0.3, 0.7]))
    pairs = itertools.permutations(range(n), 2) if directed else itertools.combinations(range(n), 2)
    ties = [pair for pair in pairs if rng.random() < density]
    return Network.from_ties(
        [a for a, _ in ties],
        [b for _, b in ties],
        actors=range(n),
        weights=rng.uniform(0.1, 3.0, len(ties)) if weighted else None,
        members={actor: int(rng.integers(0, 9)) for actor in range(n)} if weighted else None,
        directed=directed,
    )


def graph_of(network: Network) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(network.n_actors))
    near = network.adjacency
    graph.add_weighted_edges_from(
        zip(near.rows.tolist(), near.indices.tolist(), near.weights.tolist(), strict=True)
    )
    return graph


@st.composite
def networks(draw: st.DrawFn, most: int = 8) -> Network:
    n = draw(st.integers(1, most))
    pairs = list(itertools.combinations(range(n), 2))
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    weights = draw(st.lists(st.integers(1, 4), min_size=len(ties), max_size=len(ties)))
    return Network.from_ties([a for a, _ in ties], [b for _, b in ties], actors=range(n), weights=weights)


def relabelled(network: Network, new: list[int]) -> Network:
    """Call actor i new[i]; everything else stays."""
    return Network.from_ties(
        [new[a] for a in network.sources],
        [new[b] for b in network.targets],
        actors=new,
        weights=network.weights,
        evidence=network.evidence,
        members={new[i]: int(m) for i, m in enumerate(network.members)},
        directed=network.is_directed,
    )
