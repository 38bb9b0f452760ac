import json
import random
import shutil

import numpy as np
import pytest

from muara.engine.opinion import canonical
from muara.engine.opinion.synthetic import conversation
from muara.formats.polis import PolisExport, Statement, write_export
from muara.formats.report import analyse_command
from muara.formats.verify import verify_command, what_differs


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    drawn = conversation(200, 40, seed=8, n_groups=2, votes_per_person=(15, 35))
    texts = [f"<script>alert({number})</script> \x1b[31m & more" for number in range(40)]
    statements = tuple(Statement(number, text, moderation=1) for number, text in enumerate(texts))
    votes = drawn.votes
    times = np.random.default_rng(1).permutation(votes.n_votes) + 1_500_000_000_000
    about = {"topic": "Water & <b>waste</b>"}
    export = PolisExport(statements, votes.rows, votes.columns.astype(np.int64), votes.values, times, {}, about)
    path = tmp_path_factory.mktemp("export") / "conversation"
    write_export(path, export)
    return path


@pytest.mark.parametrize("mode", ["muara", "polis"])
def test_the_report_says_the_findings_first_with_n_and_intervals(folder, capsys, mode):
    assert analyse_command(folder, mode=mode) == 0

    out, err = capsys.readouterr()
    text = " ".join(out.split())
    assert "200 people, 40 statements" in text
    assert text.index("Common threads") < text.index("What divides") < text.index("What is not yet known")
    assert "groups agree; lowest in" in text
    assert "Group A (" in text
    assert "\x1b" not in out
    assert err == ""


def test_files_hold_the_result_and_verify_repeats_it(folder, tmp_path, capsys):
    result, page = tmp_path / "result.json", tmp_path / "page.html"

    assert analyse_command(folder, json_path=result, html_path=page, quiet=True) == 0

    assert capsys.readouterr() == ("", "")
    said = json.loads(result.read_bytes())
    assert said["topic"] == "Water & <b>waste</b>"
    assert said["statements"][1]["text"] == "<script>alert(1)</script> \x1b[31m & more"
    assert all("text" in item for item in said["common_threads"])
    assert verify_command(result, folder) == 0
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "Water &amp; &lt;b&gt;waste&lt;/b&gt;" in html
    assert "http" not in html
    assert "\x1b" not in html


def test_a_changed_number_is_noticed_and_named(folder, tmp_path, capsys):
    result = tmp_path / "result.json"
    analyse_command(folder, json_path=result, quiet=True)
    said = json.loads(result.read_bytes())
    right = said["common_threads"][0]["lower_bound"]
    said["common_threads"][0]["lower_bound"] = 0.99
    said["statements"].pop()
    result.write_text(json.dumps(said), encoding="utf-8")

    assert verify_command(result, folder) == 1

    told = capsys.readouterr().err
    assert f"common_threads[0].lower_bound is '0.99' in the file and '{right}' from the votes." in told
    assert "Also different: statements." in told
    assert "was made with" not in told


def test_whatever_number_is_changed_it_is_the_one_that_is_named(folder, tmp_path):
    result = tmp_path / "result.json"
    analyse_command(folder, json_path=result, quiet=True)
    right = json.loads(result.read_bytes())
    places = list(numbers(right, ""))

    assert len(places) > 3_000
    assert {place.split(".")[0].split("[")[0] for place, _, _ in places} >= {
        "n_votes", "seed", "parameters", "gate", "stability", "groups", "membership", "confidence", "steadiness",
        "positions", "position_error", "passing", "statements", "common_threads", "divides", "soft_membership",
    }  # fmt: skip
    for where, holder, key in random.Random(1).sample(places, 300):
        kept, holder[key] = holder[key], 4.5
        assert what_differs(right, json.loads(result.read_bytes())).startswith(f"{where} is '4.5' in the file")
        holder[key] = kept


