"""Nearness and brokerage against searching anew, against networkx, and against one another."""

import networkx as nx
import numpy as np
import pytest

from muara.engine.network.betweenness import betweenness
from muara.engine.network.closeness import closeness, efficiency, efficiency_lost
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import distance_fragmentation, distances
from muara.engine.network.tests.small import graph_of, random_network

pytestmark = pytest.mark.usefixtures("path")


def lost_by_searching_anew(net):
    before, found = distances(net), []
    for gone in range(net.n_actors):
        stays = np.arange(net.n_actors) != gone
        pairs = [before[np.ix_(stays, stays)].copy(), distances(net.without([net.actors[gone]]))]
        for far in pairs:
            np.fill_diagonal(far, np.inf)
        found.append(float(((1 / pairs[0]).sum() - (1 / pairs[1]).sum()) / 2))
    return found


def test_efficiency_lost_equals_searching_anew_on_five_hundred_random_networks():
    rng = np.random.default_rng(21)
    for number in range(500):
        net = random_network(
            rng, 40 if number % 25 == 0 else 11, weighted=number % 2 == 0, directed=number % 3 == 0
        )
        assert efficiency_lost(net).tolist() == pytest.approx(lost_by_searching_anew(net), abs=1e-9)


def test_betweenness_and_closeness_are_those_of_networkx_on_five_hundred_random_networks():
    rng = np.random.default_rng(22)
    for number in range(500):
        net = random_network(rng, 30 if number % 10 == 0 else 12, weighted=number % 2 == 0)
        if net.n_actors < 3:
            assert np.isnan(betweenness(net)).all()
            continue
        graph = graph_of(net)
        assert betweenness(net).tolist() == pytest.approx(list(nx.betweenness_centrality(graph).values()))
        assert closeness(net).tolist() == pytest.approx(list(nx.closeness_centrality(graph).values()))
        assert efficiency(net) == pytest.approx(nx.global_efficiency(graph))
        assert efficiency(net) == pytest.approx(1 - distance_fragmentation(net))


@pytest.mark.parametrize("n", [9, 60, 100])
def test_long_ways_are_followed_to_the_end(n):
    path = Network.from_ties(range(n - 1), range(1, n))

    expected = [i * (n - 1 - i) / ((n - 1) * (n - 2) / 2) for i in range(n)]

    assert betweenness(path).tolist() == pytest.approx(expected)
    assert efficiency_lost(path).tolist() == pytest.approx(lost_by_searching_anew(path))


def test_more_actors_than_one_block_of_targets():
    ring = Network.from_ties(range(700), [*range(1, 700), 0])

    assert closeness(ring) == pytest.approx(np.full(700, 699 / (2 * sum(range(1, 350)) + 350)))


def test_who_brokers_is_not_always_who_is_missed():
    ring = Network.from_ties([0, 1, 2, 3, 0, 4], [1, 2, 3, 0, 4, 5])  # a ring of four, and two more on a string

    assert betweenness(ring)[1] > 0 == efficiency_lost(ring)[1]  # there is as short a way around
    assert betweenness(ring).argmax() == efficiency_lost(ring).argmax() == 0
    assert betweenness(ring)[5] == 0 == efficiency_lost(ring)[5]


def test_nobody_and_one_alone():
    nothing, alone = Network.from_ties([], []), Network.from_ties([], [], actors=["a"])

    assert closeness(nothing).tolist() == betweenness(nothing).tolist() == efficiency_lost(nothing).tolist() == []
    assert np.isnan(closeness(alone)).all()
    assert efficiency_lost(alone).tolist() == [0]
    assert np.isnan(efficiency(nothing))
    assert np.isnan(efficiency(alone))
    apart = Network.from_ties([], [], actors=range(3))
    assert (efficiency(apart), closeness(apart).tolist(), betweenness(apart).tolist()) == (0, [0] * 3, [0] * 3)
