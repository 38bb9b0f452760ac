from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.cities.models import City, District, Village
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def lines_field(label: Any, help_text: Any, longest: int) -> CleanCharField:
    return CleanCharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ActorForm(forms.Form):
    """What is said of an organisation."""

    name = CleanCharField(label=_("Name of the organisation"), max_length=120)
    kind = forms.ChoiceField(label=_("What it is"), choices=Actor.Kind.choices)
    last_meeting_date = day_field(
        _("Last annual members' meeting"), help_text=_("For cooperatives. A cooperative lives by its meetings.")
    )
    offers = lines_field(_("What it offers"), _("One thing a line: a hall, a truck, bookkeeping."), 1000)
    needs = lines_field(_("What it needs"), _("One thing a line."), 1000)
    description = lines_field(_("What it does"), _("Everybody can read this."), 2000)
    n_members = forms.IntegerField(label=_("How many people it stands for"), required=False, min_value=0)
    sector = forms.ChoiceField(
        label=_("Sector"),
        required=False,
        choices=[("", _("by what it is")), *Sector.choices],
    )
    hub = CleanCharField(
        label=_("Hub"), max_length=80, required=False, help_text=_("Which hub it counts itself to, if any.")
    )
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    village = forms.ModelChoiceField(
        label=_("Village"), queryset=Village.objects.none(), required=False, empty_label=_("Not said")
    )
    since_date = day_field(_("Since when it exists"))

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]
        villages = Village.objects.filter(district__regency_code=city.regency_code)
        self.fields["village"].queryset = villages.order_by("name", "code")  # type: ignore[attr-defined]


class NewActorForm(ActorForm):
    """A new entry also says since when it belongs to the network."""

    joined = day_field(_("Since when it belongs to the network"), help_text=_("Empty: since today."))
    reason = CleanCharField(label=_("How it came to the network"), max_length=300, required=False)


class TurnForm(forms.Form):
    """An actor leaves or comes back."""

    on = day_field(_("On which day"), help_text=_("Empty: today."))
    reason = CleanCharField(label=_("Why"), max_length=300, required=False)


class ClaimForm(forms.Form):
    """Somebody wants to speak for an actor."""

    note = CleanCharField(
        label=_("What do you do there?"),
        help_text=_("In a sentence, so that others can tell that it is you. For example: treasurer since 2024."),
        max_length=300,
    )


class ContactForm(forms.Form):
    """Whom to call."""

    name = CleanCharField(label=_("Name"), max_length=80)
    role = CleanCharField(label=_("What the person does there"), max_length=80, required=False)
    phone = CleanCharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
