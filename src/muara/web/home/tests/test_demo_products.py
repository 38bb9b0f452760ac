"""What is planted among products, needs and spaces of the sample city is found by the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan
from muara.web.home.demo.products import NEEDS, PRODUCTS, SPACES, UNCONFIRMED, UNUSED
from muara.web.products.models import Booking, Product
from muara.web.products.queries.directory import Filter, products_found
from muara.web.products.queries.estuary import muara_reading


@pytest.mark.django_db
def test_the_springs_and_what_goes_past_them_are_what_was_planned():
    made = plan("empty", reference=timezone.localdate())
    filler = _Filler(made, *_people_who_run_it(made))
    filler.network()
    filler.products()

    found = products_found(filler.city, Filter())
    assert len(found) == len(PRODUCTS) == 12
    assert sum(one.n_users == 0 for one in found) == UNUSED
    assert [one.name for one in found if one.n_users and not one.n_confirmed] == [UNCONFIRMED[0]]

    reading = muara_reading(filler.city, timezone.localdate())
    told = [line for line in reading.lines if line.wanted.need]
    assert len(told) == len(NEEDS) == 16
    some = (reading.local, reading.missed, reading.without)
    assert [len(lines) for lines in some] == [4, 5, 3]
    assert sum(line.wanted.need is not None for line in reading.unknown) == 4
    fits = {line.wanted.what: line.matches[0].offer.name for line in reading.missed}
    assert fits == {
        "Perangkat lunak kasir": "Perangkat lunak kasir warung",
        "Peta lahan desa": "Pemetaan lahan dengan drone",
        "Mesin perontok padi": "Mesin perontok padi kecil",
        "Antrean layanan di balai desa": "Aplikasi antre balai desa",
        "Siaran rapat anggota": "Siaran rapat lewat radio",
    }
    page = Client().get("/purwokerto/produk/muara/").content.decode()
    assert "5 kebutuhan melewati tawaran kota sendiri" in page
    assert "5 dari 12 produk belum dipakai" in page
    assert filler.city.spaces.count() == len(SPACES)
    states = sorted(Booking.objects.values_list("state", flat=True))
    assert states == ["ASKED", "BOOKED", "BOOKED"]
    unused = set(reading.unused)
    assert {one.name for one in Product.objects.all() if one in unused} == {
        name for name, *_, users in PRODUCTS if not users
    }
