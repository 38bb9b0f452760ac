from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.assets.models import IdleAsset
from muara.web.brand import actions
from muara.web.brand.models import Claim
from muara.web.brand.published import REFERENCES, TARGETS
from muara.web.brand.queries.evidence import offered
from muara.web.brand.queries.saying import claims_of, references_of, targets_of
from muara.web.brand.tests.conftest import AT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(session):
    session.status = "PUBLISHED"
    session.save()
    return session


def test_a_claim_without_evidence_from_upstream_is_refused(city, sekar, novita, evening, other_city):
    given = {"city": city, "text": "Purwokerto belajar bersama.", "days": 365, "at": AT}

    with pytest.raises(PermissionDenied):
        actions.make_claim(by=novita, evidence=["session:25"], **given)
    for nothing in ([], ["session:99"], ["thread:1"], ["session:25", "decision:tidak-ada"], ["bintang:7"], [":"]):
        with pytest.raises(actions.CannotClaim):
            actions.make_claim(by=sekar, evidence=nothing, **given)
    for days in (1, 5000):
        with pytest.raises(actions.CannotClaim):
            actions.make_claim(by=sekar, evidence=["session:25"], **{**given, "days": days})
    assert not Claim.objects.exists()

    made = actions.make_claim(by=sekar, evidence=["session:25", "session:25"], **given)

    assert made.expires_date == TODAY + timedelta(days=365)
    assert made.evidence.count() == 1


def test_evidence_of_another_city_shows_nothing_here(sekar, evening, other_city, make_member):
    theirs = make_member("wati", "SECRETARIAT", other_city)

    with pytest.raises(actions.CannotClaim):
        actions.make_claim(by=theirs, city=other_city, text="Kami juga.", evidence=["session:25"], days=90, at=AT)


def test_a_claim_runs_out_is_renewed_with_evidence_and_taken_back_with_a_reason(city, sekar, evening):
    claim = actions.make_claim(by=sekar, city=city, text="Belajar.", evidence=["session:25"], days=30, at=AT)
    later = TODAY + timedelta(days=30)

    assert [line.stands for line in claims_of(city, later - timedelta(days=1))] == [True]
    assert [line.stands for line in claims_of(city, later)] == [False]
    actions.renew_claim(by=sekar, claim=claim, days=60, at=AT + timedelta(days=31))
    assert [line.stands for line in claims_of(city, later)] == [True]

    evening.status = "CLOSED"
    evening.save()
    [line] = claims_of(city, later)
    assert (line.stands, line.n_gone, line.evidence[0].now) == (False, 1, None)
    with pytest.raises(actions.CannotClaim):
        actions.renew_claim(by=sekar, claim=claim, days=60, at=AT)
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw_claim(by=sekar, claim=claim, why=" ", at=AT)
    actions.withdraw_claim(by=sekar, claim=claim, why="Notulensi ditarik.", at=AT)
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw_claim(by=sekar, claim=claim, why="Lagi.", at=AT)
    with pytest.raises(actions.CannotClaim):
        actions.renew_claim(by=sekar, claim=claim, days=60, at=AT)


def test_a_count_that_fell_no_longer_holds(city, sekar, make_growth):
    make_growth(200, 150, 100)
    claim = actions.make_claim(by=sekar, city=city, text="Tiga.", evidence=["counted:joint_work"], days=90, at=AT)
    assert claim.evidence.get().value == 3
    assert [line.stands for line in claims_of(city, TODAY)] == [True]

    city.ties.filter(since_date=TODAY - timedelta(days=100)).update(until_date=TODAY)

    [line] = claims_of(city, TODAY)
    assert (line.stands, line.evidence[0].now.value) == (False, 2)


