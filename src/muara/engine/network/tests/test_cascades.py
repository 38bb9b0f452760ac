import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork, BadProcesses
from muara.engine.network import seeds
from muara.engine.network.attack import attack_curve, attrition, removal_curve
from muara.engine.network.cascades import cascade
from muara.engine.network.graph import Network
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mutual import mutual_cascade
from muara.engine.network.processes import Processes, Role
from muara.engine.network.seeds import cascade_curve, cascade_of_each
from muara.engine.network.tests.small import graph_of, networks, random_network, relabelled
from muara.engine.network.uncertainty import chance_of_ties, uncertain_loss

pytestmark = pytest.mark.usefixtures("path")


def follow(net, seed, phi):
    """Run Watts' rule to its end, one by one: the slow obvious way."""
    graph, gone = graph_of(net), {seed}
    while True:
        more = {
            i
            for i in graph
            if i not in gone
            and graph.degree(i, weight="weight") > 0
            and sum(graph[i][j]["weight"] for j in graph[i] if j in gone)
            >= (phi[i] - 1e-9) * graph.degree(i, weight="weight")
        }
        if not more:
            return gone
        gone |= more


@pytest.mark.parametrize("big", [0, 64])
def test_every_seed_equals_following_it_on_five_hundred_weighted_networks(big, monkeypatch):
    monkeypatch.setattr(seeds, "BIG", big)
    rng = np.random.default_rng(9)
    for _ in range(500):
        net = random_network(rng, 14, weighted=True)
        phi = (
            rng.uniform(0.05, 0.6, net.n_actors)
            if rng.random() < 0.5
            else np.full(net.n_actors, rng.uniform(0.05, 0.6))
        )

        sizes = cascade_of_each(net, phi)

        assert sizes.tolist() == [len(follow(net, i, phi)) for i in range(net.n_actors)]


def test_one_cascade_names_the_same_people_as_following_it():
    rng = np.random.default_rng(10)
    for _ in range(500):
        net = random_network(rng, 9, weighted=True)
        for seed in range(min(net.n_actors, 3)):
            found = cascade(net, [seed], 0.3)
            assert {a for wave in found.waves for a in wave} == follow(net, seed, [0.3] * net.n_actors)


def test_a_third_and_a_sixth_are_a_half_although_the_computer_adds_otherwise():
    net = Network.from_ties(["x"] * 3, ["a", "b", "c"], weights=[0.1, 0.2, 0.3])

    assert cascade(net, ["a", "b"], 0.5).waves[1] == ("x",)


def test_asking_leaves_the_network_as_it_was():
    net = random_network(np.random.default_rng(2), 14, weighted=True)
    before = [array.copy() for array in net.adjacency]

    cascade_of_each(net, 0.2)

    assert all((a == b).all() for a, b in zip(before, net.adjacency, strict=True))


@given(networks(), st.floats(0.05, 0.95))
def test_a_lower_threshold_never_saves_anybody(net, phi):
    assert (cascade_of_each(net, phi * 0.5) >= cascade_of_each(net, phi)).all()


def test_the_global_window_of_watts_is_reproduced():
    rng = np.random.default_rng(11)
    share = {}
    for z in (0.8, 3.0, 8.0):  # below, inside and above the window 1.02 .. 5.76 for phi = .18
        graph = nx.fast_gnp_random_graph(4000, z / 3999, seed=int(rng.integers(2**31)))
        net = Network.from_ties(
            np.array([a for a, _ in graph.edges], dtype=np.int64),
            np.array([b for _, b in graph.edges], dtype=np.int64),
            actors=np.arange(4000),
        )
        share[z] = float((cascade_of_each(net, 0.18) > 200).mean())

    assert share[0.8] == 0
    assert 0.80 < share[3.0] < 0.95  # measured .874 over ten graphs of 10,000
    assert share[8.0] == 0


