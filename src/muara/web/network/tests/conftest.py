"""Ties and claims are tried by Tini, who speaks for Sanggar B, and Bayu, who speaks for Koperasi A."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City
from muara.web.network.actions import survey as run
from muara.web.network.actions.answering import Said, answer_partner
from muara.web.network.models import Actor, SurveyAnswer, SurveyRespondent, SurveyRound

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def koperasi(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A")


@pytest.fixture
def sanggar(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Sanggar B", "CREATIVE")


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
def verbs(db: None) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))

    return read


# A trust survey: twelve organisations ask one another in a ring.

GOOD = Said(4, 3, 3, "COORDINATION")
POOR = Said(1, 2, 0, "AWARENESS")


@pytest.fixture
def ring(make_actor: Callable[..., Actor], make_tie: Callable[..., Any]) -> list[Actor]:
    actors = [make_actor(f"Koperasi {i:02d}") for i in range(12)]
    for i in range(12):
        for step in (1, 2, 3):
            make_tie(actors[i], actors[(i + step) % 12], "INFORMATION")
    return actors


@pytest.fixture
def draft(ring: list[Actor], city: City, sekar: User) -> SurveyRound:
    now = timezone.now()
    return run.prepare_survey(
        by=sekar, city=city, title="Putaran", why="", closes_at=now + timedelta(days=5), at=now
    )


@pytest.fixture
def opened(draft: SurveyRound, sekar: User) -> SurveyRound:
    return run.open_survey(by=sekar, survey=draft, at=timezone.now())


@pytest.fixture
def asked(opened: SurveyRound) -> list[SurveyRespondent]:
    return list(opened.respondents.select_related("round__city", "actor").order_by("actor__name"))


@pytest.fixture
def answer(aldo: Participant) -> Callable[..., SurveyAnswer]:
    def one(respondent: SurveyRespondent, position: int = 1, said: Said = GOOD, **changes: Any) -> SurveyAnswer:
        given: dict[str, Any] = {"by": aldo, "key": respondent.key, "at": timezone.now(), **changes}
        return answer_partner(respondent=respondent, position=position, said=said, **given)

    return one


@pytest.fixture
def closed(
    opened: SurveyRound, asked: list[SurveyRespondent], answer: Callable[..., SurveyAnswer], sekar: User
) -> SurveyRound:
    """Nine of twelve answer: the even ones trust, the odd ones do not."""
    for place, respondent in enumerate(asked[:9]):
        for position in respondent.answers.values_list("position", flat=True):
            answer(respondent, position, POOR if place % 2 else GOOD)
    return run.close_survey(by=sekar, survey=opened, at=timezone.now())
