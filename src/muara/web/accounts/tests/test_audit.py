from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import NIGHT
from muara.web.accounts.audit import record
from muara.web.accounts.models import AuditLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(sekar, city):
    return record("roll_pasted", city, by=sekar, city=city, at=NIGHT, n=2)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE accounts_auditline SET verb = 'x'",
        "UPDATE accounts_auditline SET at = '2020-01-01 00:00:00+00:00'",
        "UPDATE accounts_auditline SET detail = '{}'",
        "UPDATE accounts_auditline SET what_id = '0'",
        "UPDATE accounts_auditline SET city_id = NULL",
        "DELETE FROM accounts_auditline",
    ],
)
def test_the_database_refuses_to_rewrite_the_log(line, attack: str):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    line.refresh_from_db()
    assert (line.verb, line.detail) == ("roll_pasted", {"n": 2})


def test_nobody_else_is_written_into_a_line(line, novita):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditLine.objects.filter(pk=line.pk).update(by_user=novita)


def test_a_line_is_not_replaced(line):
    if connection.vendor != "sqlite":
        return
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO accounts_auditline (id, at, verb, what, what_id, detail) "
            f"SELECT id, at, 'x', what, what_id, detail FROM accounts_auditline WHERE id = {line.pk}"
        )


def test_a_name_may_be_taken_away(line):
    AuditLine.objects.filter(pk=line.pk).update(by_user=None)

    line.refresh_from_db()
    assert line.by_user is None
