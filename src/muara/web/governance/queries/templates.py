"""Ready ways to decide: each a kind, its options, quorum and what it takes to pass, and when to use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.engine.errors import BadEvent, BadRules
from muara.engine.governance.decisions import Condition, Option, Rules, read_rules
from muara.web.governance.models import Decision, Matter
from muara.web.governance.reason_words import why_not_counted

Text = str | Promise
HALF, TWO_THIRDS, THREE_QUARTERS = (1, 2), (2, 3), (3, 4)
MORE_THAN_HALF_VOTED = (Condition("turnout", ">", HALF),)
MORE_FOR_THAN_AGAINST = (Condition("share", ">", HALF, "setuju", "decided"),)


@dataclass(frozen=True)
class Start:
    """One option of a template, in the language of whoever uses it."""

    id: str
    name: Text
    role: str = ""
    icon: str = ""
    meaning: Text = ""
    prompt: Text = ""

    def option(self) -> Option:
        return Option(
            self.id, str(self.name), self.role, icon=self.icon, meaning=str(self.meaning), prompt=str(self.prompt)
        )


@dataclass(frozen=True)
class Template:
    """A way to decide.

    Attributes
    ----------
    title, when_to_use : str
    kind : str
        As of `engine.governance.decisions`.
    matter : str
    options : tuple of Start
        Empty where whoever drafts it lists them.
    quorum, passing : tuple of Condition
        To begin with; the statutes of a network may ask for others.
    reason_rule : str
    mode : str
    hides_results : bool
    rules : mapping
        Other fields of the rules.
    source : str
        Where the numbers come from; empty where they are this program's own proposal.
    note : str
        What to look at before using it.
    """

    title: Text
    when_to_use: Text
    kind: str
    options: tuple[Start, ...] = ()
    matter: str = Matter.OTHER
    quorum: tuple[Condition, ...] = ()
    passing: tuple[Condition, ...] = ()
    reason_rule: str = Decision.ReasonRule.OPTIONAL
    mode: str = Decision.Mode.OPEN_BALLOT
    hides_results: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    note: Text = ""

    @property
    def lists_options(self) -> bool:
        """Whether whoever drafts it says between what people choose."""
        return not self.options


_AGREE = Start("setuju", gettext_lazy("Agree"), "for", "check", gettext_lazy("I want it so."))
_AGAINST = Start(
    "tidak", gettext_lazy("Disagree"), "against", "cross", gettext_lazy("I do not want it so."),
    gettext_lazy("What would have to change?"),
)  # fmt: skip
_ABSTAIN = Start(
    "abstain", gettext_lazy("Abstain"), "abstain", "minus", gettext_lazy("I leave it to the others.")
)  # fmt: skip
YES_NO = (_AGREE, _AGAINST, _ABSTAIN)
CONSENT = (
    Start("setuju", gettext_lazy("Consent"), "for", "check", gettext_lazy("Good enough for now.")),
    Start(
        "keberatan", gettext_lazy("Object"), "objection", "hand",
        gettext_lazy("It would do harm that I can name. The proposal has to change first."),
        gettext_lazy("Which harm, and what have you seen that speaks for it?"),
    ),
    Start("abstain", gettext_lazy("Stand aside"), "abstain", "minus", gettext_lazy("I keep nobody.")),
)  # fmt: skip
_NOTHING_STANDS = (Condition("objections", "<=", (0, 1)),)

TEMPLATES: dict[str, Template] = {
    "sense_check": Template(
        gettext_lazy("Sense check"),
        gettext_lazy("To hear where people stand, before anything is proposed. It decides nothing."),
        "sense_check",
        (
            Start("baik", gettext_lazy("Sounds good"), "for", "check"),
            Start("ragu", gettext_lazy("Not sure"), "abstain", "minus", prompt=gettext_lazy("What is open?")),
            Start(
                "khawatir", gettext_lazy("Worried"), "against", "cross", prompt=gettext_lazy("What worries you?")
            ),
        ),
    ),
    "advice_round": Template(
        gettext_lazy("Advice round"),
        gettext_lazy("When somebody may decide alone and asks everybody concerned first."),
        "advice",
        (
            Start(
                "lanjut",
                gettext_lazy("Go ahead"),
                "for",
                "check",
                prompt=gettext_lazy("What should be kept in mind?"),
            ),
            Start("ubah", gettext_lazy("Change something"), "", "pencil", prompt=gettext_lazy("What, and why?")),
            Start(
                "jangan",
                gettext_lazy("Do not"),
                "against",
                "cross",
                prompt=gettext_lazy("What do you know that speaks against it?"),
            ),
        ),
        reason_rule=Decision.ReasonRule.REQUIRED,
    ),
    "consent_round": Template(
        gettext_lazy("Consent round"),
        gettext_lazy("For most of what a network decides: it passes when no objection stands."),
        "consent",
        CONSENT,
        quorum=MORE_THAN_HALF_VOTED,
        passing=_NOTHING_STANDS,
        reason_rule=Decision.ReasonRule.OBJECTION,
    ),
    "majority": Template(
        gettext_lazy("Majority"),
        gettext_lazy("When a yes or no is needed and both can be lived with."),
        "majority",
        YES_NO,
        quorum=MORE_THAN_HALF_VOTED,
        passing=MORE_FOR_THAN_AGAINST,
    ),
    "super_majority": Template(
        gettext_lazy("Large majority"),
        gettext_lazy("When a decision binds for long, or is hard to take back."),
        "majority",
        YES_NO,
        quorum=(Condition("turnout", ">=", TWO_THIRDS),),
        passing=(Condition("share", ">=", TWO_THIRDS, "setuju", "votes"),),
    ),
    "choose_one": Template(
        gettext_lazy("Choose one"),
        gettext_lazy("When one of several is taken and first choices are enough to know."),
        "choose_one",
        quorum=MORE_THAN_HALF_VOTED,
    ),
    "choose_some": Template(
        gettext_lazy("Choose some"),
        gettext_lazy("When several of a list are taken, and people may name as many as they can live with."),
        "choose_some",
        quorum=MORE_THAN_HALF_VOTED,
    ),
    "score": Template(
        gettext_lazy("Score"),
        gettext_lazy("When it matters how good each one is, not only which is best."),
        "score",
        rules={"low": 0, "high": 5},
    ),
    "ranked": Template(
        gettext_lazy("Ranking, for one"),
        gettext_lazy("When one of three or more is taken, and second choices should count."),
        "ranked",
        quorum=MORE_THAN_HALF_VOTED,
        rules={"ties": "lot"},
    ),
    "board_election": Template(
        gettext_lazy("Election of a board"),
        gettext_lazy("When a body is elected, so that each large enough group finds itself in it."),
        "elect",
        matter=Matter.ELECTION,
        mode=Decision.Mode.SECRET_BALLOT,
        hides_results=True,
        reason_rule=Decision.ReasonRule.OFF,
        quorum=MORE_THAN_HALF_VOTED,
        rules={"ties": "lot", "seats": 3},
    ),
    "dots": Template(
        gettext_lazy("Dots"),
        gettext_lazy("To see quickly what weighs most: everybody lays some dots."),
        "dots",
        rules={"dots": 5, "ties": "none"},
    ),
    "participatory_budget": Template(
        gettext_lazy("Shared budget"),
        gettext_lazy("When money goes to several proposals, and each group of members gets its fair share."),
        "budget",
        matter=Matter.SPENDING,
        rules={"ties": "lot", "step": 0, "satisfaction": "cost"},
        note=gettext_lazy("Counted by the method of equal shares."),
    ),
    "members_meeting": Template(
        gettext_lazy("Annual meeting of the members (RAT)"),
        gettext_lazy(
            "When the members accept the accounts of a year, and whatever the statutes leave to the meeting."
        ),
        "majority",
        YES_NO,
        quorum=(Condition("attendance", ">", HALF),),
        passing=(Condition("share", ">", HALF, "setuju", "decided"),),
        note=gettext_lazy(
            "More than half present is where we propose to begin, no rule of law: no source for one was read. "
            "Your statutes say which quorum holds, and you change it here."
        ),
    ),
    "adopt_arrangement": Template(
        gettext_lazy("Adopt or change how we decide"),
        gettext_lazy("When terms of an arrangement come into force, change or end."),
        "majority",
        YES_NO,
        matter=Matter.ARRANGEMENT,
        quorum=(Condition("turnout", ">=", TWO_THIRDS),),
        passing=(Condition("share", ">=", TWO_THIRDS, "setuju", "votes"),),
    ),
    "spend": Template(
        gettext_lazy("Spend money"),
        gettext_lazy("When money is spent that nobody may spend alone."),
        "majority",
        YES_NO,
        matter=Matter.SPENDING,
        quorum=MORE_THAN_HALF_VOTED,
        passing=MORE_FOR_THAN_AGAINST,
    ),
    "admit": Template(
        gettext_lazy("Admit a member"),
        gettext_lazy("When somebody asks to belong."),
        "consent",
        CONSENT,
        matter=Matter.ADMISSION,
        quorum=MORE_THAN_HALF_VOTED,
        passing=_NOTHING_STANDS,
        reason_rule=Decision.ReasonRule.OBJECTION,
    ),
    "recall": Template(
        gettext_lazy("Recall"),
        gettext_lazy("When the members take a mandate or a seat back."),
        "majority",
        YES_NO,
        matter=Matter.ELECTION,
        quorum=MORE_THAN_HALF_VOTED,
        passing=(Condition("share", ">", HALF, "setuju", "votes"),),
        hides_results=True,
    ),
}


def rules_from_template(
    key: str,
    *,
    title: str = "-",
    options: Sequence[Option | Mapping[str, Any] | str] = (),
    **fields: Any,
) -> Rules:
    """Return the rules of a template, with what whoever drafts it added.

    Parameters
    ----------
    key : str
        Of `TEMPLATES`.
    options : sequence
        `Option`, its fields, or just a name; needed where the template has none of its own.
    **fields
        Any other field of `Rules`: seats, most, budget, quorum…

    Raises
    ------
    BadRules
        If they cannot be counted by.
    """
    template = TEMPLATES[key]
    listed = tuple(_option(one, n) for n, one in enumerate(options, 1))
    given: dict[str, Any] = {
        "mode": str(template.mode),
        "quorum": template.quorum,
        "passing": template.passing,
        **template.rules,
        **fields,
    }
    return Rules(
        "keputusan", title, template.kind, listed or tuple(one.option() for one in template.options), **given
    )


def _option(one: Option | Mapping[str, Any] | str, n: int) -> Option:
    if isinstance(one, Option):
        return one
    known = {"name": one} if isinstance(one, str) else dict(one)
    known.setdefault("id", f"{slugify(known.get('name', ''))[:40].strip('-_') or 'pilihan'}-{n}")
    return Option(**known)


FORMAT = "muara-decision-1"


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as a template that another network can read: no names, no days, no results."""
    return {
        "format": FORMAT,
        "title": decision.title,
        "details": decision.details,
        "template": decision.template,
        "matter": decision.matter,
        "amount": decision.amount,
        "reason_rule": decision.reason_rule,
        "hides_results": decision.hides_results,
        "names_voters": decision.names_voters,
        "drawn": decision.drawn,
        "rules": {**decision.rules, "members": 0},
    }


