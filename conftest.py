"""People and places of every test. Aldo took part, Novita facilitates, Sekar keeps the secretariat."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from django.test import Client

    from muara.web.accounts.models import DeliveredCode, Participant, User
    from muara.web.cities.models import City
    from muara.web.concerns.models import Concern, Statement, Topic
    from muara.web.cooperatives.models import Cooperative
    from muara.web.forum.models import Registration, Series, Session
    from muara.web.network.models import Actor, Process, Tie

pytest_plugins = ["tools.nothing_left_out"]
NIGHT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)  # Friday 19.30 WIB
JOINED = date(2025, 1, 15)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("muara", deadline=None)  # a busy machine is no fault of the code
    hypothesis.settings.load_profile("muara")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in the main thread


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_append_only_tables() -> Iterator[None]:
    """Lift the triggers that refuse it while the test runner empties the database after a browser test."""
    from django.db.backends.base.operations import BaseDatabaseOperations as Operations

    flush = Operations.execute_sql_flush

    def flush_without_triggers(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "sqlite":
                cursor.execute("SELECT 'DROP TRIGGER ' || name, sql FROM sqlite_master WHERE type = 'trigger'")
                down, up = zip(*cursor.fetchall(), strict=True)
            else:
                down = ["SET session_replication_role = replica"]
                up = ["SET session_replication_role = DEFAULT"]
            for statement in down:
                cursor.execute(statement)
            try:
                flush(self, sql_list)
            finally:
                for statement in up:
                    cursor.execute(statement)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Operations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Begin each test with nothing kept: row numbers of rolled-back tests come again."""
    from django.core.cache import cache

    from muara.web.common_ground import live

    cache.clear()
    live.forget()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from django.conf import settings

    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    elsewhere = "sqlite" if on_postgres else "postgres"
    kept, left = [], []
    for item in items:
        (left if item.get_closest_marker(elsewhere) else kept).append(item)
    if left:  # they run in the other pass (dev.py test, tools/on_postgres.py)
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture(scope="session")
def muara_data() -> Path:
    """Return the folder of real data, or skip and say where it was looked for."""
    folder = Path(os.environ.get("MUARA_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not (folder / "opendata").is_dir():
        pytest.skip(f"MUARA_DATA not found: {folder}")
    return folder


@pytest.fixture
def city(db: None) -> City:
    from muara.web.cities.models import City

    return City.objects.create(slug="purwokerto", name="Purwokerto", regency_code="33.02", created_at=NIGHT)


@pytest.fixture
def other_city(db: None) -> City:
    from muara.web.cities.models import City

    return City.objects.create(slug="cilacap", name="Cilacap", regency_code="33.01", created_at=NIGHT)


@pytest.fixture
def make_member(city: City) -> Callable[..., User]:
    def make(name: str, role: str, where: City = city) -> User:
        from muara.web.accounts.models import Membership, User

        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        Membership.objects.create(city=where, user=user, role=role, since_at=NIGHT)
        return user

    return make


@pytest.fixture
def novita(make_member: Callable[..., User]) -> User:
    return make_member("novita", "FACILITATOR")


@pytest.fixture
def sekar(make_member: Callable[..., User]) -> User:
    return make_member("sekar", "SECRETARIAT")


@pytest.fixture
def stranger(db: None) -> User:
    """Return somebody with an account and no membership anywhere."""
    from muara.web.accounts.models import User

    return User.objects.create_user("asing@contoh.id", "kata-sandi-panjang", name="Asing")


@pytest.fixture
def make_participant(city: City) -> Callable[..., Participant]:
    def make(tier: str = "GUEST", where: City = city, **fields: object) -> Participant:
        from muara.web.accounts.models import Participant

        return Participant.objects.create(city=where, tier=tier, joined_at=NIGHT, **fields)

    return make


@pytest.fixture
def aldo(make_participant: Callable[..., Participant]) -> Participant:
    return make_participant("VERIFIED", verified_by="HALL")


@pytest.fixture
def invitation_token(aldo: Participant) -> str:
    """Return the token of an open invitation that Aldo made."""
    from django.utils import timezone

    from muara.web.accounts.actions import make_invitation

    return make_invitation(by=aldo, at=timezone.now())[1]


@pytest.fixture
def delivered_code(city: City) -> DeliveredCode:
    """Return the sign-in code of somebody new, who asked for it in the city."""
    from django.utils import timezone

    from muara.web.accounts.actions import keep_code, open_account

    now = timezone.now()
    user = open_account(phone="+6281234567890", at=now)
    return keep_code(user=user, phone="+6281234567890", code="482913", city=city, at=now)


@pytest.fixture
def bats(city: City) -> Series:
    from muara.web.forum.models import Series

    return Series.objects.create(city=city, slug="bats", name="BATS", created_at=NIGHT)


@pytest.fixture
def session(city: City, bats: Series, novita: User) -> Session:
    from muara.web.forum.models import Session

    return Session.objects.create(
        city=city,
        number=25,
        series=bats,
        series_number=25,
        label="BATS 25",
        theme="Gedung kosong",
        question="Siapa boleh memakai, dan siapa yang merawat?",
        starts_at=NIGHT,
        venue="Balai kelurahan",
        status="OPEN",
        hall_code="K7M2QX",
        short_code="bats25a",
        created_by=novita,
        created_at=NIGHT,
        opened_at=NIGHT,
    )


@pytest.fixture
def coming(city: City, bats: Series, novita: User) -> Session:
    """Return an evening with two places that the real clock has not reached."""
    from django.utils import timezone

    from muara.web.forum.models import Session

    return Session.objects.create(
        city=city,
        number=26,
        series=bats,
        series_number=26,
        label="BATS 26",
        theme="Warung",
        question="Mengapa warung kalah ramai?",
        starts_at=timezone.now() + timedelta(days=7),
        venue="Balai desa",
        status="ANNOUNCED",
        capacity=2,
        short_code="bats26a",
        created_by=novita,
        created_at=NIGHT,
    )


@pytest.fixture
def registration(coming: Session, make_participant: Callable[..., Participant]) -> Registration:
    """Return the place of somebody whose secret link ends on `rahasia-peserta`."""
    from django.utils import timezone

    from muara.web.forum.actions import register

    return register(
        by=make_participant(),
        session=coming,
        name="Rahma",
        phone="081234567890",
        token="rahasia-peserta",  # noqa: S106 (of a test)
        at=timezone.now(),
    )


@pytest.fixture
def topic(city: City, session: Session, novita: User) -> Topic:
    from muara.web.concerns.models import Topic

    return Topic.objects.create(
        city=city,
        session=session,
        slug="gedung-kosong",
        title="Gedung kosong",
        question="Siapa boleh memakai, dan siapa yang merawat?",
        status="OPEN",
        created_by=novita,
        created_at=NIGHT,
    )


@pytest.fixture
def make_statement(topic: Topic) -> Callable[..., Statement]:
    def make(text: str, status: str = "ACCEPTED", where: Topic = topic, **fields: object) -> Statement:
        from muara.web.concerns.models import Statement

        return Statement.objects.create(
            topic=where,
            number=where.statements.count() + 1,
            text=text,
            status=status,
            created_at=NIGHT,
            **fields,
        )

    return make


@pytest.fixture
def make_concern(city: City) -> Callable[..., Concern]:
    def make(because: str, where: City = city, **fields: object) -> Concern:
        from muara.web.concerns.models import Concern

        return Concern.objects.create(city=where, because=because, raised_at=NIGHT, **fields)

    return make


@pytest.fixture
def make_actor(city: City) -> Callable[..., Actor]:
    """Write an actor down that joined on a day: `make_actor("Koperasi A", joined=date(2025, 1, 1))`."""

    def make(
        name: str, kind: str = "COOPERATIVE", where: City = city, joined: date = JOINED, **fields: Any
    ) -> Actor:
        from django.utils.text import slugify

        from muara.web.network.models import Actor

        fields = {"slug": slugify(name), "created_at": NIGHT, "reviewed_at": NIGHT, **fields}
        actor = Actor.objects.create(city=where, name=name, kind=kind, **fields)
        actor.events.create(kind="JOINED", on_date=joined, recorded_at=NIGHT)
        return actor

    return make


@pytest.fixture
def make_tie(city: City) -> Callable[..., Tie]:
    """Tie two actors, confirmed by both unless `told` says "A", "B" or nothing."""

    def make(
        a: Actor, b: Actor, kind: str = "JOINT_WORK", told: str = "AB", since: date = JOINED, **fields: Any
    ) -> Tie:
        from muara.web.network.models import Tie

        if kind not in Tie.DIRECTED and a.pk > b.pk:
            a, b, told = b, a, told.translate({65: "B", 66: "A"})
        said = {f"reported_by_{side.lower()}_at": NIGHT for side in told}
        return Tie.objects.create(
            city=a.city, a=a, b=b, kind=kind, since_date=since, created_at=NIGHT, **said, **fields
        )

    return make


@pytest.fixture
def make_process(city: City) -> Callable[..., Process]:
    """Start a process: `make_process("BATS", {"pencatat": [koperasi, sanggar]}, needed={"pencatat": 2})`."""

    def make(
        name: str,
        roles: dict[str, list[Actor]],
        needed: dict[str, int] | None = None,
        where: City = city,
        since: date = JOINED,
        **fields: Any,
    ) -> Process:
        from django.utils.text import slugify

        from muara.web.network.models import Process

        process = Process.objects.create(
            city=where, slug=slugify(name), name=name, since_date=since, created_at=NIGHT, **fields
        )
        for role_name, holders in roles.items():
            role = process.roles.create(name=role_name, needed=(needed or {}).get(role_name, 1), since_date=since)
            for actor in holders:
                role.holdings.create(actor=actor, since_date=since)
        return process

    return make


@pytest.fixture
def make_cooperative(city: City) -> Callable[..., Cooperative]:
    """Write a cooperative down: `make_cooperative("Koperasi A", met=date(2026, 3, 1), kind="CONSUMER")`."""

    def make(name: str, met: date | None = None, where: City = city, **fields: Any) -> Cooperative:
        from django.utils.text import slugify

        from muara.web.cooperatives.models import Cooperative

        fields = {"slug": slugify(name), "created_at": NIGHT, "changed_at": NIGHT, **fields}
        made = Cooperative.objects.create(city=where, name=name, last_meeting_date=met, **fields)
        if met is not None:
            made.meetings.create(held_date=met, for_year=met.year - 1, source="Pengurus", recorded_at=NIGHT)
        return made

    return make


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
