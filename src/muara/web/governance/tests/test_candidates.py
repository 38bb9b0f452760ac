"""Candidates who are tied to a member take their seat at the close; a name alone stays a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from muara.web.accounts.actions import erase_account
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.governance import actions
from muara.web.governance.forms.drafts import DraftForm, draft_fields
from muara.web.governance.models import Arrangement, Body, Decision, Seat
from muara.web.governance.queries.candidates import electable_in
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.deciding import END, LATER, association, drafted

OPTIONS = [{"id": name, "name": name.title()} for name in ("ani", "budi", "cici")]
HERE = "/purwokerto/keputusan/"


@pytest.fixture
def people(make_person: Callable[[str], Participant]) -> list[Participant]:
    return [make_person(name) for name in ("ani", "budi", "darto")]


@pytest.fixture
def members(city: City, people: list[Participant]) -> Arrangement:
    return association(city, people)


@pytest.fixture
def board(members: Arrangement) -> Body:
    return Body.objects.create(arrangement=members, slug="pengurus", name="Pengurus", n_seats=2)


@pytest.fixture
def election(members: Arrangement, board: Body, novita: User, people: list[Participant]) -> Decision:
    """Return the draft of an election in which Ani and Budi are members, and Cici is a name."""
    tied = {"ani": {"participant": people[0].pk}, "budi": {"participant": people[1].pk}}
    return drafted(
        members, novita, "board_election", options=OPTIONS, rules={"seats": 2, "mode": "terbuka"},
        elects_to=board, effect={"candidates": tied},
    )  # fmt: skip


def elect(decision: Decision, by: User, closes: User, people: list[Participant], choice: list[str]) -> Decision:
    decision = actions.open_decision(by=by, decision=decision, at=AT).decision
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice=tuple(choice), key="a", at=LATER)
    return actions.close_decision(by=closes, decision=decision, at=END)


def form_of(data: dict[str, Any], city: City, reader: User, **more: Any) -> DraftForm:
    first = DraftForm(city=city, key="board_election", reader=reader, **more)
    given = {name: first[name].value() for name in first.fields if first[name].value() not in (None, False)}
    given |= {"title": "Pengurus baru", "seats": 1, **data}
    return DraftForm(given, city=city, key="board_election", reader=reader, **more)


def test_whoever_is_tied_takes_the_seat_at_the_close_and_a_name_stays_a_name(
    election: Decision, board: Body, people: list[Participant], novita: User, sekar: User
) -> None:
    closed = elect(election, novita, sekar, people, ["ani", "cici"])

    assert "hindrance" not in closed.effect
    seats = Seat.objects.filter(body=board, until_at=None).order_by("name")
    assert [(one.name, one.participant) for one in seats] == [("Ani", people[0]), ("Cici", None)]
    assert Notice.objects.filter(participant=people[0], kind="given_seat").count() == 1


def test_who_is_tied_is_told_once_that_they_stand(
    election: Decision, people: list[Participant], novita: User
) -> None:
    actions.schedule(by=novita, decision=election, opens_at=AT, closes_at=END, at=AT)
    actions.schedule(by=novita, decision=election, opens_at=LATER, closes_at=END, at=AT)
    actions.open_decision(by=novita, decision=election, at=LATER)

    told = Notice.objects.filter(kind="named_candidate").order_by("participant")
    assert list(told.values_list("participant", flat=True)) == sorted(person.pk for person in people[:2])


def test_a_candidate_is_somebody_who_decides_here_and_stands_once(
    election: Decision, novita: User, make_person: Callable[[str], Participant], people: list[Participant]
) -> None:
    elsewhere = make_person("elsa")

    def change(**tied: int) -> None:
        candidates = {option: {"participant": pk} for option, pk in tied.items()}
        actions.change_draft(
            by=novita, decision=election, version=election.version, effect={"candidates": candidates}, at=AT
        )

    with translation.override("en"):
        with pytest.raises(actions.CannotChangeDraft, match="does not decide here"):
            change(ani=elsewhere.pk)
        with pytest.raises(actions.CannotChangeDraft, match="stands once"):
            change(ani=people[0].pk, budi=people[0].pk)
        with pytest.raises(actions.CannotChangeDraft, match="not on the ballot"):
            change(eko=people[0].pk)

    election.refresh_from_db()
    assert set(election.effect["candidates"]) == {"ani", "budi"}


def test_delegates_can_stand_and_people_who_are_not_verified_cannot(
    together: Arrangement, koperasi: Any, sanggar: Any, make_person: Callable[[str], Participant]
) -> None:
    surti, guest = make_person("surti"), make_person("tamu")
    together.members.filter(actor=koperasi).update(delegate=surti)
    together.members.filter(actor=sanggar).update(delegate=guest)
    Participant.objects.filter(pk=guest.pk).update(tier="GUEST")

    assert [(one.participant_id, one.name, one.label) for one in electable_in([together.pk])] == [
        (surti.pk, "Surti", "Surti, Koperasi A")
    ]


def test_who_is_forgotten_before_the_close_is_no_candidate_with_a_person_any_more(
    election: Decision, board: Body, people: list[Participant], novita: User, sekar: User
) -> None:
    assert people[0].user is not None
    decision = actions.open_decision(by=novita, decision=election, at=AT).decision
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice=("ani", "budi"), key="a", at=LATER)

    erase_account(by=people[0].user, at=LATER)
    closed = actions.close_decision(by=sekar, decision=decision, at=END)

    assert closed.effect["candidates"] == {"budi": {"participant": people[1].pk}}
    assert Seat.objects.get(body=board, name="Ani").participant is None
    assert Seat.objects.get(body=board, name="Budi").participant == people[1]


def test_who_signed_in_since_takes_the_seat_as_who_they_are_known_now(
    election: Decision, board: Body, people: list[Participant], novita: User, sekar: User,
    make_person: Callable[[str], Participant],
) -> None:  # fmt: skip
    known = make_person("ani-wijaya")
    decision = actions.open_decision(by=novita, decision=election, at=AT).decision
    for person in people:
        actions.cast_ballot(by=person, decision=decision, choice=("ani",), key="a", at=LATER)
    Participant.objects.filter(pk=people[0].pk).update(merged_into=known)

    actions.close_decision(by=sekar, decision=decision, at=END)

    assert Seat.objects.get(body=board, name="Ani").participant == known


def test_taken_up_again_only_who_still_decides_here_stays_tied(
    election: Decision, members: Arrangement, people: list[Participant], novita: User
) -> None:
    actions.cancel(by=novita, decision=election, at=AT)
    members.members.filter(participant=people[0]).update(left_at=AT)

    again = actions.take_up_again(by=novita, decision=Decision.objects.get(pk=election.pk), at=LATER)

    assert again.effect["candidates"] == {"budi": {"participant": people[1].pk}}


def test_the_form_ties_an_option_to_a_member_and_gives_it_their_name(
    city: City, members: Arrangement, board: Body, people: list[Participant], novita: User
) -> None:
    key = f"{members.pk}-{people[0].pk}"
    form = form_of({"person1": key, "name2": "Cici", "arrangement": members.pk}, city, novita)

    assert form.is_valid(), form.errors
    given = draft_fields(form, "board_election")
    assert [option.name for option in given["rules"].options] == ["Anggota 0", "Cici"]
    assert given["effect"] == {"candidates": {"anggota-0": {"participant": people[0].pk}}}


def test_the_form_refuses_the_same_person_twice_and_people_of_another_arrangement(
    city: City, members: Arrangement, together: Arrangement, koperasi: Any, people: list[Participant],
    novita: User, make_person: Callable[[str], Participant],
) -> None:  # fmt: skip
    surti = make_person("surti")
    together.members.filter(actor=koperasi).update(delegate=surti)
    twice = {"person1": f"{members.pk}-{people[0].pk}", "name2": "Ani", "person2": f"{members.pk}-{people[0].pk}"}
    other = {"person1": f"{together.pk}-{surti.pk}", "name2": "Cici"}

    for data, field in ((twice, "person2"), (other, "person1")):
        form = form_of({**data, "arrangement": members.pk}, city, novita)
        assert not form.is_valid()
        assert list(form.errors) == [field]


def test_names_of_members_are_offered_to_those_alone_who_may_read_them(
    city: City, members: Arrangement, people: list[Participant], stranger: User, novita: User
) -> None:
    assert people[0].user is not None
    for reader, sees in ((stranger, False), (None, False), (novita, True), (people[0].user, True)):
        form = DraftForm(city=city, key="board_election", reader=reader)
        assert ("person1" in form.fields) is sees
    assert "person1" not in DraftForm(city=city, key="ranked", reader=novita).fields


def test_over_the_pages_a_draft_keeps_who_is_tied_and_shows_it_to_members_alone(
    city: City, members: Arrangement, board: Body, people: list[Participant], novita: User,
    as_user: Callable[[User], Client],
) -> None:  # fmt: skip
    client, key = as_user(novita), f"{members.pk}-{people[0].pk}"
    form = form_of({"person1": key, "name1": "Ani", "name2": "Cici", "elects_to": board.pk}, city, novita)
    given = {**form.data, "arrangement": members.pk}
    assert client.post(f"{HERE}baru/board_election/", given).status_code == 303
    made = Decision.objects.get()
    assert made.effect == {"candidates": {"ani": {"participant": people[0].pk}}}

    where = f"{HERE}{made.slug}/"
    assert f'<option value="{key}" selected>' in client.get(f"{where}ubah/").text
    changed = {**given, "version": 0, "name1": "Ani Wijaya"}
    assert client.post(f"{where}ubah/", changed).status_code == 303
    made.refresh_from_db()
    assert made.effect == {"candidates": {"ani-wijaya": {"participant": people[0].pk}}}

    actions.schedule(by=novita, decision=made, opens_at=timezone.now(), closes_at=None, at=timezone.now())
    shown = "Siapa calonnya"
    assert people[1].user is not None
    assert shown in client.get(where).text
    assert shown in as_user(people[1].user).get(where).text
    assert "Anggota 0" in as_user(people[1].user).get(where).text
    assert shown not in Client().get(where).text
