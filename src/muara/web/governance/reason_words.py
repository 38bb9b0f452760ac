"""Why the engine cannot count, said in the language of the reader: by some rules, or a log that was changed."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muara.engine.errors import EngineError
from muara.engine.governance.decisions.recount import Wrong

LONGEST = 60  # of a word that is quoted: it may come from a file of somebody else
REASONS = {
    "form": _("A field of the rules is missing, is there once too often, or is no list where it should be one."),
    "field": _("The field “%(field)s” holds something of another kind than it should."),
    "name": _("The name of a decision is made of small letters, digits, - and _."),
    "word": _("“%(word)s” is not known here. Known are: %(known)s."),
    "number": _("A number is negative, too large, or the lowest score is above the highest."),
    "options": _("It needs options, each with a short name of its own of small letters, digits, - and _."),
    "winner": _("“winner” is the word for whatever wins. Give that option another short name."),
    "role": _("The role of an option is one of these, or empty: %(known)s."),
    "contenders": _("There must be something to choose beside abstaining."),
    "cost": _("Where money is divided, every option has a cost in whole rupiah; elsewhere none has."),
    "abstain": _("Here people abstain by choosing nothing. Take the option to abstain out."),
    "consent": _("A consent round needs an option to agree and one to object."),
    "majority": _("A majority needs an option to agree."),
    "seats": _("%(seats)s cannot be chosen from %(n)s options in this way."),
    "most": _("A choice must name more options than it may."),
    "ties": _("Say what breaks a tie: the order of the list, or a lot."),
    "dots": _("Say how many dots everybody may lay."),
    "budget": _("Say how much money there is to divide."),
    "step": _("The step is too small: the largest cost may be at most 10,000 steps."),
    "secret_weight": _("Secret ballots all weigh the same: a rare weight would show who voted."),
    "measure": _("A condition compares something that is not known here. Known are: %(known)s."),
    "fraction": _("The number of a condition is a pair of whole numbers: the part, and the whole from 1."),
    "no_shares": _("Ranks, points, dots and money have no shares of votes. Take that condition out."),
    "no_option": _("A condition is about “%(word)s”, which is not among the options."),
    "share": _("A condition does not say what its share is a part of."),
    "about": _("A condition names an option or a whole where it has none."),
    "objections": _("Objections are counted in a consent round only. Take that condition out."),
    "text": _("A text in them holds a sign that cannot be kept. Write it anew."),
}

FAULTS = {
    "file": _("a part of the bundle is missing, one too many, or not in its form"),
    "rules": _("the rules cannot be counted by, or are not those with which the decision opened"),
    "roll": _("the roll is not in order, or not the one with which the decision opened"),
    "codes": _("the codes are not in order, not those of the opening, or a ballot has none of them"),
    "form": _("an event is not in its form"),
    "seq": _("an event does not stand at its own number: one was taken out, put in or moved"),
    "prev": _("what stands here is not what the next event followed on"),
    "decision": _("an event is of another decision"),
    "order": _("an event of this kind has no place here"),
    "closed": _("an event stands after the close"),
    "voter": _("somebody votes who is not on the roll, or more vote than are on it"),
    "choice": _("a choice is none that the rules allow"),
    "channel": _("a ballot that somebody wrote down does not say who, or the other way round"),
    "double": _("a code or a commitment is used twice"),
    "count": _("more people are counted than there are, or than the close says"),
    "objection": _("an objection moves as it may not"),
    "roles": _("one person did what two must do"),
    "openings": _("the ballots that were opened are not those that were cast"),
    "drew": _("the list of who drew a code is not the one of the close"),
    "open": _("the decision was not closed"),
    "names": _("a name does not belong to its tag"),
    "signature": _("a head is not signed by its key"),
    "head": _("the log is not the one of a head that was signed or seen before"),
    "result": _("the result is not what these votes come to"),
}


def why_not_counted(bad: EngineError) -> str:
    """Return the reason as a translated sentence, never the engine's own."""
    if bad.code not in REASONS:
        return gettext("Something in them does not fit together.")
    values = {name: _shown(value) for name, value in bad.values.items()}
    return str(REASONS[bad.code]) % values


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, str):
        clean = value.encode(errors="replace").decode()
        return clean if len(clean) <= LONGEST else clean[:LONGEST] + "…"
    return value


def why_wrong(wrong: Wrong) -> str:
    """Return what is wrong with a log as a translated sentence, with the event where it is one."""
    known = {"n": wrong.event, "why": FAULTS[wrong.fault]}
    return capfirst(gettext("event %(n)s: %(why)s.") % known if wrong.event is not None else f"{known['why']}.")
