"""Second holders: which few people, learning which roles, keep most of the joint work alive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadProcesses
from muara.engine.network.names import Bools, Floats, Id, Ints
from muara.engine.network.processes import Processes, Role
from muara.engine.network.survival import Survival, leaving_chances, role_cover, survive

GUARANTEE = 1 - 1 / np.e


@dataclass(frozen=True)
class Backup:
    """One actor who learns one role.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "sari"])
    >>> second_holders(work, 0.1, 1, rng=np.random.default_rng(1), draws=9).chosen[0].actor
    'sari'
    """

    process: Id
    role: str
    actor: Id


@dataclass(frozen=True, eq=False)
class Backups:
    """Second holders, in the order of choice.

    Attributes
    ----------
    chosen : tuple of Backup
    objective : {"log", "direct"}
        Which of two greedy choices kept more weight alive in the draws.
    before, after : Survival
        The same draws of who leaves, without and with the second holders.
    guarantee : float or None
        With "log" and only roles that need one holder: the gain in the weighted logarithm of the bound, after
        every role has a holder, is at least this share (1 - 1/e) of the best possible. None: no guarantee.
    work : Processes
        With the second holders in their roles.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "sari"])
    >>> second_holders(work, 0.1, 1, rng=np.random.default_rng(1), draws=9).work.roles[0].holders
    ('adi', 'sari')
    """

    chosen: tuple[Backup, ...]
    objective: str
    before: Survival
    after: Survival
    guarantee: float | None
    work: Processes


def second_holders(
    work: Processes,
    chance: npt.ArrayLike,
    count: int,
    *,
    rng: np.random.Generator,
    may: Bools | None = None,
    draws: int = 2000,
) -> Backups:
    """Choose `count` second holders so that most weight of processes is expected to live on.

    Parameters
    ----------
    work : Processes
    chance : float or array_like, shape (actors,)
        Chance that each actor leaves, see `survive`.
    count : int
        Most second holders, at least 0; fewer are chosen where nothing is left to gain.
    rng : numpy.random.Generator
    may : ndarray of bool, shape (roles, actors), optional
        Who could learn what; everybody everything unless given.
    draws : int
        For the comparison of before and after.

    Raises
    ------
    BadProcesses
        If the count is below 0, `may` has another shape, or a chance is none.

    Notes
    -----
    "log": the sum of ``w_p log(bound_p)`` (see `survival_bound`) is monotone and submodular in the holders where
    every role needs one, because ``log(1 - e^-x)`` is concave and x adds up; choosing greedily then reaches at
    least 1 - 1/e of the best gain (Nemhauser, Wolsey and Fisher 1978). Roles without enough holders come first,
    those of the process with most weight per missing holder before others. "direct": the bound itself, which is
    not submodular since roles need one another. Both are run, and the one that keeps more weight in the draws
    counts. Of equal choices the actor with fewer new roles is taken, then canonical order.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "notes", ("adi",))], actors=["adi", "sari"])
    >>> second_holders(work, 0.2, 1, rng=np.random.default_rng(1)).chosen
    (Backup(process='BATS', role='notes', actor='sari'),)
    """
    if count < 0:
        raise BadProcesses(f"{count} second holders cannot be chosen.")
    q = leaving_chances(work, chance)
    allowed = np.ones(work.holds.shape, dtype=bool) if may is None else np.asarray(may, dtype=bool)
    if allowed.shape != work.holds.shape:
        raise BadProcesses(f"`may` has shape {allowed.shape}; it should be {work.holds.shape}.")
    seed = int(rng.integers(2**62))
    found = []
    for objective in ("log", "direct"):
        pairs = _greedy(work, q, count, allowed, objective == "log")
        more = with_holders(work, pairs)
        found.append((objective, pairs, more, survive(more, q, rng=np.random.default_rng(seed), draws=draws)))
    objective, pairs, more, after = max(found, key=lambda one: one[3].weight)
    chosen = tuple(Backup(work.roles[r].process, work.roles[r].name, work.actors[a]) for r, a in pairs)
    sure = objective == "log" and bool((work.needed == 1).all())
    before = survive(work, q, rng=np.random.default_rng(seed), draws=draws)
    return Backups(chosen, objective, before, after, float(GUARANTEE) if sure else None, more)


def with_holders(work: Processes, pairs: list[tuple[int, int]]) -> Processes:
    """Give roles (by place) to more actors (by place).

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "notes", ("adi",))], actors=["adi", "sari"])
    >>> with_holders(work, [(0, 1)]).roles[0].holders
    ('adi', 'sari')
    """
    more: dict[int, list[Id]] = {}
    for role, actor in pairs:
        more.setdefault(role, []).append(work.actors[actor])
    roles = [
        Role(role.process, role.name, (*role.holders, *more.get(i, [])), role.needed)
        for i, role in enumerate(work.roles)
    ]
    weights = dict(zip(work.processes, work.weights.tolist(), strict=True))
    return Processes.from_roles(roles, actors=work.actors, weights=weights)


def _greedy(work: Processes, q: Floats, count: int, allowed: Bools, logs: bool) -> list[tuple[int, int]]:
    holds, load = work.holds.copy(), np.zeros(len(work.actors), dtype=np.int64)
    cover, almost = role_cover(work, q), _one_short(work, q)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < count:
        free = allowed & ~holds
        gain = _gain(work, q, holds, cover, almost, logs)
        gain[~free] = -np.inf
        best = gain.max(initial=-np.inf)
        if not best > 1e-15:
            break
        role, actor = _fairest(gain, best, load)
        pairs.append((role, actor))
        holds[role, actor] = True
        load[actor] += 1
        cover[role], almost[role] = _cover_of(q[holds[role]], int(work.needed[role]))
    return pairs


def _fairest(gain: Floats, best: float, load: Ints) -> tuple[int, int]:
    equal = gain >= best - 1e-12 * max(1.0, abs(best))
    roles, actors = np.nonzero(equal)
    place = int(np.lexsort((actors, roles, load[actors]))[0])
    return int(roles[place]), int(actors[place])


def _gain(work: Processes, q: Floats, holds: Bools, cover: Floats, almost: Floats, logs: bool) -> Floats:
    """Gain of each role and actor; where the role is short of holders, by weight per missing holder, above all."""
    missing = np.maximum(work.needed - holds.sum(axis=1), 0)
    of_process = np.bincount(work.process_of, weights=missing, minlength=len(work.processes))
    weight = work.weights[work.process_of]
    then = cover[:, None] + almost[:, None] * (1 - q)[None, :]
    if logs:
        gain: Floats = weight[:, None] * (
            np.log(np.maximum(then, 1e-300)) - np.log(np.maximum(cover, 1e-300))[:, None]
        )
    else:
        bound = np.ones(len(work.processes))
        np.multiply.at(bound, work.process_of, np.where(missing > 0, 1.0, cover))
        others = bound[work.process_of] / np.where((missing > 0) | (cover == 0), 1.0, cover)
        gain = (weight * others)[:, None] * (then - cover[:, None])
    urgent = missing > 0
    if urgent.any():
        first = weight / np.maximum(of_process[work.process_of], 1)
        gain = np.where(urgent[:, None], 1e9 * (1 + first[:, None]) * (1 - q)[None, :], gain)
    return gain


def _one_short(work: Processes, q: Floats) -> Floats:
    return np.array(
        [_cover_of(q[row], needed)[1] for row, needed in zip(work.holds, work.needed.tolist(), strict=True)]
    ).reshape(len(work.roles))


def _cover_of(holders: Floats, needed: int) -> tuple[float, float]:
    """Chance that at least `needed` stay, and that exactly one fewer does."""
    stay = np.zeros(len(holders) + needed + 1)
    stay[0] = 1.0
    for leaves in holders.tolist():
        stay[1:] = stay[1:] * leaves + stay[:-1] * (1 - leaves)
        stay[0] *= leaves
    return float(np.clip(stay[needed:].sum(), 0.0, 1.0)), float(stay[needed - 1])
