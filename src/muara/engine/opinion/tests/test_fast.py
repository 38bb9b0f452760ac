import numpy as np
import pytest

from muara.engine.opinion import VoteTable, analyse, kernels, sums
from muara.engine.opinion.kmeans import best_of, lloyd, spread_start
from muara.engine.opinion.mixture import Sides, fit, one_hot
from muara.engine.opinion.projection import opinion_map, tables
from muara.engine.opinion.synthetic import conversation

PATHS = ("numpy", "numba")


@pytest.fixture
def take(monkeypatch):
    """Choose the path: compiled loops for tables of any size, or none."""

    def choose(path):
        monkeypatch.setenv("MUARA_FAST", "1" if path == "numba" else "0")
        assert (sums.kernels(1) is kernels) == (path == "numba")

    return choose


def on_both(take, work):
    found = []
    for path in PATHS:
        take(path)
        found.append(work())
    return found


def test_whole_analyses_have_the_same_bytes_on_both_paths(take):
    for drawn in (
        conversation(300, 60, seed=3, n_groups=2),
        conversation(2_500, 90, seed=4, n_groups=3),
        conversation(60, 40, seed=5, n_groups=1, null=True),
    ):
        numpy_bytes, numba_bytes = on_both(take, lambda votes=drawn.votes: analyse(votes, readings=3).to_json())
        assert numpy_bytes == numba_bytes


def test_polis_mode_has_the_same_bytes_on_both_paths(take):
    votes = conversation(400, 60, seed=3, n_groups=2).votes

    numpy_bytes, numba_bytes = on_both(take, lambda: analyse(votes, mode="polis").to_json())

    assert numpy_bytes == numba_bytes


def test_the_number_of_cores_and_blocks_changes_no_byte(take, monkeypatch):
    votes = conversation(700, 60, seed=6, n_groups=2).votes
    expected = analyse(votes, readings=3).to_json()

    monkeypatch.setenv("MUARA_CORES", "3")
    monkeypatch.setattr("muara.engine.opinion.sums.BLOCK_VOTES", 1_700)
    monkeypatch.setattr("muara.engine.opinion.readings.ALONE", 0)
    monkeypatch.setattr("muara.engine.opinion.permutation.ALONE", 0)

    for path in PATHS:
        take(path)
        votes = conversation(700, 60, seed=6, n_groups=2).votes  # a table remembers its blocks
        assert len(Sides(votes).coded.blocks) > 5
        assert analyse(votes, readings=3).to_json() == expected


@pytest.mark.parametrize("k", range(1, 8))
def test_sums_are_the_same_and_right_for_every_number_of_columns(take, k):
    votes = conversation(70, 20, seed=2, votes_per_person=(0, 20)).votes
    rng = np.random.default_rng(k)
    table, weights = rng.integers(-9, 9, (60, k)) / 4, rng.integers(0, 9, (votes.n_participants, k)) / 8
    code = 3 * votes.columns.astype(np.int64) + votes.values + 1
    gathered, scattered = np.zeros_like(weights), np.zeros_like(table)
    np.add.at(gathered, votes.rows, table[code])
    np.add.at(scattered, code, weights[votes.rows])

    for sums_of_people, sums_of_codes in on_both(
        take, lambda: (Sides(votes).coded.gather(table), Sides(votes).coded.scatter(weights))
    ):
        assert (sums_of_people == gathered).all()
        assert (sums_of_codes == scattered).all()


def test_co_vote_tables_are_the_same_and_right(take, monkeypatch):
    votes = conversation(130, 30, seed=2).votes
    value, seen = np.zeros((130, 30), dtype=np.int64), np.zeros((130, 30), dtype=np.int64)
    value[votes.rows, votes.columns], seen[votes.rows, votes.columns] = votes.values, 1
    right = (seen.T @ seen, value.T @ value, value.T @ seen)
    monkeypatch.setattr("muara.engine.opinion.projection.PACKED_PEOPLE", 50)

    for found in on_both(take, lambda: tables(votes)):
        for table, expected in zip(found, right, strict=True):
            assert (table == expected).all()


def test_packed_counts_hold_as_many_people_as_they_promise(take):
    """All of the people say no to one and yes to the other: the sums are as far from 0 as they can be."""
    take("numba")
    cell = np.full((2, 2), 0, dtype=np.int64)
    start, column, value = np.array([0, 2]), np.array([0, 1], dtype=np.int32), np.array([-1, 1], dtype=np.int8)
    kernels.co_votes(start, column, value, cell)
    people = 2**20 - 1

    many = cell * people
    n, rest = many & (2**21 - 1), many >> 21
    product = ((rest + 2**20) & (2**21 - 1)) - 2**20

    assert (n == people).all()
    assert product.tolist() == [[people, -people], [-people, people]]
    assert ((rest - product) >> 21).tolist() == [[-people, -people], [people, people]]


def test_k_means_takes_the_same_steps(take):
    rng = np.random.default_rng(3)
    points = np.concatenate([rng.normal(place, 1.0, (400, 3)) for place in (-2, 0, 3)])
    weights = rng.integers(1, 5, len(points)).astype(np.float64)
    far = np.array([[0.0, 0, 0], [1.0, 1, 1], [500.0, 0, 0]])

    (numpy_start, numba_start) = on_both(take, lambda: spread_start(points, 5, np.random.default_rng(1).random(5)))
    assert (numpy_start == numba_start).all()
    for starts in (points[:7], far):
        a, b = on_both(take, lambda s=starts: lloyd(points, s, weights=weights, tolerance=1e-6))
        assert (a[0] == b[0]).all()
        assert (a[1] == b[1]).all()
    assert len(a[0]) == 2, "the cluster without members vanishes"
    same = on_both(take, lambda: lloyd(points, points[:3], max_steps=0))
    assert (same[0][1] == same[1][1]).all()
    a, b = on_both(take, lambda: best_of(points, 4, np.random.default_rng(2)))
    assert (a == b).all()


def test_start_points_that_are_all_alike_are_one(take):
    points = np.ones((5, 2))

    for found in on_both(take, lambda: spread_start(points, 3, np.array([0.5, 0.5, 0.5]))):
        assert found.tolist() == [[1.0, 1.0]]


def test_sums_are_exact_whatever_the_order_of_the_people(take):
    votes = conversation(400, 50, seed=8).votes
    order = np.random.default_rng(1).permutation(400)
    mirrored = VoteTable.from_votes(np.argsort(order)[votes.rows], votes.columns.astype(np.int64), votes.values)
    start = one_hot(np.arange(400) % 3, 3)

    (fitted,) = fit(Sides(votes), [start])
    (again,) = fit(Sides(mirrored), [start[order]])

    assert (fitted.chance == again.chance).all()
    assert (fitted.size == again.size).all()
    places, places_again = opinion_map(votes).positions(votes), opinion_map(mirrored).positions(mirrored)
    assert (places[order] == places_again).all()


def test_loops_are_compiled_where_no_cache_can_be_written(monkeypatch):
    caching = pytest.importorskip("numba.core.caching")
    from muara.engine.compiled import compiled

    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])

    assert compiled(lambda n: n + 1)(2) == 3
