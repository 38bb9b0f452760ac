from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from muara.web.initiatives import actions
from muara.web.initiatives.models import CashEntry
from muara.web.initiatives.queries.pages import balance_of, cash_book
from muara.web.initiatives.tests.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(initiative, bayu):
    def one(**fields):
        given = {
            "by": bayu, "initiative": initiative, "on_date": AT.date(), "way": "IN", "amount_idr": 500_000,
            "counterparty": "Paguyuban warung", "purpose": "Iuran awal", "proof": "Kuitansi 1, bendahara",
            "at": AT, **fields,
        }  # fmt: skip
        return actions.write_cash(**given)

    return one


def test_lines_are_numbered_and_come_to_a_balance(write, initiative, verbs):
    write()
    write(way="OUT", amount_idr=120_000, purpose="Sewa truk", counterparty="Jasa angkutan")

    book = cash_book(initiative)

    assert [entry.number for entry in book.entries] == [1, 2]
    assert (book.money_in, book.money_out, book.balance) == (500_000, 120_000, 380_000)
    assert balance_of(initiative) == 380_000
    assert verbs()[-2:] == ["wrote_cash", "wrote_cash"]


def test_a_mistake_is_taken_back_by_another_line_once(write, initiative, bayu):
    wrong = write(amount_idr=5_000_000)
    back = actions.reverse_cash(by=bayu, entry=wrong, why="Nolnya lebih satu.", at=AT)
    write()

    book = cash_book(initiative)

    assert (back.way, back.amount_idr, back.reverses) == ("OUT", 5_000_000, wrong)
    assert (book.money_in, book.money_out, book.balance) == (500_000, 0, 500_000)
    for entry in (wrong, back):
        with pytest.raises(actions.CannotKeepCash):
            actions.reverse_cash(by=bayu, entry=entry, why="Lagi.", at=AT)


def test_who_does_not_keep_it_writes_nothing(write, tini, stranger):
    entry = write()
    for by in (tini, stranger):
        with pytest.raises(PermissionDenied):
            write(by=by)
        with pytest.raises(PermissionDenied):
            actions.reverse_cash(by=by, entry=entry, why="x", at=AT)
    assert CashEntry.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"amount_idr": 0}, {"amount_idr": -5}, {"amount_idr": 10**14}, {"proof": " "}, {"purpose": ""},
        {"counterparty": ""}, {"way": "KE"}, {"on_date": AT.date() + timedelta(days=1)}, {"proof": "a" * 201},
    ],
)  # fmt: skip
def test_a_line_without_money_day_or_proof_is_refused(write, fields):
    with pytest.raises(actions.CannotKeepCash):
        write(**fields)
    assert not CashEntry.objects.exists()


def test_the_book_can_be_settled_after_the_end(write, initiative, bayu):
    actions.close_initiative(by=bayu, initiative=initiative, result="FAILED", lesson="Tidak jalan.", at=AT)

    assert write().number == 1


def test_the_database_refuses_to_change_a_line(write):
    entry = write()
    for spoil in (
        lambda: CashEntry.objects.filter(pk=entry.pk).update(amount_idr=1),
        lambda: entry.save(),
        lambda: CashEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


@pytest.mark.sqlite
def test_the_database_refuses_to_replace_a_line(write):
    entry = write()
    columns = ", ".join(field.column for field in CashEntry._meta.fields)
    for identifier, number in ((entry.pk, 9), (entry.pk + 1, entry.number)):
        values = columns.replace("id,", f"{identifier},", 1).replace("number", str(number))
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT OR REPLACE INTO initiatives_cashentry ({columns}) SELECT {values} "
                "FROM initiatives_cashentry"
            )
