from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from muara.web.assets.files import FORMATS

MOST_BYTES = 2_000_000


class FileForm(forms.Form):
    """A file with places."""

    format = forms.ChoiceField(
        label=_("What kind of file"), choices=[(key, one.label) for key, one in FORMATS.items()]
    )
    file = forms.FileField(label=_("File"), help_text=_("At most 2 MB."))

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if isinstance(sent, UploadedFile) and (sent.size or 0) > MOST_BYTES:
            raise ValidationError(_("A file may have at most 2 MB. Take the places in parts."))
        return sent
