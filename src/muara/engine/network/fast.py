"""When the compiled loops are used: the same answers with them and without, only sooner."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

import numpy as np

FROM = 20_000_000
"""Looks at ties from which numba is asked for: below, loading it takes longer than the work without it."""

NAME = "muara.engine.network.kernels"


def kernels(looks: int) -> ModuleType | None:
    """Give the compiled loops; None where not installed, not worth it for so few looks, or MUARA_FAST is 0.

    Once loaded they are used for everything.

    Examples
    --------
    >>> os.environ.get("MUARA_FAST") == "0" or NAME in sys.modules or kernels(1) is None
    True
    """
    if os.environ.get("MUARA_FAST") == "0":
        return None
    loaded = sys.modules.get(NAME)
    if loaded is not None or looks < FROM:
        return loaded
    try:
        return import_module(NAME)
    except ImportError:
        return None


def warm_up() -> bool:
    """Load the compiled loops, and compile them if this machine has not yet; False where there is no numba.

    Takes half a second, the very first time some fifteen; for a program that will ask many questions.

    Examples
    --------
    >>> isinstance(warm_up(), bool)
    True
    """
    fast = kernels(FROM)
    if fast is None:
        return False
    from muara.engine.network import attack, graph, loss_each, rewiring, seeds, setdraws, uncertainty
    from muara.engine.network.betweenness import betweenness
    from muara.engine.network.closeness import efficiency_lost
    from muara.engine.network.structure import constraint

    net = graph.Network.from_ties(["a", "b"], ["b", "c"], evidence=[1, 0.5])
    rng = np.random.default_rng(0)
    loss_each.loss_of_each(net)
    uncertainty.uncertain_loss(net, rng=rng, draws=1)
    setdraws.draw_losses(net, np.zeros(3, dtype=bool), rng=rng, draws=1)
    attack.attack_curve(net)
    seeds.cascade_of_each(net, 0.5)
    rewiring.rewired_ties(net, rng=rng, times=1)
    betweenness(net)
    efficiency_lost(net)
    constraint(net)
    return True
