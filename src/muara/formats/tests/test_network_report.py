import json
import zipfile

import pytest

from muara import cli
from muara.engine.network import ENGINE_VERSION, SEED
from muara.formats.graphml import write_graphml
from muara.formats.kumu import write_kumu, write_kumu_csv
from muara.formats.sheet import ActorRow, Sheet, TieRow
from muara.formats.ties_csv import write_matrix, write_ties

HUB = {"budi": "utara", "adi": "utara", "sari": "selatan", "tini": "selatan", "wati": "selatan"}
SHEET = Sheet(
    tuple(ActorRow(name, {"hub": hub, "offers": "truk; gudang" if name == "budi" else "truk"})
          for name, hub in HUB.items()),
    (
        TieRow("adi", "budi", {"weight": 2.0, "evidence": 1.0}), TieRow("budi", "sari", {"evidence": 0.5}),
        TieRow("sari", "tini"), TieRow("tini", "wati"), TieRow("wati", "sari"),
    ),
)  # fmt: skip
ROLES = (
    "proses,peran,pemegang,butuh,bobot\nBATS,tuan rumah,budi,1,2\nBATS,tuan rumah,sari,1,2\nBATS,notulis,budi,,\n"
)


def run(*arguments):
    """Call the command as the shell does; give its exit code."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["network", *map(str, arguments)])
    return ended.value.code


@pytest.fixture
def graphml(tmp_path):
    path = tmp_path / "kota.graphml"
    path.write_text(write_graphml(SHEET), encoding="utf-8")
    return path


@pytest.fixture
def roles(tmp_path):
    path = tmp_path / "peran.csv"
    path.write_text(ROLES, encoding="utf-8")
    return path


def result_of(capsys, *arguments):
    assert run(*arguments, "--json", "-") == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def test_the_result_names_who_is_cut_off_by_each(graphml, capsys):
    said = result_of(capsys, graphml, "--draws", "40")

    assert (said["n_actors"], said["n_ties"], said["n_unsure"]) == (5, 5, 1)
    assert said["articulation"] == ["budi", "sari"]
    actors = {one["name"]: one for one in said["actors"]}
    assert set(actors) == set(HUB)
    assert (actors["sari"]["cut_off"], actors["sari"]["largest_piece"]) == (["tini", "wati"], 2)
    assert (actors["budi"]["cut_off"], actors["budi"]["pairs_lost"]) == (["adi"], 3)
    assert (actors["adi"]["cut_off"], actors["adi"]["pairs_lost"], actors["adi"]["largest_piece"]) == ([], 0, 4)
    assert actors["sari"]["efficiency_lost"] == pytest.approx(
        2 * 1 / 2 + 2 * 1 / 3
    )  # budi and adi to tini and wati
    assert actors["adi"]["betweenness"] == 0 < actors["budi"]["betweenness"] < actors["sari"]["betweenness"]
    assert actors["sari"]["closeness"] == pytest.approx(4 / 5)
    assert actors["adi"]["constraint"] == 1
    assert said["r_index"] == said["attack"]["r_index"] == pytest.approx((2 + 1 + 1 + 1 + 0) / 25 + 1 / 25)
    assert (said["engine_version"], said["seed"]) == (ENGINE_VERSION, SEED)
    assert len(said["input_sha256"]) == 64
    assert said["what_if"] is None


def test_what_if_with_roles_says_what_stops_and_what_mends_it(graphml, roles, capsys):
    said = result_of(capsys, graphml, "--leave", "budi", "--roles", roles, "--draws", "40")

    answer = said["what_if"]
    assert (answer["leaving"], answer["loss"]["cut_off"]) == (["budi"], ["adi"])
    assert [(one["name"], one["state"]) for one in answer["processes"]] == [("BATS", "stops")]
    assert answer["nobody_else"] == {"gudang": []}
    assert [(one["process"], one["role"]) for one in answer["new_holders"]] == [("BATS", "notulis")]
    assert {answer["new_ties"][0]["one"], answer["new_ties"][0]["other"]} == {"adi", "sari"}
    work = said["processes"]
    assert work["at_least"] <= work["weight"] + 0.05
    assert work["each"][0]["lives_at_least"] == pytest.approx((1 - 0.01) * 0.9)
    assert work["each"][0]["fewest_to_stop"] == 1
    assert said["input_sha256"] != result_of(capsys, graphml, "--draws", "40")["input_sha256"]


def test_the_report_says_it_in_sentences_and_the_page_runs_nothing(graphml, roles, tmp_path, capsys):
    page = tmp_path / "page.html"

    assert run(graphml, "--leave", "budi", "--leave", "sari", "--roles", roles, "--by", "hub", "--html", page) == 0

    text = " ".join(capsys.readouterr().out.split())
    assert "5 actors, 5 ties, 1 of them unsure. 2 actors cut somebody off by leaving: budi, sari." in text
    assert "What if budi, sari should leave?" in text
    assert "What stops: BATS" in text
    assert "Modularity of the declared groups" in text
    html = page.read_text(encoding="utf-8")
    assert "What stops: BATS" in html
    assert "<script" not in html
    assert "http" not in html


def test_names_from_outside_steer_neither_terminal_nor_page(tmp_path, capsys):
    evil = "<script>alert(1)</script> \x1b[31mhub"
    path = tmp_path / "ties.csv"
    path.write_text(f'dari,ke\n"{evil}",adi\n"{evil}",sari\n', encoding="utf-8")

    assert run(path, "--html", tmp_path / "page.html", "--draws", "5") == 0

    assert "\x1b" not in capsys.readouterr().out
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "\x1b" not in html


def written(folder, form):
    ties, actors = write_ties(SHEET)
    elements, connections = write_kumu_csv(SHEET)
    if form == "kumu":
        (folder / "kota.json").write_text(write_kumu(SHEET), encoding="utf-8")
        return folder / "kota.json"
    if form in ("zip", "kumu-zip"):
        names = {"ikatan.csv": ties, "aktor.csv": actors}
        with zipfile.ZipFile(folder / "kota.zip", "w") as archive:
            for name, text in (names if form == "zip" else
                               {"elements.csv": elements, "connections.csv": connections}).items():  # fmt: skip
                archive.writestr(name, text)
        return folder / "kota.zip"
    if form == "folder":
        (folder / "kota").mkdir()
        (folder / "kota" / "ties.csv").write_text(ties, encoding="utf-8")
        (folder / "kota" / "actors.csv").write_text(actors, encoding="utf-8")
        return folder / "kota"
    (folder / "kota.csv").write_text(write_matrix(SHEET) if form == "matrix" else ties, encoding="utf-8")
    return folder / "kota.csv"


@pytest.mark.parametrize("form", ["kumu", "zip", "kumu-zip", "folder", "matrix", "list"])
def test_every_format_gives_the_same_losses(form, tmp_path, graphml, capsys):
    same = result_of(capsys, graphml, "--draws", "5")

    said = result_of(capsys, written(tmp_path, form), "--draws", "5")

    def losses(result):
        return sorted((one["name"], one["pairs_lost"], one["cut_off"]) for one in result["actors"])

    assert losses(said) == losses(same)
    assert (said["response"] is not None) == said["is_directed"] == (form == "matrix")


def test_actors_are_found_by_name_and_by_identifier(tmp_path, capsys):
    sheet = Sheet(
        (
            ActorRow("n1", {"name": "Koperasi Adi"}),
            ActorRow("n2", {"name": "BATS"}),
            ActorRow("n3", {"name": "Desa"}),
        ),
        (TieRow("n1", "n2", {"reported_by": "both"}), TieRow("n2", "n3", {"reported_by": "a"})),
    )
    path = tmp_path / "kota.graphml"
    path.write_text(write_graphml(sheet), encoding="utf-8")

    for name in ("BATS", "n2"):
        assert result_of(capsys, path, "--leave", name)["what_if"]["leaving"] == ["BATS"]
    assert result_of(capsys, path)["n_unsure"] == 1
    assert run(path, "--leave", "koperasi") == 2
    assert "There is no actor 'koperasi'. Alike: Koperasi Adi." in capsys.readouterr().err


def test_who_did_not_answer_widens_the_bounds(tmp_path, capsys):
    path = tmp_path / "survei.csv"
    path.write_text(",adi,budi,sari\nadi,0,1,1\nbudi,1,0,0\n", encoding="utf-8")

    response = result_of(capsys, path)["response"]

    assert response["response"] == pytest.approx(2 / 3)
    density = response["density"]
    assert (density["worst"], density["best"]) == (pytest.approx(3 / 6), pytest.approx(5 / 6))


def test_it_is_read_against_its_past(graphml, tmp_path, capsys):
    path = tmp_path / "dulu.csv"
    path.write_text("dari,ke\nadi,budi\nbudi,sari\nsari,adi\n", encoding="utf-8")

    said = result_of(capsys, graphml, "--before", path, "--draws", "5")

    assert said["readings"]["density"]["before"] == 1
    assert said["readings"]["critical"]["before"] == 0


def test_the_same_ties_give_the_same_result_to_the_byte(graphml, tmp_path, capsys):
    turned = tmp_path / "other.graphml"
    turned.write_text(write_graphml(Sheet(SHEET.actors[::-1], SHEET.ties[::-1])), encoding="utf-8")

    one = result_of(capsys, graphml, "--leave", "budi", "--draws", "20")
    other = result_of(capsys, turned, "--leave", "budi", "--draws", "20")

    assert one.pop("files") != other.pop("files")
    assert one == other
    assert one != result_of(capsys, graphml, "--leave", "budi", "--draws", "20", "--seed", "2")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("kota.csv", "dari,ke\nadi,adi\n", "line 2: 'adi' is tied to itself."),
        ("kota.graphml", "<graphml>", "muara network: "),
        ("kota.xlsx", "PK", "none of GraphML, GEXF, Kumu or CSV"),
        ("kota.zip", "no archive", "no ZIP file that can be read"),
        ("kota.csv", "dari,ke,weight\nadi,sari,0\n", "should be above 0"),
        ("kota.csv", "", "The table is empty."),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_nothing_is_written(tmp_path, capsys, name, content, complaint):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    assert run(path, "--json", tmp_path / "out.json") == 2

    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("damage", ["content", "method", "length"])
def test_a_damaged_archive_is_refused_in_words(tmp_path, capsys, damage):
    path = tmp_path / "kota.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ties.csv", "source,target\n" + "adi,sari\n" * 200)
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    if damage == "content":
        data[38:directory] = b"\xff" * (directory - 38)
    elif damage == "method":
        data[8] = data[directory + 10] = 95
    else:
        data[directory + 20 : directory + 24] = (10).to_bytes(4, "little")
    path.write_bytes(data)

    assert run(path) == 2

    assert "no ZIP file that can be read" in capsys.readouterr().err


def test_without_a_file_the_result_or_the_page_goes_to_the_standard_output(graphml, capsys):
    assert run(graphml, "--json") == 0
    assert json.loads(capsys.readouterr().out)["n_actors"] == 5
    assert run(graphml, "--html") == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")

    assert cli.main(["network", str(graphml), "--json", "--html"]) == 1
    assert "Name a file for one of them." in capsys.readouterr().err


def test_what_cannot_be_asked_is_refused_with_what_can(graphml, roles, tmp_path, capsys):
    roles.write_text("process,role,holder,needed\nBATS,host,adi,none\nBATS,,adi,1\n", encoding="utf-8")
    for arguments, complaint in [
        (["--by", "sektor"], "No actor has the attribute 'sektor'; there is: hub, offers."),
        (
            ["--roles", roles],
            "line 2: 'none' is no one whole number of holders.; line 3: A role lacks its process",
        ),
        (["--roles", tmp_path / "none.csv"], "cannot be read"),
        (["--before", tmp_path], "there is no ikatan.csv or ties.csv or connections.csv in it"),
    ]:
        assert run(graphml, *arguments) == 2
        assert complaint in capsys.readouterr().err
    roles.write_text("process,role,holder\nBATS,host,nobody known\n", encoding="utf-8")
    assert run(graphml, "--roles", roles) == 2
    assert "There is no actor 'nobody known'" in capsys.readouterr().err
    assert cli.main(["network", str(graphml), "--draws", "0"]) == 1


def test_an_empty_network_has_a_result(tmp_path, capsys):
    path = tmp_path / "kosong.graphml"
    path.write_text(write_graphml(Sheet((ActorRow("adi"),))), encoding="utf-8")

    said = result_of(capsys, path, "--leave", "adi")

    assert (said["n_actors"], said["articulation"], said["r_index"]) == (1, [], 0)
    assert said["readings"]["density"]["value"] is None


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "points"),
    [("emon-mtsi", ["King County Police"]), ("emon-texas", []),
     ("emon-mtsthelens", ["Lewis County Sheriff s Department", "Salvation Army"])],
)  # fmt: skip
def test_drabek_1981_critical_organisations_by_name(name, points, muara_data, capsys):
    said = result_of(capsys, muara_data / "networks" / f"{name}.graphml", "--draws", "5")

    assert said["articulation"] == points
