"""What is planted in the cooperatives of the sample city is found by the pages and the counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.cooperatives.models import Cooperative, Founding, SurplusYear
from muara.web.cooperatives.queries.reading import substance
from muara.web.cooperatives.queries.register import register_of
from muara.web.cooperatives.queries.surplus import surplus_page
from muara.web.cooperatives.readiness import readiness
from muara.web.home.demo.cooperatives import (
    DECIDED,
    FOUNDING,
    GIVEN_UP,
    KINDS,
    LESSON,
    N_DEAD,
    N_FOUNDERS,
    PREVIEWED,
    SURPLUS,
)
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan


@pytest.mark.django_db
@pytest.mark.parametrize("reference", [None, date(2027, 1, 3), date(2027, 7, 1)], ids=["today", "january", "july"])
def test_the_cooperatives_are_what_was_planned(reference, monkeypatch: pytest.MonkeyPatch):
    today = reference or timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_given: today)
    made = plan("empty", reference=today)
    filler = _Filler(made, *_people_who_run_it(made))
    filler.network()
    filler.cooperatives()

    register = register_of(filler.city, today)
    assert (register.n_all, register.n_gone, register.n_alive) == (14, N_DEAD, 14 - N_DEAD)
    assert {line.cooperative.name for line in register.lines} == set(KINDS)
    for line in register.lines:
        assert line.last_meeting == line.cooperative.last_meeting_date
    page = Client().get("/purwokerto/koperasi/").content.decode()
    for figure in (
        "Sembilan dari empat belas koperasi",
        "<dd>639</dd>",
        "<dd>378</dd>",
        "Tribun Muria, 22 Mei 2025",
    ):
        assert figure in page

    decided = SurplusYear.objects.get(cooperative__name=DECIDED)
    told = surplus_page(decided, with_lines=True)
    assert decided.is_locked
    assert decided.minutes.startswith("01/RAT/")
    assert told.is_as_decided
    assert sum(share.amount for share in told.shares) == SURPLUS[DECIDED]
    assert sum(one.payout.total for one in told.paid if one.payout) == told.pool > 0
    assert not told.cautions
    preview = SurplusYear.objects.get(cooperative__name=PREVIEWED)
    assert not preview.is_locked
    assert len(surplus_page(preview).cautions) == 2
    assert [n for _year, n in substance(filler.city, today).paid_by_year] == [told.pool]
    address = f"/purwokerto/koperasi/daftar/{preview.cooperative.slug}/shu/{preview.year}-1/"
    assert Client().get(address).status_code == 404

    growing = Founding.objects.get(name=FOUNDING)
    ready = readiness(growing, list(growing.founders.all()), today)
    assert (ready.n_founders, ready.n_missing, ready.n_groups) == (N_FOUNDERS, 2, 2)
    ended = Founding.objects.get(name=GIVEN_UP)
    assert (ended.lesson, ended.founders.count()) == (LESSON, 0)
    assert Cooperative.objects.filter(origin="GOVERNMENT_PROGRAMME").count() == 3
