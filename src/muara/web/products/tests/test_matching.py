"""What may fit, why, and how much of what is needed finds an estuary here."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.web.products import actions
from muara.web.products.matching import Offer, Offers, Wish
from muara.web.products.queries.estuary import muara_reading
from muara.web.products.queries.offers import matches_of, wanted_in
from muara.web.products.tests.conftest import AT

DAY = date(2026, 11, 24)
WORDS = st.lists(st.sampled_from(["beras", "gula", "truk", "gudang", "aula", "sewa", "kopi"]), max_size=4)


def test_the_rare_word_weighs_more_than_the_common_one():
    offers = [Offer(f"o{n}", 1, "A", f"Sewa {what}", "") for n, what in enumerate(["truk", "aula", "tenda"])]
    found = Offers(offers).for_wish(Wish(2, "sewa tenda"))
    assert [match.offer.name for match in found] == ["Sewa tenda", "Sewa aula", "Sewa truk"]
    assert found[0].words == ("tenda", "sewa")


def test_of_two_alike_the_nearer_one_comes_first():
    offers = [
        Offer("a", 1, "A", "Beras", "", district="33.02.01"),
        Offer("b", 3, "B", "Beras", "", district="33.02.02"),
    ]
    found = Offers(offers).for_wish(Wish(2, "beras", district="33.02.02"))
    assert [(match.offer.key, match.near) for match in found] == [("b", "district"), ("a", "")]


def test_nobody_is_matched_with_themselves_or_without_a_shared_word():
    assert Offers([Offer("a", 1, "A", "Beras", "")]).for_wish(Wish(1, "beras")) == []
    assert Offers([Offer("a", 1, "A", "Beras", "")]).for_wish(Wish(2, "truk")) == []
    assert Offers([]).for_wish(Wish(2, "truk")) == []


@given(st.lists(WORDS, max_size=6), WORDS, st.randoms())
def test_the_order_in_which_offers_come_changes_nothing(texts, wish, random):
    offers = [Offer(f"o{n}", 1, "A", " ".join(words), "") for n, words in enumerate(texts)]
    shuffled = random.sample(offers, len(offers))
    asked = Wish(2, " ".join(wish))
    assert Offers(offers).for_wish(asked) == Offers(shuffled).for_wish(asked)


@pytest.mark.django_db
def test_a_need_finds_products_spaces_and_what_entries_offer(city, rice, hall, sanggar, tini):
    need = actions.tell_need(
        by=tini, city=city, actor=sanggar, at=AT, what="Beras dan gudang, aula untuk rapat", kind="GOODS"
    )
    found = matches_of(need, DAY)
    assert {match.offer.name for match in found} == {"Beras pulen", "Aula", "Gudang beras"}
    assert [match.offer.name for match in found if match.is_same_kind] == ["Beras pulen"]


@pytest.mark.django_db
def test_a_need_refuses_what_does_not_fit(city, rice, koperasi, sanggar, tini, bayu):
    given = {"what": "Beras", "kind": "GOODS"}
    with pytest.raises(actions.CannotTellNeed, match="asalnya dari kota"):
        actions.tell_need(by=tini, city=city, actor=sanggar, at=AT, source="ELSEWHERE", product=rice, **given)
    with pytest.raises(actions.CannotTellNeed, match="pihak lain"):
        actions.tell_need(by=bayu, city=city, actor=koperasi, at=AT, source="LOCAL", product=rice, **given)
    with pytest.raises(actions.CannotTellNeed, match="apa yang dibutuhkan"):
        actions.tell_need(by=tini, city=city, actor=sanggar, at=AT, what=" ", kind="GOODS")
    assert not city.needs.exists()


@pytest.mark.django_db
def test_the_part_that_the_city_meets_lies_between_what_is_known_and_what_is_not(city, rice, sanggar, tini):
    def tell(what, source, rupiah=None, product=None):
        actions.tell_need(
            by=tini, city=city, actor=sanggar, at=AT, what=what, kind="GOODS", source=source,
            yearly_rupiah=rupiah, product=product,
        )  # fmt: skip

    tell("Beras", "LOCAL", 3_000_000, rice)
    tell("Beras ketan", "ELSEWHERE", 1_000_000)  # passes an offer by
    tell("Kain", "ELSEWHERE", 2_000_000)
    tell("Cat", "UNKNOWN", 2_000_000)
    reading = muara_reading(city, DAY)

    # the line "Pencatat pesanan" of Koperasi A's entry is a need of which nothing more is known
    assert (reading.n_needs, reading.n_telling, reading.n_actors) == (5, 2, 2)
    assert [len(some) for some in (reading.local, reading.missed, reading.without, reading.unknown)] == [
        1,
        1,
        1,
        2,
    ]
    assert (reading.part.least, reading.part.most) == (0.2, 0.6)
    assert (reading.money.least, reading.money.most) == (3 / 8, 5 / 8)
    assert [one.name for one in reading.unused] == ["Beras pulen"]


@pytest.mark.django_db
def test_where_nobody_told_anything_nothing_is_said(city):
    reading = muara_reading(city, DAY)
    assert (reading.part, reading.money, reading.lines, reading.unused) == (None, None, (), ())


@pytest.mark.django_db
def test_a_line_of_an_entry_that_was_written_down_as_a_need_counts_once(city, koperasi, bayu):
    actions.tell_need(by=bayu, city=city, actor=koperasi, at=AT, what="pencatat PESANAN", kind="SERVICE")
    assert [(one.what, one.need is None) for one in wanted_in(city, DAY)] == [("pencatat PESANAN", False)]
