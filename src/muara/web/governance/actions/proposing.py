"""Putting before the members what only they can decide: terms, and a mandate that they take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.governance.actions.arrangements.basis import is_written, locked, locked_terms, refuse_outdated
from muara.web.governance.actions.decisions import CannotDraftDecision, draft_decision
from muara.web.governance.models import Arrangement, Decision, Mandate, Matter, Terms
from muara.web.governance.permissions import can_write_terms
from muara.web.governance.queries.templates import rules_from_template
from muara.web.governance.terms_in_words import changes_between, holder_name
from muara.web.network.actions.checks import cleaned, day_in
from muara.web.network.models import Actor


class CannotProposeTerms(Exception):
    """Nothing was put before the members; the message says why."""


class CannotProposeAdmission(Exception):
    """No admission was put before the members; the message says why."""


class CannotProposeRecall(Exception):
    """No recall was put before the members; the message says why."""


@transaction.atomic
def propose_terms(*, by: User, terms: Terms, title: str, at: datetime, details: str = "") -> Decision:
    """Put a draft of terms before the members, as the draft of a decision; from now on its words stay.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeTerms
        If they are no draft any more, nobody could decide, or they would not hold.
    CannotTakeEffect
        If another change came first; with what differs.
    """
    terms = locked_terms(terms)
    arrangement = terms.arrangement
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    if not is_written(terms):
        raise CannotProposeTerms(_("These terms were put before the members already."))
    if arrangement.state == Arrangement.State.ENDED:
        raise CannotProposeTerms(_("This arrangement has ended."))
    refuse_outdated(terms)
    if not arrangement.members.current().exists():
        raise CannotProposeTerms(_("Nobody is in yet who could decide. Write down the founders first."))
    if terms.form == Terms.Form.LEAD_ORGANIZATION and terms.lead is None:
        raise CannotProposeTerms(_("Name the organisation that leads."))
    if terms.until_date is not None and terms.until_date <= day_in(arrangement.city, at):
        raise CannotProposeTerms(_("The day until which they would hold has come. Choose a later one."))
    now = Terms.objects.in_force().filter(arrangement=arrangement).select_related("lead").first()
    changes = changes_between(now, terms) if now is not None else ()
    if now is not None and not changes:
        raise CannotProposeTerms(_("They say the same as what is in force. Change them, or until when they hold."))
    said = [cleaned(details, CannotProposeTerms, keeps_lines=True), *(change.sentence for change in changes)]
    terms.state = Terms.State.PROPOSED
    terms.save(update_fields=["state"])
    decision = _drafted(
        CannotProposeTerms, by=by, city=arrangement.city, arrangement=arrangement, title=title,
        details="\n\n".join(part for part in said if part)[:6000], template="adopt_arrangement",
        rules=rules_from_template("adopt_arrangement"), matter=Matter.ARRANGEMENT, at=at, adopts=terms,
    )  # fmt: skip
    record("proposed_terms", terms, by=by, city=arrangement.city, at=at, decision=decision.pk)
    return decision


@transaction.atomic
def propose_recall(*, by: User, mandate: Mandate, why: str, at: datetime) -> Decision:
    """Put before the members that a mandate is taken back: it ends at the moment when they pass it.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeRecall
        If it is the members' own, does not hold any more, or nobody says why.
    """
    terms = locked_terms(mandate.terms)
    arrangement = terms.arrangement
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    mandate = Mandate.objects.select_related("actor", "body").get(pk=mandate.pk)
    if mandate.holder == Mandate.Holder.MEMBERS:
        raise CannotProposeRecall(_("The members hold this themselves. Change the terms."))
    is_live = terms.state == Terms.State.IN_FORCE and arrangement.state == Arrangement.State.STANDING
    if not is_live or mandate.ended_at is not None:
        raise CannotProposeRecall(_("This mandate does not hold any more."))
    waiting = (Decision.State.DRAFT, Decision.State.SCHEDULED, Decision.State.OPEN)
    if mandate.recalls.filter(state__in=waiting).exists():
        raise CannotProposeRecall(_("The members are asked about this already."))
    why = cleaned(why, CannotProposeRecall, keeps_lines=True)
    if not why:
        raise CannotProposeRecall(_("Write in a sentence why, so that the members can weigh it."))
    known = {"matter": mandate.get_matter_display(), "holder": holder_name(mandate)}
    decision = _drafted(
        CannotProposeRecall, by=by, city=arrangement.city, arrangement=arrangement,
        title=(_("Take the mandate “%(matter)s” back from %(holder)s") % known)[:160], details=why,
        template="recall", rules=rules_from_template("recall"), matter=Matter.ELECTION, at=at, recalls=mandate,
    )  # fmt: skip
    record("proposed_recall", mandate, by=by, city=arrangement.city, at=at, decision=decision.pk)
    return decision


@transaction.atomic
def propose_admission(
    *,
    by: User,
    arrangement: Arrangement,
    at: datetime,
    actor: Actor | None = None,
    participant: Participant | None = None,
    name: str = "",
) -> Decision:
    """Ask the members to admit somebody, who is in from the moment when they pass it.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor belongs to this one.
    CannotProposeAdmission
        If nothing is in force yet, or the new one is in already or cannot be found.
    """
    arrangement = locked(arrangement)
    if not can_write_terms(by, arrangement):
        raise PermissionDenied
    if arrangement.state != Arrangement.State.STANDING:
        raise CannotProposeAdmission(_("Only members of an arrangement in force admit others."))
    new = actor or participant
    if new is None or new.city_id != arrangement.city_id:
        raise CannotProposeAdmission(_("Choose one organisation or one person."))
    if arrangement.members.current().filter(actor=actor, participant=participant).exists():
        raise CannotProposeAdmission(_("This member is in already."))
    called = actor.name if actor is not None else cleaned(name, CannotProposeAdmission)
    if not called:
        raise CannotProposeAdmission(_("Write how this person is called on the roll."))
    one = {"actor": new.pk} if actor is not None else {"participant": new.pk, "name": called}
    decision = _drafted(
        CannotProposeAdmission, by=by, city=arrangement.city, arrangement=arrangement,
        title=(_("Admit %(name)s") % {"name": called})[:160], template="admit", rules=rules_from_template("admit"),
        matter=Matter.ADMISSION, at=at, effect={"admit": [one]},
    )  # fmt: skip
    record("proposed_admission", arrangement, by=by, city=arrangement.city, at=at, decision=decision.pk)
    return decision


def _drafted(error: type[Exception], **given: Any) -> Decision:
    try:
        return draft_decision(**given)
    except CannotDraftDecision as refusal:
        raise error(str(refusal)) from refusal
