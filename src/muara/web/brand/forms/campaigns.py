from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from muara.web.brand.models import Involvement, Rating, Series
from muara.web.brand.queries.substance import SOURCES
from muara.web.cities.models import City
from muara.web.network.forms.actors import day_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField

MOST_BYTES = 1_000_000


class CampaignForm(forms.Form):
    """What is said of a campaign."""

    name = CleanCharField(label=_("Name of the campaign"), max_length=120)
    promise = CleanCharField(
        label=_("What it is to bring"), max_length=300, help_text=_("In a sentence, as it was promised.")
    )
    started = day_field(_("It began on"), required=True)
    ended = day_field(_("It ended on"), help_text=_("Empty: it goes on."))
    aims = forms.MultipleChoiceField(
        label=_("What it is meant to move"),
        help_text=_("Counted by the rooms upstream. Choose before the first reading; afterwards it stays."),
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, source.label) for key, source in SOURCES.items()],
    )


class InvolvementForm(forms.Form):
    """Who had which part."""

    actor = forms.ModelChoiceField(
        label=_("Actor of the network"),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=_("not in the network"),
    )
    who = CleanCharField(
        label=_("Or by name"), max_length=120, required=False, help_text=_("An organisation, never a person.")
    )
    level = forms.ChoiceField(label=_("Level"), choices=Involvement.Level.choices)
    parts = forms.MultipleChoiceField(
        label=_("Part"), widget=forms.CheckboxSelectMultiple, choices=Involvement.Part.choices
    )
    source = CleanCharField(label=_("From where is that known"), max_length=300)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = Actor.objects.in_city(city).order_by("name")  # type: ignore[attr-defined]


class ActivityForm(forms.Form):
    """Something that was done."""

    title = CleanCharField(label=_("What was done"), max_length=160)
    on = day_field(_("On which day"), required=True)
    spend = forms.IntegerField(
        label=_("What it cost, in rupiah"),
        required=False,
        min_value=0,
        max_value=10**15,
        help_text=_("Empty: not known. That is not the same as 0."),
    )
    source = CleanCharField(label=_("From where is that known"), max_length=300)


class RatingForm(forms.Form):
    """What an activity mainly was."""

    activity = forms.IntegerField(min_value=1, max_value=2**31)
    tag = forms.ChoiceField(choices=Rating.Tag.choices)


class SeriesForm(forms.Form):
    """A series of counts from one source."""

    name = CleanCharField(label=_("Name of the series"), max_length=120)
    origin = forms.ChoiceField(
        label=_("Who counts"), choices=[(value, capfirst(str(label))) for value, label in Series.Origin.choices]
    )
    unit = forms.ChoiceField(label=_("What is counted"), choices=Series.Unit.choices)
    step = forms.TypedChoiceField(
        label=_("How often it is counted"),
        choices=Series.Step.choices,
        coerce=int,
        help_text=_("Monthly counts are refused: a fall that takes days cannot be seen in them."),
    )
    source = CleanCharField(
        label=_("Source"), max_length=300, help_text=_("Who counted, how, and where it can be looked up.")
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=300, assume_scheme="https"
    )
    is_main = forms.BooleanField(label=_("This series gives the campaign its word"), required=False)


class CountForm(forms.Form):
    """One count by hand."""

    on = day_field(_("From which day"), required=True)
    n = forms.IntegerField(label=_("How many"), min_value=0, max_value=10**12)
    note = CleanCharField(label=_("Who counted"), max_length=120, required=False)
    may_restate = forms.BooleanField(label=_("Replace a count that is known with another number"), required=False)


class CountsFileForm(forms.Form):
    """Counts from a file."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV with the columns date and count (tanggal, jumlah). At most 1 MB.")
    )
    may_restate = forms.BooleanField(label=_("Replace counts that are known with other numbers"), required=False)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("A file may have at most 1 MB."))
        return sent


class RulesForm(forms.Form):
    """The thresholds of the words."""

    stayed_above = forms.FloatField(
        label=_("Attention stayed above so many times of before"),
        min_value=1,
        max_value=10,
        help_text=_("1 to 10"),
    )
    grew_by = forms.IntegerField(
        label=_("A series grew by more than (in per cent)"), min_value=0, max_value=500, help_text=_("0 to 500")
    )
    series_needed = forms.IntegerField(
        label=_("So many series have to be known"), min_value=1, max_value=10, help_text=_("1 to 10")
    )
    window_days = forms.IntegerField(
        label=_("Days over which a series is counted"), min_value=28, max_value=365, help_text=_("28 to 365")
    )
    horizon_days = forms.IntegerField(
        label=_("Days after the beginning on which it is counted again"),
        min_value=28,
        max_value=3650,
        help_text=_("28 to 3,650, and not shorter than the window"),
    )
    why = CleanCharField(label=_("Why these thresholds"), max_length=300)

    @property
    def values(self) -> dict[str, float]:
        clean = self.cleaned_data
        kept = {name: clean[name] for name in ("stayed_above", "series_needed", "window_days", "horizon_days")}
        return kept | {"grew_by": clean["grew_by"] / 100}
