"""Here Koperasi A owns an initiative, and Bayu speaks for it; Tini speaks for Sanggar B. Membership decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City, Village
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.forum.models import Session
from muara.web.governance.models import Arrangement, Decision, Mandate, Terms
from muara.web.initiatives import actions
from muara.web.initiatives.models import Evidence, Initiative, VillageGate
from muara.web.network.models import Actor

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def later(days: float) -> datetime:
    return AT + timedelta(days=days)


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
def held_evening(session: Session) -> Session:
    """Let three sectors have been at the evening, which is over."""
    for sector in ("COOPERATIVE", "SHOP", "CREATIVE"):
        session.head_counts.create(sector=sector, n=4)
    session.status, session.closed_at = "CLOSED", AT - DAY
    session.save()
    return session


@pytest.fixture
def concern(make_concern: Callable[..., Concern], held_evening: Session, aldo: Participant) -> Concern:
    return make_concern(
        "kulakan sendiri-sendiri, harganya kalah", session=held_evening, raised_by=aldo, decided_at=AT - DAY
    )


@pytest.fixture
def thread(topic: Topic, make_statement: Callable[..., Statement], concern: Concern, city: City) -> CommonThread:
    """Return a published thread whose statement came from the concern."""
    statement = make_statement("Kami mau memesan bersama.")
    statement.origins.create(concern=concern, at=AT)
    reading = Reading.objects.create(city=city, topic=topic, number=1, status="READY", is_public=True, taken_at=AT)
    return CommonThread.objects.create(
        city=city, topic=topic, reading=reading, statement=statement, number=1, name="Uang berputar dulu di sini",
        why="Terdengar di mana-mana.", status="PUBLISHED", named_at=AT, published_at=AT,
        evidence={"item": {"groups": []}, "n_participants": 10, "n_votes": 10, "reading": 1},
    )  # fmt: skip


@pytest.fixture
def arrangement(city: City) -> Arrangement:
    """Return an arrangement in force in which the members decide on initiatives together."""
    made = Arrangement.objects.create(
        city=city, slug="jejaring", name="Jejaring", state="STANDING", created_at=AT, version=1
    )
    terms = Terms.objects.create(
        arrangement=made, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="ORGANISATION", written_at=AT,
    )  # fmt: skip
    terms.mandates.create(matter="INITIATIVE", holder="MEMBERS")
    return made


@pytest.fixture
def own_mandate(arrangement: Arrangement, koperasi: Actor) -> Mandate:
    """Let Koperasi A hold the mandate to start initiatives itself."""
    return arrangement.terms.get().mandates.create(matter="INITIATIVE", holder="ACTOR", actor=koperasi)


@pytest.fixture
def make_decision(city: City, arrangement: Arrangement) -> Callable[..., Decision]:
    def make(status: str = "passed", matter: str = "INITIATIVE", **fields: Any) -> Decision:
        given = {
            "rules": {}, "matter": matter, "title": "Kulakan boleh mulai", "state": "CLOSED", "closed_at": AT,
            "created_at": AT, "result": {"status": status, "chosen": []},
            "slug": f"kulakan-{Decision.objects.count() + 1}", **fields,
        }  # fmt: skip
        return Decision.objects.create(city=arrangement.city, arrangement=arrangement, **given)

    return make


@pytest.fixture
def decision(make_decision: Callable[..., Decision]) -> Decision:
    return make_decision()


@pytest.fixture
def make_initiative(city: City, koperasi: Actor, novita: User, concern: Concern) -> Callable[..., Initiative]:
    def make(title: str = "Kulakan bersama", at: datetime = AT, **fields: Any) -> Initiative:
        given = {
            "owner": koperasi,
            "concern": concern,
            "purpose": "Warung membeli bersama.",
            "by": novita,
            **fields,
        }
        return actions.propose_initiative(city=city, title=title, at=at, **given)

    return make


@pytest.fixture
def initiative(make_initiative: Callable[..., Initiative]) -> Initiative:
    return make_initiative()


@pytest.fixture
def settle(novita: User, koperasi: Actor, sanggar: Actor) -> Callable[..., Initiative]:
    """Give an initiative whatever its gates up to a phase ask for, and let it go on, a day for each phase."""

    def bring(initiative: Initiative, to: str, decision: Decision | None = None, at: datetime = AT) -> Initiative:
        by, step = novita, 0
        initiative.refresh_from_db()
        while initiative.phase != to:
            step += 1
            now = at + step * DAY
            here = {"by": by, "initiative": initiative, "at": now}
            if initiative.phase == "MAPPING":
                actions.add_idea(text="Satu daftar pesanan", actor=koperasi, **here)
            elif initiative.phase == "PRACTICING":
                act(initiative, by, [koperasi, sanggar], now)
            elif initiative.phase == "PROTOTYPING":
                prepare(initiative, by, now, decision)
            elif initiative.phase == "TESTING":
                measured(initiative, by, now)
            initiative = actions.advance(by=by, initiative=initiative, at=now)
        return initiative

    return bring


def act(initiative: Initiative, by: User, actors: list[Actor], at: datetime) -> Evidence:
    return actions.add_evidence(
        by=by, initiative=initiative, kind="ACT", text="Dua puluh warung memesan beras sekali.", on_date=at.date(),
        source="Nota di bendahara", actors=actors, at=at,
    )  # fmt: skip


def prepare(initiative: Initiative, by: User, at: datetime, decision: Decision | None = None) -> None:
    """Write the budget, the measure and, if a decision is given, the mandate."""
    actions.change_initiative(
        by=by, initiative=initiative, title=initiative.title, purpose=initiative.purpose, budget_idr=2_000_000,
        process=initiative.process, enters_village=initiative.enters_village, at=at,
    )  # fmt: skip
    write_measure(initiative, by, at)
    if decision is not None:
        actions.rest_on_mandate(by=by, initiative=initiative, decision=decision, at=at)


def write_measure(initiative: Initiative, by: User, at: datetime, **fields: Any) -> Initiative:
    given = {
        "measure": "Warung yang ikut memesan", "unit": "warung", "target": Decimal(30), "baseline": Decimal(0),
        "due_date": date(2027, 3, 1), **fields,
    }  # fmt: skip
    return actions.write_measure(by=by, initiative=initiative, at=at, **given)


def measured(initiative: Initiative, by: User, at: datetime, value: int = 34, **fields: Any) -> Any:
    given = {
        "value": Decimal(value), "on_date": at.date(), "evidence": "Dihitung dari daftar pesanan.",
        "source": "Daftar pesanan, bendahara", **fields,
    }  # fmt: skip
    return actions.record_outcome(by=by, initiative=initiative, at=at, **given)


@pytest.fixture
def village(city: City) -> Village:
    from muara.web.cities.models import District

    district = District.objects.get_or_create(
        code="33.02.01", defaults={"name": "Lumbir", "regency_code": "33.02"}
    )[0]
    return Village.objects.get_or_create(
        code="33.02.01.2001", defaults={"name": "Cingebul", "kind": "VILLAGE", "district": district}
    )[0]


@pytest.fixture
def gate(initiative: Initiative, village: Village, novita: User) -> VillageGate:
    return actions.open_gate(by=novita, initiative=initiative, village=village, technology="Aplikasi pesan", at=AT)


def answer_all(gate: VillageGate, by: User, at: datetime = AT) -> None:
    """Answer every question with yes; the twelfth needs a stop rule."""
    actions.write_stop_rule(by=by, initiative=gate.initiative, text="Kurang dari lima warung memesan.", at=at)
    for item in range(1, 13):
        actions.answer_question(
            by=by, gate=gate, item=item, value="YES", evidence="Notulen musyawarah dusun.", at=at
        )


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))

    return read


@pytest.fixture
def time_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set what the clock of the background work says."""

    def set_to(moment: datetime) -> None:
        from muara.web.initiatives import clock

        class Told:
            @staticmethod
            def now() -> datetime:
                return moment

        monkeypatch.setattr(clock, "timezone", Told)

    return set_to
