from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.assets.models import IdleAsset
from muara.web.cities.models import City, Village
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.governance.models import Decision, Matter
from muara.web.initiatives.actions.cash import MOST
from muara.web.initiatives.models import CashEntry, Direction, Evidence, GateAnswer, Initiative, Phase
from muara.web.network.forms.actors import day_field
from muara.web.network.models import Actor, Process
from muara.web.network.permissions import actors_spoken_for
from muara.web.products.models import Product, Space
from muara.web.ui.fields import CleanCharField


def text_field(label: Any, longest: int, *, required: bool = True, help_text: Any = "") -> CleanCharField:
    return CleanCharField(
        label=label, help_text=help_text, max_length=longest, required=required, keeps_lines=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def row_field(label: Any, *, required: bool = False, help_text: Any = "", empty: Any = None) -> Any:
    return forms.ModelChoiceField(
        label=label, queryset=Actor.objects.none(), required=required, help_text=help_text,
        empty_label=empty or _("Not said"),
    )  # fmt: skip


def passed_decisions(city: City) -> Any:
    """Return the decisions by which the members may have started an initiative."""
    closed = Decision.objects.in_city(city).filter(matter=Matter.INITIATIVE, state=Decision.State.CLOSED)
    return closed.filter(result__status__in=["passed", "chosen"]).order_by("-closed_at", "pk")


class ConcernChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A concern by its first words."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.because)[:90]


class ThreadChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A common thread by its number and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.name}"


class SeveralActors(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Actors; a number that no database could hold is nobody."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class NewInitiativeForm(forms.Form):
    """What somebody wants to do about it, and whose it is."""

    title = CleanCharField(label=_("What it is called"), max_length=120)
    purpose = text_field(_("What is to change, and for whom"), 2000)
    owner = row_field(
        _("Which organisation owns it"), required=True, empty=_("Choose one"),
        help_text=_("It answers for the initiative: for its money, its measure and its lesson."),
    )  # fmt: skip
    thread = ThreadChoice(
        label=_("Which common thread it answers"), queryset=CommonThread.objects.none(), required=False,
        empty_label=_("None of these"),
    )  # fmt: skip
    concern = ConcernChoice(
        label=_("Or which concern"),
        queryset=Concern.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    decision = forms.ModelChoiceField(
        label=_("Or by which decision of the members"), queryset=Decision.objects.none(), required=False,
        empty_label=_("None of these"),
        help_text=_("Without one, it is looked up whether the owner itself holds the mandate."),
    )  # fmt: skip
    enters_village = forms.BooleanField(label=_("It brings technology into a village"), required=False)

    def __init__(self, *args: Any, city: City, user: Any, day: Any, is_keeper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Actor.objects.in_city(city).present_on(day)
        if not is_keeper:
            owners = owners.filter(pk__in=actors_spoken_for(user, city))
        _choices(self, "owner", owners.order_by("name", "pk"))
        _choices(self, "thread", CommonThread.objects.in_city(city).published().order_by("number"))
        _choices(self, "concern", Concern.objects.in_city(city).shown().order_by("-raised_at", "-pk"))
        _choices(self, "decision", passed_decisions(city))


class ChangeForm(forms.Form):
    """What is said of an initiative that runs."""

    title = CleanCharField(label=_("What it is called"), max_length=120)
    purpose = text_field(_("What is to change, and for whom"), 2000)
    process = forms.ModelChoiceField(
        label=_("Its process, with who does what"), queryset=Process.objects.none(), required=False,
        empty_label=_("None of these"), help_text=_("Processes and their roles are kept in the network."),
    )  # fmt: skip
    budget_idr = forms.IntegerField(
        label=_("Budget in rupiah"), required=False, min_value=0, max_value=MOST,
        help_text=_("Written before the start; nothing is an answer too."),
    )  # fmt: skip
    enters_village = forms.BooleanField(label=_("It brings technology into a village"), required=False)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "process", Process.objects.in_city(city).current().order_by("name", "pk"))


class MandateForm(forms.Form):
    """By whose word it is done."""

    decision = forms.ModelChoiceField(
        label=_("By which decision of the members"), queryset=Decision.objects.none(), required=False,
        empty_label=_("None: the owner holds the mandate itself"),
    )  # fmt: skip

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "decision", passed_decisions(city))


class ThreadForm(forms.Form):
    """Which common thread it answers."""

    thread = ThreadChoice(
        label=_("Which common thread it answers"), queryset=CommonThread.objects.none(),
        empty_label=_("Choose one"),
    )  # fmt: skip

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "thread", CommonThread.objects.in_city(city).published().order_by("number"))


