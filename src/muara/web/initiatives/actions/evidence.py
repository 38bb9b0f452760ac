from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.assets.models import IdleAsset
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.initiatives.actions.locking import kept_by
from muara.web.initiatives.models import Evidence, Idea, Initiative, Means
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later
from muara.web.network.models import Actor
from muara.web.products.models import Product, Space


class CannotAddEvidence(Exception):
    """The evidence was not written down; the message says why."""


class CannotWithdrawEvidence(Exception):
    """The evidence stands; the message says why."""


class CannotKeepIdea(Exception):
    """The idea stays as it was; the message says why."""


class CannotKeepMeans(Exception):
    """The means stay as they were; the message says why."""


@transaction.atomic
def add_evidence(
    *,
    by: User,
    initiative: Initiative,
    kind: str,
    text: str,
    on_date: date,
    source: str,
    at: datetime,
    session: Session | None = None,
    actors: Collection[Actor] = (),
) -> Evidence:
    """Write down something that happened, its day, who did it and where it can be looked up.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotAddEvidence
        If it has not happened yet, an actor or evening is of elsewhere, or something is missing.
    """
    initiative = kept_by(by, initiative, CannotAddEvidence)
    not_later(on_date, day_in(initiative.city, at), CannotAddEvidence)
    elsewhere = any(actor.city_id != initiative.city_id for actor in actors)
    if elsewhere or (session is not None and session.city_id != initiative.city_id):
        raise CannotAddEvidence(_("Choose actors and evenings of this city."))
    if session is not None and not session.closed_at:
        raise CannotAddEvidence(_("This evening is not over yet."))
    one = Evidence(initiative=initiative, kind=kind, on_date=on_date, session=session, by=by, at=at)
    one.text, one.source = cleaned(text, CannotAddEvidence), cleaned(source, CannotAddEvidence)
    if not one.text:
        raise CannotAddEvidence(_("Write what happened."))
    if not one.source and session is None:
        raise CannotAddEvidence(_("Say where it can be looked up: minutes, a list, a letter, a photo."))
    check_fields(one, CannotAddEvidence, ["kind", "text"] + (["source"] if one.source else []))
    one.save()
    one.actors.set(actors)
    record(
        "added_evidence", one, by=by, city=initiative.city, at=at,
        initiative=initiative.pk, kind=kind, actors=sorted(actor.pk for actor in actors),
    )  # fmt: skip
    return one


@transaction.atomic
def withdraw_evidence(*, by: User, evidence: Evidence, why: str, at: datetime) -> Evidence:
    """Take evidence back that was wrong; it stays readable, crossed out, with the reason.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotWithdrawEvidence
        If it was taken back already, or no reason is given.
    """
    initiative = kept_by(by, evidence.initiative, CannotWithdrawEvidence)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.withdrawn_at is not None:
        raise CannotWithdrawEvidence(_("This was taken back already."))
    evidence.withdrawn_at, evidence.withdrawn_why = at, cleaned(why, CannotWithdrawEvidence)
    if not evidence.withdrawn_why:
        raise CannotWithdrawEvidence(_("Write why it is taken back."))
    check_fields(evidence, CannotWithdrawEvidence, ["withdrawn_why"])
    evidence.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record("withdrew_evidence", evidence, by=by, city=initiative.city, at=at, initiative=initiative.pk)
    return evidence


@transaction.atomic
def add_idea(
    *,
    by: User,
    initiative: Initiative,
    text: str,
    at: datetime,
    concern: Concern | None = None,
    actor: Actor | None = None,
) -> Idea:
    """Write down a piece of what could be done, and what it hangs on.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepIdea
        If nothing is written, or it hangs on something of elsewhere.
    """
    initiative = kept_by(by, initiative, CannotKeepIdea)
    if actor is not None and actor.city_id != initiative.city_id:
        raise CannotKeepIdea(_("Choose an actor of this city."))
    if concern is not None and not Concern.objects.in_city(initiative.city).shown().filter(pk=concern.pk).exists():
        raise CannotKeepIdea(_("Choose a concern of this city that everybody can read."))
    idea = Idea(initiative=initiative, concern=concern, actor=actor, by=by, at=at)
    idea.text = cleaned(text, CannotKeepIdea)
    if not idea.text:
        raise CannotKeepIdea(_("Write the idea."))
    check_fields(idea, CannotKeepIdea, ["text"])
    idea.save()
    record("added_idea", idea, by=by, city=initiative.city, at=at, initiative=initiative.pk)
    return idea