def test_the_curve_says_up_to_which_threshold_it_is_large():
    path = Network.from_ties(["a", "b", "c"], ["b", "c", "d"], actors=["z"])

    found = cascade_curve(path, [0.2, 0.5, 0.8])

    assert found.gone[:, 0].tolist() == [4, 4, 1]
    assert found.becomes_large[:4].tolist() == [0.5, 0.8, 0.8, 0.5]
    assert np.isnan(found.becomes_large[4])
    assert found.share_large.tolist() == [0.8, 0.8, 0.4]
    assert cascade_curve(Network.from_ties([], []), [0.1]).share_large.tolist() == [0]


def test_actors_and_processes_drag_one_another_down():
    work = Processes.from_roles(
        [
            Role("BATS", "host", ("adi", "budi")),
            Role("BATS", "notes", ("adi",)),
            Role("press", "editor", ("budi",)),
            Role("oven", "baker", ("sari",)),
        ],
        weights={"BATS": 3},
    )

    found = mutual_cascade(work, ["adi"], 0.5)

    assert found.rounds == ((("adi",), ("BATS",)), (("budi",), ("press",)))  # budi keeps 1 of 4
    assert (found.gone, found.stopped) == (("adi", "budi"), ("BATS", "press"))
    assert mutual_cascade(work, ["adi"], 0.25).gone == ("adi",)
    net = Network.from_ties(["adi"], ["sari"], actors=["budi"])
    assert mutual_cascade(work, ["adi"], 0.5, network=net, phi=0.5).gone == ("adi", "budi", "sari")


def test_the_attack_is_networkx_repeated():
    rng = np.random.default_rng(12)
    for _ in range(500):
        net = random_network(rng, 11)
        graph, order, largest = graph_of(net), [], []
        for _ in range(net.n_actors):
            worst = max(graph, key=lambda i: (graph.degree(i), -i))
            order.append(worst)
            graph.remove_node(worst)
            largest.append(max(map(len, nx.connected_components(graph)), default=0) / net.n_actors)

        found = attack_curve(net)

        assert list(found.order) == order
        assert found.largest[1:].tolist() == largest
        if order:
            assert found.r_index == pytest.approx(np.mean(largest))


def test_r_by_hand_for_all_tied_to_all_and_for_none_tied():
    everybody = Network.from_ties([0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3])

    assert attack_curve(everybody).r_index == pytest.approx((3 + 2 + 1) / 4 / 4)
    assert attack_curve(Network.from_ties([], [], actors=range(4))).r_index == pytest.approx(3 / 16)
    assert np.isnan(attack_curve(Network.from_ties([], [])).r_index)


def test_equals_leave_in_order_or_by_lot():
    ring = Network.from_ties(list(range(6)), [1, 2, 3, 4, 5, 0])

    assert attack_curve(ring).order[0] == 0
    by_lot = {attack_curve(ring, rng=np.random.default_rng(seed)).order[0] for seed in range(20)}
    assert len(by_lot) > 1


@given(networks(), st.randoms(use_true_random=False))
def test_slow_attrition_ends_at_nothing_and_never_grows(net, random):
    order = list(range(net.n_actors))
    random.shuffle(order)

    found = removal_curve(net, np.array(order))

    assert found.largest[-1] == 0
    assert (np.diff(found.largest) <= 0).all()


def test_attack_hurts_a_star_more_than_attrition():
    star = Network.from_ties([0] * 9, list(range(1, 10)))

    found = attrition(star, rng=np.random.default_rng(1), draws=200)

    assert attack_curve(star).r_index == pytest.approx(0.09)  # nine times a tenth, then nothing
    assert found.r_index > 0.3
    assert found.mean[0] == 1


def test_random_removal_of_an_erdos_renyi_network_follows_the_theory():
    graph = nx.fast_gnp_random_graph(5000, 4 / 4999, seed=5)
    net = Network.from_ties(
        np.array([a for a, _ in graph.edges], dtype=np.int64),
        np.array([b for _, b in graph.edges], dtype=np.int64),
        actors=np.arange(5000),
    )

    found = attrition(net, rng=np.random.default_rng(2), draws=3)

    first = int(np.argmax(found.mean < 0.01)) / 5000
    assert 0.70 < first < 0.82  # 1 - 1/<k> = .75


