"""Networks that others have published: their values, found again to three decimals."""

import networkx as nx
import numpy as np
import pytest
from scipy.stats import spearmanr

from muara.engine.network.attack import attack_curve, removal_curve
from muara.engine.network.betweenness import betweenness
from muara.engine.network.closeness import closeness
from muara.engine.network.exchange import from_networkx
from muara.engine.network.graph import Network
from muara.engine.network.interdependent import mutual_whole
from muara.engine.network.keyplayers import distance_fragmentation, fragmentation, key_to_part
from muara.engine.network.loss import components
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import mixing
from muara.engine.network.nonresponse import survey_readings
from muara.engine.network.structure import (
    centralisation,
    constraint,
    density,
    modularity,
    reciprocity,
    transitivity,
)

near = pytest.approx


def plain(graph):
    """Forget weights and attributes."""
    bare = type(graph)()
    bare.add_nodes_from(list(graph))
    bare.add_edges_from(graph.edges)
    return from_networkx(bare)


def test_zachary_1977_karate_club():
    graph = nx.karate_club_graph()
    net = plain(graph)
    clubs = dict(graph.nodes(data="club"))

    assert (net.n_actors, net.n_ties) == (34, 78)
    assert loss_of_each(net).critical == (0,)
    assert centralisation(net) == near(0.3996, abs=5e-5)
    assert constraint(net)[0] == near(0.1554, abs=5e-5)
    assert modularity(net, clubs) == near(0.3582, abs=5e-5)
    found = key_to_part(net, 1)
    assert found.actors == (0,)
    assert found.value == near(0.3163, abs=5e-5)
    far = key_to_part(net, 1, by_distance=True)
    assert far.actors == (0,)
    assert far.value == distance_fragmentation(net, [0]) == near(0.6415, abs=5e-5)
    ties = mixing(net, clubs, rng=np.random.default_rng(1), deals=5000)
    assert (ties.external, ties.internal, ties.ei) == (11, 67, near(-0.7179, abs=5e-5))
    assert ties.null_mean == near(0.029, abs=0.01)
    assert ties.p_value == near(0.0002, abs=5e-5)
    between = betweenness(net)
    assert between[[0, 33]].tolist() == near([0.4376, 0.3041], abs=5e-5)
    assert transitivity(net) == near(0.2557, abs=5e-5)


def test_padgett_florentine_marriages():
    net = plain(nx.florentine_families_graph())

    assert (net.n_actors, net.n_ties) == (15, 20)
    assert loss_of_each(net).critical == ("Albizzi", "Guadagni", "Medici", "Salviati")
    assert key_to_part(net, 1).actors == ("Medici",)
    assert fragmentation(net, ["Medici"]) == near(0.3846, abs=5e-5)
    assert loss_of_each(net).cut_off("Medici") == ("Acciaiuoli", "Pazzi", "Salviati")
    assert loss_of_each(net).cut_off("Salviati") == ("Pazzi",)
    medici = net.index["Medici"]
    assert betweenness(net)[medici] == near(0.522, abs=5e-4)  # as Wasserman and Faust 1994 print it
    assert closeness(net)[medici] == near(0.56, abs=5e-4)
    assert betweenness(net).argmax() == closeness(net).argmax() == medici


def test_krackhardt_1990_kite():
    net = plain(nx.krackhardt_kite_graph())

    lost = loss_of_each(net)

    assert lost.critical == (7, 8)
    assert lost.cut_off(7) == (8, 9)
    assert lost.cut_off(8) == (9,)
    assert lost.pairs_lost[[7, 8]].tolist() == [2 * 7, 8]
    assert betweenness(net)[7] * (9 * 8 / 2) == near(14, abs=5e-4)
    assert closeness(net)[[5, 6]].tolist() == near([0.643, 0.643], abs=5e-4)
    assert net.adjacency.degrees.argmax() == 3  # three different actors are the most central, each in one way


def test_knuth_1993_les_miserables_and_davis_1941_southern_women():
    miserables = plain(nx.les_miserables_graph())

    assert (miserables.n_actors, miserables.n_ties) == (77, 254)
    assert len(loss_of_each(miserables).critical) == 8
    assert key_to_part(miserables, 1).actors == ("Valjean",)
    assert key_to_part(miserables, 1).value == near(0.3421, abs=5e-5)
    women = plain(nx.davis_southern_women_graph())
    assert (women.n_actors, women.n_ties) == (32, 89)


