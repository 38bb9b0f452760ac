"""What is planted in the initiatives of the sample city is found by whoever reads its pages."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.test import Client

from muara.web.home.demo.fill import _Filler, _people_who_run_it, at_noon
from muara.web.home.demo.governance import _Governing
from muara.web.home.demo.initiatives import BLOCKED_BY, STALLED, STRANDS, TOLD
from muara.web.home.demo.plan import plan
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.queries import pages

REFERENCE = date(2026, 11, 24)


@pytest.fixture
def filler(db: None) -> _Filler:
    made = plan("city", reference=REFERENCE)
    filler = _Filler(made, *_people_who_run_it(made))
    filler.evenings()
    filler.network()
    governing = _Governing(filler.city, filler.secretariat, filler.by, filler.actors, REFERENCE)
    governing.people("kata-sandi-panjang")
    governing.adopt_the_network()
    governing.adopt_the_lead()
    filler.initiatives()
    return filler


def test_what_was_planted_is_found(filler: _Filler, client: Client):
    city, now = filler.city, at_noon(REFERENCE)
    found = pages.overview(city, now)

    assert Initiative.objects.in_city(city).count() == len(TOLD) == 16
    assert all(one.lines for one in found.phases)
    stalled = {line.initiative.title for one in found.phases for line in one.lines if line.is_stalled}
    assert stalled == set(STALLED)
    assert Counter(line.initiative.result for line in found.closed) == {"ADOPTED": 1, "FAILED": 1}
    assert all(line.initiative.lesson for line in found.closed)

    villages = pages.village_lines(city)
    assert len(villages) == 8
    assert [line.state.no for line in villages if line.state.is_blocked] == [BLOCKED_BY] * 2
    assert sum(line.state.is_passed for line in villages) == 2
    for line in villages:
        assert line.gate.initiative.started_at is None or line.state.is_passed

    for title in STRANDS:
        strand = Initiative.objects.get(city=city, title=title)
        assert strand.concern is not None
        assert strand.concern.session is not None
        assert strand.concern.session.number == 1
        assert strand.outcomes.standing().count() == 1
        assert strand.started_at is not None
        assert strand.measure_written_at is not None
        assert strand.measure_written_at <= strand.started_at

    page = client.get(f"/{city.slug}/prakarsa/").content.decode()
    assert all(told.title in page for told in TOLD)
    blocked = client.get(f"/{city.slug}/prakarsa/desa/").content.decode()
    assert blocked.count("nomor 4, 7") == 2
