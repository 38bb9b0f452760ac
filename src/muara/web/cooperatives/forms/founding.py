from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City, District
from muara.web.cooperatives.forms.surplus import RupiahField
from muara.web.cooperatives.models import Cooperative, Founding, Kind
from muara.web.initiatives.models import Initiative
from muara.web.network.forms.actors import day_field, lines_field
from muara.web.ui.fields import CleanCharField

KINDS = [(kind.value, kind.label) for kind in Kind if kind != Kind.UNKNOWN]


class FoundingForm(forms.Form):
    """What the cooperative is to be, and where its founders meet."""

    name = CleanCharField(label=_("Name that it is to have"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind it is to be"), choices=KINDS)
    level = forms.ChoiceField(label=_("Whose members it will have"), choices=Cooperative.Level.choices)
    purpose = lines_field(_("What it is for"), _("In a sentence or two. Everybody can read this."), 1000)
    business = lines_field(_("What it trades in"), _("One thing a line."), 1000)
    groups = lines_field(
        _("Member groups"), _("One a line. Only a multi-stakeholder cooperative needs them."), 600
    )
    seat = CleanCharField(label=_("Where its seat will be"), max_length=160, required=False)
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    share_deposit = RupiahField(label=_("One-off deposit (simpanan pokok), rupiah"), required=False)
    compulsory_deposit = RupiahField(
        label=_("Compulsory deposit a month (simpanan wajib), rupiah"), required=False
    )
    meets_at = forms.DateTimeField(
        label=_("When the founders meet"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    place = CleanCharField(label=_("Where they meet"), max_length=160, required=False)
    chair = CleanCharField(label=_("Who chairs"), max_length=80, required=False)
    note_taker = CleanCharField(label=_("Who keeps the minutes"), max_length=80, required=False)
    initiative = forms.ModelChoiceField(
        label=_("The initiative that it grew out of"),
        queryset=Initiative.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].required = True
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]
        rows = Initiative.objects.in_city(city).order_by("title", "pk")
        self.fields["initiative"].queryset = rows  # type: ignore[attr-defined]

    def _positive(self, name: str) -> int | None:
        amount: int | None = self.cleaned_data[name]
        if amount is not None and not 0 <= amount <= 10**12:
            raise forms.ValidationError(_("Write whole rupiah, for example 12.500.000."))
        return amount

    def clean_share_deposit(self) -> int | None:
        return self._positive("share_deposit")

    def clean_compulsory_deposit(self) -> int | None:
        return self._positive("compulsory_deposit")


class FounderForm(forms.Form):
    """One founder, by the name that the papers will carry."""

    name = CleanCharField(
        label=_("Name as it will stand in the papers"), max_length=80, help_text=_("No identity number.")
    )
    group = forms.ChoiceField(label=_("Member group"), required=False)

    def __init__(self, *args: Any, founding: Founding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if founding.member_groups:
            choices = [("", _("not said")), *((one, one) for one in founding.member_groups)]
            self.fields["group"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["group"]


class FoundForm(forms.Form):
    """The cooperative is registered."""

    registered = day_field(_("Registered on"), required=True)
    source = CleanCharField(
        label=_("Where that stands"), max_length=200, help_text=_("For example the number of the decree.")
    )


class GiveUpForm(forms.Form):
    """It comes to nothing."""

    lesson = CleanCharField(
        label=_("What was learned"), max_length=500,
        help_text=_("Everybody can read this. The names on the list are deleted."),
    )  # fmt: skip
