"""The page of the form that the data support: a finding, sources, and nothing computed silently."""

from __future__ import annotations

import json
import re

import pytest

from muara.engine.governance import FORMS
from muara.formats.fit_reading import canonical, hash_of, read_fit
from muara.web.accounts.models import Membership
from muara.web.governance.actions.fit import set_crossings, take_fit_reading
from muara.web.governance.models import ExpertEntry, FitReading, Terms
from muara.web.governance.tests.fit_network import (
    AT,
    CELLS,
    MISFIT,
    plant,
    plant_actors,
    plant_arrangement,
)

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/tata-kelola/jejaring-kota/cocok/"
SUPPORTED = {
    "participant_governed": "Data mendukung swakelola bersama.",
    "lead_organization": "Data mendukung organisasi pemimpin.",
    "network_administrative_organization": "Data mendukung organisasi administrasi jejaring.",
}


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_form_is_told_as_the_finding_and_held_against_the_declared_one(
    city, sekar, novita, as_user, form
):
    arrangement = plant(city, sekar, CELLS[form])
    here = as_user(novita)

    assert here.post(f"{HERE}baca/", {}).status_code == 303
    page = text_of(here.get(HERE))

    assert f"<h1>{SUPPORTED[form]}</h1>" in page
    is_same = form == "participant_governed"
    assert ("Yang dinyatakan bentuk yang sama" in page) is is_same
    assert ("Yang dinyatakan bentuk lain: swakelola bersama" in page) is not is_same
    assert arrangement.fit_readings.count() == 1


def test_where_no_form_fits_the_page_says_what_to_mend_first_and_never_a_percentage_of_fit(
    city, sekar, novita, as_user
):
    reading = take_fit_reading(by=novita, arrangement=plant(city, sekar, MISFIT), at=AT)

    page = text_of(as_user(sekar).get(HERE))

    assert re.search(r"<h1>Belum ada bentuk yang cocok: benahi dulu [a-z ]+\.</h1>", page)
    none = round(100 * reading.result["fit"]["none"])
    assert f"Dalam {min(none, 99) if reading.result['fit']['none'] < 1 else none} dari 100 bacaan" in page
    plain = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"cocok\D{0,12}\d+\s?%|\d+\s?%\D{0,12}cocok|peluang|kemungkinan berhasil", plain)


def test_every_condition_says_its_interval_its_n_and_leads_to_where_it_comes_from(city, sekar, novita, as_user):
    take_fit_reading(by=novita, arrangement=plant(city, sekar, CELLS["lead_organization"]), at=AT)

    page = text_of(as_user(sekar).get(HERE))

    for address in (
        "/purwokerto/survei/1/", "/purwokerto/jejaring/", "/purwokerto/benang-merah/tujuan-bersama/bacaan/1/",
        f"{HERE}pendapat/",
    ):  # fmt: skip
        assert f'<a href="{address}">' in page
    assert len(re.findall(r"\d+%? <small>\S+–\S+, n \d+</small>", page)) == 5
    assert page.count('class="here"') == 3 + 1 + 3 + 3 + 3  # one centre is a word of the lead organization alone
    assert "https://doi.org/10.1093/jopart/mum015" in page


def test_what_is_not_known_says_that_it_cannot_be_judged_yet_and_why(city, sekar, novita, as_user):
    take_fit_reading(by=novita, arrangement=plant(city, sekar, CELLS["participant_governed"]), at=AT)

    page = text_of(as_user(sekar).get(HERE))

    assert "belum bisa dinilai (0 dari sedikitnya 4 masa)" in page  # no decision was closed
    assert "Efisiensi:</b> belum bisa dinilai" in page
    assert "Berusia tiga tahun atau lebih:</b> belum. Usianya 1,8 tahun." in page
    assert "Sumber daya jejaring belum dicatat" in page


def test_the_page_asks_few_questions_and_computes_nothing(
    city, sekar, novita, as_user, django_assert_max_num_queries, monkeypatch
):
    arrangement = plant(city, sekar, CELLS["lead_organization"])
    for _n in range(4):
        take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    here = as_user(novita)
    before = text_of(here.get(HERE))
    set_crossings(by=sekar, arrangement=arrangement, low=(0, 0), high=(1, 1), few=(1, 1), many=(2, 2), at=AT)
    Terms.objects.update(form="ADMINISTRATIVE")
    ExpertEntry.objects.all().delete()
    monkeypatch.setattr("muara.engine.governance.fit.assess_fit", lambda *a, **k: pytest.fail("computed"))

    with django_assert_max_num_queries(10):
        after = text_of(here.get(HERE))

    assert "Data mendukung organisasi pemimpin." in after
    assert re.findall(r"<h3>.*?</h3>", before) == re.findall(r"<h3>.*?</h3>", after)


def test_an_earlier_reading_is_found_as_it_was_told_and_the_file_makes_it_again(city, sekar, novita, as_user):
    arrangement = plant(city, sekar, CELLS["participant_governed"])
    first = take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    set_crossings(
        by=sekar, arrangement=arrangement, low=(0.1, 0.2), high=(0.98, 0.99), few=(2, 3), many=(4, 5), at=AT
    )
    take_fit_reading(by=novita, arrangement=arrangement, at=AT)
    here = as_user(novita)

    assert "Data mendukung swakelola bersama." not in re.findall(r"<h1>(.*?)</h1>", text_of(here.get(HERE)))
    assert "<h1>Data mendukung swakelola bersama.</h1>" in text_of(here.get(f"{HERE}bacaan/{first.pk}/"))
    kept = json.loads(here.get(f"{HERE}bacaan/{first.pk}/berkas/").content)
    assert hash_of(kept["inputs"]) == kept["input_hash"]
    assert canonical(read_fit(kept["inputs"], seed=kept["seed"])) == canonical(kept["result"])


