from __future__ import annotations

import pytest

from muara.web.assets.feasibility import BadFigures, read_figures, verdict_of
from muara.web.assets.tests.conftest import inputs


def verdict(**changes):
    return verdict_of(read_figures(inputs(**changes)))


def test_the_shed_by_hand():
    # 40 million today, then 0.6 x 2000 x 30.000 - 6 - 12 = 18 million a year; five years at 9 %: 3.88965
    found = verdict()

    assert found.value == pytest.approx(-40e6 + 18e6 * 3.889651, abs=100)
    assert found.break_even == pytest.approx(0.3)
    # worst: 60 million, 0.4 x 2000 x 25.000 - 8 - 15 = -3 million a year
    assert found.worst_value == pytest.approx(-60e6 - 3e6 * 3.889651, abs=100)
    assert found.payback == pytest.approx(2.6, abs=0.1)
    assert found.irr.rate == pytest.approx(0.3491, abs=1e-3)
    assert [year.amount for year in found.years] == pytest.approx([-40e6, *[18e6] * 5])
    assert found.years[-1].held == pytest.approx(found.value)
    assert found.carries
    assert not found.carries_at_worst


def test_what_looks_good_and_loses_is_told_from_what_is_good_and_what_is_bad():
    def with_capex(capex):
        numbers = inputs()["numbers"] | {"capex": [capex, capex, capex, "x"]}
        return verdict(numbers=numbers)

    assert [with_capex(capex).looks_good_but_loses for capex in (40e6, 80e6, 95e6)] == [False, True, False]


def test_no_rate_is_named_where_there_are_two_and_both_are_on_the_curve():
    found = verdict(
        numbers=inputs()["numbers"] | {"capex": [12e6, 12e6, 12e6, "x"], "grant": [0, 0, 0, ""]},
        once=[[5, -90e6, "Kembalikan seperti semula"]],
    )

    assert found.irr.rate is None
    assert found.has_several_rates
    assert len(found.irr.roots) == 2
    inside = [root for root in found.irr.roots if 0 < root <= 1]
    assert [dot.rate for dot in found.curve.roots] == inside
    assert all(dot.y == pytest.approx(found.curve.zero) for dot in found.curve.roots)


def test_the_same_figures_give_the_same_draws():
    assert verdict().chances == verdict().chances
    assert verdict().chances.draws == 10_000


@pytest.mark.parametrize(
    "changes", [{"years": "x"}, {"rate": -0.1}, {"numbers": {}}, {"once": [[1]]}, {"rate": float("nan")}]
)
def test_figures_that_cannot_be_reckoned_with_are_refused_in_a_sentence(changes):
    with pytest.raises(BadFigures, match=r"\.$"):
        verdict(**changes)


LOAN = [30e6, 0.06, 3, "Koperasi simpan pinjam, tawaran 2026"]


def test_a_loan_is_covered_by_hand():
    # 30 million at 6 % in three years: 30 / 2.673012 = 11.223294 million a year; the shed leaves 18 million, and
    # -3 million in the worst case
    found = verdict(loan=LOAN).debt

    assert found.due == pytest.approx(11_223_294, abs=1)
    assert found.likeliest.years == pytest.approx([18e6 / 11_223_294] * 3, rel=1e-6)
    assert (found.likeliest.n_short, found.worst.n_short, found.worst.lowest_year) == (0, 3, 1)
    assert found.worst.lowest == pytest.approx(-3e6 / 11_223_294, rel=1e-6)


def test_the_tightest_year_is_the_one_with_the_new_roof_and_a_loan_changes_no_value():
    found = verdict(loan=LOAN, once=[[2, -10e6, "Atap baru"], [5, -50e6, "Sesudah lunas"]])

    assert (found.debt.likeliest.lowest_year, found.debt.likeliest.n_short) == (2, 1)
    assert found.debt.likeliest.lowest == pytest.approx(8e6 / 11_223_294, rel=1e-6)
    assert verdict(loan=LOAN).value == verdict().value


@pytest.mark.parametrize("none", [{}, {"loan": []}, {"loan": None}, {"loan": [0, 0.06, 3, "x"]}])
def test_without_a_loan_nothing_is_said_of_debt(none):
    assert verdict(**none).debt is None


@pytest.mark.parametrize(
    "loan",
    [
        [1e6, 0.06, 6, "x"], [1e6, 0.06, 0, "x"], [1e6, 1.5, 3, "x"], [1e6, -0.1, 3, "x"], [-1, 0.06, 3, "x"],
        [1e6, 0.06, 3, ""], [float("nan"), 0.06, 3, "x"], [1e14, 0.06, 3, "x"], [1e6], ["a", 0, 1, "x"],
    ],
)  # fmt: skip
def test_a_loan_that_does_not_fit_is_refused_in_a_sentence(loan):
    with pytest.raises(BadFigures, match=r"\.$"):
        verdict(loan=loan)


def test_a_rent_taken_for_certain_is_told_from_a_range():
    certain = {**inputs()["numbers"], "rent": [6e6, 6e6, 6e6, "Kira-kira"]}

    assert not verdict().has_open_rent
    assert verdict(numbers=certain).has_open_rent
    assert not verdict(numbers={**certain, "rent": [0, 0, 0, ""]}).has_open_rent
