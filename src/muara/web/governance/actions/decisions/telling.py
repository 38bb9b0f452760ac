"""Telling the people of a decision what happens to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from muara.web.accounts.models import Notice
from muara.web.governance.models import Decision


def tell_electors(decision: Decision, kind: str, *, at: datetime, **params: Any) -> None:
    """Tell everybody on the roll, in one statement."""
    electors = decision.electors.select_related("membership")
    people = {one.participant_id or (one.membership.delegate_id if one.membership else None) for one in electors}
    tell_people((pk for pk in people if pk is not None), decision, kind, at=at, **params)


def tell_people(people: Iterable[int], decision: Decision, kind: str, *, at: datetime, **params: Any) -> None:
    link = page_of(decision)
    Notice.objects.bulk_create(
        Notice(city=decision.city, participant_id=pk, kind=kind, params=params, link=link, at=at)
        for pk in sorted(people)
    )


def tell_candidates(decision: Decision, *, at: datetime) -> None:
    """Tell who is tied to a candidate that they stand, so that nobody is elected without knowing of it."""
    people = [one["participant"] for one in decision.effect.get("candidates", {}).values()]
    if decision.elects_to is not None:
        names = {"title": decision.title, "body": decision.elects_to.name}
        tell_people(people, decision, "named_candidate", at=at, **names)


def page_of(decision: Decision) -> str:
    return reverse("governance:decision", args=[decision.city.slug, decision.slug])
