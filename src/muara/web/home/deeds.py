"""What somebody did about it: initiatives that answer a thread or a concern, and what was measured."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from muara.web.cities.models import City
from muara.web.initiatives.models import Initiative, Outcome
from muara.web.initiatives.queries.gates import found_beside_target


@dataclass(frozen=True)
class Deed:
    """One initiative as it is told upstream; `outcome` and `is_reached` are None while nothing was measured."""

    slug: str
    title: str
    owner: str
    phase: str
    began_at: datetime
    thread: int
    concern: int | None
    has_started: bool
    closed_at: datetime | None
    result: str
    outcome: int | None = None
    is_reached: bool | None = None
    measured_on: date | None = None
    found: str = ""
    word: tuple[str, int] | None = None  # by whose word: a decision or a mandate, and which
    mandated_at: datetime | None = None
    started_at: datetime | None = None


def deeds_of(city: City) -> list[Deed]:
    """Return the initiatives of a city, the oldest first, each with what was last measured."""
    measured = Outcome.objects.standing().order_by("-on_date", "-pk")
    rows = Initiative.objects.in_city(city).select_related("owner", "thread").order_by("created_at", "pk")
    return [_deed(one) for one in rows.prefetch_related(Prefetch("outcomes", measured, "measured"))]


def _deed(initiative: Initiative) -> Deed:
    newest: Outcome | None = next(iter(getattr(initiative, "measured", [])), None)
    return Deed(
        slug=initiative.slug,
        title=initiative.title,
        owner=initiative.owner.name,
        phase=initiative.get_phase_display(),
        began_at=initiative.created_at,
        thread=initiative.thread.number if initiative.thread is not None else 0,
        concern=initiative.concern_id,
        has_started=initiative.has_started,
        closed_at=initiative.closed_at,
        result=initiative.get_result_display() if initiative.is_closed else "",
        outcome=newest.pk if newest is not None else None,
        is_reached=newest.is_reached if newest is not None else None,
        measured_on=newest.on_date if newest is not None else None,
        found=found_beside_target(newest) if newest is not None else "",
        word=_word_of(initiative),
        mandated_at=initiative.mandated_at,
        started_at=initiative.started_at,
    )


def _word_of(initiative: Initiative) -> tuple[str, int] | None:
    if initiative.decision_id is not None:
        return "decision", initiative.decision_id
    return None if initiative.mandate_id is None else ("mandate", initiative.mandate_id)


def deeds_about(deeds: Iterable[Deed], *, concerns: Collection[int] = (), thread: int = 0) -> tuple[Deed, ...]:
    """Return those that answer a concern, one that it was joined with, or the thread that holds it."""
    return tuple(deed for deed in deeds if (thread and deed.thread == thread) or deed.concern in concerns)
