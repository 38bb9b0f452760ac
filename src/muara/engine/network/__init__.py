"""Who works with whom, and what breaks when somebody leaves.

Pure: arrays in, frozen results out; no clock, no global randomness (`rng` is passed in). Start with a `Network`;
the why and the limits are in docs/explanation/network.md.

>>> net = Network.from_ties(["sari", "budi", "adi"], ["budi", "adi", "tini"])
>>> loss_of_each(net).cut_off("budi")
('sari',)
"""

from muara.engine.network.attack import Attrition, Curve, attack_curve, attrition, removal_curve
from muara.engine.network.cascades import Cascade, cascade
from muara.engine.network.exchange import from_networkx, to_networkx
from muara.engine.network.graph import Adjacency, Network
from muara.engine.network.loss import Loss, LossOfEach, components, loss_of, loss_of_each
from muara.engine.network.mutual import MutualCascade, mutual_cascade
from muara.engine.network.names import Id
from muara.engine.network.processes import Processes, Role, Stops, coverage_gaps, stops, weight_stopped_by_each
from muara.engine.network.seeds import CascadeCurve, cascade_curve, cascade_of_each
from muara.engine.network.stopping import StoppingSet, cut_to_stop, fewest_to_stop, worst_leavings
from muara.engine.network.survival import Survival, role_cover, survival_bound, survive
from muara.engine.network.uncertainty import UncertainLoss, uncertain_loss

__all__ = [
    "Adjacency",
    "Attrition",
    "Cascade",
    "CascadeCurve",
    "Curve",
    "Id",
    "Loss",
    "LossOfEach",
    "MutualCascade",
    "Network",
    "Processes",
    "Role",
    "StoppingSet",
    "Stops",
    "Survival",
    "UncertainLoss",
    "attack_curve",
    "attrition",
    "cascade",
    "cascade_curve",
    "cascade_of_each",
    "components",
    "coverage_gaps",
    "cut_to_stop",
    "fewest_to_stop",
    "from_networkx",
    "loss_of",
    "loss_of_each",
    "mutual_cascade",
    "removal_curve",
    "role_cover",
    "stops",
    "survival_bound",
    "survive",
    "to_networkx",
    "uncertain_loss",
    "weight_stopped_by_each",
    "worst_leavings",
]
