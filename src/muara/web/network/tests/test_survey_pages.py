"""Pages of the trust survey: who sees what, from the link to the thanks."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone
from tests.weight import first_visit

from muara.web.network.actions import survey as run
from muara.web.network.models import SurveyAnswer
from muara.web.network.queries.survey import progress_of, tie_proposals

pytestmark = pytest.mark.django_db


def test_members_never_see_what_one_organisation_said(closed, asked, novita, as_user):
    page = as_user(novita).get(f"/purwokerto/survei/{closed.number}/")

    assert page.status_code == 200
    assert "9 dari 12 lembaga menjawab (75%)" in page.content.decode()
    for path in ("kelola/", "ikatan/", f"{asked[0].pk}/entri/", "lembar/"):
        assert as_user(novita).get(f"/purwokerto/survei/{closed.number}/{path}").status_code == 403


def test_after_the_close_the_secretariat_reads_one_organisation_and_how_it_came(closed, asked, sekar, as_user):
    page = as_user(sekar).get(f"/purwokerto/survei/{closed.number}/{asked[0].pk}/entri/").content.decode()

    assert "Bisa diandalkan: 4 sangat" in page
    assert "Kerja sama: merencanakan bersama" in page
    assert "Ponsel" in page
    assert "<button>" not in page.split("<main")[1]


def test_whoever_speaks_for_an_organisation_finds_its_questionnaire(opened, asked, make_speaker, as_user):
    tini = make_speaker("tini", asked[2].actor)

    page = as_user(tini).get(f"/purwokerto/survei/{opened.number}/").content.decode()

    assert f"/survei/isi/{asked[2].key}/" in page
    assert "/survei/isi/" not in page.replace(asked[2].key, "", 1).replace("/survei/isi//", "", 1)


def test_an_answer_on_the_page_leads_to_the_next_partner_and_at_last_to_thanks(asked, client):
    address = f"/purwokerto/survei/isi/{asked[0].key}/"
    sent = {"reliability": "4", "mission": "0", "openness": "3", "collaboration": "2"}

    first = client.post(f"{address}1/", sent)
    for position in range(2, 6):
        client.post(f"{address}{position}/", {"stranger": "1"})
    last = client.post(f"{address}6/", sent)

    assert (first.status_code, first["location"]) == (303, f"{address}2/")
    assert last["location"] == address
    assert "Terima kasih" in client.get(address).content.decode()
    assert SurveyAnswer.objects.get(respondent=asked[0], position=1).items == (4, 0, 3)


def test_what_is_half_chosen_stays_chosen(asked, client):
    address = f"/purwokerto/survei/isi/{asked[0].key}/1/"

    page = client.post(address, {"reliability": "4", "openness": "x"})

    assert page.status_code == 422
    assert 'name="reliability" value="4" checked' in page.content.decode()


def test_a_link_that_opens_nothing_is_no_page(asked, client, sekar):
    old = asked[0].key
    run.renew_link(by=sekar, respondent=asked[0], at=timezone.now())

    for key in (old, f"{old}x", "1", "x-1-y", "9" * 30, f"{asked[0].pk}-2-"):
        assert client.get(f"/purwokerto/survei/isi/{key}/").status_code == 404, key
    assert client.get(f"/cilacap/survei/isi/{asked[1].key}/").status_code == 404


def test_a_wrong_number_on_a_sheet_names_the_line_and_keeps_what_was_typed(opened, asked, sekar, as_user):
    address = f"/purwokerto/survei/{opened.number}/{asked[0].pk}/entri/"
    sent = {"channel": "PAPER", "reliability-1": "3", "mission-1": "4", "reliability-2": "7"}

    page = as_user(sekar).post(address, sent)

    assert page.status_code == 422
    assert "Baris 2" in page.content.decode()
    assert 'name="mission-1" value="4"' in page.content.decode()
    assert not SurveyAnswer.objects.exclude(answered_at=None).exists()


def test_the_text_to_pass_on_carries_the_link(opened, asked, sekar, as_user):
    asked[0].actor.contacts.create(name="Tini", phone="0812 3456 789", added_at=timezone.now())

    page = as_user(sekar).get(f"/purwokerto/survei/{opened.number}/{asked[0].pk}/tautan/").content.decode()

    assert "https://wa.me/628123456789?text=" in page
    assert asked[0].key in unquote(page.split("https://wa.me/?text=")[1].split('"')[0])


def test_pages_are_light_and_ask_little(closed, city, sekar, as_user, django_assert_max_num_queries):
    now = timezone.now()
    more = run.prepare_survey(by=sekar, city=city, title="Dua", why="", closes_at=now + timedelta(days=5), at=now)
    more = run.open_survey(by=sekar, survey=more, at=now)
    one = more.respondents.first()
    client = as_user(sekar)
    for path in (
        "", f"{closed.number}/", f"{closed.number}/kelola/", f"{closed.number}/ikatan/", f"{more.number}/",
        f"{more.number}/kelola/", f"{more.number}/lembar/", f"{more.number}/{one.pk}/entri/",
        f"{more.number}/{one.pk}/tautan/", f"isi/{one.key}/", f"isi/{one.key}/1/",
    ):  # fmt: skip
        with django_assert_max_num_queries(10):
            weight = first_visit(client, f"/purwokerto/survei/{path}")
        assert weight.total <= 25_000, str(weight)


def test_progress_counts_who_began_and_who_finished(asked, answer, opened):
    answer(asked[0])
    for position in range(1, 7):
        answer(asked[1], position)

    progress = progress_of(opened)

    assert (progress.n_asked, progress.n_answering, progress.n_finished) == (12, 2, 1)
    assert [len(names) for _word, names in progress.by_state] == [10, 1, 1]


def test_reported_joint_work_is_proposed_until_the_tie_is_written(closed, sekar, as_user, make_tie):
    proposals = tie_proposals(closed)
    assert len(proposals) == 30  # the ring holds information only
    one = proposals[0]
    client = as_user(sekar)
    page = client.get(f"/purwokerto/survei/{closed.number}/ikatan/").content.decode()
    address = page.split(f"jejaring/aktor/{one.teller.slug}/ikatan/?")[1].split('"')[0].replace("&amp;", "&")

    form = client.get(f"/purwokerto/jejaring/aktor/{one.teller.slug}/ikatan/?{address}").content.decode()

    assert f'<option value="{one.partner.pk}" selected>' in form
    assert '<option value="JOINT_WORK" selected>' in form
    make_tie(one.teller, one.partner, "JOINT_WORK")
    assert one.partner.pk not in {
        other.partner.pk for other in tie_proposals(closed) if other.teller.pk == one.teller.pk
    }
