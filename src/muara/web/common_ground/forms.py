from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.ui.fields import CleanCharField


class NameForm(forms.Form):
    """A name for a thread and why it matters."""

    name = CleanCharField(
        label=_("Name of the thread"),
        help_text=_("Short, so that people can say it. It need not repeat the statement."),
        max_length=160,
    )
    why = CleanCharField(
        label=_("Why it matters"),
        help_text=_("Two or three sentences: what people told each other, and what may follow from it."),
        max_length=2000,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 6, "class": "voice-in"}),
    )


class PurposeForm(forms.Form):
    """What the votes of single people are wanted for."""

    purpose = CleanCharField(
        label=_("What are they for?"),
        help_text=_("Who will work with them, and for which question. This is kept in the audit record."),
        max_length=500,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sign = forms.ChoiceField(
        label=_("How is agreement written?"),
        choices=[("opendata", _("1 agrees, as in files of Polis")), ("api", _("-1 agrees, as in its database"))],
        initial="opendata",
        required=False,
        help_text=_("Leave it as it is unless a program asks for the other."),
    )

    def clean_sign(self) -> str:
        return str(self.cleaned_data["sign"] or "opendata")
