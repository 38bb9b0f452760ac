"""The draft of a decision: one form for every way to decide, with what that way needs and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.engine.errors import BadEvent, BadRules
from muara.engine.governance.decisions import Option, Rules, read_rules
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.governance.forms.decisions import text_field
from muara.web.governance.forms.draft_candidates import DraftCandidates, key_of
from muara.web.governance.forms.draft_conditions import Conditions, DraftConditions
from muara.web.governance.models import Arrangement, Body, Decision, Matter, Terms
from muara.web.governance.queries.templates import TEMPLATES, Template, rules_from_template
from muara.web.governance.reason_words import why_not_counted
from muara.web.governance.result_words import condition_in_words
from muara.web.ui.fields import CleanCharField

MOST_OPTIONS = 12
WITH_SEATS = ("elect", "choose_some", "score", "dots")
LISTED = ("ranked", "elect", "budget", "dots", "choose_some")
MOST_MONEY = 10**13
RULE_FIELDS = ("seats", "most", "high", "dots", "budget")
CONDITION_FIELDS = ("quorum", "quorum_percent", "passing", "passing_percent", "passing_of")
# What no field asks about stays in a draft as it came, from a file or from the decision that it takes up again.
UNASKED = ("least", "most", "low", "step", "satisfaction", "finish", "ties", "weighted", "checks_bind")


@dataclass(frozen=True)
class OptionRow:
    """The fields of one option."""

    number: int
    name: forms.BoundField
    meaning: forms.BoundField
    cost: forms.BoundField | None
    person: forms.BoundField | None


class DraftForm(forms.Form):
    """What is decided, by whom, and how."""

    arrangement = forms.ModelChoiceField(
        label=gettext_lazy("Whose members decide"), queryset=Arrangement.objects.none(), empty_label=None
    )
    title = CleanCharField(
        label=gettext_lazy("The proposal in one sentence"),
        max_length=160,
        help_text=gettext_lazy("As it will be read later: “Pooled buying for twelve shops, from January.”"),
    )
    details = text_field(
        gettext_lazy("What exactly is proposed"),
        6000,
        rows=8,
        required=False,
        help_text=gettext_lazy(
            "Who does what, from when, how long, what it costs, and when it is looked at again."
        ),
    )
    matter = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=Matter.choices)
    amount = forms.IntegerField(
        label=gettext_lazy("How much money, in rupiah"), required=False, min_value=0, max_value=MOST_MONEY
    )

    def __init__(
        self,
        data: Any = None,
        *,
        city: City,
        key: str,
        decision: Decision | None = None,
        reader: User | None = None,
        **kwargs: Any,
    ) -> None:
        self.template: Template | None = TEMPLATES.get(key)
        self.key, self.decision, self.reader = key, decision, reader
        self.candidates: DraftCandidates | None = None
        self.kept = self._kept(decision)
        self.conditions: DraftConditions | None = None
        self.chosen: tuple[Conditions, Conditions] | None = None
        first: dict[str, Any] = {"matter": self.template.matter} if self.template else {}
        if self.template:
            self.conditions = DraftConditions(
                self._started(self.template),
                is_meeting=any(line.measure == "attendance" for line in self.template.quorum),
            )
            first |= {
                **self.conditions.first,
                "mode": self.template.mode, "reason_rule": self.template.reason_rule,
                "hides_results": self.template.hides_results,
            }  # fmt: skip
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        standing = Arrangement.objects.in_city(city).exclude(state=Arrangement.State.ENDED).order_by("name", "pk")
        self.fields["arrangement"].queryset = standing  # type: ignore[attr-defined]
        if decision is not None:
            del self.fields["arrangement"]  # whose members decide is settled with the draft
        if self.template is not None:
            self._add_rule_fields(self.template)
            self._add_links(city, self.template)
            if self.template.kind == "elect":
                self.candidates = DraftCandidates(city=city, decision=decision, reader=reader, rows=MOST_OPTIONS)
                self.fields.update(self.candidates.fields())
        if self.conditions is not None:
            self.fields.update(self.conditions.fields())
        self._add_manner()
        self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def _kept(self, decision: Decision | None) -> Rules | None:
        """Return the rules that a draft has, where they are of the kind of its template."""
        if decision is None or self.template is None:
            return None
        rules = read_rules(decision.rules)
        return rules if rules.kind == self.template.kind else None

    def _started(self, template: Template) -> Rules:
        """Return the rules whose conditions the form begins with; of options only those of the template count."""
        if self.kept is not None:
            return self.kept
        return Rules(
            "rancangan", "-", template.kind if template.options else "choose_one",
            tuple(one.option() for one in template.options) or (Option("satu"),),
            quorum=template.quorum, passing=template.passing,
        )  # fmt: skip

    def _add_rule_fields(self, template: Template) -> None:
        kind = template.kind
        if template.lists_options:
            for number in range(1, MOST_OPTIONS + 1):
                self.fields[f"name{number}"] = CleanCharField(label=_("Option"), max_length=80, required=False)
                self.fields[f"meaning{number}"] = CleanCharField(
                    label=_("What it means"), max_length=200, required=False
                )
                if kind == "budget":
                    self.fields[f"cost{number}"] = forms.IntegerField(
                        label=_("Cost in rupiah"), required=False, min_value=1, max_value=MOST_MONEY
                    )
        number_fields = {
            "seats": (kind in WITH_SEATS, _("How many are chosen"), 1, 1, 30),
            "most": (
                kind == "choose_some",
                _("How many may one person tick at most (0: as many as they like)"),
                0,
                0,
                30,
            ),
            "high": (kind == "score", _("The best mark (the worst is 0)"), 5, 1, 100),
            "dots": (kind == "dots", _("How many dots each person lays"), 5, 1, 100),
            "budget": (kind == "budget", _("The purse, in rupiah"), None, 1, MOST_MONEY),
        }
        for name, (is_needed, label, initial, least, most) in number_fields.items():
            if is_needed:
                self.fields[name] = forms.IntegerField(
                    label=label, initial=initial, min_value=least, max_value=most
                )

    def _add_links(self, city: City, template: Template) -> None:
        if template.matter == Matter.ARRANGEMENT:
            drafts = Terms.objects.filter(
                arrangement__city=city, state__in=(Terms.State.DRAFT, Terms.State.PROPOSED)
            )
            self.fields["adopts"] = TermsField(
                label=_("Which terms come into force"),
                queryset=drafts.select_related("arrangement").order_by("pk"),
                required=False, empty_label=_("none"),
            )  # fmt: skip
        if template.matter == Matter.ELECTION:
            bodies = Body.objects.filter(arrangement__city=city).order_by("name", "pk")
            self.fields["elects_to"] = forms.ModelChoiceField(
                label=_("Into which body"), queryset=bodies, required=False, empty_label=_("none")
            )

    def _add_manner(self) -> None:
        self.fields["mode"] = forms.ChoiceField(label=_("Open or secret"), choices=Decision.Mode.choices)
        self.fields["reason_rule"] = forms.ChoiceField(label=_("Reasons"), choices=Decision.ReasonRule.choices)
        self.fields["hides_results"] = forms.BooleanField(
            label=_("Hide the results until the close"), required=False
        )
        self.fields["names_voters"] = forms.BooleanField(
            label=_("Open ballots: publish names and choices after the close"), required=False
        )
        self.fields["drawn"] = forms.ChoiceField(
            label=_("Secret ballots: who took part"), choices=Decision.Drawn.choices, initial=Decision.Drawn.COUNTS
        )

    @property
    def plain(self) -> Iterator[forms.BoundField]:
        """The fields before the options."""
        names = ("arrangement", "title", "details", "matter", "amount")
        return (self[name] for name in names if name in self.fields)

    @property
    def option_rows(self) -> list[OptionRow]:
        return [
            OptionRow(
                n,
                self[f"name{n}"],
                self[f"meaning{n}"],
                self[f"cost{n}"] if f"cost{n}" in self.fields else None,
                self[f"person{n}"] if f"person{n}" in self.fields else None,
            )
            for n in range(1, MOST_OPTIONS + 1)
            if f"name{n}" in self.fields
        ]

    @property
    def manner(self) -> Iterator[forms.BoundField]:
        """The fields after the options."""
        names = (
            *RULE_FIELDS,
            *CONDITION_FIELDS,
            "adopts",
            "elects_to",
            "mode",
            "reason_rule",
            "hides_results",
            "names_voters",
            "drawn",
        )
        return (self[name] for name in names if name in self.fields)

    @property
    def says(self) -> list[str]:
        """What it takes for this to pass, sentence by sentence as on the page of the decision."""
        if self.conditions is None:
            kept = read_rules(self.decision.rules) if self.decision is not None else None
            return [condition_in_words(kept, line) for line in (*kept.quorum, *kept.passing)] if kept else []
        rules = self.conditions.rules
        quorum, passing = (self.chosen or ((), ())) if self.is_bound else (rules.quorum, rules.passing)
        return [condition_in_words(rules, line) for line in (*quorum, *passing)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.conditions is not None:
            self.chosen = self.conditions.read(self, cleaned)
        if self.candidates is not None:
            self.candidates.read(self, cleaned)
        if self.errors or self.template is None:
            return cleaned
        if self.template.lists_options and len(self._options()) < 2:
            self.add_error(None, _("Write at least two options."))
            return cleaned
        try:
            self._rules()
        except (BadRules, BadEvent) as bad:
            self.add_error(None, _("This cannot be counted: %(why)s") % {"why": why_not_counted(bad)})
        return cleaned

    def take_version(self, version: int) -> None:
        """Go on from the version that is kept now, with what was typed."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]

    def _options(self) -> list[dict[str, Any]]:
        return [option for _row, option in self._rows()]

    def effect(self) -> dict[str, Any] | None:
        """Return what the decision brings about beside its rules, or nothing where no field asks about it."""
        if self.candidates is None or "person1" not in self.fields:
            return None
        kept = self.decision.effect if self.decision is not None else {}
        return {**kept, "candidates": self.candidates.tied(self.cleaned_data, self._rows())}

    def _rows(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the options that were written, with the number of their row."""
        found: list[tuple[int, dict[str, Any]]] = []
        taken: set[str] = {"winner"}
        kept = {option.name: option for option in (self.kept.options if self.kept else ())}
        for n in range(1, MOST_OPTIONS + 1):
            name = self.cleaned_data.get(f"name{n}")
            if not name:
                continue
            known = kept.get(name)
            stem = known.id if known else slugify(name)[:40].strip("-") or f"pilihan-{n}"
            one = next(word for word in [stem, *(f"{stem}-{i}" for i in range(2, 40))] if word not in taken)
            taken.add(one)
            option = {
                    "role": known.role if known else "", "icon": known.icon if known else "",
                    "prompt": known.prompt if known else "",
                    "id": one, "name": name, "meaning": self.cleaned_data.get(f"meaning{n}") or "",
                    "cost": self.cleaned_data.get(f"cost{n}") or 0,
            }  # fmt: skip
            found.append((n, option))
        return found

    def _rules(self) -> Rules:
        known = {name: self.cleaned_data[name] for name in RULE_FIELDS if name in self.fields}
        if self.kept is not None:
            known = {name: getattr(self.kept, name) for name in UNASKED} | known
        elif self.template is not None and self.template.kind in LISTED:
            known["least"] = 0 if self.template.kind in ("budget", "elect", "ranked") else 1
        if self.chosen is not None:
            known["quorum"], known["passing"] = self.chosen
        options: Sequence[Any] = self._options()
        if not options and self.kept is not None:
            options = self.kept.options
        return rules_from_template(
            self.key, title=self.cleaned_data["title"], options=options, mode=self.cleaned_data["mode"], **known
        )

    def rules(self) -> Rules | None:
        """The rules of a valid form, or nothing where they are not made by a template."""
        return None if self.template is None else self._rules()


class TermsField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Terms by the name of their arrangement."""

    def label_from_instance(self, terms: Any) -> str:
        return f"{terms.arrangement.name}: {terms.get_form_display()}"


def draft_fields(form: DraftForm, key: str) -> dict[str, Any]:
    """Return what an action is given of a valid form."""
    names = (
        "arrangement", "title", "details", "matter", "amount", "mode", "reason_rule", "hides_results",
        "names_voters", "drawn", "adopts", "elects_to",
    )  # fmt: skip
    found = {name: form.cleaned_data[name] for name in names if name in form.fields}
    rules = form.rules()
    if (effect := form.effect()) is not None:
        found["effect"] = effect
    return found | ({"rules": rules} if rules is not None else {})


def first_values(decision: Decision) -> dict[str, Any]:
    """Return what stands in the form of a draft that is changed."""
    found: dict[str, Any] = {
        "arrangement": decision.arrangement_id, "title": decision.title, "details": decision.details,
        "matter": decision.matter, "amount": decision.amount, "mode": decision.mode,
        "reason_rule": decision.reason_rule, "hides_results": decision.hides_results,
        "names_voters": decision.names_voters, "drawn": decision.drawn, "adopts": decision.adopts_id,
        "elects_to": decision.elects_to_id, "version": decision.version,
    }  # fmt: skip
    rules = read_rules(decision.rules)
    found |= {name: getattr(rules, name) for name in RULE_FIELDS}
    tied = decision.effect.get("candidates", {})
    for n, option in enumerate(rules.options[:MOST_OPTIONS], 1):
        found |= {f"name{n}": option.name, f"meaning{n}": option.meaning, f"cost{n}": option.cost or None}
        if pk := tied.get(option.id, {}).get("participant"):
            found[f"person{n}"] = key_of(decision.arrangement_id, pk)
    return found


@dataclass(frozen=True)
class Differing:
    """A field that stands otherwise now than it was typed."""

    label: str
    now: str
    typed: str


def differing(form: DraftForm, decision: Decision) -> list[Differing]:
    """Return in which fields the draft as it is kept now differs from what was typed (F9)."""
    first = first_values(decision)
    kept = DraftForm(city=decision.city, key=form.key, decision=decision, reader=form.reader, initial=first)
    found = []
    for name in form.fields:
        if name == "version":
            continue
        now, typed = _shown(kept[name]), _shown(form[name])
        if now != typed:
            found.append(Differing(str(form[name].label), now, typed))
    return found


def _shown(bound: forms.BoundField) -> str:
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return _("yes") if value in (True, "on", "True") else _("no")
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(_flat(bound.field.choices)).get(str(value or ""), value or "–"))
    return str(value).replace("\r\n", "\n") if value not in (None, "") else "–"


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices]
