"""What if they leave: the planted facts are found, only by those who may, whatever is asked."""

from __future__ import annotations

import pytest
from django.test import Client

from muara.web.network.models import Actor, Tie
from muara.web.network.tests.conftest import AT
from muara.web.network.tests.planted import PlantedNetwork, planted_network

__all__ = ["planted_network"]
pytestmark = pytest.mark.django_db
WHAT_IF = "/purwokerto/jejaring/bagaimana-jika/"
HEALTH = "/purwokerto/jejaring/kesehatan/"
BRIDGES = "/purwokerto/jejaring/jembatan/"


def test_the_broker_cuts_seven_off_and_stops_one_process(as_user, novita, planted_network: PlantedNetwork):
    text = as_user(novita).get(WHAT_IF + "?pergi=simpul-media-warga").content.decode()

    assert "<h1>Bagaimana jika Simpul media warga pergi?</h1>" in text
    rest = len(planted_network.actors) - 1
    assert (
        f"7 dari {rest} aktor lain terputus, semuanya komunitas kreatif, "
        "dan proses Undangan sesi ke komunitas kreatif berhenti."
    ) in text
    assert "tidak ada jalan lagi ke Akademisi, Asosiasi usaha, Bank atau koperasi kredit, Dinas" in text
    assert "Tanyakan ini dulu" not in text  # nothing more hangs on what is not confirmed
    assert "Satu ikatan baru dan satu pemegang kedua mencegahnya." in text
    assert "Sanggar A, Sanggar B, Sanggar C, Sanggar D, Sanggar E, Sanggar F, Sanggar G" in text
    assert "Siaran warga" in text
    assert "Satu pengundang lagi di" in text
    assert 'class="cut"' in text
    assert "Terputus: 7 → 0 aktor." in text


def test_the_redundant_one_leaves_without_loss(as_user, novita, planted_network: PlantedNetwork):
    text = as_user(novita).get(WHAT_IF + "?pergi=radio-kampus").content.decode()

    assert "Tidak ada yang terputus, dan tidak ada proses yang berhenti." in text
    assert "selangkah lagi" in text
    assert "lalu bertumpu pada Simpul media warga" in text
    assert "Perbaikan termurah" not in text


def test_both_broadcasters_together_stop_what_each_alone_does_not(as_user, novita, planted_network):
    text = as_user(novita).get(WHAT_IF + "?pergi=radio-kampus&pergi=simpul-media-warga").content.decode()

    assert "Bagaimana jika Radio kampus dan Simpul media warga pergi bersamaan?" in text.replace(
        "Simpul media warga dan Radio kampus", "Radio kampus dan Simpul media warga"
    )
    assert "proses Undangan sesi ke komunitas kreatif dan Siaran hasil rapat berhenti" in text


def test_the_list_begins_with_whose_leaving_costs_most(
    as_user, novita, planted_network, django_assert_max_num_queries
):
    me = as_user(novita)
    with django_assert_max_num_queries(10):
        text = me.get(WHAT_IF).content.decode()

    assert text.index("<b>Simpul media warga</b>") < text.index("<b>Koperasi A</b>") < text.index("<b>Dinas A</b>")
    assert "<small>7 terputus, berhenti: Undangan sesi ke komunitas kreatif</small>" in text
    assert "0 terputus, belum bisa dinilai, perannya belum diisi" in text


def test_a_tie_nobody_confirmed_is_named_where_others_rest_on_it(as_user, novita, make_actor, make_tie):
    hub, spare, village, neighbor = (make_actor(name) for name in ("Hub", "Dinas", "Desa A", "Desa B"))
    for a, b in ((hub, spare), (hub, make_actor("Koperasi")), (spare, make_actor("Kampus")), (hub, village)):
        make_tie(a, b)
    make_tie(village, neighbor)
    make_tie(spare, make_actor("Pasar"))
    make_tie(neighbor, spare, told="A")
    make_tie(Actor.objects.get(name="Koperasi"), spare)

    me = as_user(novita)
    text = me.get(WHAT_IF + "?pergi=hub").content.decode()
    assert "Tidak ada yang terputus" in text
    assert "Itu bertumpu pada 1 ikatan yang belum dikonfirmasi." in text
    asked = Tie.objects.get(reported_by_a_at=None)
    assert f'href="/purwokerto/jejaring/ikatan/{asked.pk}/"><b>Dinas – Desa B</b>' in text
    assert "Tanpa yang belum dikonfirmasi, Desa A dan Desa B juga terputus." in text
    assert "0 terputus (2 jika hanya ikatan yang dikonfirmasi berlaku)" in me.get(WHAT_IF).content.decode()
    Tie.objects.update(reported_by_a_at=AT, reported_by_b_at=AT)
    assert "Tanyakan ini dulu" not in me.get(WHAT_IF + "?pergi=hub").content.decode()


def test_nobody_else_sees_losses(client: Client, as_user, stranger, planted_network):
    assert client.get(WHAT_IF).status_code in {302, 403}
    assert as_user(stranger).get(WHAT_IF + "?pergi=simpul-media-warga").status_code == 403
    for address in (HEALTH, BRIDGES):
        assert "Simpul media warga" not in as_user(stranger).get(address).content.decode()


def test_somebody_unknown_or_of_another_city_is_not_found(
    as_user, novita, planted_network, make_actor, other_city
):
    make_actor("Koperasi tetangga", where=other_city)

    me = as_user(novita)
    assert me.get(WHAT_IF + "?pergi=tidak-ada").status_code == 404
    assert me.get(WHAT_IF + "?pergi=koperasi-tetangga").status_code == 404


def test_losses_are_kept_in_no_cache(as_user, novita, planted_network):
    assert "no-store" in as_user(novita).get(WHAT_IF)["Cache-Control"]


def test_the_readings_stand_beside_chance_and_past(
    as_user, novita, planted_network, django_assert_max_num_queries
):
    me = as_user(novita)
    with django_assert_max_num_queries(12):
        text = me.get(HEALTH).content.decode()

    assert "Tidak ada batas baku antara baik dan buruk." in text
    assert text.count('class="measure"') == 6
    assert text.count("by-chance") == 4  # density and centralisation follow from the number of ties
    assert "4/2025" in text
    assert "bertumpu pada Koperasi A" in text
    assert "Simpul media warga" in text


def test_bridges_count_ties_between_groups_of_five(
    as_user, novita, planted_network, django_assert_max_num_queries
):
    me = as_user(novita)
    Actor.objects.filter(name="Sanggar A").update(hub="HUB  Seni")
    with django_assert_max_num_queries(10):
        text = me.get(BRIDGES).content.decode()

    assert "HUB" not in text  # a hub is called as most of its own write it
    assert "<h1>Ikatan berkumpul di dalam: menurut" in text
    assert "Hub barat – Hub seni" in text
    assert "tanpa jembatan" in text
    assert "Simpul media warga" in text
    assert "Belum bisa dikatakan: perlu bacaan terbit" in text