@transaction.atomic
def drop_idea(*, by: User, idea: Idea, at: datetime) -> None:
    """Take an idea out again.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepIdea
        If the initiative is closed.
    """
    initiative = kept_by(by, idea.initiative, CannotKeepIdea)
    record("dropped_idea", idea, by=by, city=initiative.city, at=at, initiative=initiative.pk, text=idea.text)
    idea.delete()


@transaction.atomic
def add_means(
    *,
    by: User,
    initiative: Initiative,
    text: str,
    at: datetime,
    actor: Actor | None = None,
    asset: IdleAsset | None = None,
    product: Product | None = None,
    space: Space | None = None,
    is_there: bool = False,
) -> Means:
    """Write down something that an initiative needs, and who brings it: in words, or a thing of the city.

    That is an idle place, a local product or a space. Without words, it is called as it is; without an actor,
    whose it is brings it. An idle place is there from the agreement on.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepMeans
        If nothing is written or chosen, it is of elsewhere or withdrawn, or it is two things at once.
    """
    initiative = kept_by(by, initiative, CannotKeepMeans)
    if actor is not None and actor.city_id != initiative.city_id:
        raise CannotKeepMeans(_("Choose an actor of this city."))
    if sum(thing is not None for thing in (asset, product, space)) > 1:
        raise CannotKeepMeans(_("Choose one thing a line."))
    for thing in (product, space):
        if thing is not None and (thing.city_id != initiative.city_id or thing.withdrawn_at is not None):
            raise CannotKeepMeans(_("Choose something that is offered in this city."))
    if asset is not None:
        if not IdleAsset.objects.in_city(initiative.city).published().filter(pk=asset.pk).exists():
            raise CannotKeepMeans(_("Choose an idle place of this city that everybody can read of."))
        if is_there:
            _agreed(asset)
        text = text or asset.name[:200]
    chosen = product or space
    if chosen is not None:
        text, actor = text or chosen.name, actor or chosen.actor
    one = Means(
        initiative=initiative,
        actor=actor,
        asset=asset,
        product=product,
        space=space,
        is_there=is_there,
        by=by,
        at=at,
    )
    one.text = cleaned(text, CannotKeepMeans)
    if not one.text:
        raise CannotKeepMeans(_("Write what is needed."))
    check_fields(one, CannotKeepMeans, ["text"])
    one.save()
    record("added_means", one, by=by, city=initiative.city, at=at, initiative=initiative.pk)
    return one


@transaction.atomic
def settle_means(*, by: User, means: Means, is_there: bool, at: datetime) -> Means:
    """Write down that something that was needed is there, or is missing again.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotKeepMeans
        If the initiative is closed, or its place is not agreed on.
    """
    initiative = kept_by(by, means.initiative, CannotKeepMeans)
    means = Means.objects.select_for_update(of=("self",)).select_related("asset").get(pk=means.pk)
    if is_there and means.asset is not None:
        _agreed(means.asset)
    means.is_there = is_there
    means.save(update_fields=["is_there"])
    record("settled_means", means, by=by, city=initiative.city, at=at, initiative=initiative.pk, is_there=is_there)
    return means


def _agreed(asset: IdleAsset) -> None:
    """Refuse to count on a place that its owner has not agreed to."""
    if asset.state not in {IdleAsset.State.AGREED, IdleAsset.State.IN_USE}:
        raise CannotKeepMeans(_("This place is there once its owner has agreed. Until then it is missing."))
