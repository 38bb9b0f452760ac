from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.engine.network import stops
from muara.web.network import actions
from muara.web.network.models import Holding, Process, Role
from muara.web.network.queries import network_at
from muara.web.network.tests.conftest import AT

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def bats(city, novita):
    return actions.start_process(by=novita, city=city, name="BATS", what="Malam belajar.", weight=3, at=AT)


def test_a_process_with_its_roles_reaches_the_engine(city, bats, koperasi, sanggar, novita, verbs):
    notes = actions.add_role(by=novita, process=bats, name="pencatat", at=AT)
    hosts = actions.add_role(by=novita, process=bats, name="tuan rumah", needed=2, at=AT)
    actions.assign_role(by=novita, role=notes, actor=koperasi, n_people=2, at=AT)
    for actor in (koperasi, sanggar):
        actions.assign_role(by=novita, role=hosts, actor=actor, at=AT)

    work = network_at(city, TODAY).work

    assert stops(work, [sanggar.pk]).stopped == (bats.pk,)
    assert stops(work).already == ()
    assert stops(work).one_step == {bats.pk: (koperasi.pk, sanggar.pk)}
    assert verbs()[:2] == ["started_process", "added_role"]


def test_only_who_keeps_the_network_keeps_processes(city, bats, koperasi, bayu, novita):
    role = actions.add_role(by=novita, process=bats, name="pencatat", at=AT)
    for act in (
        lambda: actions.start_process(by=bayu, city=city, name="x", at=AT),
        lambda: actions.change_process(by=bayu, process=bats, name="x", what="", weight=1, at=AT),
        lambda: actions.end_process(by=bayu, process=bats, reason="", at=AT),
        lambda: actions.add_role(by=bayu, process=bats, name="x", at=AT),
        lambda: actions.change_role(by=bayu, role=role, needed=2, at=AT),
        lambda: actions.drop_role(by=bayu, role=role, at=AT),
        lambda: actions.assign_role(by=bayu, role=role, actor=koperasi, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (Process.objects.count(), Role.objects.count(), Holding.objects.count()) == (1, 1, 0)


def test_an_actor_gives_its_own_role_back(city, bats, koperasi, bayu, tini, novita):
    role = actions.add_role(by=novita, process=bats, name="pencatat", at=AT)
    holding = actions.assign_role(by=novita, role=role, actor=koperasi, at=AT)

    with pytest.raises(PermissionDenied):
        actions.release_role(by=tini, holding=holding, at=AT)
    actions.release_role(by=bayu, holding=holding, at=AT)

    with pytest.raises(actions.CannotReleaseRole):
        actions.release_role(by=bayu, holding=holding, at=AT)
    assert network_at(city, TODAY).work.roles[0].holders == ()
    actions.assign_role(by=novita, role=role, actor=koperasi, at=AT)
    assert network_at(city, TODAY).work.roles[0].holders == (koperasi.pk,)


def test_what_does_not_fit_is_refused(city, bats, koperasi, novita, make_actor, other_city):
    role = actions.add_role(by=novita, process=bats, name="pencatat", at=AT)
    actions.assign_role(by=novita, role=role, actor=koperasi, at=AT)
    gone = make_actor("Pergi")
    actions.leave(by=novita, actor=gone, reason="Bubar.", at=AT)
    for error, act in (
        (actions.CannotStartProcess, lambda: actions.start_process(by=novita, city=city, name="bats", at=AT)),
        (actions.CannotStartProcess, lambda: actions.start_process(by=novita, city=city, name="", at=AT)),
        (
            actions.CannotStartProcess,
            lambda: actions.start_process(by=novita, city=city, name="x", weight=0, at=AT),
        ),
        (actions.CannotKeepRole, lambda: actions.add_role(by=novita, process=bats, name="Pencatat", at=AT)),
        (actions.CannotKeepRole, lambda: actions.add_role(by=novita, process=bats, name="x", needed=0, at=AT)),
        (actions.CannotHoldRole, lambda: actions.assign_role(by=novita, role=role, actor=koperasi, at=AT)),
        (actions.CannotHoldRole, lambda: actions.assign_role(by=novita, role=role, actor=gone, at=AT)),
        (
            actions.CannotHoldRole,
            lambda: actions.assign_role(
                by=novita, role=role, actor=make_actor("Cilacap", where=other_city), at=AT
            ),
        ),
        (
            actions.CannotEndProcess,
            lambda: actions.end_process(by=novita, process=bats, reason="", on=date(2026, 1, 1), at=AT),
        ),
    ):
        with pytest.raises(error):
            act()
    assert (Process.objects.count(), Role.objects.count(), Holding.objects.count()) == (1, 1, 1)


def test_an_ended_process_and_a_dropped_role_stay_in_the_history_only(city, novita, koperasi):
    start = date(2026, 1, 1)
    bats = actions.start_process(by=novita, city=city, name="BATS", since=start, at=AT)
    notes = actions.add_role(by=novita, process=bats, name="pencatat", since=start, at=AT)
    hosts = actions.add_role(by=novita, process=bats, name="tuan rumah", since=start, at=AT)
    actions.assign_role(by=novita, role=notes, actor=koperasi, since=start, at=AT)

    actions.drop_role(by=novita, role=notes, at=AT)
    assert [role.name for role in network_at(city, TODAY).work.roles] == ["tuan rumah"]
    assert network_at(city, date(2026, 6, 1)).work.roles[0].holders == (koperasi.pk,)
    with pytest.raises(actions.CannotKeepRole):
        actions.change_role(by=novita, role=notes, needed=2, at=AT)

    actions.end_process(by=novita, process=bats, reason="Selesai.", on=date(2026, 11, 1), at=AT)
    assert network_at(city, TODAY).processes == {}
    assert len(network_at(city, date(2026, 10, 31)).processes) == 1
    with pytest.raises(actions.CannotHoldRole):
        actions.assign_role(by=novita, role=hosts, actor=koperasi, at=AT)
