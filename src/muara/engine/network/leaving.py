"""What stops when somebody leaves, what is one step from stopping, and what hardly anybody offers any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from muara.engine.network.names import Floats, Id, canonical
from muara.engine.network.processes import Processes, Role


@dataclass(frozen=True)
class Stops:
    """What some actors' leaving does to the processes.

    Attributes
    ----------
    stopped : tuple of int or str
        Processes that ran before and stop.
    already : tuple of int or str
        Processes that stood still before anybody left.
    weight : float
        Weight of the processes in `stopped`.
    short : tuple of Role
        Roles that fall short and whose process ran before.
    one_step : dict of process to tuple of actors
        Processes that run on, but stop if any one of these actors leaves as well.

    Examples
    --------
    >>> stops(Processes.from_roles([Role("BATS", "host", ("adi",))]), ["adi"]).stopped
    ('BATS',)
    """

    stopped: tuple[Id, ...]
    already: tuple[Id, ...]
    weight: float
    short: tuple[Role, ...]
    one_step: dict[Id, tuple[Id, ...]]


def stops(work: Processes, leaving: Iterable[Id] = ()) -> Stops:
    """Say which processes stop when some actors leave, and which are then one step from stopping.

    Notes
    -----
    A process stops if some role r has fewer than k_r holders left. Exact, O(holdings).

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("cycle", "driver", ("adi", "budi")), Role("BATS", "host", ("budi",))])
    >>> stops(work, ["adi"]).one_step
    {'BATS': ('budi',), 'cycle': ('budi',)}
    """
    present = np.ones(len(work.actors), dtype=bool)
    before = work.runs(present)
    present[work.places(leaving)] = False
    after = work.runs(present)
    stopped = before & ~after
    spare = (work.holds & present).sum(axis=1) - work.needed
    critical: dict[int, set[int]] = {}
    for row in np.flatnonzero((spare == 0) & after[work.process_of]):
        critical.setdefault(int(work.process_of[row]), set()).update(
            np.flatnonzero(work.holds[row] & present).tolist()
        )
    return Stops(
        tuple(work.processes[i] for i in np.flatnonzero(stopped)),
        tuple(work.processes[i] for i in np.flatnonzero(~before)),
        float(work.weights[stopped].sum()),
        tuple(work.roles[i] for i in np.flatnonzero((spare < 0) & before[work.process_of])),
        {work.processes[p]: tuple(work.actors[i] for i in sorted(critical[p])) for p in sorted(critical)},
    )


def weight_stopped_by_each(work: Processes) -> Floats:
    """Weigh, for each actor alone, the processes that stop when it leaves, shape (actors,); 0 where none does.

    Examples
    --------
    >>> from muara.engine.network.processes import Role
    >>> work = Processes.from_roles([Role("BATS", "host", ("adi",))], actors=["adi", "sari"], weights={"BATS": 3})
    >>> weight_stopped_by_each(work).tolist()
    [3.0, 0.0]
    """
    runs = work.runs(np.ones(len(work.actors), dtype=bool))
    last = work.holds & (work.spare == 0)[:, None] & runs[work.process_of][:, None]
    stopped = np.zeros((len(work.processes), len(work.actors)), dtype=bool)
    np.logical_or.at(stopped, work.process_of, last)
    found: Floats = work.weights @ stopped
    return found


def coverage_gaps(
    offers: Mapping[Id, Iterable[Id]], leaving: Iterable[Id] = (), *, most: int = 1
) -> dict[Id, tuple[Id, ...]]:
    """List what nobody or only `most` can still offer: roles, resources, sub-districts.

    Parameters
    ----------
    offers : mapping of thing to actors
        Who has, knows or serves it.
    leaving : iterable of int or str
        Actors assumed gone.
    most : int
        Report things with at most this many actors left.

    Returns
    -------
    dict of thing to tuple of actors
        The barest first, then in canonical order; an empty tuple means nobody is left.

    Examples
    --------
    >>> coverage_gaps({"cold store": ["adi"], "truck": ["adi", "budi"], "press": ["budi", "tini"]}, ["adi"])
    {'cold store': (), 'truck': ('budi',)}
    """
    gone = set(leaving)
    left = {thing: canonical([a for a in offers[thing] if a not in gone], "actor") for thing in offers}
    order = sorted(canonical(offers, "thing"), key=lambda thing: len(left[thing]))
    return {thing: left[thing] for thing in order if len(left[thing]) <= most}
