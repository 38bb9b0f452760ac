"""Coming: a place kept beforehand, and the code at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from muara.web.accounts.models import Sector
from muara.web.ui.crowd import AskingForm
from muara.web.ui.fields import CleanCharField


class RegisterForm(AskingForm):
    """A name is enough."""

    name = CleanCharField(
        label=_("Name"),
        max_length=80,
        help_text=_("A first name is enough. Only the facilitators see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = CleanCharField(
        label=_("Phone number, if you want to be told"),
        max_length=40,
        required=False,
        help_text=_("Only the facilitators see it, to tell you when the evening changes."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    sector = forms.ChoiceField(label=_("Where you come from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].choices = [("", _("I do not say")), *Sector.choices]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed and not normalize_phone(typed):
            raise forms.ValidationError(_("Write an Indonesian phone number, for example 0812 3456 7890."))
        return normalize_phone(typed) or ""


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
