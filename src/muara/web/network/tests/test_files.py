from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import muara.formats
from muara.web.accounts.models import AuditLine
from muara.web.cities.models import City, District
from muara.web.network import actions
from muara.web.network.models import Actor, ActorEvent, Tie
from muara.web.network.sheets import FORMATS, sheet_of_city
from muara.web.network.tests.conftest import AT
from muara.web.network.wording import COMPLAINTS, in_our_words

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
HERE = "/purwokerto/jejaring"


@pytest.fixture
def busy(city, make_actor, make_tie):
    """Return a city with everything that a file has to carry."""
    sokaraja = District.objects.get_or_create(
        code="33.02.22", defaults={"name": "Sokaraja", "regency_code": "33.02"}
    )
    a = make_actor(
        "Koperasi A", sector="COOPERATIVE", n_members=40, offers="Gudang\nTruk; besar", district=sokaraja[0],
        last_meeting_date=date(2026, 3, 1), since_date=date(2009, 1, 1),
    )  # fmt: skip
    b = make_actor(
        '=Sanggar, "B"',
        "CREATIVE",
        sector="CREATIVE",
        hub="Hub 7",
        needs="<b>Panggung</b>",
        joined=date(2025, 5, 1),
    )
    c = make_actor("Café Ñ", "MEDIA", sector="MEDIA", description="Radio.")
    make_actor("Tanpa ikatan", "OTHER")
    gone = make_actor("Sudah pergi")
    gone.events.create(kind="LEFT", on_date=date(2026, 1, 1), reason="Tutup.", recorded_at=AT)
    make_tie(a, b, "JOINT_WORK", told="A", weight=2.5, since=date(2025, 6, 1), notes="Rahasia.")
    make_tie(c, a, "REFERRAL")
    make_tie(a, c, "REFERRAL", told="B")
    make_tie(b, c, "MONEY", told="")
    make_tie(b, c, "INFORMATION", disputed_at=AT, disputed_by="A")
    make_tie(a, gone, "INFORMATION")
    a.contacts.create(name="Bu Rahasia", phone="0812", added_at=AT)
    return city


@pytest.fixture
def twin(db):
    """Return an empty city with the same kecamatan."""
    return City.objects.create(slug="kembaran", name="Kembaran", regency_code="33.02", created_at=AT)


def secretary(make_member, city):
    client = Client()
    user = make_member(f"sekretaris-{city.slug}", "SECRETARIAT", where=city)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(client, city, form, data, actors=None, **more):
    files = {"file": SimpleUploadedFile("berkas", data)}
    if actors is not None:
        files["actors"] = SimpleUploadedFile("aktor.csv", actors)
    kinds = {"tie_kind": "JOINT_WORK", "actor_kind": "OTHER"}
    return client.post(f"/{city.slug}/jejaring/impor/", {"format": form, **kinds, **files, **more})


def sealed(answer) -> str:
    assert answer.status_code == 200, complaints(answer)
    return re.search(r'name="berkas" value="([^"]+)"', answer.content.decode())[1]


def complaints(answer) -> list[tuple[str, str]]:
    return re.findall(r'<td class="n">(\S+)</td><td>(.*?)</td>', answer.content.decode())


def unpacked(form, content):
    if form not in {"csv", "kumu-csv"}:
        return content, None
    archive = zipfile.ZipFile(io.BytesIO(content))
    ties, actors = ("ikatan", "aktor") if form == "csv" else ("connections", "elements")
    return archive.read(f"{ties}.csv"), archive.read(f"{actors}.csv")


