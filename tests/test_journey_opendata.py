"""A newspaper takes data along and shows a card; a stranger reads the card on a page that is not ours."""

from __future__ import annotations

from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from conftest import NIGHT
from muara.web.common_ground.models import CommonThread, Reading
from tests.conftest import DESK, PHONE, follow
from tests.weight import first_visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LONG = "Gedung milik pemerintah yang kosong boleh dipakai warga asal dirawat bersama dan terbuka bagi semua."


@pytest.fixture
def published(city, session, topic, make_statement, make_concern, make_actor):
    for n in range(3):
        make_concern(f"Keresahan {n}", session=session)
    cell = {"agree": 70, "disagree": 9, "pass": 9, "n": 88, "share": 0.84, "low": 0.77, "high": 0.89}
    item = {"statement": 1, "status": "thread", **cell, "worst_group": "A", "lower_bound": 0.7, "fragility": 9}
    item |= {"worst_share": 0.84, "worst_low": 0.77, "worst_high": 0.89}
    item |= {"groups": [{"label": label, **cell} for label in "ABCDE"]}
    CommonThread.objects.create(
        city=city, topic=topic, statement=make_statement(LONG), number=1, name=LONG, why="Sebab.", named_at=NIGHT,
        reading=Reading.objects.create(city=city, topic=topic, number=1, taken_at=NIGHT), status="PUBLISHED",
        evidence={"item": item, "n_participants": 440, "n_votes": 440, "reading": 1}, published_at=NIGHT,
    )  # fmt: skip
    one = city.initiatives.create(
        slug="kulakan", title="Kulakan bersama", purpose="Membeli bersama.", phase_since_at=NIGHT,
        created_at=NIGHT, owner=make_actor("Koperasi Lumbung"), concern=make_concern("mahal"),
        measure="Warung yang ikut", measure_unit="warung", measure_target=Decimal(30),
        measure_due_date=NIGHT.date(), measure_written_at=NIGHT,
    )  # fmt: skip
    one.outcomes.create(
        measure="Warung yang ikut", unit="warung", target=Decimal(30), direction="AT_LEAST", value=Decimal(34),
        due_date=NIGHT.date(), on_date=NIGHT.date(), evidence="Daftar", source="Buku", at=NIGHT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("size", "js"), [(PHONE, False), (PHONE, True), (DESK, True)], ids=["bare", "phone", "desk"]
)
def test_a_newspaper_takes_a_table_and_the_line_of_a_card(size, js, published, open_page, serious_faults):
    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:
            assert serious_faults(page) == []

    page = open_page("/purwokerto/", size=size, js=js)
    follow(page.locator("footer").get_by_role("link", name="Data terbuka"))
    assert "baris terbuka untuk siapa saja." in page.inner_text("h1")
    look(page)
    with page.expect_download() as taken:
        page.locator("#initiatives").get_by_role("link", name="CSV", exact=True).click()
    assert taken.value.suggested_filename.startswith("purwokerto-initiatives-")
    follow(page.get_by_role("link", name="Kartu yang menampilkan sungai"))
    look(page)
    assert page.get_by_label("Baris untuk disalin").first.input_value().startswith("<iframe src=")


@pytest.fixture
def newspaper():
    """Serve a page at an address of its own: `newspaper(html)` says where."""
    pages: dict[str, str] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_said):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def publish(html):
            pages["/koran/"] = f"<!doctype html><html lang='id'><title>Koran</title><body style='margin:0'>{html}"
            return f"http://127.0.0.1:{server.server_port}/koran/"

        yield publish
        server.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 600])
def test_a_card_is_read_in_a_frame_of_another_site(
    width, scheme, published, browser, live_server, newspaper, serious_faults
):
    paper = {"light": "rgb(253, 251, 247)", "dark": "rgb(20, 24, 26)"}[scheme]
    page = browser.new_page(
        viewport={"width": width, "height": 600}, color_scheme=scheme, locale="id-ID", base_url=live_server.url
    )
    page.goto("/purwokerto/kartu/")
    lines = [box.input_value() for box in page.get_by_label("Baris untuk disalin").all()]
    assert len(lines) == 4
    page.context.clear_cookies()

    for line in lines:
        page.goto(newspaper(line))
        frame = page.locator("iframe").element_handle().content_frame()
        frame.wait_for_load_state()
        assert frame.url.startswith(live_server.url)
        assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == paper  # the style was let in
        assert frame.evaluate("document.documentElement.scrollWidth") <= width
        assert page.context.cookies() == []
        page.goto(frame.url)
        assert serious_faults(page) == []

    page.goto(newspaper(lines[2]))
    follow(page.frame_locator("iframe").get_by_role("link", name="Sejauh mana ia bertahan"))
    assert page.url == f"{live_server.url}/purwokerto/benang-merah/utas/1/"
    page.goto(newspaper(lines[0].replace("/kartu/sungai/", "/")))
    refused = page.locator("iframe").element_handle().content_frame()
    assert not refused.url.startswith(live_server.url)  # no other page stands in a frame
    page.close()


def test_the_pages_are_light(client, published):
    for path in ("data-terbuka/", "kartu/"):
        weight = first_visit(client, f"/purwokerto/{path}")
        assert weight.total <= 35_000, weight
