"""To and from networkx, for those who work with it; Muara itself does not need it."""

from __future__ import annotations

from typing import Any

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.ties import Twice


def from_networkx(
    graph: Any,
    *,
    weight: str = "weight",
    evidence: str = "evidence",
    layer: str = "layer",
    members: str = "members",
    twice: Twice = "refuse",
) -> Network:
    """Read a graph of networkx: Graph, DiGraph, MultiGraph or MultiDiGraph.

    Parameters
    ----------
    graph : networkx graph
        Its nodes must be whole numbers or texts; ties of a node to itself are refused.
    weight, evidence, layer : str
        Names of the edge attributes; where an edge lacks one, it is 1, 1 and "tie".
    members : str
        Name of the node attribute; 1 where a node lacks it.
    twice : {"refuse", "sum", "max"}
        See `Network.from_ties`; it matters for multigraphs.

    Raises
    ------
    BadNetwork
        If it is no graph of networkx, or its content makes no network.

    Examples
    --------
    >>> import networkx
    >>> from_networkx(networkx.path_graph(3)).adjacency.degrees.tolist()
    [1, 2, 1]
    """
    if not all(hasattr(graph, name) for name in ("nodes", "edges", "is_directed")):
        raise BadNetwork(f"A {type(graph).__name__} is no graph of networkx.")
    edges = list(graph.edges(data=True))
    return Network.from_ties(
        [a for a, _, _ in edges],
        [b for _, b, _ in edges],
        actors=list(graph.nodes),
        weights=[about.get(weight, 1.0) for _, _, about in edges],
        evidence=[about.get(evidence, 1.0) for _, _, about in edges],
        layers=[about.get(layer, "tie") for _, _, about in edges],
        members={node: about.get(members, 1) for node, about in graph.nodes(data=True)},
        directed=bool(graph.is_directed()),
        twice=twice,
    )


def to_networkx(network: Network) -> Any:
    """Write the network as a networkx graph with the attributes that `from_networkx` reads.

    Returns
    -------
    networkx.Graph or networkx.DiGraph
        Of the multi kind where there is more than one layer.

    Raises
    ------
    ModuleNotFoundError
        If networkx isn't installed.

    Examples
    --------
    >>> to_networkx(Network.from_ties(["adi"], ["sari"], weights=[2])).edges["adi", "sari"]["weight"]
    2.0
    """
    import networkx

    kinds = {
        (False, False): networkx.Graph,
        (False, True): networkx.MultiGraph,
        (True, False): networkx.DiGraph,
        (True, True): networkx.MultiDiGraph,
    }
    graph = kinds[network.is_directed, len(network.layers) > 1]()
    for actor, members in zip(network.actors, network.members.tolist(), strict=True):
        graph.add_node(actor, members=members)
    columns = (network.sources, network.targets, network.weights, network.evidence, network.layer_of)
    for a, b, weight, evidence, layer in zip(*(column.tolist() for column in columns), strict=True):
        about = {"weight": weight, "evidence": evidence, "layer": network.layers[layer]}
        graph.add_edge(network.actors[a], network.actors[b], **about)
    return graph
