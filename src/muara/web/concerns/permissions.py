from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Statement, Topic

Tier = Participant.Tier
TIERS: dict[Topic.Who, set[str]] = {
    Topic.Who.EVERYONE: set(Tier.values),
    Topic.Who.INVITED: {Tier.INVITED, Tier.VERIFIED},
    Topic.Who.VERIFIED: {Tier.VERIFIED},
}


def can_run_topics(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_moderate(user: User | AnonymousUser | None, city: City) -> bool:
    return can_facilitate(user, city)


def can_raise_concern(participant: Participant | None, city: City) -> bool:
    """Everybody in the city may say what worries them, whoever may write or vote on a topic."""
    return participant is not None and participant.city_id == city.pk


def can_write_statement(participant: Participant | None, topic: Topic) -> bool:
    return (
        participant is not None
        and participant.city_id == topic.city_id
        and participant.tier in TIERS[Topic.Who(topic.who_may_write)]
    )


def can_read_concern(participant: Participant | None, concern: Concern, *, is_facilitator: bool) -> bool:
    """Its author reads it whatever became of it, and so does a facilitator; everybody else once it is shown."""
    if is_facilitator or (participant is not None and concern.raised_by_id == participant.pk):
        return True
    if concern.status == Concern.Status.REJECTED:
        return False
    after = concern.topic is not None and concern.topic.moderation == Topic.Moderation.AFTER
    return after or concern.decided_at is not None


def can_read_statement(participant: Participant | None, statement: Statement, *, is_facilitator: bool) -> bool:
    """Its author reads it whatever became of it, and so does a facilitator; everybody else what was ever shown."""
    if is_facilitator or (participant is not None and statement.author_id == participant.pk):
        return True
    if statement.topic.status == Topic.Status.DRAFT or statement.status == Statement.Status.REJECTED:
        return False
    return statement.status != Statement.Status.PENDING or statement.topic.moderation == Topic.Moderation.AFTER


def votable_by(participant: Participant | None) -> list[str]:
    """Return which settings of `Topic.who_may_vote` let this person vote; who is not admitted yet is a guest."""
    tier = participant.tier if participant is not None else Tier.GUEST
    return [who for who, tiers in TIERS.items() if tier in tiers]


def writable_by(participant: Participant | None) -> list[str]:
    """Return which settings of `Topic.who_may_write` let this person write."""
    return votable_by(participant)


def can_vote(participant: Participant | None, topic: Topic) -> bool:
    """Say whether somebody may vote; who is not admitted yet votes as the guest they will become."""
    return topic.who_may_vote in votable_by(participant) and (
        participant is None or participant.city_id == topic.city_id
    )
