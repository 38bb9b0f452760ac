"""Whatever text comes into whichever form of this room: an answer, never a fault, the same on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NIGHT
from muara.web.concerns.models import Concern, Statement
from muara.web.concerns.tests.test_saying_pages import stamp_of

pytestmark = pytest.mark.django_db
ANY = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=200),
    st.sampled_from([
        "\0", "a\0b", "\ud800", "\u202enimda\u202c", "\u200b", "\u3164", "e" + "\u0301" * 399, "\ufdfa" * 160,
        "\U0001d160" * 160, "👩‍🌾" * 160, "-1", "9" * 400, "1e9", "%(n)s%s{0}{{x}}",
        "\r\n\x85\u2028\v\f", "İ" * 160,
    ]),
)  # fmt: skip
OFTEN = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def post(client: Client, address: str, typed: dict[str, str]) -> Any:
    """Send the bytes as a hostile phone would, halves of characters included."""
    body = "&".join(
        f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogatepass'))}" for name, text in typed.items()
    )
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


@given(because=ANY, other=ANY, role=ANY)
@OFTEN
def test_any_concern_is_kept_or_refused_in_words(city, session, because, other, role):
    client = Client()
    with time_machine.travel(NIGHT, tick=False) as clock:
        stamp = stamp_of(client.get("/purwokerto/keresahan/baru/25/"))
        clock.shift(timedelta(seconds=9))
        typed = {"stamp": stamp, "because": because, "affected": other, "tried": other, "role": role}
        answer = post(client, "/purwokerto/keresahan/baru/25/", typed)

    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        assert client.get(answer.url).status_code == 200
        kept = Concern.objects.latest("pk")
        assert 0 < len(kept.because) <= 400
        assert not set(kept.because) & set("\0\u202e\u200b")


@given(text=ANY, role=ANY, stamp=ANY)
@OFTEN
def test_any_statement_is_kept_or_refused_in_words(topic, text, role, stamp):
    client, address = Client(), "/purwokerto/suara/gedung-kosong/tulis/"
    with time_machine.travel(NIGHT, tick=False) as clock:
        good = stamp_of(client.get(address))
        clock.shift(timedelta(seconds=9))
        typed = {"text": text, "role": role, "insist": "1"}
        assert post(client, address, typed | {"stamp": stamp, "situs": text}).status_code == 422
        answer = post(client, address, typed | {"stamp": good})

    assert answer.status_code in {303, 409, 422}
    if answer.status_code == 303:
        assert client.get(answer.url).status_code == 200
        assert 0 < len(Statement.objects.latest("pk").text) <= 160


@given(text=ANY, other=ANY)
@OFTEN
def test_facilitators_are_answered_too(as_user, novita, topic, make_concern, make_statement, text, other):
    client = as_user(novita)
    concern, statement = make_concern("Gedung kosong."), make_statement("Gedung boleh dipakai.", "PENDING")
    here, queue = "/purwokerto/suara/gedung-kosong/", "/purwokerto/moderasi/"
    for address, typed in (
        ("/purwokerto/keresahan/catat/", {"because": text, "role": other, "channel": "PAPER", "session": other}),
        ("/purwokerto/suara/baru/", {"title": text, "question": other, "session": text, "moderation": other}),
        (f"{here}ubah/", {"title": text, "question": other, "who_may_vote": "EVERYONE", "who_may_write": text}),
        (f"{here}benih/", {"lines": f"{text}\n{other}"}),
        (f"{here}langkah/", {"step": text}),
        (f"{here}{statement.number}/", {"step": "mend", "text": text}),
        (f"{here}{statement.number}/", {"step": "merge", "into": text}),
        (f"{here}{statement.number}/", {"step": "withdraw", "reason": text}),
        (f"{queue}pernyataan/{statement.pk}/", {"step": "merge", "into": text}),
        (f"{queue}pernyataan/{statement.pk}/", {"step": "reword", "text": text}),
        (f"{queue}pernyataan/{statement.pk}/", {"step": text, "reason": other}),
        (f"{queue}keresahan/{concern.pk}/", {"step": "word", "texts": text, "topic": other, "insist": other}),
        (f"{queue}keresahan/{concern.pk}/", {"step": "merge", "into": other}),
        (f"{queue}keresahan/{concern.pk}/", {"step": "reject", "reason": text}),
        (f"{queue}rumuskan/", {"keresahan": text, "texts": other, "topic": str(topic.pk)}),
    ):
        answer = post(client, address, typed)
        assert answer.status_code in {303, 409, 422}, (address, typed)
    for query in ("hal", "keadaan", "keresahan", "sesi", "topik", "lewat", "ulang"):
        value = quote_from_bytes(text.encode("utf-8", "surrogatepass"))
        for address in (
            queue,
            f"{queue}rumuskan/",
            "/purwokerto/keresahan/",
            "/purwokerto/keresahan/catat/",
            here,
        ):
            assert client.get(f"{address}?{query}={value}").status_code == 200
