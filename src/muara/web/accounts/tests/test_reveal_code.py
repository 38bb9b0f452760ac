from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.actions import CannotReveal, keep_code, open_account, reveal_code
from muara.web.accounts.models import AuditLine, DeliveredCode, Membership, Notice
from muara.web.accounts.queries import codes_to_read_out

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


@pytest.fixture
def newcomer(db):
    return open_account(phone=PHONE, at=NIGHT)


@pytest.fixture
def make_code(newcomer, city):
    def make(user=newcomer, where=city, phone=PHONE):
        return keep_code(user=user, phone=phone, code="482913", city=where, at=NIGHT)

    return make


def test_the_facilitator_reads_a_code_out_the_log_knows_and_the_person_is_told(
    novita, city, make_code, newcomer, make_participant
):
    make_participant(user=newcomer)
    delivered = make_code()

    shown = reveal_code(by=novita, city=city, delivered=delivered, at=NIGHT)

    assert (shown.code, shown.shown_by) == ("482913", novita)
    line = AuditLine.objects.get(verb="code_shown")
    assert line.by_user == novita
    assert "482913" not in str(line.detail)
    assert "34567" not in str(line.detail)
    assert Notice.objects.get().kind == "code_shown"


def test_a_new_code_replaces_the_old_one_and_expired_ones_go(make_code, newcomer, city):
    other = open_account(phone="+6281234567891", at=NIGHT)
    keep_code(user=other, phone="+6281234567891", code="1", city=city, at=NIGHT - timedelta(minutes=15))
    make_code()
    make_code()

    assert DeliveredCode.objects.get().phone == PHONE


def test_an_expired_code_is_not_shown(novita, city, make_code):
    with pytest.raises(CannotReveal):
        reveal_code(by=novita, city=city, delivered=make_code(), at=NIGHT + timedelta(minutes=15))
    assert codes_to_read_out(city, at=NIGHT + timedelta(minutes=15)) == []


@pytest.mark.parametrize("role", ["FACILITATOR", "SECRETARIAT"])
def test_codes_of_who_runs_anything_anywhere_are_never_shown(
    novita, city, other_city, make_code, newcomer, make_participant, role: str
):
    make_participant(user=newcomer)
    Membership.objects.create(city=other_city, user=newcomer, role=role, since_at=NIGHT)
    delivered = make_code()

    with pytest.raises(PermissionDenied):
        reveal_code(by=novita, city=city, delivered=delivered, at=NIGHT)
    assert codes_to_read_out(city, at=NIGHT) == []


def test_codes_of_the_operator_are_never_shown(novita, city, make_code, newcomer):
    newcomer.is_staff = True
    newcomer.save()
    delivered = make_code()

    with pytest.raises(PermissionDenied):
        reveal_code(by=novita, city=city, delivered=delivered, at=NIGHT)
    assert codes_to_read_out(city, at=NIGHT) == []


def test_somebody_known_elsewhere_is_not_read_out_here(
    novita, city, other_city, make_code, newcomer, make_participant
):
    make_participant(where=other_city, user=newcomer)
    delivered = make_code()

    with pytest.raises(PermissionDenied):
        reveal_code(by=novita, city=city, delivered=delivered, at=NIGHT)
    assert codes_to_read_out(city, at=NIGHT) == []
    assert codes_to_read_out(other_city, at=NIGHT) == [delivered]


def test_somebody_new_is_read_out_where_they_came_in(novita, city, other_city, make_code):
    delivered = make_code(where=other_city)

    assert codes_to_read_out(city, at=NIGHT) == []
    assert codes_to_read_out(other_city, at=NIGHT) == [delivered]


def test_who_is_no_facilitator_here_may_not(city, make_code, stranger, make_member, other_city):
    delivered = make_code()

    for user in (stranger, make_member("jauh", "FACILITATOR", other_city), make_member("anggota", "MEMBER")):
        with pytest.raises(PermissionDenied):
            reveal_code(by=user, city=city, delivered=delivered, at=NIGHT)
    delivered.refresh_from_db()
    assert delivered.shown_at is None
