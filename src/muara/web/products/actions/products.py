from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import day_in, free_slug, is_there, not_later
from muara.web.network.models import Actor
from muara.web.products.actions.checks import not_foreign, write
from muara.web.products.models import Product
from muara.web.products.permissions import can_offer
from muara.web.ui.stems import padded_stems

FIELDS = ("name", "kind", "description", "price", "whatsapp", "since_date")

# Pages that stand where the address of a product would.
RESERVED_SLUGS = frozenset({"baru", "muara"})


class CannotOffer(Exception):
    """The product was not written down; the message says why."""


class CannotChangeProduct(Exception):
    """The product stays as it was; the message says why."""


@transaction.atomic
def offer_product(*, by: User, city: City, actor: Actor, at: datetime, **given: Any) -> Product:
    """Write down what an actor makes or does for others. `given` holds `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotOffer
        If the actor has left, offers the same already, or what is said does not fit.
    """
    not_foreign(actor, city)
    if not can_offer(by, actor):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    today = day_in(city, at)
    if not is_there(actor, today):
        raise CannotOffer(_("%(actor)s has left the network. It offers nothing here.") % {"actor": actor.name})
    product = Product(city=city, actor=actor, created_at=at, reviewed_at=at)
    _fill(product, given, today, CannotOffer)
    product.slug = free_slug(Product.objects.in_city(city), product.name, "produk", RESERVED_SLUGS)
    product.save()
    record("offered_product", product, by=by, city=city, at=at, kind=product.kind)
    return product


@transaction.atomic
def change_product(*, by: User, product: Product, at: datetime, **given: Any) -> Product:
    """Change what is said of a product; its address stays.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for its maker.
    CannotChangeProduct
        If the new words do not fit.
    """
    product = _locked(product)
    if not can_offer(by, product.actor):
        raise PermissionDenied
    before = {name: getattr(product, name) for name in FIELDS}
    _fill(product, given, day_in(product.city, at), CannotChangeProduct)
    product.reviewed_at = at
    product.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(product, name))
    record("changed_product", product, by=by, city=product.city, at=at, changed=changed)
    return product


@transaction.atomic
def withdraw_product(*, by: User, product: Product, at: datetime) -> Product:
    """Take a product out of the directory. Who used it stays on record."""
    return _turn(by, product, at, withdrawn_at=at, verb="withdrew_product")


@transaction.atomic
def offer_again(*, by: User, product: Product, at: datetime) -> Product:
    """Put a withdrawn product back into the directory."""
    return _turn(by, product, at, withdrawn_at=None, verb="offered_product_again")


def _turn(by: User, product: Product, at: datetime, *, withdrawn_at: datetime | None, verb: str) -> Product:
    product = _locked(product)
    if not can_offer(by, product.actor):
        raise PermissionDenied
    if (product.withdrawn_at is None) == (withdrawn_at is None):
        return product  # said twice
    product.withdrawn_at = withdrawn_at
    product.save(update_fields=["withdrawn_at"])
    record(verb, product, by=by, city=product.city, at=at)
    return product


def _locked(product: Product) -> Product:
    rows = Product.objects.select_for_update(of=("self",)).select_related("city", "actor__city")
    return rows.get(pk=product.pk)


def _fill(product: Product, given: dict[str, Any], today: date, error: type[Exception]) -> None:
    write(product, given, FIELDS, error)
    if not product.name:
        raise error(_("Write what it is called."))
    if not product.kind:
        raise error(_("Choose whether these are goods, a service or a technology."))
    if product.since_date is not None:
        not_later(product.since_date, today, error)
    product.stems = padded_stems(f"{product.name} {product.description}")
    again = product.actor.products.filter(name__iexact=product.name).exclude(pk=product.pk).first()
    if again is not None:
        raise error(_("“%(product)s” is written down already. Change that entry.") % {"product": again.name})
