from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.network.views.common import actor_here, see, worked_through
from muara.web.products import actions, permissions
from muara.web.products.actions.products import FIELDS
from muara.web.products.forms.things import ProductForm, UseForm
from muara.web.products.models import Adoption, Product
from muara.web.products.queries.directory import of_one_actor, past_uses, products_found, use_lines
from muara.web.products.queries.estuary import muara_reading
from muara.web.products.views.common import (
    filter_of,
    offerer_for,
    offerer_of,
    own_actors,
    present_actors,
    product_here,
)

PER_PAGE = 50


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    asked, looked_for = cast(ParticipantRequest, request), filter_of(request)
    page = Paginator(products_found(asked.city, looked_for), PER_PAGE).get_page(request.GET.get("hal"))
    kept = request.GET.copy()
    kept.pop("hal", None)
    context: dict[str, Any] = {
        "page": page,
        "filter": looked_for,
        "query": f"{kept.urlencode()}&" if kept else "",
        "kinds": [(one.value, one.label) for one in Product.KINDS],
        "districts": list(asked.city.districts),
        "may_offer": permissions.can_offer_something(asked.user, asked.city),
    }
    return render(request, "products/products.html", context)


@require_safe
def of_actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one organisation makes, lends and looks for; the network links here."""
    found = actor_here(request, slug)
    may_offer = permissions.can_offer(cast(ParticipantRequest, request).user, found)
    context = {"actor": found, "things": of_one_actor(found), "may_offer": may_offer}
    return render(request, "products/of_actor.html", context)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = product_here(request, slug)
    asked = cast(ParticipantRequest, request)
    context = {
        "product": found,
        "uses": use_lines(found, user_of(request)),
        "past": past_uses(found),
        "may_change": permissions.can_offer(asked.user, found.actor),
        "may_tell": permissions.can_offer_something(asked.user, asked.city) and found.withdrawn_at is None,
    }
    return render(request, "products/product.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_product(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), offerer_of(request)
    form = ProductForm(
        request.POST or None, actors=own_actors(request), initial={"actor": request.GET.get("aktor")}
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.offer_product(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("“%(product)s” is in the directory.") % {"product": made.name})
        return see("products:product", asked.city.slug, made.slug)

    return worked_through(request, form, "products/product_form.html", {}, act, actions.CannotOffer)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_product(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), product_here(request, slug)
    by = offerer_for(request, found.actor)
    form = ProductForm(request.POST or None, initial={name: getattr(found, name) for name in FIELDS})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_product(by=by, product=found, at=timezone.now(), **given)
        messages.success(request, _("The entry is changed."))
        return see("products:product", asked.city.slug, found.slug)

    page = "products/product_form.html"
    return worked_through(request, form, page, {"product": found}, act, actions.CannotChangeProduct)


@require_POST
def turn_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a product out of the directory, or put it back."""
    asked, found = cast(ParticipantRequest, request), product_here(request, slug)
    by = offerer_for(request, found.actor)
    if request.POST.get("step") == "again":
        actions.offer_again(by=by, product=found, at=timezone.now())
        messages.success(request, _("It is in the directory again."))
    else:
        actions.withdraw_product(by=by, product=found, at=timezone.now())
        messages.success(request, _("It is no longer in the directory."))
    return see("products:product", asked.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new_use(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down who uses a product: its maker for anybody, everybody else for those they speak for."""
    asked, found = cast(ParticipantRequest, request), product_here(request, slug)
    by = offerer_of(request)
    may_all = permissions.can_offer(by, found.actor)
    actors = (present_actors(request) if may_all else own_actors(request)).exclude(pk=found.actor_id)
    form = UseForm(request.POST or None, actors=actors)

    def act(given: dict[str, Any]) -> HttpResponse:
        use = actions.tell_of_use(by=by, product=found, at=timezone.now(), **given)
        said = (
            _("It is written down that %(actor)s uses it.")
            if use.is_confirmed
            else _("It is written down. It counts as sure once %(actor)s says so.")
        )
        messages.success(request, said % {"actor": use.actor.name})
        return see("products:product", asked.city.slug, found.slug)

    return worked_through(
        request, form, "products/use_form.html", {"product": found}, act, actions.CannotTellOfUse
    )


@require_POST
def answer_use(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Confirm, dispute or end a use."""
    asked, found = cast(ParticipantRequest, request), product_here(request, slug)
    use = get_object_or_404(Adoption.objects.select_related("actor"), product=found, pk=pk)
    use.product, use.actor.city = found, asked.city
    by = offerer_of(request)
    steps = {"confirm": actions.confirm_use, "dispute": actions.dispute_use, "end": actions.end_use}
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise PermissionDenied
    try:
        step(by=by, use=use, at=timezone.now())
    except actions.CannotAnswerUse as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. It is written down."))
    return see("products:product", asked.city.slug, found.slug)


@require_safe
def estuary(request: HttpRequest) -> HttpResponse:
    """Show of what the network needs how much the city offers, and which products nobody uses yet."""
    asked = cast(ParticipantRequest, request)
    reading = muara_reading(asked.city, timezone.localdate())
    may_offer = permissions.can_offer_something(asked.user, asked.city)
    return render(request, "products/estuary.html", {"reading": reading, "may_offer": may_offer})