def numbers(value, where):
    """Give each number of a result: what it is called, and what holds it."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in steps:
        place = f"{where}[{key}]" if isinstance(value, list) else f"{where}.{key}".lstrip(".")
        if isinstance(inner, dict | list):
            yield from numbers(inner, place)
        elif isinstance(inner, int | float) and not isinstance(inner, bool):
            yield place, value, key


def test_other_versions_are_told_only_where_a_number_differs(folder, tmp_path, capsys):
    result = tmp_path / "result.json"
    analyse_command(folder, json_path=result, quiet=True)
    said = json.loads(result.read_bytes())
    assert set(said["versions"]) == {"muara", "numpy", "python", "scipy"}

    said["versions"]["numpy"] = "1.0"
    result.write_bytes(canonical(said))
    assert verify_command(result, folder) == 0
    said["n_votes"] += 1
    result.write_bytes(canonical(said))
    assert verify_command(result, folder) == 1

    assert "It was made with muara 0.1.0, numpy 1.0" in capsys.readouterr().err


def test_a_file_that_is_written_otherwise_is_told_apart_from_a_wrong_number(folder, tmp_path, capsys):
    result = tmp_path / "result.json"
    analyse_command(folder, json_path=result, quiet=True)
    result.write_text(json.dumps(json.loads(result.read_bytes())), encoding="utf-8")

    assert verify_command(result, folder) == 1
    assert "All numbers are right" in capsys.readouterr().err


def test_files_whose_lines_stand_in_another_order_give_the_same_bytes(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    head, *lines = (other / "votes.csv").read_text().splitlines(keepends=True)
    random.Random(2).shuffle(lines)
    (other / "votes.csv").write_text(head + "".join(lines))

    for path in (folder, other):
        analyse_command(path, json_path=tmp_path / f"{path.name}.json", quiet=True)

    assert (tmp_path / "other.json").read_bytes() == (tmp_path / "conversation.json").read_bytes()
    assert verify_command(tmp_path / "conversation.json", other, quiet=True) == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"mode":"x","seed":1}', b"\xff"])
def test_what_is_no_result_is_said_to_be_none(folder, tmp_path, capsys, content):
    (tmp_path / "r.json").write_bytes(content)

    assert verify_command(tmp_path / "r.json", folder) == 2
    assert "is no result of muara analyse" in capsys.readouterr().err


def test_json_on_standard_output_is_alone_there(folder, capsys):
    assert analyse_command(folder, json_path="-") == 0

    out, err = capsys.readouterr()
    assert json.loads(out)["n_participants"] == 200
    assert err == ""


def test_a_broken_export_is_a_complaint_and_nothing_is_written(folder, tmp_path, capsys):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n1,1,1,9\n", encoding="utf-8")

    code = analyse_command(broken, json_path=tmp_path / "r.json", html_path=tmp_path / "p.html")

    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert "votes.csv, line 2: 9 in column vote is no vote" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken"]


def test_when_one_file_cannot_be_written_neither_is(folder, tmp_path, capsys):
    code = analyse_command(folder, json_path=tmp_path / "r.json", html_path=tmp_path / "no" / "p.html")

    assert code == 2
    assert "No such file or directory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_small_evening_has_a_report_without_groups(tmp_path, capsys):
    statements = tuple(Statement(number, f"Idea {number}") for number in range(3))
    who, what = np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20)
    values = np.where(what == 0, 1, np.where(who % 2, 1, -1)).astype(np.int8)
    write_export(tmp_path / "evening", PolisExport(statements, who, what, values, None))

    assert analyse_command(tmp_path / "evening") == 0

    text = " ".join(capsys.readouterr().out.split())
    assert "No clear groups." in text
    assert "100 % of 20 people agree" in text


# --- declared groups ------------------------------------------------------------------------------------------


@pytest.fixture
def declared(tmp_path):
    """Twelve farmers, two of whom are the only people of a hub; everybody else trades."""
    lines = [
        f"{who},{'tani' if who < 12 else ' dagang '},{'rumah budaya' if who < 2 else ''}" for who in range(200)
    ]
    path = tmp_path / "declared.csv"
    path.write_text("\n".join(["participant,Sector,Hub", *lines]), encoding="utf-8")
    return path


def test_declared_groups_are_counted_and_small_cells_and_rare_words_are_not_told(folder, declared, tmp_path):
    result = tmp_path / "result.json"
    assert analyse_command(folder, json_path=result, quiet=True, declared=declared) == 0

    said = json.loads(result.read_bytes())
    assert [(one["label"], one["size"]) for one in said["declared"]["sector"]["groups"]] == [
        ("dagang", 188), ("tani", 12)
    ]  # fmt: skip
    cells = [cell for item in said["declared"]["sector"]["statements"] for cell in item["groups"]]
    told = [cell for cell in cells if "withheld" not in cell]
    assert 0 < len(told) < len(cells)
    assert min(cell["n"] for cell in told) >= 5
    assert all(set(cell) == {"label", "withheld"} for cell in cells if "withheld" in cell)
    assert said["declared"]["hub"]["groups"] == []
    assert b"budaya" not in result.read_bytes()


def test_verify_counts_declared_groups_again(folder, declared, tmp_path, capsys):
    result = tmp_path / "result.json"
    analyse_command(folder, json_path=result, quiet=True, declared=declared)

    assert verify_command(result, folder, quiet=True, declared=declared) == 0
    assert verify_command(result, folder, quiet=True) == 2
    assert "declared groups (hub, sector): name their table with --declared" in capsys.readouterr().err
    declared.write_text(declared.read_text().replace("11,tani", "11, dagang"))
    assert verify_command(result, folder, quiet=True, declared=declared) == 1
    assert (
        "declared.sector.groups[0].size is '188' in the file and '189' from the votes" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("participant\n1\n", "none that says anything"),
        ("participant,sector,\n1,tani,x\n", "Column 3 has no name"),
        ("participant,sector\n1,tani\n1,guru\n", "line 3: The participant 1 occurs twice"),
        ("participant,sector\nani,tani\n", "line 2: 'ani' in column participant is no whole number"),
        ("who,sector\n1,tani\n", 'The column "participant" is missing'),
    ],
)
def test_a_broken_table_of_declared_groups_is_a_complaint(folder, tmp_path, capsys, content, complaint):
    (tmp_path / "d.csv").write_text(content)

    assert analyse_command(folder, json_path=tmp_path / "r.json", declared=tmp_path / "d.csv") == 2
    assert complaint in capsys.readouterr().err
    assert not (tmp_path / "r.json").exists()