@pytest.mark.parametrize("form", ["csv", "kumu", "kumu-csv", "graphml", "gexf"])
def test_what_goes_out_through_the_pages_comes_in_the_same(form, busy, twin, make_member):
    out = secretary(make_member, busy).get(f"{HERE}/ekspor/{form}/")
    content = out.getvalue()
    assert b"Rahasia" not in content + b"".join(part or b"" for part in unpacked(form, content))
    there = secretary(make_member, twin)

    preview = sent(there, twin, form, *unpacked(form, content))

    assert not Actor.objects.in_city(twin).exists()
    done = there.post("/kembaran/jejaring/impor/", {"berkas": sealed(preview)})
    assert done.status_code == 303
    assert sheet_of_city(twin, TODAY) == sheet_of_city(busy, TODAY)
    assert Tie.objects.in_city(twin).count() == 4
    line = AuditLine.objects.get(verb="imported_network")
    assert (line.detail["actors"], line.detail["ties"]) == (4, 4)

    again = sent(there, twin, form, *unpacked(form, content))
    there.post("/kembaran/jejaring/impor/", {"berkas": sealed(again)})
    assert sheet_of_city(twin, TODAY) == sheet_of_city(busy, TODAY)


def test_a_matrix_carries_what_each_side_told(busy, twin, make_member):
    here, there = secretary(make_member, busy), secretary(make_member, twin)
    for kind in Tie.Kind.values:
        out = here.get(f"{HERE}/ekspor/matrix/?jenis={kind}").getvalue()
        preview = sent(there, twin, "matrix", out, tie_kind=kind)
        there.post("/kembaran/jejaring/impor/", {"berkas": sealed(preview)})

    def told(city, kind):
        rows = Tie.objects.in_city(city).undisputed().filter(kind=kind).select_related("a", "b")
        rows = rows if kind in Tie.DIRECTED else rows.exclude(reported_by_a_at=None, reported_by_b_at=None)
        return {(tie.a.name, tie.b.name, tie.weight, "" if kind in Tie.DIRECTED else tie.evidence) for tie in rows}

    for kind in ("JOINT_WORK", "REFERRAL", "MONEY"):
        assert told(twin, kind) == told(busy, kind) != set()


def test_two_rows_of_a_matrix_that_agree_are_one_confirmed_tie(city, sekar, as_user):
    client = as_user(sekar)
    preview = sent(client, city, "matrix", b",A,B,C\nA,0,2,1\nB,3,0,0\n")

    client.post(f"{HERE}/impor/", {"berkas": sealed(preview)})

    told = {(tie.a.name, tie.b.name): (tie.evidence, tie.weight) for tie in Tie.objects.select_related("a", "b")}
    assert told == {("A", "B"): (Tie.Evidence.BOTH, 3), ("A", "C"): (Tie.Evidence.ONE_SIDE, 1)}


def test_nothing_is_written_before_the_preview_is_confirmed(city, sekar, as_user):
    client = as_user(sekar)
    before = AuditLine.objects.count()

    preview = sent(client, city, "csv", b"dari,ke,layer\nA,B,rujukan\nB,C,uang\n")

    assert "3 aktor baru dan 2 ikatan baru" in preview.content.decode()
    assert (Actor.objects.count(), Tie.objects.count(), ActorEvent.objects.count()) == (0, 0, 0)
    assert AuditLine.objects.count() == before


def test_complaints_name_the_row_in_the_language_of_the_reader(city, sekar, as_user):
    client = as_user(sekar)
    ties = "source,target,layer,since,reported_by,weight\nA,B,cinta,,,\nB,C,,kemarin,,\nA,C,,,siapa,\nC,D,,,,-1\n"
    actors = "name,kind,members,district\nA,KUCING,2,\nB,,,\nC,,1.5,Atlantis\nD,,,\n"

    answer = sent(client, city, "csv", ties.encode(), actors.encode())

    assert answer.status_code == 422
    told = complaints(answer)
    assert [line for line, _ in told] == ["2", "4", "4", "2", "3", "4", "5"]
    assert all(text.startswith("Daftar aktor: ") for _, text in told[:3])
    for word, (_, text) in zip(
        ["kucing", "Atlantis", "1.5", "cinta", "kemarin", "siapa", "-1"], told, strict=True
    ):
        assert word in text

    torn = sent(client, city, "csv", b"dari,ke\nA,A\nA,B,C\n", b"name\nA\nA\n")
    assert complaints(torn) == [
        ("2", "&#x27;A&#x27; diikatkan dengan dirinya sendiri."),
        ("3", "Ada 3 isian, padahal baris pertama punya 2."),
        ("3", "Aktor &#x27;A&#x27; disebut dua kali."),
    ]
    assert not Actor.objects.exists()


