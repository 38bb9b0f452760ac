from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.network.models import Actor
from muara.web.network.models.actors import ActorQuerySet
from muara.web.network.permissions import actors_spoken_for, can_keep_network
from muara.web.products import permissions
from muara.web.products.models import Need, Product, Space
from muara.web.products.queries.directory import Filter
from muara.web.ui.text import UnreadableText, clean_text


def present_actors(request: HttpRequest) -> ActorQuerySet:
    asked = cast(ParticipantRequest, request)
    return Actor.objects.in_city(asked.city).present_on(timezone.localdate()).order_by("name", "pk")


def own_actors(request: HttpRequest) -> ActorQuerySet:
    """Return in whose name the reader may write: all for who keeps the network, else those spoken for."""
    asked = cast(ParticipantRequest, request)
    present = present_actors(request)
    if can_keep_network(asked.user, asked.city):
        return present
    return present.filter(pk__in=actors_spoken_for(asked.user, asked.city))


def offerer_of(request: HttpRequest) -> User:
    """Return who may write something down here, or refuse."""
    asked = cast(ParticipantRequest, request)
    if not permissions.can_offer_something(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def offerer_for(request: HttpRequest, actor: Actor) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_offer(asked.user, actor):
        raise PermissionDenied
    return asked.user


def filter_of(request: HttpRequest) -> Filter:
    """Read what is looked for from the address; what makes no sense there is left out."""
    asked = cast(ParticipantRequest, request)
    try:
        text = clean_text(request.GET.get("q", ""))[:80]
        kind, district = (clean_text(request.GET.get(name, ""))[:20] for name in ("jenis", "kecamatan"))
    except UnreadableText:
        return Filter()
    known = set(asked.city.districts.values_list("code", flat=True)) if district else set()
    kinds = {one.value for one in Product.KINDS}
    return Filter(
        text,
        kind if kind in kinds else "",
        district if district in known else "",
        request.GET.get("pakai") == "belum",
    )


def _here(request: HttpRequest, rows: Any, **key: Any) -> Any:
    asked = cast(ParticipantRequest, request)
    found = get_object_or_404(rows.in_city(asked.city).select_related("actor__district", "actor__village"), **key)
    found.city = found.actor.city = asked.city
    return found


def product_here(request: HttpRequest, slug: str) -> Product:
    return cast(Product, _here(request, Product.objects, slug=slug))


def space_here(request: HttpRequest, slug: str) -> Space:
    return cast(Space, _here(request, Space.objects.select_related("district", "village"), slug=slug))


def need_here(request: HttpRequest, pk: int) -> Need:
    return cast(Need, _here(request, Need.objects.select_related("product__actor"), pk=pk))
