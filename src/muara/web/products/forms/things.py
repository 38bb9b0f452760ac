from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City, District, Village
from muara.web.network.forms.actors import day_field
from muara.web.network.models import Actor
from muara.web.products.models import Need, Product
from muara.web.products.models.products import Kind
from muara.web.ui.fields import CleanCharField


def words_field(label: Any, help_text: Any = "", longest: int = 2000, rows: int = 3) -> CleanCharField:
    return CleanCharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def number_field() -> CleanCharField:
    return CleanCharField(
        label=_("WhatsApp number for everybody"),
        help_text=_("Everybody sees it. Empty: people ask through the secretariat."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class OfActor(forms.Form):
    """A form that begins with in whose name it is written; without the field where that is known."""

    actor = forms.ModelChoiceField(label=_("Whose it is"), queryset=Actor.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, actors: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actors is None:
            del self.fields["actor"]
        else:
            self.fields["actor"].queryset = actors  # type: ignore[attr-defined]


class ProductForm(OfActor):
    """What an actor makes or does for others."""

    name = CleanCharField(label=_("What it is called"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[("", _("Choose")), *((one.value, one.label) for one in Product.KINDS)]
    )
    description = words_field(_("What it does, and for whom"))
    price = CleanCharField(label=_("Price"), help_text=_("In your own words."), max_length=120, required=False)
    whatsapp = number_field()
    since_date = day_field(_("Since when it is offered"))


class UseForm(forms.Form):
    """An actor uses a product."""

    actor = forms.ModelChoiceField(label=_("Who uses it"), queryset=Actor.objects.none(), empty_label=_("Choose"))
    since = day_field(_("Since when"), help_text=_("Empty: today."))
    note = CleanCharField(label=_("For what"), max_length=300, required=False)

    def __init__(self, *args: Any, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]


class NeedForm(OfActor):
    """What an actor looks for or buys."""

    what = CleanCharField(label=_("What is needed"), max_length=160)
    kind = forms.ChoiceField(label=_("What it is"), choices=[("", _("Choose")), *Kind.choices])
    details = words_field(_("More about it"), longest=1000)
    source = forms.ChoiceField(label=_("Where it comes from today"), choices=Need.Source.choices)
    product = forms.ModelChoiceField(
        label=_("Which product of the city meets it"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("none that is in the directory"),
    )
    yearly_rupiah = forms.IntegerField(
        label=_("What is paid for it in a year, in rupiah"),
        help_text=_("Empty where nobody knows. Only the sum of all is shown."),
        required=False,
        min_value=0,
        max_value=10**15,
        localize=True,
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Product.objects.in_city(city).offered().select_related("actor").order_by("name", "pk")
        self.fields["product"].queryset = offered  # type: ignore[attr-defined]


class SpaceForm(OfActor):
    """A space that is lent, and the rules of its owner."""

    name = CleanCharField(label=_("What it is called"), max_length=120)
    description = words_field(_("What it is good for, and what is in it"))
    access = CleanCharField(
        label=_("How one gets in"), help_text=_("Steps, toilet, parking."), max_length=300, required=False
    )
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), queryset=District.objects.none(), required=False, empty_label=_("Not said")
    )
    village = forms.ModelChoiceField(
        label=_("Village"), queryset=Village.objects.none(), required=False, empty_label=_("Not said")
    )
    capacity = forms.IntegerField(
        label=_("How many people it holds"), required=False, min_value=1, max_value=100_000
    )
    opens = time_field(_("Lent from"))
    closes = time_field(_("Lent until"))
    most_hours = forms.IntegerField(label=_("Most hours for one booking"), min_value=1, max_value=24, initial=12)
    most_days_ahead = forms.IntegerField(label=_("Most days ahead"), min_value=1, max_value=730, initial=90)
    needs_yes = forms.BooleanField(label=_("The owner says yes to each booking"), required=False, initial=True)
    rules = words_field(_("Rules of the owner"), _("One a line."), longest=1000)
    price = CleanCharField(label=_("Price"), help_text=_("In your own words."), max_length=120, required=False)
    whatsapp = number_field()

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]
        villages = Village.objects.filter(district__regency_code=city.regency_code)
        self.fields["village"].queryset = villages.order_by("name", "code")  # type: ignore[attr-defined]


class BookingForm(forms.Form):
    """Some hours of a space, on one day."""

    on = day_field(_("On which day"), required=True)
    starts = time_field(_("From"))
    ends = time_field(_("Until"))
    purpose = CleanCharField(label=_("For what"), help_text=_("Only the owner and you read this."), max_length=160)
    n_people = forms.IntegerField(label=_("How many people"), required=False, min_value=1, max_value=100_000)


class AnswerForm(forms.Form):
    """What somebody says to a booking."""

    answer = CleanCharField(label=_("Why"), max_length=300, required=False)
