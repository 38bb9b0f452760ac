"""The map and its list: the same content, the same places, nothing written by looking."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.weight import first_visit

from conftest import NIGHT
from muara.web.accounts.models import AuditLine
from muara.web.network.actions import lay_out
from muara.web.network.models import Layout, Tie
from muara.web.network.queries import network_at
from muara.web.network.queries.history import networks_on
from muara.web.network.tests.planted import planted_network

__all__ = ["planted_network"]
pytestmark = pytest.mark.django_db
MAP = "/purwokerto/jejaring/peta/"


def marks(text: str) -> list[str]:
    return re.findall(r'<use href="#k-[a-z]+" x="\d+" y="\d+"', text)


def test_everybody_stays_where_they_stood_when_somebody_new_joins(city, planted_network, make_actor, make_tie):
    first = lay_out(city=city, at=NIGHT)
    assert first is not None
    before = dict(first.places)
    new = make_actor("Sanggar baru", "CREATIVE")
    make_tie(new, planted_network.creative[0])

    after = lay_out(city=city, at=NIGHT + timedelta(days=1))

    assert after is not None
    assert {pk: place for pk, place in after.places.items() if pk in before} == before
    assert set(after.places) - set(before) == {str(new.pk)}
    assert after.drawn_at == NIGHT


def test_a_loose_actor_moves_once_it_has_a_tie(city, planted_network, make_actor, make_tie):
    loose = make_actor("Desa jauh", "VILLAGE")
    first = lay_out(city=city, at=NIGHT)
    make_tie(loose, planted_network.broker)

    after = lay_out(city=city, at=NIGHT)

    assert first is not None
    assert after is not None
    assert first.places[str(loose.pk)][:2] != after.places[str(loose.pk)][:2]
    assert after.places[str(loose.pk)][2] is True


def test_only_who_keeps_the_network_draws_it_anew(city, planted_network, novita, stranger):
    with pytest.raises(PermissionDenied):
        lay_out(city=city, at=NIGHT, by=stranger, afresh=True)
    assert not Layout.objects.exists()
    assert not AuditLine.objects.filter(verb="drew_map").exists()

    lay_out(city=city, at=NIGHT, by=novita, afresh=True)

    assert AuditLine.objects.get(verb="drew_map").detail == {"n": 35 + 5}


def test_looking_writes_nothing_and_shows_the_same_twice(client: Client, planted_network):
    once, again = client.get(MAP).content.decode(), client.get(MAP).content.decode()

    assert not Layout.objects.exists()
    assert len(marks(once)) == len(planted_network.actors)
    assert marks(once) == marks(again)


def test_the_map_asks_the_database_ten_times_at_most(
    client: Client, planted_network, django_assert_max_num_queries
):
    for address in (MAP, MAP + "?tampil=daftar"):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def test_the_list_tells_what_the_map_draws(client: Client, planted_network):
    text = client.get(MAP + "?tampil=daftar").content.decode()

    for name in planted_network.actors:
        assert name in text
    row = text.split('aktor=simpul-media-warga">')[1].split("</tr>")[0]
    assert re.findall(r"(?:Sanggar|Koperasi|Gerakan|Kampus|Dinas) [A-Z]", row) == [
        "Kampus A", "Koperasi A", "Koperasi E", "Sanggar A", "Sanggar B", "Sanggar C",
    ]  # fmt: skip
    assert row.count("belum dikonfirmasi") == 1


def test_the_filter_narrows_actors_ties_and_evidence(client: Client, planted_network):
    creative = client.get(MAP + "?jenis=CREATIVE").content.decode()
    money = client.get(MAP + "?ikatan=MONEY").content.decode()
    sure = client.get(MAP + "?pasti=1").content.decode()
    nonsense = client.get(MAP + "?jenis=DEWA&ikatan=<script>&pada=kemarin&aktor=%00").content.decode()

    assert len(marks(creative)) == 7
    assert "7 pasangan berikatan" in creative
    assert "tie sway" not in sure
    assert "Setiap ikatan sudah dikonfirmasi" in sure
    pairs = {frozenset(tie) for tie in Tie.objects.filter(kind="MONEY").values_list("a", "b")}
    assert f"{len(pairs)} pasangan berikatan" in money
    assert len(marks(nonsense)) == len(planted_network.actors)
    assert "<script>&" not in nonsense


def test_an_earlier_quarter_shows_who_was_there(client: Client, planted_network):
    then = client.get(MAP + "?pada=2026-06-30").content.decode()

    assert "Radio kampus" not in then
    assert len(marks(then)) == len(planted_network.actors) - 1
    assert "keadaan 30 Juni 2026" in then
    assert re.search(r'href="\?pada=2026-06-30" aria-current="true"', then)


def test_the_past_is_read_as_the_day_itself_reads_it(city, planted_network, make_actor):
    gone = make_actor("Koperasi bubar")
    gone.events.create(kind="LEFT", on_date=date(2026, 3, 1), reason="Bubar.", recorded_at=NIGHT)
    days = [date(2025, 1, 14), date(2026, 2, 1), date(2026, 6, 30), date(2026, 11, 24)]

    for day, network in zip(days, networks_on(city, days), strict=True):
        whole = network_at(city, day).network
        assert network.actors == whole.actors
        assert network.sources.tolist() == whole.sources.tolist()
        assert network.evidence.tolist() == whole.evidence.tolist()


def test_a_map_of_five_hundred_weighs_sixty_kilobytes_at_most(client: Client, city, make_actor):
    actors = [make_actor(f"Lembaga warga nomor {i}", "COOPERATIVE" if i % 2 else "MEDIA") for i in range(500)]
    Tie.objects.bulk_create(
        Tie(city=city, a=actors[min(i, j)], b=actors[max(i, j)], kind="JOINT_WORK", since_date=date(2026, 1, 1),
            created_at=NIGHT, reported_by_a_at=NIGHT)
        for i in range(1, 500)
        for j in {(i * 7) % i, i // 2, (i * 13 + 5) % i}
    )  # fmt: skip
    lay_out(city=city, at=NIGHT)

    weight = first_visit(client, MAP)

    assert len(marks(client.get(MAP).content.decode())) == 500
    assert weight.total <= 60_000, weight


def test_the_script_weighs_two_kilobytes_at_most():
    assert len(Path(str(finders.find("network/map.js"))).read_bytes()) <= 2048


def test_an_empty_city_says_so(client: Client, city):
    assert "Belum ada aktor di peta." in client.get(MAP).content.decode()
