from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.network import actions
from muara.web.network.tests.conftest import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=200)


def test_a_link_confirms_the_entry_once_and_without_an_account(city, koperasi, novita, verbs):
    token = actions.remind(by=novita, actor=koperasi, at=LATER)

    actions.review_by_link(city=city, token=token, at=LATER + timedelta(days=3))

    koperasi.refresh_from_db()
    assert koperasi.reviewed_at == LATER + timedelta(days=3)
    with pytest.raises(actions.CannotReview):
        actions.review_by_link(city=city, token=token, at=LATER + timedelta(days=4))
    assert verbs() == ["reminded_actor", "reviewed_actor"]


def test_a_link_that_is_forged_old_or_of_another_city_does_nothing(city, other_city, koperasi):
    token = actions.remind(by=None, actor=koperasi, at=LATER)

    for where, sent, at in (
        (city, token[:-2], LATER),
        (city, "", LATER),
        (other_city, token, LATER),
        (city, token, LATER + timedelta(days=31)),
    ):
        with pytest.raises(actions.CannotReview):
            actions.review_by_link(city=where, token=sent, at=at)
    koperasi.refresh_from_db()
    assert koperasi.reviewed_at == AT


def test_the_clock_reminds_nobody_while_the_last_link_works_and_nobody_is_reminded_of_a_fresh_entry(
    koperasi, novita, bayu
):
    with pytest.raises(PermissionDenied):
        actions.remind(by=bayu, actor=koperasi, at=LATER)
    with pytest.raises(actions.CannotRemind):
        actions.remind(by=novita, actor=koperasi, at=AT + timedelta(days=2))
    actions.remind(by=novita, actor=koperasi, at=LATER)
    with pytest.raises(actions.CannotRemind):
        actions.remind(by=None, actor=koperasi, at=LATER + timedelta(days=29))
    actions.remind(by=None, actor=koperasi, at=LATER + timedelta(days=31))
    actions.remind(by=novita, actor=koperasi, at=LATER + timedelta(days=32))  # somebody with a phone may


def test_its_own_people_confirm_it_without_a_link_and_others_do_not(koperasi, bayu, tini):
    with pytest.raises(PermissionDenied):
        actions.review_actor(by=tini, actor=koperasi, at=LATER)
    assert actions.review_actor(by=bayu, actor=koperasi, at=LATER).reviewed_at == LATER
