"""A decision goes out as a file and begins a draft from it; what is no such file is refused in a sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from muara.engine.governance.decisions import Condition
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.forms.decision_files import MOST_BYTES, read_decision
from muara.web.governance.models import Arrangement, Decision
from muara.web.governance.queries.templates import decision_to_json
from muara.web.governance.tests.deciding import association, drafted, opened

BASE = "/purwokerto/keputusan/"
HOSTILE = [None, True, -1, 1.5, 10**400, "", "\ud800", "\0", "x" * 20_000, [], {}, [[]], {"a": 1}]


@pytest.fixture
def members(city: City, make_person: Callable[..., Participant]) -> Arrangement:
    return association(city, [make_person(name) for name in ("wati", "yanto", "surti")])


@pytest.fixture
def keeper(novita: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(novita)


@pytest.fixture
def send(keeper: Client, members: Arrangement) -> Callable[[bytes], Any]:
    def post(content: bytes) -> Any:
        file = SimpleUploadedFile("usulan.json", content, "application/json")
        return keeper.post(BASE + "baru/", {"arrangement": members.pk, "file": file})

    return post


@pytest.mark.parametrize("is_open", [False, True], ids=["a draft", "an open decision"])
def test_a_decision_goes_out_as_a_file_and_comes_back_as_a_draft(is_open, members, novita, keeper, send):
    rules = {
        "quorum": (Condition("turnout", ">=", (2, 3)),), "checks_bind": True,
        "passing": (Condition("share", ">=", (70, 100), "setuju", "eligible"),),
    }  # fmt: skip
    given = {"rules": rules, "details": "Setahun.\nBerdua.", "matter": "SPENDING", "amount": 5_000_000}
    made = opened(members, novita, **given).decision if is_open else drafted(members, novita, **given)
    page = keeper.get(f"{BASE}{made.slug}/").content.decode()
    assert f'href="{BASE}{made.slug}/usulan.json"' in page
    answer = keeper.get(f"{BASE}{made.slug}/usulan.json")
    assert answer["Content-Disposition"] == f'attachment; filename="usulan-{made.slug}.json"'

    begun = send(answer.content)

    assert begun.status_code == 303, begun.content.decode()
    draft = Decision.objects.exclude(pk=made.pk).get()
    assert begun.url == f"{BASE}{draft.slug}/ubah/"
    assert draft.state == "DRAFT"
    assert decision_to_json(draft) == json.loads(answer.content) | {
        "rules": {**made.rules, "decision": draft.slug, "members": 0}
    }
    form = keeper.get(begun.url).content.decode()
    assert "Sedikitnya 70 persen dari semua pemilih untuk “Setuju”" in form
    assert 'name="passing_percent" value="70"' in form


def test_a_way_that_nobody_knows_here_keeps_its_rules(members, novita, keeper, send):
    data = decision_to_json(drafted(members, novita)) | {"template": "sumpah-adat", "title": "Dari jauh"}

    assert send(b"\xef\xbb\xbf" + json.dumps(data).encode()).status_code == 303
    draft = Decision.objects.get(title="Dari jauh")
    assert draft.template == ""
    assert "Lebih dari setengah pemilih ikut" in keeper.get(f"{BASE}{draft.slug}/ubah/").content.decode()


def test_the_file_is_for_who_prepares_decisions(members, novita, stranger, client, as_user):
    made = opened(members, novita).decision
    for somebody in (client, as_user(stranger)):
        assert somebody.get(f"{BASE}{made.slug}/usulan.json").status_code == 403
        assert "usulan.json" not in somebody.get(f"{BASE}{made.slug}/").content.decode()
        assert somebody.post(BASE + "baru/", {"arrangement": members.pk}).status_code == 403


def test_members_take_an_open_decision_along_as_long_as_they_belong(members, novita, as_user):
    made, one = opened(members, novita).decision, members.members.earliest("pk")
    path, member = f"{BASE}{made.slug}/", as_user(one.participant.user)
    for left_at, status in ((None, 200), (made.created_at, 403)):
        members.members.filter(pk=one.pk).update(left_at=left_at)
        assert ("usulan.json" in member.get(path).content.decode()) == (status == 200)
        assert member.get(f"{path}usulan.json").status_code == status


def wrong(**fields: Any) -> Callable[[dict[str, Any]], bytes]:
    return lambda data: json.dumps({**data, **fields}).encode()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: b"", "rusak"),
        (lambda data: json.dumps(data).encode()[:-9], "rusak"),
        (lambda data: b"\x89PNG\r\n\x1a\n\0", "rusak"),
        (lambda data: b"[" * 90_000, "rusak"),
        (lambda data: b" " * (MOST_BYTES + 1), "paling besar 100 kB"),
        (lambda data: b'{"format": "lain"}', "tidak memuat keputusan"),
        (lambda data: b"7", "tidak memuat keputusan"),
        (wrong(matter="\ud800"), "tidak dikenal"),
        (wrong(title="x" * 161), "terlalu panjang"),
        (wrong(title="satu\0dua"), "tidak dapat dibaca"),
        (wrong(rules={}), "tidak dapat dipakai menghitung: Ada bagian aturan"),
        (wrong(votes=[]), ""),
    ],
)
def test_what_is_no_decision_is_refused_in_a_sentence(damage, told, members, novita, send):
    data = decision_to_json(drafted(members, novita))

    answer = send(damage(data))

    assert answer.status_code == 422
    text = answer.content.decode()
    assert text.count('class="error"') == 1
    assert escape(told) in text
    assert Decision.objects.count() == 1


def test_more_options_than_a_draft_holds_are_refused(members, novita, send):
    data = decision_to_json(drafted(members, novita, "choose_one", options=[f"Pilihan {n}" for n in range(13)]))

    answer = send(json.dumps(data).encode())

    assert answer.status_code == 422
    assert "lebih dari 12 pilihan" in answer.content.decode()


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from leaves(value, (*path, key))


def test_no_value_anywhere_in_a_file_breaks_the_reading(members, novita):
    """Every value of a file is put in the place of a hostile one: it is read or refused, and never breaks."""
    data = decision_to_json(drafted(members, novita, "participatory_budget", options=[
        {"name": name, "cost": 40} for name in ("Ani", "Budi")
    ], rules={"budget": 100, "quorum": (Condition("turnout", ">=", (2, 3)),)}))  # fmt: skip
    told: list[str] = []
    for path in leaves(data):
        for value in HOSTILE:
            hurt = copy.deepcopy(data)
            at = hurt
            for key in path[:-1]:
                at = at[key]
            if path:
                at[path[-1]] = value
            try:
                text = json.dumps(hurt if path else value)
                read_decision(SimpleUploadedFile("usulan.json", text.encode()))
            except ValidationError as refusal:
                told += refusal.messages
    assert len(told) > 100
    "".join(told).encode()  # half a character would break the page that tells it
