from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.assets.models import IdleAsset
from muara.web.initiatives import actions
from muara.web.initiatives.models import Evidence, Idea, Means
from muara.web.initiatives.tests.conftest import AT, later
from muara.web.products.models import Product, Space

pytestmark = pytest.mark.django_db
PLACE: dict[str, Any] = {"reported_at": AT}


def add(by, initiative, **fields):
    given = {
        "kind": "TALK", "text": "Duduk bersama.", "on_date": AT.date(), "source": "Notulen", "at": AT, **fields,
    }  # fmt: skip
    return actions.add_evidence(by=by, initiative=initiative, **given)


def test_an_evening_is_its_own_source(initiative, bayu, held_evening):
    one = add(bayu, initiative, session=held_evening, source="")

    assert (one.session, one.source) == (held_evening, "")


def test_evidence_of_elsewhere_of_tomorrow_or_of_nowhere_is_refused(
    initiative, bayu, make_actor, other_city, session
):
    session.closed_at = None
    session.save()
    for fields in (
        {"actors": [make_actor("Lain", where=other_city)]},
        {"on_date": later(1).date()},
        {"source": " "},
        {"text": ""},
        {"kind": "LAIN"},
        {"session": session},
    ):
        with pytest.raises(actions.CannotAddEvidence):
            add(bayu, initiative, **fields)
    assert not Evidence.objects.exists()


def test_who_does_not_keep_it_adds_nothing(initiative, tini, bayu):
    one = add(bayu, initiative)
    idea = actions.add_idea(by=bayu, initiative=initiative, text="Satu daftar", at=AT)
    need = actions.add_means(by=bayu, initiative=initiative, text="Truk", at=AT)
    for act in (
        lambda: add(tini, initiative),
        lambda: actions.withdraw_evidence(by=tini, evidence=one, why="x", at=AT),
        lambda: actions.add_idea(by=tini, initiative=initiative, text="x", at=AT),
        lambda: actions.drop_idea(by=tini, idea=idea, at=AT),
        lambda: actions.add_means(by=tini, initiative=initiative, text="x", at=AT),
        lambda: actions.settle_means(by=tini, means=need, is_there=True, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (Evidence.objects.count(), Idea.objects.count(), Means.objects.count()) == (1, 1, 1)


def test_evidence_is_taken_back_once_with_a_reason(initiative, bayu):
    one = add(bayu, initiative)
    with pytest.raises(actions.CannotWithdrawEvidence):
        actions.withdraw_evidence(by=bayu, evidence=one, why="", at=AT)
    actions.withdraw_evidence(by=bayu, evidence=one, why="Harinya salah.", at=AT)
    with pytest.raises(actions.CannotWithdrawEvidence):
        actions.withdraw_evidence(by=bayu, evidence=one, why="Lagi.", at=AT)


def test_means_are_there_or_missing(initiative, bayu, sanggar):
    need = actions.add_means(by=bayu, initiative=initiative, text="Truk engkel", actor=sanggar, at=AT)

    assert not need.is_there
    assert actions.settle_means(by=bayu, means=need, is_there=True, at=AT).is_there


def test_what_is_empty_or_of_elsewhere_is_refused(initiative, bayu, make_actor, other_city, make_concern):
    elsewhere = make_actor("Lain", where=other_city)
    for act, error in (
        (lambda: actions.add_idea(by=bayu, initiative=initiative, text=" ", at=AT), actions.CannotKeepIdea),
        (
            lambda: actions.add_idea(by=bayu, initiative=initiative, text="x", actor=elsewhere, at=AT),
            actions.CannotKeepIdea,
        ),
        (
            lambda: actions.add_idea(
                by=bayu, initiative=initiative, text="x", concern=make_concern("belum dibaca"), at=AT
            ),
            actions.CannotKeepIdea,
        ),
        (lambda: actions.add_means(by=bayu, initiative=initiative, text="", at=AT), actions.CannotKeepMeans),
        (
            lambda: actions.add_means(by=bayu, initiative=initiative, text="x", actor=elsewhere, at=AT),
            actions.CannotKeepMeans,
        ),
    ):
        with pytest.raises(error):
            act()


@pytest.fixture
def board(city, sanggar):
    return Product.objects.create(
        city=city,
        slug="papan",
        actor=sanggar,
        name="Papan pesanan",
        kind="TECHNOLOGY",
        created_at=AT,
        reviewed_at=AT,
    )


@pytest.fixture
def hall(city, sanggar):
    return Space.objects.create(
        city=city, slug="aula", actor=sanggar, name="Aula", opens=time(8), closes=time(20), created_at=AT
    )


def test_a_local_product_or_a_space_is_brought_by_whose_it_is(initiative, bayu, board, hall, sanggar):
    for thing, given in ((board, {"product": board}), (hall, {"space": hall})):
        one = actions.add_means(by=bayu, initiative=initiative, text="", at=AT, **given)

        assert (one.text, one.actor) == (thing.name, sanggar)


def test_what_is_withdrawn_elsewhere_or_two_things_at_once_is_refused(initiative, bayu, board, hall, other_city):
    with pytest.raises(actions.CannotKeepMeans):
        actions.add_means(by=bayu, initiative=initiative, text="x", product=board, space=hall, at=AT)
    board.withdrawn_at = AT
    hall.city = other_city
    for given in ({"product": board}, {"space": hall}):
        with pytest.raises(actions.CannotKeepMeans):
            actions.add_means(by=bayu, initiative=initiative, text="x", at=AT, **given)
    assert not Means.objects.exists()


def test_an_idle_place_is_there_once_its_owner_agreed(initiative, bayu, city, other_city):
    place = IdleAsset.objects.create(city=city, slug="gudang", name="Bekas gudang", **PLACE)
    with pytest.raises(actions.CannotKeepMeans):
        actions.add_means(by=bayu, initiative=initiative, text="", asset=place, at=AT)  # nobody may read of it yet
    place.published_at = AT
    place.save()

    need = actions.add_means(by=bayu, initiative=initiative, text="", asset=place, at=AT)
    assert (need.text, need.is_there) == ("Bekas gudang", False)
    with pytest.raises(actions.CannotKeepMeans):
        actions.settle_means(by=bayu, means=need, is_there=True, at=AT)
    place.state = "AGREED"
    place.save()
    assert actions.settle_means(by=bayu, means=need, is_there=True, at=AT).is_there
