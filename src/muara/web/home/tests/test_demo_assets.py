"""What is planted in the idle places of the sample city is found by the queries and said by the pages."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from tests.weight import first_visit

from muara.web.assets.models import IdleAsset
from muara.web.assets.queries.counts import n_by_state, pacts_standing, uses, verdicts
from muara.web.home.demo.assets import CARRIES, LOOKS_GOOD, PLACES, TWO_RATES
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan

REFERENCE = date(2026, 11, 24)


@pytest.mark.django_db
def test_every_planted_place_is_found(client, settings, tmp_path, django_assert_max_num_queries):
    settings.MEDIA_ROOT = tmp_path
    made = plan("empty", reference=REFERENCE)
    filler = _Filler(made, *_people_who_run_it(made))
    filler.network()
    filler.assets()
    city, here = filler.city, f"/{filler.city.slug}/aset/"

    rows = IdleAsset.objects.in_city(city).published()
    assert Counter(rows.values_list("owner_level", flat=True)) == {
        "KABUPATEN": 9, "DESA": 5, "PROVINSI": 3, "BUMN": 2, "UNKNOWN": 3,
    }  # fmt: skip
    assert {asset.name: asset.state for asset in rows} == {place.name: place.state for place in PLACES}
    assert sum(asset.is_disputed for asset in rows) == 2
    assert sum(asset.is_sensitive for asset in rows) == 2
    assert n_by_state(city)["IN_USE"] == len([use for use in uses(city) if use.until is None]) == 2
    assert pacts_standing(city, REFERENCE) == 2

    found = verdicts(city)
    planted = {(place.name, place.use): place.plan for place in PLACES if place.plan}
    names = {kind: {key for key, plan in planted.items() if plan == kind} for kind in set(planted.values())}

    def having(say):
        return {(proposal.asset.name, proposal.use) for proposal, verdict in found if say(verdict)}

    assert (len(names[CARRIES]), len(names[LOOKS_GOOD]), len(names[TWO_RATES])) == (6, 3, 1)
    assert having(lambda verdict: verdict.has_several_rates) == names[TWO_RATES]
    assert having(lambda verdict: verdict.looks_good_but_loses) == names[LOOKS_GOOD]
    assert having(lambda verdict: verdict.carries and not verdict.has_several_rates) == names[CARRIES]

    def page(proposal):
        return client.get(f"{here}{proposal.asset.slug}/usul/{proposal.number}/").content.decode()

    for proposal, verdict in found:
        text = page(proposal)
        assert ("tetap rugi: uangnya datang terlalu lambat" in text) is verdict.looks_good_but_loses
        assert ("Nilainya nol pada lebih dari satu tingkat" in text) is verdict.has_several_rates
        assert ("tidak dapat disebut" in text) is verdict.has_several_rates
    for address in ("", "peta/", "aturan/", f"{found[0][0].asset.slug}/", f"{found[0][0].asset.slug}/banding/"):
        with django_assert_max_num_queries(16):
            weight = first_visit(client, here + address)
        assert weight.total <= (110_000 if address == "peta/" else 35_000), str(weight)
    assert "Rumah dinas stasiun" in client.get(f"{here}berkas/csv/").content.decode()


def test_no_hidden_place_gives_its_address_away_in_a_file(client, city, sekar):
    from conftest import NIGHT
    from muara.web.assets import actions

    made = actions.report_asset(
        by=sekar, city=city, name="Rumah", place="Gang Rahasia 3", sensitive="LIVED_IN", latitude=-7.421357,
        longitude=109.234468, at=NIGHT,
    )  # fmt: skip

    for address in ("berkas/geojson/", "berkas/csv/", f"{made.slug}/", "peta/", "", "?q=Rahasia"):
        text = client.get(f"/purwokerto/aset/{address}").content.decode()
        assert "Gang" not in text
        assert "7.4213" not in text
        assert "234468" not in text
