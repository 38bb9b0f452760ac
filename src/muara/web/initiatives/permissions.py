from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.initiatives.models import GateAnswer, Initiative, VillageGate
from muara.web.network.models import Actor
from muara.web.network.permissions import actors_spoken_for, speaks_for

Somebody = User | AnonymousUser | None


def can_propose(user: Somebody, city: City) -> bool:
    """Facilitators write down what they are told; organisations begin their own."""
    return can_facilitate(user, city) or bool(actors_spoken_for(user, city))


def can_propose_for(user: Somebody, owner: Actor) -> bool:
    return can_facilitate(user, owner.city) or speaks_for(user, owner)


def can_keep(user: Somebody, initiative: Initiative) -> bool:
    """Say whether somebody writes for an initiative: its owner's people, and facilitators."""
    return can_facilitate(user, initiative.city) or initiative.owner_id in actors_spoken_for(user, initiative.city)


def can_answer(user: Somebody, gate: VillageGate, answer: GateAnswer | None = None) -> bool:
    """Who keeps the initiative answers, and the organisation that was named to answer what is open."""
    if can_keep(user, gate.initiative):
        return True
    named = answer.actor_id if answer is not None else None
    return named is not None and named in actors_spoken_for(user, gate.initiative.city)
