"""Arrangements: governance/tata-kelola."""

from __future__ import annotations

from typing import Any

from tests.authorization.network import actor, members
from tests.authorization.route import Route, everybody, secretariat, staff


def arrangement(world: Any) -> dict[str, Any]:
    """An arrangement in force with one member."""
    from muara.web.governance import actions
    from muara.web.governance.models import Arrangement, Decision

    if not Arrangement.objects.in_city(world.city).exists():
        actor(world)
        at, by = world.session.opened_at, world.sekar
        given = {"name": "Jejaring kota", "purpose": "", "form": "ADMINISTRATIVE", "unit": "ORGANISATION"}
        one = actions.draft_arrangement(by=by, city=world.city, at=at, **given)
        actions.admit_member(by=by, arrangement=one, actor=world.city.actors.get(slug="koperasi-a"), at=at)
        adopted = Decision.objects.create(
            city=world.city, arrangement=one, slug="sahkan", title="Sahkan", rules={}, state="CLOSED",
            created_at=at, closed_at=at, result={"status": "passed"}, adopts=one.terms.get(),
        )  # fmt: skip
        actions.take_effect(decision=adopted, at=at)
    return {"slug": "jejaring-kota"}


def membership(world: Any) -> dict[str, Any]:
    found = arrangement(world)
    return found | {"pk": world.city.arrangements.get(**found).members.get().pk}


def seat(world: Any) -> dict[str, Any]:
    found = arrangement(world)
    body = world.city.arrangements.get(**found).bodies.earliest("pk")
    known = body.seats.first() or body.seats.create(name="Ani", since_at=world.session.opened_at)
    return found | {"pk": known.pk}


def draft_of_terms(world: Any) -> dict[str, Any]:
    from muara.web.governance import actions

    found = arrangement(world)
    one = world.city.arrangements.get(**found)
    draft = one.terms.filter(state="DRAFT").first()
    draft = draft or actions.propose_change(by=world.sekar, arrangement=one, at=world.session.opened_at)
    return found | {"pk": draft.pk}


def expert_view(world: Any) -> dict[str, Any]:
    """What the secretariat thinks of trust, in the arrangement."""
    from muara.web.governance.actions.fit import enter_expert_view

    one = world.city.arrangements.get(**(found := arrangement(world)))
    given = {
        "low": 0.2,
        "mid": 0.4,
        "high": 0.6,
        "why": "Dari tiga rapat terakhir.",
        "at": world.session.opened_at,
    }
    entry = enter_expert_view(by=world.sekar, arrangement=one, condition="trust", **given)
    return found | {"pk": entry.pk}


def fit_reading(world: Any) -> dict[str, Any]:
    """A reading of the forms from what two raters said."""
    from muara.web.governance.actions.fit import enter_expert_view, take_fit_reading

    one = world.city.arrangements.get(**(found := arrangement(world)))
    given = {
        "low": 0.2,
        "mid": 0.4,
        "high": 0.6,
        "why": "Dari tiga rapat terakhir.",
        "at": world.session.opened_at,
    }
    for by in (world.sekar, world.novita):
        for condition in ("trust", "centralisation", "goals", "handoffs"):
            enter_expert_view(by=by, arrangement=one, condition=condition, **given)
    return found | {"pk": take_fit_reading(by=world.sekar, arrangement=one, at=world.session.opened_at).pk}


def drafted_mandate(world: Any) -> dict[str, Any]:
    from muara.web.governance.models import Mandate

    found = draft_of_terms(world)
    return found | {"mandate": Mandate.objects.filter(terms=found["pk"]).earliest("pk").pk}


def mandate_in_force(world: Any) -> dict[str, Any]:
    from muara.web.governance.models import Mandate

    found = arrangement(world)
    held = Mandate.objects.filter(terms__state="IN_FORCE", holder="BODY", terms__arrangement__city=world.city)
    return found | {"mandate": held.earliest("pk").pk}


ARRANGEMENTS = [
    # Everybody reads how we decide; who keeps arrangements or belongs to one writes drafts, and nobody more.
    Route("governance:arrangements", get=everybody(200)),
    Route("governance:new_arrangement", get=staff(200), post=staff(422)),
    Route("governance:arrangement", get=everybody(200), kwargs=arrangement),
    Route("governance:history", get=everybody(200), kwargs=arrangement),
    Route("governance:compared", get=everybody(404), kwargs=arrangement),
    Route("governance:start_change", post=staff(303), kwargs=arrangement),
    Route("governance:end_arrangement", get=staff(200), post=staff(422), kwargs=arrangement),
    Route("governance:members", get=everybody(200), kwargs=arrangement),
    Route("governance:admit", get=staff(200), post=staff(422), kwargs=arrangement),
    Route("governance:member_leaves", get=staff(200), post=staff(422), kwargs=membership),
    Route("governance:delegate", get=staff(200), post=staff(303), kwargs=membership),
    Route("governance:seat", get=staff(200), post=staff(422), kwargs=seat),
    Route("governance:new_body", get=staff(200), post=staff(422), kwargs=arrangement),
    Route("governance:terms", get=everybody(200), kwargs=draft_of_terms),
    Route("governance:edit_terms", get=staff(200), post=staff(422), kwargs=draft_of_terms),
    Route("governance:begin_from", get=staff(200), post=staff(422), kwargs=draft_of_terms),
    Route("governance:mandate", get=staff(200), post=staff(422), kwargs=draft_of_terms),
    Route("governance:propose", get=staff(200), post=staff(422), kwargs=draft_of_terms),
    Route("governance:recall", get=staff(200), post=staff(422), kwargs=mandate_in_force),
    Route("governance:drop_mandate", post=staff(303), kwargs=drafted_mandate),
    Route("governance:renew_terms", post=staff(303), kwargs=draft_of_terms),
    Route("governance:drop_terms", post=staff(303), kwargs=draft_of_terms),
    # Which form the data support: what the trust survey says of all together is for members.
    Route("governance:fit", get=members(200), kwargs=arrangement),
    Route("governance:take_fit", post=staff(409), kwargs=arrangement),
    Route("governance:fit_reading", get=members(200), kwargs=fit_reading),
    Route("governance:fit_file", get=members(200), kwargs=fit_reading),
    Route("governance:fit_views", get=members(200), post=members(422), kwargs=arrangement),
    Route("governance:fit_take_back", post=secretariat(303), kwargs=expert_view),
    Route("governance:fit_crossings", get=secretariat(200), post=secretariat(422), kwargs=arrangement),
]
