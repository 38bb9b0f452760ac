"""Who works with whom, and what breaks when somebody leaves.

Pure: arrays in, frozen results out; no clock, no global randomness (`rng` is passed in). Start with a `Network`;
the why and the limits are in docs/explanation/network.md. For a page or a report two calls are enough: `what_if`
(some leave: who is cut off, what stops, how sure, what mends it) and `health` (the whole, and every actor).
``SEED`` starts their random draws where no other is given, and ``ENGINE_VERSION`` stands in every report.

>>> net = Network.from_ties(["sari", "budi", "adi"], ["budi", "adi", "tini"])
>>> loss_of_each(net).cut_off("budi")
('sari',)
"""

from muara.engine.network.answers import pair_trust
from muara.engine.network.attack import Attrition, Curve, attack_curve, attrition, removal_curve
from muara.engine.network.backups import Backup, Backups, second_holders
from muara.engine.network.betweenness import betweenness
from muara.engine.network.cascades import Cascade, cascade
from muara.engine.network.closeness import closeness, efficiency, efficiency_lost
from muara.engine.network.exchange import from_networkx, to_networkx
from muara.engine.network.fast import warm_up
from muara.engine.network.graph import Adjacency, Network
from muara.engine.network.health import ActorLoss, Health, health
from muara.engine.network.interdependent import mutual_whole
from muara.engine.network.keyplayers import (
    KeySet,
    distance_fragmentation,
    distances,
    fragmentation,
    key_to_part,
    key_to_reach,
    reach,
)
from muara.engine.network.layout import gap_of, layout
from muara.engine.network.leaving import Stops, coverage_gaps, stops, weight_stopped_by_each
from muara.engine.network.loss import Loss, components, loss_of
from muara.engine.network.loss_each import LossOfEach, loss_of_each
from muara.engine.network.mending import NewHolder, NewTie
from muara.engine.network.mixing import Alignment, Mixing, adjusted_mutual_information, alignment, mixing
from muara.engine.network.mutual import MutualCascade, mutual_cascade
from muara.engine.network.names import ENGINE_VERSION, SEED, Id
from muara.engine.network.newties import NewTies, new_ties, ties_needed
from muara.engine.network.nonresponse import Reading, SurveyReadings, survey_readings
from muara.engine.network.processes import Processes, Role
from muara.engine.network.readings import Measured, critical_share, worst_loss
from muara.engine.network.rewiring import rewired
from muara.engine.network.seeds import CascadeCurve, cascade_curve, cascade_of_each
from muara.engine.network.setdraws import Spread
from muara.engine.network.stopping import StoppingSet, cut_to_stop, fewest_to_stop, worst_leavings
from muara.engine.network.structure import (
    CorePeriphery,
    centralisation,
    constraint,
    core_periphery,
    density,
    modularity,
    reciprocity,
    transitivity,
)
from muara.engine.network.survival import Survival, role_cover, survival_bound, survive
from muara.engine.network.trust import TrustReadings, trust_readings
from muara.engine.network.uncertainty import UncertainLoss, uncertain_loss
from muara.engine.network.ways import LongerWays
from muara.engine.network.whatif import Followers, ProcessLeft, RoleLeft, WhatIf, what_if

__all__ = [
    "ENGINE_VERSION",
    "SEED",
    "ActorLoss",
    "Adjacency",
    "Alignment",
    "Attrition",
    "Backup",
    "Backups",
    "Cascade",
    "CascadeCurve",
    "CorePeriphery",
    "Curve",
    "Followers",
    "Health",
    "Id",
    "KeySet",
    "LongerWays",
    "Loss",
    "LossOfEach",
    "Measured",
    "Mixing",
    "MutualCascade",
    "Network",
    "NewHolder",
    "NewTie",
    "NewTies",
    "ProcessLeft",
    "Processes",
    "Reading",
    "Role",
    "RoleLeft",
    "Spread",
    "StoppingSet",
    "Stops",
    "SurveyReadings",
    "Survival",
    "TrustReadings",
    "UncertainLoss",
    "WhatIf",
    "adjusted_mutual_information",
    "alignment",
    "attack_curve",
    "attrition",
    "betweenness",
    "cascade",
    "cascade_curve",
    "cascade_of_each",
    "centralisation",
    "closeness",
    "components",
    "constraint",
    "core_periphery",
    "coverage_gaps",
    "critical_share",
    "cut_to_stop",
    "density",
    "distance_fragmentation",
    "distances",
    "efficiency",
    "efficiency_lost",
    "fewest_to_stop",
    "fragmentation",
    "from_networkx",
    "gap_of",
    "health",
    "key_to_part",
    "key_to_reach",
    "layout",
    "loss_of",
    "loss_of_each",
    "mixing",
    "modularity",
    "mutual_cascade",
    "mutual_whole",
    "new_ties",
    "pair_trust",
    "reach",
    "reciprocity",
    "removal_curve",
    "rewired",
    "role_cover",
    "second_holders",
    "stops",
    "survey_readings",
    "survival_bound",
    "survive",
    "ties_needed",
    "to_networkx",
    "transitivity",
    "trust_readings",
    "uncertain_loss",
    "warm_up",
    "weight_stopped_by_each",
    "what_if",
    "worst_leavings",
    "worst_loss",
]
