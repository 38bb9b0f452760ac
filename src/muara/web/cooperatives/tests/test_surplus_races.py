"""Two keepers of the books at the same moment: a decided year stays what was decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from muara.web.concerns.tests.test_vote_races import at_once
from muara.web.cooperatives import actions
from muara.web.cooperatives.actions import GivenLine
from muara.web.cooperatives.models import SurplusYear
from muara.web.cooperatives.queries.surplus import surplus_page
from muara.web.cooperatives.tests.conftest import AT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def outcome(act) -> str:
    try:
        act()
    except (actions.CannotListMembers, actions.CannotLockSurplus, actions.CannotReopenSurplus) as refusal:
        return type(refusal).__name__
    return "done"


def test_a_list_that_comes_with_the_decision_never_changes_what_was_decided(koperasi, sekar):
    meeting = koperasi.meetings.create(held_date=date(2026, 3, 1), for_year=2025, source="Notulen", recorded_at=AT)
    for year in range(2020, 2026):
        made = actions.prepare_surplus(
            by=sekar, cooperative=koperasi, year=year, ends=date(year, 12, 31), surplus=1000,
            shares={"MEMBERS": Decimal(100)}, by_trade=Decimal(100), at=AT,
        )  # fmt: skip
        actions.list_members(by=sekar, surplus_year=made, lines=[GivenLine(1, 1, 0), GivenLine(2, 1, 0)], at=AT)
        connection.close()
        lock = partial(actions.lock_surplus, by=sekar, surplus_year=made, meeting=meeting, minutes="1", at=AT)
        other = partial(
            actions.list_members,
            by=sekar,
            surplus_year=made,
            lines=[GivenLine(1, 3, 0), GivenLine(2, 1, 0)],
            at=AT,
        )

        told = at_once(partial(outcome, lock), partial(outcome, lock), partial(outcome, other))

        assert sorted(told[:2]) == ["CannotLockSurplus", "done"]
        decided = SurplusYear.objects.get(pk=made.pk)
        assert surplus_page(decided).is_as_decided
        first = decided.lines.get(number=1).by_trade
        assert first == (750 if told[2] == "done" else 500)


def test_a_decided_year_is_begun_anew_once(koperasi, sekar):
    meeting = koperasi.meetings.create(held_date=date(2026, 3, 1), for_year=2025, source="Notulen", recorded_at=AT)
    made = actions.prepare_surplus(
        by=sekar, cooperative=koperasi, year=2025, ends=date(2025, 12, 31), surplus=-5,
        shares={"MEMBERS": Decimal(100)}, by_trade=Decimal(100), at=AT,
    )  # fmt: skip
    actions.lock_surplus(by=sekar, surplus_year=made, meeting=meeting, minutes="1", at=AT)
    made.refresh_from_db()
    connection.close()
    again = partial(actions.reopen_surplus, by=sekar, surplus_year=made, why="Salah hitung.", at=AT)

    told = at_once(*[partial(outcome, again)] * 3)

    assert sorted(told) == ["CannotReopenSurplus", "CannotReopenSurplus", "done"]
    assert SurplusYear.objects.count() == 2