def decision_from_json(data: Any) -> dict[str, Any]:
    """Read what `decision_to_json` wrote, as the fields of `draft_decision`.

    Raises
    ------
    BadRules
        If it is something else, with a sentence that says what.
    """
    texts = ("title", "details", "template", "matter", "reason_rule", "drawn")
    flags = ("hides_results", "names_voters")
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadRules(_("This file holds no decision of Muara."))
    if set(data) - {"format", "rules", "amount", *texts, *flags}:
        raise BadRules(_("This file holds fields that a decision does not have."))
    if not all(isinstance(data.get(name), str) for name in texts):
        raise BadRules(_("A text of this decision is missing."))
    if not all(isinstance(data.get(name), bool) for name in flags):
        raise BadRules(_("A yes or no of this decision is missing."))
    amount = data.get("amount")
    if amount is not None and (type(amount) is not int or amount < 0):
        raise BadRules(_("Write the amount in whole rupiah."))
    for name, values in (
        ("matter", Matter.values), ("reason_rule", Decision.ReasonRule.values), ("drawn", Decision.Drawn.values),
    ):  # fmt: skip
        if data[name] not in values:
            raise BadRules(
                _("This decision holds a word that Muara does not know: %(word)s") % {"word": data[name]}
            )
    try:
        rules = read_rules(data.get("rules"))
    except (BadRules, BadEvent) as bad:
        told = _("The rules in this file cannot be counted by: %(why)s")
        raise BadRules(told % {"why": why_not_counted(bad)}) from bad
    return {"rules": rules.to_data(), "amount": amount, **{name: data[name] for name in (*texts, *flags)}}
