"""What comes in the sample city, without the rest of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from muara.web.accounts.models import User
from muara.web.forum.models import Registration, Session
from muara.web.forum.queries import agenda_of, places_of
from muara.web.home.demo.coming import COMING_TO_LAST, SEATS, WAITING, plan_what_comes

pytestmark = pytest.mark.django_db


def test_one_evening_is_full_with_a_list_one_called_off_and_one_a_draft(
    coming: Session, novita: User, make_participant: Any
):
    now = timezone.now()
    Session.objects.update(capacity=None)
    coming.refresh_from_db()
    people = [make_participant() for _ in range(60)]

    plan_what_comes(by=novita, last=coming, people=people, now=now)

    assert list(Session.objects.order_by("number").values_list("label", "status")) == [
        ("BATS 26", "ANNOUNCED"),
        ("Klinik koperasi 1", "ANNOUNCED"),
        ("BATS 27", "CANCELLED"),
        ("BATS 28", "DRAFT"),
    ]
    full = Session.objects.get(label="Klinik koperasi 1")
    places = places_of(full, at=now)
    assert (places.is_full, places.n_confirmed, places.n_waiting) == (True, SEATS, WAITING)
    assert Registration.objects.exclude(moved_up_at=None).get().session == full
    assert places_of(coming, at=now).n_confirmed == COMING_TO_LAST
    assert sum(line.minutes or 0 for line in agenda_of(full, at=now)) == 120
    assert full.starts_at > coming.starts_at + timedelta(days=1)
