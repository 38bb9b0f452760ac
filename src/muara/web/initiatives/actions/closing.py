from __future__ import annotations

from datetime import datetime
from typing import Any

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.initiatives.models import Initiative, PhaseStep
from muara.web.initiatives.upstream import tell_upstream
from muara.web.network.actions.checks import check_fields


class CannotClose(Exception):
    """The initiative goes on; the message says why."""


def shut(
    initiative: Initiative, result: str, lesson: str, by: User, at: datetime, conditions: list[dict[str, Any]]
) -> Initiative:
    """Write the end of a locked initiative and tell everybody upstream."""
    initiative.result, initiative.lesson, initiative.closed_at = result, lesson, at
    check_fields(initiative, CannotClose, ["result", "lesson"])
    PhaseStep.objects.create(
        initiative=initiative, kind=PhaseStep.Kind.CLOSED, from_phase=initiative.phase, why=lesson[:500],
        conditions=conditions, by=by, at=at,
    )  # fmt: skip
    initiative.save(update_fields=["result", "lesson", "closed_at"])
    kind = f"initiative_closed_{result.lower()}"
    told = tell_upstream(initiative, kind, at)
    record("closed_initiative", initiative, by=by, city=initiative.city, at=at, result=result, told=told)
    return initiative
