from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from muara.web.accounts.actions import forget_unfinished_accounts, keep_code, open_account
from muara.web.accounts.models import DeliveredCode, Membership, User

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


@pytest.fixture
def unopened(db):
    from django.utils import timezone

    return open_account(phone=PHONE, at=timezone.now())


def test_what_was_typed_and_never_opened_goes_after_two_days(unopened, city):
    now = unopened.joined_at
    keep_code(user=unopened, phone=PHONE, code="1", city=city, at=now)

    assert forget_unfinished_accounts(at=now + timedelta(days=2)) == 0
    assert not DeliveredCode.objects.exists()
    assert forget_unfinished_accounts(at=now + timedelta(days=2, seconds=1)) == 1
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "kept_by", ["phone", "e-mail", "password", "login", "role", "taking part", "operator", "erased"]
)
def test_whoever_came_in_or_is_awaited_stays(unopened, city, make_participant, kept_by: str):
    if kept_by == "phone":
        unopened.phone_verified = True
    elif kept_by == "e-mail":
        EmailAddress.objects.create(user=unopened, email="a@contoh.id", verified=True)
    elif kept_by == "password":
        unopened.set_password("kata-sandi-panjang")
    elif kept_by == "login":
        unopened.last_login = unopened.joined_at
    elif kept_by == "role":
        Membership.objects.create(city=city, user=unopened, role="MEMBER", since_at=unopened.joined_at)
    elif kept_by == "taking part":
        make_participant(user=unopened)
    elif kept_by == "operator":
        unopened.is_staff = True
    else:
        unopened.is_active = False
    unopened.save()

    assert forget_unfinished_accounts(at=unopened.joined_at + timedelta(days=30)) == 0
    assert User.objects.exists()
