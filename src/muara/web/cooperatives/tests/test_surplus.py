from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from muara.web.accounts.models import AuditLine
from muara.web.cooperatives import actions
from muara.web.cooperatives.actions import GivenLine
from muara.web.cooperatives.models import SurplusShare, SurplusYear
from muara.web.cooperatives.queries.reading import paid_by_year
from muara.web.cooperatives.queries.surplus import own_line, surplus_page
from muara.web.cooperatives.tests.conftest import AT

pytestmark = pytest.mark.django_db
GOOD = {"RESERVE": Decimal(40), "MEMBERS": Decimal(40), "EDUCATION": Decimal("12.5"), "SOCIAL": Decimal("7.5")}
# A split that is copied from page to page and adds up to 105.
COPIED = dict(
    zip(
        ["RESERVE", "MEMBERS", "MANAGEMENT", "EMPLOYEES", "EDUCATION", "SOCIAL", "DEVELOPMENT"],
        map(Decimal, [40, 40, 5, 5, 5, 5, 5]),
        strict=True,
    )
)
LINES = [
    GivenLine(1, 5_000_000, 1_000_000),
    GivenLine(2, 15_000_000, 1_000_000),
    GivenLine(7, 4_000_000, 500_000, "FORMER"),
    GivenLine(9, 3_000_000, 0, "OUTSIDER"),
]


@pytest.fixture
def prepared(koperasi, bayu):
    def make(**given):
        told = {
            "year": 2025, "ends": date(2025, 12, 31), "surplus": 2_500_000, "shares": GOOD,
            "by_trade": Decimal(60), **given,
        }  # fmt: skip
        return actions.prepare_surplus(by=bayu, cooperative=koperasi, at=AT, **told)

    return make


@pytest.fixture
def meet(koperasi, bayu):
    def make(held=date(2026, 3, 1), minutes="01/RAT/2026", **given):
        return actions.record_meeting(
            by=bayu, cooperative=koperasi, held=held, for_year=held.year - 1, minutes=minutes, source="Notulen",
            at=AT, **given,
        )  # fmt: skip

    return make


def amounts(year: SurplusYear) -> dict[str, int]:
    return {share.purpose: share.amount for share in year.shares.all()}


def test_a_year_is_previewed_decided_and_never_changes_again(prepared, meet, bayu, koperasi, verbs):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    page = surplus_page(year, with_lines=True)
    assert page.pool == 1_000_000
    by_number = {one.line.number: one.payout for one in page.paid}
    assert (by_number[1].total, by_number[2].total) == (350_000, 650_000)  # by hand
    assert by_number[7] is by_number[9] is None
    assert set(amounts(year).values()) == {None}

    actions.lock_surplus(by=bayu, surplus_year=year, meeting=meet(), at=AT)

    year.refresh_from_db()
    assert year.is_locked
    assert year.minutes == "01/RAT/2026"
    assert amounts(year) == {"RESERVE": 1_000_000, "MEMBERS": 1_000_000, "EDUCATION": 312_500, "SOCIAL": 187_500}
    paid = {line.number: (line.by_trade, line.by_deposits) for line in year.lines.all()}
    assert paid == {1: (150_000, 200_000), 2: (450_000, 200_000), 7: (0, 0), 9: (0, 0)}
    assert paid_by_year(koperasi.city) == [(2025, 1_000_000)]
    with pytest.raises(actions.CannotChangeSurplus):
        actions.change_surplus(
            by=bayu,
            surplus_year=year,
            ends=date(2025, 12, 31),
            surplus=1,
            shares=GOOD,
            by_trade=Decimal(60),
            at=AT,
        )
    with pytest.raises(actions.CannotListMembers):
        actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    with pytest.raises(actions.CannotLockSurplus):
        actions.lock_surplus(by=bayu, surplus_year=year, meeting=koperasi.meetings.get(), at=AT)
    assert [verb for verb in verbs() if "surplus" in verb] == [
        "prepared_surplus", "listed_members_of_surplus", "locked_surplus",
    ]  # fmt: skip


