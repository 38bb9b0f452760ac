"""What would mend a loss cheapest: the fewest introductions, and the fewest second holders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muara.engine.network.graph import Network
from muara.engine.network.leaving import stops
from muara.engine.network.loss import Loss, components
from muara.engine.network.names import Bools, Floats, Id, Ints
from muara.engine.network.processes import Processes


@dataclass(frozen=True)
class NewTie:
    """Two actors to introduce; `still_cut_off` actors remain so after this tie and those before it.

    Examples
    --------
    >>> from muara.engine.network.loss import loss_of
    >>> net = Network.from_ties(["a", "b"], ["b", "c"])
    >>> ties_that_mend(net, loss_of(net, ["b"]))
    (NewTie(one='a', other='c', still_cut_off=0),)
    """

    one: Id
    other: Id
    still_cut_off: int


@dataclass(frozen=True)
class NewHolder:
    """An actor to learn a role; `still_stopped` processes stop after this holder and those before it.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "sari"])
    >>> holders_that_mend(work, Network.from_ties(["adi"], ["sari"]), ["adi"])
    (NewHolder(process='BATS', role='host', actor='sari', still_stopped=0),)
    """

    process: Id
    role: str
    actor: Id
    still_stopped: int


def ties_that_mend(network: Network, loss: Loss) -> tuple[NewTie, ...]:
    """Choose the fewest introductions after which nobody is cut off any more.

    Notes
    -----
    Each piece needs one tie to the rest and one is enough, so their **number is the least possible**. Larger
    pieces come first. **Whom** to introduce is a rule of thumb: those who knew the leaving best (tie weight times
    evidence), who got no other introduction yet, then who stands first. Whether they would agree is not known.

    Examples
    --------
    >>> from muara.engine.network.loss import loss_of
    >>> net = Network.from_ties(["hub"] * 3 + ["a"], ["a", "b", "c", "d"])
    >>> ties_that_mend(net, loss_of(net, ["hub"]))
    (NewTie(one='a', other='b', still_cut_off=1), NewTie(one='a', other='c', still_cut_off=0))
    """
    cut = set(loss.cut_off)
    if not cut:
        return ()
    home = components(network)
    main: dict[int, tuple[Id, ...]] = {}
    new, left, ties = np.zeros(network.n_actors, dtype=np.int64), len(cut), []
    known = _known(network, network.places(loss.left))
    for piece in loss.pieces:
        whose = int(home[network.index[piece[0]]])
        if whose not in main:
            main[whose] = piece
            continue
        left -= len(piece)
        ends = [_best(network.places(side), known, new) for side in (main[whose], piece)]
        new[ends] += 1
        ties.append(NewTie(network.actors[ends[0]], network.actors[ends[1]], left))
    return tuple(ties)


def _known(network: Network, leaving: Ints) -> Floats:
    """Weigh for each actor its ties to the leaving by how sure they are."""
    weight = network.weights * network.evidence
    known = np.zeros(network.n_actors)
    for mine, theirs in ((network.sources, network.targets), (network.targets, network.sources)):
        to_leaving = np.isin(theirs, leaving)
        np.add.at(known, mine[to_leaving], weight[to_leaving])
    return known


def _best(side: Ints, known: Floats, new: Ints) -> int:
    return int(side[np.lexsort((side, -known[side], new[side], known[side] == 0))[0]])


def holders_that_mend(work: Processes, network: Network | None, leaving: tuple[Id, ...]) -> tuple[NewHolder, ...]:
    """Choose the fewest second holders with which no process stops when some actors leave.

    Notes
    -----
    Every role that falls short needs as many more as it lacks, so their **number is the least possible**. The
    process with most weight per missing holder comes first. **Who** is a rule of thumb: one who works in that
    process already, then one tied to somebody who holds or held the role, then who holds fewest roles, then who
    stands first. Whether they can or want to is not known. A role that more actors than remain would have to
    hold stays short, and its process is left out.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("sari",)), Role("BATS", "notes", ("adi",))])
    >>> holders_that_mend(work, None, ("adi",))
    (NewHolder(process='BATS', role='notes', actor='sari', still_stopped=0),)
    """
    found = stops(work, leaving)
    stays = np.ones(len(work.actors), dtype=bool)
    stays[work.places(leaving)] = False
    lacking = [
        (i, int(work.needed[i] - (work.holds[i] & stays).sum()))
        for i, role in enumerate(work.roles)
        if role in found.short
    ]
    index = {name: place for place, name in enumerate(work.processes)}
    ask = {name: sum(n for i, n in lacking if work.roles[i].process == name) for name in found.stopped}
    possible = [
        name for name in found.stopped
        if all((~work.holds[i] & stays).sum() >= n for i, n in lacking if work.roles[i].process == name)
    ]  # fmt: skip
    possible.sort(key=lambda name: -float(work.weights[index[name]]) / ask[name])
    load, left, chosen = work.holds.sum(axis=0), len(found.stopped), []
    for name in possible:
        mine = [(i, n) for i, n in lacking if work.roles[i].process == name]
        inside = work.holds[work.process_of == index[name]].any(axis=0)
        one: list[tuple[str, Id]] = []
        for i, n in mine:
            near = _near(network, work, i)
            free = np.flatnonzero(stays & ~work.holds[i])
            who = free[np.lexsort((free, load[free], ~near[free], ~inside[free]))[:n]]
            load[who] += 1
            one += [(work.roles[i].name, work.actors[a]) for a in who.tolist()]
        left -= 1
        chosen += [
            NewHolder(name, role, actor, left + (place < len(one) - 1)) for place, (role, actor) in enumerate(one)
        ]
    return tuple(chosen)


def _near(network: Network | None, work: Processes, role: int) -> Bools:
    near = np.zeros(len(work.actors), dtype=bool)
    if network is not None:
        ties = network.adjacency
        near[ties.indices[work.holds[role][ties.rows]]] = True
    return near
