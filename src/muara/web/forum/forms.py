from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.cities.models import City, District
from muara.web.forum.models import SessionRole
from muara.web.ui.fields import CleanCharField


class SessionForm(forms.Form):
    """What a facilitator says about an evening, in the order in which it comes to mind."""

    question = CleanCharField(
        label=_("Question"),
        max_length=200,
        help_text=_("What the evening asks everybody. It becomes the title of the page."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "voice-in"}),
    )
    theme = CleanCharField(label=_("Theme"), max_length=120, help_text=_("Two or three words."))
    day = forms.DateField(
        label=_("Day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    time = forms.TimeField(
        label=_("Time"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    venue = CleanCharField(label=_("Place"), max_length=120)
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    invited_sectors = forms.MultipleChoiceField(
        label=_("Invited sectors"),
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gist = CleanCharField(
        label=_("What is sparked, one point a line"),
        max_length=2000,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("May stay empty until after the evening."),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(city.time_zone)
        field = self.fields["district"]
        assert isinstance(field, forms.ModelChoiceField)  # for the type checker
        field.queryset = city.districts

    def plan(self) -> dict[str, Any]:
        """Return the cleaned input as the actions take it, with one moment in the zone of the city."""
        given = dict(self.cleaned_data)
        day, time = given.pop("day"), given.pop("time")
        return {**given, "starts_at": datetime.combine(day, time, tzinfo=self.zone)}


class RoleForm(forms.Form):
    kind = forms.ChoiceField(choices=SessionRole.Kind.choices, widget=forms.HiddenInput)
    role = CleanCharField(
        label=_("Who they are"),
        max_length=80,
        required=False,
    )
    name = CleanCharField(label=_("Name"), max_length=80, required=False)
    is_name_public = forms.BooleanField(label=_("This person allows their name to be shown"), required=False)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("name") and not given.get("role") and "role" not in self.errors:
            self.add_error("role", _("Write what the person is; only the name may stay away."))
        return given

    @property
    def legend(self) -> str:
        kind = str(self["kind"].value())
        return str(SessionRole.Kind(kind).label) if kind in SessionRole.Kind.values else ""


RoleFormSet = forms.formset_factory(RoleForm, extra=0, max_num=12, validate_max=True)


class CodeForm(forms.Form):
    """The code as somebody types it from a screen; the action reads it, so any shape may come."""

    code = CleanCharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )
