from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.forum.models import Contribution, FollowUp
from muara.web.ui.fields import CleanCharField


class NoteForm(forms.Form):
    """One point of the evening, as quickly as it is said."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Contribution.Kind.choices)
    text = CleanCharField(
        label=_("The point, in one or two sentences"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-in"}),
    )
    role = CleanCharField(
        label=_("What the speaker is"),
        max_length=80,
        required=False,
        help_text=_("For example “shop owner”. Names are not written down."),
    )
    sector = forms.ChoiceField(
        label=_("Sector of the speaker"), choices=[("", _("Not said")), *Sector.choices], required=False
    )
    is_answered = forms.BooleanField(label=_("A question that was answered the same evening"), required=False)


class FollowUpForm(forms.Form):
    what = CleanCharField(label=_("What is to be done"), max_length=200)
    who = CleanCharField(
        label=_("Who does it"), max_length=80, help_text=_("A group or a role, for example “note-takers”.")
    )
    due_date = forms.DateField(
        label=_("Due by"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class MinutesForm(forms.Form):
    text = CleanCharField(
        label=_("Text of the minutes"),
        max_length=60_000,
        keeps_lines=True,
        help_text=_("The ten headings stay. “- ” begins a point, **two stars** make words strong."),
        widget=forms.Textarea(attrs={"rows": 24, "class": "voice-in"}),
    )
    why = CleanCharField(label=_("What you changed"), max_length=200, required=False)


class CorrectionForm(forms.Form):
    wrong = CleanCharField(
        label=_("What stands there now"),
        max_length=500,
        required=False,
        help_text=_("Copied from the minutes. May stay empty when something is missing."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    right = CleanCharField(
        label=_("What should stand there"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    role = CleanCharField(
        label=_("What you are"),
        max_length=80,
        required=False,
        help_text=_("Shown beside the answer, if you like."),
    )


class AnswerForm(forms.Form):
    """The answer to a correction; the text is used where it is taken over."""

    answer = CleanCharField(label=_("A word to whoever asked"), max_length=300)
    text = CleanCharField(
        label=_("Text of the minutes with the correction"),
        max_length=60_000,
        keeps_lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 20, "class": "voice-in"}),
    )


class SettleForm(forms.Form):
    status = forms.ChoiceField(
        label=_("How did it end?"), choices=FollowUp.Status.choices[1:], widget=forms.RadioSelect
    )
    word = CleanCharField(
        label=_("In a few words"),
        max_length=200,
        required=False,
        help_text=_("What came of it; or why it will not be done, which has to be said."),
    )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("status") == FollowUp.Status.DROPPED and not given.get("word") and "word" not in self.errors:
            self.add_error("word", _("Say why it will not be done."))
        return given
