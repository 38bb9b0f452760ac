"""Run the peers of the network engine, with the Python of .venv-bench, where Muara is not; see `bench.network`.

    python bench/network_peers.py OUT.json NETWORKS.npz

Each task gives processor seconds of the best of a few runs and, where the peer gives the same thing, a number to
check ours against. A task that would take too long is done in part and scaled; it says so.
"""

import json
import sys
import time

import igraph
import networkit
import networkx
import numpy as np
import rustworkx

networkit.setNumberOfThreads(1)
ALONE = 1 << 60  # rustworkx: nodes from which it takes more than one thread


def best(call, times=3, enough=2.0):
    """Give the processor seconds of the best run, and what it returned."""
    least, spent, found = float("inf"), 0.0, None
    for _ in range(times):
        began = time.process_time()
        found = call()
        took = time.process_time() - began
        least, spent = min(least, took), spent + took
        if spent > enough:
            break
    return least, found


class Graphs:
    """One network in the form of each peer."""

    def __init__(self, n, ties):
        self.n, pairs = n, ties.tolist()
        self.igraph = igraph.Graph(n, edges=pairs)
        self.networkx = networkx.Graph()
        self.networkx.add_nodes_from(range(n))
        self.networkx.add_edges_from(pairs)
        self.rustworkx = rustworkx.PyGraph()
        self.rustworkx.add_nodes_from(range(n))
        self.rustworkx.add_edges_from([(a, b, 1.0) for a, b in pairs])
        self.networkit = networkit.Graph(n)
        for a, b in pairs:
            self.networkit.addEdge(a, b)


def losses_from_blocks(graph):
    """Pairs lost with each actor, from igraph's blocks and a walk through the block-cut tree in Python."""
    n = graph.vcount()
    blocks, points = graph.biconnected_components(return_articulation_points=True)
    blocks, is_point = list(blocks), bytearray(n)
    for point in points:
        is_point[point] = 1
    pairs = [0] * n
    of_point = {point: [] for point in points}
    for number, block in enumerate(blocks):
        for actor in block:
            if is_point[actor]:
                of_point[actor].append(number)
    membership = graph.connected_components().membership
    whole = [0] * (max(membership, default=-1) + 1)
    for label in membership:
        whole[label] += 1
    inside = [[actor for actor in block if is_point[actor]] for block in blocks]
    weight = [len(block) - len(some) for block, some in zip(blocks, inside, strict=True)]
    seen = bytearray(len(blocks))
    for root in range(len(blocks)):
        if seen[root]:
            continue
        order, stack, parent = [], [(root, -1)], {}
        seen[root] = 1
        while stack:
            block, above = stack.pop()
            parent[block] = above
            order.append(block)
            for point in inside[block]:
                if point != above:
                    for other in of_point[point]:
                        if not seen[other]:
                            seen[other] = 1
                            stack.append((other, point))
        below = {}
        for block in reversed(order):
            above, size = parent[block], weight[block]
            for point in inside[block]:
                if point != above:
                    size += 1 + sum(below.get(point, ()))
            if above >= 0:
                below.setdefault(above, []).append(size)
        total = whole[membership[blocks[root][0]]] if blocks[root] else 0
        for point, parts in below.items():
            rest = total - 1 - sum(parts)
            pairs[point] = ((total - 1) ** 2 - sum(part * part for part in parts) - rest * rest) // 2
    return sum(pairs)


def loss_naively(graph, some):
    whole = sum(len(piece) - 1 for piece in networkx.connected_components(graph))
    for actor in some:
        left = graph.copy()
        left.remove_node(actor)
        whole += max(map(len, networkx.connected_components(left)))


def attack(graph, most):
    """Let whoever has most ties leave, first of equals; sum of the largest pieces, and how many left."""
    left, names, total, gone = graph.copy(), list(range(graph.vcount())), 0, 0
    while names and gone < most:
        degrees = left.degree()
        worst = degrees.index(max(degrees))
        left.delete_vertices(worst)
        del names[worst]
        gone += 1
        total += max(left.connected_components().sizes(), default=0)
    return total, gone


