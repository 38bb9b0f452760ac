"""Everything that is typed in about a decision, but the ballots themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.engine.governance.decisions import CHECKS, Rules
from muara.web.accounts.models import Channel, User
from muara.web.governance.forms.ballots import BallotForm
from muara.web.governance.models import ArrangementMember, Decision
from muara.web.network.forms.actors import day_field
from muara.web.network.models import Actor
from muara.web.ui.fields import CleanCharField

CHECK_WORDS = {
    "explicit": _("It says which part of the proposal is refused"),
    "impersonal": _("It is about the matter, not about a person"),
    "evidenced": _("It rests on something that others can see too"),
    "not_safe_to_fail": _("The harm could not simply be undone after a trial"),
}
ANSWERS = (("", _("not looked at yet")), ("yes", _("yes")), ("no", _("no")))


def text_field(label: Any, longest: int, rows: int = 4, **given: Any) -> CleanCharField:
    return CleanCharField(
        label=label, max_length=longest, keeps_lines=True, widget=forms.Textarea(attrs={"rows": rows}), **given
    )


def moment_field(label: Any, **given: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        **given,
    )


class ScheduleForm(forms.Form):
    """When a decision opens and until when it takes ballots."""

    opens_at = moment_field(_("Opens"))
    closes_at = moment_field(_("Takes ballots until"))


class ObjectionForm(forms.Form):
    """Why a proposal would do harm."""

    reason = text_field(
        _("What harm do you see?"),
        1000,
        help_text=_("Name the part of the proposal, and what you have seen that speaks against it."),
    )


class ChecksForm(forms.Form):
    """The four checks of an objection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for check in CHECKS:
            self.fields[check] = forms.ChoiceField(label=CHECK_WORDS[check], choices=ANSWERS, required=False)

    @property
    def checks(self) -> dict[str, bool | None]:
        return {check: {"yes": True, "no": False}.get(self.cleaned_data[check]) for check in CHECKS}


class AmendmentForm(forms.Form):
    """Another wording of the proposal that takes an objection in."""

    after = text_field(_("The proposal in its new wording"), 6000, rows=8)
    why = CleanCharField(label=_("What the change does"), max_length=500, required=False)


class RecordForm(BallotForm):
    """A ballot that somebody gave by phone, on paper or in a meeting."""

    channel = forms.ChoiceField(label=_("How it was given"), choices=())

    def __init__(self, data: Any = None, *, rules: Rules, **kwargs: Any) -> None:
        super().__init__(data, rules=rules, **kwargs)
        ways = (Channel.PHONE, Channel.PAPER, Channel.MEETING)
        self.fields["channel"] = forms.ChoiceField(
            label=_("How it was given"), choices=[(one.value, one.label) for one in ways]
        )


class HandsForm(forms.Form):
    """Hands counted in a meeting, and who counted along."""

    def __init__(self, *args: Any, rules: Rules, others: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in rules.options:
            self.fields[f"o-{option.id}"] = forms.IntegerField(
                label=option.name or option.id, min_value=0, max_value=100_000, initial=0
            )
        people = [("", _("Choose one"))] + [(str(one.pk), one.name or one.email or str(one.pk)) for one in others]
        self.fields["witness"] = forms.ChoiceField(label=_("Who counted along"), choices=people)
        self.rules = rules

    @property
    def counts(self) -> dict[str, int]:
        return {option.id: self.cleaned_data[f"o-{option.id}"] for option in self.rules.options}


class CloseForm(forms.Form):
    """What was drawn in the meeting, where a tie would be broken by lot, and why it closes before its hour."""

    why = CleanCharField(
        label=_("Why it closes now"),
        max_length=300,
        help_text=_("Everybody on the roll is told, and it stands beside the result."),
    )
    lot = CleanCharField(
        label=_("What was drawn in the meeting"),
        max_length=60,
        required=False,
        help_text=_("Throw dice before everybody and write what they show. It only matters for a tie."),
    )

    def __init__(self, *args: Any, has_lot: bool, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("why", is_early), ("lot", has_lot)):
            if not is_asked:
                del self.fields[name]


class OutcomeForm(forms.Form):
    """What was decided, who carries it out, and when it is looked at again."""

    text = text_field(
        _("What was decided"), 2000, help_text=_("In words that somebody understands who was not there.")
    )
    owner = CleanCharField(
        label=_("Who carries it out"),
        max_length=120,
        required=False,
        help_text=_("A name or an office. It may stay empty where you choose an organization."),
    )
    owner_actor = forms.ModelChoiceField(
        label=_("Organization of the arrangement that carries it out"),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    due_date = day_field(_("By when"), required=True)
    review_date = day_field(
        _("When it is looked at again"), required=True, help_text=_("It comes back as a task on that day.")
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = ArrangementMember.objects.filter(arrangement=decision.arrangement_id).current()
        held = Q(pk__in=members.exclude(actor=None).values("actor")) | Q(pk=decision.owner_actor_id)
        found = Actor.objects.in_city(decision.city).filter(held).order_by("name", "pk")
        self.fields["owner_actor"].queryset = found  # type: ignore[attr-defined]
        if not found:
            del self.fields["owner_actor"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given["owner"] and given.get("owner_actor") is None:
            self.add_error("owner", _("Say who carries it out: a name, or an organization."))
        return given


class ReviewForm(forms.Form):
    """What became of a decision."""

    note = text_field(_("What became of it"), 1000)


class WitnessForm(forms.Form):
    """Somebody of another hub is named a witness."""

    email = forms.EmailField(label=_("E-mail of their account"), max_length=254)
    name = CleanCharField(label=_("Name, as it is shown"), max_length=120)
    hub = CleanCharField(label=_("Of which hub"), max_length=80, required=False)


class CodeForm(forms.Form):
    """A receipt is pasted to be looked up."""

    tanda = CleanCharField(
        label=_("Your receipt"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        keeps_lines=True,
    )
