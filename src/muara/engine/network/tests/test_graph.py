import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork, EngineError
from muara.engine.network.graph import Network
from muara.engine.network.tests.small import networks, random_network


def test_actors_stand_in_canonical_order_and_ties_by_source_and_target():
    net = Network.from_ties(["sari", "budi", "adi"], ["budi", "adi", "sari"], weights=[3, 1, 2])

    assert net.actors == ("adi", "budi", "sari")
    assert list(zip(net.sources.tolist(), net.targets.tolist(), net.weights.tolist(), strict=True)) == [
        (0, 1, 1.0),
        (0, 2, 2.0),
        (1, 2, 3.0),
    ]


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_reports_and_of_the_two_ends_changes_nothing(net, random):
    ties = list(zip(net.sources.tolist(), net.targets.tolist(), net.weights.tolist(), strict=True))
    random.shuffle(ties)
    turned = [(b, a, w) if random.random() < 0.5 else (a, b, w) for a, b, w in ties]
    actors = list(net.actors)
    random.shuffle(actors)

    again = Network.from_ties(
        [a for a, _, _ in turned], [b for _, b, _ in turned], actors=actors, weights=[w for _, _, w in turned]
    )

    assert again.sha256 == net.sha256


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [1, 3]},
        {"evidence": [1, 0.5]},
        {"layers": ["a", "b"]},
        {"members": {"adi": 2}},
        {"directed": True},
        {"actors": ["tini"]},
    ],
)
def test_every_fact_leaves_its_mark_on_the_fingerprint(change):
    plain = Network.from_ties(["adi", "budi"], ["budi", "sari"])

    assert Network.from_ties(["adi", "budi"], ["budi", "sari"], **change).sha256 != plain.sha256


def test_whole_numbers_in_an_array_make_the_same_network_as_in_a_list():
    a, b = np.array([5, 1, 9]), np.array([1, 9, 7])

    fast = Network.from_ties(a, b, actors=np.array([3]))

    assert fast.actors == (1, 3, 5, 7, 9)
    assert fast.sha256 == Network.from_ties(a.tolist(), b.tolist(), actors=[3]).sha256


def test_neighbours_forget_direction_and_layer_and_add_the_weights():
    net = Network.from_ties(
        ["a", "b", "a"], ["b", "a", "b"], weights=[1, 2, 4], layers=["x", "x", "y"], directed=True
    )

    assert net.n_ties == 3
    assert net.adjacency.indices.tolist() == [1, 0]
    assert net.adjacency.weights.tolist() == [7, 7]
    assert net.matrix().tolist() == [[0, 5], [2, 0]]
    assert net.matrix(directed=False).tolist() == [[0, 7], [7, 0]]


def test_a_layer_keeps_all_actors_and_only_its_ties():
    net = Network.from_ties(["a", "b"], ["b", "c"], layers=["referral", "contract"])

    kept = net.layer("contract")

    assert (kept.actors, kept.layers, kept.n_ties) == (("a", "b", "c"), ("contract",), 1)
    with pytest.raises(BadNetwork, match="no layer 'money'"):
        net.layer("money")


def test_members_and_ties_leave_with_the_actor():
    net = Network.from_ties(["a", "b"], ["b", "c"], members={"a": 5, "c": 7}).without(["a"])

    assert (net.actors, net.members.tolist(), net.sources.tolist(), net.targets.tolist()) == (
        ("b", "c"),
        [1, 7],
        [0],
        [1],
    )


def test_a_tie_given_twice_is_refused_added_or_the_stronger_one_kept():
    ties = (["a", "b", "a"], ["b", "a", "c"])

    with pytest.raises(BadNetwork, match=r"'a' and 'b' \(tie\) is given twice"):
        Network.from_ties(*ties)
    assert Network.from_ties(*ties, weights=[1, 2, 5], twice="sum").weights.tolist() == [3, 5]
    most = Network.from_ties(*ties, weights=[1, 2, 5], evidence=[1, 0.5, 0.5], twice="max")
    assert most.weights.tolist() == [2, 5]
    assert most.evidence.tolist() == [1, 0.5]
    assert Network.from_ties(*ties, directed=True).n_ties == 3


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"sources": ["a"], "targets": []}, "1 sources and 0 targets"),
        ({"sources": ["a"], "targets": ["a"]}, "tied to itself"),
        ({"sources": [1.5], "targets": ["a"]}, "neither a whole number nor a text"),
        ({"sources": [True], "targets": ["a"]}, "neither a whole number nor a text"),
        ({"sources": [""], "targets": ["a"]}, "no name"),
        ({"sources": [7], "targets": ["7"]}, "as a number and as a text"),
        ({"weights": [0]}, "above 0"),
        ({"weights": [np.nan]}, "above 0"),
        ({"weights": ["x"]}, "must be numbers"),
        ({"weights": [1, 2]}, "2 weights for 1"),
        ({"evidence": [1.5]}, "at most 1"),
        ({"layers": []}, "0 layers for 1"),
        ({"layers": [""]}, "with a name"),
        ({"members": {"c": 1}}, "no actor 'c'"),
        ({"members": {"a": -1}}, "at least 0"),
        ({"members": {"a": 1.5}}, "no whole number"),
        ({"members": {"a": 90_000_001}}, "more than 90,000,000"),
    ],
)
def test_nonsense_is_refused_with_a_reason(given, complaint):
    with pytest.raises(BadNetwork, match=complaint):
        Network.from_ties(**{"sources": ["a"], "targets": ["b"], **given})


def test_nothing_is_a_network_too():
    net = Network.from_ties([], [])

    assert (net.n_actors, net.n_ties, net.matrix().shape) == (0, 0, (0, 0))
    assert net.adjacency.indptr.tolist() == [0]
    assert len(net.sha256) == 64
    assert issubclass(BadNetwork, EngineError)


def test_the_input_is_never_changed():
    rng = np.random.default_rng(3)
    net = random_network(rng, 12, weighted=True)
    weights, before = net.weights[::-1].copy(), net.weights[::-1].copy()

    Network.from_ties(net.targets[::-1], net.sources[::-1], weights=weights)

    assert weights.tolist() == before.tolist()
