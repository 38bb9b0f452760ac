from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muara.web.cooperatives.forms.register import closed_decisions
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, SurplusShare, SurplusYear
from muara.web.cooperatives.reckoning import plain
from muara.web.cooperatives.sheets import read_lines, read_movements
from muara.web.governance.models import Decision
from muara.web.network.forms.actors import day_field
from muara.web.ui.fields import CleanCharField

AMOUNT = re.compile(r"[-−]?[0-9]{1,3}(?:\.[0-9]{3})+|[-−]?[0-9]+")
SHARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")
PURPOSES = tuple(SurplusShare.Purpose)


class RupiahField(CleanCharField):
    """Whole rupiah as people write them: Rp12.500.000, 12500000 or −2.000."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        bare = str(text).removeprefix("Rp").replace(" ", "").replace("\xa0", "")
        if len(bare) > 26 or not AMOUNT.fullmatch(bare):
            raise ValidationError(_("Write whole rupiah, for example 12.500.000."))
        return int(bare.replace(".", "").replace("−", "-"))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class ShareField(CleanCharField):
    """A share of a hundred as people write it: 12,5."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None if self.required else Decimal(0)
        if not SHARE.fullmatch(bare := str(text).removesuffix("%").strip()):
            raise ValidationError(_("Write a number such as 40 or 12,5."))
        return Decimal(bare.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        return plain(value).replace(".", ",") if isinstance(value, Decimal) else value


class SurplusForm(forms.Form):
    """What a year left over, and how it would be divided."""

    year = forms.IntegerField(label=_("Financial year"), min_value=1945, max_value=2200)
    ends = day_field(_("Its last day"), required=True)
    surplus = RupiahField(
        label=_("Surplus (SHU)"),
        help_text=_("Whole rupiah after costs, depreciation and tax. Write a loss with a minus."),
    )
    by_trade = ShareField(
        label=_("Of the members' part, how many of 100 go by trade"),
        help_text=_("By what each did with the cooperative (jasa usaha). The rest goes by deposits (jasa modal)."),
    )
    pays_former = forms.BooleanField(
        label=_("By the by-laws, members who left get their part of the year"), required=False
    )
    weighs_time = forms.BooleanField(
        label=_("By the by-laws, deposits count by the days they lay there (rupiah-days)"), required=False
    )

    def __init__(self, *args: Any, surplus_year: SurplusYear | None = None, **kwargs: Any) -> None:
        if surplus_year is not None:
            shares = {share.purpose: share.percent for share in surplus_year.shares.all()}
            kwargs["initial"] = {
                "year": surplus_year.year,
                "ends": surplus_year.ends_date,
                "surplus": surplus_year.surplus,
                "by_trade": surplus_year.by_trade,
                "pays_former": surplus_year.pays_former,
                "weighs_time": surplus_year.weighs_time,
                **{f"share_{purpose}": shares.get(purpose, "") for purpose in PURPOSES},
            }
        super().__init__(*args, **kwargs)
        for purpose in PURPOSES:
            self.fields[f"share_{purpose}"] = ShareField(
                label=_("%(purpose)s, of 100") % {"purpose": str(purpose.label).capitalize()}, required=False
            )
        self.order_fields(["year", "ends", "surplus", *(f"share_{purpose}" for purpose in PURPOSES), "by_trade"])
        if surplus_year is not None:
            del self.fields["year"]

    def clean_year(self) -> int:
        return int(self.cleaned_data["year"])

    def given(self) -> dict[str, Any]:
        """Return what the actions take."""
        told = dict(self.cleaned_data)
        shares = {purpose.value: told.pop(f"share_{purpose}") for purpose in PURPOSES}
        return {**told, "shares": {purpose: share for purpose, share in shares.items() if share}}


class LinesForm(forms.Form):
    """What the members did in the year, a line each."""

    lines = forms.CharField(  # figures only; tabs part the columns of a spreadsheet
        label=_("Members, a line each"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        max_length=1_000_000,
        help_text=_(
            "Member number; trade; deposits, in whole rupiah. After that “keluar” for who has left, “bukan"
            " anggota” for who never was a member. Paste it from a spreadsheet."
        ),
    )

    movements = forms.CharField(
        label=_("Deposits put in and taken out, a line each"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=1_000_000,
        required=False,
        help_text=_(
            "Only where deposits count by days: member number; day; rupiah, with a minus for what was taken out."
            " Rupiah-days are counted from it; write 0 for deposits above."
        ),
    )

    def __init__(self, *args: Any, weighs_time: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not weighs_time:
            del self.fields["movements"]

    def clean_movements(self) -> dict[int, list[tuple[date, int]]]:
        moved, complaints = read_movements(self.cleaned_data["movements"], timezone.localdate())
        if complaints:
            raise ValidationError([ValidationError(one) for one in complaints[:20]])
        return moved

    def clean_lines(self) -> list[tuple[int, int, int, str]]:
        rows, complaints = read_lines(self.cleaned_data["lines"])
        if complaints:
            raise ValidationError([ValidationError(one) for one in complaints[:20]])
        return rows


class LockForm(forms.Form):
    """Which meeting decided, and where that is written down."""

    meeting = forms.ModelChoiceField(
        label=_("The annual meeting that decided"), queryset=AnnualMeeting.objects.none(), empty_label=None
    )
    minutes = CleanCharField(
        label=_("Minutes"), max_length=200, required=False, help_text=_("Number and date of the minutes.")
    )
    decision = forms.ModelChoiceField(
        label=_("The decision in Muara, if there was one"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )

    def __init__(self, *args: Any, cooperative: Cooperative, after: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = cooperative.meetings.filter(held_date__gt=after).order_by("-held_date")
        meeting: Any = self.fields["meeting"]
        meeting.queryset = meetings
        meeting.label_from_instance = lambda one: f"{one.held_date:%d-%m-%Y}"
        self.fields["decision"].queryset = closed_decisions(cooperative.city)  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why the members should decide again."""

    why = CleanCharField(label=_("Why the members should decide again"), max_length=300)
