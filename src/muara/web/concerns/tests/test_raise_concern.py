from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine
from muara.web.concerns.actions import (
    AlreadyRaised,
    CannotRaiseConcern,
    PlaceIsClosed,
    raise_concern,
    record_concern,
)
from muara.web.concerns.models import Concern

pytestmark = pytest.mark.django_db
SEPI = "Warung tetangga pelan-pelan sepi."


def test_a_concern_is_kept_as_it_was_said(aldo, city, session):
    concern = raise_concern(
        by=aldo, session=session, because=SEPI, affected="pedagang", tried="belum", role="pemilik warung", at=NIGHT
    )

    concern.refresh_from_db()
    assert (concern.because, concern.affected, concern.tried) == (SEPI, "pedagang", "belum")
    assert (concern.city, concern.session, concern.raised_by) == (city, session, aldo)
    assert (concern.role, concern.channel, concern.decided_at) == ("pemilik warung", "PHONE", None)
    assert AuditLine.objects.get().by_participant == aldo


def test_a_concern_of_a_topic_belongs_to_its_evening(aldo, topic, session):
    assert raise_concern(by=aldo, topic=topic, because=SEPI, at=NIGHT).session == session


@pytest.mark.parametrize("wrong", [{"because": "  "}, {"because": "x" * 401}, {"affected": "x" * 201}])
def test_an_empty_or_endless_card_is_refused(aldo, wrong):
    with pytest.raises(CannotRaiseConcern):
        raise_concern(by=aldo, at=NIGHT, **{"because": SEPI} | wrong)
    assert not Concern.objects.exists()
    assert not AuditLine.objects.exists()


def test_the_same_words_again_lead_to_what_was_said_before(aldo, make_participant):
    first = raise_concern(by=aldo, because=SEPI, at=NIGHT)

    with pytest.raises(AlreadyRaised) as refusal:
        raise_concern(by=aldo, because="warung tetangga, pelan pelan SEPI", at=NIGHT)
    assert refusal.value.concern == first
    raise_concern(by=make_participant(), because=SEPI, at=NIGHT)
    assert Concern.objects.count() == 2


def test_a_closed_session_or_topic_sends_to_the_whole_city(aldo, session, topic):
    session.status, topic.status = "CLOSED", "CLOSED"
    session.save()
    topic.save()

    for place in ({"session": session}, {"topic": topic}):
        with pytest.raises(PlaceIsClosed):
            raise_concern(by=aldo, because=SEPI, at=NIGHT, **place)
    assert raise_concern(by=aldo, because=SEPI, at=NIGHT).session is None


def test_many_cards_at_a_stretch_have_to_wait(aldo, make_participant):
    for n in range(10):
        raise_concern(by=aldo, because=f"Keresahan ke-{n}", at=NIGHT + timedelta(seconds=n))

    with pytest.raises(CannotRaiseConcern):
        raise_concern(by=aldo, because="Satu lagi", at=NIGHT + timedelta(minutes=5))
    raise_concern(by=make_participant(), because="Satu lagi", at=NIGHT + timedelta(minutes=5))
    raise_concern(by=aldo, because="Satu lagi", at=NIGHT + timedelta(minutes=11))


def test_nobody_raises_a_concern_in_another_city(make_participant, other_city, session, topic):
    neighbor = make_participant(where=other_city)

    for place in ({"session": session}, {"topic": topic}):
        with pytest.raises(PermissionDenied):
            raise_concern(by=neighbor, because=SEPI, at=NIGHT, **place)
    assert not Concern.objects.exists()


def test_a_facilitator_records_what_came_on_paper(novita, city, session):
    concern = record_concern(by=novita, city=city, session=session, because=SEPI, channel="PAPER", at=NIGHT)

    assert (concern.recorded_by, concern.raised_by, concern.channel) == (novita, None, "PAPER")
    assert concern in Concern.objects.shown()


def test_a_card_of_a_closed_evening_can_still_be_recorded(novita, city, session):
    session.status = "CLOSED"
    session.save()
    record_concern(by=novita, city=city, session=session, because=SEPI, at=NIGHT)

    session.status = "DRAFT"
    session.save()
    with pytest.raises(CannotRaiseConcern):
        record_concern(by=novita, city=city, session=session, because="Lain", at=NIGHT)


def test_only_facilitators_of_the_city_record(stranger, novita, city, other_city, make_participant):
    with pytest.raises(PermissionDenied):
        record_concern(by=stranger, city=city, because=SEPI, at=NIGHT)
    with pytest.raises(PermissionDenied):
        record_concern(by=novita, city=other_city, because=SEPI, at=NIGHT)
    with pytest.raises(PermissionDenied):
        record_concern(
            by=novita, city=city, participant=make_participant(where=other_city), because=SEPI, at=NIGHT
        )
    assert not Concern.objects.exists()


def test_the_concern_and_its_audit_line_live_or_die_together(aldo, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("muara.web.accounts.models.AuditLine.objects.create", fail)
    with pytest.raises(OSError, match="disk full"):
        raise_concern(by=aldo, because=SEPI, at=NIGHT)
    assert not Concern.objects.exists()
