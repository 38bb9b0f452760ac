"""The network of these tests: Koperasi A, Sanggar B and Radio C decide together; Bayu speaks for Koperasi A."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.models import Arrangement, Decision, Terms
from muara.web.network.models import Actor

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


@pytest.fixture
def koperasi(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A")


@pytest.fixture
def sanggar(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Sanggar B", "CREATIVE")


@pytest.fixture
def radio(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Radio C", "MEDIA")


@pytest.fixture
def make_speaker(db: None) -> Callable[..., User]:
    def make(name: str, actor: Actor) -> User:
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        actor.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)
        return user

    return make


@pytest.fixture
def bayu(make_speaker: Callable[..., User], koperasi: Actor) -> User:
    return make_speaker("bayu", koperasi)


@pytest.fixture
def tini(make_speaker: Callable[..., User], sanggar: Actor) -> User:
    return make_speaker("tini", sanggar)


@pytest.fixture
def make_passed(city: City) -> Callable[..., Decision]:
    """Write a decision of an arrangement down as closed, with the result that it has."""

    def make(arrangement: Arrangement, status: str = "passed", **fields: Any) -> Decision:
        chosen = fields.pop("chosen", [])
        given = {
            "rules": {}, "matter": "ARRANGEMENT", "title": "Keputusan", "state": "CLOSED", "closed_at": AT,
            "created_at": AT, "result": {"status": status, "chosen": chosen},
            "slug": f"keputusan-{Decision.objects.count() + 1}", **fields,
        }  # fmt: skip
        return Decision.objects.create(city=arrangement.city, arrangement=arrangement, **given)

    return make


@pytest.fixture
def make_arrangement(city: City, novita: User, make_passed: Callable[..., Decision]) -> Callable[..., Arrangement]:
    """Draft an arrangement with members and, unless `is_draft`, let it come into force by a decision."""

    def make(
        members: list[Actor], form: str = "PARTICIPANT_GOVERNED", is_draft: bool = False, **fields: Any
    ) -> Arrangement:
        given = {"name": "Jejaring kota", "purpose": "Bekerja bersama.", "unit": "ORGANISATION", **fields}
        arrangement = actions.draft_arrangement(by=novita, city=city, form=form, at=AT, **given)
        for member in members:
            actions.admit_member(by=novita, arrangement=arrangement, actor=member, at=AT)
        if not is_draft:
            adopted = make_passed(arrangement, adopts=arrangement.terms.get())
            actions.take_effect(decision=adopted, at=AT)
            arrangement.refresh_from_db()
        return arrangement

    return make


@pytest.fixture
def together(
    make_arrangement: Callable[..., Arrangement], koperasi: Actor, sanggar: Actor, radio: Actor
) -> Arrangement:
    """Return an arrangement in force in which three organisations decide everything together."""
    return make_arrangement([koperasi, sanggar, radio])


@pytest.fixture
def led(
    make_arrangement: Callable[..., Arrangement], koperasi: Actor, sanggar: Actor, radio: Actor
) -> Arrangement:
    """Return an arrangement in force that Koperasi A leads."""
    return make_arrangement([koperasi, sanggar, radio], "LEAD_ORGANIZATION", lead=koperasi)


@pytest.fixture
def terms_of() -> Callable[[Arrangement], Terms]:
    def find(arrangement: Arrangement) -> Terms:
        return arrangement.terms.in_force().get()

    return find


@pytest.fixture
def make_person(make_participant: Callable[..., Participant]) -> Callable[..., Participant]:
    def make(name: str) -> Participant:
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        return make_participant("VERIFIED", verified_by="ROLL", user=user)

    return make


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))

    return read
