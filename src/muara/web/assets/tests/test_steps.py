from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import Notice
from muara.web.assets import actions
from muara.web.assets.models import ReuseProposal
from muara.web.assets.queries.counts import pacts_standing, square_metre_months, uses
from muara.web.assets.tests.conftest import AT, DAY, inputs

pytestmark = pytest.mark.django_db
PACT = {
    "owner_party": "Dinas", "purpose": "Merawat balai.", "intensity": "CONTINUOUS", "duties_actor": "Menyapu",
    "duties_owner": "Membayar listrik", "costs": "Masing-masing.", "liability": "Dinas.",
    "monitoring": "Tiap bulan.", "ending": "Tiga bulan sebelumnya.", "starts_date": date(2026, 1, 1),
    "ends_date": date(2028, 1, 1),
}  # fmt: skip


def test_the_whole_way_with_evidence_at_every_step(proposal, sekar, bayu):
    asset = proposal.asset
    for more in (
        {"by": bayu, "proposal": proposal, "evidence": "Surat permohonan 3"},
        {"by": sekar, "proposal": proposal, "route": "RENT", "evidence": "Perjanjian sewa 9"},
        {"by": sekar, "evidence": "Berita acara", "on": DAY},
        {"by": sekar, "evidence": "Berita acara kembali"},
    ):
        actions.take_step(asset=asset, at=AT, **more)
    asset.refresh_from_db()

    assert [step.to_state for step in asset.steps.order_by("pk")] == [
        "REPORTED", "SEEN", "CONFIRMED", "OPEN", "APPLIED", "AGREED", "IN_USE", "RETURNED",
    ]  # fmt: skip
    assert all(step.evidence for step in asset.steps.all())
    assert asset.facts.get(field="owner_level").confidence == 3
    assert [step.route for step in asset.steps.filter(to_state="AGREED")] == ["RENT"]
    actions.take_step(by=sekar, asset=asset, evidence="Terbuka lagi", at=AT)
    asset.refresh_from_db()
    assert asset.state == "OPEN"


def test_no_step_without_evidence_nor_before_the_last_one_nor_by_anybody(seen, sekar, novita, stranger):
    given = {"asset": seen, "owner_level": "DESA", "at": AT}
    for wrong in ({"evidence": " "}, {"evidence": "Surat", "on": date(2025, 1, 1)},
                  {"evidence": "Surat", "on": date(2027, 1, 1)}, {"evidence": "Surat", "owner_level": "UNKNOWN"},
                  {"evidence": "Surat", "link": "javascript:alert(1)"}):  # fmt: skip
        with pytest.raises(actions.CannotTakeStep):
            actions.take_step(**{**given, "by": sekar, **wrong})
    for by in (novita, stranger):
        with pytest.raises(PermissionDenied):
            actions.take_step(**given, by=by, evidence="Surat")
    seen.refresh_from_db()
    assert seen.state == "SEEN"


def test_a_place_that_two_have_not_seen_goes_nowhere(reported, sekar):
    with pytest.raises(actions.CannotTakeStep, match="dua"):
        actions.take_step(by=sekar, asset=reported, evidence="Surat", at=AT)


def test_a_dispute_stops_it_before_it_is_open(seen, sekar):
    actions.take_step(by=sekar, asset=seen, evidence="Surat", owner_level="DESA", at=AT)
    actions.state_fact(
        by=sekar, asset=seen, field="dispute", value="Ahli waris.", source="Surat", as_of=DAY, confidence=3, at=AT
    )

    with pytest.raises(actions.CannotTakeStep, match="Ahli waris"):
        actions.take_step(by=sekar, asset=seen, evidence="Surat", at=AT)


def test_a_loan_for_use_is_not_open_to_a_cooperative_but_to_a_village(proposal, sekar, make_actor, open_place):
    actions.take_step(by=sekar, asset=open_place, proposal=proposal, evidence="Surat", at=AT)
    for route in ("LOAN_FOR_USE", "OWN_RULE", "", "SEMBARANG"):
        with pytest.raises(actions.CannotTakeStep):
            actions.take_step(by=sekar, asset=open_place, proposal=proposal, route=route, evidence="Surat", at=AT)
    with pytest.raises(actions.CannotProposeReuse):
        actions.propose_reuse(
            by=sekar, asset=open_place, actor=proposal.actor, use="Kios", route="LOAN_FOR_USE", at=AT
        )
    village = make_actor("Desa B", "VILLAGE")
    of_village = actions.propose_reuse(
        by=sekar, asset=open_place, actor=village, use="Balai", route="LOAN_FOR_USE", at=AT
    )
    actions.take_step(
        by=sekar, asset=open_place, proposal=of_village, route="LOAN_FOR_USE", evidence="Surat", at=AT
    )
    proposal.refresh_from_db()
    assert proposal.state == "DECLINED"


