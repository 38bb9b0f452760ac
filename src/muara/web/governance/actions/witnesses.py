"""Witnesses of other hubs: they keep signed heads of logs, and find whatever is rewritten afterwards."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.engine.ledger import Head, MerkleTree, SignedHead, follows, leaf_hash
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City
from muara.web.governance.ledger import frontier
from muara.web.governance.models import Decision, Event, KeptHead, Witness
from muara.web.governance.queries.log import signed_head
from muara.web.network.actions.checks import check_fields, cleaned


class CannotNameWitness(Exception):
    """Nobody was named; the message says why."""


class CannotKeepHead(Exception):
    """No head was kept; the message says why."""


@transaction.atomic
def name_witness(*, by: User, city: City, user: User, name: str, at: datetime, hub: str = "") -> Witness:
    """Name somebody who keeps heads of the logs of a city. It is nobody who runs decisions there.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotNameWitness
        If the person runs decisions of the city or is a witness already, or has no name.
    """
    if not can_administer(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    if can_facilitate(user, city):
        raise CannotNameWitness(
            _("Whoever runs decisions of this city cannot be its witness. Name somebody of another hub.")
        )
    if Witness.objects.filter(city=city, user=user, until_at=None).exists():
        raise CannotNameWitness(_("This person is a witness already."))
    witness = Witness(city=city, user=user, since_at=at)
    witness.name, witness.hub = cleaned(name, CannotNameWitness), cleaned(hub, CannotNameWitness)
    if not witness.name:
        raise CannotNameWitness(_("Say how the witness is called."))
    check_fields(witness, CannotNameWitness, ["name", "hub"])
    witness.save()
    record("named_witness", witness, by=by, city=city, at=at)
    return witness


@transaction.atomic
def keep_head(*, by: User, decision: Decision, at: datetime) -> KeptHead:
    """Keep the signed head of a log as it is now. The same head twice is kept once.

    Raises
    ------
    PermissionDenied
        If `by` is no witness of the city.
    CannotKeepHead
        If the log has not begun.
    """
    witness = Witness.objects.filter(city=decision.city_id, user=by, until_at=None).first()
    if witness is None:
        raise PermissionDenied
    decision = Decision.objects.select_related("city").get(pk=decision.pk)
    if not decision.log_size:
        raise CannotKeepHead(_("This decision has no log yet. It begins with the opening."))
    head = signed_head(decision)
    kept, is_new = KeptHead.objects.get_or_create(
        decision=decision,
        witness=witness,
        size=head.head.size,
        root=head.head.root,
        defaults={"key": head.key, "signature": head.signature, "kept_at": at},
    )
    if is_new:
        record("kept_head", kept, by=by, city=decision.city, at=at, size=kept.size)
    return kept


@transaction.atomic
def check_head(*, by: User, kept: KeptHead, at: datetime) -> KeptHead:
    """Compare a log with a head that was kept: hash every event again and prove that the log begins with it.

    Raises
    ------
    PermissionDenied
        If another witness kept it.
    """
    if kept.witness.user_id != by.pk:
        raise PermissionDenied
    kept = KeptHead.objects.select_for_update(of=("self",)).select_related("decision__city").get(pk=kept.pk)
    kept.is_consistent, kept.checked_at = begins_with(kept), at
    kept.save(update_fields=["is_consistent", "checked_at"])
    record("checked_head", kept, by=by, city=kept.decision.city, at=at, is_consistent=kept.is_consistent)
    return kept


def begins_with(kept: KeptHead) -> bool:
    """Say whether the log as it is now begins with a head, and is the one that the city signs today."""
    decision = kept.decision
    name = decision.rules["decision"]
    old = SignedHead(Head(name, kept.size, kept.root), kept.key, kept.signature)
    rows = Event.objects.filter(decision=decision).order_by("seq").values_list("data", flat=True)
    tree = MerkleTree(leaf_hash(data.encode()) for data in rows)
    if not old.is_genuine or kept.size > len(tree):
        return False
    now = Head(name, len(tree), tree.root().hex())
    is_signed_today = (now.size, now.root) == (decision.log_size, frontier(decision).root.hex())
    return is_signed_today and follows(old.head, now, tree.consistency(kept.size))
