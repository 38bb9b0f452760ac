from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import (
    CannotBeginSeries,
    CannotCancelSession,
    CannotEditSession,
    CannotPlanSession,
    GivenRole,
    begin_series,
    cancel_session,
    duplicate_session,
    edit_session,
    plan_session,
    set_agenda,
    set_roles,
)
from muara.web.forum.models import Registration, Series, Session
from muara.web.forum.tests.conftest import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class TestSeries:
    def test_each_series_counts_for_itself_and_the_city_numbers_the_addresses(
        self, city: City, novita: User, plan: dict[str, Any]
    ):
        clinic = begin_series(by=novita, city=city, name="Klinik koperasi", at=NIGHT)
        made = [
            plan_session(by=novita, city=city, series=one, at=NIGHT, **plan)
            for one in (None, clinic, None, clinic)
        ]

        assert [(one.number, one.label) for one in made] == [
            (1, "BATS 1"), (2, "Klinik koperasi 1"), (3, "BATS 2"), (4, "Klinik koperasi 2"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "told"),
        [("", "short name"), ("!!!", "short name"), ("bats", "already"), ("a" * 41, "40 characters")],
    )
    def test_a_name_that_is_none_or_taken_is_refused(self, city: City, novita: User, name: str, told: str):
        with pytest.raises(CannotBeginSeries, match=told):
            begin_series(by=novita, city=city, name=name, at=NIGHT)
        assert not Series.objects.exclude(slug="bats").exists()

    def test_nothing_is_planned_in_a_series_of_another_city(
        self, city: City, other_city: City, novita: User, plan: dict[str, Any]
    ):
        far = Series.objects.create(city=other_city, slug="bats", name="BATS", created_at=NIGHT)

        with pytest.raises(CannotPlanSession, match="this city"):
            plan_session(by=novita, city=city, series=far, at=NIGHT, **plan)
        assert not Session.objects.exists()

    def test_who_runs_no_sessions_may_not(self, city: City, outsider: Any):
        with pytest.raises(PermissionDenied):
            begin_series(by=outsider, city=city, name="Klinik", at=NIGHT)
        assert not Series.objects.exists()


class TestTold:
    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"ends_at": NIGHT}, "end after it begins"),
            ({"ends_at": NIGHT + timedelta(hours=19)}, "end after it begins"),
            ({"capacity": 0}, "how many people"),
            ({"capacity": 10_001}, "how many people"),
            ({"point": (91.0, 109.0)}, "no map"),
            ({"point": (-7.4, 181.0)}, "no map"),
            ({"access_note": "a" * 201}, "too long"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, city: City, novita: User, plan: dict[str, Any], changed: dict[str, Any], told: str
    ):
        with pytest.raises(CannotPlanSession, match=told):
            plan_session(by=novita, city=city, at=NIGHT, **plan, **changed)
        assert not Session.objects.exists()


class TestCopy:
    @pytest.mark.parametrize(
        ("at", "day"),
        [(NIGHT - timedelta(days=30), 27), (NIGHT + timedelta(days=1), 27), (NIGHT + timedelta(days=8), 4)],
    )
    def test_it_is_a_draft_on_the_same_day_of_a_week_to_come_without_names(
        self, session: Session, novita: User, at: datetime, day: int
    ):
        Session.objects.update(capacity=30, ends_at=NIGHT + timedelta(hours=2), latitude=-7.42, longitude=109.23)
        session.refresh_from_db()
        set_agenda(by=novita, session=session, text="19.30 Pembukaan", at=NIGHT)
        set_roles(by=novita, session=session, roles=[GivenRole("MODERATOR", "media", "Bowo", True)], at=NIGHT)

        copy = duplicate_session(by=novita, session=session, at=at)

        assert (copy.status, copy.number, copy.label, copy.capacity) == ("DRAFT", 26, "BATS 26", 30)
        assert copy.starts_at.day == day
        assert copy.starts_at.astimezone(UTC).time() == NIGHT.time()
        assert copy.starts_at > at
        assert copy.ends_at is not None
        assert copy.ends_at - copy.starts_at == timedelta(hours=2)
        assert (copy.latitude, copy.longitude) == (-7.42, 109.23)
        assert copy.agenda.get().what == "Pembukaan"
        role = copy.roles.get()
        assert (role.role, role.name, role.is_name_public) == ("media", "", False)

    def test_who_runs_no_sessions_may_not(self, session: Session, outsider: Any):
        with pytest.raises(PermissionDenied):
            duplicate_session(by=outsider, session=session, at=NIGHT)
        assert Session.objects.count() == 1


class TestCallOff:
    def test_its_page_says_why_and_everybody_who_registered_is_told_once(
        self, evening: Session, keep_place: Callable[..., Registration], novita: User, make_participant: Any
    ):
        people: list[Participant] = [make_participant() for _ in range(3)]
        for person in people:
            keep_place(f"Orang {person.pk}", by=person)
        keep_place("Tanpa ponsel", by=people[0], is_for_another=True)

        cancelled = cancel_session(by=novita, session=evening, reason=" Balai dipakai. ", at=BEFORE)

        assert (cancelled.status, cancelled.cancel_reason, cancelled.changed_at) == (
            "CANCELLED", "Balai dipakai.", BEFORE,
        )  # fmt: skip
        assert sorted(Notice.objects.values_list("participant", flat=True)) == [person.pk for person in people]
        assert set(Notice.objects.values_list("kind", "params__reason")) == {
            ("session_cancelled", "Balai dipakai.")
        }
        assert AuditLine.objects.filter(verb="cancelled").count() == 1

    @pytest.mark.parametrize(
        ("status", "told"),
        [
            ("DRAFT", "Nobody sees a draft"), ("OPEN", "has begun"), ("CLOSED", "has begun"),
            ("PUBLISHED", "has begun"), ("CANCELLED", "already"),
        ],
    )  # fmt: skip
    def test_only_what_was_announced_is_called_off(self, make_session: Any, novita: User, status: str, told: str):
        session = make_session(status)

        with pytest.raises(CannotCancelSession, match=told):
            cancel_session(by=novita, session=session, reason="Hujan.", at=BEFORE)
        session.refresh_from_db()
        assert session.status == status

    @pytest.mark.parametrize("reason", ["", "   ", "a" * 201])
    def test_a_reason_is_needed(self, evening: Session, novita: User, reason: str):
        with pytest.raises(CannotCancelSession, match="in a sentence"):
            cancel_session(by=novita, session=evening, reason=reason, at=BEFORE)
        evening.refresh_from_db()
        assert evening.status == "ANNOUNCED"

    def test_what_was_called_off_is_not_changed_any_more(
        self, make_session: Any, novita: User, plan: dict[str, Any]
    ):
        with pytest.raises(CannotEditSession, match="cancelled"):
            edit_session(by=novita, session=make_session("CANCELLED"), at=BEFORE, **plan)

    def test_who_runs_no_sessions_may_not(self, evening: Session, outsider: Any):
        with pytest.raises(PermissionDenied):
            cancel_session(by=outsider, session=evening, reason="Hujan.", at=BEFORE)
        evening.refresh_from_db()
        assert evening.status == "ANNOUNCED"
