from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.engine.cooperation.feasibility import NUMBERS
from muara.web.assets.feasibility import MOST_YEARS, NAMES, SHARES
from muara.web.assets.models import IdleAsset, Pact, ReuseProposal
from muara.web.assets.rules import routes_for
from muara.web.network.forms.actors import day_field, lines_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField

N_ONCE = 3


def routes_of(asset: IdleAsset) -> list[tuple[str, Any]]:
    return [(route.key, route.name) for route in routes_for(asset.owner_level)]


class StepForm(forms.Form):
    """One step on, with its evidence."""

    evidence = CleanCharField(
        label=_("What shows it?"),
        help_text=_("The letter with its number and date, the minutes, who was there. Everybody can read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link = forms.URLField(label=_("Link to it"), required=False, max_length=300, assume_scheme="https")
    on = day_field(_("On which day?"), help_text=_("Empty: today."))

    def __init__(self, *args: Any, asset: IdleAsset, to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first: dict[str, forms.Field] = {}
        if to == IdleAsset.State.CONFIRMED:
            levels = [one for one in IdleAsset.Owner.choices if one[0] != IdleAsset.Owner.UNKNOWN]
            first["owner_level"] = forms.ChoiceField(label=_("Which level owns it?"), choices=levels)
        if to in {IdleAsset.State.APPLIED, IdleAsset.State.AGREED}:
            offered = asset.proposals.filter(state=ReuseProposal.State.OFFERED).select_related("actor")
            first["proposal"] = forms.ModelChoiceField(
                label=_("Which proposal?"), queryset=offered.order_by("number"), empty_label=None
            )
        if to == IdleAsset.State.AGREED:
            first["route"] = forms.ChoiceField(label=_("Under which form of use?"), choices=routes_of(asset))
        self.fields = {**first, **self.fields}


class BackForm(forms.Form):
    """Back to an earlier state, with the reason."""

    to = forms.ChoiceField(label=_("Back to which state"))
    reason = CleanCharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    on = day_field(_("On which day?"), help_text=_("Empty: today."))

    def __init__(self, *args: Any, asset: IdleAsset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = IdleAsset.State.choices
        behind = [value for value, _label in states].index(asset.state)
        self.fields["to"].choices = states[:behind][::-1]  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """How an actor would use a place."""

    actor = forms.ModelChoiceField(label=_("Who proposes it?"), queryset=Actor.objects.none())
    use = CleanCharField(label=_("What would it become?"), max_length=120)
    how = CleanCharField(
        label=_("How would it work?"), max_length=2000, required=False, keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    for_whom = CleanCharField(label=_("For whom?"), max_length=200, required=False)
    open_hours = forms.IntegerField(
        label=_("Hours a week open to anybody"), required=False, min_value=0, max_value=168
    )
    fatal_risk = CleanCharField(
        label=_("What alone could end it?"), max_length=300, required=False,
        help_text=_("Every plan has such a thing. Saying it first earns trust."),
    )  # fmt: skip
    route = forms.ChoiceField(label=_("Under which form of use?"), required=False)

    def __init__(self, *args: Any, asset: IdleAsset, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]
        self.fields["route"].choices = [  # type: ignore[attr-defined]
            ("", _("not decided yet")),
            *routes_of(asset),
        ]


class NewPactForm(forms.Form):
    """A pact of collaboration; what is written here is printed and signed."""

    actor = forms.ModelChoiceField(label=_("Who takes it on?"), queryset=Actor.objects.none())
    owner_party = CleanCharField(
        label=_("Who signs for the owner?"), max_length=160, help_text=_("The office, not the person.")
    )
    further_parties = CleanCharField(label=_("Who else signs?"), max_length=300, required=False)
    intensity = forms.ChoiceField(label=_("How far does it go?"), choices=Pact.Intensity.choices)
    purpose = CleanCharField(label=_("What for?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    starts_date = day_field(_("First day"), required=True)
    ends_date = day_field(_("Last day"), required=True)
    duties_actor = lines_field(_("What they take on"), _("One thing a line."), 1500)
    duties_owner = lines_field(_("What the owner takes on"), _("One thing a line."), 1500)
    costs = CleanCharField(label=_("Who bears which costs?"), max_length=500)
    liability = CleanCharField(label=_("Insurance, and who answers for damage"), max_length=500)
    governing = CleanCharField(label=_("How both decide together"), max_length=500, required=False)
    monitoring = CleanCharField(label=_("Who looks when at what"), max_length=500)
    publication = CleanCharField(label=_("Where it is made public"), max_length=300, required=False)
    ending = CleanCharField(label=_("How it is renewed and ended"), max_length=500)

    def __init__(self, *args: Any, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]
        for name in ("duties_actor", "duties_owner"):
            self.fields[name].required = True


class SignForm(forms.Form):
    """Both sides signed the paper."""

    on = day_field(_("On which day was it signed?"), required=True)


class EndForm(SignForm):
    """A pact ended before its time."""

    on = day_field(_("On which day did it end?"), required=True)
    why = CleanCharField(label=_("Why?"), max_length=300)


class FiguresForm(forms.Form):
    """The figures of a plan: the likeliest value of each, its range, and where it comes from."""

    years = forms.IntegerField(label=_("For how many years?"), min_value=1, max_value=MOST_YEARS, initial=5)
    unit = CleanCharField(
        label=_("What is one unit of use?"), max_length=60,
        help_text=_("For example: a table for a day, an hour of the hall, a month of a stall."),
    )  # fmt: skip
    rate = forms.DecimalField(label=_("Discount rate, percent a year"), min_value=0, max_value=100)
    rate_source = CleanCharField(
        label=_("Where does the rate come from?"), max_length=200,
        help_text=_("For example the interest of a loan on offer. Nobody can compute it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            label = NAMES[name]
            for part in ("value", "low", "high"):
                self.fields[f"{name}_{part}"] = forms.DecimalField(
                    label=str(label), required=False, min_value=0, max_digits=16, decimal_places=4
                )
            self.fields[f"{name}_source"] = CleanCharField(label=_("Source"), max_length=200, required=False)
        self.fields |= {
            "loan_amount": forms.DecimalField(
                label=_("Loan, rupiah"), required=False, min_value=0, max_digits=16, decimal_places=2
            ),
            "loan_rate": forms.DecimalField(
                label=_("Interest, percent a year"), required=False, min_value=0, max_value=100
            ),
            "loan_years": forms.IntegerField(
                label=_("Paid back in years"), required=False, min_value=1, max_value=MOST_YEARS
            ),
            "loan_source": CleanCharField(label=_("Who offers it, and when"), max_length=200, required=False),
        }
        for number in range(N_ONCE):
            self.fields[f"once_{number}_year"] = forms.IntegerField(
                label=_("Year"), required=False, min_value=0, max_value=MOST_YEARS
            )
            self.fields[f"once_{number}_amount"] = forms.DecimalField(
                label=_("Rupiah; a cost with a minus"), required=False, max_digits=16, decimal_places=2
            )
            self.fields[f"once_{number}_what"] = CleanCharField(
                label=_("What comes"), max_length=80, required=False
            )

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in ("years", "unit", "rate", "rate_source")]

    def numbers(self) -> list[tuple[Any, list[forms.BoundField]]]:
        parts = ("value", "low", "high", "source")
        return [(NAMES[name], [self[f"{name}_{part}"] for part in parts]) for name in NUMBERS]

    def loan(self) -> list[forms.BoundField]:
        return [self[f"loan_{part}"] for part in ("amount", "rate", "years", "source")]

    def once(self) -> list[list[forms.BoundField]]:
        return [[self[f"once_{n}_{part}"] for part in ("year", "amount", "what")] for n in range(N_ONCE)]

    def inputs(self) -> dict[str, Any]:
        """Return the figures as a proposal keeps them: shares from 0 to 1, an empty end is the value itself."""
        given = self.cleaned_data
        numbers = {}
        for name in NUMBERS:
            part = Decimal(100) if name in SHARES else Decimal(1)
            value = given[f"{name}_value"] or Decimal(0)
            low, high = given[f"{name}_low"], given[f"{name}_high"]
            ends = [value if end is None else end for end in (low, high)]
            numbers[name] = [*(float(end / part) for end in (value, *ends)), given[f"{name}_source"]]
        once = [
            [given[f"once_{n}_year"] or 0, float(given[f"once_{n}_amount"]), given[f"once_{n}_what"]]
            for n in range(N_ONCE)
            if given[f"once_{n}_amount"]
        ]
        amount, rate = given["loan_amount"] or 0, given["loan_rate"] or 0
        loan = [float(amount), float(rate / 100), given["loan_years"] or 0, given["loan_source"]] if amount else []
        return {
            "years": given["years"], "unit": given["unit"], "rate": float(given["rate"] / 100),
            "rate_source": given["rate_source"], "numbers": numbers, "once": once, "loan": loan,
        }  # fmt: skip


def typed(inputs: dict[str, Any]) -> dict[str, Any]:
    """Return kept figures as the form shows them."""
    if not inputs:
        return {}
    shown: dict[str, Any] = {name: inputs[name] for name in ("years", "unit", "rate_source")}
    shown["rate"] = _plain(inputs["rate"] * 100)
    for name, row in inputs["numbers"].items():
        part = 100 if name in SHARES else 1
        for place, end in enumerate(("value", "low", "high")):
            shown[f"{name}_{end}"] = _plain(row[place] * part)
        shown[f"{name}_source"] = row[3]
    if loan := inputs.get("loan"):
        shown |= {
            "loan_amount": _plain(loan[0]), "loan_rate": _plain(loan[1] * 100), "loan_years": loan[2],
            "loan_source": loan[3],
        }  # fmt: skip
    for number, (year, amount, what) in enumerate(inputs.get("once", [])[:N_ONCE]):
        shown |= {
            f"once_{number}_year": year,
            f"once_{number}_amount": _plain(amount),
            f"once_{number}_what": what,
        }
    return shown


def _plain(number: float) -> Decimal:
    rounded = Decimal(str(round(number, 4)))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
