"""The way of a session: draft, announced, open, closed, published, and no other way."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, User
from muara.web.forum import actions
from muara.web.forum.codes import ALPHABET
from muara.web.forum.models import Session

pytestmark = pytest.mark.django_db

Step = Callable[..., Session]
WAY = ["DRAFT", "ANNOUNCED", "OPEN", "CLOSED", "PUBLISHED"]
STEPS: dict[Step, tuple[str, type[Exception]]] = {
    actions.announce: ("DRAFT", actions.CannotAnnounce),
    actions.open_session: ("ANNOUNCED", actions.CannotOpenSession),
    actions.close_session: ("OPEN", actions.CannotCloseSession),
    actions.publish_session: ("CLOSED", actions.CannotPublishSession),
}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_each_step_leads_to_the_next_status(novita: User, make_session: Any, step: Step):
    before, _refusal = STEPS[step]
    session = make_session(before, hall_code="K7M2QX" if before == "OPEN" else "")

    step(by=novita, session=session, at=NIGHT)

    session.refresh_from_db()
    assert session.status == WAY[WAY.index(before) + 1]
    assert AuditLine.objects.get().verb == session.status.lower()


@pytest.mark.parametrize(
    ("step", "status"),
    [(step, status) for step, status in product(STEPS, WAY) if STEPS[step][0] != status],
    ids=lambda given: getattr(given, "__name__", given),
)
def test_no_step_is_taken_from_anywhere_else(novita: User, make_session: Any, step: Step, status: str):
    session = make_session(status)

    with pytest.raises(STEPS[step][1]) as refusal:
        step(by=novita, session=session, at=NIGHT)

    session.refresh_from_db()
    assert session.status == status
    assert str(refusal.value).endswith(".")
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("step", [*STEPS, actions.renew_hall_code], ids=lambda step: step.__name__)
def test_who_does_not_run_sessions_here_may_not(outsider: Any, make_session: Any, step: Step):
    before = STEPS.get(step, ("OPEN",))[0]
    session = make_session(before)

    with pytest.raises(PermissionDenied):
        step(by=outsider, session=session, at=NIGHT)

    session.refresh_from_db()
    assert session.status == before


def test_opening_draws_a_code_that_can_be_called_across_a_room(novita: User, make_session: Any):
    opened = actions.open_session(by=novita, session=make_session(), at=NIGHT)

    assert len(opened.hall_code) == 6
    assert set(opened.hall_code) <= set(ALPHABET)
    assert opened.opened_at == NIGHT


def test_a_code_in_use_in_the_city_is_drawn_again(
    novita: User, session: Session, make_session: Any, monkeypatch: pytest.MonkeyPatch
):
    drawn = iter([session.hall_code, session.hall_code, "A23456"])
    monkeypatch.setattr(actions.running, "fresh_hall_code", lambda: next(drawn))

    assert actions.open_session(by=novita, session=make_session(), at=NIGHT).hall_code == "A23456"


def test_closing_takes_the_code_away(novita: User, session: Session):
    closed = actions.close_session(by=novita, session=session, at=NIGHT)

    closed.refresh_from_db()
    assert (closed.hall_code, closed.closed_at) == ("", NIGHT)


def test_a_new_code_replaces_the_old_one_and_is_not_written_into_the_log(novita: User, session: Session):
    renewed = actions.renew_hall_code(by=novita, session=session, at=NIGHT)

    assert renewed.hall_code != "K7M2QX"
    assert renewed.hall_code not in str(AuditLine.objects.get(verb="renewed_hall_code").detail)


@pytest.mark.parametrize("status", ["DRAFT", "ANNOUNCED", "CLOSED", "PUBLISHED"])
def test_only_an_open_session_gets_a_new_code(novita: User, make_session: Any, status: str):
    session = make_session(status)

    with pytest.raises(actions.CannotRenewHallCode):
        actions.renew_hall_code(by=novita, session=session, at=NIGHT)

    session.refresh_from_db()
    assert session.hall_code == ""