def test_a_place_in_use_shows_something_until_it_is_given_back(city, sekar, other_city):
    place = IdleAsset.objects.create(
        city=city, slug="gudang", name="Gudang", state="IN_USE", published_at=AT, reported_at=AT
    )
    place.steps.create(from_state="AGREED", to_state="IN_USE", evidence="Berita acara.", on_date=TODAY, at=AT)
    given = {"by": sekar, "city": city, "text": "Gudang lama dipakai lagi.", "days": 90, "at": AT}

    claim = actions.make_claim(evidence=["place:gudang"], **given)

    [line] = claims_of(city, TODAY)
    [shown] = line.evidence
    assert (shown.holds, shown.address) == (True, "/purwokerto/aset/gudang/")
    assert "Gudang" in claim.evidence.get().said
    place.steps.create(from_state="IN_USE", to_state="RETURNED", evidence="Berita acara.", on_date=TODAY, at=AT)
    assert [one.holds for one in claims_of(city, TODAY)[0].evidence] == [False]
    with pytest.raises(actions.CannotClaim):
        actions.make_claim(evidence=["place:gudang"], **given)
    assert offered(other_city, TODAY) == []
    place.steps.create(from_state="RETURNED", to_state="IN_USE", evidence="Berita acara.", on_date=TODAY, at=AT)
    IdleAsset.objects.update(published_at=None)
    with pytest.raises(actions.CannotClaim):
        actions.make_claim(evidence=["place:gudang"], **given)


def test_only_what_everybody_can_see_is_offered(city, session):
    assert offered(city, TODAY) == []

    session.status = "PUBLISHED"
    session.save()

    [(_label, [thing])] = offered(city, TODAY)
    assert (thing.key, thing.args) == ("session:25", (25,))


def test_the_published_targets_of_2017_stand_apart_with_their_source(city, novita, other_city, make_member):
    assert actions.take_published_targets(by=novita, city=city, at=AT) == len(TARGETS["33.02"]) == 8
    assert actions.take_published_targets(by=novita, city=city, at=AT) == 0
    lines = {line.target.kind: line for line in targets_of(city, TODAY) if line.target.value}
    assert {kind: line.number for kind, line in lines.items()} == {"SERVED": "50% warga", "MEMBERS": "70% warga"}
    assert len({line.target.source for line in lines.values()}) == 2
    for one in city.roadmap.all():
        assert one.source
        assert one.said_date.year == 2017
    with pytest.raises(actions.CannotKeepTarget):
        actions.take_published_targets(by=make_member("d", "FACILITATOR", other_city), city=other_city, at=AT)


def test_claimed_and_reached_are_kept_apart(city, novita):
    actions.take_published_targets(by=novita, city=city, at=AT)
    target = city.roadmap.get(key="2017-anggota")

    def state() -> str:
        return next(line.state for line in targets_of(city, TODAY) if line.target.pk == target.pk)

    def add(kind: str, value: float, days_ago: int) -> None:
        actions.add_figure(
            by=novita, target=target, kind=kind, text=f"{value} persen", value=value, source="Laporan",
            as_of=TODAY - timedelta(days=days_ago), at=AT,
        )  # fmt: skip

    seen = [state()]
    add("CLAIMED", 40, 90)
    seen.append(state())
    add("REACHED", 12, 60)
    seen.append(state())
    add("REACHED", 71, 1)
    seen.append(state())
    assert len(set(seen)) == 4
    with pytest.raises(actions.CannotKeepTarget):
        actions.add_figure(by=novita, target=target, kind="REACHED", text="x", source="", as_of=TODAY, at=AT)


def test_other_cities_stand_in_the_order_of_the_alphabet_with_how_well_it_is_known(city, novita):
    assert actions.take_published_references(by=novita, city=city, at=AT) == len(REFERENCES)
    actions.add_reference(
        by=novita, city=city, place="Ambon", claim="Koperasi nelayan.", level="PRESS", source="Surat kabar", at=AT
    )

    places = [place for place, _rows in references_of(city)]

    assert places == sorted(places)
    assert places[0] == "Ambon"
    with pytest.raises(actions.CannotKeepReference):
        actions.add_reference(by=novita, city=city, place="X", claim="Y", level="BEST", source="Z", at=AT)
