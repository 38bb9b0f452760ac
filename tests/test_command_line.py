"""The operator's commands, called as the shell calls them, in this process and on this database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from muara import cli
from muara.formats.polis import read_export
from muara.web.accounts.models import AuditLine, Membership
from muara.web.assets.models import DistrictOutline
from muara.web.cities.actions import load_areas
from muara.web.cities.models import City, District
from muara.web.common_ground.actions import take_reading
from muara.web.concerns.models import Topic, Vote
from muara.web.tasks.worker import run_waiting

VOTES = "timestamp,datetime,comment-id,voter-id,vote\n"
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"


@pytest.fixture(autouse=True)
def _django_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "set_up", lambda: None)


@pytest.fixture
def muara(capsys: pytest.CaptureFixture[str]):
    """Call the command line; return its exit code and all that it said."""

    def call(*arguments: object) -> tuple[int, str]:
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


@pytest.fixture
def polis(tmp_path: Path) -> Path:
    """Give an export in which twelve people agree on one statement and part on another."""
    folder = tmp_path / "polis"
    folder.mkdir()
    (folder / "summary.csv").write_text("topic,Gedung kosong\nviews,20\nvoters,12\n")
    (folder / "comments.csv").write_text(
        COMMENTS + "1402358400,x,0,0,12,0,1,Gedung kosong untuk warga\n1402358400,x,1,0,6,6,1,Pasang tarif\n"
    )
    rows = [f"{1402358400 + voter},x,0,{voter},1" for voter in range(12)]
    rows += [f"{1402358500 + voter},x,1,{voter},{1 if voter % 2 else -1}" for voter in range(12)]
    (folder / "votes.csv").write_text(VOTES + "\n".join(rows) + "\n")
    return folder


def test_a_city_is_opened_with_its_areas(muara, db: None):
    code, said = muara("city", "open", "purwokerto", "Purwokerto", "--regency", "33.02")

    assert (code, City.objects.get().name, District.objects.count()) == (0, "Purwokerto", 27)
    assert "/purwokerto/" in said


def squares(names):
    """Write an outline for each name: a square, beside the one before."""
    rings = [[[x, y], [x + 0.05, y], [x + 0.05, y - 0.05], [x, y - 0.05], [x, y]] for x, y in grid(len(names))]
    return [
        {"properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in zip(names, rings, strict=True)
    ]


def grid(n):
    return [(109 + k % 6 * 0.05, -7.3 - k // 6 * 0.05) for k in range(n)]


def test_borders_are_looked_at_and_then_brought_in(muara, city, tmp_path: Path):
    load_areas(regency_code="33.02")
    features = squares(list(city.districts.values_list("name", flat=True)))
    file = tmp_path / "kecamatan.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    asked = ["import-areas", file, "--city", "purwokerto", "--source", "Bappeda 2024", "--licence", "CC BY 4.0"]

    looked = muara(*asked, "--dry-run")
    assert not DistrictOutline.objects.exists()

    assert looked == (0, "27 areas would be drawn with 108 of 108 corners. Nothing was written.\n")
    assert muara(*asked) == (0, "27 areas are drawn with 108 of 108 corners: /purwokerto/aset/peta/.\n")
    assert DistrictOutline.objects.count() == 27
    assert "in place of those before" in muara(*asked)[1]


def test_borders_that_do_not_fit_are_named_with_their_feature_and_nothing_comes_in(muara, city, tmp_path: Path):
    load_areas(regency_code="33.02")
    features = squares(list(city.districts.values_list("name", flat=True)))
    file = tmp_path / "kecamatan.geojson"
    asked = ["import-areas", file, "--city", "purwokerto", "--source", "Bappeda 2024", "--licence", "CC BY 4.0"]

    for wrong, said in (
        ({"properties": {"name": "Lain"}}, "Feature 2: "),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}, "Feature 2: "),
    ):
        sent = [*features[:1], {**features[1], **wrong}, *features[2:]]
        file.write_text(json.dumps({"type": "FeatureCollection", "features": sent}))
        code, told = muara(*asked)
        assert code == 1
        assert said in told
        assert told.endswith("Nothing was imported.\n")
    file.write_bytes(b"{" * 1000)
    assert muara(*asked)[0] == 1
    assert muara("import-areas", tmp_path / "none", *asked[2:])[0] == 1
    assert not DistrictOutline.objects.exists()


@pytest.mark.parametrize("slug", ["purwokerto", "akun", "Purwo kerto"])
def test_a_city_that_cannot_be_opened_is_a_sentence(muara, city, slug: str):
    code, said = muara("city", "open", slug, "Lain")

    assert code == 1
    assert said.startswith("✗ ")
    assert City.objects.count() == 1


def test_somebody_is_appointed_and_the_password_shown(muara, city, client):
    code, said = muara(
        "person", "sekar@contoh.id", "--city", city.slug, "--role", "secretariat", "--name", "Sekar"
    )

    assert code == 0
    assert client.login(email="sekar@contoh.id", password=said.split()[-1])
    assert Membership.objects.get().role == "SECRETARIAT"
    assert "stays as it was" in muara("person", "sekar@contoh.id", "--city", city.slug, "--role", "facilitator")[1]


def test_an_unknown_city_is_answered_with_those_that_are_known(muara, city):
    code, said = muara("person", "sekar@contoh.id", "--city", "purwo", "--role", "member")

    assert (code, said) == (1, "✗ There is no city 'purwo' here. Cities: purwokerto.\n")


def test_a_wrong_e_mail_is_a_sentence(muara, city):
    assert muara("person", "sekar", "--city", city.slug, "--role", "member")[0] == 1


def test_an_export_is_imported(muara, polis: Path, novita, city):
    code, said = muara("import", polis, "--city", city.slug, "--by", "novita@contoh.id")

    assert (code, said) == (
        0,
        "Gedung kosong: 2 statements, 24 votes of 12 people, at /purwokerto/suara/gedung-kosong/.\n",
    )
    assert Topic.objects.get().is_imported


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--city", "purwo", "--by", "novita@contoh.id"], "There is no city 'purwo'"),
        (["--city", "purwokerto", "--by", "siapa@contoh.id"], "Nobody has the e-mail"),
        (["--city", "purwokerto", "--by", "asing@contoh.id"], "does not facilitate Purwokerto"),
    ],
)
def test_an_import_needs_a_city_and_a_facilitator(muara, polis, novita, stranger, arguments: list[str], said: str):
    code, told = muara("import", polis, *arguments)

    assert code == 1
    assert said in told
    assert not Topic.objects.exists()


def test_a_broken_export_is_named_with_its_line_and_nothing_is_imported(muara, polis: Path, novita, city):
    (polis / "votes.csv").write_text(VOTES + "1402358400,x,0,1,1\n1402358400,x,0,2,perhaps\n")

    code, said = muara("import", polis, "--city", city.slug, "--by", "novita@contoh.id")

    assert code == 1
    assert "votes.csv" in said
    assert "line 3" in said
    assert said.endswith("Nothing was imported.\n")
    assert not Topic.objects.exists()


def test_a_folder_that_is_not_there_is_a_sentence(muara, tmp_path: Path, novita, city):
    code, said = muara("import", tmp_path / "none", "--city", city.slug, "--by", "novita@contoh.id")

    assert code == 1
    assert said.startswith("✗ ")


@pytest.mark.parametrize("sign", ["opendata", "api"])
def test_rows_that_went_out_come_in_again_with_the_same_votes(muara, polis, tmp_path, novita, sekar, city, sign):
    muara("import", polis, "--city", city.slug, "--by", "novita@contoh.id")
    out = tmp_path / "out"

    code, said = muara(
        "export", city.slug, "gedung-kosong", out, "--rows", "--by", "sekar@contoh.id",
        "--purpose", "Diperiksa ulang oleh kampus", "--sign", sign,
    )  # fmt: skip

    assert code == 0, said
    assert AuditLine.objects.get(verb="exported_rows").detail["purpose"] == "Diperiksa ulang oleh kampus"
    exported = read_export(out, sign=sign)
    assert sorted(exported.values.tolist()) == sorted(Vote.objects.values_list("value", flat=True))
    muara("import", out, "--city", city.slug, "--by", "novita@contoh.id", "--title", "Sekali lagi",
          "--sign", sign)  # fmt: skip
    tallies = [
        sorted(Vote.objects.filter(statement__topic=topic).values_list("statement__text", "value"))
        for topic in Topic.objects.order_by("pk")
    ]
    assert tallies[0] == tallies[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rows"], "need --by and --purpose"),
        (["--rows", "--by", "sekar@contoh.id"], "need --by and --purpose"),
        (["--rows", "--by", "sekar@contoh.id", "--purpose", "x"], "20"),
        (
            ["--rows", "--by", "novita@contoh.id", "--purpose", "Diperiksa ulang oleh kampus"],
            "not of the secretariat",
        ),
        ([], "No reading of this topic is published yet"),
    ],
)
def test_votes_do_not_go_out_without_a_right_and_a_reason(
    muara, polis, tmp_path, novita, sekar, city, arguments: list[str], said: str
):
    muara("import", polis, "--city", city.slug, "--by", "novita@contoh.id")

    code, told = muara("export", city.slug, "gedung-kosong", tmp_path / "out", *arguments)

    assert code == 1
    assert said in told
    assert not (tmp_path / "out").exists()
    assert not AuditLine.objects.filter(verb="exported_rows").exists()


def test_published_counts_go_out(muara, polis, tmp_path, novita, city):
    muara("import", polis, "--city", city.slug, "--by", "novita@contoh.id")
    take_reading(by=novita, topic=Topic.objects.get(), at=timezone.now())
    run_waiting()

    code, said = muara("export", city.slug, "gedung-kosong", tmp_path / "out")

    assert code == 0, said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "README.txt", "comment-groups.csv", "comments.csv", "reading.json", "summary.csv",
    ]  # fmt: skip


def test_an_export_replaces_nothing_and_knows_its_topics(muara, topic, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    assert "is not empty" in muara("export", "purwokerto", topic.slug, tmp_path)[1]
    assert "There is no topic 'x' in Purwokerto. Topics: gedung-kosong." in muara(
        "export", "purwokerto", "x", tmp_path / "o"
    )[1]  # fmt: skip


def test_an_analysis_can_be_verified_from_the_command_line(muara, polis: Path, tmp_path: Path):
    result = tmp_path / "result.json"

    with pytest.raises(SystemExit) as analysed:
        muara("analyse", polis, "--quiet", "--json", result)
    with pytest.raises(SystemExit) as verified:
        muara("verify", result, polis, "--quiet")

    assert (analysed.value.code, verified.value.code) == (0, 0)
    assert json.loads(result.read_text())["n_participants"] == 12


@pytest.mark.parametrize(
    "arguments", [["bake"], [], ["backup"], ["person", "a@b.id", "--city", "x", "--role", "king"]]
)
def test_a_wrong_call_ends_with_exit_code_2(muara, arguments: list[str]):
    with pytest.raises(SystemExit) as ended:
        muara(*arguments)

    assert ended.value.code == 2


def test_ctrl_c_is_no_error_with_a_traceback(muara, monkeypatch: pytest.MonkeyPatch):
    def interrupt(asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "check", interrupt)

    assert muara("check") == (130, "")


@pytest.mark.data
def test_a_real_conversation_is_imported_with_every_vote(muara, muara_data: Path, novita, city):
    code, said = muara(
        "import", muara_data / "opendata" / "vtaiwan.uberx", "--city", city.slug, "--by", "novita@contoh.id"
    )

    assert code == 0, said
    export = read_export(muara_data / "opendata" / "vtaiwan.uberx")
    assert Vote.objects.count() == export.votes.n_votes
