from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts import device
from muara.web.accounts.actions import claim_device, erase_guest
from muara.web.accounts.models import AuditLine, Notice, Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import (
    CannotCancelRegistration,
    CannotRegister,
    cancel_registration,
    edit_session,
    forget_old_registrations,
    register,
)
from muara.web.forum.models import Registration, Session
from muara.web.forum.tests.conftest import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Keep = Callable[..., Registration]


def stands(session: Session) -> list[tuple[str, str]]:
    return [(row.name, row.status) for row in session.registrations.order_by("pk")]


class TestRegister:
    def test_a_name_is_enough_and_the_token_is_kept_as_a_hash_only(self, keep_place: Keep, aldo: Participant):
        kept = keep_place("  Aldo ", by=aldo)

        assert (kept.name, kept.phone, kept.participant, kept.status) == ("Aldo", "", aldo, "CONFIRMED")
        assert "aldo" not in kept.token_hash
        line = AuditLine.objects.get(verb="registered")
        assert line.by_participant == aldo
        assert "Aldo" not in str(line.detail)

    def test_who_comes_when_it_is_full_waits(self, keep_place: Keep, evening: Session):
        for name in ("Aldo", "Bayu", "Citra"):
            keep_place(name)

        assert stands(evening) == [("Aldo", "CONFIRMED"), ("Bayu", "CONFIRMED"), ("Citra", "WAITING")]

    def test_where_there_is_no_end_of_room_nobody_waits(self, keep_place: Keep, make_session: Any):
        wide = make_session("ANNOUNCED", number=27)
        for n in range(40):
            keep_place(f"Tamu {n}", session=wide)

        assert wide.registrations.confirmed().count() == 40

    def test_a_phone_is_kept_in_one_form(self, keep_place: Keep):
        assert keep_place("Aldo", phone="0812-3456 7890").phone == "+6281234567890"

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"name": "   "}, "Write a name"),
            ({"name": "a" * 81}, "Write a name"),
            ({"name": "Aldo", "phone": "12"}, "phone number"),
            ({"name": "Aldo", "sector": "PIRATE"}, "sector"),
        ],
    )
    def test_what_is_missing_or_unreadable_is_refused(
        self, evening: Session, aldo: Participant, given: dict[str, str], told: str
    ):
        with pytest.raises(CannotRegister, match=told):
            register(by=aldo, session=evening, token="x", at=BEFORE, **given)
        assert not Registration.objects.exists()

    @pytest.mark.parametrize("status", ["DRAFT", "OPEN", "CLOSED", "PUBLISHED", "CANCELLED"])
    def test_only_an_announced_evening_takes_registrations(
        self, make_session: Any, aldo: Participant, status: str
    ):
        with pytest.raises(CannotRegister, match="no registrations"):
            register(by=aldo, session=make_session(status), name="Aldo", token="x", at=BEFORE)
        assert not Registration.objects.exists()

    def test_an_evening_that_passed_without_being_opened_takes_none(self, evening: Session, aldo: Participant):
        with pytest.raises(CannotRegister, match="no registrations"):
            register(by=aldo, session=evening, name="Aldo", token="x", at=NIGHT + timedelta(hours=7))

    def test_one_person_has_one_place_and_keeps_one_for_another(self, keep_place: Keep, aldo: Participant):
        keep_place("Aldo", by=aldo)

        with pytest.raises(CannotRegister, match="somebody else"):
            keep_place("Aldo lagi", by=aldo)
        assert keep_place("Ibu Aldo", by=aldo, is_for_another=True).participant is None

    def test_one_person_does_not_fill_the_hall(self, keep_place: Keep, aldo: Participant, make_participant: Any):
        for n in range(10):
            keep_place(f"Saudara {n}", by=aldo, is_for_another=True)

        with pytest.raises(CannotRegister, match="ten people"):
            keep_place("Saudara 11", by=aldo, is_for_another=True)
        keep_place("Bayu", by=make_participant())


