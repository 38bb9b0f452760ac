from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import AuditLine
from muara.web.network import actions
from muara.web.network.models import Actor, ActorEvent, ContactPerson
from muara.web.network.tests.conftest import AT

pytestmark = pytest.mark.django_db


def test_an_actor_is_written_down_with_its_first_event_and_an_audit_line(city, novita, verbs):
    actor = actions.declare_actor(
        by=novita, city=city, name="  Koperasi A ", kind="COOPERATIVE", offers="Gudang\nTruk", at=AT
    )

    assert (actor.name, actor.slug, actor.sector) == ("Koperasi A", "koperasi-a", "COOPERATIVE")
    assert actor.offered == ["Gudang", "Truk"]
    assert Actor.objects.present_on(date(2026, 11, 20)).get() == actor
    assert not Actor.objects.present_on(date(2026, 11, 19)).exists()
    assert verbs() == ["declared_actor"]


@pytest.mark.parametrize("who", ["stranger", "bayu"])
def test_whoever_does_not_keep_the_network_writes_nobody_down(who, request, city, verbs):
    by = request.getfixturevalue(who)
    n = Actor.objects.count()

    with pytest.raises(PermissionDenied):
        actions.declare_actor(by=by, city=city, name="Baru", kind="HUB", at=AT)
    assert Actor.objects.count() == n
    assert verbs() == []


@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"name": "KOPERASI a"},
        {"name": "Baru\x00"},
        {"name": "x" * 121},
        {"kind": "BUKAN"},
        {"kind": "MEDIA", "last_meeting_date": date(2026, 1, 1)},
        {"last_meeting_date": date(2027, 1, 1)},
        {"joined": date(2026, 11, 21)},
        {"n_members": -1},
        {"sector": "SUKU"},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(given, city, novita, koperasi, verbs):
    with pytest.raises(actions.CannotDeclareActor):
        actions.declare_actor(by=novita, city=city, at=AT, **{"name": "Baru", "kind": "COOPERATIVE", **given})

    assert Actor.objects.get() == koperasi
    assert ActorEvent.objects.count() == 1
    assert verbs() == []


def test_an_address_never_hides_a_page(city, novita):
    assert actions.declare_actor(by=novita, city=city, name="Baru", kind="HUB", at=AT).slug == "baru-2"
    assert actions.declare_actor(by=novita, city=city, name="甲", kind="HUB", at=AT).slug == "aktor"


def test_its_own_people_change_an_entry_and_thereby_review_it(koperasi, bayu, verbs):
    later = AT.replace(day=21)

    changed = actions.change_actor(by=bayu, actor=koperasi, needs="Gudang", at=later)

    assert changed.needs == "Gudang"
    assert changed.slug == koperasi.slug
    assert changed.reviewed_at == later
    assert AuditLine.objects.get().detail == {"changed": ["needs"]}


def test_a_cooperative_that_becomes_something_else_keeps_no_meeting_day(koperasi, novita):
    Actor.objects.update(last_meeting_date=date(2026, 3, 1))

    changed = actions.change_actor(by=novita, actor=koperasi, kind="MOVEMENT", at=AT)

    assert changed.last_meeting_date is None


def test_strangers_and_other_actors_change_nothing(koperasi, tini, stranger):
    for by in (tini, stranger):
        with pytest.raises(PermissionDenied):
            actions.change_actor(by=by, actor=koperasi, needs="x", at=AT)
        with pytest.raises(PermissionDenied):
            actions.leave(by=by, actor=koperasi, reason="x", at=AT)


def test_leaving_and_coming_back_are_events_with_a_reason(koperasi, bayu, verbs):
    actions.leave(by=bayu, actor=koperasi, reason="Pengurus pindah.", on=date(2026, 10, 1), at=AT)

    assert not Actor.objects.present_on(date(2026, 10, 1)).exists()
    with pytest.raises(actions.CannotLeave, match=r"\w"):
        actions.leave(by=bayu, actor=koperasi, reason="Lagi.", at=AT)
    with pytest.raises(actions.CannotReturn):
        actions.come_back(by=bayu, actor=koperasi, on=date(2026, 9, 30), at=AT)

    actions.come_back(by=bayu, actor=koperasi, at=AT)
    assert Actor.objects.present_on(date(2026, 11, 20)).exists()
    with pytest.raises(actions.CannotReturn):
        actions.come_back(by=bayu, actor=koperasi, at=AT)
    assert verbs() == ["actor_left", "actor_returned"]


@pytest.mark.parametrize(("reason", "on"), [(" ", None), ("x", date(2026, 11, 21)), ("x", date(2024, 1, 1))])
def test_a_leaving_without_reason_or_on_an_impossible_day_is_refused(reason, on, koperasi, novita):
    with pytest.raises(actions.CannotLeave):
        actions.leave(by=novita, actor=koperasi, reason=reason, on=on, at=AT)
    assert koperasi.events.count() == 1


def test_contact_people_are_for_the_secretariat_and_its_own_people(koperasi, sekar, bayu, novita, tini):
    kept = actions.add_contact(by=bayu, actor=koperasi, name="Sari", phone="0812", at=AT)
    actions.add_contact(by=sekar, actor=koperasi, name="Budi", email="budi@contoh.id", at=AT)

    for by in (novita, tini):
        with pytest.raises(PermissionDenied):
            actions.add_contact(by=by, actor=koperasi, name="x", phone="1", at=AT)
        with pytest.raises(PermissionDenied):
            actions.forget_contact(by=by, contact=kept, at=AT)
    with pytest.raises(actions.CannotKeepContact):
        actions.add_contact(by=bayu, actor=koperasi, name="Tanpa nomor", at=AT)
    actions.forget_contact(by=sekar, contact=kept, at=AT)
    assert ContactPerson.objects.get().name == "Budi"
    assert "Sari" not in str(list(AuditLine.objects.values()))


def test_the_entry_and_its_audit_line_live_or_die_together(city, novita, monkeypatch):
    def fail(**kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", fail)

    with pytest.raises(OSError, match="disk full"):
        actions.declare_actor(by=novita, city=city, name="Baru", kind="HUB", at=AT)
    assert not Actor.objects.exists()


def test_how_an_actor_came_stands_with_the_day_it_joined(novita, city):
    actor = actions.declare_actor(
        by=novita, city=city, name="Sanggar C", kind="CREATIVE", reason=" Datang ke malam BATS.\u200b", at=AT
    )

    assert actor.events.get().reason == "Datang ke malam BATS."
    with pytest.raises(actions.CannotDeclareActor):
        actions.declare_actor(by=novita, city=city, name="Sanggar D", kind="CREATIVE", reason="x" * 301, at=AT)
    assert not Actor.objects.filter(name="Sanggar D").exists()
