from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City
from muara.web.governance.models import Arrangement, ArrangementMember, Decision, ExpertEntry
from muara.web.network.permissions import actors_spoken_for, can_read_surveys, speaks_for

Somebody = User | AnonymousUser | None


def can_keep_arrangements(user: Somebody, city: City) -> bool:
    """Facilitators and the secretariat write down what the members decide; they decide nothing by that."""
    return can_facilitate(user, city)


def belongs_to(user: Somebody, arrangement: Arrangement) -> bool:
    """Say whether somebody is a member of an arrangement, is the delegate of one, or speaks for one."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    spoken = actors_spoken_for(user, arrangement.city)
    mine = Q(participant__user_id=user.pk) | Q(delegate__user_id=user.pk) | Q(actor__in=spoken)
    return arrangement.members.current().filter(mine).exists()


def can_write_terms(user: Somebody, arrangement: Arrangement) -> bool:
    """Any member may write down another way to decide; only the members together adopt it."""
    return can_keep_arrangements(user, arrangement.city) or belongs_to(user, arrangement)


def can_read_members(user: Somebody, arrangement: Arrangement) -> bool:
    """Names of people are for those who decide with them; organisations are public."""
    return can_write_terms(user, arrangement)


def can_speak_for_member(user: Somebody, member: ArrangementMember) -> bool:
    """Say whether somebody is this member, or speaks for it."""
    if user is None or not user.is_authenticated or not user.is_active:
        return False
    if member.actor is not None:
        return speaks_for(user, member.actor)
    return member.participant is not None and member.participant.user_id == user.pk


def can_change_member(user: Somebody, member: ArrangementMember) -> bool:
    """Who keeps arrangements writes down what they are told; members act for themselves."""
    return can_keep_arrangements(user, member.arrangement.city) or can_speak_for_member(user, member)


def can_prepare_decision(user: Somebody, city: City) -> bool:
    """Who keeps arrangements, and every member of one that stands, may put something before the members."""
    if can_keep_arrangements(user, city):
        return True
    standing = Arrangement.objects.in_city(city).standing().select_related("city")
    return any(belongs_to(user, arrangement) for arrangement in standing)


def can_open(user: Somebody, decision: Decision) -> bool:
    return can_facilitate(user, decision.city)


def can_close(user: Somebody, decision: Decision) -> bool:
    """Two people: who made the roll never closes (reliability T3)."""
    return can_facilitate(user, decision.city) and user is not None and user.pk != decision.roll_by_id


def can_record_ballot(user: Somebody, decision: Decision) -> bool:
    """Open ballots of people who are not online; never in a secret decision."""
    return can_facilitate(user, decision.city) and not decision.is_secret


def is_elector(participant: Participant | None, decision: Decision) -> bool:
    return participant is not None and decision.electors.filter(participant=participant).exists()


def can_read_fit(user: Somebody, city: City) -> bool:
    """A reading of the forms tells what the trust survey says of all together: for those who may read that."""
    return can_read_surveys(user, city)


def can_take_fit_reading(user: Somebody, city: City) -> bool:
    return can_facilitate(user, city)


def can_set_crossings(user: Somebody, city: City) -> bool:
    return can_administer(user, city)


def can_rate(user: Somebody, city: City) -> bool:
    """Whoever has a role in the city or speaks for an organisation knows something of its network."""
    return can_read_surveys(user, city)


def can_take_back(user: Somebody, entry: ExpertEntry) -> bool:
    return user is not None and user.pk is not None and user.pk == entry.rater_id
