"""Helpers for tests of decisions: a network of members who decide, and rules to decide by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, ArrangementMember, Decision, Mandate, Matter, Terms
from muara.web.governance.queries.templates import rules_from_template
from muara.web.governance.tests.conftest import AT

LATER = AT + timedelta(hours=1)
END = AT + timedelta(days=7)


def association(
    city: City, people: Sequence[Participant], weights: Sequence[int] = (), unit: str = "PERSON"
) -> Arrangement:
    """Write down an arrangement in force, in which its members decide everything together."""
    made = Arrangement.objects.create(
        city=city, slug="anggota", name="Anggota", state="STANDING", version=1, created_at=AT
    )
    terms = Terms.objects.create(
        arrangement=made, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED", unit=unit,
        written_at=AT, since_at=AT,
    )  # fmt: skip
    for matter in Matter.values:
        Mandate.objects.create(terms=terms, matter=matter, holder="MEMBERS")
    for n, person in enumerate(people):
        weight = weights[n] if weights else 1
        ArrangementMember.objects.create(
            arrangement=made, participant=person, name=f"Anggota {n}", weight=weight, since_at=AT
        )
    return made


def drafted(arrangement: Arrangement, by: User, template: str = "majority", **fields: Any) -> Decision:
    options = fields.pop("options", ())
    rules = rules_from_template(template, options=options, **fields.pop("rules", {}))
    given = {"title": "Sewa gudang", "closes_at": END, **fields}
    return actions.draft_decision(
        by=by, city=arrangement.city, arrangement=arrangement, template=template, rules=rules, at=AT, **given
    )


def opened(arrangement: Arrangement, by: User, template: str = "majority", **fields: Any) -> actions.Opened:
    return actions.open_decision(by=by, decision=drafted(arrangement, by, template, **fields), at=AT)


Voting = Callable[..., actions.Cast]
