"""How much of the joint work lives on when actors leave independently of one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork, BadProcesses
from muara.engine.network.names import Floats, numbers
from muara.engine.network.processes import Processes


def leaving_chances(work: Processes, chance: npt.ArrayLike) -> Floats:
    """Read one chance of leaving for all, or one for each actor; between 0 and 1, shape (actors,)."""
    try:
        return numbers(chance, len(work.actors), "chances of leaving", default=0.0, low=0.0, high=1.0)
    except BadNetwork as error:
        raise BadProcesses(str(error)) from error


def role_cover(work: Processes, chance: npt.ArrayLike) -> Floats:
    """Chance that each role keeps as many holders as it needs, shape (roles,); exact.

    Notes
    -----
    With independent leaving the number of holders that stay is Poisson-binomial; its tail is added up holder by
    holder. For a role that needs one it is ``1 - q_1 q_2 ..``. A role without enough holders has 0.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi", "sari")), Role("BATS", "notes", ("adi",))])
    >>> role_cover(work, 0.1).round(3).tolist()
    [0.99, 0.9]
    """
    q = leaving_chances(work, chance)
    cover = np.zeros(len(work.roles))
    for row, needed in enumerate(work.needed.tolist()):
        holders = q[work.holds[row]]
        if len(holders) < needed:
            continue
        few = np.zeros(needed)  # chance that 0 .. needed - 1 have stayed so far
        few[0] = 1.0
        for leaves in holders.tolist():
            few[1:] = few[1:] * leaves + few[:-1] * (1 - leaves)
            few[0] *= leaves
        cover[row] = 1.0 - few.sum()
    return np.clip(cover, 0.0, 1.0)


def survival_bound(work: Processes, chance: npt.ArrayLike) -> Floats:
    """Bound from below the chance that each process lives on, shape (processes,).

    Notes
    -----
    ``P(process lives) >= product over its roles of P(role is covered)``. Each event is increasing in who stays,
    so they are positively correlated (Harris 1960; Fortuin, Kasteleyn and Ginibre 1971). Equal where no actor
    holds two roles of the process; otherwise the truth is higher: one who holds both leaves but once.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi", "sari")), Role("BATS", "notes", ("adi",))])
    >>> survival_bound(work, 0.1).round(3).tolist()
    [0.891]
    """
    bound = np.ones(len(work.processes))
    np.multiply.at(bound, work.process_of, role_cover(work, chance))
    return bound


@dataclass(frozen=True, eq=False)
class Survival:
    """Result of many draws of who leaves.

    Attributes
    ----------
    lives : ndarray of float, shape (processes,)
        Share of draws in which each process lives on.
    error : ndarray of float, shape (processes,)
        Standard error of `lives` that comes from drawing alone.
    bound : ndarray of float, shape (processes,)
        Safe lower bound, see `survival_bound`.
    weight, weight_error, weight_bound : float
        Expected weight of the processes that live on, its standard error, and the bound of it.
    low, high : float
        5 % and 95 % of the weight over the draws.
    draws : int

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))])
    >>> survive(work, 1.0, rng=np.random.default_rng(1), draws=9).lives.tolist()
    [0.0]
    """

    lives: Floats
    error: Floats
    bound: Floats
    weight: float
    weight_error: float
    weight_bound: float
    low: float
    high: float
    draws: int


def survive(work: Processes, chance: npt.ArrayLike, *, rng: np.random.Generator, draws: int = 2000) -> Survival:
    """Draw who leaves, many times, and count what lives on.

    Parameters
    ----------
    work : Processes
    chance : float or array_like of float, shape (actors,)
        Chance that an actor leaves. It is an assumption to be varied, never something inferred about somebody.
    rng : numpy.random.Generator
    draws : int
        At least 2.

    Raises
    ------
    BadProcesses
        If there are fewer than two draws, or a chance is none.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))])
    >>> survive(work, 0.0, rng=np.random.default_rng(1)).weight
    1.0
    """
    if draws < 2:
        raise BadProcesses(f"{draws} draws say nothing; take at least 2.")
    q = leaving_chances(work, chance)
    lives = np.concatenate(
        [work.runs(rng.random((min(500, draws - at), len(q))) >= q) for at in range(0, draws, 500)]
    )
    share, weight = lives.mean(axis=0), lives @ work.weights
    bound = survival_bound(work, q)
    low, high = np.quantile(weight, [0.05, 0.95])
    return Survival(
        share, np.sqrt(share * (1 - share) / draws), bound, float(weight.mean()),
        float(weight.std(ddof=1) / np.sqrt(draws)), float(bound @ work.weights), float(low), float(high), draws,
    )  # fmt: skip
