"""Many networks read at once give what each of them gives alone, with the compiled loops and without."""

import networkx as nx
import numpy as np
import pytest

from muara.engine.network import batch as batch_module
from muara.engine.network import rewiring
from muara.engine.network.attack import attack_curve
from muara.engine.network.batch import drawn, side_by_side
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import fragmentation
from muara.engine.network.readings import critical_share, modularities, read_whole, worst_loss
from muara.engine.network.rewiring import rewired, rewired_ties
from muara.engine.network.structure import centralisation, density, modularity
from muara.engine.network.tests.small import random_network

pytestmark = pytest.mark.usefixtures("path")

ALONE = {
    "fragmentation": fragmentation,
    "r_index": lambda net: attack_curve(net).r_index,
    "critical": critical_share,
    "worst_loss": worst_loss,
}


def layered(rng, most=12, *, directed=False):
    """Draw a network with parallel ties and unsure ones."""
    net = random_network(rng, most, weighted=True, directed=directed)
    again = rng.random(net.n_ties) < 0.3
    return Network.from_ties(
        np.r_[net.sources, net.sources[again]], np.r_[net.targets, net.targets[again]], actors=range(net.n_actors),
        layers=["a"] * net.n_ties + ["b"] * int(again.sum()), weights=np.r_[net.weights, net.weights[again]],
        evidence=rng.choice([0.3, 0.7, 1.0], net.n_ties + int(again.sum())), directed=directed,
    )  # fmt: skip


def of(batch):
    critical, worst = batch.losses()
    together = {"critical": critical, "worst_loss": worst}
    return {"fragmentation": batch.fragmentation(), "r_index": batch.r_index(), **together}


def test_drawn_networks_read_together_equal_each_read_alone(monkeypatch):
    rng = np.random.default_rng(12)
    for number in range(500):
        net = layered(rng, directed=number % 3 == 0)
        exists = rng.random((2, net.n_ties)) < net.evidence
        monkeypatch.setattr(batch_module, "IN_STEP_UP_TO", (600, 0)[number % 2])
        found = of(drawn(net, exists))
        for draw in range(2):
            one = net.keep(exists[draw])
            for name, measure in ALONE.items():
                assert found[name][draw] == pytest.approx(measure(one), abs=0, nan_ok=True), name


def test_the_whole_report_equals_reading_each_draw_and_each_network_by_chance():
    rng = np.random.default_rng(13)
    for number in range(40):
        net = layered(rng, directed=number % 2 == 0)
        labels = {i: int(rng.integers(0, 3)) for i in range(net.n_actors) if rng.random() < 0.8}
        seed = int(rng.integers(1 << 30))

        found = read_whole(
            net, labels, net, rng=np.random.default_rng(seed), draws=20, nulls=10, tell=lambda share: None
        )

        again = np.random.default_rng(seed)
        draws = [net]
        if (net.evidence < 1).any():
            draws = [net.keep(again.random(net.n_ties) < net.evidence) for _ in range(20)]
        chance = [rewired(net, rng=again) for _ in range(10)]
        measures = {**ALONE, "modularity": lambda one, labels=labels: modularity(one, labels)}
        for name, measure in {"density": density, "centralisation": centralisation, **measures}.items():
            reading = found[name]
            assert [reading.value, reading.before] == pytest.approx([measure(net)] * 2, abs=0, nan_ok=True)
            values = np.array([measure(one) for one in draws])
            known = values[np.isfinite(values)]
            low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
            assert (reading.low, reading.high) == pytest.approx((low, high), nan_ok=True), name
            if name in measures:
                values = np.array([measure(one) for one in chance])
                known = values[np.isfinite(values)]
                middle = np.median(known) if len(known) else np.nan
                assert reading.by_chance == pytest.approx(middle, nan_ok=True), name
            else:
                assert np.isnan(reading.by_chance)


def test_modularities_are_those_of_networkx():
    rng = np.random.default_rng(14)
    for _ in range(500):
        net = random_network(rng, 12, weighted=True)
        if not net.n_ties:
            continue
        group = rng.integers(0, 3, net.n_actors)
        graph = nx.Graph()
        graph.add_nodes_from(range(net.n_actors))
        graph.add_weighted_edges_from(zip(net.sources, net.targets, net.weights, strict=True))
        parts = [set(np.flatnonzero(group == one).tolist()) for one in set(group.tolist())]
        found = modularities(net.sources[None], net.targets[None], net.weights[None], group)
        assert found[0] == pytest.approx(nx.community.modularity(graph, parts))


def test_rewiring_keeps_everybodys_number_of_ties_whichever_way_it_is_done(monkeypatch):
    rng = np.random.default_rng(15)
    for number in range(500):
        net = random_network(rng, 14)
        seed = int(rng.integers(1 << 30))
        monkeypatch.setattr(rewiring, "IN_STEP_UP_TO", (1_000, 0)[number % 2])
        monkeypatch.setattr(rewiring, "CELLS", (30_000_000, 1)[number % 4 // 2])

        low, high = rewired_ties(net, rng=np.random.default_rng(seed), times=2)

        again = np.random.default_rng(seed)
        for one in range(2):
            ties = set(zip(low[one].tolist(), high[one].tolist(), strict=True))
            alone = rewired(net, rng=again)
            assert len(ties) == net.n_ties
            assert ties == set(zip(alone.sources.tolist(), alone.targets.tolist(), strict=True))
            assert (low[one] < high[one]).all()
            degrees = np.bincount(np.r_[low[one], high[one]], minlength=net.n_actors)
            assert degrees.tolist() == net.adjacency.degrees.tolist()
        whole = of(side_by_side(low, high, net.n_actors))
        for name, measure in ALONE.items():
            assert whole[name][-1] == pytest.approx(measure(alone), abs=0, nan_ok=True)


def test_rewiring_reaches_every_network_with_the_same_numbers_about_as_often():
    path = Network.from_ties([0, 1, 2, 3, 4], [1, 2, 3, 4, 5])  # degrees 1 2 2 2 2 1
    low, high = rewired_ties(path, rng=np.random.default_rng(16), times=3000)

    seen: dict[frozenset, int] = {}
    for one, other in zip(low.tolist(), high.tolist(), strict=True):
        ties = frozenset(zip(one, other, strict=True))
        seen[ties] = seen.get(ties, 0) + 1

    assert len(seen) == 24 + 3 + 4  # 4! paths, the tie 0-5 and a ring of four, 0-x-5 and a triangle
    times = np.array(list(seen.values()))
    chi = ((times - 3000 / 31) ** 2 / (3000 / 31)).sum()
    assert chi < 59.7  # 30 degrees of freedom, one in a thousand
