"""The planted trust survey, found again in what the pages show of the round."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from muara.engine.network import pair_trust
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan
from muara.web.home.demo.survey import planned_survey
from muara.web.network.models import SurveyAnswer, SurveyRound
from muara.web.network.queries.survey import progress_of, tie_proposals

REFERENCE = date(2026, 11, 24)


@pytest.fixture
def held(db):
    made = plan("empty", reference=REFERENCE)
    city, staff = _people_who_run_it(made)
    filler = _Filler(made, city, staff)
    filler.network()
    filler.survey()
    return SurveyRound.objects.get()


def test_seven_of_ten_answer_in_three_ways_whatever_the_day():
    for day in (REFERENCE, date(2028, 2, 29)):
        made = planned_survey(day)

        assert (len(made.channels), len(made.silent)) == (32, 14)
        assert Counter(made.channels.values()) == {"PHONE": 20, "PAPER": 9, "ASSISTED": 3}
        assert made == planned_survey(day)


def test_the_round_says_what_was_planted(held):
    made, told = planned_survey(REFERENCE), held.reading.result
    progress = progress_of(held)

    assert (progress.n_asked, progress.n_finished) == (46, 32)
    assert {one.name for one in progress.asked if not one.has_begun} == set(made.silent)
    # What everybody would have said, the silent too, of those they were asked about.
    asked = SurveyAnswer.objects.filter(respondent__round=held, is_added=False)
    would_say = [made.says[pair] for pair in asked.values_list("respondent__actor__name", "partner__name")]
    trust = pair_trust([[item or float("nan") for item in said.items] for said in would_say])
    known = [0.0 if said.is_stranger else one for said, one in zip(would_say, trust, strict=True)]
    judged = [one for one in known if one == one]
    truth = sum(one >= 2 / 3 - 1e-9 for one in judged) / len(judged)
    found = told["density"]
    assert found["worst"] <= truth <= found["best"]
    assert found["value"] > truth + 0.02  # the silent trust less, and no interval knows it
    of = {item["name"]: item["value"] for item in told["items"]}
    assert of["openness"] < min(of["reliability"], of["mission"]) - 0.1
    told_of = {(one.teller.name, one.partner.name) for one in tie_proposals(held)}
    assert told_of >= set(made.added.items())
