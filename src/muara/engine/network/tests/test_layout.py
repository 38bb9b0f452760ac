"""Where actors are drawn: near those they work with, and where the eye found them last time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from muara.engine.errors import BadNetwork
from muara.engine.network import Network, gap_of, layout


def in_groups(n: int, n_groups: int, seed: int, across: float = 0.03) -> Network:
    rng = np.random.default_rng(seed)
    group = np.arange(n) % n_groups
    ties: set[tuple[int, int]] = set()
    while len(ties) < 3 * n:
        i, j = sorted(rng.integers(0, n, 2).tolist())
        if i != j and (group[i] == group[j] or rng.random() < across):
            ties.add((i, j))
    ordered = sorted(ties)
    return Network.from_ties([a for a, _ in ordered], [b for _, b in ordered], actors=range(n))


def test_the_same_ties_in_any_order_give_the_same_picture():
    net = in_groups(40, 3, 1)
    order = np.random.default_rng(2).permutation(net.n_ties)
    turned = Network.from_ties(
        [net.actors[net.targets[i]] for i in order],
        [net.actors[net.sources[i]] for i in order],
        actors=reversed(net.actors),
    )

    assert (layout(net) == layout(turned)).all()


def test_who_has_a_place_keeps_it_to_the_last_digit_whatever_else_changes():
    net = in_groups(40, 3, 1)
    before = dict(zip(net.actors, map(tuple, layout(net).tolist()), strict=True))
    more = Network.from_ties(
        [*(net.actors[i] for i in net.sources[5:]), 100, 100, 101],
        [*(net.actors[i] for i in net.targets[5:]), 0, 3, 100],
        actors=[*net.actors, 102],
    ).without([7])

    after = dict(zip(more.actors, map(tuple, layout(more, kept=before).tolist()), strict=True))

    assert {actor: after[actor] for actor in net.actors if actor != 7} == {
        actor: before[actor] for actor in net.actors if actor != 7
    }
    assert layout(net, kept=before).tolist() == [list(before[actor]) for actor in net.actors]


def test_somebody_new_stands_near_its_neighbours():
    net = in_groups(60, 3, 4, across=0.0)
    places = layout(net)
    kept = {actor: tuple(places[actor]) for actor in net.actors if actor % 10}
    again = layout(net, kept=kept)

    for new in range(0, 60, 10):
        mine = again[[actor for actor in kept if actor % 3 == new % 3]]
        others = again[[actor for actor in kept if actor % 3 != new % 3]]
        assert np.hypot(*(mine - again[new]).T).mean() < np.hypot(*(others - again[new]).T).mean()


def test_groups_part_and_a_broker_stands_between():
    a, b = range(10), range(10, 20)
    ties = [(i, j) for side in (a, b) for i in side for j in side if i < j and (i + j) % 3]
    ties += [(99, 0), (99, 1), (99, 10), (99, 11)]
    net = Network.from_ties([i for i, _ in ties], [j for _, j in ties])

    x = layout(net)[:, 0]
    sides = x[:10].mean(), x[20], x[10:20].mean()

    assert sides in ((min(sides), sides[1], max(sides)), (max(sides), sides[1], min(sides)))
    assert max(x[:10].max(), x[10:20].max()) > x[20] > min(x[:10].min(), x[10:20].min())


def test_marks_keep_apart_in_a_picture_of_five_hundred_within_a_second():
    net = in_groups(500, 20, 5)

    began = time.process_time()
    places = layout(net)
    took = time.process_time() - began

    assert pdist(places).min() > 0.9 * gap_of(500)
    assert took < 2.0  # of both cores together; 0.5 s on the clock when nothing else runs


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda tie: tie[0] != tie[1]), max_size=25),
    st.integers(0, 12),
    st.sets(st.integers(0, 9)),
)
def test_every_small_network_fits_the_box(ties, extra, kept):
    pairs = {(min(a, b), max(a, b)) for a, b in ties}
    net = Network.from_ties([a for a, _ in pairs], [b for _, b in pairs], actors=range(extra))
    held = {actor: (0.1 * actor, 0.5) for actor in kept}

    places = layout(net, kept=held)

    assert places.shape == (net.n_actors, 2)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= [1.0, 0.8])).all()
    for i, actor in enumerate(net.actors):
        assert actor not in held or tuple(places[i]) == held[actor]
        assert all(np.hypot(*(places[i] - places[j])) > 1e-4 for j in range(i) if {i, j} - set(map(int, held)))


def test_a_network_without_anybody_and_one_of_one():
    assert layout(Network.from_ties([], [])).shape == (0, 2)
    assert layout(Network.from_ties([], [], actors=["adi"])).shape == (1, 2)


def test_a_place_outside_the_picture_is_refused():
    net = Network.from_ties(["a"], ["b"])

    with pytest.raises(BadNetwork, match="outside the picture"):
        layout(net, kept={"a": (0.5, 0.9)})
    with pytest.raises(BadNetwork, match="height"):
        layout(net, height=0)
