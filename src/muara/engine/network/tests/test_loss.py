import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork
from muara.engine.network import lowlink
from muara.engine.network.graph import Network
from muara.engine.network.loss import components, loss_of
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.lowlink import walk
from muara.engine.network.tests.small import graph_of, networks, random_network, relabelled

pytestmark = pytest.mark.usefixtures("path")


def by_hand(net, place):
    """Take the actor out and search anew: the slow obvious way."""
    graph = graph_of(net)
    home = nx.node_connected_component(graph, place) - {place}
    graph.remove_node(place)
    mine = [piece for piece in nx.connected_components(graph) if piece <= home]
    everywhere = [len(piece) for piece in nx.connected_components(graph)]
    people = [int(net.members[list(piece)].sum()) for piece in nx.connected_components(graph)]
    own = [int(net.members[list(piece)].sum()) for piece in mine]
    return {
        "n_pieces": len(mine),
        "largest_piece": max(everywhere, default=0),
        "n_cut_off": len(home) - max((len(piece) for piece in mine), default=0),
        "pairs_lost": (len(home) ** 2 - sum(len(piece) ** 2 for piece in mine)) // 2,
        "largest_piece_members": max(people, default=0),
        "member_pairs_lost": (sum(own) ** 2 - sum(w * w for w in own)) // 2,
    }, {frozenset(piece) for piece in mine}


def test_a_broker_between_two_triangles_by_hand():
    net = Network.from_ties(["a", "b", "a", "c", "x", "e", "f", "e"], ["b", "c", "c", "x", "e", "f", "g", "g"])

    lost = loss_of_each(net)

    assert lost.critical == ("c", "e", "x")
    at = net.index
    assert (lost.pairs_lost[at["x"]], lost.largest_piece[at["x"]]) == (9, 3)  # 3 * 3
    assert (lost.pairs_lost[at["c"]], lost.n_cut_off[at["c"]]) == (8, 2)  # 2 * 4
    assert lost.pieces("c") == (("e", "f", "g", "x"), ("a", "b"))
    assert lost.cut_off("c") == ("a", "b")
    assert lost.cut_off("a") == ()
    assert lost.ranking()[0] == "x"


def test_members_weigh_the_pieces():
    net = Network.from_ties(["a", "b", "b"], ["b", "c", "d"], members={"a": 100, "b": 3, "c": 20, "d": 0})

    lost = loss_of_each(net)

    assert lost.member_pairs_lost[1] == 100 * 20
    assert lost.largest_piece_members[1] == 100
    assert lost.pairs_lost[1] == 3


@pytest.mark.parametrize("patience", [lowlink.PATIENCE, -1.0], ids=["scipy", "python"])
def test_it_equals_searching_anew_on_a_thousand_random_networks(patience, monkeypatch):
    monkeypatch.setattr(lowlink, "PATIENCE", patience)
    rng = np.random.default_rng(20180209)
    for number in range(1000):
        net = random_network(rng, 60 if number % 10 == 0 else 14, weighted=bool(number % 2))
        lost = loss_of_each(net)
        for place in range(net.n_actors):
            expected, pieces = by_hand(net, place)
            assert {field: int(getattr(lost, field)[place]) for field in expected} == expected
            if number % 20 == 0:
                assert {frozenset(piece) for piece in lost.pieces(place)} == pieces
                assert len(lost.cut_off(place)) == expected["n_cut_off"]


def test_scipy_and_python_walk_the_same_way_from_the_same_root(monkeypatch):
    net = random_network(np.random.default_rng(5), 60)
    near = net.adjacency
    root = np.array([0])

    order, parent = lowlink._from_roots(near.indptr, near.indices, root)
    again = lowlink._depth_first_in_python(near.indptr.tolist(), near.indices.tolist(), [0])

    assert (order.tolist(), parent.tolist()) == (again[0].tolist(), again[1].tolist())


def test_a_hub_with_a_hundred_thousand_pendants_is_walked_in_linear_time():
    n = 100_000
    net = Network.from_ties(np.zeros(n, dtype=np.int64), np.arange(1, n + 1))

    lost = loss_of_each(net)  # quadratic would take minutes

    assert lost.critical == (0,)
    assert lost.pairs_lost[0] == n * (n - 1) // 2


@given(networks(), st.randoms(use_true_random=False))
def test_other_names_change_no_number(net, random):
    new = list(range(net.n_actors))
    random.shuffle(new)

    lost, again = loss_of_each(net), loss_of_each(relabelled(net, new))

    for field in ("n_pieces", "largest_piece", "n_cut_off", "pairs_lost"):
        mine, theirs = getattr(lost, field), getattr(again, field)
        assert [int(theirs[new[i]]) for i in range(net.n_actors)] == mine.tolist()


@given(networks(), st.data())
def test_losing_one_together_with_nobody_else_is_losing_one(net, data):
    place = data.draw(st.integers(0, net.n_actors - 1))
    each, one = loss_of_each(net), loss_of(net, [place])

    assert one.pairs_lost == each.pairs_lost[place]
    assert one.largest_piece == each.largest_piece[place]
    assert one.cut_off == each.cut_off(place)


@given(networks(), st.data())
def test_losing_several_equals_searching_anew(net, data):
    gone = data.draw(st.sets(st.integers(0, net.n_actors - 1)))
    graph = graph_of(net)
    before = {frozenset(p) for p in nx.connected_components(graph)}
    graph.remove_nodes_from(gone)
    after = [frozenset(p) for p in nx.connected_components(graph)]
    pairs = sum(len(home - gone) ** 2 - sum(len(p) ** 2 for p in after if p <= home) for home in before) // 2

    lost = loss_of(net, gone)

    assert {frozenset(p) for p in lost.pieces} == set(after)
    assert lost.pairs_lost == pairs == lost.member_pairs_lost
    assert lost.largest_piece == max(map(len, after), default=0)


def test_nobody_and_one_alone_lose_nothing():
    nothing, alone = Network.from_ties([], []), Network.from_ties([], [], actors=["adi"])

    assert loss_of_each(nothing).pairs_lost.tolist() == []
    assert loss_of_each(nothing).critical == ()
    assert loss_of_each(alone).largest_piece.tolist() == [0]
    assert loss_of_each(alone).pieces("adi") == ()
    assert loss_of(nothing, []).pieces == ()
    assert loss_of(alone, ["adi"]).largest_piece == 0
    assert components(nothing).tolist() == []


def test_an_unknown_actor_is_refused():
    net = Network.from_ties(["a"], ["b"])

    with pytest.raises(BadNetwork, match="no actor 'z'"):
        loss_of(net, ["z"])
    with pytest.raises(BadNetwork, match="no actor 'z'"):
        loss_of_each(net).cut_off("z")


def test_the_walk_covers_everybody_once():
    net = random_network(np.random.default_rng(11), 40)

    found = walk(net.adjacency.indptr, net.adjacency.indices)

    assert sorted(found.order.tolist()) == list(range(net.n_actors))
    assert found.total.sum() == net.n_actors
