import networkx as nx
import numpy as np
import pytest

from muara.engine.errors import BadNetwork
from muara.engine.network.exchange import from_networkx, to_networkx
from muara.engine.network.graph import Network
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.tests.small import random_network


@pytest.mark.parametrize("directed", [False, True])
def test_there_and_back_nothing_is_lost(directed):
    rng = np.random.default_rng(8)
    for _ in range(250):
        net = random_network(rng, 12, weighted=True, directed=directed)
        assert from_networkx(to_networkx(net)).sha256 == net.sha256


def test_layers_become_parallel_edges():
    net = Network.from_ties(["a", "a"], ["b", "b"], layers=["referral", "contract"], evidence=[1, 0.5])

    graph = to_networkx(net)

    assert graph.is_multigraph()
    assert from_networkx(graph).sha256 == net.sha256


def test_articulation_points_are_those_of_networkx():
    rng = np.random.default_rng(4)
    for _ in range(500):
        net = random_network(rng, 12)
        graph = to_networkx(net)
        assert set(loss_of_each(net).critical) == set(nx.articulation_points(graph))


def test_what_is_no_graph_is_refused():
    with pytest.raises(BadNetwork, match="no graph of networkx"):
        from_networkx([(1, 2)])
    with pytest.raises(BadNetwork, match="neither a whole number nor a text"):
        from_networkx(nx.Graph([((1, 2), (3, 4))]))
    with pytest.raises(BadNetwork, match="tied to itself"):
        from_networkx(nx.Graph([(1, 1)]))
