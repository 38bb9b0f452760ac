from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate, role_in
from muara.web.cities.models import City
from muara.web.network.models import Actor, ActorMembership, Tie

Somebody = User | AnonymousUser | None


def actors_spoken_for(user: Somebody, city: City) -> frozenset[int]:
    """Return which actors of the city somebody speaks for. Remembered on the user for the request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    known: dict[int, frozenset[int]] = user.__dict__.setdefault("_actors_by_city", {})
    if city.pk not in known:
        spoken = ActorMembership.objects.active().filter(user_id=user.pk, actor__city=city)
        known[city.pk] = frozenset(spoken.values_list("actor_id", flat=True))
    return known[city.pk]


def speaks_for(user: Somebody, actor: Actor) -> bool:
    return actor.pk in actors_spoken_for(user, actor.city)


def can_keep_network(user: Somebody, city: City) -> bool:
    """Facilitators and the secretariat write down what they are told, by phone or at an evening."""
    return can_facilitate(user, city)


def can_change_actor(user: Somebody, actor: Actor) -> bool:
    return can_keep_network(user, actor.city) or speaks_for(user, actor)


def can_see_contacts(user: Somebody, actor: Actor) -> bool:
    return can_administer(user, actor.city) or speaks_for(user, actor)


def can_claim(user: Somebody) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def can_decide_claim(user: Somebody, membership: ActorMembership) -> bool:
    """Say whether somebody may say yes or no to a claim: never to their own."""
    if user is None or user.pk == membership.user_id:
        return False
    return can_keep_network(user, membership.actor.city) or speaks_for(user, membership.actor)


def sides_of(user: Somebody, tie: Tie) -> set[str]:
    """Return for which ends of a tie somebody speaks: A, B, both or none."""
    spoken = actors_spoken_for(user, tie.city)
    return {side for side, end in (("A", tie.a_id), ("B", tie.b_id)) if end in spoken}


def can_answer_for(user: Somebody, tie: Tie, side: str) -> bool:
    return can_keep_network(user, tie.city) or side in sides_of(user, tie)


def can_read_losses(user: Somebody, city: City) -> bool:
    """Say who may see what breaks if somebody leaves, and take the whole network along.

    Facilitators and the secretariat, who can mend it; never the public (no list of whom to remove).
    """
    return can_facilitate(user, city)


def can_import_network(user: Somebody, city: City) -> bool:
    return can_administer(user, city)


def can_run_surveys(user: Somebody, city: City) -> bool:
    """Only the secretariat asks how far organisations trust each other, and reads what each of them said."""
    return can_administer(user, city)


def can_read_surveys(user: Somebody, city: City) -> bool:
    """Members see who answered and what all say together: whoever has a role here, or speaks for an actor."""
    return bool(role_in(user, city)) or bool(actors_spoken_for(user, city))
