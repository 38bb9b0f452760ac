from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from lokal import normalize_phone

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, RollEntry, User
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City

MOST_ENTRIES = 5_000


class CannotPasteRoll(Exception):
    """The roll was refused and nothing of it kept; the message names the lines and is fit to show."""


def contact_hash(contact: str) -> str:
    """Return what is kept of a phone or e-mail: enough to know it again, useless without the server's secret."""
    return salted_hmac("muara.roll", contact, algorithm="sha256").hexdigest()


def read_contact(text: str) -> str:
    """Return a phone as +62…, an e-mail in small letters, or an empty string."""
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError:
            return ""
        return text.lower()
    return str(normalize_phone(text) or "")


@transaction.atomic
def verify_by_hall(*, by: Participant, at: datetime) -> Participant:
    """Verify somebody who was seen at an open session with its hall code. The forum checks the code."""
    return _verify(by, "HALL", by=by, at=at)


@transaction.atomic
def verify_by_roll(*, by: User, participant: Participant, at: datetime) -> Participant:
    """Verify somebody whom the secretariat found on a member roll with its own eyes.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat of the participant's city.
    """
    if not can_administer(by, participant.city):
        raise PermissionDenied
    return _verify(participant, "ROLL", by=by, at=at)


@transaction.atomic
def paste_roll(*, by: User, city: City, text: str, source: str, at: datetime) -> tuple[int, int]:
    """Keep a pasted list of members, one phone or e-mail a line; return how many are new and how many matched.

    All or nothing: a line that cannot be read refuses the whole list.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotPasteRoll
        If the list is empty, too long, has no name, or holds a line without a phone or e-mail.
    """
    if not can_administer(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if not (source := source.strip()[:80]):
        raise CannotPasteRoll(_("Write whose roll this is, for example the name of the cooperative."))
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise CannotPasteRoll(_("Paste at least one phone number or e-mail, one a line."))
    if len(lines) > MOST_ENTRIES:
        raise CannotPasteRoll(_("A list holds at most 5,000 lines. Paste it in parts."))
    contacts = {number: read_contact(line) for number, line in lines}
    if wrong := [str(number) for number, contact in contacts.items() if not contact]:
        raise CannotPasteRoll(
            _("No phone number or e-mail in line %(lines)s. Nothing was kept; mend the list and paste it again.")
            % {"lines": ", ".join(wrong[:10])}
        )
    hashes = list(dict.fromkeys(contact_hash(contact) for contact in contacts.values()))
    known = set(
        RollEntry.objects.filter(city=city, contact_hash__in=hashes).values_list("contact_hash", flat=True)
    )
    RollEntry.objects.bulk_create(
        RollEntry(city=city, contact_hash=value, source=source, added_by=by, added_at=at)
        for value in hashes
        if value not in known
    )
    record("roll_pasted", city, by=by, city=city, at=at, source=source, n=len(hashes) - len(known))
    people = Participant.objects.in_city(city).themselves().exclude(user=None).select_related("user", "city")
    n_matched = sum(match_roll(participant=person, at=at) for person in people.iterator())
    return len(hashes) - len(known), n_matched


@transaction.atomic
def match_roll(*, participant: Participant, at: datetime) -> bool:
    """Verify somebody whose own, verified phone or e-mail is on the roll of their city."""
    user = participant.user
    if user is None:
        return False
    contacts = [user.phone] if user.phone and user.phone_verified else []
    contacts += EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    if not contacts:
        return False
    entry = (
        RollEntry.objects.select_for_update(of=("self",))
        .filter(
            city=participant.city_id,
            matched=None,
            contact_hash__in=[contact_hash(contact.lower()) for contact in contacts],
        )
        .first()
    )
    if entry is None:
        return False
    entry.matched, entry.matched_at = participant, at
    entry.save(update_fields=["matched", "matched_at"])
    _verify(participant, "ROLL", by=None, at=at)
    return True


def _verify(participant: Participant, how: str, *, by: User | Participant | None, at: datetime) -> Participant:
    locked = Participant.objects.select_for_update(of=("self",)).select_related("city").get(pk=participant.pk)
    if locked.tier != Participant.Tier.VERIFIED:
        locked.tier, locked.verified_by = Participant.Tier.VERIFIED, how
        locked.save(update_fields=["tier", "verified_by"])
        verb = f"verified_by_{how.lower()}"
        record(verb, locked, by=by, city=locked.city, at=at)
        tell(locked, verb, city=locked.city, at=at)
    participant.tier, participant.verified_by = locked.tier, locked.verified_by
    return participant
