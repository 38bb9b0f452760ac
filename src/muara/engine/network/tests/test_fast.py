"""The compiled loops and those without give the same bytes."""

import sys

import numpy as np
import pytest

from muara.engine.network import fast
from muara.engine.network.attack import attack_curve, removal_curve
from muara.engine.network.betweenness import betweenness
from muara.engine.network.closeness import efficiency_lost
from muara.engine.network.graph import Network
from muara.engine.network.health import health
from muara.engine.network.loss_each import loss_of_each, losses
from muara.engine.network.seeds import cascade_of_each
from muara.engine.network.setdraws import draw_losses
from muara.engine.network.structure import constraint
from muara.engine.network.tests.small import random_network
from muara.engine.network.uncertainty import uncertain_loss
from muara.engine.network.whatif import what_if

DEGENERATE = [
    Network.from_ties([], []),
    Network.from_ties([], [], actors=["alone"]),
    Network.from_ties([], [], actors=range(5)),
    Network.from_ties([0] * 40, range(1, 41), members={0: 0}),
    Network.from_ties(range(60), range(1, 61)),
]


@pytest.fixture
def both(monkeypatch):
    """Do the same without and with the compiled loops."""
    monkeypatch.setattr(fast, "FROM", 0)

    def do(work):
        found = []
        for wanted in ("0", "1"):
            monkeypatch.setenv("MUARA_FAST", wanted)
            assert (fast.kernels(1) is not None) == (wanted == "1")
            found.append(work())
        return found

    return do


def shapes(n=300):
    rng = np.random.default_rng(31)
    yield from DEGENERATE
    for number in range(n):
        drawn = random_network(rng, 40 if number % 5 == 0 else 12, weighted=number % 2 == 1)
        yield Network.from_ties(
            drawn.sources, drawn.targets, actors=drawn.actors, weights=drawn.weights,
            evidence=rng.choice([0.3, 1.0], drawn.n_ties),
            members={i: int(m) for i, m in enumerate(drawn.members)},
        )  # fmt: skip


def raw(thing):
    """Give the bytes of a result, with type and shape of every array in it."""
    if isinstance(thing, np.ndarray):
        return (thing.dtype.str, thing.shape, thing.tobytes())
    if isinstance(thing, Network):
        return thing.sha256
    if isinstance(thing, tuple | list):
        return [raw(part) for part in thing]
    return [raw(value) for value in vars(thing).values()] if hasattr(thing, "__dict__") else repr(thing)


def test_every_loss_and_the_walk_have_the_same_bytes(both):
    for net in shapes():
        a, b = both(lambda net=net: raw(loss_of_each(net)))
        assert a == b
        a, b = both(lambda net=net: raw(losses(net.adjacency.indptr, net.adjacency.indices)))
        assert a == b


def test_a_hub_that_scipy_would_be_slow_on_has_the_same_bytes(both):
    hub = Network.from_ties([*[0] * 20_000, 1, 3], [*range(1, 20_001), 2, 4])

    a, b = both(lambda: raw(loss_of_each(hub)))

    assert a == b


def test_attacks_and_cascades_have_the_same_bytes(both, monkeypatch):
    for number, net in enumerate(shapes()):
        monkeypatch.setattr("muara.engine.network.seeds.BIG", (64, 0)[number % 2])
        for work in (
            lambda: attack_curve(net),  # noqa: B023 (called at once)
            lambda: attack_curve(net, rng=np.random.default_rng(2)),  # noqa: B023
            lambda: removal_curve(net, np.arange(net.n_actors)[::-1].copy()),  # noqa: B023
            lambda: cascade_of_each(net, 0.2),  # noqa: B023
            lambda: cascade_of_each(net, 0.5),  # noqa: B023
        ):
            a, b = both(lambda work=work: raw(work()))
            assert a == b


def test_nearness_and_brokerage_have_the_same_bytes(both):
    for net in shapes():
        for work in (betweenness, efficiency_lost, constraint):
            a, b = both(lambda net=net, work=work: raw(work(net)))
            assert a == b


def test_draws_have_the_same_bytes(both):
    for number, net in enumerate(shapes()):
        gone = np.random.default_rng(number).random(net.n_actors) < 0.3
        a, b = both(lambda net=net: raw(uncertain_loss(net, rng=np.random.default_rng(1), draws=4)))
        assert a == b
        a, b = both(lambda n=net, g=gone: raw(draw_losses(n, g, rng=np.random.default_rng(1), draws=4)))
        assert a == b


def test_whole_answers_are_the_same(both):
    for net in list(shapes(20))[1:]:
        a, b = both(lambda net=net: repr(what_if(net, net.actors[:1], draws=50)))
        assert a == b
        a, b = both(lambda net=net: repr(health(net, draws=20, nulls=3)))
        assert a == b


def forget(monkeypatch):
    for name in [name for name in sys.modules if name.startswith((fast.NAME, "muara.engine.compiled"))]:
        monkeypatch.delitem(sys.modules, name)


def test_small_work_does_not_load_numba_and_large_work_does(monkeypatch):
    monkeypatch.setenv("MUARA_FAST", "1")
    forget(monkeypatch)

    assert fast.kernels(fast.FROM - 1) is None
    assert fast.kernels(fast.FROM) is not None
    assert fast.kernels(1) is not None, "once loaded they are used for everything"
    assert fast.warm_up()


def test_many_small_works_of_one_report_load_numba_together(monkeypatch):
    monkeypatch.setenv("MUARA_FAST", "1")
    monkeypatch.setattr(fast, "FROM", 60_000)
    forget(monkeypatch)
    ring = Network.from_ties(range(20), [*range(1, 20), 0])

    health(ring, draws=2, nulls=2)
    assert fast.NAME not in sys.modules
    health(ring, draws=20, nulls=40)
    assert fast.NAME in sys.modules


def test_without_numba_everything_still_answers(monkeypatch):
    monkeypatch.setenv("MUARA_FAST", "1")
    forget(monkeypatch)
    monkeypatch.setitem(sys.modules, "numba", None)

    assert fast.kernels(fast.FROM) is None
    assert not fast.warm_up()
