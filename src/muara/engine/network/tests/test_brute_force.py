"""Every reading that has no test of its own on five hundred random networks, against the slow obvious way."""

import itertools

import networkx as nx
import numpy as np
import pytest

from muara.engine.network.graph import Network
from muara.engine.network.interdependent import mutual_whole
from muara.engine.network.keyplayers import distance_fragmentation, distances, fragmentation, reach
from muara.engine.network.loss import components, loss_of
from muara.engine.network.mixing import mixing
from muara.engine.network.mutual import mutual_cascade
from muara.engine.network.processes import Processes, Role
from muara.engine.network.structure import centralisation, density, modularity, reciprocity, transitivity
from muara.engine.network.tests.small import graph_of, random_network
from muara.engine.network.uncertainty import uncertain_loss
from muara.engine.network.ways import longer_ways


def shapes(seed, most=10, n=500):
    rng = np.random.default_rng(seed)
    for number in range(n):
        yield rng, random_network(rng, most, weighted=number % 2 == 0, directed=number % 3 == 0)


def directed_graph(net):
    graph = nx.DiGraph() if net.is_directed else nx.Graph()
    graph.add_nodes_from(range(net.n_actors))
    graph.add_edges_from(zip(net.sources.tolist(), net.targets.tolist(), strict=True))
    return graph


def test_distances_and_what_is_made_of_them():
    for rng, net in shapes(31):
        n, graph = net.n_actors, graph_of(net)
        far = dict(nx.all_pairs_shortest_path_length(graph))
        table = [[far[i].get(j, np.inf) for j in range(n)] for i in range(n)]
        assert distances(net).tolist() == table
        pairs = [table[i][j] for i, j in itertools.permutations(range(n), 2)]
        if n < 2:
            assert np.isnan(fragmentation(net))
            continue
        assert distance_fragmentation(net) == pytest.approx(1 - np.mean([1 / d for d in pairs]))
        assert fragmentation(net) == pytest.approx(np.mean([d == np.inf for d in pairs]))
        who = rng.permutation(n)[: int(rng.integers(1, n + 1))].tolist()
        assert reach(net, who) == pytest.approx(
            np.mean([1 / max(min(table[i][j] for i in who), 1) for j in range(n)])
        )


def test_density_centralisation_reciprocity_and_transitivity():
    for _, net in shapes(32):
        n, graph = net.n_actors, directed_graph(net)
        if n > 1:
            assert density(net) == pytest.approx(nx.density(graph))
        if n > 2:
            degree = [d for _, d in (graph.in_degree if net.is_directed else graph.degree)()]
            most = (n - 1) ** 2 if net.is_directed else (n - 1) * (n - 2)
            assert centralisation(net) == pytest.approx(sum(max(degree) - d for d in degree) / most)
        if net.is_directed and net.n_ties:
            assert reciprocity(net) == pytest.approx(nx.overall_reciprocity(graph))
        both = nx.Graph(graph)
        if max((d for _, d in both.degree()), default=0) > 1:
            assert transitivity(net) == pytest.approx(nx.transitivity(both))
        else:
            assert np.isnan(transitivity(net))


