from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from muara.engine.brand import Attention, persistence
from muara.formats.brand_reading import read_brand
from muara.formats.fit_reading import hash_of
from muara.web.assets.models import IdleAsset
from muara.web.brand import actions
from muara.web.brand.models import Campaign, CampaignReading
from muara.web.brand.queries.pages import lines_of, page_of
from muara.web.brand.queries.recorded import Recorded
from muara.web.brand.queries.substance import SOURCES
from muara.web.brand.rules import PUBLISHED
from muara.web.brand.tests.conftest import AT, TODAY, attention

pytestmark = pytest.mark.django_db


@pytest.fixture
def flat(make_actor: Callable[..., Any], make_tie: Callable[..., Any], make_process: Callable[..., Any]) -> None:
    """Six ties and two roles that were there all the time."""
    hub = make_actor("Hub", joined=TODAY - timedelta(days=900))
    for place in range(6):
        make_tie(hub, make_actor(f"Mitra {place}"), since=TODAY - timedelta(days=800))
    make_process("BATS", {"pencatat": [hub], "pemandu": [hub]}, since=TODAY - timedelta(days=800))


def read(campaign: Campaign, novita: Any) -> CampaignReading:
    return actions.take_reading(by=novita, campaign=campaign, at=AT)


def test_a_burst_that_went_with_flat_substance_is_loud_then_gone(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=200))

    result = read(campaign, novita).result

    assert (result["verdict"], result["because"]) == ("loud_then_gone", "faded_and_flat")
    kept = result["attention"][0]["persistence"]
    assert kept["low"] < 1.05 < kept["high"]
    assert 4 < kept["half_life"]["days"] < 6


def test_attention_that_stayed_is_found_with_its_size(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=200, after=1.3))

    result = read(campaign, novita).result

    assert result["verdict"] == "loud_and_stayed"
    assert result["attention"][0]["persistence"]["ratio"] == pytest.approx(1.3, abs=0.1)


def test_what_grew_without_a_burst_is_quiet_but_growing(
    flat, make_campaign, make_series, novita, make_actor, make_tie
):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=None))
    hub = make_actor("Hub kedua")
    for place in range(4):
        make_tie(hub, make_actor(f"Baru {place}"), since=TODAY - timedelta(days=100))

    result = read(campaign, novita).result

    assert (result["verdict"], result["grew"]) == ("quiet_but_growing", ["joint_work"])
    assert result["attention"][0]["is_quiet"]


def test_a_campaign_of_six_weeks_cannot_be_judged_and_says_when(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=40)
    make_series(campaign, attention(days=500, burst=460))

    reading = read(campaign, novita)

    assert (reading.result["verdict"], reading.result["because"]) == ("cannot_be_judged", "attention_unknown")
    kept = reading.result["attention"][0]["persistence"]
    assert (kept["why_not"], kept["ratio"]) == ("too_short", None)
    assert kept["days_missing"] > 0


def test_a_campaign_without_a_burst_is_not_called_quiet_too_early(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=40)
    make_series(campaign, attention(days=500, burst=None))

    kept = read(campaign, novita).result["attention"][0]["persistence"]

    assert (kept["why_not"], kept["days_missing"]) == ("too_short", 56 - 40)


def test_counts_that_begin_with_the_campaign_say_nothing(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=320, burst=20))

    assert read(campaign, novita).result["attention"][0]["persistence"]["why_not"] == "nothing_before"


def test_a_gap_is_no_zero(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    series = make_series(campaign, attention(days=500, burst=200))
    series.points.filter(on_date=TODAY - timedelta(days=260)).delete()

    told = read(campaign, novita).result["attention"][0]

    assert told["n_without_gap"] == 240
    assert told["persistence"]["why_not"] == "too_short"


def test_substance_of_a_room_that_did_not_record_yet_is_not_known(make_campaign, make_series, novita, make_growth):
    make_growth(100, 90, 80, 70)
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=None))

    result = read(campaign, novita)

    assert (result.result["verdict"], result.result["because"]) == ("cannot_be_judged", "substance_unknown")
    assert {one["before"] for one in result.inputs["substance"]} == {None}


