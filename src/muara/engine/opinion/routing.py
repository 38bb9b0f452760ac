"""Which statement a person sees next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.votes import Floats

META_PRIORITY = 49.0
FLOOR = 0.05
"""Share of the uniform chance that every unseen statement keeps, however dull it seems."""


def priorities(
    agree: npt.ArrayLike,
    disagree: npt.ArrayLike,
    passed: npt.ArrayLike,
    extremity: npt.ArrayLike | None = None,
    meta: npt.ArrayLike | None = None,
) -> Floats:
    """Say how much is learned by showing each statement, by the formula of Polis.

    Parameters
    ----------
    agree, disagree, passed : array_like of int, shape (statements,)
        Votes of everybody so far.
    extremity : array_like of float, shape (statements,), optional
        Length of the statement's place on the map (`PolisMap.extremity`); 0 where there is no map yet.
    meta : array_like of bool, shape (statements,), optional
        Statements about the conversation itself get a fixed 49.

    Returns
    -------
    ndarray of float, shape (statements,)
        Greater than 0, without unit; chances are proportional to it.

    Notes
    -----
    ``importance = (1 - (pass + 1)/(n + 2)) (1 + extremity) (agree + 1)/(n + 2)``;
    ``priority = (importance (1 + 8 * 2^(-n/5)))^2``. The last factor is 9 for a new statement and 1 for one
    with many votes: what was written a minute ago is seen early.

    References
    ----------
    compdemocracy/polis, math/ (October 2024). From March 2025 to July 2026 a slip gave every statement the
    same priority there and nobody noticed (compdemocracy/polis#2611): so the tests here hold that it varies.

    Examples
    --------
    >>> priorities([0, 30], [0, 5], [0, 5]).round(3).tolist()
    [5.062, 0.426]
    """
    a, d, p = (np.asarray(x, dtype=np.float64) for x in (agree, disagree, passed))
    n = a + d + p
    reach = np.zeros_like(n) if extremity is None else np.asarray(extremity, dtype=np.float64)
    importance = (1 - (p + 1) / (n + 2)) * (1 + reach) * (a + 1) / (n + 2)
    priority: Floats = (importance * (1 + 8 * 2 ** (-n / 5))) ** 2
    if meta is not None:
        priority = np.where(np.asarray(meta, dtype=bool), META_PRIORITY, priority)
    return priority


def chances(priority: npt.ArrayLike, unseen: npt.ArrayLike) -> Floats:
    """Turn priorities into the chance of each statement to be shown next.

    Parameters
    ----------
    priority : array_like of float, shape (statements,)
        At least 0.
    unseen : array_like of bool, shape (statements,)
        What the person has not answered yet.

    Returns
    -------
    ndarray of float, shape (statements,)
        Sums to 1 over the unseen (all 0 if nothing is left); each unseen one has at least 5 % of 1/unseen.

    Examples
    --------
    >>> chances([9.0, 1.0, 0.0], [True, True, False]).tolist()
    [0.88, 0.12, 0.0]
    """
    left = np.asarray(unseen, dtype=bool)
    weight = np.where(left, np.maximum(np.asarray(priority, dtype=np.float64), 0.0), 0.0)
    if not left.any():
        return np.zeros(len(left))
    total = weight.sum()
    share = weight / total if total > 0 else left / left.sum()
    chance: Floats = (1 - FLOOR) * share + FLOOR * left / left.sum()
    return chance


def choose_next(priority: npt.ArrayLike, unseen: npt.ArrayLike, rng: np.random.Generator) -> int | None:
    """Draw the next statement for a person; None when there is nothing left to see.

    Parameters
    ----------
    priority : array_like of float, shape (statements,)
        Weights above 0, as of `priorities`.
    unseen : array_like of bool, shape (statements,)
        True = may be drawn.
    rng : numpy.random.Generator
        Draws; seed it to repeat a draw.

    Returns
    -------
    int or None
        Column of the statement.

    Examples
    --------
    >>> choose_next([1.0, 5.0], [False, True], np.random.default_rng(1))
    1
    >>> choose_next([1.0], [False], np.random.default_rng(1)) is None
    True
    """
    chance = chances(priority, unseen)
    total = np.cumsum(chance)
    if len(total) == 0 or total[-1] <= 0:
        return None
    column = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
    return min(column, int(np.flatnonzero(chance > 0)[-1]))


def unseen_by(seen: Sequence[Any], statements: Sequence[Any]) -> npt.NDArray[np.bool_]:
    """Mark the statements that a person has not answered yet.

    Parameters
    ----------
    seen : sequence of int or str
        Statements the person answered.
    statements : sequence of int or str
        All statements.

    Returns
    -------
    ndarray of bool, shape (statements,)
        True = not answered.

    Examples
    --------
    >>> unseen_by([3, 5], [1, 3, 5, 7]).tolist()
    [True, False, False, True]
    """
    done = set(seen)
    return np.array([statement not in done for statement in statements], dtype=bool)
