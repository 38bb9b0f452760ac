"""The conditions of a draft as fields: how many have to take part, and what it takes to pass."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from muara.engine.governance.decisions import Condition, Rules
from muara.web.governance.result_words import bound_in_words, condition_in_words

NONE, OWN, KEPT = "none", "own", "kept"
SHARES = {"half": (">", (1, 2)), "two_thirds": (">=", (2, 3)), "three_quarters": (">=", (3, 4))}
DECIDES_NOTHING = ("sense_check", "advice")
HAS_SHARE = ("majority", "consent")
Conditions = tuple[Condition, ...]


class DraftConditions:
    """What the fields say of the conditions that rules begin with, and which conditions the fields say.

    Conditions that the fields have no words for stay as they are, as a choice of their own.
    """

    def __init__(self, rules: Rules, *, is_meeting: bool) -> None:
        self.rules = rules
        self.has_quorum = bool(rules.quorum) or rules.kind not in DECIDES_NOTHING
        self.has_passing = rules.kind in HAS_SHARE
        self.option = min(rules.with_role("for"), default="", key=rules.place)
        self.measure = "attendance" if is_meeting else "turnout"
        if len(rules.quorum) == 1 and rules.quorum[0].measure in ("turnout", "attendance"):
            self.measure = rules.quorum[0].measure
        shares = [line for line in rules.passing if line.measure == "share"]
        self.others = tuple(line for line in rules.passing if line.measure != "share")
        self.first = {
            **self._first_quorum(),
            **self._first_passing(shares),
            "passing_of": shares[0].of if len(shares) == 1 else "decided",
        }

    def _first_quorum(self) -> dict[str, Any]:
        lines = self.rules.quorum
        if not lines:
            return {"quorum": NONE}
        is_plain = len(lines) == 1 and lines[0].measure == self.measure
        return _named("quorum", lines[0] if is_plain else None)

    def _first_passing(self, shares: list[Condition]) -> dict[str, Any]:
        if not shares and self.rules.kind == "consent":
            return {"passing": NONE}
        is_plain = len(shares) == 1 and shares[0].option == self.option
        return _named("passing", shares[0] if is_plain else None)

    def fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        if self.has_quorum:
            in_meeting = self.measure == "attendance"
            label = _("How many have to be present") if in_meeting else _("How many have to take part")
            lines = [(key, condition_in_words(self.rules, self._quorum(*SHARES[key])[0])) for key in SHARES]
            choices = [(NONE, _("However many they are")), *lines, (OWN, _("Another share, in percent"))]
            found |= self._share("quorum", label, choices, self.rules.quorum)
        if self.has_passing:
            is_consent = self.rules.kind == "consent"
            label = _("What it takes to pass, beside the objections") if is_consent else _("What it takes to pass")
            choices = [(NONE, _("Nothing more"))] if is_consent else []
            name = next((one.name or one.id for one in self.rules.options if one.id == self.option), "")
            for key, (than, value) in SHARES.items():
                known = {"bound": capfirst(bound_in_words(than, Fraction(*value))), "option": name}
                choices.append((key, _("%(bound)s for “%(option)s”") % known))
            choices.append((OWN, _("Another share, in percent")))
            found |= self._share("passing", label, choices, self.rules.passing)
            found["passing_of"] = forms.ChoiceField(
                label=_("Counted among whom"),
                choices=[
                    ("decided", _("Those who decide: abstentions left out")),
                    ("votes", _("All votes: who abstains counts along")),
                    ("eligible", _("Everybody on the roll, also who does not vote")),
                ],
                widget=forms.RadioSelect,
                required=False,
            )
        return found

    def _share(
        self, name: str, label: str, choices: list[tuple[str, str]], kept: Conditions
    ) -> dict[str, forms.Field]:
        if self.first[name] == KEPT:
            says = "; ".join(condition_in_words(self.rules, line) for line in kept) or _("nothing is asked")
            choices = [(KEPT, _("As it stands: %(says)s") % {"says": says}), *choices]
        other = {
            "turnout": _("The other share that has to take part, in percent"),
            "attendance": _("The other share that has to be present, in percent"),
            "passing": _("The other share that it takes to pass, in percent"),
        }[name if name == "passing" else self.measure]
        percent = forms.IntegerField(label=other, required=False, min_value=1, max_value=100)
        radios = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
        return {name: radios, f"{name}_percent": percent}

    def _quorum(self, than: str, value: tuple[int, int]) -> Conditions:
        return (Condition(self.measure, than, value),)

    def read(self, form: forms.Form, given: Mapping[str, Any]) -> tuple[Conditions, Conditions] | None:
        """Return quorum and passing as they were typed, or None where the form now says what is missing."""
        quorum, passing = self.rules.quorum, self.rules.passing
        if self.has_quorum and given.get("quorum") != KEPT:
            share = _typed(form, given, "quorum")
            quorum = self._quorum(*share) if share else ()
        if self.has_passing and given.get("passing") != KEPT:
            share = _typed(form, given, "passing")
            passing = self.others
            if share and not given.get("passing_of") and "passing_of" not in form.errors:
                form.add_error("passing_of", _("Say among whom this share is counted."))
            if share:
                passing = (*passing, Condition("share", *share, self.option, given.get("passing_of") or ""))
        names = ("quorum", "quorum_percent", "passing", "passing_percent", "passing_of")
        return None if any(name in form.errors for name in names) else (quorum, passing)


def _typed(form: forms.Form, given: Mapping[str, Any], name: str) -> tuple[str, tuple[int, int]] | None:
    choice, percent = given.get(name), given.get(f"{name}_percent")
    if choice != OWN:
        return SHARES.get(str(choice))
    if percent is None:
        if f"{name}_percent" not in form.errors:
            form.add_error(f"{name}_percent", _("Write the percentage, a whole number from 1 to 100."))
        return None
    return ">=", (percent, 100)


def _named(name: str, line: Condition | None) -> dict[str, Any]:
    """Say a share by its choice, and by its percentage where it is another one."""
    if line is None:
        return {name: KEPT}
    for key, (than, value) in SHARES.items():
        if (line.than, line.needed) == (than, Fraction(*value)):
            return {name: key}
    percent = 100 * line.needed
    if line.than == ">=" and percent.denominator == 1 and 1 <= percent <= 100:
        return {name: OWN, f"{name}_percent": int(percent)}
    return {name: KEPT}
