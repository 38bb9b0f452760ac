from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import AuditLine, User
from muara.web.cooperatives import actions
from muara.web.cooperatives.models import Cooperative, Founder, Founding
from muara.web.cooperatives.readiness import readiness
from muara.web.cooperatives.tests.conftest import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def rina(db) -> User:
    return User.objects.create_user("rina@contoh.id", "kata-sandi-panjang", name="Rina")


@pytest.fixture
def begin(city, rina):
    def make(by=None, **given):
        told = {"name": "Koperasi Antar", "kind": "SERVICE", "purpose": "Antaran bersama.", **given}
        return actions.begin_founding(by=by or rina, city=city, at=AT, **told)

    return make


def fill(founding: Founding, n: int, by: User, group: str = "") -> None:
    for number in range(n):
        actions.add_founder(by=by, founding=founding, name=f"Pendiri {group}{number}", group=group, at=AT)


def test_anybody_with_an_account_begins_and_a_facilitator_shows_it(begin, rina, novita, stranger, verbs):
    founding = begin()
    assert founding.listed_at is None
    with pytest.raises(PermissionDenied):
        actions.join_founding(by=stranger, founding=founding, name="Asing", at=AT)
    with pytest.raises(PermissionDenied):
        actions.list_founding(by=rina, founding=founding, at=AT)

    actions.list_founding(by=novita, founding=founding, at=AT)

    with pytest.raises(actions.CannotList):
        actions.list_founding(by=novita, founding=founding, at=AT)
    founding.refresh_from_db()
    actions.join_founding(by=stranger, founding=founding, name="Asing", at=AT)
    assert begin(by=novita, name="Lain").listed_at == AT
    assert verbs() == ["began_founding", "listed_founding", "joined_founding", "began_founding"]


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"purpose": ""},
        {"kind": "UNKNOWN"},
        {"kind": "RAJA"},
        {"groups": "Petani\npetani"},
        {"groups": "x" * 81},
        {"name": "x" * 121},
        {"share_deposit": -1},
        {"place": "a\x00"},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(given, begin, verbs):
    with pytest.raises(actions.CannotBeginFounding):
        begin(**given)
    assert not Founding.objects.exists()
    assert verbs() == []


def test_nobody_keeps_more_than_five_lists(begin):
    for number in range(5):
        begin(name=f"Koperasi {number}")
    with pytest.raises(actions.CannotBeginFounding):
        begin(name="Keenam")


def test_an_initiative_of_another_city_is_none_of_this(begin, other_city):
    from muara.web.initiatives.models import Initiative

    foreign = Initiative(city=other_city, title="Lain")
    with pytest.raises(actions.CannotBeginFounding):
        begin(initiative=foreign)


