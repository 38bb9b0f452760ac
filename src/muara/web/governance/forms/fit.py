from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.engine.governance import Crossings
from muara.web.cities.models import City
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Topic
from muara.web.ui.fields import CleanCharField


class TakeReadingForm(forms.Form):
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        label=_("Conversation about the goals"),
        required=False,
        empty_label=_("the one read last"),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read = Reading.objects.filter(city=city).public().everybody().values("topic")
        topics: Any = self.fields["topic"]
        topics.queryset = Topic.objects.filter(city=city, pk__in=read).order_by("title", "pk")
        topics.label_from_instance = lambda topic: topic.title


class ExpertViewForm(forms.Form):
    """One view; typed from 0 to 100, kept from 0 to 1."""

    low = forms.IntegerField(label=_("At least"), min_value=0, max_value=100)
    mid = forms.IntegerField(label=_("Most likely"), min_value=0, max_value=100)
    high = forms.IntegerField(label=_("At most"), min_value=0, max_value=100)
    why = CleanCharField(
        label=_("What makes you think so"),
        max_length=500,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def given(self) -> dict[str, Any]:
        clean = self.cleaned_data
        return {name: clean[name] / 100 for name in ("low", "mid", "high")} | {"why": clean["why"]}


def _share(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100)


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=10_000)


class CrossingsForm(forms.Form):
    """Where low becomes moderate and so on, each somewhere between two numbers; shares typed from 0 to 100."""

    low_from = _share(_("Low ends at, earliest (in per cent)"))
    low_to = _share(_("Low ends at, latest (in per cent)"))
    high_from = _share(_("High begins at, earliest (in per cent)"))
    high_to = _share(_("High begins at, latest (in per cent)"))
    few_from = _number(_("Few ends at, earliest (participants)"))
    few_to = _number(_("Few ends at, latest (participants)"))
    many_from = _number(_("Many begins at, earliest (participants)"))
    many_to = _number(_("Many begins at, latest (participants)"))

    @staticmethod
    def of(crossings: Crossings) -> dict[str, int]:
        """Return the numbers as they are typed."""
        typed: dict[str, int] = {}
        for name, times in (("low", 100), ("high", 100), ("few", 1), ("many", 1)):
            start, end = getattr(crossings, name)
            typed |= {f"{name}_from": round(start * times), f"{name}_to": round(end * times)}
        return typed

    @property
    def given(self) -> dict[str, tuple[float, float]]:
        clean = self.cleaned_data
        return {
            name: (clean[f"{name}_from"] / over, clean[f"{name}_to"] / over)
            for name, over in (("low", 100), ("high", 100), ("few", 1), ("many", 1))
        }
