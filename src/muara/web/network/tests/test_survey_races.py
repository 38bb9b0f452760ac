"""Two phones of one organisation, and the close of a round against answers that come in at that moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from muara.web.concerns.tests.test_vote_races import at_once
from muara.web.network.actions import survey as run
from muara.web.network.actions.answering import SurveyIsClosed
from muara.web.network.models import SurveyAnswer, SurveyReading

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_phones_that_answer_the_last_two_partners_finish_it(asked, answer):
    for one in asked[:4]:
        for position in range(1, 5):
            answer(one, position)
        connection.close()

        at_once(partial(answer, one, 5), partial(answer, one, 6))

        one.refresh_from_db()
        assert one.finished_at is not None


def test_every_answer_that_was_acknowledged_is_in_the_reading(opened, asked, answer, sekar):
    for one in asked[:6]:
        answer(one, 1)
    connection.close()

    def answer_on(one):
        kept = 0
        for position in range(2, 7):
            try:
                answer(one, position)
            except SurveyIsClosed:
                return kept
            kept += 1
        return kept

    close = partial(run.close_survey, by=sekar, survey=opened, at=timezone.now())
    *kept, _closed = at_once(*(partial(answer_on, one) for one in asked[:6]), close)

    told = SurveyReading.objects.get().result
    assert told["n_answers"] == 6 + sum(kept) == SurveyAnswer.objects.exclude(answered_at=None).count()
