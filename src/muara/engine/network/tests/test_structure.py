import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork, BadProcesses
from muara.engine.network.backups import _greedy, second_holders, with_holders
from muara.engine.network.exchange import from_networkx
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import (
    distance_fragmentation,
    distances,
    fragmentation,
    key_to_part,
    key_to_reach,
    reach,
)
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import _expected, _mutual, adjusted_mutual_information, alignment, mixing
from muara.engine.network.newties import new_ties, ties_needed
from muara.engine.network.processes import Processes, Role
from muara.engine.network.structure import centralisation, constraint, core_periphery, density, modularity
from muara.engine.network.survival import survival_bound, survive
from muara.engine.network.tests.small import graph_of, networks, random_network, relabelled

PATH = Network.from_ties(["a", "b", "c"], ["b", "c", "d"])


def test_fragmentation_and_reach_by_hand():
    assert fragmentation(PATH) == 0
    assert fragmentation(PATH, ["b"]) == pytest.approx(1 - 2 / 6)  # a | c d
    assert distance_fragmentation(PATH) == pytest.approx(1 - 2 * (3 + 2 / 2 + 1 / 3) / 12)
    assert reach(PATH, ["a"]) == pytest.approx((1 + 1 + 1 / 2 + 1 / 3) / 4)
    assert reach(PATH, []) == 0


def test_key_sets_are_the_best_of_all_sets():
    rng = np.random.default_rng(1)
    for _ in range(500):
        net = random_network(rng, 7)
        if net.n_actors < 4:
            continue
        best = max(fragmentation(net, gone) for gone in itertools.combinations(range(net.n_actors), 2))
        assert key_to_part(net, 2).value == best
        assert key_to_reach(net, 2).value == max(
            reach(net, who) for who in itertools.combinations(range(net.n_actors), 2)
        )


def test_greedy_with_swaps_says_that_it_is_not_exact(monkeypatch):
    net = random_network(np.random.default_rng(3), 12)
    exact = key_to_part(net, 2, by_distance=True)
    monkeypatch.setattr("muara.engine.network.keyplayers.EXHAUSTIVE", 0)

    found = key_to_part(net, 2, by_distance=True)

    assert (exact.exact, found.exact) == (True, False)
    assert exact.value - 0.05 <= found.value <= exact.value


def test_distances_are_those_of_networkx():
    net = random_network(np.random.default_rng(4), 30)

    far = distances(net)

    for i, found in nx.all_pairs_shortest_path_length(graph_of(net)):
        assert {j: int(d) for j, d in enumerate(far[i]) if np.isfinite(d)} == found


def test_constraint_is_that_of_networkx_on_weighted_networks():
    rng = np.random.default_rng(5)
    for _ in range(500):
        net = random_network(rng, 9, weighted=True)
        theirs = nx.constraint(graph_of(net), weight="weight") if net.n_actors else {}
        mine = constraint(net)
        assert mine.tolist() == pytest.approx([theirs[i] for i in range(net.n_actors)], nan_ok=True)


def test_constraint_of_a_triangle_by_hand():
    triangle = Network.from_ties(["a", "b", "a"], ["b", "c", "c"])

    assert constraint(triangle) == pytest.approx(2 * (0.5 + 0.25) ** 2)


def test_centralisation_by_hand():
    ring = Network.from_ties([0, 1, 2, 3], [1, 2, 3, 0])
    all_name_one = Network.from_ties([1, 2, 3], [0, 0, 0], directed=True)

    assert centralisation(ring) == 0
    assert centralisation(PATH) == pytest.approx((1 + 0 + 0 + 1) / 6)
    assert centralisation(all_name_one) == 1
    assert density(all_name_one) == 3 / 12


