"""Do ties, and opinions, stay within the hubs people declare, or do they reach across?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.names import Floats, Id, Ints


@dataclass(frozen=True)
class Mixing:
    """How ties run between and within declared groups.

    Attributes
    ----------
    ei : float
        External less internal ties over all, -1 (all within) to 1 (all across); nan without ties.
    external, internal, left_out : int
        Ties across, ties within, and ties of which an end has declared nothing.
    null_mean, null_low, null_high : float
        Mean and 5 to 95 % of `ei` when the same labels are dealt out by lot.
    p_value : float
        Share of deals at least as far from their mean as the truth (two-sided, the truth counted in).
    pairs_bridged, pairs_bridged_twice : float
        Share of pairs of groups with a tie, and with two ties that share no actor; nan for fewer than two groups.

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"])
    >>> mixing(net, {"a": 1, "b": 1, "c": 2}, rng=np.random.default_rng(0), deals=9).ei
    0.0
    """

    ei: float
    external: int
    internal: int
    left_out: int
    null_mean: float
    null_low: float
    null_high: float
    p_value: float
    pairs_bridged: float
    pairs_bridged_twice: float


def mixing(
    network: Network,
    labels: Mapping[Id, Hashable | None],
    *,
    rng: np.random.Generator,
    deals: int = 2000,
) -> Mixing:
    """Compare ties across and within groups with the same labels dealt out by lot.

    Parameters
    ----------
    network : Network
        Each pair of tied actors counts once.
    labels : mapping of actor to label
        Self-declared hub, sector or sub-district; who declared nothing (or None) is left out. Never ethnicity or
        religion.
    rng : numpy.random.Generator
    deals : int
        At least 1.

    Raises
    ------
    BadNetwork
        If a label is of nobody in the network, or there are no deals.

    Notes
    -----
    ``E-I = (EL - IL) / (EL + IL)`` (Krackhardt and Stern 1988). Its value depends on the number and size of
    groups, so it is read against the deals, never against a fixed cut.

    Examples
    --------
    >>> net = Network.from_ties(["a", "c", "b"], ["b", "d", "c"])
    >>> mixing(net, dict(a=1, b=1, c=2, d=2), rng=np.random.default_rng(1), deals=99).external
    1
    """
    if deals < 1:
        raise BadNetwork(f"{deals} deals say nothing; take at least 1.")
    group, n_groups = group_numbers(network, labels)
    near = network.adjacency
    once = near.rows < near.indices
    a, b = near.rows[once], near.indices[once]
    known = (group[a] >= 0) & (group[b] >= 0)
    a, b, left_out = a[known], b[known], int((~known).sum())
    external = int((group[a] != group[b]).sum())
    internal = len(a) - external
    if not len(a):
        bridged = _bridged(group, a, b, n_groups)
        nan = float("nan")
        return Mixing(nan, 0, 0, left_out, nan, nan, nan, nan, *bridged)
    ei = (external - internal) / len(a)
    declared = np.flatnonzero(group >= 0)
    dealt = np.tile(group, (deals, 1))
    dealt[:, declared] = rng.permuted(dealt[:, declared], axis=1)
    null = 2 * (dealt[:, a] != dealt[:, b]).mean(axis=1) - 1
    mean = float(null.mean())
    p = (1 + int((np.abs(null - mean) >= abs(ei - mean) - 1e-12).sum())) / (deals + 1)
    low, high = (float(x) for x in np.quantile(null, [0.05, 0.95]))
    return Mixing(ei, external, internal, left_out, mean, low, high, p, *_bridged(group, a, b, n_groups))


def group_numbers(network: Network, labels: Mapping[Id, Hashable | None]) -> tuple[Ints, int]:
    """Number the labels of actors by first appearance; -1 for who declared nothing.

    Examples
    --------
    >>> group_numbers(Network.from_ties(["a"], ["b"], actors=["c"]), {"a": "x", "c": "x"})[0].tolist()
    [0, -1, 0]
    """
    network.places(labels)
    number: dict[Hashable, int] = {}
    given = [labels.get(actor) for actor in network.actors]
    group = [-1 if label is None else number.setdefault(label, len(number)) for label in given]
    return np.array(group, dtype=np.int64), len(number)


def _bridged(group: Ints, a: Ints, b: Ints, n_groups: int) -> tuple[float, float]:
    if n_groups < 2:
        return float("nan"), float("nan")
    across: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, j in zip(a.tolist(), b.tolist(), strict=True):
        g, h = int(group[i]), int(group[j])
        if g != h:
            across.setdefault((min(g, h), max(g, h)), []).append((i, j) if g < h else (j, i))
    twice = 0
    for ties in across.values():  # two disjoint ties exist unless one actor is in all of them
        (i, j) = ties[0]
        twice += not (all(x == i for x, _ in ties) or all(y == j for _, y in ties))
    pairs = n_groups * (n_groups - 1) / 2
    return len(across) / pairs, twice / pairs


@dataclass(frozen=True)
class Alignment:
    """How far opinion groups follow declared hubs: `ami` about 0 if not at all, 1 if they are the same.

    Examples
    --------
    >>> groups = np.array([0, 0, 1, 1])
    >>> alignment(groups, groups, rng=np.random.default_rng(0), deals=9).n
    4
    """

    ami: float
    p_value: float
    n: int


def alignment(first: Ints, second: Ints, *, rng: np.random.Generator, deals: int = 2000) -> Alignment:
    """Compare two groupings of the same people: is disagreement along hub lines?

    Parameters
    ----------
    first, second : ndarray of int, shape (people,)
        Group of each; who has -1 in either is left out.
    rng : numpy.random.Generator
    deals : int
        At least 1.

    Returns
    -------
    Alignment
        `p_value`: share of deals of the second grouping with at least this much in common (one-sided). nan for
        nobody.

    Raises
    ------
    BadNetwork
        If the two groupings differ in length, or there are no deals.

    Notes
    -----
    There is no published cut for this use; show it with its p-value and against its own past.

    Examples
    --------
    >>> same = np.array([0, 0, 1, 1, 2, 2])
    >>> alignment(same, same, rng=np.random.default_rng(0), deals=50).ami
    1.0
    """
    if deals < 1 or first.shape != second.shape:
        raise BadNetwork("Both groupings need one entry per person, and at least 1 deal.")
    known = (first >= 0) & (second >= 0)
    a, b = (np.unique(x[known], return_inverse=True)[1] for x in (first, second))
    if not len(a):
        return Alignment(float("nan"), float("nan"), 0)
    truth = _mutual(a, b)
    null = np.array([_mutual(a, rng.permutation(b)) for _ in range(deals)])
    p = (1 + int((null >= truth - 1e-12).sum())) / (deals + 1)
    return Alignment(adjusted_mutual_information(a, b), p, len(a))


def adjusted_mutual_information(first: Ints, second: Ints) -> float:
    """Mutual information of two groupings, less what chance gives: 1 if the same, about 0 if unrelated.

    Notes
    -----
    ``(MI - E[MI]) / (mean(H1, H2) - E[MI])`` with the exact expectation over all deals (Vinh, Epps and Bailey
    2010, JMLR 11:2837). Two groupings that both have one single group, or both only single people, are the same:
    1.

    Examples
    --------
    >>> adjusted_mutual_information(np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3]))
    0.0
    """
    a, b = np.unique(first, return_inverse=True)[1], np.unique(second, return_inverse=True)[1]
    rows, columns = np.bincount(a), np.bincount(b)
    if len(rows) == len(columns) and len(rows) in (1, len(a)):
        return 1.0
    expected = _expected(rows, columns)
    room = (_entropy(rows) + _entropy(columns)) / 2 - expected
    return float((_mutual(a, b) - expected) / room) if abs(room) > 1e-12 else 0.0


def _entropy(sizes: Ints) -> float:
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _mutual(a: Ints, b: Ints) -> float:
    table = np.bincount(a * (int(b.max()) + 1) + b).astype(np.float64)
    return _entropy(np.bincount(a)) + _entropy(np.bincount(b)) - _entropy(table[table > 0].astype(np.int64))


def _expected(rows: Ints, columns: Ints) -> float:
    n, total = int(rows.sum()), 0.0
    log = gammaln
    for i in rows.tolist():
        for j in columns.tolist():
            k: Floats = np.arange(max(1, i + j - n), min(i, j) + 1, dtype=np.float64)
            chance = np.exp(
                log(i + 1) + log(j + 1) + log(n - i + 1) + log(n - j + 1)
                - log(n + 1) - log(k + 1) - log(i - k + 1) - log(j - k + 1) - log(n - i - j + k + 1)
            )  # fmt: skip
            total += float((k / n * np.log(n * k / (i * j)) * chance).sum())
    return total