def test_a_preview_is_for_the_one_who_saw_it_and_only_whole(city, twin, sekar, as_user, make_member):
    preview = sent(as_user(sekar), city, "csv", b"dari,ke\nA,B\n")
    seal = sealed(preview)

    assert as_user(sekar).post(f"{HERE}/impor/", {"berkas": seal[:-3]}).status_code == 409
    other = as_user(make_member("kedua", "SECRETARIAT"))
    assert other.post(f"{HERE}/impor/", {"berkas": seal}).status_code == 403
    assert secretary(make_member, twin).post("/kembaran/jejaring/impor/", {"berkas": seal}).status_code == 403
    assert not Actor.objects.exists()


def test_what_changed_since_the_preview_is_refused_whole(city, sekar, novita, as_user, make_actor):
    client = as_user(sekar)
    seal = sealed(sent(client, city, "csv", b"dari,ke\nBaru,Koperasi A\n"))
    actions.leave(by=novita, actor=make_actor("Koperasi A"), reason="Bubar.", at=AT)

    answer = client.post(f"{HERE}/impor/", {"berkas": seal})

    assert answer.status_code == 409
    assert Actor.objects.count() == 1


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02",
        b"\xff\xfe\x00a",
        b"[1, 2",
        b'{"elements": [{"label": "\\ud800"}], "connections": 5}',
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 50 + b'">]><graphml><graph>&b;</graph></graphml>',
        b"<graphml>" * 200,
        b"PK\x03\x04" + b"\x00" * 50,
        b'a,"b\n' * 20,
        b",A\nA,=1+1\n",
        b"[" * 100_000,
    ],
    ids=["binary", "utf16", "half", "surrogate", "entity", "deep", "zip", "quote", "formula", "nested"],
)
def test_a_hostile_file_is_refused_with_a_sentence(form, data, city, sekar, as_user):
    answer = sent(as_user(sekar), city, form, data, actors=b"name\nA\n" if form.endswith("csv") else None)

    assert answer.status_code == 422
    said = [text for _line, text in complaints(answer)]
    assert said
    assert all(text.strip().endswith((".", "?")) for text in said)
    assert not Actor.objects.exists()


def test_a_file_that_is_too_large_is_refused(city, sekar, as_user):
    answer = sent(as_user(sekar), city, "csv", b"dari,ke\n" + b"A,B\n" * 500_001)

    assert answer.status_code == 422
    assert not Actor.objects.exists()


def test_every_complaint_of_the_readers_has_its_words_here():
    """A reader that complains in a new way fails here, until the way is in `wording`."""

    def filled(found: re.Match[str]) -> str:
        return {"self.where": "node", "tag": "port", "kind": "long"}.get(found[1], "'x'")

    folder = Path(muara.formats.__file__).parent
    source = "".join(
        (folder / f"{name}.py").read_text(encoding="utf-8")
        for name in ("graphml", "gexf", "kumu", "ties_csv", "safe_xml", "sheet")
    )
    told = {
        re.sub(r"\{[^}]*\}", "7", re.sub(r"\{(shown\(.*?\)|self\.where|tag|kind)\}", filled, text))
        for text in re.findall(r"Problem\(\s*f?[\"'](.+?\.|.+?\?)[\"'](?=[,)\s])", source)
    }
    assert len(told) > 20
    spoken = {text for text in told if not any(re.fullmatch(p, text, re.DOTALL) for p, _ in COMPLAINTS)}
    never_here = {  # of writing, of undirected matrices and of joining several files, which this room does not do
        "'x' and 'x' say different things of one another.",
        "'x' and 'x' have several ties.",
        'Two actors have the same "7".',
        "'x' in 7 is no number.",
    }
    assert {text for text in spoken if text not in never_here and not text.startswith("A text holds")} == set()
    assert in_our_words("The file is no JSON.") != ""
