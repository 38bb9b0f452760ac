"""What every action on arrangements asks first, and the one check that no two changes overwrite each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from muara.web.governance.models import Arrangement, Decision, Terms
from muara.web.governance.terms_in_words import Change, changes_between


class CannotChangeTerms(Exception):
    """The terms stay as they were; the message says why."""


class CannotTakeEffect(Exception):
    """Nothing came into force; the message says why, `changes` what differs from the terms in force now."""

    def __init__(self, message: str, changes: Sequence[Change] = ()) -> None:
        super().__init__(message)
        self.changes = tuple(changes)


def locked(arrangement: Arrangement) -> Arrangement:
    rows = Arrangement.objects.select_for_update(of=("self",)).select_related("city")
    return rows.get(pk=arrangement.pk)


def locked_terms(terms: Terms) -> Terms:
    """Return terms under the lock of their arrangement, so that all changes of one arrangement stand in line."""
    arrangement = locked(terms.arrangement)
    terms = Terms.objects.select_related("lead").get(pk=terms.pk)
    terms.arrangement = arrangement
    return terms


def is_written(terms: Terms) -> bool:
    """Say whether terms may still change: not once a decision on them is announced, lest people vote on others."""
    announced = (Decision.State.SCHEDULED, Decision.State.OPEN, Decision.State.CLOSED)
    return terms.state == Terms.State.DRAFT and not terms.decisions.filter(state__in=announced).exists()


def move_version(terms: Terms, at: datetime) -> int:
    """Raise the version of the arrangement by one, if it still is the one the terms were thought for; return it.

    Raises
    ------
    CannotTakeEffect
        If another change came first (reliability F9); with what differs now, in words.
    """
    rows = Arrangement.objects.filter(pk=terms.arrangement_id, version=terms.based_on)
    state: dict[str, Any] = {"state": Arrangement.State.STANDING, "ended_at": None}
    if terms.ends_arrangement:
        state = {"state": Arrangement.State.ENDED, "ended_at": at}
    if not rows.exclude(state=Arrangement.State.ENDED).update(version=F("version") + 1, **state):
        refuse_outdated(terms)
        raise CannotTakeEffect(_("This arrangement has ended. Write down a new one."))
    return terms.based_on + 1


def refuse_outdated(terms: Terms) -> None:
    """Refuse terms that were thought for another version than the one in force.

    Raises
    ------
    CannotTakeEffect
        With what differs between the terms in force and these.
    """
    version = Arrangement.objects.values_list("version", flat=True).get(pk=terms.arrangement_id)
    if version == terms.based_on:
        return
    now = Terms.objects.in_force().filter(arrangement=terms.arrangement_id).select_related("lead").first()
    raise CannotTakeEffect(
        _(
            "Another change came first: version %(now)s is in force, and these terms were written for "
            "version %(then)s. Read what differs, lay them on the version in force, and decide again."
        )
        % {"now": version, "then": terms.based_on},
        changes_between(now, terms),
    )
