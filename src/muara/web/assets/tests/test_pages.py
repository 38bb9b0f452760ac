"""What people read and send on the pages of places: proposals side by side, a plan, a pact to print, files."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muara.formats.places import read_places_csv, read_places_geojson
from muara.web.assets import actions
from muara.web.assets.models import IdleAsset, ReuseProposal
from muara.web.assets.tests.conftest import AT, inputs

pytestmark = pytest.mark.django_db
LIST = "/purwokerto/aset/"


def text_of(answer):
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def columns_of(page):
    """Return the rows of the comparison: what each says of every proposal, by the head of the row."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page)
    return {
        head: [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]
        for head, cells in rows
    }


@pytest.fixture
def three(proposal, bayu, koperasi, open_place):
    """Give three proposals: one that carries, one that loses and whose amounts turn twice, one without figures."""
    twice = inputs(once=[[5, -90e6, "Kembalikan seperti semula"]])
    twice["numbers"]["capex"] = [12e6, 12e6, 12e6, "Penawaran"]
    for use, figures in (("Bengkel", twice), ("Taman baca", None), ("Warung kopi", inputs())):
        actions.propose_reuse(
            by=bayu, asset=open_place, actor=koperasi, use=use, inputs=figures or {}, fatal_risk="Atap", at=AT
        )
    gone = ReuseProposal.objects.get(use="Warung kopi")
    actions.withdraw_proposal(by=bayu, proposal=gone, at=AT)
    return open_place


def test_proposals_stand_side_by_side_with_the_worst_case_and_without_a_rank(client, three):
    page = text_of(client.get(f"{LIST}{three.slug}/banding/"))

    heads = re.findall(r'<th scope="col"><a [^>]*>([^<]+)</a>', page)
    assert heads == ["Dapur bersama", "Bengkel", "Taman baca"]  # as they came; the withdrawn one is gone
    rows = columns_of(page)
    assert [cells for cells in rows.values() if len(cells) != 3] == []
    assert rows["Keadaan terburuk yang masuk akal"][2] == "tanpa hitungan"
    assert "−" in rows["Keadaan terburuk yang masuk akal"][0]
    assert rows["Tingkat pengembalian"][1:] == ["lebih dari satu, jadi tidak ada", "–"]
    assert "34,9%" in rows["Tingkat pengembalian"][0]
    assert "Tanpa peringkat dan tanpa nilai" in page


def test_a_plan_says_the_worst_case_first_and_the_likeliest_after_it(client, three):
    page = text_of(client.get(f"{LIST}{three.slug}/usul/1/"))

    lead = re.search(r'<p class="lead verdict">(.*?)</p>', page)[1]
    assert lead.index("terburuk") < lead.index("paling mungkin")
    facts = re.findall(r"<dt>([^<]+)</dt>", page)
    assert facts.index("Keadaan terburuk yang masuk akal") == 0
    [told] = re.findall(r'role="img" aria-label="([^"]+)"', page)
    assert "Rp" in told


def test_a_plan_whose_amounts_turn_twice_gets_no_rate_of_return(client, three):
    page = text_of(client.get(f"{LIST}{three.slug}/usul/2/"))

    told = re.search(r"<dt>Tingkat pengembalian</dt><dd>(.*?)</dd>", page)[1]
    assert not re.search(r"\d+,\d", told)
    assert "tidak dapat disebut" in told
    assert "Nilainya nol pada lebih dari satu tingkat" in page


def test_figures_with_a_loan_are_sent_kept_shown_again_and_said_in_words(as_user, bayu, proposal):
    reader, there = as_user(bayu), f"{LIST}{proposal.asset.slug}/usul/1/"
    assert "utang" not in text_of(reader.get(there))
    form = {"years": "5", "unit": "jam", "rate": "9", "rate_source": "Bank", "loan_amount": "30000000"}
    for name, (value, low, high, source) in inputs()["numbers"].items():
        part = 100 if name == "use" else 1
        form |= {f"{name}_value": value * part, f"{name}_low": low * part, f"{name}_high": high * part}
        form[f"{name}_source"] = source
    lent = {"loan_rate": "6", "loan_years": "3", "loan_source": "Koperasi kredit"}

    assert reader.post(f"{there}hitungan/", form).status_code == 409
    assert reader.post(f"{there}hitungan/", form | lent).status_code == 303

    page = text_of(reader.get(there))
    assert "Apakah pinjamannya terbayar?" in page
    assert "1,60" in page
    assert "Koperasi kredit" in page
    again = text_of(reader.get(f"{there}hitungan/"))
    assert re.search(r'name="loan_rate" value="6"', again)


