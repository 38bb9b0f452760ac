from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.concerns.models import MAX_STATEMENT
from muara.web.ui.fields import CleanCharField


class TextForm(forms.Form):
    """A statement in other words."""

    text = CleanCharField(
        label=_("Statement"),
        max_length=MAX_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-in", "maxlength": MAX_STATEMENT}),
    )


class ReasonForm(forms.Form):
    """Why something is not taken up."""

    reason = CleanCharField(
        label=_("Reason"),
        help_text=_("The author is told, and it stands in the public record of moderation, without names."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class IntoForm(forms.Form):
    """Which other one says the same."""

    into = forms.IntegerField(label=_("Number"), min_value=1, max_value=2**31 - 1)
