from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.brand import actions
from muara.web.brand.models import Campaign, Involvement
from muara.web.brand.queries.inputs import inputs_of
from muara.web.brand.queries.pages import activities_of, page_of
from muara.web.brand.tests.conftest import AT, TODAY, attention

pytestmark = pytest.mark.django_db


def test_a_campaign_needs_a_day_that_came_and_something_it_is_to_move(city, novita, stranger):
    given = {"city": city, "name": "Pekan", "promise": "Ramai.", "at": AT}

    with pytest.raises(PermissionDenied):
        actions.start_campaign(by=stranger, started=TODAY, aims=["roles"], **given)
    for wrong in (
        {"started": TODAY + timedelta(days=1), "aims": ["roles"]},
        {"started": TODAY, "aims": []},
        {"started": TODAY, "aims": ["bahagia"]},
        {"started": TODAY, "ended": TODAY - timedelta(days=1), "aims": ["roles"]},
    ):
        with pytest.raises(actions.CannotKeepCampaign):
            actions.start_campaign(by=novita, **given, **wrong)
    assert not Campaign.objects.exists()
    one = actions.start_campaign(by=novita, started=TODAY, aims=["roles"], **{**given, "name": "Baru"})
    assert one.slug != "baru"


def test_who_decided_is_counted_apart_and_evenness_waits_for_thirty(
    make_campaign, novita, make_actor, make_series
):
    campaign = make_campaign()
    make_series(campaign, attention(days=400, burst=None))
    given = {"by": novita, "campaign": campaign, "source": "Notulensi rapat.", "at": AT}
    actions.involve(actor=make_actor("Koperasi A"), level="LOCAL_COMMUNITY", parts=["DID", "DECIDED"], **given)
    for place in range(27):
        actions.involve(who=f"Toko {place}", level="LOCAL_BUSINESS", parts=["PAID"], **given)

    few = actions.take_reading(by=novita, campaign=campaign, at=AT).result["involvement"]
    actions.involve(who="Dinas", level="GOVERNMENT", parts=["PAID"], **given)
    enough = actions.take_reading(by=novita, campaign=campaign, at=AT).result["involvement"]

    assert (few["n"], few["evenness"]["value"]) == (29, None)
    assert enough["n"] == 30
    assert 0 < enough["evenness"]["low"] <= enough["evenness"]["value"] <= enough["evenness"]["high"] < 0.6
    assert enough["decided"] == dict.fromkeys(Involvement.Level.values, 0) | {"LOCAL_COMMUNITY": 1}


def test_an_involved_one_is_an_actor_or_named_once_with_a_source(make_campaign, novita, make_actor, other_city):
    campaign, koperasi = make_campaign(), make_actor("Koperasi A")
    given = {"by": novita, "campaign": campaign, "at": AT}
    good = {"level": "LOCAL_COMMUNITY", "parts": ["DID"], "source": "Foto.", "actor": koperasi}
    actions.involve(**given, **good)

    for wrong in (
        good,
        {**good, "who": "Koperasi A"},
        {**good, "actor": None},
        {**good, "parts": []},
        {**good, "source": " "},
        {**good, "actor": make_actor("Jauh", where=other_city)},
        {**good, "actor": None, "who": "Toko", "level": "ANGKASA"},
    ):
        with pytest.raises(actions.CannotInvolve):
            actions.involve(**given, **wrong)
    [one] = campaign.involvements.all()
    actions.drop_involvement(by=novita, involvement=one, at=AT)
    assert not campaign.involvements.exists()


def test_two_raters_tag_without_seeing_each_other_and_a_third_is_refused(
    make_campaign, novita, sekar, make_member, make_series
):
    campaign = make_campaign()
    make_series(campaign, attention(days=400, burst=None))
    tags = [("VISUAL", "VISUAL"), ("EVENT", "EVENT"), ("VISUAL", "EVENT"), ("RULE", "RULE")]
    for place, (one, other) in enumerate(tags):
        activity = actions.add_activity(
            by=novita, campaign=campaign, title=f"Kegiatan {place}", on=TODAY, source="Laporan.",
            spend=None if place == 3 else 1_000_000, at=AT,
        )  # fmt: skip
        actions.rate_activity(by=novita, activity=activity, tag=one, at=AT)
        [unseen] = [line for line in activities_of(campaign, sekar.pk) if line.activity == activity]
        assert (unseen.own, unseen.n_raters) == ("", 1)
        actions.rate_activity(by=sekar, activity=activity, tag=other, at=AT)
    with pytest.raises(actions.CannotRate):
        actions.rate_activity(by=make_member("ketiga", "FACILITATOR"), activity=activity, tag="EVENT", at=AT)

    result = actions.take_reading(by=novita, campaign=campaign, at=AT).result

    assert (result["visual"]["of_count"], result["visual"]["of_count_other"]) == (0.5, 0.25)
    assert result["visual"]["of_spend"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["visual"]["n_spend_unknown"] == 1
    # by hand: agreed 3/4; chance (2·1 + 1·2 + 1·1)/16 = 5/16
    assert result["agreement"]["value"] == pytest.approx((3 / 4 - 5 / 16) / (1 - 5 / 16), abs=1e-4)
    assert result["agreement"]["n"] == 4


def test_the_inputs_of_a_reading_name_no_rater(make_campaign, novita, make_series):
    campaign = make_campaign()
    make_series(campaign, attention(days=400, burst=None))
    activity = actions.add_activity(by=novita, campaign=campaign, title="A", on=TODAY, source="B", at=AT)
    actions.rate_activity(by=novita, activity=activity, tag="EVENT", at=AT)

    [told] = inputs_of(campaign, TODAY)["activities"]

    assert told == {"on": TODAY.isoformat(), "spend": None, "tags": ["EVENT"]}
    assert page_of(actions.take_reading(by=novita, campaign=campaign, at=AT)).visual["n"] == 1
