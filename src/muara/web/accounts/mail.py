"""Letters to people who are away: whether any leave this server, to which address, and how they are stopped."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from muara.web.accounts.models import Participant
from muara.web.cities.models import City

# These print or keep a letter and bring it to nobody: a laptop reminds nobody by e-mail.
STAYING = tuple(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased"))
_signer = Signer(salt="muara.reminders")


def letters_leave(city: City) -> bool:
    """Say whether e-mail of a city reaches anybody: the server has to send it, and the people have to be real."""
    return settings.EMAIL_BACKEND not in STAYING and not city.is_sample


def address_of(person: Participant) -> str:
    """Return where somebody wants to be reminded, or nothing: without a confirmed address, or if they stopped it.

    An address that the operator wrote into an account has no line of confirmation; one that somebody typed has.
    """
    user = person.user
    if user is None or not user.is_active or not user.email or not person.wants_reminders:
        return ""
    unconfirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False)
    return "" if unconfirmed.exists() else user.email


def stop_link(person: Participant, city: City) -> str:
    """Return the address of the page on which somebody stops reminders without signing in."""
    path = reverse("accounts:stop_reminders", args=[city.slug, _signer.sign(str(person.pk))])
    return f"{settings.BASE_URL}{path}"


def person_of(token: str, city: City) -> Participant | None:
    """Return whose reminders a link stops; nobody if it was not made here or belongs to another city."""
    try:
        pk = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    person = Participant.objects.in_city(city).filter(pk=pk).select_related("merged_into").first()
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    return person
