from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.cities.models import City


def record(
    verb: str,
    what: models.Model,
    *,
    by: User | Participant | None,
    city: City | None,
    at: datetime,
    **detail: Any,
) -> AuditLine:
    """Write the audit line of an action; call it last, inside the action's transaction."""
    return AuditLine.objects.create(
        city=city,
        by_user=by if isinstance(by, User) else None,
        by_participant=by if isinstance(by, Participant) else None,
        at=at,
        verb=verb,
        what=what._meta.label_lower,
        what_id=str(what.pk),
        detail=detail,
    )


def tell(
    participant: Participant | None, kind: str, *, city: City, at: datetime, link: str = "", **params: Any
) -> None:
    """Tell somebody what became of their voice. Nobody to tell is no error: paper has no phone."""
    if participant is not None:
        Notice.objects.create(city=city, participant=participant, kind=kind, params=params, link=link, at=at)