def test_before_the_first_reading_the_page_says_what_there_is_and_a_refusal_keeps_nothing(city, novita, as_user):
    plant_arrangement(city, plant_actors(city, 6))
    here = as_user(novita)

    page = text_of(here.get(HERE))
    assert "Belum ada yang membaca" in page
    assert "Jumlah peserta:</b> terukur" in page
    assert "tidak terukur; 0 dari 2 penilai" in page
    refused = here.post(f"{HERE}baca/", {})
    assert refused.status_code == 409
    assert "mintalah pendapat dua penilai" in text_of(refused)
    assert here.post(f"{HERE}baca/", {"topic": "999"}).status_code == 422
    assert not FitReading.objects.exists()


def test_a_view_is_given_changed_and_taken_back_and_nobody_reads_what_others_said(
    city, novita, sekar, as_user, client
):
    arrangement = plant_arrangement(city, plant_actors(city, 6))
    sent = {"condition": "trust", "trust-low": "20", "trust-mid": "37", "trust-high": "60"}
    sent |= {"trust-why": "Dari tiga rapat terakhir."}
    as_user(novita)

    assert client.post(f"{HERE}pendapat/", sent).status_code == 303
    entry = ExpertEntry.objects.get()
    assert (entry.low, entry.mid, entry.high, entry.rater) == (0.2, 0.37, 0.6, novita)
    assert 'value="37"' in text_of(client.get(f"{HERE}pendapat/"))
    as_user(sekar)
    other = text_of(client.get(f"{HERE}pendapat/"))
    assert 'value="37"' not in other
    assert "tiga rapat" not in other
    assert "1 penilai sejauh ini" in other
    assert client.post(f"{HERE}pendapat/{entry.pk}/tarik/").status_code == 403
    as_user(novita)
    assert client.post(f"{HERE}pendapat/{entry.pk}/tarik/").status_code == 303
    assert not arrangement.expert_entries.exists()


def test_a_view_that_is_refused_keeps_what_was_typed(city, novita, as_user):
    plant_arrangement(city, plant_actors(city, 6))
    here = as_user(novita)
    sent = {"condition": "trust", "trust-low": "70", "trust-mid": "37", "trust-high": "60"}
    sent |= {"trust-why": "Dari tiga rapat terakhir."}

    refused = here.post(f"{HERE}pendapat/", sent)
    assert refused.status_code == 409
    assert "tidak boleh melebihi" in text_of(refused)
    assert 'value="70"' in text_of(refused)
    assert here.post(f"{HERE}pendapat/", {**sent, "trust-low": "banyak"}).status_code == 422
    assert here.post(f"{HERE}pendapat/", {**sent, "condition": "mood"}).status_code == 422
    assert not ExpertEntry.objects.exists()


def test_the_secretariat_changes_the_ranges_and_a_refusal_keeps_what_was_typed(city, sekar, as_user):
    arrangement = plant_arrangement(city, plant_actors(city, 6))
    here = as_user(sekar)
    sent = {"low_from": 15, "low_to": 40, "high_from": 55, "high_to": 80, "few_from": 7, "few_to": 12}
    sent |= {"many_from": 25, "many_to": 50}

    refused = here.post(f"{HERE}batas/", {**sent, "low_from": 60})
    assert refused.status_code == 409
    assert 'value="60"' in text_of(refused)
    assert here.post(f"{HERE}batas/", {**sent, "few_to": ""}).status_code == 422
    assert here.post(f"{HERE}batas/", sent).status_code == 303
    arrangement.refresh_from_db()
    assert (arrangement.crossings["low"], arrangement.crossings["many"]) == ([0.15, 0.4], [25.0, 50.0])
    assert 'value="15"' in text_of(here.get(f"{HERE}batas/"))


@pytest.mark.parametrize("who", [None, "stranger"])
def test_what_the_survey_says_is_for_members_only(city, sekar, novita, request, client, as_user, who):
    reading = take_fit_reading(by=novita, arrangement=plant(city, sekar, CELLS["participant_governed"]), at=AT)
    if who:
        as_user(request.getfixturevalue(who))

    for address in ("", f"bacaan/{reading.pk}/", f"bacaan/{reading.pk}/berkas/", "pendapat/", "batas/"):
        assert client.get(f"{HERE}{address}").status_code == 403


def test_a_member_reads_and_rates_and_does_not_take_readings(city, sekar, novita, stranger, as_user):
    take_fit_reading(by=novita, arrangement=plant(city, sekar, CELLS["participant_governed"]), at=AT)
    Membership.objects.create(city=city, user=stranger, role="MEMBER", since_at=AT)
    here = as_user(stranger)

    page = text_of(here.get(HERE))
    assert "Ambil bacaan" not in page
    assert here.get(f"{HERE}pendapat/").status_code == 200
    assert here.post(f"{HERE}baca/").status_code == 403
    assert here.get(f"{HERE}batas/").status_code == 403


@pytest.mark.parametrize(("word", "told"), [("rising", "makin lama"), ("falling", "makin cepat")])
def test_more_days_are_told_as_slower_and_never_as_rising_efficiency(city, sekar, novita, as_user, word, told):
    reading = take_fit_reading(by=novita, arrangement=plant(city, sekar, CELLS["participant_governed"]), at=AT)
    reading.result["trends"]["efficiency"] = {"word": word, "score": 6, "p_value": 0.08, "n": 4}
    reading.save()

    assert f"Efisiensi:</b> {told}" in text_of(as_user(sekar).get(HERE))