def test_shares_that_add_up_to_105_are_refused_with_their_sum(prepared):
    with pytest.raises(actions.CannotPrepareSurplus, match="105"):
        prepared(shares=COPIED)
    assert not SurplusYear.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"shares": {**GOOD, "SOCIAL": Decimal("7.4")}},
        {"shares": {"RESERVE": Decimal(100)}},
        {"shares": {"MEMBERS": Decimal("33.3333"), "RESERVE": Decimal("66.6667")}},
        {"shares": {"MEMBERS": Decimal(140), "RESERVE": Decimal(-40)}},
        {"shares": {"MEMBERS": Decimal("NaN")}},
        {"by_trade": Decimal(101)},
        {"ends": date(2026, 11, 21)},
        {"ends": date(2023, 12, 31)},
        {"year": 2027},
        {"surplus": 10**16},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(given, prepared, verbs):
    with pytest.raises(actions.CannotPrepareSurplus):
        prepared(**given)
    assert not SurplusYear.objects.exists()
    assert verbs() == []


def test_a_year_is_prepared_once(prepared):
    prepared()
    with pytest.raises(actions.CannotPrepareSurplus):
        prepared()


@pytest.mark.parametrize("who", ["novita", "stranger"])
def test_only_its_own_people_and_the_secretariat_keep_the_books(who, request, koperasi, prepared, sekar, meet):
    year, other = prepared(), request.getfixturevalue(who)
    told = {"ends": date(2025, 12, 31), "surplus": 5, "shares": GOOD, "by_trade": Decimal(50), "at": AT}

    actions.change_surplus(by=sekar, surplus_year=year, **told)
    for refused in (
        lambda: actions.prepare_surplus(by=other, cooperative=koperasi, year=2024, **told),
        lambda: actions.change_surplus(by=other, surplus_year=year, **told),
        lambda: actions.list_members(by=other, surplus_year=year, lines=LINES, at=AT),
        lambda: actions.lock_surplus(by=other, surplus_year=year, meeting=meet(), at=AT),
        lambda: actions.reopen_surplus(by=other, surplus_year=year, why="x", at=AT),
    ):
        with pytest.raises(PermissionDenied):
            refused()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [GivenLine(1, 1, 1), GivenLine(1, 2, 2)],
        [GivenLine(0, 1, 1)],
        [GivenLine(1, -1, 1)],
        [GivenLine(1, 1, 10**16)],
        [GivenLine(1, 1, 1, "RAJA")],
    ],
)
def test_a_list_that_does_not_fit_leaves_the_one_before(lines, prepared, bayu):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    with pytest.raises(actions.CannotListMembers):
        actions.list_members(by=bayu, surplus_year=year, lines=lines, at=AT)
    assert year.lines.count() == len(LINES)


def test_a_part_without_anything_to_divide_by_stays_undivided_and_is_said(prepared, bayu):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=[GivenLine(1, 0, 5), GivenLine(2, 0, 5)], at=AT)

    page = surplus_page(year, with_lines=True)

    assert page.undivided == 600_000
    assert [one.payout.total for one in page.paid] == [200_000, 200_000]
    assert len(page.cautions) == 1


def test_where_everybody_has_left_nothing_is_divided(prepared, bayu, meet):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=[GivenLine(1, 5, 5, "FORMER")], at=AT)

    page = surplus_page(year)

    assert (page.undivided, page.n_paid) == (page.pool, None)
    with pytest.raises(actions.CannotLockSurplus):
        actions.lock_surplus(by=bayu, surplus_year=year, meeting=meet(), at=AT)


def test_a_loss_pays_nobody_and_can_be_decided(prepared, bayu, meet):
    year = prepared(surplus=-750_000, by_trade=Decimal(30))
    page = surplus_page(year)
    assert page.is_loss
    assert page.pool == 0
    assert len(page.cautions) == 1  # capital outweighs trade

    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    actions.lock_surplus(by=bayu, surplus_year=year, meeting=meet(), at=AT)

    assert set(amounts(year).values()) == {0}
    assert {line.by_trade + line.by_deposits for line in year.lines.all()} == {0}