def test_people_join_once_and_leave_with_their_name_deleted(begin, rina, verbs):
    founding = begin()
    actions.join_founding(by=rina, founding=founding, name="Rina", at=AT)
    with pytest.raises(actions.CannotJoin):
        actions.join_founding(by=rina, founding=founding, name="Rina lagi", at=AT)

    actions.leave_founding(by=rina, founding=founding, at=AT)

    assert not Founder.objects.exists()
    with pytest.raises(actions.CannotLeave):
        actions.leave_founding(by=rina, founding=founding, at=AT)
    assert "Rina" not in str(list(AuditLine.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("name", ["", "Sari 3302010101900001", "x" * 81, "a\x00"])
def test_no_identity_number_and_no_empty_name_stands_on_the_list(name, begin, rina):
    founding = begin()
    with pytest.raises(actions.CannotAddFounder):
        actions.add_founder(by=rina, founding=founding, name=name, at=AT)
    assert not Founder.objects.exists()


def test_who_keeps_the_list_adds_and_drops_and_others_do_not(begin, rina, novita, stranger):
    founding = begin()
    kept = actions.add_founder(by=novita, founding=founding, name="Sari", at=AT)
    with pytest.raises(actions.CannotAddFounder):
        actions.add_founder(by=rina, founding=founding, name="SARI", at=AT)
    for refused in (
        lambda: actions.add_founder(by=stranger, founding=founding, name="x", at=AT),
        lambda: actions.drop_founder(by=stranger, founder=kept, at=AT),
        lambda: actions.change_founding(by=stranger, founding=founding, name="x", at=AT),
        lambda: actions.give_up(by=stranger, founding=founding, lesson="x", at=AT),
        lambda: actions.found(by=rina, founding=founding, registered=TODAY, source="x", at=AT),
    ):
        with pytest.raises(PermissionDenied):
            refused()

    actions.drop_founder(by=rina, founder=kept, at=AT)
    assert not Founder.objects.exists()


def test_nine_found_today_and_twenty_did_before(begin, rina):
    founding = begin()
    fill(founding, 9, rina)
    founders = list(founding.founders.all())

    assert readiness(founding, founders, TODAY).is_ready
    assert readiness(founding, founders[:8], TODAY).n_missing == 1
    assert readiness(founding, founders, date(2019, 1, 1)).n_missing == 11
    assert readiness(founding, founders, TODAY).earlier.value == 20


def test_a_multi_stakeholder_cooperative_needs_founders_of_two_groups(begin, rina):
    founding = begin(name="Koperasi Panen Multi-Pihak", kind="MULTI_PARTY", groups="Petani\nPembeli")
    fill(founding, 9, rina, "Petani")
    with pytest.raises(actions.CannotAddFounder):
        actions.add_founder(by=rina, founding=founding, name="Lain", group="Raja", at=AT)
    with pytest.raises(actions.CannotChangeFounding):
        actions.change_founding(by=rina, founding=founding, groups="Pembeli", at=AT)
    alone = readiness(founding, list(founding.founders.all()), TODAY)
    assert (alone.n_missing, alone.n_groups_missing, alone.is_ready) == (0, 1, False)

    fill(founding, 1, rina, "Pembeli")

    both = readiness(founding, list(founding.founders.all()), TODAY)
    assert both.is_ready
    founding.name = "Koperasi Panen"
    assert not readiness(founding, list(founding.founders.all()), TODAY).is_ready
    assert both.groups == [("Petani", 9), ("Pembeli", 1)]


def test_what_is_registered_stands_in_the_register_without_a_sign_of_life(begin, rina, novita, verbs):
    founding = begin()
    fill(founding, 8, rina)
    told = {"by": novita, "founding": founding, "registered": date(2026, 11, 1), "source": "AHU-1", "at": AT}
    with pytest.raises(actions.CannotFound):
        actions.found(**told)
    actions.add_founder(by=rina, founding=founding, name="Kesembilan", at=AT)
    for wrong in ({"source": " "}, {"registered": date(2026, 11, 21)}):
        with pytest.raises(actions.CannotFound):
            actions.found(**{**told, **wrong})

    made = actions.found(**told)

    assert (made.origin, made.n_members, made.last_meeting_date) == ("BOTTOM_UP", 9, None)
    founding.refresh_from_db()
    assert (founding.state, founding.cooperative) == ("FOUNDED", made)
    with pytest.raises(actions.CannotFound):
        actions.found(**told)
    with pytest.raises(actions.CannotJoin):
        actions.join_founding(by=rina, founding=founding, name="x", at=AT)
    assert verbs()[-1] == "founded_cooperative"


def test_giving_up_keeps_the_lesson_and_deletes_the_names(begin, rina):
    founding = begin()
    fill(founding, 3, rina)
    with pytest.raises(actions.CannotGiveUp):
        actions.give_up(by=rina, founding=founding, lesson=" ", at=AT)

    actions.give_up(by=rina, founding=founding, lesson="Harga pasar lebih murah.", at=AT)

    assert not Founder.objects.exists()
    assert Founding.objects.get().lesson == "Harga pasar lebih murah."
    assert not Cooperative.objects.exists()


def test_founders_are_told_what_becomes_of_it(begin, rina, novita, make_participant):
    person = make_participant("VERIFIED", user=rina)
    founding = begin()
    actions.list_founding(by=novita, founding=founding, at=AT)
    actions.join_founding(by=rina, founding=founding, name="Rina", at=AT)
    actions.change_founding(by=novita, founding=founding, meets_at=AT, place="Balai", at=AT)
    actions.change_founding(by=novita, founding=founding, chair="Bu Sri", at=AT)
    actions.give_up(by=novita, founding=founding, lesson="Cukup.", at=AT)

    assert list(person.notices.order_by("pk").values_list("kind", flat=True)) == [
        "founding_listed", "founding_meets", "founding_given_up",
    ]  # fmt: skip
    assert person.notices.first().link.endswith("/koperasi/rintisan/koperasi-antar/")


def test_who_is_forgotten_is_no_founder_any_more(begin, rina):
    from muara.web.accounts.actions import erase_account

    founding = begin()
    actions.join_founding(by=rina, founding=founding, name="Rina", at=AT)

    erase_account(by=rina, at=AT)

    assert not Founder.objects.exists()


def test_the_name_and_its_audit_line_live_or_die_together(begin, rina, monkeypatch):
    founding = begin()

    def fail(**kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", fail)
    with pytest.raises(OSError, match="disk full"):
        actions.add_founder(by=rina, founding=founding, name="Sari", at=AT)
    assert not Founder.objects.exists()
