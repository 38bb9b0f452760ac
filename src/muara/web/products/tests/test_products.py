"""Offering something, and who uses it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.products import actions
from muara.web.products.models import Adoption, Product
from muara.web.products.queries.directory import Filter, products_found
from muara.web.products.tests.conftest import AT

pytestmark = pytest.mark.django_db


def test_who_speaks_for_an_actor_offers_what_it_makes(rice, verbs):
    assert (rice.slug, rice.actor.name, rice.kind) == ("beras-pulen", "Koperasi A", "GOODS")
    assert verbs() == ["offered_product"]


def test_nobody_offers_in_the_name_of_others(city, koperasi, tini, stranger):
    for by in (tini, stranger):
        with pytest.raises(PermissionDenied):
            actions.offer_product(by=by, city=city, actor=koperasi, at=AT, name="Beras", kind="GOODS")
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"name": ""}, "namanya"),
        ({"kind": ""}, "Pilih"),
        ({"kind": "SPACE"}, "SPACE"),
        ({"name": "beras PULEN"}, "sudah tercatat"),
        ({"whatsapp": "12345"}, "nomor telepon"),
        ({"since_date": date(2027, 1, 1)}, "belum tiba"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_left(city, koperasi, bayu, rice, verbs, given, word):
    with pytest.raises(actions.CannotOffer, match=word):
        actions.offer_product(
            by=bayu, city=city, actor=koperasi, at=AT, **{"name": "Gula", "kind": "GOODS", **given}
        )
    assert Product.objects.count() == 1
    assert verbs() == ["offered_product"]


def test_who_has_left_offers_nothing(city, koperasi, bayu):
    koperasi.events.create(kind="LEFT", on_date=date(2026, 11, 1), reason="Bubar.", recorded_at=AT)
    with pytest.raises(actions.CannotOffer, match="meninggalkan"):
        actions.offer_product(by=bayu, city=city, actor=koperasi, at=AT, name="Beras", kind="GOODS")


def test_a_telephone_number_is_kept_as_links_want_it(rice, bayu):
    actions.change_product(by=bayu, product=rice, at=AT, whatsapp="+62 812-3456-7890")
    rice.refresh_from_db()
    assert rice.whatsapp == "6281234567890"


def test_a_withdrawn_product_leaves_the_directory_and_comes_back(city, rice, bayu, verbs):
    actions.withdraw_product(by=bayu, product=rice, at=AT)
    actions.withdraw_product(by=bayu, product=rice, at=AT)
    assert not products_found(city, Filter())
    actions.offer_again(by=bayu, product=rice, at=AT)
    assert list(products_found(city, Filter())) == [rice]
    assert verbs() == ["offered_product", "withdrew_product", "offered_product_again"]


def test_a_use_that_its_maker_tells_of_waits_for_the_user(rice, sanggar, bayu, tini, city):
    use = actions.tell_of_use(by=bayu, product=rice, actor=sanggar, at=AT)
    assert not use.is_confirmed
    with pytest.raises(PermissionDenied):
        actions.confirm_use(by=bayu, use=use, at=AT)
    actions.confirm_use(by=tini, use=use, at=AT)
    [found] = products_found(city, Filter())
    assert (found.n_users, found.n_confirmed) == (1, 1)


def test_a_use_that_the_user_tells_of_is_sure(rice, sanggar, tini):
    assert actions.tell_of_use(by=tini, product=rice, actor=sanggar, at=AT).is_confirmed


def test_a_disputed_use_no_longer_counts(rice, sanggar, bayu, tini, city):
    use = actions.tell_of_use(by=bayu, product=rice, actor=sanggar, at=AT)
    actions.dispute_use(by=tini, use=use, at=AT)
    [found] = products_found(city, Filter(unused=True))
    assert (found.n_users, found.n_confirmed) == (0, 0)


def test_nobody_uses_what_they_make_and_nobody_twice(rice, koperasi, sanggar, bayu):
    with pytest.raises(actions.CannotTellOfUse, match="Pembuatnya"):
        actions.tell_of_use(by=bayu, product=rice, actor=koperasi, at=AT)
    actions.tell_of_use(by=bayu, product=rice, actor=sanggar, at=AT)
    with pytest.raises(actions.CannotTellOfUse, match="udah tercatat"):
        actions.tell_of_use(by=bayu, product=rice, actor=sanggar, at=AT)
    assert Adoption.objects.count() == 1


def test_a_use_ends_and_may_begin_again(rice, sanggar, tini):
    use = actions.tell_of_use(by=tini, product=rice, actor=sanggar, at=AT, since=date(2026, 3, 1))
    with pytest.raises(actions.CannotAnswerUse, match="sebelum dimulai"):
        actions.end_use(by=tini, use=use, at=AT, on=date(2026, 2, 1))
    actions.end_use(by=tini, use=use, at=AT)
    with pytest.raises(actions.CannotAnswerUse, match="sudah berakhir"):
        actions.confirm_use(by=tini, use=use, at=AT)
    assert actions.tell_of_use(by=tini, product=rice, actor=sanggar, at=AT).pk != use.pk


def test_a_word_finds_its_other_forms(city, koperasi, bayu):
    actions.offer_product(by=bayu, city=city, actor=koperasi, at=AT, name="Penyewaan truk", kind="SERVICE")
    assert [one.name for one in products_found(city, Filter(text="sewa"))] == ["Penyewaan truk"]
    assert [one.name for one in products_found(city, Filter(text="menyewa"))] == ["Penyewaan truk"]
    assert not products_found(city, Filter(text="gudang"))