def cascades(graph, phi, some):
    """Follow Watts' rule from some seeds, one after the other."""
    near = {i: list(graph.adj[i]) for i in graph}
    need = {i: (phi - 1e-9) * len(near[i]) for i in graph}
    sizes = []
    for seed in some:
        gone, todo, pressure = {seed}, [seed], {}
        while todo:
            for j in near[todo.pop()]:
                if j not in gone:
                    pressure[j] = pressure.get(j, 0) + 1
                    if pressure[j] >= need[j]:
                        gone.add(j)
                        todo.append(j)
        sizes.append(len(gone))
    return sizes


def draws(n, ties, chance, times):
    rng = np.random.default_rng(1)
    count = np.zeros(n)
    for _ in range(times):
        graph = igraph.Graph(n, edges=ties[rng.random(len(ties)) < chance].tolist())
        count[graph.articulation_points()] += 1
    return count


def every_task(n, ties, chance, task):
    graphs = Graphs(n, ties)
    ig, nx, rx, nk = graphs.igraph, graphs.networkx, graphs.rustworkx, graphs.networkit
    size = f"{n}"
    task(f"loss {size}", "igraph + Python", lambda: losses_from_blocks(ig), 10 if n < 2000 else 3, check=int)
    task(f"points {size}", "igraph", ig.articulation_points, 20, check=len)
    task(f"points {size}", "rustworkx", lambda: rustworkx.articulation_points(rx), 20, check=len)
    if n <= 20_000:
        task(f"points {size}", "networkx", lambda: set(networkx.articulation_points(nx)), check=len)
        task(f"points {size}", "networkit", lambda: networkit.components.BiconnectedComponents(nk).run(), 10)
        some = list(range(0, n, max(1, n // 20)))[:20] if n <= 2000 else [0, n // 2]
        task(f"loss {size}", "networkx, anew", lambda: loss_naively(nx, some), 1, n / len(some))
    if n in (200, 2000):
        task(f"attack {size}", "igraph", lambda: attack(ig, n), check=lambda value: value[0])
    if n == 20_000:
        task(f"attack {size}", "igraph", lambda: attack(ig, 400), 1, n / 400)
        seeds = list(range(0, n, n // 10))
        task(f"cascades {size}", "networkx + Python", lambda: cascades(nx, 0.1, seeds), 1, n / 10, check=list)
        task(f"constraint {size}", "igraph", ig.constraint)
        task(f"constraint {size}", "networkx", lambda: networkx.constraint(nx), 1)
    if n <= 2000:
        alone = {"parallel_threshold": ALONE}
        task(f"betweenness {size}", "igraph", ig.betweenness, check=sum)
        task(f"betweenness {size}", "rustworkx", lambda: rustworkx.betweenness_centrality(rx, **alone))
        task(f"betweenness {size}", "networkit", lambda: networkit.centrality.Betweenness(nk).run())
        task(f"closeness {size}", "igraph", ig.closeness)
        task(f"closeness {size}", "rustworkx", lambda: rustworkx.closeness_centrality(rx, **alone))
        kind = networkit.centrality.ClosenessVariant.GENERALIZED
        task(f"closeness {size}", "networkit", lambda: networkit.centrality.Closeness(nk, True, kind).run())
    if n <= 500:
        task(f"betweenness {size}", "networkx", lambda: networkx.betweenness_centrality(nx), 1)
        task(f"closeness {size}", "networkx", lambda: networkx.closeness_centrality(nx), 1)
        task(f"draws {size}", "igraph, points alone", lambda: draws(n, ties, chance, 1000), 1)


def main(out, file):
    stored, found = np.load(file), {}

    def task(name, peer, call, times=3, scale=1.0, check=None):
        seconds, value = best(call, times)
        said = {"peer": peer, "seconds": seconds * scale, "scaled": scale != 1.0}
        if check is not None:
            said["check"] = check(value)
        found.setdefault(name, []).append(said)
        print(f"   {name}: {peer} {seconds * scale:.3g} s", file=sys.stderr)

    for n in sorted(int(name[4:]) for name in stored.files if name.startswith("ties")):
        every_task(n, stored[f"ties{n}"], stored[f"chance{n}"], task)
    with open(out, "w", encoding="utf-8") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
