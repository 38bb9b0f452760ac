"""Writing down how we want to decide, up to the moment when it is put to the members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.governance.actions.arrangements.basis import CannotChangeTerms, is_written, locked, locked_terms
from muara.web.governance.models import Arrangement, Body, Mandate, Terms
from muara.web.governance.permissions import can_keep_arrangements, can_write_terms
from muara.web.governance.starting_points import (
    OF_THE_MEMBERS,
    STARTING_POINTS,
    StartBody,
    StartingPoint,
)
from muara.web.governance.terms_in_words import COPIED
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug
from muara.web.network.models import Actor

LONG_TEXTS = ("what_for", "monitoring", "leaving", "recalling")
FIELDS = COPIED


class CannotDraftArrangement(Exception):
    """The arrangement was not written down; the message says why."""


class CannotSetMandate(Exception):
    """The mandate stays as it was; the message says why."""


class CannotProposeChange(Exception):
    """No change was begun; the message says why."""


class CannotAddBody(Exception):
    """The body was not added; the message says why."""


@transaction.atomic
def draft_arrangement(
    *,
    by: User,
    city: City,
    name: str,
    purpose: str,
    form: str,
    unit: str,
    at: datetime,
    lead: Actor | None = None,
) -> Arrangement:
    """Write down an arrangement of one of the three forms, filled with its starting point. It binds nobody yet.

    Raises
    ------
    PermissionDenied
        If `by` does not keep arrangements in the city.
    CannotDraftArrangement
        If there is one of that name, the form needs a lead organization, or the input does not fit.
    """
    if not can_keep_arrangements(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    if form not in STARTING_POINTS:
        raise CannotDraftArrangement(_("Choose one of the three forms."))
    start = STARTING_POINTS[form]
    arrangement = Arrangement(city=city, created_by=by, created_at=at)
    arrangement.name = cleaned(name, CannotDraftArrangement)
    arrangement.purpose = cleaned(purpose, CannotDraftArrangement, keeps_lines=True)
    if not arrangement.name:
        raise CannotDraftArrangement(_("Write what the arrangement is called."))
    check_fields(arrangement, CannotDraftArrangement, ["name", "purpose"])
    alive = Arrangement.objects.in_city(city).exclude(state=Arrangement.State.ENDED)
    if alive.filter(name__iexact=arrangement.name).exists():
        raise CannotDraftArrangement(_("There is an arrangement of that name already. Change that one."))
    if start.needs_lead and lead is None:
        raise CannotDraftArrangement(_("Name the organisation that leads."))
    _check_lead(lead, city, at, CannotDraftArrangement)
    arrangement.slug = free_slug(Arrangement.objects.in_city(city), arrangement.name, "tata-kelola")
    terms = Terms(arrangement=arrangement, based_on=0, form=form, unit=unit, lead=lead, written_by=by)
    check_fields(terms, CannotDraftArrangement, ["unit"])
    arrangement.save()
    _fill(terms, start, at)
    record("drafted_arrangement", arrangement, by=by, city=city, at=at, form=form)
    return arrangement


def _fill(terms: Terms, start: StartingPoint, at: datetime) -> None:
    """Write a starting point out, in the language of whoever asks for it."""
    arrangement = terms.arrangement
    for name in LONG_TEXTS:
        setattr(terms, name, str(getattr(start, name)))
    terms.arrangement, terms.written_at = arrangement, at
    terms.save()
    bodies = {one.key: _body(terms, one) for one in start.bodies}
    for mandate in start.mandates:
        holder: dict[str, Any] = {"holder": Mandate.Holder.MEMBERS}
        if mandate.holder == "lead":
            holder = {"holder": Mandate.Holder.ACTOR, "actor": terms.lead}
        elif mandate.holder != "members":
            holder = {"holder": Mandate.Holder.BODY, "body": bodies[mandate.holder]}
        terms.mandates.create(
            matter=mandate.matter,
            most_amount=mandate.most_amount,
            advice_days=mandate.advice_days,
            template=mandate.template,
            **holder,
        )


@transaction.atomic
def change_terms(*, by: User, terms: Terms, at: datetime, **given: Any) -> Terms:
    """Change a draft of terms; `given` holds any of `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotChangeTerms
        If the members are deciding on them already, or the input does not fit.
    """
    terms = _draft_of(terms, by, CannotChangeTerms)
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"Terms have no {sorted(unknown)}.")
    city, before = terms.arrangement.city, {name: getattr(terms, name) for name in FIELDS}
    for name, value in given.items():
        setattr(terms, name, cleaned(value, CannotChangeTerms, keeps_lines=True) if name in LONG_TEXTS else value)
    check_fields(terms, CannotChangeTerms, given.keys() - {"lead"})
    _check_lead(terms.lead, city, at, CannotChangeTerms)
    if terms.form == Terms.Form.LEAD_ORGANIZATION and terms.lead is None:
        raise CannotChangeTerms(_("Name the organisation that leads."))
    _check_end(terms.until_date, day_in(city, at))
    others = Q(actor=None) if terms.unit == Terms.Unit.ORGANISATION else Q(participant=None)
    if terms.arrangement.members.current().filter(others).exists():
        raise CannotChangeTerms(
            _("The members would lose their vote by that. Write down another arrangement for the other kind.")
        )
    terms.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(terms, name))
    record("changed_terms", terms, by=by, city=city, at=at, changed=changed)
    return terms


@transaction.atomic
def begin_from(*, by: User, terms: Terms, form: str, at: datetime, lead: Actor | None = None) -> Terms:
    """Fill a draft anew with the starting point of a form, in place of everything that it said.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotChangeTerms
        If the members are deciding on them already, or the form needs a lead organization.
    """
    terms = _draft_of(terms, by, CannotChangeTerms)
    city, start = terms.arrangement.city, STARTING_POINTS.get(form)
    if start is None:
        raise CannotChangeTerms(_("Choose one of the three forms."))
    if start.needs_lead and lead is None:
        raise CannotChangeTerms(_("Name the organisation that leads."))
    _check_lead(lead, city, at, CannotChangeTerms)
    terms.mandates.all().delete()
    terms.form, terms.lead = form, lead
    _fill(terms, start, at)
    record("began_from_form", terms, by=by, city=city, at=at, form=form)
    return terms


@transaction.atomic
def set_mandate(
    *,
    by: User,
    terms: Terms,
    matter: str,
    holder: str,
    at: datetime,
    actor: Actor | None = None,
    body: Body | None = None,
    most_amount: int | None = None,
    advice_days: int = 0,
    template: str = "",
) -> Mandate:
    """Say in a draft that somebody may decide a matter; again for the same two replaces the bounds.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotSetMandate
        If the matter is the members' alone, the holder does not fit, or the members are deciding already.
    """
    terms = _draft_of(terms, by, CannotSetMandate)
    city, Holder = terms.arrangement.city, Mandate.Holder
    if holder != Holder.MEMBERS and matter in OF_THE_MEMBERS:
        raise CannotSetMandate(_("Changing how we decide, electing and recalling stay with the members."))
    if (holder == Holder.ACTOR) != (actor is not None) or (holder == Holder.BODY) != (body is not None):
        raise CannotSetMandate(_("Say who holds the mandate: the members, one organisation, or one body."))
    if actor is not None and actor.city_id != city.pk:
        raise CannotSetMandate(_("This organisation is not of this city."))
    if body is not None and body.arrangement_id != terms.arrangement_id:
        raise CannotSetMandate(_("This body belongs to another arrangement."))
    if most_amount is not None and matter != "SPENDING":
        raise CannotSetMandate(_("Only spending has an amount. Leave it empty here."))
    one = terms.mandates.filter(matter=matter, holder=holder, actor=actor, body=body).first()
    mandate = one or Mandate(terms=terms, matter=matter, holder=holder, actor=actor, body=body)
    mandate.most_amount, mandate.advice_days, mandate.template = most_amount, advice_days, template
    check_fields(mandate, CannotSetMandate, ["matter", "holder", "most_amount", "advice_days", "template"])
    mandate.save()
    record(
        "set_mandate", mandate, by=by, city=city, at=at, matter=matter, holder=holder, most_amount=most_amount,
        advice_days=advice_days,
    )  # fmt: skip
    return mandate


@transaction.atomic
def remove_mandate(*, by: User, mandate: Mandate, at: datetime) -> None:
    """Take a mandate out of a draft.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotSetMandate
        If the terms are no draft any more; what holds is taken back by a decision.
    """
    terms = _draft_of(mandate.terms, by, CannotSetMandate)
    if not terms.mandates.filter(pk=mandate.pk).exists():
        raise CannotSetMandate(_("Somebody took this mandate out already."))
    record(
        "removed_mandate", mandate, by=by, city=terms.arrangement.city, at=at, matter=mandate.matter,
        holder=mandate.holder,
    )  # fmt: skip
    Mandate.objects.filter(pk=mandate.pk).delete()


@transaction.atomic
def propose_change(*, by: User, arrangement: Arrangement, at: datetime) -> Terms:
    """Begin a change: a copy of the terms in force, which remembers the version it was thought for.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeChange
        If nothing is in force that could be changed.
    """
    arrangement = locked(arrangement)
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    terms = _copy(_in_force(arrangement), arrangement, by, at)
    record("began_change", terms, by=by, city=arrangement.city, at=at, based_on=terms.based_on)
    return terms


@transaction.atomic
def propose_ending(*, by: User, arrangement: Arrangement, why: str, at: datetime) -> Terms:
    """Begin the end of an arrangement: terms that end it if the members adopt them.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeChange
        If nothing is in force that could end, or nobody says why.
    """
    arrangement = locked(arrangement)
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    why = cleaned(why, CannotProposeChange, keeps_lines=True)
    if not why:
        raise CannotProposeChange(_("Write in a sentence why it should end, so that the members can weigh it."))
    terms = _copy(_in_force(arrangement), arrangement, by, at, what_for=why, ends_arrangement=True)
    check_fields(terms, CannotProposeChange, ["what_for"])
    record("began_ending", terms, by=by, city=arrangement.city, at=at, based_on=terms.based_on)
    return terms


@transaction.atomic
def renew_terms(*, by: User, terms: Terms, at: datetime) -> Terms:
    """Lay terms that came too late, or were not adopted, on the version in force: a new draft that says the same.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeChange
        If they are in force, or still being written on the version in force.
    """
    arrangement = locked(terms.arrangement)
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    terms = Terms.objects.get(pk=terms.pk)
    if terms.state in {Terms.State.IN_FORCE, Terms.State.SUPERSEDED}:
        raise CannotProposeChange(_("These terms were adopted. Begin a change from those in force."))
    if arrangement.state == Arrangement.State.ENDED:
        raise CannotProposeChange(_("This arrangement has ended. Write down a new one."))
    if is_written(terms) and terms.based_on == arrangement.version:
        raise CannotProposeChange(_("This draft rests on the version in force. Go on writing it."))
    new = _copy(terms, arrangement, by, at, ends_arrangement=terms.ends_arrangement)
    record("renewed_terms", new, by=by, city=arrangement.city, at=at, after=terms.pk, based_on=new.based_on)
    return new


@transaction.atomic
def drop_terms(*, by: User, terms: Terms, at: datetime) -> Terms:
    """Put a draft away; it stays readable in the history.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotChangeTerms
        If the members are deciding on them, or adopted them.
    """
    terms = _draft_of(terms, by, CannotChangeTerms)
    if terms.based_on == 0 and not terms.arrangement.terms.exclude(pk=terms.pk).exists():
        raise CannotChangeTerms(_("An arrangement needs terms. Change these."))
    terms.state = Terms.State.DROPPED
    terms.save(update_fields=["state"])
    record("dropped_terms", terms, by=by, city=terms.arrangement.city, at=at)
    return terms


@transaction.atomic
def add_body(
    *,
    by: User,
    arrangement: Arrangement,
    name: str,
    n_seats: int,
    at: datetime,
    term_months: int | None = None,
    actor: Actor | None = None,
) -> Body:
    """Add a body, without any power: that it gets from a mandate which the members adopt.

    Raises
    ------
    PermissionDenied
        If `by` does not keep arrangements.
    CannotAddBody
        If there is one of that name, the arrangement has ended, or the input does not fit.
    """
    if not can_keep_arrangements(by, arrangement.city):
        raise PermissionDenied
    arrangement = locked(arrangement)
    if arrangement.state == Arrangement.State.ENDED:
        raise CannotAddBody(_("This arrangement has ended."))
    body = Body(arrangement=arrangement, name=cleaned(name, CannotAddBody), n_seats=n_seats, actor=actor)
    body.term_months = term_months
    if not body.name:
        raise CannotAddBody(_("Write what the body is called."))
    if arrangement.bodies.filter(name__iexact=body.name).exists():
        raise CannotAddBody(_("There is a body of that name already."))
    check_fields(body, CannotAddBody, ["name", "n_seats", "term_months"])
    _check_lead(actor, arrangement.city, at, CannotAddBody)
    body.slug = free_slug(arrangement.bodies.all(), body.name, "badan")
    body.save()
    record("added_body", body, by=by, city=arrangement.city, at=at, n_seats=n_seats)
    return body


def _body(terms: Terms, start: StartBody) -> Body:
    """Return the body that a form begins with: one of that name, or a new one."""
    rows, name = terms.arrangement.bodies, str(start.name)
    actor = terms.lead if start.is_of_the_lead else None
    return rows.filter(name__iexact=name).first() or rows.create(
        slug=free_slug(rows.all(), name, "badan"),
        name=name,
        n_seats=start.n_seats,
        term_months=start.term_months,
        actor=actor,
    )


def _draft_of(terms: Terms, by: User, error: type[Exception]) -> Terms:
    terms = locked_terms(terms)
    if not can_write_terms(by, terms.arrangement):
        raise PermissionDenied
    if not is_written(terms):
        raise error(_("The members are deciding on these terms, or have decided. Begin another change."))
    return terms


def _in_force(arrangement: Arrangement) -> Terms:
    terms = arrangement.terms.in_force().first()
    if terms is None or arrangement.state != Arrangement.State.STANDING:
        raise CannotProposeChange(_("No terms are in force here. Change the draft, or write down an arrangement."))
    return terms


def _copy(terms: Terms, arrangement: Arrangement, by: User, at: datetime, **changes: Any) -> Terms:
    said: Mapping[str, Any] = {name: getattr(terms, name) for name in COPIED} | changes
    new = Terms(arrangement=arrangement, based_on=arrangement.version, written_by=by, written_at=at, **said)
    new.save()
    for one in terms.mandates.filter(ended_at=None).order_by("pk"):
        one.pk, one.terms = None, new
        one._state.adding = True
        one.save()
    return new


def _check_lead(lead: Actor | None, city: City, at: datetime, error: type[Exception]) -> None:
    if lead is None:
        return
    if lead.city_id != city.pk or not Actor.objects.filter(pk=lead.pk).present_on(day_in(city, at)).exists():
        raise error(_("This organisation is not part of the network. Choose another one."))


def _check_end(until: date | None, today: date) -> None:
    if until is not None and until <= today:
        raise CannotChangeTerms(_("This day has come already. Choose a later one, or none."))
