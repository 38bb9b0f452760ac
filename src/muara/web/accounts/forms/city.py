from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import FORUM, City, CityFigure, District
from muara.web.ui.fields import CleanCharField


class WordsForm(forms.Form):
    """The words a city goes by; every one may stay empty."""

    movement = CleanCharField(
        label=_("What you call yourselves"),
        required=False,
        max_length=80,
        help_text=_("It stands at the foot of every page: “… is run by the secretariat of …”."),
    )
    tagline = CleanCharField(
        label=_("One sentence about it"),
        required=False,
        max_length=140,
        help_text=_("It stands on the front page. Say what people do here, not how good it is."),
    )
    forum_name = CleanCharField(label=_("What your evenings are called"), required=False, max_length=30)
    forum_meaning = CleanCharField(label=_("What that stands for"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum_name"].help_text = _("It stands before the number. Empty: %(name)s.") % {"name": FORUM}


class FigureForm(forms.Form):
    """How many people live in a place, or how large it is, and where that stands."""

    kind = forms.ChoiceField(label=_("What is it"), choices=CityFigure.Kind.choices, widget=forms.RadioSelect)
    district = forms.ModelChoiceField(
        label=_("Kecamatan"),
        required=False,
        queryset=District.objects.none(),
        empty_label=_("The whole city"),
    )
    place = CleanCharField(
        label=_("What the whole is called"),
        required=False,
        max_length=80,
        help_text=_(
            "If the figure speaks of another area than the name of this city says: a regency, for example."
        ),
    )
    value = forms.DecimalField(
        label=_("The figure"),
        localize=True,
        min_value=0,
        max_digits=13,
        decimal_places=3,
        help_text=_("People, or square kilometres. Write it as here: 1.391,153."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    year = forms.IntegerField(label=_("Of which year"), min_value=1945, max_value=2200)
    source = CleanCharField(
        label=_("Where it stands"), max_length=200, help_text=_("A publication with its number, or an office.")
    )
    link = forms.URLField(label=_("Address of it"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]
