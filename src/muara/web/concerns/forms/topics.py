from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.concerns.models import Topic
from muara.web.forum.models import Session
from muara.web.ui.fields import CleanCharField


class TopicForm(forms.Form):
    """One question and who may answer it."""

    title = CleanCharField(label=_("Title"), help_text=_("A few words, as on a list."), max_length=80)
    question = CleanCharField(
        label=_("Question"),
        help_text=_("One open question that people answer with statements."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "class": "voice-in"}),
    )
    session = forms.ModelChoiceField(
        label=_("Session"), queryset=Session.objects.none(), required=False, empty_label=_("none")
    )
    who_may_vote = forms.ChoiceField(label=_("Who may vote"), choices=Topic.Who.choices)
    who_may_write = forms.ChoiceField(label=_("Who may write statements"), choices=Topic.Who.choices)
    moderation = forms.ChoiceField(
        label=_("When a facilitator reads what people write"), choices=Topic.Moderation.choices
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = (  # type: ignore[attr-defined]
            Session.objects.in_city(city).order_by("-number")
        )


class SeedForm(forms.Form):
    """Pasted lines, one statement each."""

    lines = CleanCharField(
        label=_("Statements"),
        help_text=_("One line each, at most 160 characters. Either all of them go in, or none."),
        max_length=90_000,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 8, "class": "voice-in"}),
    )
