"""A decision as a file: a draft that begins from one."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.engine.errors import BadRules
from muara.web.cities.models import City
from muara.web.governance.forms.drafts import MOST_MONEY, MOST_OPTIONS
from muara.web.governance.models import Arrangement
from muara.web.governance.queries.templates import TEMPLATES, decision_from_json
from muara.web.ui.fields import CleanCharField

MOST_BYTES = 100_000


class DecisionFileForm(forms.Form):
    """A file with a decision, and whose members decide on it here."""

    arrangement = forms.ModelChoiceField(
        label=gettext_lazy("Whose members decide"), queryset=Arrangement.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File with a decision"),
        help_text=gettext_lazy("A JSON file of at most 100 kB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = Arrangement.objects.in_city(city).exclude(state=Arrangement.State.ENDED).order_by("name", "pk")
        self.fields["arrangement"].queryset = standing  # type: ignore[attr-defined]
        self.fields["file"].error_messages["required"] = _("Choose a file.")

    def clean_file(self) -> dict[str, Any]:
        """Read the file into the fields of a draft."""
        return read_decision(self.cleaned_data["file"])


def read_decision(sent: UploadedFile[Any]) -> dict[str, Any]:
    """Return the fields of `draft_decision` that a file holds.

    Raises
    ------
    ValidationError
        If it is too large, damaged, or holds something else or more than a draft can, with a sentence.
    """
    if (sent.size or 0) > MOST_BYTES:
        raise ValidationError(_("A file with a decision has at most 100 kB. This is another file."))
    try:
        data = json.loads(sent.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as damaged:
        raise ValidationError(
            _("This file is damaged or holds something else: no JSON can be read in it.")
        ) from damaged
    try:
        found = decision_from_json(data)
    except BadRules as bad:  # it may quote the file: half a character would break the page
        raise ValidationError(str(bad)[:300].encode(errors="replace").decode()) from bad
    rules = found["rules"]
    if len(rules["options"]) > MOST_OPTIONS:
        told = _("This decision lists more than %(n)s options. A draft has room for no more.")
        raise ValidationError(told % {"n": MOST_OPTIONS})
    if (found["amount"] or 0) > MOST_MONEY:
        raise ValidationError(_("Write the amount in whole rupiah."))
    found["title"] = _text(found["title"], 160)
    found["details"] = _text(found["details"], 6000, keeps_lines=True)
    rules["options"] = [
        one | {
            "name": _text(one["name"], 80), "meaning": _text(one["meaning"], 200),
            "prompt": _text(one["prompt"], 200), "icon": _text(one["icon"], 20),
        }
        for one in rules["options"]
    ]  # fmt: skip
    known = TEMPLATES.get(found["template"])
    if known is None or known.kind != rules["kind"]:
        found["template"] = ""
    return found


def _text(text: str, longest: int, *, keeps_lines: bool = False) -> str:
    try:
        kept: str = CleanCharField(max_length=longest, required=False, keeps_lines=keeps_lines).clean(text)
    except ValidationError as bad:
        raise ValidationError(_("A text of this decision is too long or cannot be read.")) from bad
    return kept
