from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel
from muara.web.network.actions.answering import Said
from muara.web.network.models import SurveyAnswer
from muara.web.network.models.survey import ITEMS
from muara.web.ui.fields import CleanCharField

ITEM_TYPED: dict[str, int | None] = {"": None, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4}
# On paper the levels are numbered; nothing typed is nothing said.
LEVEL_TYPED = {"": "", **{str(i): level for i, level in enumerate(SurveyAnswer.Collaboration.values)}}
TYPED_LEVEL = {level: typed for typed, level in LEVEL_TYPED.items()}


class PlanSurveyForm(forms.Form):
    title = CleanCharField(label=_("Title"), max_length=120)
    why = CleanCharField(
        label=_("What the answers are for"),
        help_text=_("Everybody who is asked reads this first."),
        max_length=600,
        keeps_lines=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"]
    )
    most_partners = forms.IntegerField(
        label=_("Partners each is asked about, at most"), min_value=1, max_value=20, initial=10
    )
    most_reminders = forms.IntegerField(label=_("Reminders, at most"), min_value=0, max_value=5, initial=2)

    def clean_closes_on(self) -> date:
        last: date = self.cleaned_data["closes_on"]
        if not date(2000, 1, 1) <= last <= date(2199, 12, 31):
            raise forms.ValidationError(_("Choose a day of this century."))
        return last

    @property
    def closes_at(self) -> datetime:
        """The last minute of the last day, where the city is."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["closes_on"], time(23, 59)))


class PurposeForm(forms.Form):
    purpose = CleanCharField(
        label=_("What are the answers for?"),
        max_length=500,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class Line:
    """One partner on the page of a questionnaire, with what was sent or kept of it."""

    answer: SurveyAnswer
    typed: Mapping[str, str]
    is_stranger: bool = False

    @classmethod
    def kept(cls, answer: SurveyAnswer) -> Line:
        typed = {
            item: "" if value is None else str(value) for item, value in zip(ITEMS, answer.items, strict=True)
        }
        return cls(answer, {**typed, "collaboration": TYPED_LEVEL[answer.collaboration]}, answer.is_stranger)

    @classmethod
    def sent(cls, answer: SurveyAnswer, sent: Mapping[str, str], suffix: str = "") -> Line:
        names = (*ITEMS, "collaboration")
        typed = {name: (sent.get(f"{name}{suffix}") or "").strip()[:3] for name in names}
        return cls(answer, typed, bool(sent.get(f"stranger{suffix}")))

    @property
    def is_wrong(self) -> bool:
        wrong_item = any(self.typed[item] not in ITEM_TYPED for item in ITEMS)
        return wrong_item or self.typed["collaboration"] not in LEVEL_TYPED

    @property
    def said(self) -> Said:
        if self.is_stranger and not any(self.typed.values()):
            return Said(is_stranger=True)
        reliability, mission, openness = (ITEM_TYPED[self.typed[item]] for item in ITEMS)
        return Said(reliability, mission, openness, LEVEL_TYPED[self.typed["collaboration"]], self.is_stranger)


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        choices=[(Channel.PAPER.value, _("on paper")), (Channel.ASSISTED.value, _("told to me"))],
        label=_("How it came"),
        widget=forms.RadioSelect,
        initial=Channel.PAPER.value,
    )
