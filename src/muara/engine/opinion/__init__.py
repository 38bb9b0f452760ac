"""What a city agrees on: from votes on statements to groups, common threads and what divides.

Pure: arrays in, frozen results out; no clock, no global randomness. Start at `analyse`; the why and the
formulas are in docs/explanation/opinion.md.

>>> from muara.engine.opinion import VoteTable, analyse
>>> votes = VoteTable.from_votes(["ani", "budi", "citra"] * 2, [1] * 3 + [2] * 3, [1, 1, 1, 1, -1, 0])
>>> found = analyse(votes)
>>> found.has_groups, found.to_dict()["statements"][0]["share"]
(False, 1.0)

``AGREE``, ``PASS`` and ``DISAGREE`` are the votes 1, 0 and -1; an ``Id`` is a whole number or a text; ``SEED``
draws where no other is given, and ``ENGINE_VERSION`` stands in every result.
"""

from muara.engine.opinion.analysis import SEED, analyse
from muara.engine.opinion.consensus import group_informed_consensus, majority_consensus
from muara.engine.opinion.declared import DeclaredAgreement, agreement_by, withhold
from muara.engine.opinion.estimators import OpinionGroups, OpinionMap
from muara.engine.opinion.finer import Finer
from muara.engine.opinion.frames import Frame, people_frame, statements_frame, votes_frame
from muara.engine.opinion.grouping import Grouping, form_groups
from muara.engine.opinion.intervals import difference, lower_bound, wilson
from muara.engine.opinion.live import LiveTables
from muara.engine.opinion.matching import adjusted_rand_index, match
from muara.engine.opinion.permutation import Gate, gate
from muara.engine.opinion.result import ENGINE_VERSION, Analysis, Stability, Standing, canonical
from muara.engine.opinion.routing import Guide, chances, choose_next, polis_priorities, priorities, unseen_by
from muara.engine.opinion.threads import Agreement, agreement, fragility, votes_needed
from muara.engine.opinion.votes import AGREE, DISAGREE, PASS, Counts, Id, VoteTable

__all__ = [
    "AGREE",
    "DISAGREE",
    "ENGINE_VERSION",
    "PASS",
    "SEED",
    "Agreement",
    "Analysis",
    "Counts",
    "DeclaredAgreement",
    "Finer",
    "Frame",
    "Gate",
    "Grouping",
    "Guide",
    "Id",
    "LiveTables",
    "OpinionGroups",
    "OpinionMap",
    "Stability",
    "Standing",
    "VoteTable",
    "adjusted_rand_index",
    "agreement",
    "agreement_by",
    "analyse",
    "canonical",
    "chances",
    "choose_next",
    "difference",
    "form_groups",
    "fragility",
    "gate",
    "group_informed_consensus",
    "lower_bound",
    "majority_consensus",
    "match",
    "people_frame",
    "polis_priorities",
    "priorities",
    "statements_frame",
    "unseen_by",
    "votes_frame",
    "votes_needed",
    "wilson",
    "withhold",
]
