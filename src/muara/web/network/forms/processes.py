from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.network.forms.actors import day_field, lines_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField


class ProcessForm(forms.Form):
    """Joint work that comes again."""

    name = CleanCharField(
        label=_("What it is called"), max_length=120, help_text=_("For example: order cycle, learning evenings.")
    )
    what = lines_field(_("What happens"), _("In a sentence or two."), 1000)
    weight = forms.FloatField(
        label=_("Weight"),
        initial=1,
        min_value=0.01,
        max_value=1000,
        help_text=_("How much it matters beside the others; 2 counts double."),
    )


class NewProcessForm(ProcessForm):
    """A new process also says since when it runs."""

    since = day_field(_("Since when"), help_text=_("Empty: since today."))


class EndForm(forms.Form):
    """A process comes to its end."""

    on = day_field(_("On which day"), help_text=_("Empty: today."))
    reason = CleanCharField(label=_("Why"), max_length=300, required=False)


class RoleForm(forms.Form):
    """A part somebody has to play."""

    name = CleanCharField(label=_("Role"), max_length=80, help_text=_("For example: note-taker, driver."))
    needed = forms.IntegerField(label=_("How many actors are needed"), initial=1, min_value=1, max_value=1000)


class HoldForm(forms.Form):
    """An actor takes a role."""

    actor = forms.ModelChoiceField(label=_("Who"), queryset=Actor.objects.none(), empty_label=_("Choose one"))
    n_people = forms.IntegerField(
        label=_("How many of its people can do it"), required=False, min_value=1, max_value=10_000
    )

    def __init__(self, *args: Any, city: City, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Actor.objects.in_city(city).present_on(day).order_by("name", "pk")
        self.fields["actor"].queryset = present  # type: ignore[attr-defined]