def test_pieces_and_the_loss_of_a_set():
    for rng, net in shapes(33):
        graph = graph_of(net)
        gone = set(np.flatnonzero(rng.random(net.n_actors) < 0.3).tolist())
        before = list(nx.connected_components(graph))
        label = components(net).tolist()
        assert {frozenset(i for i in graph if label[i] == one) for one in set(label)} == set(
            map(frozenset, before)
        )
        graph.remove_nodes_from(gone)
        after = sorted(
            map(sorted, nx.connected_components(graph)), key=lambda p: (-len(p), -net.members[p].sum(), p)
        )
        found = loss_of(net, gone)
        assert found.pieces == tuple(map(tuple, after))
        together = sum(len(piece - gone) * (len(piece - gone) - 1) // 2 for piece in before)
        assert found.pairs_lost == together - sum(len(piece) * (len(piece) - 1) // 2 for piece in after)
        cut = set()
        for whole in before:
            parts = [piece for piece in after if set(piece) <= whole]
            cut |= {i for piece in parts[1:] for i in piece}
        assert set(found.cut_off) == cut


def test_losses_when_ties_are_not_sure():
    for rng, drawn in shapes(38, 8):
        n = drawn.n_actors
        net = Network.from_ties(
            drawn.sources,
            drawn.targets,
            actors=range(n),
            evidence=rng.choice([0.4, 1.0], drawn.n_ties),
            twice="max",
        )
        seed = int(rng.integers(1 << 30))
        found = uncertain_loss(net, rng=np.random.default_rng(seed), draws=3)
        again, critical, lost = np.random.default_rng(seed), np.zeros(n), np.zeros((3, n))
        for draw in range(3):
            graph = graph_of(net.keep(again.random(net.n_ties) < net.evidence))
            critical[list(nx.articulation_points(graph))] += 1
            for i in range(n):
                left = graph.copy()
                left.remove_node(i)
                whole = len(nx.node_connected_component(graph, i)) - 1
                inside = [p for p in nx.connected_components(left) if p & nx.node_connected_component(graph, i)]
                lost[draw, i] = (whole * whole - sum(len(p) ** 2 for p in inside)) // 2
        assert (found.is_critical * 3).tolist() == pytest.approx(critical)
        assert found.pairs_mean.tolist() == pytest.approx(lost.mean(axis=0))
        assert found.pairs_median.tolist() == np.sort(lost, axis=0)[1].tolist()


def test_longer_ways():
    for rng, net in shapes(34):
        gone = rng.random(net.n_actors) < 0.2
        before, graph = distances(net), graph_of(net)
        graph.remove_nodes_from(np.flatnonzero(gone).tolist())
        after = dict(nx.all_pairs_shortest_path_length(graph))
        added = [d - before[i, j] for i in after for j, d in after[i].items() if i < j and d > before[i, j]]
        found = longer_ways(net, gone)
        assert (found.pairs, found.steps) == (len(added), sum(added))


def test_ties_within_and_across_groups():
    for rng, net in shapes(35):
        group = {i: int(rng.integers(0, 3)) for i in range(net.n_actors) if rng.random() < 0.8}
        graph = graph_of(net)
        known = [(a, b) for a, b in graph.edges if a in group and b in group]
        found = mixing(net, group, rng=rng, deals=2)
        across = [(a, b) for a, b in known if group[a] != group[b]]
        assert (found.external, found.internal) == (len(across), len(known) - len(across))
        assert found.left_out == graph.number_of_edges() - len(known)
        pairs = list(itertools.combinations(sorted(set(group.values())), 2))
        if pairs:
            ties = {p: [{a, b} for a, b in across if {group[a], group[b]} == set(p)] for p in pairs}
            twice = [any(not x & y for x, y in itertools.combinations(ties[p], 2)) for p in pairs]
            assert found.pairs_bridged == pytest.approx(np.mean([bool(ties[p]) for p in pairs]))
            assert found.pairs_bridged_twice == pytest.approx(np.mean(twice))
        if net.n_ties and not net.is_directed:
            parts = [{i for i, g in group.items() if g == k} for k in set(group.values())]
            parts += [{i} for i in graph if i not in group]
            assert modularity(net, group) == pytest.approx(nx.community.modularity(graph, parts, weight="weight"))


def test_actors_and_processes_that_need_one_another():
    for rng, net in shapes(36):
        n = net.n_actors
        roles = [
            Role(p, r, tuple(rng.choice(n, rng.integers(0, min(n, 3) + 1), replace=False).tolist()))
            for p in range(4) for r in "xy"
        ]  # fmt: skip
        work = Processes.from_roles(roles, actors=range(n), weights={p: p + 1.0 for p in range(4)})
        gone = set(np.flatnonzero(rng.random(n) < 0.25).tolist())
        phi, least, graph = float(rng.uniform(0.2, 0.9)), float(rng.uniform(0.2, 0.9)), graph_of(net)
        first = set(gone)

        def running(gone, roles=roles):
            return {p for p in range(4) if all(set(r.holders) - gone for r in roles if r.process == p)}

        def reason(actor, gone, roles=roles, running=running):
            return sum(p + 1 for p in running(gone) if any(actor in r.holders for r in roles if r.process == p))

        while True:
            more = set()
            for i in set(range(n)) - gone:
                whole = graph.degree(i, weight="weight")
                lost = sum(graph[i][j]["weight"] for j in graph[i] if j in gone)
                if reason(i, gone) < (least - 1e-9) * reason(i, set()) or (whole and lost >= (phi - 1e-9) * whole):
                    more.add(i)
            if not more or not first:
                break
            gone |= more
        found = mutual_cascade(work, first, least, network=net, phi=phi)
        assert set(found.gone) == gone
        assert set(found.stopped) == running(set()) - running(gone)


def test_who_remains_in_both_of_two_networks():
    for rng, net in shapes(37):
        n = net.n_actors
        other = net.keep(rng.random(net.n_ties) < 0.7)
        gone = set(np.flatnonzero(rng.random(n) < 0.2).tolist())
        stays, before = set(range(n)) - gone, None
        while stays != before:
            before = set(stays)
            for one in (net, other):
                pieces = list(nx.connected_components(graph_of(one).subgraph(stays)))
                stays = max(pieces, key=lambda piece: (len(piece), -min(piece)), default=set())
        assert mutual_whole(net, other, gone) == (tuple(sorted(stays)) if len(stays) > 1 else ())
