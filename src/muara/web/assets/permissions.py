from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.assets.models import IdleAsset, ReuseProposal
from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.network.permissions import speaks_for

Somebody = User | AnonymousUser | None


def can_keep_assets(user: Somebody, city: City) -> bool:
    """Facilitators and the secretariat look at reports and write down what they are told."""
    return can_facilitate(user, city)


def can_take_steps(user: Somebody, city: City) -> bool:
    """Only the secretariat talks to owners, and records what was agreed."""
    return can_administer(user, city)


def can_read_asset(user: Somebody, asset: IdleAsset, participant: Participant | None) -> bool:
    """Everybody reads what is published; who reported a place sees it before that."""
    if asset.is_public or can_keep_assets(user, asset.city):
        return True
    is_theirs = participant is not None and participant.pk == asset.reported_by_id
    return is_theirs and asset.hidden_at is None


def can_see_exactly(user: Somebody, asset: IdleAsset) -> bool:
    """Say who sees where a sensitive place really is, and its photos."""
    return not asset.is_sensitive or can_keep_assets(user, asset.city)


def can_propose_for(user: Somebody, actor: Actor) -> bool:
    return can_keep_assets(user, actor.city) or speaks_for(user, actor)


def can_change_proposal(user: Somebody, proposal: ReuseProposal) -> bool:
    return can_propose_for(user, proposal.actor)


def can_import_assets(user: Somebody, city: City) -> bool:
    return can_administer(user, city)
