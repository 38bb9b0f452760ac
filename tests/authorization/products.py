"""Products, needs, spaces and their bookings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.authorization.network import actor
from tests.authorization.route import LOGIN, Route, everybody, staff


def maker(world: Any) -> Any:
    actor(world)
    return world.city.actors.get(slug="koperasi-a")


def product(world: Any) -> dict[str, Any]:
    from muara.web.products import actions

    if not world.city.products.exists():
        at = world.session.opened_at
        actions.offer_product(
            by=world.novita, city=world.city, actor=maker(world), at=at, name="Beras", kind="GOODS"
        )
    return {"slug": world.city.products.get().slug}


def use(world: Any) -> dict[str, Any]:
    from muara.web.products import actions

    made = world.city.products.get(**product(world))
    if not made.adoptions.exists():
        user = world.city.actors.exclude(pk=made.actor_id).first() or world.make_actor("Sanggar B", "CREATIVE")
        actions.tell_of_use(by=world.novita, product=made, actor=user, at=world.session.opened_at)
    return {"slug": made.slug, "pk": made.adoptions.get().pk}


def need(world: Any) -> dict[str, Any]:
    from muara.web.products import actions

    if not world.city.needs.exists():
        at = world.session.opened_at
        actions.tell_need(by=world.novita, city=world.city, actor=maker(world), at=at, what="Truk", kind="SERVICE")
    return {"pk": world.city.needs.get().pk}


def space(world: Any) -> dict[str, Any]:
    from datetime import time

    from muara.web.products import actions

    if not world.city.spaces.exists():
        actions.lend_space(
            by=world.novita, city=world.city, actor=maker(world), at=world.session.opened_at, name="Aula",
            opens=time(7), closes=time(22),
        )  # fmt: skip
    return {"slug": world.city.spaces.get().slug}


def booking(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    made = world.city.spaces.get(**space(world))
    if not made.bookings.exists():
        starts = timezone.now() + timedelta(days=3)
        made.bookings.create(
            user=world.novita, purpose="Rapat", starts_at=starts, ends_at=starts + timedelta(hours=1),
            state="ASKED", asked_at=timezone.now(),
        )  # fmt: skip
    return {"slug": made.slug, "pk": made.bookings.get().pk}


def booked_form(world: Any) -> dict[str, Any]:
    return {"purpose": ""}


PRODUCTS = [
    Route("products:products", get=everybody(200)),
    Route("products:product", get=everybody(200), kwargs=product),
    Route("products:of_actor", get=everybody(200), kwargs=actor),
    Route("products:new_product", get=staff(200), post=staff(422)),
    Route("products:edit_product", get=staff(200), post=staff(422), kwargs=product),
    Route("products:turn_product", post=staff(303), kwargs=product),
    Route("products:new_use", get=staff(200), post=staff(422), kwargs=product),
    Route("products:answer_use", post=staff(303), kwargs=use, data=lambda world: {"step": "confirm"}),
    Route("products:estuary", get=everybody(200)),
    Route("products:needs", get=everybody(200)),
    Route("products:need", get=everybody(200), kwargs=need),
    Route("products:new_need", get=staff(200), post=staff(422)),
    Route("products:edit_need", get=staff(200), post=staff(422), kwargs=need),
    Route("products:end_need", post=staff(303), kwargs=need),
    Route("products:spaces", get=everybody(200)),
    Route(
        "products:space",
        get=everybody(200),
        post=everybody(422) | {"anonymous": LOGIN, "guest": LOGIN},
        kwargs=space,
        data=booked_form,
    ),
    Route("products:new_space", get=staff(200), post=staff(422)),
    Route("products:edit_space", get=staff(200), post=staff(422), kwargs=space),
    Route("products:turn_space", post=staff(303), kwargs=space),
    Route("products:space_feed", get=everybody(200), kwargs=space),
    Route("products:waiting", get=staff(200)),
    # Who booked it and its owner; an answer without a reason is refused to the owner.
    Route(
        "products:booking",
        get=staff(200),
        post=staff(409) | {"facilitator": 303},
        kwargs=booking,
        data=lambda world: {"step": "give_back"},
    ),
]
