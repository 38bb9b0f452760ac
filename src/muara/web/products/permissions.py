from __future__ import annotations

from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.network.permissions import Somebody, actors_spoken_for, can_change_actor, can_keep_network
from muara.web.products.models import Adoption, Booking, Space


def can_offer(user: Somebody, actor: Actor) -> bool:
    """Say whether somebody may offer, look for and lend in the name of an actor."""
    return can_change_actor(user, actor)


def can_offer_something(user: Somebody, city: City) -> bool:
    return can_keep_network(user, city) or bool(actors_spoken_for(user, city))


def can_tell_of_use(user: Somebody, adoption: Adoption) -> bool:
    """Say whether somebody may write down that it is used: its maker's people, its user's, or a facilitator."""
    return can_change_actor(user, adoption.product.actor) or can_change_actor(user, adoption.actor)


def can_confirm_use(user: Somebody, adoption: Adoption) -> bool:
    """Say whether somebody may say it for the user: a facilitator who was told may, the maker never."""
    return can_change_actor(user, adoption.actor)


def can_book(user: Somebody) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def can_lend(user: Somebody, space: Space) -> bool:
    return can_change_actor(user, space.actor)


def can_see_booking(user: Somebody, booking: Booking) -> bool:
    """Say whether somebody may read for what a space is taken; everybody sees only that it is."""
    return can_lend(user, booking.space) or (
        user is not None and user.pk is not None and user.pk == booking.user_id
    )
