"""The answers of a trust survey, read and checked: each organisation about a few partners, in items of 1 to 4."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork
from muara.engine.network.names import Bools, Floats, Ints

LOWEST, HIGHEST = 1, 4
FEWEST_ITEMS = 2


def pair_trust(items: npt.ArrayLike) -> Floats:
    """Join the items of each answer into trust from 0 to 1.

    Parameters
    ----------
    items : array_like of float, shape (answers, items)
        From 1 (not at all) to 4 (fully); nan where nothing was said.

    Returns
    -------
    ndarray of float64, shape (answers,)
        Mean of the items given, rescaled; nan where fewer than two were.

    Notes
    -----
    The items are those of PARTNER (Visible Network Labs): reliability, shared mission, openness.

    Examples
    --------
    >>> pair_trust([[4, 4, 4], [1, 1, 1], [2, np.nan, 3], [4, np.nan, np.nan]]).tolist()
    [1.0, 0.0, 0.5, nan]
    """
    given = items_of(items)
    said = np.isfinite(given)
    n = said.sum(axis=1)
    mean = np.where(said, given, 0).sum(axis=1) / np.maximum(n, 1)
    return np.where(n >= min(FEWEST_ITEMS, given.shape[1]), (mean - LOWEST) / (HIGHEST - LOWEST), np.nan)


def items_of(items: npt.ArrayLike) -> Floats:
    given = np.asarray(items, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] == 0:
        raise BadNetwork(f"Items of shape {given.shape}; needed is (answers, items).")
    said = given[~np.isnan(given)]
    if ((said < LOWEST) | (said > HIGHEST)).any():
        raise BadNetwork(f"An item is a number from {LOWEST} to {HIGHEST}, or nan.")
    return given


def questions(
    askers: npt.ArrayLike, partners: npt.ArrayLike, strangers: npt.ArrayLike | None, n: int, n_actors: int
) -> tuple[Ints, Ints, Bools]:
    a, b = (np.asarray(ends, dtype=np.int64).reshape(-1) for ends in (askers, partners))
    unknown = np.zeros(n, bool) if strangers is None else np.asarray(strangers)
    if not len(a) == len(b) == len(unknown) == n:
        raise BadNetwork(
            f"There are {n} rows of items, {len(a)} askers, {len(b)} partners and {len(unknown)} strangers."
        )
    if unknown.dtype.kind != "b":
        raise BadNetwork("Whether a partner is a stranger must be True or False.")
    if n and (min(a.min(), b.min()) < 0 or max(a.max(), b.max()) >= n_actors):
        raise BadNetwork(f"Askers and partners are places from 0 to {n_actors - 1}.")
    if (a == b).any():
        raise BadNetwork("An actor is asked about itself.")
    if len(np.unique(a * n_actors + b)) < n:
        raise BadNetwork("The same question is asked twice.")
    return a, b, unknown


def filled(given: Floats, end: int) -> Floats:
    """Return trust as it would be with every missing item at one end of the scale."""
    mean: Floats = (np.where(np.isnan(given), end, given).mean(axis=1) - LOWEST) / (HIGHEST - LOWEST)
    return mean
