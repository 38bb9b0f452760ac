"""The fewest leavings that stop a process, or the most weight that a few leavings can stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse.csgraph import maximum_flow

from muara.engine.errors import BadProcesses
from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Id, Ints
from muara.engine.network.processes import Processes


def fewest_to_stop(work: Processes) -> Ints:
    """Count for each process the fewest leavings that stop it through its roles, shape (processes,).

    Notes
    -----
    ``min over roles of max(holders - needed + 1, 0)``, in closed form; 0 for a process that stands still already.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> fewest_to_stop(Processes.from_roles([Role("BATS", "host", ("adi", "budi", "sari"), 2)])).tolist()
    [2]
    """
    fewest = np.full(len(work.processes), np.iinfo(np.int64).max)
    np.minimum.at(fewest, work.process_of, np.maximum(work.spare + 1, 0))
    return fewest


def cut_to_stop(
    work: Processes, network: Network, process: Id, *, cost: Mapping[Id, int] | None = None
) -> tuple[Id, ...]:
    """Find the cheapest leavings that stop a process or part two of its roles from one another.

    Parameters
    ----------
    work, network : Processes, Network
        With the same actors.
    process : int or str
        Its roles need one holder each.
    cost : mapping of actor to int, optional
        Whole number of at least 1 for each actor; 1 where it says nothing.

    Returns
    -------
    tuple of int or str
        Who leaves, in canonical order; empty if the process stands still or its roles are parted already.

    Raises
    ------
    BadProcesses
        If there is no such process, a role of it needs more than one holder, the actors are not those of
        the network, or a cost is no whole number of at least 1.

    Notes
    -----
    Two roles are joined while some holder of one can reach some holder of the other through actors who are there
    (one who holds both reaches itself). For each pair of roles this is a least vertex cut, found by maximum flow.
    The least over all pairs is returned, the first of several. All holders of a role are such a cut.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> net = Network.from_ties(["a", "b", "x", "x"], ["x", "x", "c", "d"])
    >>> work = Processes.from_roles([Role("p", "r", ("a", "b")), Role("p", "s", ("c", "d"))], actors=net.actors)
    >>> cut_to_stop(work, net, "p")
    ('x',)
    """
    if work.actors != network.actors:
        raise BadProcesses("Processes and network have different actors.")
    if process not in work.processes:
        raise BadProcesses(f"There is no process {process!r}.")
    rows = np.flatnonzero(work.process_of == work.processes.index(process))
    if (work.needed[rows] > 1).any():
        raise BadProcesses(f"A role of {process!r} needs more than one holder; use fewest_to_stop.")
    price = np.ones(len(work.actors), dtype=np.int64)
    for actor, amount in (cost or {}).items():
        if amount < 1 or int(amount) != amount:
            raise BadProcesses(f"The cost of {actor!r} is {amount}; it should be a whole number of at least 1.")
        price[work.places([actor])] = amount
    pairs = list(combinations(rows.tolist(), 2)) or [(int(rows[0]), int(rows[0]))]
    cuts = [_least_cut(network, work.holds[a], work.holds[b], price) for a, b in pairs]
    best = min(cuts, key=lambda cut: int(price[cut].sum()))
    return tuple(work.actors[i] for i in best)


def _least_cut(network: Network, first: Bools, second: Bools, price: Ints) -> Ints:
    """Split every actor in two, in (i) and out (n + i), with its price between; sources 2n, sink 2n + 1."""
    n, near = network.n_actors, network.adjacency
    ends_a, ends_b = np.flatnonzero(first), np.flatnonzero(second)
    if not len(ends_a) or not len(ends_b):
        return np.zeros(0, dtype=np.int64)
    much = int(price.sum()) + 1
    here = np.arange(n)
    a = np.r_[here, near.rows + n, np.full(len(ends_a), 2 * n), ends_b + n]
    b = np.r_[here + n, near.indices, ends_a, np.full(len(ends_b), 2 * n + 1)]
    room = np.r_[price, np.full(len(near.indices) + len(ends_a) + len(ends_b), much)].astype(np.int32)
    graph = sp.csr_array((room, (a, b)), shape=(2 * n + 2, 2 * n + 2))
    flow = maximum_flow(graph, 2 * n, 2 * n + 1).flow
    left = (graph - flow).tocsr()
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    reach = sp.csgraph.breadth_first_order(left, 2 * n, return_predecessors=False)
    seen = np.zeros(2 * n + 2, dtype=bool)
    seen[reach] = True
    return np.flatnonzero(seen[:n] & ~seen[n : 2 * n])


@dataclass(frozen=True)
class StoppingSet:
    """The leavings within a budget that stop most weight.

    `bound` is an upper bound of the weight that any such set stops; `gap` = (bound - weight) / bound, 0 when the
    set is known to be the worst case. `greedy_weight` is what choosing one after the other reaches.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> worst_leavings(Processes.from_roles([Role("BATS", "host", ("adi",))]), 1).actors
    ('adi',)
    """

    actors: tuple[Id, ...]
    stopped: tuple[Id, ...]
    weight: float
    bound: float
    gap: float
    greedy_weight: float


def worst_leavings(work: Processes, budget: int, *, seconds: float = 10.0) -> StoppingSet:
    """Find the `budget` actors whose leaving stops most weight.

    Parameters
    ----------
    work : Processes
    budget : int
        Most actors that leave, at least 0.
    seconds : float
        Patience of the solver; when it runs out, the best set so far is returned with its gap.

    Raises
    ------
    BadProcesses
        If the budget is below 0.

    Notes
    -----
    Integer program, solved by HiGHS: choose leavings x (0/1) with ``sum x <= budget``; role r fails only if
    ``sum of x over its holders >= spare + 1``; a process stops only if one of its roles fails. Processes that
    stand still already count nowhere.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi", "sari")), Role("cycle", "driver", ("budi",))])
    >>> worst_leavings(work, 1).actors
    ('budi',)
    """
    if budget < 0:
        raise BadProcesses(f"A budget of {budget} is no number of actors.")
    runs = work.runs(np.ones(len(work.actors), dtype=bool))
    greedy = _greedy(work, budget)
    rows = np.flatnonzero(runs[work.process_of] & (work.spare < budget))
    n, r, p = len(work.actors), len(rows), len(work.processes)
    chosen, bound = greedy, _weight(work, greedy)
    if r and budget:
        value = np.concatenate([np.zeros(n + r), np.where(runs, work.weights, 0.0)])
        fails = sp.hstack([
            sp.csr_array(work.holds[rows].astype(float)),
            -sp.diags_array((work.spare[rows] + 1).astype(float)), sp.csr_array((r, p)),
        ])  # fmt: skip
        part = sp.csr_array((np.ones(r), (work.process_of[rows], np.arange(r))), shape=(p, r))
        ends = sp.hstack([sp.csr_array((p, n)), part, -sp.eye_array(p)])
        few = sp.csr_array(np.concatenate([np.ones(n), np.zeros(r + p)])[None])
        rules = [
            LinearConstraint(sp.csr_array(fails), 0, np.inf),
            LinearConstraint(sp.csr_array(ends), 0, np.inf),
            LinearConstraint(few, 0, budget),
        ]
        whole = np.concatenate([np.ones(n + r), np.zeros(p)])
        found = milp(
            -value, integrality=whole, bounds=Bounds(0, 1), constraints=rules, options={"time_limit": seconds}
        )
        bound = float(work.weights[runs].sum()) if found.mip_dual_bound is None else -float(found.mip_dual_bound)
        if found.x is not None:
            solved = np.flatnonzero(found.x[:n] > 0.5)
            chosen = solved if _weight(work, solved) >= _weight(work, greedy) else greedy
    weight = _weight(work, chosen)
    bound = max(bound, weight)
    gap = (bound - weight) / bound if bound > 0 else 0.0
    stays = np.ones(n, dtype=bool)
    stays[chosen] = False
    stopped = np.flatnonzero(runs & ~work.runs(stays))
    return StoppingSet(
        tuple(work.actors[i] for i in chosen), tuple(work.processes[i] for i in stopped),
        weight, bound, gap if gap > 1e-9 else 0.0, _weight(work, greedy),
    )  # fmt: skip


def _weight(work: Processes, leaving: Ints) -> float:
    stays = np.ones(len(work.actors), dtype=bool)
    runs = work.runs(stays)
    stays[leaving] = False
    return float(work.weights[runs & ~work.runs(stays)].sum())


def _greedy(work: Processes, budget: int) -> Ints:
    """Take out, again and again, who stops most; of equals who brings most weight nearest to stopping."""
    present = np.ones(len(work.actors), dtype=bool)
    for _ in range(min(budget, len(work.actors))):
        runs = work.runs(present)
        spare = (work.holds & present).sum(axis=1) - work.needed
        live = runs[work.process_of]
        last = work.holds & (live & (spare == 0))[:, None]
        stopped = np.zeros((len(work.processes), len(work.actors)), dtype=bool)
        np.logical_or.at(stopped, work.process_of, last)
        near = np.where(live, work.weights[work.process_of] / (np.maximum(spare, 0) + 1.0) ** 2, 0.0) @ work.holds
        score = work.weights @ stopped + near / (1e6 + near.max(initial=0.0))
        score[~present] = -1.0
        present[int(np.argmax(score))] = False
    return np.flatnonzero(~present)
