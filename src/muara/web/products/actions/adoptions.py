from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later
from muara.web.network.models import Actor
from muara.web.products.actions.checks import not_foreign
from muara.web.products.models import Adoption, Product
from muara.web.products.permissions import can_confirm_use, can_tell_of_use


class CannotTellOfUse(Exception):
    """The use was not written down; the message says why."""


class CannotAnswerUse(Exception):
    """What is said of the use stays as it was; the message says why."""


@transaction.atomic
def tell_of_use(
    *, by: User, product: Product, actor: Actor, at: datetime, since: date | None = None, note: str = ""
) -> Adoption:
    """Write down that an actor uses a product. It is sure at once if the user's own people say so.

    Raises
    ------
    PermissionDenied
        If `by` speaks neither for the maker nor for the user, and does not keep the network.
    CannotTellOfUse
        If it is written down already, the maker itself is named, or the day has not come.
    """
    not_foreign(actor, product.city)
    product = Product.objects.select_for_update(of=("self",)).select_related("city", "actor").get(pk=product.pk)
    actor.city = product.actor.city = product.city
    use = Adoption(product=product, actor=actor, told_at=at, told_by=by)
    if not can_tell_of_use(by, use):
        raise PermissionDenied
    if actor.pk == product.actor_id:
        raise CannotTellOfUse(_("Who makes it does not count as a user. Name somebody else."))
    if product.withdrawn_at is not None:
        raise CannotTellOfUse(_("This product is no longer offered."))
    today = day_in(product.city, at)
    use.since_date = since or today
    not_later(use.since_date, today, CannotTellOfUse)
    use.note = cleaned(note, CannotTellOfUse)
    check_fields(use, CannotTellOfUse, ["note", "since_date"])
    if product.adoptions.filter(actor=actor, until_date=None).exists():
        raise CannotTellOfUse(_("It is written down already that %(actor)s uses it.") % {"actor": actor.name})
    if can_confirm_use(by, use):
        use.confirmed_at = at
    use.save()
    record("told_of_use", use, by=by, city=product.city, at=at, is_confirmed=use.is_confirmed)
    return use


@transaction.atomic
def confirm_use(*, by: User, use: Adoption, at: datetime) -> Adoption:
    """Say for the user that it is so.

    Raises
    ------
    PermissionDenied
        If `by` does not speak for the user, and does not keep the network.
    CannotAnswerUse
        If the use has ended.
    """
    use = _answerable(by, use)
    if not use.is_confirmed or use.disputed_at is not None:
        use.confirmed_at, use.disputed_at = at, None
        use.save(update_fields=["confirmed_at", "disputed_at"])
        record("confirmed_use", use, by=by, city=use.product.city, at=at)
    return use


@transaction.atomic
def dispute_use(*, by: User, use: Adoption, at: datetime) -> Adoption:
    """Say for the user that it is not so: it no longer counts.

    Raises
    ------
    PermissionDenied
        If `by` does not speak for the user, and does not keep the network.
    CannotAnswerUse
        If the use has ended.
    """
    use = _answerable(by, use)
    if use.disputed_at is None:
        use.disputed_at, use.confirmed_at = at, None
        use.save(update_fields=["confirmed_at", "disputed_at"])
        record("disputed_use", use, by=by, city=use.product.city, at=at)
    return use


@transaction.atomic
def end_use(*, by: User, use: Adoption, at: datetime, on: date | None = None) -> Adoption:
    """Record since when it is no longer used.

    Raises
    ------
    PermissionDenied
        If `by` speaks neither for the maker nor for the user, and does not keep the network.
    CannotAnswerUse
        If it has ended already, or the day lies before its beginning or ahead.
    """
    use = _locked(use)
    if not can_tell_of_use(by, use):
        raise PermissionDenied
    if use.until_date is not None:
        raise CannotAnswerUse(_("This use has ended already."))
    today = day_in(use.product.city, at)
    day = on or today
    not_later(day, today, CannotAnswerUse)
    if day < use.since_date:
        raise CannotAnswerUse(_("It ended before it began. Look at the day again."))
    use.until_date = day
    use.save(update_fields=["until_date"])
    record("ended_use", use, by=by, city=use.product.city, at=at, on=day)
    return use


def _locked(use: Adoption) -> Adoption:
    rows = Adoption.objects.select_for_update(of=("self",))
    return rows.select_related("product__city", "product__actor__city", "actor__city").get(pk=use.pk)


def _answerable(by: User, use: Adoption) -> Adoption:
    use = _locked(use)
    if not can_confirm_use(by, use):
        raise PermissionDenied
    if use.until_date is not None:
        raise CannotAnswerUse(_("This use has ended already."))
    return use
