from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from muara.web.accounts import personal
from muara.web.accounts.models import Notice, Participant, User
from muara.web.accounts.notices import sentence
from muara.web.cities.models import City

# The smallest number of people about whom anything is said (docs/explanation/admission.md).
SMALLEST_CELL = 5
MOST_NOTICES = 30


@dataclass(frozen=True)
class NoticeShown:
    text: str
    link: str
    at: datetime
    is_new: bool


def notices_of(participant: Participant) -> list[NoticeShown]:
    """Return what became of somebody's voice, unread first, then the newest."""
    found = Notice.objects.filter(participant=participant).order_by("-at", "-pk")[:MOST_NOTICES]
    shown = [
        NoticeShown(sentence(notice.kind, notice.params), notice.link, notice.at, notice.read_at is None)
        for notice in found
    ]
    return sorted(shown, key=lambda notice: not notice.is_new)


def has_spoken(participant: Participant) -> bool:
    """Say whether somebody voted, raised a concern or wrote a statement: only then are they asked who they are."""
    return any(
        relation.model._base_manager.filter(**{relation.field: participant}).exists()
        for relation in personal.relations()
        if relation.answer.is_voice
    )


def hubs_with_enough(city: City) -> list[str]:
    """Return the hubs that at least five people named: a suggestion must not give one person away."""
    return list(
        Participant.objects.in_city(city)
        .exclude(hub="")
        .values_list("hub", flat=True)
        .annotate(n=Count("pk"))
        .filter(n__gte=SMALLEST_CELL)
        .order_by("-n", "hub")
        .values_list("hub", flat=True)[:50]
    )


def own_data(*, user: User | None, participant: Participant | None) -> dict[str, Any]:
    """Return everything that is held about somebody, room by room, as they may take it along."""
    data: dict[str, Any] = {}
    if user is not None:
        data["account"] = {
            "name": user.name,
            "email": user.email,
            "phone": user.phone,
            "language": user.language,
            "joined_at": user.joined_at,
        }
        people = list(user.participants.values_list("pk", flat=True))
    else:
        people = [participant.pk] if participant is not None else []
        if participant is not None:
            data["participant"] = {
                "tier": participant.tier,
                "sector": participant.sector,
                "district": str(participant.district or ""),
                "hub": participant.hub,
                "joined_at": participant.joined_at,
            }
    for relation in personal.relations():
        fields = relation.answer.fields
        whose = people if relation.to == "accounts.participant" else [user.pk] if user is not None else []
        if fields and whose:
            rows = relation.model._base_manager.filter(**{f"{relation.field}__in": whose})
            data[relation.key] = list(rows.order_by("pk").values(*fields))
    return data
