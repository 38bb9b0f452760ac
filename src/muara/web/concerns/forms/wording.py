from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.concerns.models import MAX_STATEMENT, Topic
from muara.web.ui.fields import CleanCharField
from muara.web.ui.guard import GuardedForm


class StatementForm(GuardedForm):
    """One idea of a resident."""

    text = CleanCharField(
        label=_("My statement"),
        help_text=_("One idea, at most 160 characters, that can be understood alone."),
        max_length=MAX_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-in", "maxlength": MAX_STATEMENT}),
    )
    role = CleanCharField(
        label=_("Who are you, if you want it shown?"),
        help_text=_("What you do, not your name. For example: stall owner, student, village official."),
        max_length=80,
        required=False,
    )


class WordingForm(forms.Form):
    """Statements made from concerns: one line each."""

    texts = CleanCharField(
        label=_("Statements"),
        help_text=_("One line each, at most 160 characters. Two lines split the concern into two statements."),
        max_length=2_000,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3, "class": "voice-in"}),
    )
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none())
    insist = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = (  # type: ignore[attr-defined]
            Topic.objects.in_city(city).exclude(status=Topic.Status.CLOSED).order_by("-created_at", "-pk")
        )

    def clean_texts(self) -> str:
        texts: str = self.cleaned_data["texts"]
        for line in texts.splitlines():
            if len(line.strip()) > MAX_STATEMENT:
                raise forms.ValidationError(
                    gettext("“%(start)s …” is %(n)s characters long; a statement has at most %(most)s.")
                    % {"start": line.strip()[:30], "n": len(line.strip()), "most": MAX_STATEMENT}
                )
        return texts

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
