from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, User
from muara.web.forum.actions import CannotEditSession, edit_session
from muara.web.forum.models import Session

pytestmark = pytest.mark.django_db


def test_what_is_said_changes_and_the_audit_line_names_it(novita: User, make_session: Any, plan: dict[str, Any]):
    draft = make_session("DRAFT")

    edit_session(by=novita, session=draft, at=NIGHT, **{**plan, "starts_at": draft.starts_at})

    draft.refresh_from_db()
    assert draft.question == plan["question"]
    assert AuditLine.objects.get(verb="edited").detail == {"changed": ["question", "theme", "venue"]}


def test_number_status_and_codes_stay(novita: User, session: Session, plan: dict[str, Any]):
    edit_session(by=novita, session=session, at=NIGHT, **{**plan, "venue": "Kafe Libero"})

    session.refresh_from_db()
    assert (session.number, session.status, session.hall_code, session.short_code) == (
        25,
        "OPEN",
        "K7M2QX",
        "bats25a",
    )
    assert session.venue == "Kafe Libero"


@pytest.mark.parametrize("status", ["OPEN", "CLOSED", "PUBLISHED"])
def test_the_question_stays_once_it_was_asked(novita: User, make_session: Any, plan: dict[str, Any], status: str):
    asked = make_session(status)

    with pytest.raises(CannotEditSession):
        edit_session(by=novita, session=asked, at=NIGHT, **{**plan, "question": "Lain sekali?"})

    asked.refresh_from_db()
    assert asked.question == "Mengapa warung kalah ramai?"


def test_an_empty_place_is_refused(novita: User, session: Session, plan: dict[str, Any]):
    with pytest.raises(CannotEditSession):
        edit_session(by=novita, session=session, at=NIGHT, **{**plan, "venue": " "})

    session.refresh_from_db()
    assert session.venue == "Balai kelurahan"


def test_who_does_not_run_sessions_here_may_not(outsider: Any, session: Session, plan: dict[str, Any]):
    with pytest.raises(PermissionDenied):
        edit_session(by=outsider, session=session, at=NIGHT, **{**plan, "venue": "Kafe"})

    assert not AuditLine.objects.exists()
