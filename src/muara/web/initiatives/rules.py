"""The rules of this room as data: each with its source and since when it holds. Pages print them with both.

The cycle is published. Its gates, the rule of the stall and the twelve questions are Muara's own proposal, put
together from the frames that are named; nothing here is law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.initiatives.models import Phase

Words = str | Promise
READ_ON = date(2026, 11, 24)


@dataclass(frozen=True)
class Rule:
    """Something that pages state as holding.

    Attributes
    ----------
    source : str
        Who published it, or that it is Muara's proposal.
    valid_from : date
        Since when it holds here; for a publication, the day on which it was read.
    superseded_by : str
        Key of the rule that took its place; empty while it holds.
    """

    key: str
    text: Words
    source: Words
    valid_from: date
    link: str = ""
    is_own: bool = False
    superseded_by: str = ""


PROPOSAL = _("Muara's proposal, not published elsewhere")

CYCLE = Rule(
    "co-city-cycle",
    _("An initiative goes through six phases: from knowing one another to a rule that others can take over."),
    "LabGov, Co-City protocol, the Co-City Cycle",
    READ_ON,
    "https://labgov.city/commonspress/the-co-city-cycle/",
)
GATES = Rule(
    "phase-gates",
    _("Each phase is left through a gate that asks for evidence. Going back is allowed and is written down."),
    PROPOSAL,
    READ_ON,
    is_own=True,
)
STALL = Rule(
    "stall",
    _(
        "An initiative stalls when it has been in its phase for more than twice the median of those that left "
        "the same phase."
    ),
    PROPOSAL,
    READ_ON,
    is_own=True,
)
VILLAGE = Rule(
    "village-gate",
    _("A technology enters a village when all twelve questions are answered with yes. Not known is never a yes."),
    _("Muara's proposal, put together from the frames named at each question"),
    READ_ON,
    is_own=True,
)
RULES = (CYCLE, GATES, STALL, VILLAGE)

# Times the median; fewer than so many finished stays say nothing about the usual time.
STALLS_AFTER, FEWEST_FINISHED = 2.0, 3
NEXT = dict(pairwise(Phase))
BEFORE = {later: earlier for earlier, later in NEXT.items()}

PHASE_MEANS: Mapping[str, Words] = {
    Phase.KNOWING: _("People who have never sat together hear what worries whom."),
    Phase.MAPPING: _("What could be done is written down, each piece with the concern or the actor it hangs on."),
    Phase.PRACTICING: _("Something small is done together, to see whether it works between them."),
    Phase.PROTOTYPING: _("Owner, money and the measure of success are settled before it starts."),
    Phase.TESTING: _("It runs, and what was to be measured is measured."),
    Phase.MODELING: _("What was learned becomes a rule or a habit that others can take over."),
}
GATE_ASKS: Mapping[str, Words] = {
    Phase.KNOWING: _("At least three sectors came together, and at least one concern was recorded."),
    Phase.MAPPING: _("Every idea hangs on at least one concern or actor."),
    Phase.PRACTICING: _("At least one act by two or more actors, with its day and evidence."),
    Phase.PROTOTYPING: _(
        "An owner, a budget, a mandate and a measure of success, written before the start; "
        "for technology in a village, the twelve questions too."
    ),
    Phase.TESTING: _("A measured result, “failed” included."),
    Phase.MODELING: _("An adopted text; or it is closed with its lesson."),
}


@dataclass(frozen=True)
class Question:
    """One of the twelve questions; asked so that yes means that nothing stands against it."""

    item: int
    text: Words
    asks_for: Words
    frame: Words


OWN = _("Muara's own question")
QUESTIONS = (
    Question(
        1,
        _("Does it answer a concern that villagers named themselves, not the proposer?"),
        _("Which concern, raised where and when."),
        "World Bank SC-IQ 2004; Krandegan",
    ),
    Question(
        2,
        _("Did the village ask for it, and could it have said no?"),
        _("Who asked, who may say no, and how a no would have been heard."),
        "World Bank SC-IQ 2004; ICA 1995",
    ),
    Question(
        3,
        _("Were women, young people, the poorest and the elderly heard separately?"),
        _("When each of them met, and what they said."),
        "World Bank SC-IQ 2004",
    ),
    Question(
        4,
        _("Is it known who loses work, income or standing, and is what they get for it agreed?"),
        _("Who they are, what was agreed, and with whom."),
        _("the forum of 9 February 2018: technology that harms the weakest"),
    ),
    Question(
        5,
        _("Will a group own it that already meets and keeps minutes?"),
        _("Which group, and its last minutes."),
        "World Bank SC-IQ 2004",
    ),
    Question(
        6,
        _("Can at least two local people run it and teach it?"),
        _("Their roles, and who has seen them do it."),
        _("study of Krandegan: digital literacy"),
    ),
    Question(
        7,
        _("Is it settled who pays for 24 months after the grant ends?"),
        _("The cost of a month, and who has promised to pay it."),
        OWN,
    ),
    Question(
        8,
        _("Are signal, power and the phones that people really own enough for it?"),
        _("What was measured, where and when."),
        "Indeks Desa 2025",
    ),
    Question(
        9,
        _("Does the way without the technology stay open?"),
        _("What somebody does who does not use it."),
        OWN,
    ),
    Question(
        10,
        _("Is it settled which data are kept, who sees them and when they are deleted?"),
        _("The list, and who looks after it."),
        OWN,
    ),
    Question(
        11,
        _("Is there no open dispute in the group, and a way to complain?"),
        _("Who was asked, and to whom one complains."),
        "World Bank SC-IQ 2004",
    ),
    Question(
        12,
        _("Is there a stop rule: which result in three months ends it?"),
        _("The result, and who looks."),
        _("Co-City protocol: testing"),
    ),
)
QUESTION_OF = {question.item: question for question in QUESTIONS}
