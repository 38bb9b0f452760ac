from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts.audit import tell
from muara.web.cities.models import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/tidak-ada/", "/tidak-ada/saya/", "/PURWOKERTO/", "/purwokerto/tidak-ada/"])
def test_where_there_is_no_city_the_page_says_so_and_leads_on(client: Client, city, address: str):
    answer = client.get(address)

    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()
    assert 'class="button quiet"' in answer.content.decode()


def test_each_city_tells_its_own_time(as_user, make_member, make_participant):
    jayapura = City.objects.create(slug="jayapura", name="Jayapura", time_zone="Asia/Jayapura", created_at=NIGHT)
    user = make_member("yospina", "MEMBER", jayapura)
    tell(make_participant(where=jayapura, user=user), "invitation_used", city=jayapura, at=NIGHT)

    page = as_user(user).get("/jayapura/saya/").content.decode()

    assert "21.30 WIT" in page
    assert timezone.localtime(datetime(2026, 1, 1, tzinfo=UTC)).utcoffset().total_seconds() == 7 * 3600


def test_who_is_not_let_in_is_shown_the_way_in(client: Client, city):
    answer = client.get("/purwokerto/kode/")

    assert answer.status_code == 403
    assert "/akun/login/?next=/purwokerto/kode/" in answer.content.decode()