class TestGiveBack:
    def test_the_first_who_waits_moves_up_and_is_told(
        self, keep_place: Keep, evening: Session, make_participant: Any
    ):
        aldo, third = make_participant(), make_participant()
        mine = keep_place("Aldo", by=aldo)
        for name, by in (("Bayu", None), ("Citra", third), ("Dewi", None)):
            keep_place(name, by=by)

        cancel_registration(by=aldo, registration=mine, at=NIGHT - timedelta(hours=1))

        assert [status for _name, status in stands(evening)] == ["CANCELLED", "CONFIRMED", "CONFIRMED", "WAITING"]
        told = Notice.objects.get()
        assert (told.kind, told.participant, told.link) == ("moved_up", third, "/purwokerto/sesi/26/daftar/saya/")

    def test_who_waits_and_gives_up_moves_nobody(self, keep_place: Keep, evening: Session):
        for name in ("Aldo", "Bayu", "Citra", "Dewi"):
            keep_place(name)
        cancel_registration(by=None, registration=Registration.objects.get(name="Citra"), token="citra", at=BEFORE)

        assert [status for _name, status in stands(evening)] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "WAITING"]
        assert not Notice.objects.exists()

    def test_whoever_holds_the_link_gives_it_back_and_nobody_else(
        self, keep_place: Keep, aldo: Participant, stranger: User, make_participant: Any
    ):
        mine = keep_place("Aldo", by=make_participant())

        for by, token in ((aldo, ""), (aldo, "bayu"), (stranger, ""), (None, ""), (None, mine.token_hash)):
            with pytest.raises(PermissionDenied):
                cancel_registration(by=by, registration=mine, token=token, at=BEFORE)
        cancel_registration(by=None, registration=mine, token="aldo", at=BEFORE)
        mine.refresh_from_db()
        assert mine.status == "CANCELLED"

    def test_who_typed_it_for_another_needs_the_link_too(self, keep_place: Keep, aldo: Participant):
        theirs = keep_place("Ibu", by=aldo, is_for_another=True)

        with pytest.raises(PermissionDenied):
            cancel_registration(by=aldo, registration=theirs, at=BEFORE)

    def test_a_facilitator_takes_off_who_called(
        self, keep_place: Keep, novita: User, make_member: Any, other_city: City
    ):
        mine = keep_place("Aldo")

        with pytest.raises(PermissionDenied):
            cancel_registration(by=make_member("jauh", "FACILITATOR", other_city), registration=mine, at=BEFORE)
        assert cancel_registration(by=novita, registration=mine, at=BEFORE).status == "CANCELLED"

    def test_twice_is_refused_and_moves_nobody_twice(self, keep_place: Keep, evening: Session):
        mine = keep_place("Aldo")
        for name in ("Bayu", "Citra", "Dewi"):
            keep_place(name)
        cancel_registration(by=None, registration=mine, token="aldo", at=BEFORE)

        with pytest.raises(CannotCancelRegistration, match="already"):
            cancel_registration(by=None, registration=mine, token="aldo", at=BEFORE)
        assert evening.registrations.confirmed().count() == 2

    @pytest.mark.parametrize("status", ["OPEN", "CLOSED", "PUBLISHED", "CANCELLED"])
    def test_once_the_evening_began_there_is_nothing_to_give_back(
        self, keep_place: Keep, evening: Session, status: str
    ):
        mine = keep_place("Aldo")
        Session.objects.update(status=status)

        with pytest.raises(CannotCancelRegistration, match="begun or is over"):
            cancel_registration(by=None, registration=mine, token="aldo", at=NIGHT)

    def test_who_gave_a_place_back_may_come_again_at_the_end(self, keep_place: Keep, aldo: Participant):
        mine = keep_place("Aldo", by=aldo)
        keep_place("Bayu")
        keep_place("Citra")
        cancel_registration(by=aldo, registration=mine, at=BEFORE)

        assert register(by=aldo, session=mine.session, name="Aldo", token="anew", at=BEFORE).status == "WAITING"


