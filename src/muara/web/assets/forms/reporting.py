from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.assets.models import Condition, Fact, IdleAsset
from muara.web.cities.models import City, Village
from muara.web.network.forms.actors import day_field
from muara.web.ui.fields import CleanCharField, PictureField
from muara.web.ui.guard import GuardedForm


def grouped_villages(city: City) -> list[tuple[str, Any]]:
    """Return the villages of a city under their sub-districts, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    villages = Village.objects.filter(district__regency_code=city.regency_code).select_related("district")
    for village in villages.order_by("district__name", "name", "code"):
        groups.setdefault(village.district.name, []).append((village.code, village.name))
    return [("", _("Not said")), *groups.items()]


class PointFields(forms.Form):
    """Where it is: a point, a village, or both."""

    village = forms.ChoiceField(label=_("Village"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(label=_("Longitude"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.city = city
        self.fields["village"].choices = grouped_villages(city)  # type: ignore[attr-defined]

    def clean_village(self) -> Village | None:
        code = self.cleaned_data["village"]
        return Village.objects.select_related("district").get(code=code) if code else None


class ReportForm(PointFields, GuardedForm):
    """What somebody says about an idle place, standing in front of it: four answers are enough."""

    name = CleanCharField(
        label=_("What is it?"),
        help_text=_("For example: former village office, empty market hall."),
        max_length=120,
    )
    photo = PictureField(
        label=_("Photo"),
        required=False,
        help_text=_("Where and when it was taken is removed from the photo before it is kept. No faces, please."),
    )
    idle_since = forms.IntegerField(
        label=_("Unused since which year?"), required=False, min_value=1900, max_value=2200,
        help_text=_("Leave it empty if you do not know."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    how_known = forms.ChoiceField(label=_("How do you know?"), choices=IdleAsset.How.choices, initial="SEEN")
    place = CleanCharField(
        label=_("How does one find it?"), max_length=200, required=False,
        help_text=_("A street, a landmark. No names of people."),
    )  # fmt: skip
    use_status = forms.ChoiceField(label=_("How does it stand?"), choices=IdleAsset.Use.choices, initial="EMPTY")
    sensitive = forms.ChoiceField(
        label=_("May everybody see exactly where it is?"), choices=IdleAsset.Sensitive.choices, required=False,
        help_text=_("Otherwise only a circle is shown, and no photo."),
    )  # fmt: skip
    owner_level = forms.ChoiceField(
        label=_("Whose is it, as far as you know?"), choices=IdleAsset.Owner.choices, initial="UNKNOWN"
    )
    reporter_role = forms.ChoiceField(
        label=_("What are you here?"), choices=[("", _("I would rather not say")), *Sector.choices],
        required=False, help_text=_("Your name is not asked for and not shown."),
    )  # fmt: skip
    field_order = (
        "name", "photo", "village", "place", "idle_since", "how_known", "use_status", "sensitive", "owner_level",
        "reporter_role", "latitude", "longitude", "situs", "stamp",
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"situs", "stamp"}}

    def shown(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in; the guard has its own part of the page."""
        return [self[name] for name in self.field_order[:-2]]


class SightingForm(forms.Form):
    """Somebody was there."""

    is_idle = forms.ChoiceField(
        label=_("How is it?"),
        choices=[("ya", _("It stands unused")), ("tidak", _("It is being used"))],
        widget=forms.RadioSelect,
        initial="ya",
    )
    on = day_field(_("On which day were you there?"), help_text=_("Empty: today."))
    note = CleanCharField(label=_("What did you see?"), max_length=300, required=False)


class ReasonForm(forms.Form):
    """Why a place is not shown."""

    reason = CleanCharField(
        label=_("Why is it not shown?"),
        help_text=_("Whoever reported it is told: somebody's home, reported twice, not found."),
        max_length=300,
    )


class PhotoForm(forms.Form):
    """One more photo."""

    photo = PictureField(label=_("Photo"), help_text=_("JPEG, PNG or WebP, at most 15 MB. No faces, please."))
    text = CleanCharField(
        label=_("What is to be seen?"), max_length=200, required=False,
        help_text=_("For those who cannot see the photo."),
    )  # fmt: skip


class GuardForm(forms.Form):
    """How exactly a place is shown."""

    sensitive = forms.ChoiceField(
        label=_("What speaks against showing it exactly?"), choices=IdleAsset.Sensitive.choices, required=False
    )


class FactForm(forms.Form):
    """What a source says about one field."""

    value = CleanCharField(label=_("What it says"), max_length=300, required=False)
    source = CleanCharField(
        label=_("Source"), max_length=200, help_text=_("A document with its number, an office, who saw it.")
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=300, assume_scheme="https")
    as_of = day_field(_("Of which day it speaks"), required=True)
    confidence = forms.TypedChoiceField(
        label=_("How sure is it?"), choices=Fact.Confidence.choices, coerce=int, initial=2
    )

    def __init__(self, *args: Any, field: str, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = label
        if field == "point":
            self.fields["value"].help_text = _("Latitude, longitude: -7.4213,109.2344")
        elif field in {"idle_since", "land_m2", "floor_m2", "usable_m2"}:
            self.fields["value"].widget.attrs["inputmode"] = "numeric"
        choices = next((one.choices for one in IdleAsset._meta.fields if one.name == field), None)
        if choices:
            self.fields["value"] = forms.ChoiceField(label=label, choices=choices)


class ConditionForm(forms.Form):
    """How the parts of a building are; what nobody looked at stays open."""

    on = day_field(_("On which day?"), required=True)
    source = CleanCharField(
        label=_("Who looked?"),
        max_length=200,
        help_text=_("By what they do: surveyor, neighbour, village official."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [("", _("nobody looked")), *((str(level), label) for level, label in Condition.Level.choices)]
        for element, label in Condition.Element.choices:
            self.fields[element.lower()] = forms.ChoiceField(label=label, choices=levels, required=False)

    def levels(self) -> dict[str, int]:
        given = {element: self.cleaned_data[element.lower()] for element in Condition.Element.values}
        return {element: int(level) for element, level in given.items() if level}
