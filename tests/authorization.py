"""Every address of the program, and what each role is answered there.

`tests/test_authorization.py` holds the program to this table; an address that is not in it fails the build.

To add an address, add one line to the section of its room:

    Route("forum:session", get=everybody(200), kwargs=lambda world: {"number": world.session.number}),
    Route("forum:open", post=staff(302), kwargs=…, data=lambda world: {…}),

`get` and `post` say the status for each role; a method that is left out is answered 405 to everybody.
`kwargs` names one example object of the city (without `city`); the same object asked for in another city
has to be 404. A code or a page number that is no object says `is_object=False`.
`world` gives every fixture of the root conftest by its name, and what was made here with `example`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROLES = ("anonymous", "guest", "member", "facilitator", "secretariat", "neighbor", "operator")
LOGIN = "login"  # a redirect to the sign-in page
Outcome = int | str
Table = dict[str, Outcome]


def everybody(outcome: Outcome) -> Table:
    return dict.fromkeys(ROLES, outcome)


def staff(outcome: Outcome, others: Outcome = 403) -> Table:
    """Facilitators and the secretariat of this city."""
    return everybody(others) | {"facilitator": outcome, "secretariat": outcome}


def secretariat(outcome: Outcome, others: Outcome = 403) -> Table:
    return everybody(others) | {"secretariat": outcome}


def operator(outcome: Outcome, others: Outcome = LOGIN) -> Table:
    return everybody(others) | {"operator": outcome}


def signed_in(outcome: Outcome, others: Outcome = LOGIN) -> Table:
    return everybody(outcome) | {"anonymous": others, "guest": others}


@dataclass(frozen=True)
class Route:
    """One named address."""

    name: str
    get: Table | None = None
    post: Table | None = None
    kwargs: Callable[[Any], dict[str, Any]] | None = None
    data: Callable[[Any], dict[str, Any]] | None = None
    is_object: bool = True

    @property
    def is_of_an_object(self) -> bool:
        return self.kwargs is not None and self.is_object

    def outcomes(self, method: str) -> Table:
        return {"GET": self.get, "POST": self.post}[method] or everybody(405)


HOME = [
    Route("home:start", get=everybody(200)),
    Route("home:healthy", get=everybody(200)),
    Route("home:ready", get=everybody(200)),
    Route("home:city", get=everybody(200)),
    Route("home:session_outcome", get=everybody(200), kwargs=lambda world: {"number": world.session.number}),
]

ACCOUNTS = [
    Route("accounts:me", get=everybody(200)),
    Route("accounts:read", post=everybody(302)),
    Route("accounts:name", post=signed_in(302, others=403)),
    # Nobody here has spoken yet, so nobody is asked who they are.
    Route("accounts:describe", get=everybody(200), post=everybody(409)),
    Route("accounts:download", get=everybody(200)),
    Route(
        "accounts:erase",
        get=everybody(200) | {"anonymous": 302},
        post=everybody(422) | {"anonymous": 302},
    ),
    # Only verified participants invite; these people have roles, and none of them was verified.
    Route("accounts:invitations", get=everybody(403), post=everybody(403)),
    Route(
        "accounts:invitation",
        get=everybody(200),
        post=everybody(302),
        kwargs=lambda world: {"token": world.invitation_token},
    ),
    Route("accounts:codes", get=staff(200)),
    Route("accounts:code", post=staff(200), kwargs=lambda world: {"pk": world.delivered_code.pk}),
    Route("accounts:people", get=secretariat(200), post=secretariat(422)),
    Route(
        "accounts:withdraw",
        post=secretariat(302),
        kwargs=lambda world: {"pk": world.novita.memberships.get().pk},
    ),
    Route("accounts:roll", get=secretariat(200), post=secretariat(422)),
    Route("accounts:assisted", get=staff(200), post=staff(422)),
    Route("accounts:audit", get=secretariat(200)),
    Route("accounts:audit_file", post=secretariat(200)),
]


def this_session(world: Any) -> dict[str, Any]:
    return {"number": world.session.number}


FORUM = [
    Route("forum:sessions", get=everybody(200)),
    Route(
        "forum:short_link",
        get=everybody(302),
        kwargs=lambda world: {"code": world.session.short_code},
        is_object=False,
    ),
    Route("forum:new_session", get=staff(200), post=staff(422)),
    Route("forum:session", get=everybody(200), kwargs=this_session),
    Route("forum:edit_session", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:roles", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:facilitate", get=staff(200), kwargs=this_session),
    Route("forum:step", post=staff(302), kwargs=this_session, data=lambda world: {"step": "close"}),
    Route("forum:renew_code", post=staff(302), kwargs=this_session),
    Route("forum:count", post=staff(302), kwargs=this_session, data=lambda world: {"add": "SHOP"}),
    Route("forum:projector", get=staff(200), kwargs=this_session),
    Route("forum:joined", get=everybody(200), kwargs=this_session),
    Route("forum:type_code", get=everybody(200), post=everybody(422)),
    Route(
        "forum:hall",
        get=everybody(200),
        post=everybody(302),
        kwargs=lambda world: {"code": world.session.hall_code},
        is_object=False,
    ),
]


def topic(world: Any) -> dict[str, Any]:
    if not world.topic.statements.exists():
        world.make_statement("Gedung kosong boleh dipakai warga.")
    return {"slug": world.topic.slug}


def statement_of(world: Any) -> Any:
    topic(world)
    return world.topic.statements.order_by("number").first()


def number_of_statement(world: Any) -> dict[str, Any]:
    return {"slug": world.topic.slug, "number": statement_of(world).number}


def concern(world: Any) -> dict[str, Any]:
    known = world.city.concerns.first() or world.make_concern(
        "Gedung depan pasar kosong.", decided_at=world.topic.created_at
    )
    return {"pk": known.pk}


def one_vote(world: Any) -> dict[str, Any]:
    return {"statement": world.topic.statements.get().pk, "value": 1, "key": "kunci-contoh"}


CONCERNS = [
    Route("concerns:topics", get=everybody(200)),
    Route("concerns:plan", get=staff(200), post=staff(422)),
    Route("concerns:manage", get=staff(200), kwargs=topic),
    Route("concerns:edit", get=staff(200), post=staff(422), kwargs=topic),
    Route("concerns:step", post=staff(303), kwargs=topic, data=lambda world: {"step": "close"}),
    Route("concerns:seed", get=staff(200), post=staff(303), kwargs=topic, data=lambda world: {"lines": "Satu."}),
    # Saying and writing: everybody; without the stamp of the page the form comes back, filled in.
    Route("concerns:write", get=everybody(200), post=everybody(422), kwargs=topic),
    Route("concerns:raise", get=everybody(200), post=everybody(422)),
    Route("concerns:raise", get=everybody(200), post=everybody(422), kwargs=this_session),
    Route(
        "concerns:record",
        get=staff(200),
        post=staff(303),
        data=lambda world: {"because": "Sepi.", "channel": "PAPER"},
    ),
    Route("concerns:concerns", get=everybody(200)),
    Route("concerns:mine", get=everybody(200)),
    Route("concerns:concern", get=everybody(200), kwargs=concern),
    Route("concerns:statement", get=everybody(200), post=staff(422), kwargs=number_of_statement),
    # Moderation: facilitators; its record is for everybody.
    Route("concerns:moderation", get=staff(200)),
    Route("concerns:log", get=everybody(200)),
    Route("concerns:word", get=staff(200), post=staff(422)),
    Route("concerns:decide_concern", get=staff(200), post=staff(422), kwargs=concern),
    Route(
        "concerns:decide_statement",
        get=staff(200),
        post=staff(422),
        kwargs=lambda world: {"pk": statement_of(world).pk},
    ),
    # Voting: everybody, admitted as a guest by their first vote; the batch asks for its own token.
    Route("concerns:vote", get=everybody(200), post=everybody(303), kwargs=topic, data=one_vote),
    Route("concerns:undo", post=everybody(409), kwargs=topic, data=lambda world: {"key": "tidak-pernah-ada"}),
    Route("concerns:my_votes", get=everybody(200), post=everybody(422), kwargs=topic),
    Route("concerns:where", get=everybody(200), kwargs=topic),
    Route("concerns:batch", get=everybody(200), post=everybody(403), kwargs=topic),
    # Paper: cards for everybody, sheets for facilitators.
    Route("concerns:cards", get=everybody(200)),
    Route("concerns:sheet", get=staff(200), kwargs=topic),
    Route("concerns:entry", get=staff(200), post=staff(422), kwargs=topic),
    # From the pages of an evening.
    Route("concerns:session_topic", get=everybody(302), kwargs=this_session),
    Route("concerns:session_pulse", get=everybody(200), kwargs=this_session),
]


def reading(world: Any) -> dict[str, Any]:
    """Make a published reading of the topic with a thread that is named and published, and one that is a draft."""
    from muara.web.common_ground.models import CommonThread, Reading, ReadingInput

    here, at = topic(world), world.session.opened_at
    if not Reading.objects.exists():
        cell = {"agree": 9, "disagree": 1, "pass": 0, "n": 10, "share": 0.9, "low": 0.7, "high": 1.0}
        worst = {"worst_group": None, "worst_group_agreement": 0.9, "lower_bound": 0.64, "fragility": 9}
        ends = {"worst_low": 0.7, "worst_high": 1.0}
        item = {"statement": 1, "status": "thread", "groups": [], **cell, **worst, **ends}
        result = {
            "has_groups": False, "n_groups": 0, "gate": {}, "stability": None, "explained": 0.0, "groups": [],
            "moderation": {"excluded": [], "meta": []}, "between": None, "statements": [item], "threads": [1],
            "divides": [], "not_yet_known": [],
        }  # fmt: skip
        one = Reading.objects.create(
            city=world.city, topic=world.topic, number=1, status="READY", is_public=True, taken_at=at,
            n_participants=10, n_votes=10, n_statements=1, result=result,
        )  # fmt: skip
        ReadingInput.objects.create(reading=one, content=b"")
        second = world.make_statement("Pembukuan koperasi terbuka bagi anggota.")
        evidence = {"item": item, "n_participants": 10, "n_votes": 10, "reading": 1, "input_sha256": "0" * 64}
        for number, statement in enumerate([world.topic.statements.get(number=1), second], 1):
            CommonThread.objects.create(
                city=world.city, topic=world.topic, reading=one, statement=statement, number=number,
                name="Nama", why="Sebab.", named_at=at, evidence=evidence | {"engine_version": ""},
                status="PUBLISHED" if number == 1 else "DRAFT", published_at=at if number == 1 else None,
            )  # fmt: skip
    return {"topic": here["slug"]}


def reading_one(world: Any) -> dict[str, Any]:
    return reading(world) | {"number": 1}


def thread(number: int) -> Callable[[Any], dict[str, Any]]:
    def kwargs(world: Any) -> dict[str, Any]:
        reading(world)
        return {"number": number}

    return kwargs


COMMON_GROUND = [
    Route("common_ground:threads", get=everybody(200)),
    Route("common_ground:method", get=everybody(200)),
    Route("common_ground:thread", get=everybody(200), kwargs=thread(1)),
    Route("common_ground:publish", post=staff(302), kwargs=thread(2)),
    Route("common_ground:topic", get=everybody(200), kwargs=reading),
    Route("common_ground:you", get=everybody(302), kwargs=reading),
    Route("common_ground:readings", get=staff(200), post=staff(409), kwargs=reading),
    Route("common_ground:reading", get=staff(200), kwargs=reading_one),
    Route("common_ground:progress", get=staff(200), kwargs=reading_one),
    Route(
        "common_ground:name",
        get=staff(200),
        post=staff(422),
        kwargs=lambda world: reading_one(world) | {"statement": 1},
    ),
    Route("common_ground:report", get=everybody(200), kwargs=reading),
    Route("common_ground:counts", get=everybody(200), kwargs=reading),
    Route("common_ground:polis", get=everybody(200), kwargs=reading),
    Route("common_ground:result", get=everybody(200), kwargs=reading),
    Route(
        "common_ground:rows",
        get=secretariat(200),
        post=secretariat(422),
        kwargs=reading,
    ),
]


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
            decisions.close_decision(by=world.sekar, decision=made, at=now)
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
    Route("governance:close", get=secretariat(200), post=secretariat(303), kwargs=decided("OPEN")),
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

OTHERS = [
    Route("set_language", get=everybody(302), post=everybody(302)),
]


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

ROUTES = [*HOME, *ACCOUNTS, *FORUM, *CONCERNS, *COMMON_GROUND, *NETWORK, *ARRANGEMENTS, *DECISIONS, *OTHERS]

# Addresses of libraries, declared by their beginning. Their own tests hold their insides; ours hold that each
# asks for the token, that reading changes nothing, that nothing breaks, and who is let in at all.
LIBRARIES = {
    "akun/": "sign-in pages of allauth: open, or for the person who is signed in",
    "operator/": "the back office: operators only",
}
