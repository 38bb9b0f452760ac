from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.concerns.actions.words import (
    tell_raiser,
)
from muara.web.concerns.models import Concern
from muara.web.concerns.permissions import can_moderate

MAX_REASON = 300


class CannotModerate(Exception):
    """The decision was refused; the message is fit to show to the facilitator."""


@transaction.atomic
def accept_concern(*, by: User, concern: Concern, at: datetime) -> Concern:
    """Say that a concern was read: everybody may see it now, and it can be worded later.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If somebody decided on it already.
    """
    concern = _waiting_concern(by, concern)
    concern.decided_at = at
    concern.save(update_fields=["decided_at"])
    record("concern_read", concern, by=by, city=concern.city, at=at)
    tell_raiser(concern, "concern_read", at=at)
    return concern


@transaction.atomic
def reject_concern(*, by: User, concern: Concern, reason: str, at: datetime) -> Concern:
    """Do not take up a concern; its author sees it with the reason for ever.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If it was decided already, or the reason is missing.
    """
    concern = _raised_concern(by, concern)
    concern.reason = good_reason(reason)
    concern.status, concern.decided_at = Concern.Status.REJECTED, at
    concern.save(update_fields=["status", "reason", "decided_at"])
    record("concern_rejected", concern, by=by, city=concern.city, at=at, reason=concern.reason)
    tell_raiser(concern, "concern_rejected", at=at, reason=concern.reason)
    return concern


@transaction.atomic
def merge_concern(*, by: User, concern: Concern, into: Concern, at: datetime) -> Concern:
    """Join a concern with another that says the same; both stay readable.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city, or the other concern belongs to another city.
    CannotModerate
        If one of them was decided otherwise already.
    """
    if into.city_id != concern.city_id:
        raise PermissionDenied
    # Always in the same order, or two that join two concerns the other way round wait for each other.
    list(Concern.objects.select_for_update().filter(pk__in=[concern.pk, into.pk]).order_by("pk"))
    concern = _raised_concern(by, concern)
    into = Concern.objects.get(pk=into.pk)
    if into.pk == concern.pk:
        raise CannotModerate(_("This is the same concern. Choose another one."))
    if into.status in {Concern.Status.REJECTED, Concern.Status.MERGED}:
        raise CannotModerate(_("The other concern is no longer in use. Choose another one."))
    concern.status, concern.merged_into, concern.decided_at = Concern.Status.MERGED, into, at
    concern.save(update_fields=["status", "merged_into", "decided_at"])
    Concern.objects.filter(merged_into=concern).update(merged_into=into)
    record("concern_merged", concern, by=by, city=concern.city, at=at, into=into.pk)
    tell_raiser(concern, "concern_merged", at=at, text=into.because)
    return concern


@transaction.atomic
def reconsider_concern(*, by: User, concern: Concern, at: datetime) -> Concern:
    """Put a rejected or joined concern back into the queue.

    Raises
    ------
    PermissionDenied
        If `by` does not moderate the city.
    CannotModerate
        If it is neither rejected nor joined.
    """
    concern = _locked_concern(by, concern)
    if concern.status not in {Concern.Status.REJECTED, Concern.Status.MERGED}:
        raise CannotModerate(_("Only what was rejected or joined can be looked at again."))
    concern.status, concern.reason = Concern.Status.RAISED, ""
    concern.merged_into, concern.decided_at = None, None
    concern.save(update_fields=["status", "reason", "merged_into", "decided_at"])
    record("concern_reconsidered", concern, by=by, city=concern.city, at=at)
    tell_raiser(concern, "concern_reconsidered", at=at)
    return concern


def _locked_concern(by: User, concern: Concern) -> Concern:
    if not can_moderate(by, concern.city):
        raise PermissionDenied
    return Concern.objects.select_for_update(of=("self",)).select_related("city", "raised_by").get(pk=concern.pk)


def _raised_concern(by: User, concern: Concern) -> Concern:
    concern = _locked_concern(by, concern)
    if concern.status != Concern.Status.RAISED:
        raise CannotModerate(
            _("This concern was decided meanwhile: %(state)s.") % {"state": concern.get_status_display()}
        )
    return concern


def _waiting_concern(by: User, concern: Concern) -> Concern:
    concern = _raised_concern(by, concern)
    if concern.decided_at is not None:
        raise CannotModerate(_("Somebody has read this concern meanwhile. It is shown to everybody."))
    return concern


def good_reason(reason: str) -> str:
    if not (reason := reason.strip()):
        raise CannotModerate(_("Write the reason: the author is told, and so is the public record."))
    if len(reason) > MAX_REASON:
        raise CannotModerate(_("Keep the reason within %(most)s characters.") % {"most": MAX_REASON})
    return reason
