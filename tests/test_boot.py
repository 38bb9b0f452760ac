from __future__ import annotations

import pytest
from django.test import Client

from muara.web.cities.models import City


@pytest.mark.django_db
def test_the_front_page_names_the_cities(client: Client, city: City, other_city: City):
    answer = client.get("/")

    assert answer.status_code == 200
    assert city.name in answer.content.decode()


def test_an_unknown_city_is_not_found(client: Client, db: None):
    assert client.get("/tidak-ada/sesi/").status_code == 404


@pytest.mark.e2e
def test_a_phone_sees_the_city(open_page, serious_faults, city, transactional_db):
    page = open_page(f"/{city.slug}/")

    assert page.locator("h1").inner_text() == "Mata air masih tenang."
    assert serious_faults(page) == []