def number_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, max_digits=14, decimal_places=2, localize=True
    )


class MeasureForm(forms.Form):
    """What it will be measured by, written before it starts."""

    measure = CleanCharField(
        label=_("What is counted or measured"), max_length=200,
        help_text=_("One thing that can be counted again by somebody else."),
    )  # fmt: skip
    unit = CleanCharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("For example: shops, square metres, rupiah.")
    )
    baseline = number_field(_("How it is today"), required=False)
    direction = forms.ChoiceField(label=_("The aim is"), choices=Direction.choices)
    target = number_field(_("How much"))
    due_date = day_field(_("Measured by when"), required=True)


class EvidenceForm(forms.Form):
    """Something that happened."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Evidence.Kind.choices)
    text = text_field(_("What happened"), 500)
    on_date = day_field(_("On which day"), required=True)
    actors = SeveralActors(
        label=_("Who did it together"), queryset=Actor.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("A small act counts for the gate when two or more did it."),
    )  # fmt: skip
    session = forms.ModelChoiceField(
        label=_("At which evening"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    source = CleanCharField(
        label=_("Where it can be looked up"), max_length=300, required=False,
        help_text=_("Minutes, a list, a letter, a photo, and who keeps it. An evening has its own page."),
    )  # fmt: skip

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "actors", Actor.objects.in_city(city).order_by("name", "pk"))
        _choices(self, "session", Session.objects.in_city(city).exclude(closed_at=None).order_by("-number"))


class WhyForm(forms.Form):
    """A sentence that says why."""

    why = CleanCharField(label=_("Why"), max_length=300)


class AdvanceForm(forms.Form):
    """What is worth saying when it goes on."""

    why = CleanCharField(label=_("What is worth saying"), max_length=300, required=False)


class BackForm(forms.Form):
    """Back to an earlier phase."""

    to = forms.ChoiceField(label=_("Back to"))
    why = text_field(_("What was found"), 500)

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = list(Phase)[: initiative.place - 1][::-1]
        self.fields["to"].choices = [(phase.value, phase.label) for phase in before]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The end of an initiative, with its lesson."""

    result = forms.ChoiceField(label=_("How it ended"), choices=Initiative.Result.choices)
    lesson = text_field(
        _("What others can learn from it"), 2000, help_text=_("A failure with a lesson is a result, not a shame.")
    )


class IdeaForm(forms.Form):
    """A piece of what could be done."""

    text = CleanCharField(label=_("The idea"), max_length=300)
    actor = row_field(_("Which actor it hangs on"))
    concern = ConcernChoice(
        label=_("Or which concern"), queryset=Concern.objects.none(), required=False, empty_label=_("Not said")
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "actor", Actor.objects.in_city(city).order_by("name", "pk"))
        _choices(self, "concern", Concern.objects.in_city(city).shown().order_by("-raised_at", "-pk"))


