"""One plain form for each kind of choice. What was typed stays in the fields when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muara.engine.errors import BadChoice
from muara.engine.governance.decisions import OF_ONE_OPTION, Option, Rules
from muara.web.governance.models import Decision
from muara.web.governance.result_words import mark_of, name_of
from muara.web.governance.terms_in_words import rupiah
from muara.web.ui.fields import CleanCharField

MOST_RADIOS = 11
SHORT = 12  # characters of the longest number anybody means


@dataclass(frozen=True)
class Line:
    """One option on the form: its field, and what was typed there."""

    option: Option
    name: str
    typed: str
    is_chosen: bool
    sign: str
    cost: str = ""

    @property
    def label(self) -> str:
        return self.option.name or self.option.id


class BallotForm(forms.Form):
    """A choice by the rules of a decision, with its reason; `choice` is what `Rules.read_choice` takes."""

    template_name = "governance/_ballot.html"
    reason = CleanCharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        rules: Rules,
        reason_rule: str = "OPTIONAL",
        choice: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.rules, self.reason_rule = rules, reason_rule
        self.choice: Any = None
        self.before = choice
        if reason_rule == Decision.ReasonRule.OFF:
            del self.fields["reason"]

    @property
    def shape(self) -> str:
        """How it is filled in: one, some, marks, numbers, ranks."""
        kind = self.rules.kind
        if kind in OF_ONE_OPTION:
            return "one"
        if kind in ("choose_some", "budget"):
            return "some"
        if kind == "score":
            return "marks" if self.rules.high - self.rules.low < MOST_RADIOS else "numbers"
        return "numbers" if kind == "dots" else "ranks"

    @property
    def help(self) -> str:
        """Say what may be chosen."""
        rules, n = self.rules, len(self.rules.options)
        most = rules.most or n
        if self.shape == "one":
            return ""
        if rules.kind == "choose_some":
            if rules.least == most:
                return ngettext("Choose exactly %(n)s.", "Choose exactly %(n)s.", most) % {"n": most}
            return _("Choose %(least)s to %(most)s.") % {"least": rules.least, "most": most}
        if rules.kind == "budget":
            return _(
                "Tick what you would pay for. The purse is %(purse)s; ticking more than that is allowed, "
                "the count sees what can be paid."
            ) % {"purse": rupiah(rules.budget)}
        if rules.kind == "score":
            return _("Give each a number from %(low)s to %(high)s, or leave it out.") % {
                "low": rules.low,
                "high": rules.high,
            }
        if rules.kind == "dots":
            return _("Lay up to %(n)s dots, as many on one as you like.") % {"n": rules.dots}
        if rules.least <= 1 and most == n:
            return _("Write 1 beside your first choice, 2 beside your second, and so on. You may stop anywhere.")
        return _("Rank %(least)s to %(most)s: 1 beside your first choice, 2 beside your second, and so on.") % {
            "least": rules.least,
            "most": most,
        }

    @property
    def lines(self) -> list[Line]:
        """The options with what was typed, or else with the choice before."""
        typed = self._typed() if self.is_bound else self._before()
        chosen = typed.get("choice", ())
        lines = []
        for option in self.rules.options:
            name = "choice" if self.shape in ("one", "some") else f"o-{option.id}"
            cost = rupiah(option.cost) if option.cost else ""
            value = str(typed.get(name, "")) if name != "choice" else option.id
            lines.append(Line(option, name, value, option.id in chosen, mark_of(option), cost))
        return lines

    @property
    def marks(self) -> list[int]:
        return list(range(self.rules.low, self.rules.high + 1))

    @property
    def left(self) -> str:
        """What of the dots or of the purse is left, by what is in the fields now."""
        if self.rules.kind == "dots":
            spent = sum(int(line.typed) for line in self.lines if _is_whole(line.typed))
            return str(self.rules.dots - spent)
        if self.rules.kind == "budget":
            spent = sum(line.option.cost for line in self.lines if line.is_chosen)
            return rupiah(self.rules.budget - spent) if spent <= self.rules.budget else _("over the purse")
        return ""

    @property
    def asks_reason(self) -> bool:
        return "reason" in self.fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = self._typed()
        choice = self._choice(typed)
        try:
            self.choice = self.rules.read_choice(choice)
        except BadChoice as error:
            raise ValidationError(self._refused()) from error
        self.choice = list(self.choice) if isinstance(self.choice, tuple) else self.choice
        self._needs_reason(cleaned.get("reason", ""))
        return cleaned

    def _needs_reason(self, reason: str) -> None:
        if not self.asks_reason or reason or "reason" in self.errors:
            return
        objects = self.rules.with_role("objection")
        if self.reason_rule == Decision.ReasonRule.REQUIRED:
            self.add_error("reason", _("Everybody says why in this decision. A sentence is enough."))
        elif self.reason_rule == Decision.ReasonRule.OBJECTION and self.choice in objects:
            self.add_error("reason", _("Who objects says why, so that the others can do something about it."))

    def _typed(self) -> dict[str, Any]:
        data: Any = self.data
        typed: dict[str, Any] = {f"o-{one.id}": data.get(f"o-{one.id}", "").strip() for one in self.rules.options}
        chosen = data.getlist("choice") if hasattr(data, "getlist") else data.get("choice", [])
        typed["choice"] = [chosen] if isinstance(chosen, str) else list(chosen)
        return typed

    def _before(self) -> Mapping[str, Any]:
        before, shape = self.before, self.shape
        if before is None:
            return {}
        if shape in ("one", "some"):
            return {"choice": [before] if isinstance(before, str) else before}
        if shape == "ranks":
            return {f"o-{name}": at for at, name in enumerate(before, 1)}
        pairs = zip(self.rules.options, before, strict=True)
        return {f"o-{option.id}": "" if n is None else n for option, n in pairs}

    def _choice(self, typed: Mapping[str, Any]) -> Any:
        if self.shape == "one":
            if len(typed["choice"]) != 1 or typed["choice"][0] not in {one.id for one in self.rules.options}:
                raise ValidationError(_("Choose one of the options."))
            return typed["choice"][0]
        if self.shape == "some":
            known = {one.id for one in self.rules.options}
            if not set(typed["choice"]) <= known:
                raise ValidationError(_("Choose from the options of this page."))
            return [one.id for one in self.rules.options if one.id in typed["choice"]]
        numbers = {one.id: _read_number(typed[f"o-{one.id}"], one) for one in self.rules.options}
        if self.shape == "ranks":
            return self._ranking(numbers)
        if self.rules.kind == "dots":
            return [numbers[one.id] or 0 for one in self.rules.options]
        return [numbers[one.id] for one in self.rules.options]

    def _ranking(self, numbers: Mapping[str, int | None]) -> Sequence[str]:
        """Read places: 1, 2, 3 and so on, none twice and none left out before a later one."""
        places = sorted((n, name) for name, n in numbers.items() if n is not None)
        for at, (n, name) in enumerate(places, 1):
            if n == at:
                continue
            if at > 1 and n == places[at - 2][0]:
                names = {"a": name_of(self.rules, places[at - 2][1]), "b": name_of(self.rules, name), "n": n}
                raise ValidationError(
                    _("%(a)s and %(b)s both have the number %(n)s. Give each its own."), params=names
                )
            raise ValidationError(_("The number %(n)s is missing. Count 1, 2, 3 without a gap."), params={"n": at})
        return [name for _n, name in places]

    def _refused(self) -> str:
        if self.rules.kind == "dots":
            return _("The dots come to more than there are, or to too few. %(help)s") % {"help": self.help}
        return self.help or _("Choose one of the options.")


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= SHORT


def _read_number(text: str, option: Option) -> int | None:
    if not text:
        return None
    if not _is_whole(text.removeprefix("-")):
        raise ValidationError(_("“%(name)s” needs a whole number."), params={"name": option.name or option.id})
    return int(text)


class SealedForm(BallotForm):
    """A secret choice: the code of a slip, and no reason, which would tell who wrote it."""

    code = CleanCharField(label=gettext_lazy("Code of your slip"), max_length=40)

    def __init__(self, data: Any = None, *, rules: Rules) -> None:
        super().__init__(data, rules=rules, reason_rule=Decision.ReasonRule.OFF)
