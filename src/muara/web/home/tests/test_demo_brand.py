"""What is planted in the campaigns of the sample city is found by the queries of the pages."""

from __future__ import annotations

from datetime import date

import pytest

from muara.web.brand.models import Campaign
from muara.web.brand.queries.pages import lines_of, page_of
from muara.web.brand.queries.saying import claims_of, references_of, targets_of
from muara.web.home.demo.brand import CAMPAIGNS
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan

REFERENCE = date(2026, 11, 24)


@pytest.mark.django_db
def test_each_planted_campaign_gets_the_word_that_was_planted(client):
    made = plan("empty", reference=REFERENCE)
    filler = _Filler(made, *_people_who_run_it(made))
    filler.network()
    filler.cooperatives()
    filler.brand()

    lines = lines_of(filler.city)
    assert {line.campaign.name: line.verdict for line in lines} == {told.name: told.truth for told in CAMPAIGNS}
    assert sorted(line.verdict for line in lines).count("loud_then_gone") == 2
    read = {line.campaign.name: line.reading for line in lines}
    for told in CAMPAIGNS:
        daily, weekly = read[told.name].result["attention"]
        if told.truth == "cannot_be_judged":
            assert daily["persistence"]["why_not"] == weekly["persistence"]["why_not"] == "too_short"
        elif told.high:
            for one in (daily, weekly):
                assert one["persistence"]["ratio"] == pytest.approx(told.stays, abs=0.1)
            assert daily["persistence"]["half_life"]["days"] == pytest.approx(told.half_life, rel=0.1)
        else:
            assert daily["is_quiet"]
            assert weekly["is_quiet"]
    fest = page_of(read["Festival kopi koperasi"])
    assert fest.involvement["n"] == 34
    assert fest.involvement["evenness"]["value"] is not None
    assert page_of(read["Lomba foto kota"]).involvement["evenness"]["value"] is None
    assert read["Baliho selamat datang"].result["visual"]["of_count"] > 0.6
    assert read["Baliho selamat datang"].result["agreement"]["n"] == 6
    assert Campaign.objects.count() == 5

    assert len(targets_of(filler.city, REFERENCE)) == 8
    assert references_of(filler.city)
    page = client.get(f"/{filler.city.slug}/nama-kota/").content.decode()
    assert "1 ramai dan menetap, 2 ramai lalu hilang, 1 sunyi tapi tumbuh, 1 belum bisa dinilai" in page


@pytest.mark.django_db
def test_the_sample_city_says_only_what_it_can_show():
    made = plan("city", reference=REFERENCE)
    filler = _Filler(made, *_people_who_run_it(made))
    for told in made.sessions:
        filler.evening(told)
    filler.claims()

    lines = claims_of(filler.city, REFERENCE)

    assert [(line.stands, line.has_run_out) for line in lines] == [(True, False), (False, True)]
    assert all(one.holds for line in lines for one in line.evidence)