class MeansForm(forms.Form):
    """What is needed, and who brings it."""

    text = CleanCharField(
        label=_("What is needed"), max_length=200, required=False,
        help_text=_("Empty: as it is called where you choose it below."),
    )  # fmt: skip
    asset = forms.ModelChoiceField(
        label=_("An idle place of this city"), queryset=IdleAsset.objects.none(), required=False,
        empty_label=_("None of these"),
    )  # fmt: skip
    product = forms.ModelChoiceField(
        label=_("Or a product or service of this city"), queryset=Product.objects.none(), required=False,
        empty_label=_("None of these"),
    )  # fmt: skip
    space = forms.ModelChoiceField(
        label=_("Or a space that is lent"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    actor = row_field(_("Who brings it"))
    is_there = forms.BooleanField(label=_("It is there already"), required=False)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "asset", IdleAsset.objects.in_city(city).published().order_by("name", "pk"))
        _choices(self, "product", Product.objects.in_city(city).offered().order_by("name", "pk"))
        _choices(self, "space", Space.objects.in_city(city).lent().order_by("name", "pk"))
        _choices(self, "actor", Actor.objects.in_city(city).order_by("name", "pk"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (
            given.get("text") or any(given.get(name) for name in ("asset", "product", "space"))
        ):
            self.add_error("text", _("Write what is needed."))
        return given


class CashForm(forms.Form):
    """One line of the cash book."""

    on_date = day_field(_("On which day"), required=True)
    way = forms.ChoiceField(label=_("Which way"), choices=CashEntry.Way.choices)
    amount_idr = forms.IntegerField(label=_("Rupiah"), min_value=1, max_value=MOST)
    counterparty = CleanCharField(
        label=_("From whom, or to whom"), max_length=120,
        help_text=_("An organisation or a trade, for example “carpenter”. No names of people."),
    )  # fmt: skip
    purpose = CleanCharField(label=_("For what"), max_length=200)
    proof = CleanCharField(
        label=_("Proof"), max_length=200, help_text=_("Number of the receipt, and where it is kept.")
    )


class OutcomeForm(forms.Form):
    """What was measured."""

    value = number_field(_("How much it is now"))
    on_date = day_field(_("Measured on which day"), required=True)
    evidence = text_field(
        _("How it was measured"), 1000, help_text=_("By whom, how, and what could be wrong with it.")
    )
    source = CleanCharField(label=_("Where it can be looked up"), max_length=300)


class GateForm(forms.Form):
    """A technology, and the village that it would enter."""

    village = forms.ModelChoiceField(
        label=_("Village"), queryset=Village.objects.none(), empty_label=_("Choose one")
    )
    technology = CleanCharField(label=_("Which technology"), max_length=160)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Village.objects.filter(district__regency_code=city.regency_code)
        _choices(self, "village", here.order_by("name", "code"))


class AnswerForm(forms.Form):
    """The answer to one of the twelve questions."""

    value = forms.ChoiceField(label=_("Answer"), choices=GateAnswer.Value.choices, widget=forms.RadioSelect)
    evidence = text_field(_("Evidence"), 500, required=False, help_text=_("For yes and for no."))
    who = CleanCharField(
        label=_("Who answers what is open"), max_length=120, required=False,
        help_text=_("A group or an office, for example “the women's group of RW 3”. No names of people."),
    )  # fmt: skip
    actor = row_field(_("Or which organisation"), help_text=_("Its people may then answer here themselves."))
    due_date = day_field(_("By when"))

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "actor", Actor.objects.in_city(city).order_by("name", "pk"))


class StopRuleForm(forms.Form):
    """Which result would end it."""

    text = CleanCharField(
        label=_("Which result would end it"), max_length=300,
        help_text=_("Something that can be seen: “fewer than five shops order in a month”."),
    )  # fmt: skip
    months = forms.IntegerField(label=_("Looked at after how many months"), initial=3, min_value=1, max_value=24)


class StopAnswerForm(forms.Form):
    """Whether it came to that."""

    is_met = forms.TypedChoiceField(
        label=_("Has it come to that?"), widget=forms.RadioSelect, coerce=lambda value: value == "YES",
        choices=[("NO", _("No, it goes on")), ("YES", _("Yes, it ends"))],
    )  # fmt: skip
    found = text_field(_("What was found"), 500)


def _choices(form: forms.Form, name: str, rows: Any) -> None:
    form.fields[name].queryset = rows  # type: ignore[attr-defined]
