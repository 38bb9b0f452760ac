"""Witnesses of other hubs keep heads, and ask whether the log of today begins with the one they kept."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.engine.ledger import Head, MerkleTree, follows
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City
from muara.web.governance.ledger import locked
from muara.web.governance.models import Decision, KeptHead, Witness
from muara.web.governance.queries.log import leaves_of, signed_head
from muara.web.network.actions.checks import check_fields, cleaned


class CannotNameWitness(Exception):
    """Nobody was named; the message says why."""


class CannotKeepHead(Exception):
    """No head was kept; the message says why."""


@transaction.atomic
def name_witness(*, by: User, city: City, user: User, name: str, hub: str, at: datetime) -> Witness:
    """Name somebody, best of another hub, who keeps heads of the logs of a city."""
    if not can_administer(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if user.pk == by.pk:
        raise CannotNameWitness(_("Somebody else watches over what you keep."))
    if Witness.objects.filter(city=city, user=user, until_at=None).exists():
        raise CannotNameWitness(_("They are a witness already."))
    made = Witness(city=city, user=user, since_at=at)
    made.name, made.hub = cleaned(name, CannotNameWitness), cleaned(hub, CannotNameWitness)
    check_fields(made, CannotNameWitness, ["name", "hub"])
    made.save()
    record("named_witness", made, by=by, city=city, at=at)
    return made


@transaction.atomic
def keep_head(*, by: User, decision: Decision, at: datetime) -> KeptHead:
    """Keep the signed head of a log as it is now."""
    witness = Witness.objects.filter(city=decision.city, user=by, until_at=None).first()
    if witness is None:
        raise PermissionDenied
    decision = locked(decision)
    if not decision.log_size:
        raise CannotKeepHead(_("Its log begins with the opening."))
    head = signed_head(decision)
    kept, is_new = KeptHead.objects.get_or_create(
        decision=decision, witness=witness, size=head.head.size, root=head.head.root,
        defaults={"key": head.key, "signature": head.signature, "kept_at": at},
    )  # fmt: skip
    if is_new:
        record("kept_head", kept, by=by, city=decision.city, at=at, decision=decision.pk)
    return kept


@transaction.atomic
def check_head(*, by: User, kept: KeptHead, at: datetime) -> KeptHead:
    """Ask for the proof that the log of today begins with the log that was kept, and write the answer down."""
    if kept.witness.user_id != by.pk:
        raise PermissionDenied
    decision = locked(kept.decision)
    now, old = signed_head(decision).head, Head(decision.rules["decision"], kept.size, kept.root)
    is_shorter = kept.size > now.size
    kept.is_consistent = not is_shorter and follows(
        old, now, MerkleTree(leaves_of(decision)).consistency(kept.size)
    )
    kept.checked_at = at
    kept.save(update_fields=["is_consistent", "checked_at"])
    record("checked_head", kept, by=by, city=decision.city, at=at, is_consistent=kept.is_consistent)
    return kept
