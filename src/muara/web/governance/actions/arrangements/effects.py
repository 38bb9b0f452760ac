"""What a decision that passed brings about, all of it in the transaction that closes the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant
from muara.web.governance.actions.arrangements.basis import CannotTakeEffect, locked, locked_terms, move_version
from muara.web.governance.actions.arrangements.members import PASSED, CannotAdmit, write_member
from muara.web.governance.models import Arrangement, Body, Decision, Mandate, Matter, Seat, Terms
from muara.web.network.models import Actor


@transaction.atomic
def take_effect(*, decision: Decision, at: datetime) -> None:
    """Let come into force what the members passed: terms, a mandate taken back, seats, new members.

    Everything or nothing: `close_decision` calls it under the lock of the decision and catches `CannotTakeEffect`;
    then the decision is closed with its result, and the terms wait to be laid on the version in force.

    Beside `adopts`, `recalls` and `elects_to`, `effect` may hold::

        {"admit": [{"actor": 12}, {"participant": 5, "name": "…"}],
         "candidates": {"option-id": {"participant": 5, "name": "…"}}, "keeps_seats": false,
         "ends_seats": [3]}

    Raises
    ------
    CannotTakeEffect
        If the result is none that brings anything about, or the world has moved on since it was proposed.
    """
    if (decision.result or {}).get("status") not in PASSED:
        raise CannotTakeEffect(_("Only what the members passed comes into force."))
    arrangement = locked(decision.arrangement)
    if decision.adopts_id is not None:
        _adopt(decision, at)
    if decision.recalls_id is not None:
        _recall(decision, at)
    if decision.elects_to_id is not None:
        _seat(decision, at)
    for pk in decision.effect.get("ends_seats", []):
        _end_seat(decision, arrangement, pk, at)
    if decision.matter == Matter.ADMISSION:
        for one in decision.effect.get("admit", []):
            _admit(decision, arrangement, one, at)


def _adopt(decision: Decision, at: datetime) -> None:
    assert decision.adopts is not None
    terms = locked_terms(decision.adopts)
    arrangement = terms.arrangement
    if terms.arrangement_id != decision.arrangement_id:
        raise CannotTakeEffect(_("These terms belong to another arrangement."))
    if terms.state not in {Terms.State.DRAFT, Terms.State.PROPOSED}:
        raise CannotTakeEffect(_("These terms were adopted or put away already."))
    if terms.form == Terms.Form.LEAD_ORGANIZATION and terms.lead_id is None:
        raise CannotTakeEffect(_("Name the organisation that leads."))
    number = move_version(terms, at)
    Terms.objects.in_force().filter(arrangement=arrangement).update(state=Terms.State.SUPERSEDED, until_at=at)
    terms.number, terms.since_at, terms.by_decision, terms.state = number, at, decision, Terms.State.IN_FORCE
    if terms.ends_arrangement:
        terms.state, terms.until_at = Terms.State.SUPERSEDED, at
    terms.save()
    verb = "ended_arrangement" if terms.ends_arrangement else "terms_took_effect"
    record(verb, terms, by=None, city=arrangement.city, at=at, number=number, decision=decision.pk)


def _recall(decision: Decision, at: datetime) -> None:
    mandate = Mandate.objects.select_related("terms").get(recalls=decision)
    if mandate.terms.arrangement_id != decision.arrangement_id:
        raise CannotTakeEffect(_("This mandate belongs to another arrangement."))
    if mandate.ended_at is not None or mandate.terms.state != Terms.State.IN_FORCE:
        raise CannotTakeEffect(_("This mandate does not hold any more."))
    mandate.ended_at, mandate.ended_by = at, decision
    mandate.save(update_fields=["ended_at", "ended_by"])
    record("mandate_recalled", mandate, by=None, city=decision.city, at=at, decision=decision.pk)


def _seat(decision: Decision, at: datetime) -> None:
    """Give the seats of a body to who was chosen; a whole board makes room first."""
    body = Body.objects.get(elections=decision)
    if body.arrangement_id != decision.arrangement_id:
        raise CannotTakeEffect(_("This body belongs to another arrangement."))
    open_ended = Q(until_at=None) | Q(until_at__gt=at)
    if not decision.effect.get("keeps_seats"):
        body.seats.filter(open_ended).update(until_at=at, ended_by=decision)
    chosen = list((decision.result or {}).get("chosen", []))
    taken = body.seats.filter(open_ended).count()
    if taken + len(chosen) > body.n_seats:
        raise CannotTakeEffect(_("%(body)s has fewer free seats than were chosen.") % {"body": body.name})
    candidates: Mapping[str, Any] = decision.effect.get("candidates", {})
    options = {option["id"]: option.get("name", "") for option in decision.rules.get("options", [])}
    for option in chosen:
        known = candidates.get(option, {})
        person = Participant.objects.filter(pk=known.get("participant"), city=decision.city).first()
        while person is not None and person.merged_into is not None:  # they signed in since, and are known so now
            person = person.merged_into
        if person is not None and body.seats.filter(open_ended, participant=person).exists():
            raise CannotTakeEffect(_("Somebody who was chosen sits in %(body)s already.") % {"body": body.name})
        seat = Seat(body=body, participant=person, by_decision=decision, since_at=at)
        seat.name = str(known.get("name") or options.get(option) or option)[:120]
        if body.term_months:
            seat.until_at = months_later(at, body.term_months)
        seat.save()
        link = {"body": body.name, "arrangement": decision.arrangement.name}
        tell(person, "given_seat", city=decision.city, at=at, **link)
    record("seats_given", body, by=None, city=decision.city, at=at, n=len(chosen), decision=decision.pk)


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day some months on; the 31st becomes the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    first = at.replace(year=year, month=month + 1, day=1)
    return min(first + timedelta(days=at.day - 1), _last_day(first))


def _last_day(first: datetime) -> datetime:
    beyond = (first + timedelta(days=31)).replace(day=1)
    return beyond - timedelta(days=1)


def _end_seat(decision: Decision, arrangement: Arrangement, pk: int, at: datetime) -> None:
    seat = Seat.objects.filter(pk=pk, body__arrangement=arrangement).first()
    if seat is None or (seat.until_at is not None and seat.until_at <= at):
        raise CannotTakeEffect(_("Nobody sits in this seat any more."))
    seat.until_at, seat.ended_by = at, decision
    seat.save(update_fields=["until_at", "ended_by"])
    record("seat_ended", seat, by=None, city=decision.city, at=at, decision=decision.pk)


def _admit(decision: Decision, arrangement: Arrangement, one: Mapping[str, Any], at: datetime) -> None:
    city = arrangement.city
    actor = Actor.objects.in_city(city).filter(pk=one.get("actor", 0)).first()
    person = Participant.objects.in_city(city).filter(pk=one.get("participant", 0)).first()
    try:
        member = write_member(arrangement, at, actor=actor, participant=person, name=str(one.get("name", "")))
    except CannotAdmit as refusal:
        raise CannotTakeEffect(str(refusal)) from refusal
    record("admitted_member", member, by=None, city=city, at=at, decision=decision.pk)