def test_one_to_four_people_are_never_told():
    source, day = SOURCES["returning"], TODAY

    def told(n: int) -> int | None:
        return Recorded(TODAY - timedelta(days=400), [(TODAY, n)]).at(day, source, 180)

    assert [told(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_reading_is_kept_with_everything_it_was_made_from(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    series = make_series(campaign, attention(days=500, burst=200))
    reading = read(campaign, novita)
    told = page_of(reading).why

    series.points.update(n=5)
    reading.refresh_from_db()

    assert reading.input_hash == hash_of(reading.inputs)
    assert read_brand(reading.inputs, seed=reading.seed) == reading.result
    assert page_of(reading).why == told
    assert lines_of(campaign.city)[0].verdict == "loud_then_gone"
    assert read(campaign, novita).result["verdict"] != "loud_then_gone"


def test_what_it_is_meant_to_move_stays_once_it_was_read(flat, make_campaign, make_series, novita):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=200))
    given = {"name": "Pekan", "promise": "Lain.", "at": AT, "campaign": campaign, "by": novita}
    actions.change_campaign(started=campaign.started_date, aims=["joint_work", "reviewed"], **given)
    read(campaign, novita)

    for change in ({"aims": ["joint_work"]}, {"started": TODAY - timedelta(days=200)}):
        with pytest.raises(actions.CannotKeepCampaign):
            actions.change_campaign(
                **{"aims": ["joint_work", "reviewed"], "started": campaign.started_date, **given, **change}
            )
    with pytest.raises(actions.CannotKeepSeries):
        make_series(campaign, [1, 2], name="Lain", is_main=True)
    campaign.refresh_from_db()
    assert campaign.aims == ["joint_work", "reviewed"]
    assert campaign.series.filter(is_main=True).count() == 1


def test_only_who_keeps_campaigns_reads_and_nothing_is_read_from_nothing(make_campaign, novita, stranger):
    campaign = make_campaign()

    with pytest.raises(PermissionDenied):
        actions.take_reading(by=stranger, campaign=campaign, at=AT)
    with pytest.raises(actions.CannotTakeReading):
        actions.take_reading(by=novita, campaign=campaign, at=AT)
    assert not CampaignReading.objects.exists()


def test_thresholds_hold_from_the_next_reading_on(flat, make_campaign, make_series, novita, sekar):
    campaign = make_campaign(started=300)
    make_series(campaign, attention(days=500, burst=200, after=1.3))
    before = read(campaign, novita)
    values = {
        "stayed_above": 2.0, "grew_by": 0.1, "series_needed": 2, "window_days": 180, "horizon_days": 365,
    }  # fmt: skip

    with pytest.raises(PermissionDenied):
        actions.set_rules(by=novita, city=campaign.city, values=values, why="Lebih ketat.", at=AT)
    with pytest.raises(actions.CannotSetRules):
        actions.set_rules(
            by=sekar, city=campaign.city, values={**values, "stayed_above": 0.5}, why="Mudah.", at=AT
        )
    actions.set_rules(by=sekar, city=campaign.city, values=values, why="Lebih ketat.", at=AT)

    assert read(campaign, novita).result["verdict"] == "loud_then_gone"
    before.refresh_from_db()
    assert (before.result["verdict"], before.inputs["rules"]["stayed_above"]) == ("loud_and_stayed", 1.05)


@pytest.mark.parametrize(("after", "passes"), [(1.0, 0), (1.3, 10)])
def test_the_published_threshold_passes_what_stayed_and_nothing_else(after, passes):
    threshold, found = PUBLISHED["stayed_above"], 0
    for seed in range(10):
        series = Attention.of(attention(days=420, burst=200, after=after, seed=seed), step=1)
        kept = persistence(series, 0, seed=seed)
        found += kept.low is not None and kept.low > threshold

    assert found == passes


def test_places_in_use_and_pacts_are_counted_from_the_day_they_began_until_they_ended(city, make_actor):
    def day(days_ago: int) -> date:
        return TODAY - timedelta(days=days_ago)

    asset = IdleAsset.objects.create(city=city, slug="gudang", name="Gudang", published_at=AT, reported_at=AT)
    for begin, end, days_ago in (("", "REPORTED", 300), ("AGREED", "IN_USE", 200), ("IN_USE", "RETURNED", 50)):
        asset.steps.create(from_state=begin, to_state=end, evidence="Berita acara.", on_date=day(days_ago), at=AT)
    asset.pacts.create(
        number=1, actor=make_actor("Koperasi A"), intensity="SHARED", starts_date=day(200), ends_date=day(-100),
        signed_date=day(210), ended_date=day(50), ended_why="Selesai.", drafted_at=AT,
    )  # fmt: skip

    def counted(key: str) -> list[int | None]:
        source = SOURCES[key]
        return [source.read(city).at(day(days_ago), source, 180) for days_ago in (301, 201, 200, 51, 50)]

    assert counted("assets_in_use") == [None, 0, 1, 1, 0]
    assert counted("pacts") == [None, None, 1, 1, 0]
    IdleAsset.objects.update(published_at=None)
    assert counted("assets_in_use") == [None] * 5


@pytest.fixture
def place(city):
    return IdleAsset.objects.create(city=city, slug="gudang", name="Gudang", published_at=AT, reported_at=AT)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def counted(city, key: str, *days: int) -> list[int | None]:
    source = SOURCES[key]
    return [source.read(city).at(ago(day), source, 180) for day in days]


def test_a_pact_is_kept_on_its_last_day_and_never_if_it_was_ended_before(city, place, make_actor):
    who = make_actor("Koperasi A")
    for number, (starts, ends, ended, signed) in enumerate(
        [
            (900, 100, None, 910),
            (900, 90, 90, 910),
            (900, 80, 200, 910),
            (500, -100, None, 510),
            (900, 70, None, None),
        ]
    ):
        place.pacts.create(
            number=number, actor=who, intensity="SHARED", starts_date=ago(starts), ends_date=ago(ends),
            signed_date=signed and ago(signed), ended_date=ended and ago(ended),
            ended_why="Selesai." if ended else "", drafted_at=AT,
        )  # fmt: skip

    assert counted(city, "pacts_kept", 901, 101, 100, 90, 0) == [None, 0, 1, 2, 2]


def test_whole_months_of_use_are_counted_for_each_place_by_itself(city, place):
    for begin, end, days in (("", "REPORTED", 400), ("AGREED", "IN_USE", 100), ("IN_USE", "RETURNED", 8)):
        place.steps.create(from_state=begin, to_state=end, evidence="Berita acara.", on_date=ago(days), at=AT)
    other = IdleAsset.objects.create(city=city, slug="kios", name="Kios", published_at=AT, reported_at=AT)
    other.steps.create(to_state="IN_USE", evidence="Berita acara.", on_date=ago(40), at=AT)

    # the first: 92 days, three whole months; the second: 40 days, one
    assert counted(city, "asset_months", 100, 69, 0) == [0, 1, 4]


def test_members_are_those_of_the_last_annual_meeting_for_18_months(city, make_cooperative):
    for name, held in (("A", [(700, 40), (300, 55)]), ("B", [(650, 20)]), ("C", [(100, 3)]), ("D", [(90, None)])):
        row = make_cooperative(f"Koperasi {name}")
        for days, n in held:
            row.meetings.create(held_date=ago(days), for_year=2024, n_members=n, source="Pengurus", recorded_at=AT)

    assert counted(city, "members", 701, 700, 650, 300, 102, 100) == [None, 40, 60, 75, 55, 58]


def test_surplus_is_what_the_last_division_of_each_year_gives_the_members(city, make_cooperative):
    row = make_cooperative("Koperasi A")
    first, second = (
        row.meetings.create(held_date=ago(days), for_year=2024, source="Pengurus", recorded_at=AT)
        for days in (500, 200)
    )
    for year, version, meeting, amount in ((2024, 1, first, 7), (2024, 2, second, 9), (2025, 1, second, 4)):
        made = row.surplus_years.create(
            year=year, version=version, state="LOCKED", ends_date=ago(600), surplus=100, by_trade=100,
            meeting=meeting, minutes="7/RAT", locked_at=AT, created_at=AT,
        )  # fmt: skip
        made.shares.create(purpose="MEMBERS", percent=40, amount=amount * 1_000_000)
        made.shares.create(purpose="RESERVE", percent=60, amount=1)

    assert counted(city, "surplus", 0, 250) == [13_000_000, None]


@pytest.mark.parametrize("key", SOURCES)
def test_of_a_city_that_recorded_nothing_nothing_is_said(city, key):
    assert counted(city, key, 0, 400) == [None, None]