def test_a_pact_is_printed_whole_and_the_screen_stays_off_the_paper(client, open_place, koperasi, bayu):
    told = {
        "owner_party": "Dinas Pekerjaan Umum", "purpose": "Merawat balai bersama.", "intensity": "CONTINUOUS",
        "duties_actor": "Menyapu\nMembuka pintu", "duties_owner": "Membayar listrik", "costs": "Masing-masing.",
        "liability": "Dinas.", "monitoring": "Tiap bulan.", "ending": "Tiga bulan sebelumnya.",
        "further_parties": "RT 03", "governing": "Rapat bersama.", "publication": "Papan desa.",
    }  # fmt: skip
    actions.draft_pact(
        by=bayu, asset=open_place, actor=koperasi, starts_date=date(2027, 1, 1), ends_date=date(2028, 1, 1), at=AT,
        **told,
    )  # fmt: skip

    page = text_of(client.get(f"{LIST}{open_place.slug}/pakta/1/"))

    for name, words in told.items():
        if name != "intensity":
            assert all(line in page for line in words.split("\n")), name
    assert "1 Januari 2027" in page
    assert page.index('class="signs"') > page.index("Tiga bulan sebelumnya.")
    assert "bukan kontrak sewa" in page
    from django.contrib.staticfiles import finders

    with open(finders.find("assets/assets.css")) as file:
        printed = file.read().split("@media print", 1)[1]
    assert all(f".{name}" in printed.split("display: none")[0] for name in ("screen", "foot", "streams"))


@pytest.mark.parametrize(("kind", "read"), [("geojson", read_places_geojson), ("csv", read_places_csv)])
def test_what_a_city_hands_out_another_takes_over_as_it_is(
    kind, read, client, as_user, sekar, novita, city, other_city, make_member, reported
):
    actions.report_asset(
        by=novita, city=city, name='=Rumah, "tua"', latitude=-7.43, longitude=109.25, sensitive="LIVED_IN", at=AT
    )
    given = client.get(f"{LIST}berkas/{kind}/")
    assert "attachment" in given["Content-Disposition"]
    taker = as_user(make_member("sari", "SECRETARIAT", other_city))
    there = f"/{other_city.slug}/aset/impor/"

    shown = taker.post(there, {"file": SimpleUploadedFile(f"a.{kind}", given.content), "format": kind})
    assert not IdleAsset.objects.in_city(other_city).exists()
    sealed = re.search(r'name="berkas" value="([^"]+)"', text_of(shown))[1]
    assert taker.post(there, {"berkas": sealed}).status_code == 303

    wanted, taken = (
        [dict(row.about) for row in read(client.get(f"/{slug}/aset/berkas/{kind}/").content).rows]
        for slug in (city.slug, other_city.slug)
    )
    assert [row["name"].lstrip("'") for row in taken] == [row["name"].lstrip("'") for row in wanted]
    for before, after in zip(wanted, taken, strict=True):
        for column in ("latitude", "longitude", "idle_since", "use_status", "place"):
            assert after.get(column) == before.get(column), column
    exact = IdleAsset.objects.get(city=city, sensitive="LIVED_IN")
    kept = IdleAsset.objects.get(city=other_city, name=exact.name)
    assert (kept.latitude, kept.longitude) != (exact.latitude, exact.longitude)


def test_a_hostile_file_of_places_is_refused_with_its_line_and_nothing_is_written(as_user, sekar, city):
    taker = as_user(sekar)
    for kind, data in (
        (
            "geojson",
            b'{"features":[{"properties":{"name":"A"},"geometry":{"type":"Point","coordinates":[NaN,-7]}}]}',
        ),
        (
            "geojson",
            b'{"features":[{"properties":{"name":"A"},"geometry":{"type":"Point","coordinates":[1e999,-7]}}]}',
        ),
        (
            "geojson",
            json.dumps({"features": [{"properties": {"name": "A"}, "geometry": {"type": "Line"}}]}).encode(),
        ),
        ("csv", b"name,latitude,longitude\nA,-7.4,109.2\nB,tujuh,109.2\n"),
        ("csv", b"name,latitude,longitude\nA,-7.4,109.2\nB\x00,-7.4,109.2\n"),
        ("csv", b"name,latitude,longitude\nA,-7.4,109.2\nB,-7.4,1092\n"),
    ):
        answer = taker.post(f"{LIST}impor/", {"file": SimpleUploadedFile("a", data), "format": kind})

        assert answer.status_code == 422, data
        line = 3 if kind == "csv" else 1
        assert f'<td class="n">{line}</td>' in answer.content.decode(), data
        assert not IdleAsset.objects.exists()