def test_the_core_is_the_best_of_all_cores_on_small_networks():
    rng = np.random.default_rng(6)
    met = tried = 0
    for _ in range(500):
        net = random_network(rng, 6, weighted=True)
        n = net.n_actors
        a = net.matrix(directed=False)
        upper = np.triu_indices(n, 1)
        if n < 3 or np.ptp(a[upper]) == 0:
            assert core_periphery(net).core == ()
            continue
        best = -2.0
        for size in range(1, n - 1):
            for core in itertools.combinations(range(n), size):
                inside = np.isin(np.arange(n), core)
                d = (inside[:, None] | inside[None, :])[upper]
                best = max(best, float(np.corrcoef(a[upper], d)[0, 1]))
        found = core_periphery(net)
        inside = np.isin(np.arange(n), found.core)
        d = (inside[:, None] | inside[None, :])[upper]
        assert found.correlation == pytest.approx(float(np.corrcoef(a[upper], d)[0, 1]))
        assert found.correlation <= best + 1e-12
        tried += 1
        met += found.correlation > best - 1e-9
    assert met >= 0.9 * tried >= 20


def test_modularity_is_that_of_networkx():
    rng = np.random.default_rng(7)
    for _ in range(500):
        net = random_network(rng, 15, weighted=True)
        if not net.n_ties:
            continue
        groups = {i: int(rng.integers(0, 3)) for i in range(net.n_actors)}
        sets = [{i for i, g in groups.items() if g == k} for k in set(groups.values())]
        theirs = nx.community.modularity(graph_of(net), sets, weight="weight")
        assert modularity(net, groups) == pytest.approx(theirs)


def test_ties_within_and_across_by_hand():
    net = Network.from_ties(["a", "c", "b", "a", "e"], ["b", "d", "c", "d", "a"])

    found = mixing(net, {"a": 1, "b": 1, "c": 2, "d": 2, "e": None}, rng=np.random.default_rng(1))

    assert (found.external, found.internal, found.left_out) == (2, 2, 1)
    assert found.ei == 0
    assert (found.pairs_bridged, found.pairs_bridged_twice) == (1, 1)


def test_one_actor_in_all_bridges_is_no_second_bridge():
    net = Network.from_ties(["a", "a"], ["c", "d"], actors=["b"])

    found = mixing(net, {"a": 1, "b": 1, "c": 2, "d": 2}, rng=np.random.default_rng(1), deals=10)

    assert (found.pairs_bridged, found.pairs_bridged_twice) == (1, 0)


def test_the_deals_have_the_mean_that_theory_gives():
    net = from_networkx(nx.gnm_random_graph(20, 60, seed=1))
    labels = {i: i % 2 for i in range(20)}

    found = mixing(net, labels, rng=np.random.default_rng(2), deals=4000)

    assert found.null_mean == pytest.approx(2 * (100 / 190) - 1, abs=0.01)  # 100 of 190 pairs are mixed
    assert found.null_low < found.null_mean < found.null_high


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=2, max_size=12), st.randoms())
def test_mutual_information_is_symmetric_and_knows_no_names(pairs, random):
    a, b = np.array(pairs).T
    names = [0, 1, 2, 3]
    random.shuffle(names)

    ami = adjusted_mutual_information(a, b)

    assert ami == pytest.approx(adjusted_mutual_information(b, a))
    assert ami == pytest.approx(adjusted_mutual_information(np.array(names)[a], b))
    assert ami <= 1 + 1e-9
    assert adjusted_mutual_information(a, a) == pytest.approx(1)


def test_expected_mutual_information_is_the_mean_over_all_deals():
    a, b = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 0, 1, 1, 0])
    every = [_mutual(a, np.array(deal)) for deal in itertools.permutations(b)]

    assert _expected(np.bincount(a), np.bincount(b)) == pytest.approx(np.mean(every))


def test_opinion_along_hub_lines_is_noticed_and_across_them_is_not():
    rng = np.random.default_rng(8)
    hub = np.repeat([0, 1, 2], 20)

    along = alignment(hub, hub.copy(), rng=rng, deals=200)
    across = alignment(rng.permutation(hub), hub, rng=rng, deals=200)

    assert (along.ami, along.p_value) == (pytest.approx(1), pytest.approx(1 / 201))
    assert abs(across.ami) < 0.15
    assert alignment(np.array([-1]), np.array([0]), rng=rng).n == 0


