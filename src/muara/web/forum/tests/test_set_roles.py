from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import User
from muara.web.forum.actions import CannotSetRoles, GivenRole, set_roles
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.queries import roles_of

pytestmark = pytest.mark.django_db

SPEAKER = GivenRole("SPARK_SPEAKER", "akademisi", "Rina", is_name_public=True)


def test_the_role_is_always_shown_and_the_name_only_as_the_person_allows(novita: User, session: Session):
    set_roles(
        by=novita,
        session=session,
        roles=[GivenRole("MODERATOR", "gerakan koperasi", "Bowo"), SPEAKER],
        at=NIGHT,
    )

    assert [role.shown for role in roles_of(session)] == ["Rina, akademisi", "gerakan koperasi"]


def test_the_new_roles_take_the_place_of_the_old(novita: User, session: Session):
    set_roles(by=novita, session=session, roles=[SPEAKER], at=NIGHT)
    set_roles(by=novita, session=session, roles=[GivenRole("NOTE_TAKER", "media")], at=NIGHT)

    assert [role.kind for role in session.roles.all()] == ["NOTE_TAKER"]


@pytest.mark.parametrize(
    "wrong",
    [
        GivenRole("SINGER", "akademisi"),
        GivenRole("MODERATOR", ""),
        GivenRole("MODERATOR", "a" * 81),
        GivenRole("MODERATOR", "akademisi", "a" * 81),
    ],
)
def test_a_wrong_role_is_refused_and_the_old_ones_stay(novita: User, session: Session, wrong: GivenRole):
    set_roles(by=novita, session=session, roles=[SPEAKER], at=NIGHT)

    with pytest.raises(CannotSetRoles):
        set_roles(by=novita, session=session, roles=[SPEAKER, wrong], at=NIGHT)

    assert [role.role for role in session.roles.all()] == ["akademisi"]


def test_a_crowd_of_leaders_is_refused(novita: User, session: Session):
    with pytest.raises(CannotSetRoles):
        set_roles(by=novita, session=session, roles=[SPEAKER] * 13, at=NIGHT)


def test_who_does_not_run_sessions_here_may_not(outsider: Any, session: Session):
    with pytest.raises(PermissionDenied):
        set_roles(by=outsider, session=session, roles=[SPEAKER], at=NIGHT)

    assert not SessionRole.objects.exists()
