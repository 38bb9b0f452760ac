"""The loops of this engine, compiled. Needs numba (the extra ``fast``); `fast.py` says when they are used.

Each does the same operations in the same order as its Python twin, or adds whole numbers, where the order does not
matter: so both give the same bytes. No fast-math, no fused operations.
"""

from muara.engine.network.kernels.brokers import constraint
from muara.engine.network.kernels.cascades import cascade_sizes
from muara.engine.network.kernels.loss import loss_of_each, losses_of_draws
from muara.engine.network.kernels.nearness import nearness_without
from muara.engine.network.kernels.pieces import attack_order, largest_pieces, set_losses
from muara.engine.network.kernels.swaps import swap
from muara.engine.network.kernels.ways import betweenness

__all__ = [
    "attack_order",
    "betweenness",
    "cascade_sizes",
    "constraint",
    "largest_pieces",
    "loss_of_each",
    "losses_of_draws",
    "nearness_without",
    "set_losses",
    "swap",
]
