from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from muara.web.ui.text import UnreadableText, clean_text


class CleanCharField(forms.CharField):
    """A text field whose value went through `clean_text`; its length is counted afterwards."""

    def __init__(self, *, keeps_lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keeps_lines = keeps_lines

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        try:
            cleaned = clean_text(str(value), keeps_lines=self.keeps_lines)
        except UnreadableText as error:
            raise ValidationError(str(error), code="unreadable") from error
        return cleaned or self.empty_value


class PictureField(forms.FileField):
    """A photo, drawn anew without what it tells beside what is seen; its value is a `Picture` or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        from muara.web.ui.pictures import UnreadablePicture, read_picture  # Pillow, for pages that take photos

        sent = super().clean(data, initial)
        if not isinstance(sent, UploadedFile) or sent.file is None:
            return None
        try:
            return read_picture(sent.file)
        except UnreadablePicture as error:
            raise ValidationError(str(error), code="unreadable") from error
