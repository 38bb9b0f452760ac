from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City, District
from muara.web.cooperatives.models import Cooperative, Kind
from muara.web.governance.models import Decision
from muara.web.network.forms.actors import day_field, lines_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField

MOST_BYTES = 1_000_000


class CooperativeForm(forms.Form):
    """What the register says of a cooperative."""

    name = CleanCharField(label=_("Name of the cooperative"), max_length=120)
    kind = forms.ChoiceField(label=_("What kind it is"), choices=Kind.choices, initial=Kind.UNKNOWN)
    actor = forms.ModelChoiceField(
        label=_("Its entry in the network"),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    level = forms.ChoiceField(label=_("Whose members it has"), choices=Cooperative.Level.choices)
    origin = forms.ChoiceField(
        label=_("Where it came from"), choices=Cooperative.Origin.choices, initial=Cooperative.Origin.UNKNOWN
    )
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    what = lines_field(_("What it does"), _("Everybody can read this."), 1000)
    registered_date = day_field(_("Registered on"), help_text=_("Being registered is no sign of life."))
    n_members = forms.IntegerField(
        label=_("How many members it has"), required=False, min_value=0, max_value=9_999_999
    )
    source = CleanCharField(label=_("Where this comes from"), max_length=200, required=False)
    source_date = day_field(_("As of which day"))

    def __init__(self, *args: Any, city: City, cooperative: Cooperative | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]
        free = Q(cooperative=None)
        if cooperative is not None:
            free |= Q(cooperative=cooperative)
        actors = Actor.objects.in_city(city).filter(free, kind=Actor.Kind.COOPERATIVE)
        self.fields["actor"].queryset = actors.order_by("name", "pk")  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """An annual members' meeting that was held."""

    held = day_field(_("Held on"), required=True)
    for_year = forms.IntegerField(
        label=_("About which financial year"), min_value=1945, max_value=2200,
        help_text=_("The year that the meeting looked back on."),
    )  # fmt: skip
    n_present = forms.IntegerField(
        label=_("How many members were present"), required=False, min_value=0, max_value=9_999_999
    )
    n_members = forms.IntegerField(
        label=_("How many members it has"), required=False, min_value=0, max_value=9_999_999
    )
    minutes = CleanCharField(
        label=_("Minutes"), max_length=200, required=False, help_text=_("Number and date of the minutes.")
    )
    decision = forms.ModelChoiceField(
        label=_("The decision in Muara, if there was one"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    source = CleanCharField(
        label=_("How it is known"), max_length=200, help_text=_("Who told it, or where it stands.")
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = closed_decisions(city)  # type: ignore[attr-defined]


def closed_decisions(city: City) -> Any:
    rows = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)
    return rows.order_by("-closed_at", "pk")


class CountForm(forms.Form):
    """A count that somebody published."""

    area = CleanCharField(
        label=_("What was counted"), max_length=80, help_text=_("For example: Banyumas regency.")
    )
    as_of = day_field(_("As of which day"), required=True)
    n_registered = forms.IntegerField(label=_("Registered"), min_value=0, max_value=9_999_999)
    n_active = forms.IntegerField(
        label=_("Active"), min_value=0, max_value=9_999_999, help_text=_("As the source understands it.")
    )
    source = CleanCharField(label=_("Where the figures stand"), max_length=200)
    address = forms.URLField(label=_("Its address"), required=False, max_length=300, assume_scheme="https")


class RegisterFileForm(forms.Form):
    """A list of cooperatives from an office."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, at most 1 MB."))
    source = CleanCharField(
        label=_("Where the list comes from"), max_length=200,
        help_text=_("Which office, and of which day. It stands beside every entry."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("A file may have at most 1 MB. Take the list in parts."))
        return sent