class TestMoreRoom:
    def told(self, session: Session, **changed: Any) -> dict[str, Any]:
        names = ("theme", "question", "venue", "starts_at", "capacity")
        return {name: getattr(session, name) for name in names} | changed

    @pytest.mark.parametrize(("capacity", "n"), [(1, 2), (2, 2), (3, 3), (4, 4), (None, 5)])
    def test_a_larger_room_lets_move_up_and_a_smaller_one_sends_nobody_away(
        self, keep_place: Keep, evening: Session, novita: User, capacity: int | None, n: int
    ):
        for name in ("Aldo", "Bayu", "Citra", "Dewi", "Eko"):
            keep_place(name)

        edit_session(by=novita, session=evening, at=BEFORE, **self.told(evening, capacity=capacity))

        assert evening.registrations.confirmed().count() == n

    def test_another_place_is_told_to_who_registered_and_another_theme_is_not(
        self, keep_place: Keep, evening: Session, novita: User, aldo: Participant
    ):
        keep_place("Aldo", by=aldo)

        edit_session(by=novita, session=evening, at=BEFORE, **self.told(evening, theme="Pasar"))
        assert not Notice.objects.exists()
        edit_session(by=novita, session=evening, at=BEFORE, **self.told(evening, venue="Balai kota"))
        assert Notice.objects.get().kind == "session_changed"


class TestForgetting:
    def test_names_go_thirty_days_after_the_evening_and_the_figures_stay(self, keep_place: Keep, evening: Session):
        for name in ("Aldo", "Bayu", "Citra"):
            keep_place(name, phone="081234567890")

        assert forget_old_registrations(at=NIGHT + timedelta(days=30)) == 0
        assert forget_old_registrations(at=NIGHT + timedelta(days=30, seconds=1)) == 3

        rows = evening.registrations.values_list("name", "phone", "participant", "entered_by", "status")
        assert sorted(rows) == [("", "", None, None, s) for s in ("CONFIRMED", "CONFIRMED", "WAITING")]
        assert forget_old_registrations(at=NIGHT + timedelta(days=60)) == 0

    def test_who_asks_to_be_forgotten_gives_the_place_back_without_a_name(
        self, keep_place: Keep, evening: Session, aldo: Participant
    ):
        keep_place("Aldo", by=aldo, phone="081234567890")
        keep_place("Bayu")
        keep_place("Citra")

        erase_guest(by=aldo, at=BEFORE)

        assert stands(evening) == [("", "CANCELLED"), ("Bayu", "CONFIRMED"), ("Citra", "CONFIRMED")]
        assert not evening.registrations.filter(phone="+6281234567890").exists()


class TestSigningIn:
    def test_a_guest_who_signs_in_keeps_the_place(self, keep_place: Keep, make_participant: Any, stranger: User):
        guest, own = make_participant(device_hash=device.hash_of("hp")), make_participant(user=stranger)
        mine = keep_place("Aldo", by=guest)

        claim_device(by=stranger, device_token="hp", at=BEFORE)

        mine.refresh_from_db()
        assert (mine.participant, mine.entered_by, mine.status) == (own, own, "CONFIRMED")

    def test_of_two_places_of_one_person_one_goes_to_who_waits(
        self, keep_place: Keep, evening: Session, make_participant: Any, stranger: User
    ):
        guest, own = make_participant(device_hash=device.hash_of("hp")), make_participant(user=stranger)
        keep_place("Aldo", by=guest)
        keep_place("Aldo W.", by=own)
        keep_place("Bayu")

        claim_device(by=stranger, device_token="hp", at=BEFORE)

        assert stands(evening) == [("Aldo", "CANCELLED"), ("Aldo W.", "CONFIRMED"), ("Bayu", "CONFIRMED")]
