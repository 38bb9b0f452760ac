"""Who works with whom, and what breaks when somebody leaves.

Pure: arrays in, frozen results out; no clock, no global randomness (`rng` is passed in). Start with a `Network`;
the why and the limits are in docs/explanation/network.md.

>>> net = Network.from_ties(["sari", "budi", "adi"], ["budi", "adi", "tini"])
>>> loss_of_each(net).cut_off("budi")
('sari',)
"""

from muara.engine.network.exchange import from_networkx, to_networkx
from muara.engine.network.graph import Adjacency, Network
from muara.engine.network.loss import Loss, LossOfEach, components, loss_of, loss_of_each
from muara.engine.network.names import Id

__all__ = [
    "Adjacency",
    "Id",
    "Loss",
    "LossOfEach",
    "Network",
    "components",
    "from_networkx",
    "loss_of",
    "loss_of_each",
    "to_networkx",
]
