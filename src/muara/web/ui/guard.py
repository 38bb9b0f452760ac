"""A soft guard against machines that fill in forms (reliability T14): it never throws a text away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SALT = "muara.concerns.form"
LIFETIME = timedelta(hours=24)
DWELL = timedelta(seconds=2)


class GuardedForm(forms.Form):
    """A form for everybody. A refusal shows it again, filled in; sending once more is all it takes."""

    # A person sees neither field; what fills in everything fills in this one.
    situs = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def next_stamp(self) -> str:
        """Return the stamp for the page: the one it came with as long as it holds, else a new one."""
        given = str(self.data.get("stamp", ""))
        return given if self._age(given) is not None else signing.dumps(int(self.now.timestamp()), salt=SALT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        age = self._age(str(self.data.get("stamp", "")))
        if cleaned.get("situs") or "situs" in self.errors:
            self.add_error(
                None, _("The last field has to stay empty. Your text is still here: send it once more.")
            )
        elif age is None:
            self.add_error(
                None, _("This page was open for a long time. Your text is still here: send it once more.")
            )
        elif age < DWELL:
            self.add_error(None, _("That was very fast. Your text is still here: read it once and send it again."))
        return cleaned

    def _age(self, stamp: str) -> timedelta | None:
        """Return how long ago the page was made, or nothing if it does not say so or longer than a day."""
        try:
            made = datetime.fromtimestamp(signing.loads(stamp, salt=SALT), UTC)
        except signing.BadSignature:
            return None
        age = self.now - made
        return age if age <= LIFETIME else None
