"""Actors, ties, processes, the trust survey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorization.route import Outcome, Route, Table, everybody, secretariat, signed_in, staff


def actor(world: Any) -> dict[str, Any]:
    known = world.city.actors.filter(slug="koperasi-a").first()
    return {"slug": (known or world.make_actor("Koperasi A")).slug}


def tie(world: Any) -> dict[str, Any]:
    actor(world)
    if not world.city.ties.exists():
        world.make_tie(
            world.city.actors.get(slug="koperasi-a"), world.make_actor("Sanggar B", "CREATIVE"), told="A"
        )
    return {"pk": world.city.ties.get().pk}


def process(world: Any) -> dict[str, Any]:
    actor(world)
    if not world.city.processes.exists():
        world.make_process("BATS", {"pencatat": [world.city.actors.get(slug="koperasi-a")]})
    return {"slug": "bats"}


def role(world: Any) -> dict[str, Any]:
    return process(world) | {"pk": world.city.processes.get(slug="bats").roles.get().pk}


def holding(world: Any) -> dict[str, Any]:
    return process(world) | {"pk": world.city.processes.get(slug="bats").roles.get().holdings.get().pk}


def contact(world: Any) -> dict[str, Any]:
    slug = actor(world)
    one = world.city.actors.get(**slug)
    return slug | {"pk": one.contacts.create(name="Sari", phone="0812", added_at=one.created_at).pk}


def claim(world: Any) -> dict[str, Any]:
    one = world.city.actors.get(**actor(world))
    made = one.memberships.first() or one.memberships.create(
        user=world.stranger, note="Bendahara.", asked_at=one.created_at
    )
    return {"pk": made.pk}


def review_link(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.network.actions import review_token

    return {"token": review_token(world.city.actors.get(**actor(world)), timezone.now())}


def survey(state: str) -> Callable[[Any], dict[str, Any]]:
    """Make a round of a state; five organisations ask one another in a ring."""

    def kwargs(world: Any) -> dict[str, Any]:
        from datetime import timedelta

        from django.utils import timezone

        from muara.web.network.models import SurveyAnswer, SurveyRespondent, SurveyRound

        known = SurveyRound.objects.filter(city=world.city, state=state).first()
        if known is None:
            now = timezone.now()
            known = SurveyRound.objects.create(
                city=world.city, number={"DRAFT": 1, "OPEN": 2}[state], title="Saling percaya", state=state,
                closes_at=now + timedelta(days=9), opened_at=now - timedelta(days=4), created_at=now,
            )  # fmt: skip
            names = [f"Lembaga {letter} {state.lower()}" for letter in "abcde"]
            actors = [world.make_actor(name) for name in names]
            for place, actor in enumerate(actors):
                one = SurveyRespondent.objects.create(round=known, actor=actor)
                SurveyAnswer.objects.create(respondent=one, partner=actors[place - 1], position=1)
        return {"number": known.number}

    return kwargs


def respondent(state: str) -> Callable[[Any], dict[str, Any]]:
    def kwargs(world: Any) -> dict[str, Any]:
        from muara.web.network.models import SurveyRespondent

        found = survey(state)(world)
        one = SurveyRespondent.objects.filter(round__number=found["number"], round__city=world.city).first()
        return {**found, "pk": one.pk if one else 0}

    return kwargs


def survey_key(world: Any) -> dict[str, Any]:
    from muara.web.network.models import SurveyRespondent

    return {"key": SurveyRespondent.objects.get(pk=respondent("OPEN")(world)["pk"]).key}


def members(outcome: Outcome, others: Outcome = 403) -> Table:
    """Whoever has a role in this city."""
    return everybody(others) | dict.fromkeys(("member", "facilitator", "secretariat"), outcome)


NETWORK = [
    Route("network:actors", get=everybody(200)),
    Route("network:map", get=everybody(200)),
    Route("network:draw_anew", post=staff(302)),
    Route("network:what_if", get=staff(200)),
    Route("network:health", get=everybody(200)),
    Route("network:bridges", get=everybody(200)),
    Route("network:processes", get=everybody(200)),
    Route("network:actor", get=everybody(200), kwargs=actor),
    Route("network:process", get=everybody(200), kwargs=process),
    # Facilitators and the secretariat keep the network; an actor's own people keep their entry.
    Route("network:new_actor", get=staff(200), post=staff(422)),
    Route("network:edit_actor", get=staff(200), post=staff(422), kwargs=actor),
    Route("network:turn", get=staff(200), post=staff(409), kwargs=actor, data=lambda world: {"reason": ""}),
    Route("network:still_true", post=staff(303), kwargs=actor),
    Route("network:new_tie", get=staff(200), post=staff(422), kwargs=actor),
    Route("network:tie", get=everybody(200), post=staff(422), kwargs=tie),
    Route("network:new_process", get=staff(200), post=staff(422)),
    Route("network:edit_process", get=staff(200), post=staff(422), kwargs=process),
    Route("network:end_process", get=staff(200), post=staff(303), kwargs=process),
    Route("network:new_role", get=staff(200), post=staff(422), kwargs=process),
    Route("network:role", get=staff(200), post=staff(422), kwargs=role),
    Route("network:release", post=staff(303), kwargs=holding),
    # Whom to call: the secretariat, not the facilitators.
    Route("network:contacts", get=secretariat(200), post=secretariat(422), kwargs=actor),
    Route("network:forget_contact", post=secretariat(303), kwargs=contact),
    # Speaking for an actor: whoever is signed in asks, others decide.
    Route("network:claim", get=signed_in(200), post=signed_in(422), kwargs=actor),
    Route("network:speakers", get=staff(200), post=staff(422), kwargs=actor),
    Route("network:claims", get=staff(200)),
    Route("network:decide_claim", post=staff(422), kwargs=claim),
    # Files: the secretariat takes them over; who may see what a leaving breaks takes the network along.
    Route("network:import", get=secretariat(200), post=secretariat(422)),
    Route("network:export", get=staff(200)),
    Route(
        "network:download",
        get=staff(200),
        kwargs=lambda world: {"format": "graphml"},
        is_object=False,
    ),
    # Old entries: the link alone confirms one.
    Route("network:stale", get=staff(200)),
    Route("network:remind", post=staff(303), kwargs=actor),
    Route("network:review", get=everybody(200), post=everybody(200), kwargs=review_link, is_object=False),
    # The survey: members read what all say together; the secretariat runs it; a link opens one questionnaire.
    Route("network:survey_rounds", get=members(200)),
    Route("network:survey_plan", get=secretariat(200), post=secretariat(422)),
    Route("network:survey", get=members(200), kwargs=survey("OPEN")),
    Route("network:survey_manage", get=secretariat(200), kwargs=survey("OPEN")),
    Route("network:survey_step", post=secretariat(422), kwargs=survey("OPEN")),
    Route("network:survey_sheet", get=secretariat(200), kwargs=survey("OPEN")),
    Route("network:survey_file", post=secretariat(422), kwargs=survey("OPEN")),
    Route("network:survey_ties", get=secretariat(200), kwargs=survey("OPEN")),
    Route("network:survey_partners", get=secretariat(200), post=secretariat(303), kwargs=respondent("DRAFT")),
    Route("network:survey_invite", get=secretariat(200), kwargs=respondent("OPEN")),
    Route("network:survey_renew", post=secretariat(303), kwargs=respondent("OPEN")),
    Route("network:survey_remind", post=secretariat(303), kwargs=respondent("OPEN")),
    Route("network:survey_entry", get=secretariat(200), post=secretariat(422), kwargs=respondent("OPEN")),
    Route("network:survey_fill", get=everybody(200), post=everybody(422), kwargs=survey_key),
    Route(
        "network:survey_partner",
        get=everybody(200),
        post=everybody(422),
        kwargs=lambda world: survey_key(world) | {"position": 1},
    ),
]
