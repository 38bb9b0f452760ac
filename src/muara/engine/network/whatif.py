"""What if they leave? One answer for pages and command line: who is cut off, what stops, what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from muara.engine.network.cascades import cascade
from muara.engine.network.graph import Network
from muara.engine.network.leaving import coverage_gaps, stops
from muara.engine.network.loss import Loss, loss_of
from muara.engine.network.mending import NewHolder, NewTie, holders_that_mend, ties_that_mend
from muara.engine.network.names import SEED, Bools, Id
from muara.engine.network.processes import Processes
from muara.engine.network.setdraws import Spread, draw_losses
from muara.engine.network.ways import LongerWays, longer_ways

PHIS = (0.1, 0.2, 0.3, 0.4, 0.5)
State = Literal["stops", "one_step", "runs", "stood_still"]


@dataclass(frozen=True)
class RoleLeft:
    """One role: how many hold it before and after, how many it needs, and who still holds it.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("a", "b"))], actors=["a", "b"])
    >>> what_if(Network.from_ties(["a"], ["b"]), ["a"], work=work, draws=5).processes[0].roles[0].holders
    ('b',)
    """

    name: str
    needed: int
    before: int
    after: int
    holders: tuple[Id, ...]


@dataclass(frozen=True)
class ProcessLeft:
    """What becomes of one process.

    Attributes
    ----------
    state : {"stops", "one_step", "runs", "stood_still"}
        "one_step": it runs, but stops if one of `leans_on` leaves too. "stood_still": it did so before.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("a",))], actors=["a", "b"])
    >>> what_if(Network.from_ties(["a"], ["b"]), ["a"], work=work, draws=5).processes[0].state
    'stops'
    """

    name: Id
    weight: float
    state: State
    roles: tuple[RoleLeft, ...]
    leans_on: tuple[Id, ...]


@dataclass(frozen=True)
class Followers:
    """Who follows if all leave once the share `phi` of their tie weight is gone: first `next`, in all `gone`.

    Examples
    --------
    >>> what_if(Network.from_ties(["a", "b"], ["b", "c"]), ["a"], draws=5).followers[-1]
    Followers(phi=0.5, next=('b',), gone=('b', 'c'))
    """

    phi: float
    next: tuple[Id, ...]
    gone: tuple[Id, ...]


@dataclass(frozen=True)
class WhatIf:
    """The answer to "what if they leave?".

    Attributes
    ----------
    leaving : tuple of int or str
        Who leaves, in canonical order.
    n_actors, n_ties, n_unsure : int
        Actors and ties of the whole network, and ties of which it is not sure that they exist (evidence under 1).
    loss : Loss
        Who is cut off, which pieces remain, pairs lost; as if every tie existed.
    n_cut_off, pairs_lost : Spread
        The same two numbers over `draws` draws of which ties exist.
    cuts_somebody_off : float
        Share of draws in which at least one actor is cut off, 0..1.
    chance_cut_off : dict of actor to float
        For each actor that is cut off in any draw: the share of draws in which it is; most first.
    processes : tuple of ProcessLeft
        Every process in which the leaving hold a role; those that stop first, then by weight.
    nobody_else, one_left : dict of thing to tuple of actors
        What only the leaving offered, and what just one other actor still offers.
    share_lost : dict of actor to float
        For each remaining neighbour the share of its tie weight that goes, most first: the likely next followers.
    followers : tuple of Followers
        The cascade under each of several thresholds; nobody knows the true one.
    ways : LongerWays or None
        Whose way to one another gets longer; None for networks too large to look at every pair.
    new_ties : tuple of NewTie
        The fewest introductions that join all that is cut off; whom exactly to introduce is a rule of thumb.
    new_holders : tuple of NewHolder
        The fewest second holders that keep everything going that would stop; who exactly is a rule of thumb.

    Examples
    --------
    >>> what_if(Network.from_ties(["a", "b"], ["b", "c"]), ["b"], draws=5).cuts_somebody_off
    1.0
    """

    leaving: tuple[Id, ...]
    n_actors: int
    n_ties: int
    n_unsure: int
    loss: Loss
    n_cut_off: Spread
    pairs_lost: Spread
    cuts_somebody_off: float
    chance_cut_off: dict[Id, float]
    processes: tuple[ProcessLeft, ...]
    nobody_else: dict[Id, tuple[Id, ...]]
    one_left: dict[Id, tuple[Id, ...]]
    share_lost: dict[Id, float]
    followers: tuple[Followers, ...]
    ways: LongerWays | None
    new_ties: tuple[NewTie, ...]
    new_holders: tuple[NewHolder, ...]

    @property
    def stopped(self) -> tuple[Id, ...]:
        """Name the processes that stop."""
        return tuple(one.name for one in self.processes if one.state == "stops")


def what_if(
    network: Network,
    leaving: Iterable[Id],
    *,
    work: Processes | None = None,
    offers: Mapping[Id, Iterable[Id]] | None = None,
    phis: Sequence[float] = PHIS,
    draws: int = 1000,
    seed: int = SEED,
) -> WhatIf:
    """Say everything that is lost if some actors leave, how sure that is, and what would mend it cheapest.

    Parameters
    ----------
    network : Network
    leaving : iterable of int or str
        One actor or several who leave together.
    work : Processes, optional
        With ``actors=network.actors``.
    offers : mapping of thing to actors, optional
        Who offers, has or serves what.
    phis : sequence of float
        Thresholds for the cascade, each above 0 and at most 1.
    draws : int
        Draws of the unsure ties, at least 1.
    seed : int
        The same seed gives the same answer, to the byte.

    Examples
    --------
    >>> net = Network.from_ties(["adi", "budi", "sari"], ["budi", "sari", "tini"], evidence=[1, 1, 0.5])
    >>> answer = what_if(net, ["budi"])
    >>> answer.loss.cut_off, answer.n_cut_off.value, [(tie.one, tie.other) for tie in answer.new_ties]
    (('adi',), 1, [('sari', 'adi')])
    """
    loss = loss_of(network, leaving)
    gone = np.zeros(network.n_actors, dtype=bool)
    gone[network.places(loss.left)] = True
    drawn = draw_losses(network, gone, rng=np.random.default_rng(seed), draws=draws)
    bare = coverage_gaps(offers or {}, loss.left)
    touched = {thing for thing, who in (offers or {}).items() if set(who) & set(loss.left)}
    return WhatIf(
        leaving=loss.left,
        n_actors=network.n_actors,
        n_ties=network.n_ties,
        n_unsure=int((network.evidence < 1).sum()),
        loss=loss,
        n_cut_off=drawn.n_cut_off(len(loss.cut_off)),
        pairs_lost=drawn.pairs_lost(loss.pairs_lost),
        cuts_somebody_off=drawn.cuts_somebody_off,
        chance_cut_off=drawn.chance_cut_off,
        processes=_processes(work, loss.left),
        nobody_else={thing: left for thing, left in bare.items() if thing in touched and not left},
        one_left={thing: left for thing, left in bare.items() if thing in touched and left},
        share_lost=_share_lost(network, gone),
        followers=tuple(_followers(network, loss.left, phi) for phi in phis),
        ways=longer_ways(network, gone),
        new_ties=ties_that_mend(network, loss),
        new_holders=holders_that_mend(work, network, loss.left) if work is not None else (),
    )


def _processes(work: Processes | None, leaving: tuple[Id, ...]) -> tuple[ProcessLeft, ...]:
    if work is None:
        return ()
    found = stops(work, leaving)
    stays = np.ones(len(work.actors), dtype=bool)
    stays[work.places(leaving)] = False
    stopped, already = set(found.stopped), set(found.already)
    roles: dict[Id, list[RoleLeft]] = {}
    touched = set()
    for role, holds in zip(work.roles, work.holds, strict=True):
        left = tuple(work.actors[i] for i in np.flatnonzero(holds & stays))
        roles.setdefault(role.process, []).append(
            RoleLeft(role.name, role.needed, len(role.holders), len(left), left)
        )
        if len(left) < len(role.holders):
            touched.add(role.process)
    order: tuple[State, ...] = ("stops", "one_step", "runs", "stood_still")
    listed = [
        ProcessLeft(
            name, weight,
            "stops" if name in stopped else "stood_still" if name in already
            else "one_step" if name in found.one_step else "runs",
            tuple(roles[name]), found.one_step.get(name, ()),
        )
        for name, weight in zip(work.processes, work.weights.tolist(), strict=True) if name in touched
    ]  # fmt: skip
    return tuple(sorted(listed, key=lambda one: (order.index(one.state), -one.weight)))


def _share_lost(network: Network, gone: Bools) -> dict[Id, float]:
    near = network.adjacency
    strength = np.bincount(near.rows, weights=near.weights, minlength=network.n_actors)
    lost = np.bincount(near.rows, weights=near.weights * gone[near.indices], minlength=network.n_actors)
    share = np.divide(lost, strength, out=np.zeros(len(lost)), where=strength > 0)
    share[gone] = 0.0
    order = np.lexsort((np.arange(len(share)), -share))
    return {network.actors[i]: float(share[i]) for i in order.tolist() if share[i] > 0}


def _followers(network: Network, leaving: tuple[Id, ...], phi: float) -> Followers:
    waves = cascade(network, leaving, phi).waves[1:]
    return Followers(float(phi), waves[0] if waves else (), tuple(name for wave in waves for name in wave))
