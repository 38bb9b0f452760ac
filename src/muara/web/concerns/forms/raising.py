from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel
from muara.web.cities.models import City
from muara.web.concerns.models import Topic
from muara.web.forum.models import Session
from muara.web.ui.fields import CleanCharField
from muara.web.ui.guard import GuardedForm


def words(rows: int) -> forms.Textarea:
    """Return a field for people's own words: serif, and as high as what is asked."""
    return forms.Textarea(attrs={"class": "voice-in", "rows": rows})


class CardFields(forms.Form):
    """The three beginnings of a concern card, and who says it, as they want it shown."""

    because = CleanCharField(label=_("I am worried because …"), max_length=400, widget=words(4))
    affected = CleanCharField(label=_("Who is affected …"), max_length=200, required=False, widget=words(2))
    tried = CleanCharField(label=_("What has been tried …"), max_length=200, required=False, widget=words(2))
    role = CleanCharField(
        label=_("Who are you, if you want it shown?"),
        help_text=_("What you do, not your name. For example: stall owner, student, village official."),
        max_length=80,
        required=False,
    )


class ConcernForm(CardFields, GuardedForm):
    """What a resident says."""


class RecordForm(CardFields):
    """What a facilitator takes down from paper or from what was spoken."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(value, label) for value, label in Channel.choices if value != Channel.PHONE],
        initial=Channel.PAPER,
    )
    session = forms.ModelChoiceField(
        label=_("Session"), queryset=Session.objects.none(), required=False, empty_label=_("none")
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = _("Who says it, if they want it shown?")
        self.fields["role"].help_text = _("What they do, not their name.")
        self.fields["session"].queryset = (  # type: ignore[attr-defined]
            Session.objects.in_city(city).visible().order_by("-number")
        )
        self.fields["topic"].queryset = (  # type: ignore[attr-defined]
            Topic.objects.in_city(city).visible().order_by("-created_at", "-pk")
        )