def test_former_members_get_their_part_where_the_by_laws_say_so(prepared, bayu):
    year = prepared(pays_former=True)
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    page = surplus_page(year, with_lines=True)

    assert sum(one.payout.total for one in page.paid if one.payout) == page.pool
    assert next(one.payout.total for one in page.paid if one.line.number == 7) == 100_000 + 80_000


def test_nothing_is_decided_without_a_meeting_after_the_year_minutes_and_a_list(
    prepared, bayu, meet, koperasi, make_cooperative
):
    year = prepared()
    early = meet(held=date(2025, 12, 31))
    bare = meet(held=date(2026, 2, 1), minutes="")
    foreign = make_cooperative("Lain", met=date(2026, 3, 3)).meetings.get()
    good = meet()

    with pytest.raises(actions.CannotLockSurplus):  # no list yet
        actions.lock_surplus(by=bayu, surplus_year=year, meeting=good, at=AT)
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    for meeting, minutes in ((early, "1"), (bare, ""), (foreign, "1")):
        with pytest.raises(actions.CannotLockSurplus):
            actions.lock_surplus(by=bayu, surplus_year=year, meeting=meeting, minutes=minutes, at=AT)
    actions.lock_surplus(by=bayu, surplus_year=year, meeting=bare, minutes="7/RAT", at=AT)
    assert SurplusYear.objects.get().minutes == "7/RAT"


@pytest.mark.parametrize(("state", "status", "is_good"), [
    ("CLOSED", "passed", True), ("CLOSED", "failed", False), ("OPEN", "", False),
])  # fmt: skip
def test_a_decision_of_the_network_stands_for_the_minutes_if_it_passed(
    state, status, is_good, prepared, bayu, meet, city
):
    from muara.web.governance.models import Arrangement

    arrangement = Arrangement.objects.create(city=city, slug="rapat", name="Rapat anggota", created_at=AT)
    decision = arrangement.decisions.create(
        city=city, slug="shu", title="SHU 2025", rules={}, state=state, created_at=AT,
        **({"closed_at": AT, "result": {"status": status}} if state == "CLOSED" else {}),
    )  # fmt: skip
    year, meeting = prepared(), meet(minutes="")
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    if is_good:
        locked = actions.lock_surplus(by=bayu, surplus_year=year, meeting=meeting, decision=decision, at=AT)
        assert locked.decision == decision
    else:
        with pytest.raises(actions.CannotLockSurplus):
            actions.lock_surplus(by=bayu, surplus_year=year, meeting=meeting, decision=decision, at=AT)
        assert not SurplusYear.objects.get().is_locked


def test_other_shares_need_another_version_and_a_later_meeting(prepared, bayu, meet, koperasi):
    year, first = prepared(), meet()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    with pytest.raises(actions.CannotReopenSurplus):
        actions.reopen_surplus(by=bayu, surplus_year=year, why="Salah hitung.", at=AT)
    actions.lock_surplus(by=bayu, surplus_year=year, meeting=first, at=AT)
    with pytest.raises(actions.CannotReopenSurplus):
        actions.reopen_surplus(by=bayu, surplus_year=year, why=" ", at=AT)

    new = actions.reopen_surplus(by=bayu, surplus_year=year, why="Salah hitung.", at=AT)

    with pytest.raises(actions.CannotReopenSurplus):
        actions.reopen_surplus(by=bayu, surplus_year=year, why="Lagi.", at=AT)
    assert (new.version, new.lines.count(), new.shares.count()) == (2, len(LINES), len(GOOD))
    assert new.key_of(1) != year.key_of(1)
    shares = {"RESERVE": Decimal(20), "MEMBERS": Decimal(80)}
    actions.change_surplus(
        by=bayu,
        surplus_year=new,
        ends=new.ends_date,
        surplus=2_500_000,
        shares=shares,
        by_trade=Decimal(100),
        at=AT,
    )
    with pytest.raises(actions.CannotLockSurplus, match=r"\w"):
        actions.lock_surplus(by=bayu, surplus_year=new, meeting=first, at=AT)
    actions.lock_surplus(by=bayu, surplus_year=new, meeting=meet(held=date(2026, 5, 1)), at=AT)
    assert amounts(year)["MEMBERS"] == 1_000_000
    assert paid_by_year(koperasi.city) == [(2025, 2_000_000)]


