from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from muara.web.network.models import Actor, Tie
from muara.web.network.sheets import FORMATS

MOST_BYTES = 2_000_000


class FileForm(forms.Form):
    """A file with a network."""

    format = forms.ChoiceField(
        label=_("What kind of file"), choices=[(key, one.label) for key, one in FORMATS.items()]
    )
    file = forms.FileField(label=_("File"), help_text=_("For CSV: the list of ties. At most 2 MB."))
    actors = forms.FileField(
        label=_("List of actors"), required=False, help_text=_("Only for CSV, where it is a file of its own.")
    )
    tie_kind = forms.ChoiceField(
        label=_("Ties of which nothing is said are"), choices=Tie.Kind.choices, initial=Tie.Kind.JOINT_WORK
    )
    actor_kind = forms.ChoiceField(
        label=_("Actors of which nothing is said are"), choices=Actor.Kind.choices, initial=Actor.Kind.OTHER
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("file", "actors"):
            sent = given.get(name)
            if isinstance(sent, UploadedFile) and (sent.size or 0) > MOST_BYTES:
                raise ValidationError(_("A file may have at most 2 MB. Take the network in parts."))
        return given
