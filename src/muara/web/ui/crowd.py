"""Many who come from one network: they are asked one more question, and never turned away (reliability T2).

A hall, a school or a village may sit behind one address. So a count by address refuses nobody; past a calm number
it adds a small sum to the form, which a person answers in a second and a script that was not made for us does not.
Of the address only a keyed hash is kept, for ten minutes, and nowhere but in the cache.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from muara.web.ui.guard import GuardedForm

CALM = 30
WINDOW = timedelta(minutes=10)
SALT = "muara.crowd"


def note_arrival(request: HttpRequest, what: str) -> None:
    """Count somebody who came from this network to do something."""
    key = _key(request, what)
    if not cache.add(key, 1, WINDOW.total_seconds()):
        try:
            cache.incr(key)
        except ValueError:  # it ran out in between
            cache.set(key, 1, WINDOW.total_seconds())


def is_crowded(request: HttpRequest, what: str) -> bool:
    """Say whether many came from this network within the last minutes."""
    return int(cache.get(_key(request, what), 0)) >= CALM


def _key(request: HttpRequest, what: str) -> str:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = request.headers.get("x-forwarded-for", address).rsplit(",", 1)[-1].strip()
    return f"crowd:{what}:{salted_hmac(SALT, address).hexdigest()}"


class AskingForm(GuardedForm):
    """A guarded form that asks for a small sum while its network is crowded."""

    def __init__(self, *args: Any, now: datetime, is_crowded: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.is_crowded = is_crowded
        if is_crowded:
            self.asked = self._asked_before() or (2 + secrets.randbelow(8), 2 + secrets.randbelow(8))
            self.fields["sum"] = forms.IntegerField(
                label=_("How much is %(a)s plus %(b)s?") % {"a": self.asked[0], "b": self.asked[1]},
                help_text=_("Many people write from this network just now; one number shows that you are one."),
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.fields["asked"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def question(self) -> str:
        """Return the sum that was asked, sealed, for a hidden field of the page."""
        return signing.dumps(self.asked, salt=SALT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_crowded and (cleaned.get("sum") != sum(self.asked) or self._asked_before() is None):
            self.add_error("sum", _("Answer this small sum. What you wrote is still here."))
        return cleaned

    def _asked_before(self) -> tuple[int, int] | None:
        try:
            a, b = signing.loads(str(self.data.get("asked", "")), salt=SALT, max_age=24 * 3600)
        except signing.BadSignature:
            return None
        return int(a), int(b)
