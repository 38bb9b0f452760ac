"""Decisions that run their course through the actions, for tests of what must hold whatever the course was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from muara.engine.governance.decisions import OF_ONE_OPTION, Option, Rules
from muara.formats.tests.decisions import choice_of, rules_of
from muara.web.accounts.models import Membership, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, ArrangementMember, Decision, Mandate, Matter, Terms
from muara.web.governance.tests.conftest import AT

YES_NO = (Option("setuju", "Setuju", "for"), Option("tidak", "Tidak", "against"))


def staff(city: City, *names: str) -> list[User]:
    users = []
    for name in names:
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        Membership.objects.create(city=city, user=user, role="SECRETARIAT", since_at=AT)
        users.append(user)
    return users


def people_of(city: City, n: int) -> list[Participant]:
    return [
        Participant.objects.create(city=city, tier="VERIFIED", verified_by="ROLL", joined_at=AT) for _ in range(n)
    ]


def standing(
    city: City, people: Sequence[Participant], *, slug: str = "anggota", weights: Sequence[int] = ()
) -> Arrangement:
    """Write an arrangement of people down that is in force, in which the members decide everything."""
    arrangement = Arrangement.objects.create(
        city=city, slug=slug, name=slug.title(), state="STANDING", version=1, created_at=AT
    )
    terms = Terms.objects.create(
        arrangement=arrangement, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="PERSON", written_at=AT, since_at=AT,
    )  # fmt: skip
    for matter in Matter.values:
        Mandate.objects.create(terms=terms, matter=matter, holder="MEMBERS")
    for n, person in enumerate(people):
        weight = weights[n] if weights else 1
        ArrangementMember.objects.create(
            arrangement=arrangement, participant=person, name=f"Anggota {n}", weight=weight, since_at=AT
        )
    return arrangement


def prepared(arrangement: Arrangement, rules: Rules, by: User) -> Decision:
    return Decision.objects.create(
        city=arrangement.city, arrangement=arrangement, slug=rules.decision, title=rules.title, mode=rules.mode,
        rules=rules.to_data(), proposed_by=by, created_at=AT, opens_at=AT, closes_at=AT + timedelta(days=7),
    )  # fmt: skip


def opened(arrangement: Arrangement, by: User, rules: Rules | None = None) -> tuple[Decision, tuple[str, ...]]:
    rules = rules or Rules("sewa-gudang", "Sewa gudang", "majority", YES_NO)
    now = actions.open_decision(by=by, decision=prepared(arrangement, rules, by), at=AT)
    return now.decision, now.codes


def a_key(rng: random.Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


class Life:
    """One decision with drawn rules, a drawn roll and a drawn course, up to its close."""

    def __init__(self, city: City, users: Sequence[User], seed: int, kind: str, mode: str) -> None:
        self.rng = rng = random.Random(f"{seed} {kind} {mode}")
        self.rules = rules_of(rng, kind, mode)
        self.roll_by, self.by, self.witness = users
        self.people = people_of(city, rng.randrange(1, 14))
        weights = [rng.randrange(1, 4) if self.rules.weighted else 1 for _ in self.people]
        self.arrangement = standing(
            city, self.people, slug=f"a-{seed}-{kind}-{mode}".replace("_", "-"), weights=weights
        )
        self.decision, codes = opened(self.arrangement, self.roll_by, self.rules)
        self.codes = list(codes)
        self.at = AT

    def later(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def choice(self) -> Any:
        return choice_of(self.rng, self.rules)

    def run(self) -> Decision:
        (self.secretly if self.rules.mode == "rahasia" else self.openly)()
        lot = self.rng.choice(["", "3 5 1 6"])
        return actions.close_decision(
            by=self.by, decision=self.decision, lot=lot, at=self.later(), why="Semua pulang."
        )

    def secretly(self) -> None:
        electors = list(self.decision.electors.order_by("pk"))
        drawing = self.rng.sample(electors, self.rng.randint(0, len(electors)))
        for elector in drawing:
            actions.hand_out_slip(by=self.by, elector=elector, at=self.later())
        for code in self.rng.sample(self.codes, self.rng.randint(0, len(drawing))):
            actions.cast_sealed(decision=self.decision, code=code, choice=self.choice(), at=self.later())

    def openly(self) -> None:
        voted: set[int] = set()
        themselves: set[int] = set()
        raised = []
        for _ in range(self.rng.randrange(2 * len(self.people))):
            person = self.rng.choice(self.people)
            voted.add(person.pk)
            key = a_key(self.rng)
            if self.rng.random() < 0.4 and person.pk not in themselves:
                elector = self.decision.electors.get(participant=person)
                actions.record_ballot(
                    by=self.by, decision=self.decision, elector=elector, choice=self.choice(), channel="PAPER",
                    key=key, at=self.later(),
                )  # fmt: skip
            else:
                themselves.add(person.pk)
                actions.cast_ballot(
                    by=person, decision=self.decision, choice=self.choice(), key=key, at=self.later()
                )
            if self.rules.kind == "consent" and self.rng.random() < 0.3:
                raised.append(
                    actions.raise_objection(
                        by=person, decision=self.decision, reason="Tidak aman untuk dicoba.", at=self.later()
                    )
                )
        for objection in raised:
            self.move(objection)
        n = self.rng.randint(0, len(self.people) - len(voted))
        if n and self.rules.kind in OF_ONE_OPTION and not self.rules.weighted and self.rng.random() < 0.5:
            counts = dict.fromkeys((option.id for option in self.rules.options), 0)
            for _ in range(n):
                counts[self.rng.choice(list(counts))] += 1
            actions.count_hands(
                by=self.by, witness=self.witness, decision=self.decision, counts=counts, at=self.later()
            )

    def move(self, objection: Any) -> None:
        what = self.rng.randrange(4)
        if what == 0:
            actions.withdraw(by=objection.elector.participant, objection=objection, at=self.later())
        elif what == 1:
            actions.integrate(
                by=self.by,
                objection=objection,
                after=f"Naskah {self.rng.random()}",
                why="Dimasukkan.",
                at=self.later(),
            )
        elif what == 2:
            checks = {"explicit": True, "impersonal": True, "evidenced": False, "not_safe_to_fail": True}
            objection = actions.check_objection(by=self.by, objection=objection, checks=checks, at=self.later())
            actions.let_stand(by=self.by, objection=objection, at=self.later())
