from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from muara.web.accounts.models import AuditLine, DeliveredCode, Membership, Participant, RollEntry, User
from muara.web.accounts.notices import verb_in_words
from muara.web.accounts.permissions import can_read_code
from muara.web.cities.models import City

LINES_ON_A_PAGE = 50
ROLES = [Membership.Role.SECRETARIAT, Membership.Role.FACILITATOR, Membership.Role.MEMBER]


def members_of(city: City) -> list[Membership]:
    """Return everybody with a role here, the secretariat first."""
    found = Membership.objects.filter(city=city).select_related("user").order_by("user__name", "pk")
    return sorted(found, key=lambda membership: ROLES.index(Membership.Role(membership.role)))


def people_in_numbers(city: City) -> dict[str, int]:
    """Count who takes part, by tier, and the member roll."""
    tier = Participant.Tier
    people: dict[str, int] = (
        Participant.objects.in_city(city)
        .themselves()
        .aggregate(
            guests=Count("pk", filter=Q(tier=tier.GUEST, is_assisted=False)),
            invited=Count("pk", filter=Q(tier=tier.INVITED)),
            verified=Count("pk", filter=Q(tier=tier.VERIFIED)),
            assisted=Count("pk", filter=Q(is_assisted=True)),
        )
    )
    roll: dict[str, int] = RollEntry.objects.filter(city=city).aggregate(
        roll=Count("pk"), matched=Count("pk", filter=Q(matched__isnull=False))
    )
    return people | roll


def whose_contact(contact: str) -> User | None:
    """Find the account of a phone (+62…) or e-mail."""
    return User.objects.filter(Q(email__iexact=contact) if "@" in contact else Q(phone=contact)).first()


def codes_to_read_out(city: City, *, at: datetime) -> list[DeliveredCode]:
    """Return the codes that a facilitator of this city may read out now, the newest first."""
    recent = (
        DeliveredCode.objects.filter(expires_at__gt=at)
        .filter(
            Q(city=city) | Q(user__participants__city=city) | Q(user__memberships__city=city),
            user__is_staff=False,
        )
        .exclude(user__memberships__role__in=[Membership.Role.FACILITATOR, Membership.Role.SECRETARIAT])
        .select_related("user", "shown_by")
        .prefetch_related("user__participants", "user__memberships")
        .distinct()
        .order_by("-created_at", "-pk")[:60]
    )
    return [delivered for delivered in recent if can_read_code(delivered, city)]


def assisted_in(city: City) -> QuerySet[Participant]:
    return (
        Participant.objects.in_city(city)
        .filter(is_assisted=True)
        .select_related("assisted_by")
        .order_by("-joined_at", "-pk")
    )


@dataclass(frozen=True)
class AuditShown:
    """One line of the log in words."""

    at: datetime
    who: str
    verb: str
    what: str
    detail: str


def audit_page(city: City, number: str) -> Page[Any]:
    """Return one page of the log, newest first; its items are `AuditShown`."""
    lines = AuditLine.objects.filter(city=city).select_related("by_user").order_by("-at", "-pk")
    page: Page[Any] = Paginator(lines, LINES_ON_A_PAGE).get_page(number)
    page.object_list = [in_words(line) for line in page.object_list]
    return page


def audit_table(city: City) -> tuple[list[str], Iterator[list[str]]]:
    """Return the whole log, oldest first, as a table: its header and its rows."""
    lines = AuditLine.objects.filter(city=city).select_related("by_user").order_by("at", "pk")
    header = [_("when"), _("who"), _("did"), _("to what"), _("detail")]
    said = (in_words(line) for line in lines.iterator(chunk_size=2000))
    return header, ([line.at.isoformat(), line.who, line.verb, line.what, line.detail] for line in said)


def in_words(line: AuditLine) -> AuditShown:
    if line.by_user_id is not None:
        who = str(line.by_user)
    elif line.by_participant_id is not None:
        who = _("participant %(number)s") % {"number": line.by_participant_id}
    else:
        who = _("the program")
    detail = ", ".join(str(value) for value in line.detail.values() if value not in ("", None, [], {}))
    return AuditShown(line.at, who, verb_in_words(line.verb), f"{line.what} {line.what_id}", detail)