def test_second_holders_equal_the_best_pair_on_small_cases():
    rng = np.random.default_rng(9)
    for _ in range(25):
        roles = [
            Role(p, f"r{r}", tuple(rng.choice(6, rng.integers(1, 3), replace=False).tolist()))
            for p in range(3)
            for r in range(2)
        ]
        work = Processes.from_roles(
            roles, actors=range(6), weights={p: float(rng.integers(1, 5)) for p in range(3)}
        )
        q = rng.uniform(0.05, 0.5, 6)

        def value(pairs, work=work, q=q):
            return float(work.weights @ np.log(survival_bound(with_holders(work, list(pairs)), q)))

        free = [tuple(pair) for pair in np.argwhere(~work.holds).tolist()]
        best = max(value(pairs) for pairs in itertools.combinations(free, 2))
        start = value([])
        got = value(_greedy(work, q, 2, np.ones_like(work.holds), True))
        assert got - start >= 0.99 * (best - start)


def test_a_role_without_anybody_comes_first():
    work = Processes.from_roles(
        [Role("BATS", "host", ("adi",)), Role("press", "editor", ())], actors=["adi", "sari"], weights={"BATS": 9}
    )

    found = second_holders(work, 0.1, 3, rng=np.random.default_rng(1))

    assert (found.chosen[0].process, found.chosen[0].role) == ("press", "editor")
    assert found.after.weight > found.before.weight
    assert len(found.chosen) == 3  # nobody else is left to learn


def test_at_the_size_of_a_city_twenty_chosen_beat_twenty_by_lot():
    rng = np.random.default_rng(10)
    roles = [
        Role(p, f"r{r}", tuple(rng.choice(200, rng.integers(1, 4), replace=False).tolist()))
        for p in range(100)
        for r in range(int(rng.integers(3, 7)))
    ]
    work = Processes.from_roles(
        roles, actors=range(200), weights={p: float(rng.integers(1, 4)) for p in range(100)}
    )

    found = second_holders(work, 0.1, 20, rng=rng, draws=1000)

    lot = [(int(rng.integers(len(work.roles))), int(rng.integers(200))) for _ in range(20)]
    by_lot = survive(with_holders(work, lot), 0.1, rng=np.random.default_rng(1), draws=1000)
    gain, luck = found.after.weight - found.before.weight, by_lot.weight - found.before.weight
    assert gain > 2 * luck > 0
    assert found.after.weight_bound <= found.after.weight + 3 * found.after.weight_error
    assert max(np.unique([b.actor for b in found.chosen], return_counts=True)[1]) == 1  # equals share the load


def test_only_those_who_may_are_chosen():
    work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "budi", "sari"])

    found = second_holders(work, 0.1, 5, rng=np.random.default_rng(1), may=np.array([[True, False, True]]))

    assert [b.actor for b in found.chosen] == ["sari"]
    assert found.work.roles[0].holders == ("adi", "sari")


def test_fewer_ties_than_the_bound_never_suffice_and_so_many_do():
    rng = np.random.default_rng(11)
    for _ in range(500):
        net = random_network(rng, 5)
        n = net.n_actors
        need = ties_needed(net)
        free = [p for p in itertools.combinations(range(n), 2) if not net.matrix(directed=False)[p]]

        def fine(more, net=net, n=n):
            graph = graph_of(net)
            graph.add_edges_from(more)
            return n < 2 or (nx.is_connected(graph) and not set(nx.articulation_points(graph)))

        assert need == 0 or not any(fine(more) for more in itertools.combinations(free, need - 1))
        if n >= 3 and need <= 4:
            assert any(fine(more) for more in itertools.combinations(free, need))


