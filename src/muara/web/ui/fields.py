from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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
