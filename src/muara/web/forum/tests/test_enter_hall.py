from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import CannotEnterHall, close_session, enter_hall, move_attendance, renew_hall_code
from muara.web.forum.actions.hall import REST, WRONG_TRIES
from muara.web.forum.models import Attendance, Session

pytestmark = pytest.mark.django_db


def test_who_is_in_the_room_is_recorded_and_verified(make_participant: Any, session: Session):
    guest = make_participant()

    attendance = enter_hall(by=guest, code="K7M2QX", at=NIGHT)

    guest.refresh_from_db()
    assert (attendance.session, attendance.channel) == (session, "PHONE")
    assert (guest.tier, guest.verified_by) == ("VERIFIED", "HALL")
    assert AuditLine.objects.get(verb="attended").by_participant == guest


def test_who_is_helped_is_recorded_as_helped(make_participant: Any, session: Session, novita: User):
    helped = make_participant(is_assisted=True, assisted_by=novita)

    assert enter_hall(by=helped, code="K7M2QX", at=NIGHT).channel == "ASSISTED"


def test_coming_in_twice_is_being_there_once(make_participant: Any, session: Session):
    guest = make_participant()

    first = enter_hall(by=guest, code="K7M2QX", at=NIGHT)
    again = enter_hall(by=guest, code="k7m2qx", at=NIGHT + timedelta(hours=1))

    assert first == again
    assert again.at == NIGHT
    assert AuditLine.objects.filter(verb="attended").count() == 1


def test_a_member_of_a_roll_stays_one(make_participant: Any, session: Session):
    member = make_participant("VERIFIED", verified_by="ROLL")

    enter_hall(by=member, code="K7M2QX", at=NIGHT)

    member.refresh_from_db()
    assert member.verified_by == "ROLL"


@pytest.mark.parametrize("typed", [" k7m2qx ", "K7-M2-QX", "k7m 2qx", "Ｋ７Ｍ２ＱＸ"])
def test_the_shape_in_which_a_code_is_typed_is_forgiven(make_participant: Any, session: Session, typed: str):
    assert enter_hall(by=make_participant(), code=typed, at=NIGHT).session == session


def test_look_alikes_are_forgiven(make_participant: Any, session: Session):
    Session.objects.update(hall_code="0152VX")

    assert enter_hall(by=make_participant(), code="OISZUX", at=NIGHT).session == session


def refuse(guest: Participant, code: str) -> str:
    with pytest.raises(CannotEnterHall) as refusal:
        enter_hall(by=guest, code=code, at=NIGHT)
    guest.refresh_from_db()
    assert guest.tier == "GUEST"
    assert not Attendance.objects.exists()
    return str(refusal.value)


def test_every_wrong_code_gets_one_and_the_same_answer(
    make_participant: Any, make_session: Any, session: Session, other_city: City, novita: User
):
    guest = make_participant()
    make_session("OPEN", where=other_city, hall_code="A23456")
    make_session("CLOSED", hall_code="C23456")

    answers = {refuse(guest, code) for code in ("A23456", "C23456", "999999", "", "\0", "\ud800", "K" * 9999)}

    assert len(answers) == 1


def test_the_code_of_a_session_that_was_closed_opens_nothing(
    make_participant: Any, session: Session, novita: User
):
    close_session(by=novita, session=session, at=NIGHT)

    refuse(make_participant(), "K7M2QX")


def test_an_old_code_opens_nothing_after_a_new_one_was_drawn(
    make_participant: Any, session: Session, novita: User
):
    renew_hall_code(by=novita, session=session, at=NIGHT)

    refuse(make_participant(), "K7M2QX")


def test_somebody_of_another_city_does_not_come_in(make_participant: Any, session: Session, other_city: City):
    refuse(make_participant(where=other_city), "K7M2QX")


def test_fifty_guesses_of_one_person_end_at_the_tenth(make_participant: Any, session: Session):
    guest = make_participant()

    for number in range(50):
        refuse(guest, f"A{number:05}")

    refuse(guest, "K7M2QX")  # even the right one, for a while
    assert AuditLine.objects.filter(verb="mistook_hall_code").count() == WRONG_TRIES


def test_after_a_rest_the_right_code_opens_again(make_participant: Any, session: Session):
    guest = make_participant()
    for number in range(WRONG_TRIES):
        refuse(guest, f"A{number:05}")

    assert enter_hall(by=guest, code="K7M2QX", at=NIGHT + REST).session == session


def test_the_guesses_of_one_person_refuse_nobody_else(make_participant: Any, session: Session):
    guesser = make_participant()
    for number in range(50):
        refuse(guesser, f"A{number:05}")

    assert enter_hall(by=make_participant(), code="K7M2QX", at=NIGHT)


def test_the_evenings_of_a_guest_move_to_who_they_turn_out_to_be(
    make_participant: Any, make_session: Any, session: Session, novita: User
):
    guest, member = make_participant(), make_participant(user=novita)
    other = make_session("OPEN", hall_code="A23456")
    enter_hall(by=guest, code="K7M2QX", at=NIGHT)
    enter_hall(by=guest, code="A23456", at=NIGHT)
    enter_hall(by=member, code="A23456", at=NIGHT)

    move_attendance(by=novita, source=guest, target=member, at=NIGHT)

    assert set(member.attendances.values_list("session", flat=True)) == {session.pk, other.pk}
    assert not guest.attendances.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_closing_while_people_come_in_leaves_no_one_in_after_the_door_shut(
    make_participant: Any, session: Session, novita: User
):
    guests = [make_participant() for _ in range(12)]
    start = threading.Barrier(len(guests) + 1)
    answered: list[int] = []

    def enter(guest: Participant) -> None:
        start.wait()
        try:
            answered.append(enter_hall(by=guest, code="K7M2QX", at=NIGHT).pk)
        except CannotEnterHall:
            pass
        finally:
            connection.close()

    def close() -> None:
        start.wait()
        close_session(by=novita, session=session, at=NIGHT)
        connection.close()

    threads = [threading.Thread(target=enter, args=[guest]) for guest in guests]
    threads.append(threading.Thread(target=close))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answered) == sorted(Attendance.objects.values_list("pk", flat=True))
    closed_line = AuditLine.objects.get(verb="closed").pk
    assert not AuditLine.objects.filter(verb="attended", pk__gt=closed_line).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_phone_that_sends_its_code_ten_times_at_once_is_there_once(make_participant: Any, session: Session):
    guest = make_participant()
    start = threading.Barrier(10)
    faults: list[BaseException] = []

    def enter() -> None:
        try:
            start.wait()
            enter_hall(by=guest, code="K7M2QX", at=NIGHT)
        except BaseException as fault:  # noqa: BLE001 (shown by the assertion below)
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Attendance.objects.count() == 1
