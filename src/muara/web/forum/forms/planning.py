from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.cities.models import City, District
from muara.web.forum.models import Series
from muara.web.ui.fields import CleanCharField


class PointField(CleanCharField):
    """A place as a map tells it, latitude first: two numbers, or an address of a map that holds them."""

    PAIR = re.compile(r"(-?\d{1,2}\.\d+)[\s,/]+(-?\d{1,3}\.\d+)")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if typed in self.empty_values:
            return None
        if (found := self.PAIR.search(typed)) is None:
            raise ValidationError(_("Write two numbers, latitude first, for example -7.4214, 109.2344."))
        return float(found[1]), float(found[2])

    def prepare_value(self, value: Any) -> Any:
        return f"{value[0]}, {value[1]}" if isinstance(value, tuple) else value


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
    until = forms.TimeField(
        label=_("Until, if known"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    venue = CleanCharField(label=_("Place"), max_length=120)
    access_note = CleanCharField(
        label=_("How people get in"),
        max_length=200,
        required=False,
        help_text=_("Steps, a ramp, the toilet, where to park. Who uses a wheelchair decides by this line."),
    )
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    point = PointField(
        label=_("Point on the map"),
        required=False,
        help_text=_("As a map shows it when you press on a place for long: -7.4214, 109.2344"),
    )
    capacity = forms.IntegerField(
        label=_("For how many people is there room"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Empty: for everybody. When it is full, a waiting list begins and moves up by itself."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
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
        """Return the cleaned input as the actions take it, in moments of the zone of the city.

        An evening that ends at an hour before it began ends on the next day.
        """
        given = dict(self.cleaned_data)
        day, time, until = given.pop("day"), given.pop("time"), given.pop("until")
        ends_at = None
        if until is not None:
            ends_at = datetime.combine(day + timedelta(days=until <= time), until, tzinfo=self.zone)
        return {**given, "starts_at": datetime.combine(day, time, tzinfo=self.zone), "ends_at": ends_at}


class NewSessionForm(SessionForm):
    """Where there are several series, the evening is planned in one of them and stays there."""

    series = forms.ModelChoiceField(
        label=_("Series"), queryset=Series.objects.none(), required=False, empty_label=None
    )
    field_order = ("series",)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, city=city, **kwargs)
        known = city.series.order_by("pk")
        field = self.fields["series"]
        assert isinstance(field, forms.ModelChoiceField)  # for the type checker
        field.queryset = known
        if known.count() < 2:
            del self.fields["series"]


class SeriesForm(forms.Form):
    name = CleanCharField(
        label=_("Short name"),
        max_length=40,
        help_text=_("With a number it names each evening: Klinik koperasi 3."),
    )
    full_name = CleanCharField(label=_("What it stands for"), max_length=80, required=False)


class AgendaForm(forms.Form):
    agenda = CleanCharField(
        label=_("What happens when, one line each"),
        max_length=6000,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 10, "class": "voice-in"}),
        help_text=_("19.30 Welcome"),
    )


class CancelSessionForm(forms.Form):
    reason = CleanCharField(
        label=_("Why it does not take place"),
        max_length=200,
        help_text=_("Everybody reads this sentence on the page of the evening."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