def test_two_greedy_ties_equal_the_best_two_on_trees():
    for seed in range(25):
        tree = nx.random_labeled_tree(8, seed=seed)
        net = from_networkx(tree)
        found = new_ties(net, 2)

        def kept(more, net=net):
            graph = graph_of(net)
            graph.add_edges_from(more)
            total = 0
            for gone in range(8):
                left = graph.copy()
                left.remove_node(gone)
                total += sum(len(p) * (len(p) - 1) // 2 for p in nx.connected_components(left))
            return total / 8 / 21

        free = [p for p in itertools.combinations(range(8), 2) if not tree.has_edge(*p)]
        best = max(kept(more) for more in itertools.combinations(free, 2))
        assert found.kept[len(found.ties)] == pytest.approx(kept(found.ties))
        assert found.kept[-1] >= 0.97 * best
        assert len(found.critical) == len(found.ties) + 1


def test_new_ties_join_what_is_apart_and_stop_when_nothing_is_left_to_gain():
    apart = Network.from_ties([0, 1, 2, 3, 4, 5], [1, 2, 0, 4, 5, 3])

    found = new_ties(apart, 9)

    graph = graph_of(apart)
    graph.add_edges_from(found.ties)
    assert nx.is_biconnected(graph)
    assert found.critical[-1] == 0
    assert found.kept[-1] == 1
    assert new_ties(Network.from_ties([0, 1, 0], [1, 2, 2]), 3).ties == ()


def test_only_ties_that_may_be_are_chosen():
    may = np.zeros((4, 4), dtype=bool)
    may[0, 2] = True

    assert new_ties(PATH, 2, may=may).ties == (("a", "c"),)


@given(networks(), st.randoms(use_true_random=False))
def test_other_names_change_no_reading(net, random):
    new = list(range(net.n_actors))
    random.shuffle(new)
    again = relabelled(net, new)

    assert [constraint(again)[new[i]] for i in range(net.n_actors)] == pytest.approx(
        constraint(net).tolist(), nan_ok=True
    )
    for reading in (density, centralisation, fragmentation, distance_fragmentation, ties_needed):
        assert reading(again) == pytest.approx(reading(net), nan_ok=True)
    groups = {i: i % 2 for i in range(net.n_actors)}
    assert modularity(again, {new[i]: g for i, g in groups.items()}) == pytest.approx(
        modularity(net, groups), nan_ok=True
    )
    assert loss_of_each(again).is_critical.sum() == loss_of_each(net).is_critical.sum()


def test_nobody_has_no_readings():
    nothing = Network.from_ties([], [])

    for reading in (density, centralisation, fragmentation, distance_fragmentation):
        assert np.isnan(reading(nothing))
    assert constraint(nothing).tolist() == []
    assert core_periphery(nothing).core == ()
    assert np.isnan(modularity(nothing, {}))
    assert np.isnan(mixing(nothing, {}, rng=np.random.default_rng(0), deals=5).ei)
    assert key_to_part(nothing, 0).actors == ()
    assert np.isnan(key_to_reach(nothing, 0).value)
    assert new_ties(nothing, 2).ties == ()
    assert (
        second_holders(Processes.from_roles([], actors=["adi"]), 0.1, 3, rng=np.random.default_rng(0)).chosen == ()
    )


def test_nonsense_is_refused_with_a_reason():
    rng = np.random.default_rng(0)
    work = Processes.from_roles([Role("p", "r", ("a",))])
    for wrong, complaint in [
        (lambda: key_to_part(PATH, 3), "have two remain"),
        (lambda: key_to_reach(PATH, 5), "cannot be chosen"),
        (lambda: mixing(PATH, {"z": 1}, rng=rng), "no actor 'z'"),
        (lambda: mixing(PATH, {}, rng=rng, deals=0), "at least 1"),
        (lambda: alignment(np.array([0]), np.array([0, 1]), rng=rng), "one entry per person"),
        (lambda: new_ties(PATH, -1), "cannot be chosen"),
        (lambda: new_ties(PATH, 1, may=np.ones((2, 2), bool)), "of shape"),
    ]:
        with pytest.raises(BadNetwork, match=complaint):
            wrong()
    for wrong, complaint in [
        (lambda: second_holders(work, 0.1, -1, rng=rng), "cannot be chosen"),
        (lambda: second_holders(work, 0.1, 1, rng=rng, may=np.ones((3, 3), bool)), "should be"),
    ]:
        with pytest.raises(BadProcesses, match=complaint):
            wrong()
