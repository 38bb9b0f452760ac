"""Whatever the course of a decision: a stranger counts the same, and one person has one vote."""

from __future__ import annotations

import importlib.util
import json
import random
from secrets import token_urlsafe

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from muara.engine.governance.decisions import KINDS, Rules
from muara.engine.governance.decisions.recount import Bundle, recount
from muara.formats.decision_bundle import PARTS, SCRIPT
from muara.web.accounts.actions import admit, claim_device, verify_by_roll
from muara.web.accounts.models import Participant, User
from muara.web.governance import actions
from muara.web.governance.models import ArrangementMember, Ballot, Decision
from muara.web.governance.queries.log import bundle
from muara.web.governance.tests.conftest import AT
from muara.web.governance.tests.lives import YES_NO, Life, a_key, opened, people_of, staff, standing

pytestmark = pytest.mark.django_db
LIVES = 66
spec = importlib.util.spec_from_file_location("hitung_ulang", SCRIPT)
stranger = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stranger)


def files(of: Bundle) -> dict[str, bytes]:
    parts = {name: getattr(of, part) for name, part in PARTS.items()}
    parts["events.jsonl"] = b"".join(entry + b"\n" for entry in of.events)
    return {name: data for name, data in parts.items() if data is not None}


def test_a_stranger_counts_what_the_program_counted_whatever_was_decided_and_how(city):
    users, seen = staff(city, "tono", "sari", "budi"), set()
    for seed in range(LIVES):
        kind = KINDS[seed % len(KINDS)]
        mode = "rahasia" if seed % 4 == 3 and kind != "consent" else "terbuka"
        with transaction.atomic():
            decision = Life(city, users, seed, kind, mode).run()
            told = bundle(decision)
            theirs = stranger.hitung_ulang(files(told))
            assert json.loads(json.dumps(theirs)) == json.loads(told.result) == decision.result, (seed, kind, mode)
            seen.add((kind, decision.result["status"]))
            transaction.set_rollback(True)
    assert {kind for kind, _ in seen} == set(KINDS)
    assert len({status for _, status in seen}) >= 5


def test_the_order_of_the_ballots_does_not_matter(city):
    roll_by, by = staff(city, "tono", "sari")
    people = people_of(city, 9)
    arrangement = standing(city, people)
    results = []
    for n in range(4):
        rng = random.Random(n)
        decision, _ = opened(arrangement, roll_by, Rules(f"urutan-{n}", "Sewa", "majority", YES_NO))
        for place in rng.sample(range(9), 9):
            choice = "setuju" if place % 3 else "tidak"
            actions.cast_ballot(by=people[place], decision=decision, choice=choice, key=a_key(rng), at=AT)
        results.append(actions.close_decision(by=by, decision=decision, at=AT, why="Cukup.").result)

    assert all(result == results[0] for result in results)
    assert dict(results[0]["votes"]) == {"setuju": 6, "tidak": 3}


def weight_of(decision: Decision, *people: Participant) -> int:
    """Let somebody try to vote in every way there is, and return what they weigh in the end."""
    for n, person in enumerate(people):
        seats = [None, *ArrangementMember.objects.filter(arrangement=decision.arrangement)]
        for place, seat in enumerate(seats):
            try:
                actions.cast_ballot(
                    by=person, decision=decision, choice="setuju", key=f"kunci-{n}-{place}", at=AT, for_member=seat
                )
            except (actions.CannotCastBallot, PermissionDenied):
                continue
    return sum(ballot.elector.weight for ballot in Ballot.objects.filter(decision=decision))


def test_nobody_weighs_more_than_once_though_they_speak_for_many(city, make_actor):
    """One person is the delegate of three organisations, and a member of two arrangements."""
    roll_by, by = staff(city, "tono", "sari")
    one, *_others = people = people_of(city, 3)
    arrangement = standing(city, [])
    arrangement.terms.update(unit="ORGANISATION")
    for name in ("Koperasi A", "Sanggar B", "Radio C"):  # written around the actions, which refuse the second
        ArrangementMember.objects.create(
            arrangement=arrangement, actor=make_actor(name), delegate=one, since_at=AT
        )
    decision, _ = opened(arrangement, roll_by)

    assert weight_of(decision, one) == 1
    closed = actions.close_decision(by=by, decision=decision, at=AT, why="Cukup.")
    assert closed.result["turnout"] == {"eligible": 3, "eligible_weight": 3, "voters": 1, "weight": 1}
    other, _ = opened(standing(city, people, slug="yang-lain"), roll_by, Rules("lain", "Lain", "majority", YES_NO))
    assert weight_of(other, one) == 1


def test_a_guest_and_who_they_turn_out_to_be_weigh_once(city):
    """Somebody is a member twice: as whom the phone knows, and as whom they sign in. Then they sign in on it."""
    roll_by, _by = staff(city, "tono", "sari")
    token, user = token_urlsafe(24), User.objects.create_user("dua@contoh.id", "kata-sandi-panjang", name="Dua")
    guest = admit(city=city, user=None, device_token=token, at=AT)
    own = admit(city=city, user=user, device_token="", at=AT)
    for person in (guest, own):
        verify_by_roll(by=roll_by, participant=person, at=AT)
        person.refresh_from_db()
    arrangement = standing(city, [guest, own, *people_of(city, 2)])
    before, _ = opened(arrangement, roll_by, Rules("sebelum", "Sebelum", "majority", YES_NO))

    claim_device(by=user, device_token=token, at=AT)
    guest.refresh_from_db()
    own.refresh_from_db()
    after, _ = opened(arrangement, roll_by, Rules("sesudah", "Sesudah", "majority", YES_NO))

    assert weight_of(after, guest, own) == 1
    assert after.electors.count() == 3
    assert weight_of(before, guest, own) == 1


def test_closed_is_closed(city):
    roll_by, by = staff(city, "tono", "sari")
    one, other = people_of(city, 2)
    decision, _ = opened(standing(city, [one, other]), roll_by)
    first = actions.cast_ballot(by=one, decision=decision, choice="setuju", key="kunci-1", at=AT)
    later = actions.cast_ballot(by=one, decision=decision, choice="tidak", key="kunci-2", at=AT)
    closed = actions.close_decision(by=by, decision=decision, at=AT, why="Cukup.")
    events, result = closed.events.count(), closed.result

    assert dict(result["votes"]) == {"setuju": 0, "tidak": 1}  # the later ballot took the place of the first
    for refused, act in (
        (actions.CannotCastBallot, lambda: actions.cast_ballot(
            by=other, decision=decision, choice="setuju", key="kunci-3", at=AT)),
        (actions.CannotClose, lambda: actions.close_decision(by=by, decision=decision, at=AT, why="Cukup.")),
        (actions.CannotOpen, lambda: actions.open_decision(by=roll_by, decision=decision, at=AT)),
    ):  # fmt: skip
        with pytest.raises(refused):
            act()
    again = actions.cast_ballot(by=one, decision=decision, choice="tidak", key="kunci-2", at=AT)  # a retry
    assert (again.receipt, again.is_new) == (later.receipt, False) != (first.receipt, False)
    decision.refresh_from_db()
    assert (decision.events.count(), decision.result) == (events, result)
    assert recount(bundle(decision)).to_data() == result
