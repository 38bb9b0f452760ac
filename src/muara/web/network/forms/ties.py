from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.network.forms.actors import day_field
from muara.web.network.models import Actor, Tie
from muara.web.ui.fields import CleanCharField


class TieForm(forms.Form):
    """One actor has to do with another."""

    other = forms.ModelChoiceField(
        label=_("With whom"), queryset=Actor.objects.none(), empty_label=_("Choose one")
    )
    kind = forms.ChoiceField(label=_("What flows between them"), choices=Tie.Kind.choices)
    direction = forms.ChoiceField(
        label=_("Which way"),
        help_text=_("Only a referral, and money or a contract, go one way."),
        choices=[("OUT", _("from this one to the other")), ("IN", _("from the other to this one"))],
        required=False,
    )
    since = day_field(_("Since when"), help_text=_("Empty: since today."))
    told = forms.ChoiceField(
        label=_("Who told you"),
        choices=[
            ("", _("neither of the two")),
            ("THIS", _("this one")),
            ("OTHER", _("the other one")),
            ("BOTH", _("both")),
        ],
        required=False,
    )
    notes = CleanCharField(
        label=_("Notes"),
        help_text=_("Only the two and the people who keep the network read them."),
        max_length=1000,
        required=False,
        keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Actor, day: date, is_keeper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Actor.objects.in_city(actor.city).present_on(day).exclude(pk=actor.pk)
        self.fields["other"].queryset = others.order_by("name", "pk")  # type: ignore[attr-defined]
        if not is_keeper:
            del self.fields["told"]


class AnswerForm(forms.Form):
    """What one side says of a tie, or that it has ended."""

    step = forms.ChoiceField(choices=[("confirm", ""), ("dispute", ""), ("end", "")])
    side = forms.ChoiceField(choices=[("A", ""), ("B", "")], required=False)
    reason = CleanCharField(max_length=300, required=False)
    on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
