"""Networks that others have published: their values, found again to three decimals."""

import networkx as nx
import numpy as np
import pytest

from muara.engine.network.exchange import from_networkx
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import distance_fragmentation, fragmentation, key_to_part
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import mixing
from muara.engine.network.structure import centralisation, constraint, density, modularity

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


def test_padgett_florentine_marriages():
    net = plain(nx.florentine_families_graph())

    assert (net.n_actors, net.n_ties) == (15, 20)
    assert loss_of_each(net).critical == ("Albizzi", "Guadagni", "Medici", "Salviati")
    assert key_to_part(net, 1).actors == ("Medici",)
    assert fragmentation(net, ["Medici"]) == near(0.3846, abs=5e-5)
    assert loss_of_each(net).cut_off("Medici") == ("Acciaiuoli", "Pazzi", "Salviati")
    assert loss_of_each(net).cut_off("Salviati") == ("Pazzi",)


def test_krackhardt_1990_kite():
    net = plain(nx.krackhardt_kite_graph())

    lost = loss_of_each(net)

    assert lost.critical == (7, 8)
    assert lost.cut_off(7) == (8, 9)
    assert lost.cut_off(8) == (9,)
    assert lost.pairs_lost[[7, 8]].tolist() == [2 * 7, 8]


def test_knuth_1993_les_miserables_and_davis_1941_southern_women():
    miserables = plain(nx.les_miserables_graph())

    assert (miserables.n_actors, miserables.n_ties) == (77, 254)
    assert len(loss_of_each(miserables).critical) == 8
    assert key_to_part(miserables, 1).actors == ("Valjean",)
    assert key_to_part(miserables, 1).value == near(0.3421, abs=5e-5)
    women = plain(nx.davis_southern_women_graph())
    assert (women.n_actors, women.n_ties) == (32, 89)


EMON = {  # Drabek et al. 1981, as in the R package network (data set emon): actors, arcs, E-I by sponsorship
    "cheyenne": (14, 83, 0.73),
    "hurrfrederic": (21, 118, 0.40),
    "lakepomona": (20, 148, 0.68),
    "mtsi": (13, 33, 0.10),
    "mtsthelens": (27, 123, 0.54),
    "texas": (25, 186, 0.32),
    "wichita": (20, 149, 0.51),
}
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
    n, arcs, ei = EMON[name]
    graph = nx.read_graphml(muara_data / "networks" / f"emon-{name}.graphml")
    graph = nx.relabel_nodes(graph, nx.get_node_attributes(graph, "name"))
    net = plain(graph)

    lost = loss_of_each(net)

    assert (net.n_actors, net.n_ties) == (n, arcs)
    assert {actor: lost.cut_off(actor) for actor in lost.critical} == CUT_OFF.get(name, {})
    sponsors = dict(graph.nodes(data="sponsorship"))
    assert mixing(net, sponsors, rng=np.random.default_rng(1), deals=50).ei == near(ei, abs=0.005)


@pytest.mark.data
def test_leifeld_schneider_2012_chemicals_policy(muara_data):
    def net_of(name):
        graph = nx.read_graphml(muara_data / "networks" / f"chemnet-{name}.graphml")
        return plain(nx.relabel_nodes(graph, {node: int(node.lstrip("a")) for node in graph}))

    political = net_of("political-information")
    assert (political.n_actors, political.n_ties) == (30, 342)
    assert density(political) == near(0.393, abs=5e-4)
    science = net_of("science-information-confirmed")
    assert loss_of_each(science).critical == (0, 3, 19, 27)
    influence = net_of("influence-reputation")
    assert influence.n_ties == 283
    assert centralisation(influence) == near(0.555, abs=5e-4)


def test_an_empty_network_is_no_known_case():
    assert loss_of_each(Network.from_ties([], [])).critical == ()
