from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, User
from muara.web.forum.actions import CannotCountHeads, count_heads
from muara.web.forum.models import HeadCount, Session

pytestmark = pytest.mark.django_db


def test_heads_are_added_and_taken_away(novita: User, session: Session):
    for change in (1, 1, 1, -1):
        count_heads(by=novita, session=session, sector="SHOP", change=change, at=NIGHT)

    assert HeadCount.objects.get().n == 2
    assert [line.detail["n"] for line in AuditLine.objects.order_by("pk")] == [1, 2, 3, 2]


@pytest.mark.parametrize("change", [-1, -(2**40), 10_001, 2**70])
def test_no_fewer_than_nobody_and_no_more_than_a_city_square(novita: User, session: Session, change: int):
    with pytest.raises(CannotCountHeads):
        count_heads(by=novita, session=session, sector="SHOP", change=change, at=NIGHT)

    assert not HeadCount.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("sector", ["", "RELIGION", "shop", "SHOP\0"])
def test_an_unknown_sector_is_refused(novita: User, session: Session, sector: str):
    with pytest.raises(CannotCountHeads):
        count_heads(by=novita, session=session, sector=sector, change=1, at=NIGHT)


@pytest.mark.parametrize("status", ["ANNOUNCED", "OPEN", "CLOSED"])
def test_people_are_counted_at_the_door_during_and_after(novita: User, make_session: Any, status: str):
    assert count_heads(by=novita, session=make_session(status), sector="MEDIA", change=3, at=NIGHT).n == 3


@pytest.mark.parametrize("status", ["DRAFT", "PUBLISHED"])
def test_nobody_is_counted_before_it_is_announced_or_after_the_record(
    novita: User, make_session: Any, status: str
):
    with pytest.raises(CannotCountHeads):
        count_heads(by=novita, session=make_session(status), sector="MEDIA", change=3, at=NIGHT)


def test_who_does_not_run_sessions_here_may_not(outsider: Any, session: Session):
    with pytest.raises(PermissionDenied):
        count_heads(by=outsider, session=session, sector="SHOP", change=1, at=NIGHT)

    assert not HeadCount.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_count_at_once_lose_nobody(novita: User, session: Session):
    start = threading.Barrier(2)

    def go() -> None:
        start.wait()
        for _ in range(10):
            count_heads(by=novita, session=session, sector="SHOP", change=1, at=NIGHT)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert HeadCount.objects.get().n == 20
