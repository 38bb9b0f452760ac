from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.governance.models import Arrangement, Mandate, Matter, Terms
from muara.web.governance.queries.templates import TEMPLATES
from muara.web.governance.starting_points import STARTING_POINTS
from muara.web.governance.terms_in_words import rule_name
from muara.web.network.forms.actors import day_field, lines_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField


def actor_field(label: Any, help_text: Any = "") -> forms.ModelChoiceField[Actor]:
    nobody = Actor.objects.none()
    return forms.ModelChoiceField(
        label=label, help_text=help_text, queryset=nobody, required=False, empty_label=_("no organisation")
    )


def present_in(city: City, day: date) -> Any:
    return Actor.objects.in_city(city).present_on(day).order_by("name", "pk")


class FormChoice(forms.Form):
    """Which of the three forms, and who leads."""

    form = forms.ChoiceField(label=_("Which form"), widget=forms.RadioSelect)
    lead = actor_field(
        _("Who leads or administers"),
        _("For a lead organization: which one. For an administrative body: which organisation runs it, if any."),
    )

    def __init__(self, *args: Any, city: City, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = present_in(city, day)  # type: ignore[attr-defined]
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (key, f"{capfirst(start.form.label)}. {start.what_it_is}") for key, start in STARTING_POINTS.items()
        ]


class NewArrangementForm(FormChoice):
    """An arrangement that is written down for the first time."""

    name = CleanCharField(
        label=_("Name"), max_length=120, help_text=_("For example: Network of hubs in Banyumas.")
    )
    purpose = lines_field(_("What it is for"), _("In a sentence or two."), 1000)
    unit = forms.ChoiceField(label=_("Who votes"), choices=Terms.Unit.choices, widget=forms.RadioSelect)
    field_order = ("name", "purpose", "form", "lead", "unit")


class TermsForm(forms.Form):
    """What a draft of terms says beside its mandates."""

    unit = forms.ChoiceField(label=_("Who votes"), choices=Terms.Unit.choices)
    lead = actor_field(_("Lead organization"))
    what_for = lines_field(_("What it is for"), _("What these terms want to bring about."), 1000)
    monitoring = lines_field(_("How members see what is done"), _("Who reports what to whom, and when."), 1000)
    leaving = lines_field(_("How to leave"), "", 1000)
    recalling = lines_field(_("How to take a mandate back"), "", 1000)
    until_date = day_field(
        _("Until when"), help_text=_("After this day only the members decide until they confirm. Empty: no end.")
    )

    def __init__(self, *args: Any, city: City, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = present_in(city, day)  # type: ignore[attr-defined]


class MandateForm(forms.Form):
    """Somebody may decide a matter."""

    matter = forms.ChoiceField(label=_("What is decided"), choices=Matter.choices)
    holder = forms.ChoiceField(label=_("Who decides"))
    most_amount = forms.IntegerField(
        label=_("Up to how much, in rupiah"),
        required=False,
        min_value=0,
        max_value=10**15,
        help_text=_("Only for money. Empty: without a bound."),
    )
    advice_days = forms.IntegerField(
        label=_("Days of advice first"),
        required=False,
        min_value=0,
        max_value=90,
        help_text=_("How long the members are asked for advice before somebody decides alone."),
    )
    template = forms.ChoiceField(label=_("By which rule the members decide"), required=False)

    def __init__(self, *args: Any, arrangement: Arrangement, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrangement = arrangement
        self.actors = {f"actor:{one.pk}": one for one in present_in(arrangement.city, day)}
        self.bodies = {f"body:{one.pk}": one for one in arrangement.bodies.order_by("name", "pk")}
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            ("members", capfirst(_now("the members"))),
            *((key, one.name) for key, one in self.bodies.items()),
            *((key, one.name) for key, one in self.actors.items()),
        ]
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            ("", _now("no rule")),
            *((key, f"{one.title}: {rule_name(key)}") for key, one in TEMPLATES.items()),
        ]

    def holder_given(self) -> dict[str, Any]:
        """Return the holder as `set_mandate` takes it."""
        chosen = self.cleaned_data["holder"]
        if (actor := self.actors.get(chosen)) is not None:
            return {"holder": Mandate.Holder.ACTOR, "actor": actor}
        if (body := self.bodies.get(chosen)) is not None:
            return {"holder": Mandate.Holder.BODY, "body": body}
        return {"holder": Mandate.Holder.MEMBERS}


class BodyForm(forms.Form):
    """A board or an administration."""

    name = CleanCharField(label=_("What it is called"), max_length=120)
    n_seats = forms.IntegerField(label=_("Seats"), initial=5, min_value=1, max_value=30)
    term_months = forms.IntegerField(
        label=_("Months in a seat"), required=False, min_value=1, max_value=120, help_text=_("Empty: no end.")
    )
    actor = actor_field(_("Which organisation it belongs to"), _("For an administration, if there is one."))

    def __init__(self, *args: Any, city: City, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = present_in(city, day)  # type: ignore[attr-defined]


class AdmitActorForm(forms.Form):
    """An organisation comes in."""

    actor = forms.ModelChoiceField(
        label=_("Which organisation"), queryset=Actor.objects.none(), empty_label=_("Choose one")
    )

    def __init__(self, *args: Any, arrangement: Arrangement, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = arrangement.members.current().exclude(actor=None).values("actor")
        rows = present_in(arrangement.city, day).exclude(pk__in=inside)
        self.fields["actor"].queryset = rows  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Somebody who takes part here."""

    person = CleanCharField(label=_("E-mail, phone or sheet number"), max_length=254)


class AdmitPersonForm(PersonForm):
    """A person comes in."""

    name = CleanCharField(label=_("Name on the roll"), max_length=120)


class DelegateForm(forms.Form):
    """Who votes for an organisation."""

    person = CleanCharField(
        label=_("E-mail, phone or sheet number"),
        max_length=254,
        required=False,
        help_text=_("Somebody who takes part here and is verified. Empty: nobody votes for it."),
    )


class ReasonForm(forms.Form):
    """Why somebody leaves."""

    reason = CleanCharField(label=_("Why"), max_length=300)


class EndingForm(forms.Form):
    """Why an arrangement should end."""

    why = CleanCharField(
        label=_("Why it should end"), max_length=1000, keeps_lines=True, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProposeForm(forms.Form):
    """What the decision on a draft is called, and why."""

    title = CleanCharField(label=_("What the members are asked"), max_length=160)
    details = lines_field(_("Why"), _("What differs from what is in force is added by itself."), 3000)


class RecallForm(forms.Form):
    """Why a mandate is taken back."""

    why = CleanCharField(
        label=_("Why the members should take it back"), max_length=2000, keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AskForm(forms.Form):
    """What somebody wants to decide."""

    matter = forms.ChoiceField(label=_("What is decided"), choices=Matter.choices)
    amount = forms.IntegerField(label=_("How much, in rupiah"), required=False, min_value=0, max_value=10**15)
