from __future__ import annotations

from django import forms

from muara.web.concerns.actions.votes import KEY
from muara.web.concerns.models import VALUES

LARGEST_ID = 2**63 - 1


class VoteForm(forms.Form):
    """One vote: the value comes from the button that was pressed."""

    statement = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    value = forms.TypedChoiceField(choices=VALUES, coerce=int)
    important = forms.BooleanField(required=False)
    key = forms.RegexField(rf"\A(?:{KEY.pattern})\Z", strip=False)


class UndoForm(forms.Form):
    key = forms.RegexField(rf"\A(?:{KEY.pattern})\Z", strip=False)
