from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from muara.web.network.actions.answering import Said, SurveyIsClosed, answer_partner
from muara.web.network.actions.survey import close_survey, export_answers, open_survey, prepare_survey

pytestmark = pytest.mark.django_db


def test_a_round_from_its_draft_to_its_file(city, sekar, aldo, make_actor, make_tie, as_user):
    now = timezone.now()
    a = [make_actor(f"Koperasi {i}") for i in range(12)]
    for i in range(12):
        for j in (1, 2, 3):
            make_tie(a[i], a[(i + j) % 12])
    s = prepare_survey(by=sekar, city=city, title="Putaran", why="", closes_at=now + timedelta(days=5), at=now)
    s = open_survey(by=sekar, survey=s, at=now)
    for r in list(s.respondents.all())[:9]:
        for q in r.answers.all():
            answer_partner(
                by=aldo,
                respondent=r,
                key=r.key,
                position=q.position,
                said=Said(1 + q.position % 4, 3, 0, "COOPERATION"),
                at=now,
            )
    assert s.respondents.exclude(finished_at=None).count() == 9
    c = as_user(sekar)
    r = s.respondents.first()
    for path in (
        f"/purwokerto/survei/{s.number}/",
        f"/purwokerto/survei/isi/{r.key}/",
        f"/purwokerto/survei/isi/{r.key}/1/",
        f"/purwokerto/survei/{s.number}/lembar/",
        f"/purwokerto/survei/{s.number}/{r.pk}/entri/",
    ):
        assert c.get(path).status_code == 200, path
    s = close_survey(by=sekar, survey=s, at=now)
    assert (s.reading.result["n_asked"], s.reading.result["n_answering"]) == (12, 9)
    for path in (
        f"/purwokerto/survei/{s.number}/",
        f"/purwokerto/survei/{s.number}/ikatan/",
        f"/purwokerto/survei/{s.number}/kelola/",
    ):
        assert c.get(path).status_code == 200, path
    with pytest.raises(SurveyIsClosed):
        answer_partner(by=aldo, respondent=r, key=r.key, position=1, said=Said(is_stranger=True), at=now)
    f = export_answers(
        by=sekar, survey=s, purpose="Untuk penelitian jejaring kota", chance=random.Random(1), at=now
    )
    assert "Koperasi" not in f.content
