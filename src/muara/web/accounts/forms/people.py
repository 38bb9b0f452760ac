from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from muara.web.accounts.models import Membership, Sector
from muara.web.cities.models import City, District
from muara.web.ui.fields import CleanCharField


class ContactField(CleanCharField):
    """A phone as people write it, or an e-mail; cleaned to +62… or small letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if typed in self.empty_values:
            return typed
        if "@" in typed:
            return str(forms.EmailField().clean(typed)).lower()
        if known := normalize_phone(typed):
            return str(known)
        raise ValidationError(
            _("Write an Indonesian phone number, for example 0812 3456 7890."), code="invalid_phone"
        )


class DescribeForm(forms.Form):
    """What somebody says of themselves; every field may stay empty."""

    sector = forms.ChoiceField(label=_("Sector"), required=False)
    district = forms.ModelChoiceField(
        label=_("Kecamatan"), required=False, queryset=District.objects.none(), empty_label=_("I do not say")
    )
    hub = CleanCharField(
        label=_("Origin or hub"),
        required=False,
        max_length=80,
        help_text=_("Where you come from or whom you feel you belong to, in your own words."),
        widget=forms.TextInput(attrs={"list": "hubs", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [("", _("I do not say")), *Sector.choices]  # type: ignore[attr-defined]
        self.fields["district"].queryset = city.districts  # type: ignore[attr-defined]


class NameForm(forms.Form):
    name = CleanCharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("Only the secretariat and the facilitators of your city see it. It may stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RoleForm(forms.Form):
    contact = ContactField(
        label=_("Phone number or e-mail"),
        help_text=_("Who has no account yet gets one and opens it with a code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, widget=forms.RadioSelect)


class RollForm(forms.Form):
    source = CleanCharField(
        label=_("Whose roll"), max_length=80, help_text=_("For example the name of the cooperative and the year.")
    )
    people = CleanCharField(
        label=_("Phone numbers or e-mails, one a line"),
        keeps_lines=True,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )


class AssistedForm(forms.Form):
    label = CleanCharField(
        label=_("Seat or sheet number"),
        max_length=40,
        help_text=_("A mark by which you know this person tonight. No name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(forms.Form):
    is_sure = forms.BooleanField(label=_("I know that this cannot be undone"))
