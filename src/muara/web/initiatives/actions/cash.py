from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.initiatives.actions.locking import kept_by
from muara.web.initiatives.models import CashEntry, Initiative
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later

MOST = 10**13  # ten trillion rupiah: beyond any real entry, and far from what the database can hold


class CannotKeepCash(Exception):
    """Nothing was written into the cash book; the message says why."""


@transaction.atomic
def write_cash(
    *,
    by: User,
    initiative: Initiative,
    on_date: date,
    way: str,
    amount_idr: int,
    counterparty: str,
    purpose: str,
    proof: str,
    at: datetime,
) -> CashEntry:
    """Write one line into the cash book. It is never changed; a mistake is reversed by another line.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepCash
        If no money moves, the day has not come yet, or something is missing.
    """
    initiative = kept_by(by, initiative, CannotKeepCash, may_be_closed=True)
    not_later(on_date, day_in(initiative.city, at), CannotKeepCash)
    if not 1 <= amount_idr <= MOST:
        raise CannotKeepCash(_("Write an amount in whole rupiah, above nothing."))
    entry = CashEntry(initiative=initiative, on_date=on_date, way=way, amount_idr=amount_idr, by=by, at=at)
    entry.counterparty, entry.purpose = cleaned(counterparty, CannotKeepCash), cleaned(purpose, CannotKeepCash)
    entry.proof = cleaned(proof, CannotKeepCash)
    if not entry.counterparty or not entry.purpose:
        raise CannotKeepCash(_("Write from whom or to whom, and for what."))
    if not entry.proof:
        raise CannotKeepCash(_("Write the number of the receipt and where it is kept: no line without proof."))
    check_fields(entry, CannotKeepCash, ["way", "counterparty", "purpose", "proof"])
    return _append(entry, initiative, by, at)


@transaction.atomic
def reverse_cash(*, by: User, entry: CashEntry, why: str, at: datetime) -> CashEntry:
    """Take a line of the cash book back by a new one of the same amount the other way.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepCash
        If it was reversed already, is a reversal itself, or no reason is given.
    """
    initiative = kept_by(by, entry.initiative, CannotKeepCash, may_be_closed=True)
    if entry.reverses_id is not None:
        raise CannotKeepCash(_("This line takes another one back. Write the right line anew."))
    if CashEntry.objects.filter(reverses=entry).exists():
        raise CannotKeepCash(_("This line was taken back already."))
    reason = cleaned(why, CannotKeepCash)
    if not reason:
        raise CannotKeepCash(_("Write why the line is taken back."))
    back = CashEntry(
        initiative=initiative,
        on_date=day_in(initiative.city, at),
        way=CashEntry.Way.OUT if entry.way == CashEntry.Way.IN else CashEntry.Way.IN,
        amount_idr=entry.amount_idr,
        counterparty=entry.counterparty,
        purpose=reason,
        proof=entry.proof,
        reverses=entry,
        by=by,
        at=at,
    )
    check_fields(back, CannotKeepCash, ["purpose"])
    return _append(back, initiative, by, at)


def _append(entry: CashEntry, initiative: Initiative, by: User, at: datetime) -> CashEntry:
    last = initiative.cash.aggregate(last=Max("number"))["last"] or 0
    entry.number = last + 1
    entry.save(force_insert=True)
    record(
        "reversed_cash" if entry.reverses_id else "wrote_cash", entry, by=by, city=initiative.city, at=at,
        initiative=initiative.pk, number=entry.number, way=entry.way, amount_idr=entry.amount_idr,
    )  # fmt: skip
    return entry
