from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.brand.models import ReferenceCity, RoadmapFigure, RoadmapTarget
from muara.web.network.forms.actors import day_field
from muara.web.ui.fields import CleanCharField


class ClaimForm(forms.Form):
    """A sentence about the city, and what it rests on; `evidence` is drawn by the page."""

    text = CleanCharField(
        label=_("The sentence"),
        max_length=300,
        keeps_lines=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what the evidence shows."),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=30,
        max_value=730,
        initial=365,
        help_text=_("30 to 730. Then it runs out, and somebody looks at it again."),
    )


class RenewForm(forms.Form):
    days = forms.IntegerField(label=_("For how many days"), min_value=30, max_value=730, initial=365)


class WithdrawForm(forms.Form):
    why = CleanCharField(label=_("Why is it taken back"), max_length=300)


class TargetForm(forms.Form):
    """A target that somebody said in public."""

    indicator = CleanCharField(label=_("What is to be reached"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is about"), choices=RoadmapTarget.Kind.choices)
    value = forms.FloatField(
        label=_("As a number"),
        required=False,
        min_value=0,
        max_value=1e12,
        help_text=_("Empty: no number was said."),
    )
    unit = CleanCharField(label=_("Unit"), max_length=40, required=False)
    due_year = forms.IntegerField(
        label=_("By which year"), required=False, min_value=1945, max_value=2200, help_text=_("Empty: not said.")
    )
    baseline = CleanCharField(label=_("How it was then"), max_length=200, required=False)
    said_by = CleanCharField(label=_("Who said it"), max_length=120)
    said_date = day_field(_("On which day"), required=True)
    source = CleanCharField(label=_("Source"), max_length=300)


class FigureForm(forms.Form):
    """What is claimed to be reached, or what was found."""

    kind = forms.ChoiceField(label=_("Is it"), choices=RoadmapFigure.Kind.choices)
    text = CleanCharField(label=_("What is said"), max_length=200)
    value = forms.FloatField(label=_("As a number"), required=False, min_value=0, max_value=1e12)
    as_of = day_field(_("As of which day"), required=True)
    source = CleanCharField(label=_("Source"), max_length=300)


class ReferenceForm(forms.Form):
    """What is said of another city."""

    place = CleanCharField(label=_("City"), max_length=80)
    claim = CleanCharField(label=_("What is said of it"), max_length=400)
    level = forms.ChoiceField(label=_("How well that is known"), choices=ReferenceCity.Evidence.choices)
    source = CleanCharField(label=_("Source"), max_length=300)
    as_of = day_field(_("As of which day"))
    lesson = CleanCharField(label=_("What we take from it"), max_length=200, required=False)


def chosen(data: Any) -> list[str]:
    """Read which evidence was ticked; what makes no sense is refused by the action."""
    return [str(one)[:100] for one in data.getlist("evidence")][:50]
