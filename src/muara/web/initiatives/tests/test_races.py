"""Two people who keep one initiative at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from muara.web.concerns.tests.test_vote_races import at_once
from muara.web.initiatives import actions
from muara.web.initiatives.models import CashEntry, PhaseStep
from muara.web.initiatives.queries.pages import balance_of
from muara.web.initiatives.tests.conftest import AT, later

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_lines_of_a_cash_book_that_come_at_once_get_a_number_each(initiative, bayu, novita):
    connection.close()

    def write(by, amount):
        return actions.write_cash(
            by=by, initiative=initiative, on_date=AT.date(), way="IN", amount_idr=amount, counterparty="Warung",
            purpose="Iuran", proof="Kuitansi", at=AT,
        ).number  # fmt: skip

    numbers = at_once(*(partial(write, by, amount) for by, amount in ((bayu, 1), (novita, 2), (bayu, 4))))

    assert sorted(numbers) == [1, 2, 3]
    assert balance_of(initiative) == 7


def test_a_line_is_taken_back_by_one_of_two(initiative, bayu, novita):
    entry = actions.write_cash(
        by=bayu, initiative=initiative, on_date=AT.date(), way="IN", amount_idr=5, counterparty="Warung",
        purpose="Iuran", proof="Kuitansi", at=AT,
    )  # fmt: skip
    connection.close()

    def take_back(by):
        try:
            return actions.reverse_cash(by=by, entry=entry, why="Salah.", at=AT).number
        except actions.CannotKeepCash:
            return 0

    assert sorted(at_once(partial(take_back, bayu), partial(take_back, novita))) == [0, 2]
    assert CashEntry.objects.count() == 2


def test_two_who_let_it_go_on_move_it_one_phase(initiative, bayu, novita):
    connection.close()

    def go_on(by):
        try:
            return actions.advance(by=by, initiative=initiative, at=later(1)).phase
        except actions.CannotAdvance:
            return "stayed"

    assert sorted(at_once(partial(go_on, bayu), partial(go_on, novita))) == ["MAPPING", "stayed"]
    assert PhaseStep.objects.filter(kind="ADVANCED").count() == 1
