"""Decisions: governance/keputusan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorization.route import Route, everybody, secretariat, staff


def decided(state: str, template: str = "consent_round") -> Callable[[Any], dict[str, Any]]:
    """Bring a decision of three people to a state: Novita makes its roll, Aldo objected, Sekar closes."""

    def kwargs(world: Any) -> dict[str, Any]:
        from datetime import timedelta

        from django.utils import timezone

        from muara.web.governance.actions import ballots, decisions
        from muara.web.governance.models import Arrangement, Decision, Terms
        from muara.web.governance.queries.templates import rules_from_template

        slug = f"{template}-{state}".replace("_", "-").lower()
        if Decision.objects.filter(city=world.city, slug=slug).exists():
            return {"slug": slug}
        now = timezone.now()
        known, is_new = Arrangement.objects.get_or_create(
            city=world.city, slug="warga", defaults={"name": "Warga", "state": "STANDING", "created_at": now}
        )
        if is_new:
            Terms.objects.create(
                arrangement=known, based_on=0, form="PARTICIPANT_GOVERNED", unit="PERSON", written_at=now
            )
            people = [world.aldo, *(world.make_participant("VERIFIED", verified_by="ROLL") for _ in range(2))]
            for n, person in enumerate(people):
                known.members.create(participant=person, name=f"Anggota {n}", since_at=now)
        options = [{"id": name, "name": name} for name in "abc"] if template == "board_election" else []
        made = decisions.draft_decision(
            by=world.novita, city=world.city, arrangement=known, title=slug, details="Isi.", template=template,
            rules=rules_from_template(template, title=slug, options=options), at=now,
        )  # fmt: skip
        if state != "DRAFT":
            later = now + timedelta(days=3)
            decisions.schedule(by=world.novita, decision=made, opens_at=now, closes_at=later, at=now)
            decisions.open_decision(by=world.novita, decision=made, at=now)
            if template == "consent_round":
                ballots.cast_ballot(
                    by=world.aldo, decision=made, choice="keberatan", reason="Terlalu mahal.", key="a", at=now
                )
        if state == "CLOSED":
            decisions.close_decision(by=world.sekar, decision=made, at=now, why="Contoh.")
        return {"slug": slug}

    return kwargs


def on_roll(world: Any) -> dict[str, Any]:
    from muara.web.governance.models import Elector

    found = decided("OPEN")(world)
    rows = Elector.objects.filter(decision__slug=found["slug"], decision__city=world.city, ballots=None)
    return {**found, "pk": rows.order_by("pk")[0].pk}


DECISIONS = [
    Route("governance:decisions", get=everybody(200)),
    Route("governance:calendar", get=everybody(200)),
    Route("governance:calendar_feed", get=everybody(200)),
    Route("governance:my_ballots", get=everybody(200)),
    Route("governance:check", get=everybody(200)),
    Route("governance:script", get=everybody(200)),
    Route("governance:decision", get=everybody(200), kwargs=decided("OPEN")),
    Route("governance:ledger", get=everybody(200), kwargs=decided("OPEN")),
    Route("governance:bundle", get=everybody(200), kwargs=decided("CLOSED")),
    Route("governance:count", get=everybody(200), kwargs=decided("CLOSED", "board_election")),
    Route("governance:voters", get=everybody(404), kwargs=decided("CLOSED")),
    # Ballots: who is on the roll; nobody is admitted for the sake of a vote. The booth knows nobody.
    Route("governance:give", post=everybody(403) | {"guest": 422}, kwargs=decided("OPEN")),
    Route(
        "governance:receipt",
        get=everybody(403) | {"guest": 404},
        kwargs=lambda world: decided("OPEN")(world) | {"seq": 1},
    ),
    Route("governance:booth", get=everybody(200), post=everybody(422), kwargs=decided("OPEN", "board_election")),
    Route(
        "governance:objections",
        get=everybody(200),
        post=everybody(403) | {"guest": 422},
        kwargs=decided("OPEN"),
    ),
    Route(
        "governance:objection",
        get=everybody(200),
        post=staff(303),
        kwargs=lambda world: decided("OPEN")(world) | {"number": 1},
        data=lambda world: {"step": "check"},
    ),
    # Preparing: who keeps arrangements, and members of one that stands.
    Route("governance:new_decision", get=staff(200), post=staff(422)),
    Route("governance:decision_file", get=staff(200), kwargs=decided("OPEN")),
    Route(
        "governance:draft",
        get=staff(200),
        post=staff(422),
        kwargs=lambda world: {"template": "majority"},
        is_object=False,
    ),
    Route("governance:edit_decision", get=staff(200), post=staff(422), kwargs=decided("DRAFT")),
    Route("governance:schedule", get=staff(200), post=staff(422), kwargs=decided("DRAFT")),
    Route("governance:open", get=staff(200, 404), post=staff(303, 404), kwargs=decided("DRAFT")),
    Route("governance:cancel", post=staff(303), kwargs=decided("DRAFT")),
    Route("governance:draw_roll", post=staff(303, 404), kwargs=decided("DRAFT")),
    Route("governance:take_up_again", post=staff(303), kwargs=decided("CLOSED")),
    # Who made the roll never closes.
    Route(
        "governance:close",
        get=secretariat(200),
        post=secretariat(303),
        kwargs=decided("OPEN"),
        data=lambda world: {"why": "Contoh."},
    ),
    Route("governance:roll", get=staff(200), kwargs=decided("OPEN")),
    Route("governance:record", get=staff(200), post=staff(422), kwargs=on_roll),
    Route("governance:mark", post=staff(303), kwargs=on_roll),
    Route("governance:hands", get=staff(200), post=staff(422), kwargs=decided("OPEN")),
    Route("governance:outcome", get=staff(200), post=staff(422), kwargs=decided("CLOSED")),
    Route("governance:review", get=staff(200), post=staff(422), kwargs=decided("CLOSED")),
    Route("governance:reviews", get=staff(200)),
    # Witnesses: the secretariat names them, they keep heads themselves.
    Route("governance:witnesses", get=everybody(200), post=secretariat(422)),
    Route("governance:witness", get=everybody(403), post=everybody(403), kwargs=decided("OPEN")),
]
