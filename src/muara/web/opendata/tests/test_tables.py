from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import NIGHT

pytestmark = pytest.mark.django_db


def rows_of(client, name):
    answer = client.get(f"/purwokerto/data-terbuka/{name}.csv")
    assert answer.status_code == 200
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""))), answer


def test_a_table_holds_every_row_and_nothing_that_runs(client, city, make_actor):
    maker = make_actor("Koperasi A")
    for n, name in enumerate(['=HYPERLINK("x")', "+1", "@SUM(A1)", "Beras\nmerah"]):
        city.products.create(
            slug=f"p{n}", actor=maker, name=name, kind="GOODS", created_at=NIGHT, reviewed_at=NIGHT
        )

    rows, answer = rows_of(client, "products")

    assert [row["name"] for row in rows] == ['\'=HYPERLINK("x")', "'+1", "'@SUM(A1)", "Beras\nmerah"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="purwokerto-products-2')
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_parts_of_a_record_are_spread_out_and_lists_stand_in_one_cell(client, make_cooperative, make_actor):
    make_cooperative("Koperasi A", met=NIGHT.date())
    make_actor("Koperasi B", offers="beras\ngula")

    cooperatives, _answer = rows_of(client, "cooperatives")
    actors, _answer = rows_of(client, "actors")
    statements, _answer = rows_of(client, "statements")

    assert json.loads(cooperatives[0]["meetings"])[0]["on"] == "2026-11-20"
    assert (actors[0]["offers"], actors[0]["present"], actors[0]["since"]) == ("beras; gula", "true", "")
    assert statements == []


def test_a_long_table_is_read_batch_by_batch(client, city, make_statement, topic):
    from muara.web.concerns.models import Statement

    Statement.objects.bulk_create(
        Statement(topic=topic, number=n, text=f"Pernyataan {n}", status="ACCEPTED", created_at=NIGHT)
        for n in range(1, 1202)
    )

    with CaptureQueriesContext(connection) as queries:
        rows, _answer = rows_of(client, "statements")

    assert [row["number"] for row in rows] == [str(n) for n in range(1, 1202)]
    assert len(queries) <= 6  # the city, and three batches


def test_the_page_says_how_much_there_is_and_what_is_not_in_it(client, city, session, make_actor):
    make_actor("Koperasi A", reviewed_at=NIGHT + timedelta(days=1))
    make_actor("Koperasi B")

    page = client.get("/purwokerto/data-terbuka/").content.decode()

    assert "18 tabel dengan 3 baris terbuka untuk siapa saja." in page
    assert "2 baris · isian terbaru Sabtu, 21 November 2026" in page
    assert "1 baris · isian terbaru Jumat, 20 November 2026" in page
    assert 'href="http://testserver/purwokerto/data-terbuka/actors.csv"' in page
    assert 'href="http://testserver/purwokerto/aset/berkas/geojson/"' in page
    assert "Tidak disertakan:</b> Narahubung" in page


def test_programs_read_what_the_columns_mean(client, city, session):
    told = client.get("/purwokerto/data-terbuka/datapackage.json").json()
    rows, _answer = rows_of(client, "sessions")

    sessions = next(one for one in told["resources"] if one["name"] == "sessions")
    assert [field["name"] for field in sessions["schema"]["fields"]] == list(rows[0])
    assert {"name": "starts_at", "type": "datetime"} in sessions["schema"]["fields"]
    assert told["licenses"][0]["name"] == "CC-BY-SA-4.0"


def test_the_foot_of_every_page_leads_here(client, city):
    assert 'href="/purwokerto/data-terbuka/"' in client.get("/purwokerto/").content.decode()
