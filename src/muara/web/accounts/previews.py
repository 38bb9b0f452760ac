"""What a preview showed, sealed for the one who saw it: confirmed later, it is written without the file."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from muara.web.accounts.middleware import ParticipantRequest

ONE_DAY = 24 * 3600
MOST_SENT = 1_500_000
"""A form may not send back more characters than this."""


class PreviewLost(Exception):
    """What was sent back is no preview that we gave out; the message says what to do."""


def seal(asked: ParticipantRequest, salt: str, told: dict[str, Any]) -> str:
    """Seal what was previewed for the one who saw it, in this city, for a day."""
    whole = {**told, "city": asked.city.pk, "by": asked.user.pk}
    return signing.dumps(whole, salt=salt, compress=True)


def sealed_in(request: HttpRequest, asked: ParticipantRequest, salt: str) -> dict[str, Any]:
    """Return what was sealed and comes back in the field `berkas`.

    Raises
    ------
    PermissionDenied
        If it was sealed for somebody else, or for another city.
    PreviewLost
        If it has run out, or was changed on the way.
    """
    try:
        told: dict[str, Any] = signing.loads(request.POST["berkas"], salt=salt, max_age=ONE_DAY)
    except signing.BadSignature as bad:
        text = _("This preview has run out or is not complete. Nothing was written. Choose the file again.")
        raise PreviewLost(text) from bad
    if (told["city"], told["by"]) != (asked.city.pk, asked.user.pk):
        raise PermissionDenied
    return told