def test_sure_ties_give_the_sure_loss_in_every_draw():
    net = random_network(np.random.default_rng(13), 20)

    found, sure = uncertain_loss(net, rng=np.random.default_rng(1), draws=7), loss_of_each(net)

    assert found.is_critical.tolist() == sure.is_critical.astype(float).tolist()
    assert found.pairs_low.tolist() == found.pairs_high.tolist() == sure.pairs_lost.tolist()


def test_uncertain_ties_equal_the_sum_over_all_possible_networks():
    rng = np.random.default_rng(14)
    net = Network.from_ties([0, 1, 2, 0], [1, 2, 3, 2], evidence=[0.5, 0.9, 0.3, 0.7])
    critical, pairs = np.zeros(4), np.zeros(4)
    for number in range(16):
        there = np.array([bool(number >> t & 1) for t in range(4)])
        chance = float(np.prod(np.where(there, net.evidence, 1 - net.evidence)))
        lost = loss_of_each(net.keep(there))
        critical += chance * lost.is_critical
        pairs += chance * lost.pairs_lost

    found = uncertain_loss(net, rng=rng, draws=20_000)

    assert np.abs(found.is_critical - critical).max() < 0.02
    assert np.abs(found.pairs_mean - pairs).max() < 0.05


def test_two_reports_of_one_tie_are_surer_than_one():
    net = Network.from_ties(["a", "b"], ["b", "a"], directed=True, evidence=[0.5, 0.5])

    assert chance_of_ties(net)[2].tolist() == [0.75]


def test_a_thousand_draws_do_not_depend_on_how_they_are_cut(monkeypatch):
    net = random_network(np.random.default_rng(15), 20)
    net = Network.from_ties(net.sources, net.targets, actors=np.arange(net.n_actors), evidence=0.5)

    one = uncertain_loss(net, rng=np.random.default_rng(1), draws=50)
    monkeypatch.setattr("muara.engine.network.uncertainty.AT_ONCE", 20)
    two = uncertain_loss(net, rng=np.random.default_rng(1), draws=50)

    assert one.pairs_mean.tolist() == two.pairs_mean.tolist()


@given(networks(), st.randoms(use_true_random=False))
def test_other_names_change_no_cascade(net, random):
    new = list(range(net.n_actors))
    random.shuffle(new)

    sizes, again = cascade_of_each(net, 0.4), cascade_of_each(relabelled(net, new), 0.4)

    assert [int(again[new[i]]) for i in range(net.n_actors)] == sizes.tolist()


def test_nobody_follows_nobody():
    nothing = Network.from_ties([], [])

    assert cascade_of_each(nothing, 0.5).tolist() == []
    assert cascade(nothing, [], 0.5).waves == ()
    assert uncertain_loss(nothing, rng=np.random.default_rng(0), draws=3).is_critical.tolist() == []
    assert attrition(nothing, rng=np.random.default_rng(0), draws=2).mean.tolist() == [0]


def test_nonsense_is_refused_with_a_reason():
    net = Network.from_ties(["a"], ["b"])
    work = Processes.from_roles([Role("p", "r", ("a",))])
    for wrong, complaint in [
        (lambda: cascade(net, ["a"], 0), "above 0"),
        (lambda: cascade(net, ["z"], 0.5), "no actor 'z'"),
        (lambda: removal_curve(net, np.array([0, 0])), "every actor's place once"),
        (lambda: attrition(net, rng=np.random.default_rng(0), draws=0), "at least 1"),
        (lambda: uncertain_loss(net, rng=np.random.default_rng(0), draws=0), "at least 1"),
    ]:
        with pytest.raises(BadNetwork, match=complaint):
            wrong()
    with pytest.raises(BadProcesses, match="neither"):
        mutual_cascade(work, ["a"], 0.5, network=net)
    with pytest.raises(BadProcesses, match="different actors"):
        mutual_cascade(work, ["a"], 0.5, network=net, phi=0.5)
    with pytest.raises(BadProcesses, match="above 0"):
        mutual_cascade(work, ["a"], 0)
