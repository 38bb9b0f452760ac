"""Any course of one decision, step by step beside a small model: what is allowed, refused and counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from muara.engine.governance.decisions import Condition, Option, Rules
from muara.engine.governance.decisions.recount import recount
from muara.web.governance import actions
from muara.web.governance.models import ArrangementMember, Ballot, Decision, Event
from muara.web.governance.queries.log import bundle
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.lives import people_of, prepared, staff, standing

PEOPLE = 4
who, what = st.integers(0, PEOPLE - 1), st.sampled_from(["setuju", "abstain", "keberatan"])
RULES = Rules(
    "mesin", "Buku kas terbuka", "consent",
    (Option("setuju", role="for"), Option("abstain", role="abstain"), Option("keberatan", role="objection")),
    passing=(Condition("objections", "<=", (0, 1)),),
)  # fmt: skip


class Decided(RuleBasedStateMachine):
    """The program on one side; on the other a dictionary of ballots, a list of objections and a word."""

    city: Any = None

    @initialize()
    def begin(self) -> None:
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.roll_by, self.by = staff(self.city, "tono", "sari")
        self.people, self.stranger = people_of(self.city, PEOPLE), people_of(self.city, 1)[0]
        self.arrangement = standing(self.city, self.people)
        self.decision = prepared(self.arrangement, RULES, self.roll_by)
        self.state, self.at, self.n = "waiting", AT, 0
        self.ballots: dict[int, str] = {}
        self.themselves: set[int] = set()
        self.sent: list[tuple[int, str, str, str]] = []  # who, what, key, receipt
        self.objections: list[tuple[int, str]] = []  # who, state
        self.n_events = 0

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    def refuse(self, act: Callable[[], object], *how: type[Exception]) -> None:
        with pytest.raises(how), transaction.atomic():
            act()

    def key(self) -> str:
        self.n += 1
        return f"kunci-{self.n:06}"

    def cast(self, person: int, choice: str, key: str) -> Any:
        return actions.cast_ballot(
            by=self.people[person], decision=self.decision, choice=choice, key=key, at=self.at
        )

    @precondition(lambda self: self.state == "waiting")
    @rule()
    def open(self) -> None:
        self.refuse(lambda: self.cast(0, "setuju", self.key()), actions.CannotCastBallot, PermissionDenied)
        self.decision = actions.open_decision(by=self.roll_by, decision=self.decision, at=self.at).decision
        self.state, self.n_events = "open", 1

    @precondition(lambda self: self.state != "waiting")
    @rule()
    def open_again(self) -> None:
        self.refuse(
            lambda: actions.open_decision(by=self.roll_by, decision=self.decision, at=self.at), actions.CannotOpen
        )

    @precondition(lambda self: self.state != "waiting")
    @rule(person=who, choice=what)
    def vote(self, person: int, choice: str) -> None:
        key = self.key()
        if self.state == "closed":
            self.refuse(lambda: self.cast(person, choice, key), actions.CannotCastBallot)
            return
        given = self.cast(person, choice, key)
        assert given.is_new
        self.ballots[person] = choice
        self.themselves.add(person)
        self.sent.append((person, choice, key, given.receipt))
        self.n_events += 1

    @precondition(lambda self: self.state == "open")
    @rule(person=who, choice=what)
    def told_by_phone(self, person: int, choice: str) -> None:
        elector = self.decision.electors.get(participant=self.people[person])

        def act() -> Any:
            return actions.record_ballot(
                by=self.by, decision=self.decision, elector=elector, choice=choice, channel="ASSISTED",
                key=self.key(), at=self.at,
            )  # fmt: skip

        if person in self.themselves:
            self.refuse(act, actions.CannotCastBallot)
            return
        act()
        self.ballots[person] = choice
        self.n_events += 1

    @precondition(lambda self: self.state != "waiting" and self.sent)
    @rule(data=st.data())
    def the_phone_sends_it_again(self, data: Any) -> None:
        person, choice, key, receipt = data.draw(st.sampled_from(self.sent))
        again = self.cast(person, choice, key)
        assert (again.is_new, again.receipt) == (False, receipt)

    @precondition(lambda self: self.state == "open")
    @rule(choice=what)
    def a_stranger_votes(self, choice: str) -> None:
        self.refuse(
            lambda: actions.cast_ballot(
                by=self.stranger, decision=self.decision, choice=choice, key=self.key(), at=self.at
            ),
            PermissionDenied,
        )

    @precondition(lambda self: self.state == "open")
    @rule(person=who)
    def somebody_leaves_the_arrangement(self, person: int) -> None:
        """The roll is frozen: who was on it when it opened may vote on."""
        ArrangementMember.objects.filter(participant=self.people[person]).update(left_at=self.at)

    @precondition(lambda self: self.state == "open")
    @rule(person=who)
    def object(self, person: int) -> None:
        actions.raise_objection(
            by=self.people[person], decision=self.decision, reason="Merugikan yang kecil.", at=self.at
        )
        self.objections.append((person, "open"))
        self.n_events += 1

    @precondition(lambda self: self.state == "open" and self.objections)
    @rule(data=st.data(), to=st.sampled_from(["withdrawn", "integrated", "stands"]), person=who)
    def move(self, data: Any, to: str, person: int) -> None:
        place = data.draw(st.integers(0, len(self.objections) - 1))
        raiser, state = self.objections[place]
        objection = self.decision.objections.get(number=place + 1)

        def act() -> Any:
            if to == "withdrawn":
                return actions.withdraw(by=self.people[person], objection=objection, at=self.at)
            if to == "stands":
                return actions.let_stand(by=self.by, objection=objection, at=self.at)
            self.n += 1
            return actions.integrate(
                by=self.by, objection=objection, after=f"Naskah {self.n}.", why="Dimasukkan.", at=self.at
            )

        if state in ("withdrawn", "integrated") or (to == "withdrawn" and person != raiser):
            self.refuse(act, actions.CannotMoveObjection, PermissionDenied)
            return
        act()
        self.objections[place] = raiser, to
        self.n_events += 1

    @precondition(lambda self: self.state == "open")
    @rule()
    def the_one_who_made_the_roll_closes(self) -> None:
        self.refuse(
            lambda: actions.close_decision(by=self.roll_by, decision=self.decision, at=self.at),
            actions.CannotClose, PermissionDenied,
        )  # fmt: skip

    @precondition(lambda self: self.state == "open" and len(self.ballots) > 1)
    @rule()
    def close(self) -> None:
        self.at += timedelta(hours=1)
        self.decision = actions.close_decision(by=self.by, decision=self.decision, at=self.at, why="Cukup.")
        self.state = "closed"
        self.n_events += 1

    @precondition(lambda self: self.state == "closed")
    @rule()
    def close_again(self) -> None:
        self.refuse(
            lambda: actions.close_decision(by=self.by, decision=self.decision, at=self.at, why="Cukup."),
            actions.CannotClose,
        )

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "state"):
            return
        told = Decision.objects.get(pk=self.decision.pk)
        assert told.state == {"waiting": "DRAFT", "open": "OPEN", "closed": "CLOSED"}[self.state]
        assert Event.objects.filter(decision=told).count() == told.log_size == self.n_events
        people = {person.pk: place for place, person in enumerate(self.people)}
        rows = Ballot.objects.filter(decision=told).values_list("elector__participant", "choice")
        assert {people[pk]: choice for pk, choice in rows} == self.ballots
        states = list(told.objections.order_by("number").values_list("state", flat=True))
        assert states == [state for _, state in self.objections]
        if self.state == "closed":
            self.is_counted_as_the_model_counts(told)

    def is_counted_as_the_model_counts(self, told: Decision) -> None:
        assert told.result == recount(bundle(told)).to_data()
        votes = dict(told.result["votes"])
        assert votes == {one: list(self.ballots.values()).count(one) for one in ("setuju", "abstain", "keberatan")}
        standing = sum(state in ("open", "stands") for _, state in self.objections)
        raised = {person for person, _ in self.objections}
        silent = sum(choice == "keberatan" and place not in raised for place, choice in self.ballots.items())
        assert told.result["objections"] == standing + silent
        assert (told.result["status"] == "passed") == (standing + silent == 0)


@pytest.mark.django_db
def test_a_decision_goes_as_the_model_goes(city):
    class Here(Decided):
        pass

    Here.city = city
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