def test_deposits_count_by_the_days_they_lay_there_where_the_by_laws_say_so(prepared, bayu):
    year = prepared(weighs_time=True, by_trade=Decimal(0))
    lines = [GivenLine(1, 0, 0), GivenLine(2, 0, 0)]
    moved = {1: [(date(2020, 5, 1), 300)], 2: [(date(2025, 7, 2), 700), (date(2025, 12, 31), -100)]}

    actions.list_members(by=bayu, surplus_year=year, lines=lines, movements=moved, at=AT)

    by_number = {line.number: line.deposits for line in year.lines.all()}
    assert by_number == {1: 300 * 365, 2: 700 * 182 + 600}  # by hand
    for wrong in ({3: [(date(2025, 1, 1), 5)]}, {1: [(date(2025, 1, 1), -5)]}):
        with pytest.raises(actions.CannotListMembers):
            actions.list_members(by=bayu, surplus_year=year, lines=lines, movements=wrong, at=AT)
    other = prepared(year=2024, ends=date(2024, 12, 31))
    with pytest.raises(actions.CannotListMembers):
        actions.list_members(by=bayu, surplus_year=other, lines=lines, movements=moved, at=AT)


def test_a_meeting_at_which_a_surplus_was_decided_stays(prepared, bayu, meet):
    year, meeting = prepared(), meet()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    actions.lock_surplus(by=bayu, surplus_year=year, meeting=meeting, at=AT)

    with pytest.raises(actions.CannotWithdrawMeeting):
        actions.withdraw_meeting(by=bayu, meeting=meeting, at=AT)


def test_whoever_changes_the_tables_behind_a_decision_is_seen(prepared, bayu, meet):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)
    actions.lock_surplus(by=bayu, surplus_year=year, meeting=meet(), at=AT)

    year.refresh_from_db()
    assert surplus_page(year).is_as_decided
    year.lines.filter(number=1).update(trade=50_000_000)

    assert not surplus_page(year).is_as_decided


def test_the_database_keeps_a_decided_year_from_being_without_minutes(prepared):
    year = prepared()
    with pytest.raises(IntegrityError), transaction.atomic():
        SurplusYear.objects.filter(pk=year.pk).update(state="LOCKED")


def test_the_lock_and_its_audit_line_live_or_die_together(prepared, bayu, meet, monkeypatch):
    year, meeting = prepared(), meet()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    def fail(**kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", fail)

    with pytest.raises(OSError, match="disk full"):
        actions.lock_surplus(by=bayu, surplus_year=year, meeting=meeting, at=AT)
    assert not SurplusYear.objects.get().is_locked
    assert not SurplusShare.objects.exclude(amount=None).exists()


def test_one_member_sees_their_own_figures_beside_those_of_all(prepared, bayu):
    year = prepared()
    actions.list_members(by=bayu, surplus_year=year, lines=LINES, at=AT)

    mine = own_line(year, 2)

    assert (mine.line.trade, mine.all_trade, mine.all_deposits) == (15_000_000, 20_000_000, 2_000_000)
    assert mine.payout.total == 650_000
    assert own_line(year, 9).payout.total == 0
    assert own_line(year, 3) is None
    assert year.is_opened_by(year.key_of(2), 2)
    assert not year.is_opened_by(year.key_of(2), 1)