def test_going_back_frees_the_proposals_and_says_why(proposal, sekar, open_place):
    for more in ({}, {"route": "RENT"}):
        actions.take_step(by=sekar, asset=open_place, proposal=proposal, evidence="Surat", at=AT, **more)
    assert ReuseProposal.objects.get().state == "CHOSEN"
    with pytest.raises(actions.CannotTakeStep):
        actions.step_back(by=sekar, asset=open_place, to="OPEN", reason="", at=AT)
    with pytest.raises(actions.CannotTakeStep):
        actions.step_back(by=sekar, asset=open_place, to="RETURNED", reason="Maju", at=AT)

    actions.step_back(by=sekar, asset=open_place, to="OPEN", reason="Koperasi mundur.", at=AT)

    assert ReuseProposal.objects.get().state == "OFFERED"
    open_place.refresh_from_db()
    assert open_place.state == "OPEN"


def test_use_is_counted_in_square_metre_months(proposal, sekar, open_place, city):
    actions.state_fact(
        by=sekar, asset=open_place, field="usable_m2", value="120", source="Ukur", as_of=DAY, confidence=2, at=AT
    )
    for more in ({"proposal": proposal}, {"proposal": proposal, "route": "RENT"}, {"on": DAY}):
        actions.take_step(by=sekar, asset=open_place, evidence="Surat", at=AT, **more)

    assert [(use.since, use.until) for use in uses(city)] == [(DAY, None)]
    assert square_metre_months(city, date(2027, 11, 20)) == pytest.approx(120 * 365 / 30.4375)


def test_a_pact_is_drafted_signed_kept_and_ended(open_place, bayu, koperasi, sekar, novita, city):
    with pytest.raises(actions.CannotDraftPact):
        actions.draft_pact(by=bayu, asset=open_place, actor=koperasi, at=AT, **{**PACT, "costs": " "})
    with pytest.raises(actions.CannotDraftPact):
        actions.draft_pact(
            by=bayu, asset=open_place, actor=koperasi, at=AT, **{**PACT, "ends_date": DAY.replace(2020)}
        )
    pact = actions.draft_pact(by=bayu, asset=open_place, actor=koperasi, at=AT, **PACT)
    actions.change_pact(by=bayu, pact=pact, at=AT, purpose="Merawat dan membuka balai.")
    with pytest.raises(PermissionDenied):
        actions.sign_pact(by=bayu, pact=pact, on=DAY, at=AT)
    assert pacts_standing(city, DAY) == 0

    actions.sign_pact(by=sekar, pact=pact, on=DAY, at=AT)

    assert pacts_standing(city, DAY) == 1
    with pytest.raises(actions.CannotDraftPact):
        actions.change_pact(by=bayu, pact=pact, at=AT, purpose="Lain.")
    with pytest.raises(actions.CannotEndPact):
        actions.end_pact(by=sekar, pact=pact, on=DAY, why=" ", at=AT)
    actions.end_pact(by=sekar, pact=pact, on=DAY, why="Atap runtuh.", at=AT)
    assert pacts_standing(city, DAY) == 0


def test_an_unconfirmed_owner_signs_nothing_and_a_stranger_proposes_nothing(seen, bayu, koperasi, stranger):
    with pytest.raises(actions.CannotDraftPact):
        actions.draft_pact(by=bayu, asset=seen, actor=koperasi, at=AT, **PACT)
    with pytest.raises(PermissionDenied):
        actions.propose_reuse(by=stranger, asset=seen, actor=koperasi, use="Kios", at=AT)


def test_who_reported_is_told_of_every_step(make_participant, city, novita, sekar, aldo):
    asset = actions.report_asset(
        by=aldo, city=city, name="Pasar", how_known="SEEN", latitude=-7.4, longitude=109.2, at=AT
    )
    actions.publish_asset(by=novita, asset=asset, at=AT)
    actions.see_asset(by=make_participant(), asset=asset, at=AT)
    actions.take_step(by=sekar, asset=asset, evidence="Surat", owner_level="DESA", at=AT)

    kinds = list(Notice.objects.filter(participant=aldo).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["asset_published", "asset_seen", "asset_confirmed"]


def test_a_proposal_changes_until_it_is_withdrawn_and_bad_figures_are_refused(proposal, bayu):
    for wrong in (
        inputs(years=0), inputs(rate_source=""), inputs(rate=2), inputs(numbers={"capex": [1, 2, 3, "x"]}),
        inputs(once=[[9, -1e6, "Atap"]]), inputs(once=[[1, float("inf"), "Atap"]]), {"years": 3},
        inputs(numbers=[]),
    ):  # fmt: skip
        with pytest.raises(actions.CannotChangeProposal):
            actions.change_proposal(by=bayu, proposal=proposal, at=AT, inputs=wrong)
    actions.change_proposal(by=bayu, proposal=proposal, at=AT, use="Dapur dan kelas")
    actions.withdraw_proposal(by=bayu, proposal=proposal, at=AT)
    for act in (actions.change_proposal, actions.withdraw_proposal):
        with pytest.raises((actions.CannotChangeProposal, actions.CannotWithdrawProposal)):
            act(by=bayu, proposal=proposal, at=AT)