EMON = {  # Drabek et al. 1981, as in the R package network (data set emon): actors, arcs, rank correlation of ties
    # with decision rank, E-I by sponsorship
    "cheyenne": (14, 83, 0.64, 0.73),
    "hurrfrederic": (21, 118, 0.60, 0.40),
    "lakepomona": (20, 148, 0.77, 0.68),
    "mtsi": (13, 33, 0.64, 0.10),
    "mtsthelens": (27, 123, 0.455, 0.54),
    "texas": (25, 186, 0.595, 0.32),
    "wichita": (20, 149, 0.12, 0.51),
}
BOOTSTRAP = {"mtsthelens": (0.175, 0.058, 0.014), "mtsi": (0.212, 0.104, 0.033)}
"""Density, its error by resampling organizations, and the naive one."""
CUT_OFF = {
    "mtsi": {"King County Police": ("Washingotn Department of Emergency Services",)},
    "mtsthelens": {
        "Lewis County Sheriff s Department": ("US Forest Service, Randle District Office",),
        "Salvation Army": ("Toledo Fire Department",),
    },
}


@pytest.mark.data
@pytest.mark.parametrize("name", EMON)
def test_drabek_1981_search_and_rescue(name, muara_data):
    n, arcs, rank, ei = EMON[name]
    graph = nx.read_graphml(muara_data / "networks" / f"emon-{name}.graphml")
    graph = nx.relabel_nodes(graph, nx.get_node_attributes(graph, "name"))
    net = plain(graph)

    lost = loss_of_each(net)

    assert (net.n_actors, net.n_ties) == (n, arcs)
    assert {actor: lost.cut_off(actor) for actor in lost.critical} == CUT_OFF.get(name, {})
    sponsors = dict(graph.nodes(data="sponsorship"))
    assert mixing(net, sponsors, rng=np.random.default_rng(1), deals=50).ei == near(ei, abs=0.005)
    ranked = [actor for actor, about in graph.nodes(data=True) if "decision_rank" in about]
    degrees = net.adjacency.degrees[[net.index[actor] for actor in ranked]]
    found = spearmanr(degrees, [graph.nodes[actor]["decision_rank"] for actor in ranked]).statistic
    assert found == near(rank, abs=0.005)


@pytest.mark.data
@pytest.mark.parametrize("name", BOOTSTRAP)
def test_organizations_resampled_vary_several_times_as_much_as_ties_would(name, muara_data):
    value, error, naive = BOOTSTRAP[name]
    net = plain(nx.read_graphml(muara_data / "networks" / f"emon-{name}.graphml"))

    found = survey_readings(
        net.matrix() > 0, np.ones(net.n_actors, dtype=bool), rng=np.random.default_rng(1), draws=4000
    ).density

    assert found.value == near(value, abs=5e-4)
    assert found.error == near(error, abs=0.004)
    asked = net.n_actors * (net.n_actors - 1)
    assert np.sqrt(value * (1 - value) / asked) == near(naive, abs=5e-4)


@pytest.mark.data
def test_leifeld_schneider_2012_chemicals_policy(muara_data):
    def net_of(name):
        graph = nx.read_graphml(muara_data / "networks" / f"chemnet-{name}.graphml")
        return plain(nx.relabel_nodes(graph, {node: int(node.lstrip("a")) for node in graph}))

    political = net_of("political-information")
    assert (political.n_actors, political.n_ties) == (30, 342)
    assert density(political) == near(0.393, abs=5e-4)
    assert reciprocity(political) == near(0.614, abs=5e-4)
    science = net_of("science-information-confirmed")
    assert loss_of_each(science).critical == (0, 3, 19, 27)
    assert (science.n_ties, components(science).max() + 1) == (63, 8)
    influence = net_of("influence-reputation")
    assert influence.n_ties == 283
    assert centralisation(influence) == near(0.555, abs=5e-4)


def test_albert_jeong_barabasi_2000_attacks_break_what_errors_do_not():
    def falls(curve):
        return float(np.argmax(curve.largest < 0.01)) / 10_000

    equal = from_networkx(nx.fast_gnp_random_graph(10_000, 4 / 9_999, seed=1))
    hubs = from_networkx(nx.barabasi_albert_graph(10_000, 2, seed=1))

    by_ties_at_first = np.argsort(-hubs.adjacency.degrees, kind="stable")

    assert 0.26 <= falls(attack_curve(equal)) <= 0.30
    assert 0.14 <= falls(removal_curve(hubs, by_ties_at_first)) <= 0.19
    assert falls(removal_curve(hubs, np.random.default_rng(1).permutation(10_000))) > 0.8


@pytest.mark.parametrize(("share", "low", "high"), [(0.61, 0.0, 0.001), (0.62, 0.33, 0.39)])
def test_buldyrev_2010_two_networks_that_need_one_another_fall_at_once(share, low, high):
    n, rng = 100_000, np.random.default_rng(2)
    actors = np.arange(n)

    def drawn():
        a, b = rng.integers(0, n, (2, 2 * n))
        return Network.from_ties(a[a != b], b[a != b], actors=actors, twice="max")

    first, second = drawn(), drawn()

    remain = mutual_whole(first, second, np.flatnonzero(rng.random(n) >= share))

    assert low <= len(remain) / n <= high


def test_an_empty_network_is_no_known_case():
    assert loss_of_each(Network.from_ties([], [])).critical == ()
