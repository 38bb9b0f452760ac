from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.concerns.actions.paper import LARGEST_SHEET
from muara.web.concerns.models import AGREE, DISAGREE, PASS, Statement

# What a facilitator types, as it is printed on the sheet; 0 or nothing is an empty line.
MEANING: dict[str, int | None] = {"1": AGREE, "2": DISAGREE, "3": PASS, "0": None, "": None}
TYPED = {AGREE: "1", DISAGREE: "2", PASS: "3"}


class SheetForm(forms.Form):
    """The number on the sheet, and which sheet it is meant to replace."""

    number = forms.IntegerField(label=_("Sheet number"), min_value=1, max_value=LARGEST_SHEET)
    replaces = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_SHEET)


class PrintForm(forms.Form):
    """How many sheets to print, from which number on."""

    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=LARGEST_SHEET, required=False)
    copies = forms.IntegerField(label=_("How many"), min_value=1, max_value=60, required=False)


@dataclass(frozen=True)
class Line:
    """One line of a sheet as it was typed."""

    statement: Statement
    typed: str

    @property
    def is_wrong(self) -> bool:
        return self.typed not in MEANING


def lines_of(statements: Iterable[Statement], typed: Mapping[str, str]) -> list[Line]:
    return [Line(s, (typed.get(f"s{s.pk}") or "").strip()[:3]) for s in statements]


def answers_of(lines: Iterable[Line]) -> dict[int, int | None]:
    return {line.statement.pk: MEANING[line.typed] for line in lines}
