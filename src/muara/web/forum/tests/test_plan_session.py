from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, User
from muara.web.cities.models import City, District
from muara.web.forum import actions
from muara.web.forum.actions import CannotPlanSession, plan_session
from muara.web.forum.models import Session

pytestmark = pytest.mark.django_db


def test_the_first_session_of_a_city_is_a_draft_with_the_number_one(
    novita: User, city: City, plan: dict[str, Any]
):
    planned = plan_session(by=novita, city=city, at=NIGHT, **plan)

    assert (planned.number, planned.status, planned.hall_code) == (1, "DRAFT", "")
    assert len(planned.short_code) == 7
    assert AuditLine.objects.get(verb="planned").what_id == str(planned.pk)


def test_the_number_is_the_next_in_this_city_whatever_other_cities_count(
    novita: User, session: Session, other_city: City, make_session: Any, plan: dict[str, Any]
):
    make_session(where=other_city, number=90)

    assert plan_session(by=novita, city=session.city, at=NIGHT, **plan).number == 26


def test_the_sectors_are_kept_once_in_the_order_of_the_list(novita: User, city: City, plan: dict[str, Any]):
    planned = plan_session(
        by=novita, city=city, at=NIGHT, invited_sectors=["SHOP", "COOPERATIVE", "SHOP"], gist=" a \n\n b ", **plan
    )

    assert planned.invited_sectors == ["COOPERATIVE", "SHOP"]
    assert planned.gist == "a\nb"


def test_who_does_not_run_sessions_here_may_not(outsider: Any, city: City, plan: dict[str, Any]):
    with pytest.raises(PermissionDenied):
        plan_session(by=outsider, city=city, at=NIGHT, **plan)

    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("theme", "  "),
        ("question", ""),
        ("venue", ""),
        ("theme", "a" * 121),
        ("question", "a" * 201),
        ("venue", "a" * 121),
        ("gist", "a" * 2001),
        ("starts_at", datetime(1999, 12, 31, tzinfo=ZoneInfo("Asia/Jakarta"))),
        ("starts_at", datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Jakarta"))),
        ("starts_at", NIGHT + timedelta(days=6 * 366)),
        ("invited_sectors", ["RELIGION"]),
    ],
)
def test_what_is_missing_too_long_or_unknown_is_refused_in_words(
    novita: User, city: City, plan: dict[str, Any], what: str, value: Any
):
    with pytest.raises(CannotPlanSession) as refusal:
        plan_session(by=novita, city=city, at=NIGHT, **{**plan, what: value})

    assert str(refusal.value).endswith(".")
    assert not Session.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_kecamatan_of_elsewhere_is_refused(novita: User, city: City, plan: dict[str, Any]):
    elsewhere = District.objects.create(code="33.01.01", name="Kedungreja", regency_code="33.01")

    with pytest.raises(CannotPlanSession):
        plan_session(by=novita, city=city, at=NIGHT, district=elsewhere, **plan)


def test_the_session_and_its_audit_line_live_or_die_together(
    novita: User, city: City, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(actions.planning, "record", fail)

    with pytest.raises(OSError, match="disk full"):
        plan_session(by=novita, city=city, at=NIGHT, **plan)
    assert not Session.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_facilitators_at_once_get_eight_numbers(novita: User, city: City, plan: dict[str, Any]):
    faults: list[BaseException] = []
    start = threading.Barrier(8)

    def go() -> None:
        try:
            start.wait()
            plan_session(by=novita, city=city, at=NIGHT, **plan)
        except BaseException as fault:  # noqa: BLE001 (shown by the assertion below)
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(Session.objects.values_list("number", flat=True)) == list(range(1, 9))
