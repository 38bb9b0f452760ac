import csv
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muara.formats.polis import BrokenExport, PolisExport, Statement, read_export, write_export
from muara.formats.tables import as_meant, harmless

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1000,x,0,5,9,9,1,"Two\nlines"\n'
    "1001,x,1,5,9,9,-1,Rejected\n"
    "1002,x,3,,0,0,0,\n"
)
NEW_COMMENTS = (
    "timestamp,comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,group-informed-consensus,comment-body\n"
    "1000,0,5,9,9,1,false,true,0.5,Hello\n"
    "1001,1,5,9,9,0,true,false,0.25,About us\n"
)
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n50,x,0,7,1\n20,x,0,5,-1\n60,x,1,7,0\n40,x,0,7,-1\n"
WIDE = (
    "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n"
    "5,,0,2,1,0,1,-1,\n"
    "7,,1.0,0,2,1,0,1,0\n"
    "9,,,0,1,1,0,,1\n"
)


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, content in files.items():
            path = tmp_path / f"{name.replace('_', '-')}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def test_the_last_vote_by_time_counts_and_people_stand_in_order_of_their_first(folder):
    export = read_export(folder(comments=COMMENTS, votes=VOTES, participants_votes=WIDE, summary="topic,Water\n"))

    assert export.topic == "Water"
    assert export.order == (5, 7)
    assert export.votes.participants == (5, 7)
    assert export.votes.statements == (0, 1, 3)
    assert export.votes.values.tolist() == [-1, 1, 0]
    assert export.groups == {5: 0, 7: 1}
    assert export.excluded == (1,)
    assert export.texts == {0: "Two\nlines", 1: "Rejected", 3: ""}


def test_without_votes_csv_the_wide_table_is_read(folder):
    export = read_export(folder(comments=COMMENTS, participants_votes=WIDE))

    assert export.order is None
    assert export.timestamps is None
    assert export.votes.participants == (5, 7, 9)
    assert export.votes.values.tolist() == [-1, 1, 0, 1]


def test_the_newer_layout_has_flags(folder):
    export = read_export(folder(comments=NEW_COMMENTS, votes=VOTES))

    assert export.meta == (1,)
    assert export.statements[0].is_seed
    assert export.statements[1].group_informed_consensus == 0.25


def test_data_from_the_api_have_the_other_sign(folder):
    path = folder(votes=VOTES)

    assert (read_export(path, sign="api").values == -read_export(path).values).all()


@pytest.mark.parametrize("sign", ["opendata", "api"])
def test_what_is_written_with_either_sign_is_read_back(folder, tmp_path, sign):
    there = replace(read_export(folder(comments=NEW_COMMENTS, votes=VOTES)), shown=([1, 1, 0], [7, 9, 9]))

    write_export(tmp_path / "out", there, sign=sign)

    found = read_export(tmp_path / "out", sign=sign)
    other = read_export(tmp_path / "out", sign="api" if sign == "opendata" else "opendata")
    assert found == there
    assert (other.values == -there.values).all()
    (tmp_path / "out" / "votes.csv").unlink()  # the wide table alone says the same
    assert read_export(tmp_path / "out", sign=sign).votes.sha256 == there.votes.sha256
    comments = tmp_path / "out" / "comments.csv"
    statements, agrees = (column_of(comments, name) for name in ("comment-id", "agrees"))
    counted = there.voted[there.values == 1].tolist()
    assert [int(n) for n in agrees] == [counted.count(int(statement)) for statement in statements]


def column_of(path, name):
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def test_a_broken_log_of_what_was_shown_is_refused(folder):
    path = folder(votes=VOTES)
    (path / "shown.csv").write_text("participant,comment-id\n1,x\n")

    with pytest.raises(BrokenExport, match=r"shown\.csv, line 2"):
        read_export(path)


def test_marks_carriage_returns_and_numbers_of_spreadsheets_are_understood(folder):
    path = folder(votes="\ufeff" + VOTES.replace("\n", "\r\n").replace("0,7,1", "0.0,7.0,1.0"))

    assert read_export(path).votes.values.tolist() == [-1, 1, 0]


def test_equal_times_keep_the_order_of_the_file(folder):
    path = folder(votes="timestamp,comment-id,voter-id,vote\n5,0,1,1\n5,0,1,-1\n")

    assert read_export(path).votes.values.tolist() == [-1]


def test_votes_on_statements_without_a_text_are_kept(folder):
    export = read_export(folder(comments=COMMENTS, votes=VOTES + "70,x,99,7,1\n"))

    assert export.texts[99] == ""


HOSTILE = [
    ({"votes": VOTES + "1,x,0,7,2\n"}, "votes.csv, line 6: 2 in column vote is no vote"),
    ({"votes": VOTES + "1,x,0,seven,1\n"}, "votes.csv, line 6: 'seven' in column voter-id is no whole number"),
    ({"votes": VOTES + "1,x,0,7\n"}, "votes.csv, line 6: There are 4 fields, but the header has 5"),
    ({"votes": VOTES + "1,x,0,7,\n"}, "votes.csv, line 6: '' in column vote is no whole number"),
    ({"votes": VOTES + "1,x,0,7,1e3\n"}, "line 6: '1e3' in column vote"),
    ({"votes": VOTES + "1,x,0," + "9" * 60 + ",1\n"}, "line 6: '9999"),
    ({"votes": "timestamp,comment-id,vote\n1,2,1\n"}, 'votes.csv, line 1: The column "voter-id" is missing'),
    ({"votes": VOTES.replace(",", ";")}, "line 1: The fields are separated by semicolons"),
    ({"votes": ""}, "votes.csv, line 1: The file is empty"),
    ({"votes": VOTES.encode() + b"1,\xff,0,7,1\n"}, "votes.csv, line 6: A character is not UTF-8"),
    ({"votes": VOTES.encode("utf-16")}, "votes.csv, line 1: The file is UTF-16"),
    ({"votes": VOTES + "1,\x00,0,7,1\n"}, "votes.csv, line 6: There is a NUL character"),
    ({"votes": VOTES, "comments": COMMENTS + '1,x,4,5,0,0,1,"cut'}, "comments.csv, line 6: A quoted text"),
    ({"votes": VOTES, "comments": COMMENTS + '1,x,4,5,0,0,1,"a"b\n'}, "comments.csv, line 6: A quotation mark"),
    (
        {"votes": VOTES, "comments": COMMENTS + "1,x,4,5,0,0,1," + "x" * 140_000},
        "comments.csv, line 6: A field is longer",
    ),
    ({"votes": VOTES, "comments": COMMENTS + "1,x,0,5,0,0,1,again\n"}, "line 6: The comment-id 0 occurs twice"),
    ({"votes": VOTES, "comments": COMMENTS + "1,x,4,5,0,0,7,x\n"}, "line 6: 7 in column moderated is none of"),
    (
        {"votes": VOTES, "comments": NEW_COMMENTS + "1,4,5,0,0,1,maybe,true,0,x\n"},
        "line 4: 'maybe' in column is-meta",
    ),
    (
        {"votes": VOTES, "comments": NEW_COMMENTS + "1,4,5,0,0,1,,,1.5,x\n"},
        "line 4: '1.5' in column group-informed",
    ),
    ({"participants_votes": WIDE + "5,,0,0,0,0,0,,\n"}, "line 5: The participant 5 occurs twice"),
    ({"participants_votes": WIDE + "8,,x,0,0,0,0,,\n"}, "line 5: 'x' in column group-id"),
    ({"participants_votes": WIDE + "8,,0,0,0,0,0,5,\n"}, "line 5: 5 in column 0 is no vote"),
    ({"participants_votes": WIDE.replace("0,1\n", "0,0\n", 1)}, 'line 1: The column "0" occurs twice'),
    ({"votes": VOTES, "summary": "topic\n"}, "summary.csv, line 1: 'topic' has no value"),
    ({"comments": COMMENTS}, "neither votes.csv nor participants-votes.csv"),
]


@pytest.mark.parametrize(("files", "complaint"), HOSTILE, ids=[complaint[-40:] for _, complaint in HOSTILE])
def test_a_broken_file_is_named_with_its_line(folder, files, complaint):
    with pytest.raises(BrokenExport) as caught:
        read_export(folder(**files))

    assert complaint in str(caught.value)


def test_a_missing_directory_is_said_to_be_missing(tmp_path):
    with pytest.raises(BrokenExport, match="no such directory"):
        read_export(tmp_path / "nowhere")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_is_in_the_file_only_a_complaint_comes_out(tmp_path_factory, junk):
    path = tmp_path_factory.mktemp("junk")
    (path / "votes.csv").write_bytes(VOTES.encode() + junk)
    complaints = []
    try:
        read_export(path)
    except BrokenExport as complaint:
        complaints.append(complaint)

    assert all(complaint.file == "votes.csv" and complaint.line for complaint in complaints)


texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
) | st.sampled_from(
    [
        "=1+1",
        " +62812",
        "\t=1",
        "\r=1",
        "@x",
        "-",
        "'=x",
        "''-1",
        "'plain",
        "\ufeff=1",
        "＝1",
        'a"b',
        "two\nlines",
        "\r\n",
        "",
    ]
)


@st.composite
def exports(draw):
    number = draw(st.integers(0, 5))
    statements = tuple(
        Statement(
            identifier,
            draw(texts),
            moderation=draw(st.sampled_from([-1, 0, 1])),
            is_meta=draw(st.booleans()),
            is_seed=draw(st.booleans()),
            author=draw(st.none() | st.integers(0, 9)),
            created_ms=draw(st.none() | st.integers(0, 10**13)),
            group_informed_consensus=draw(st.none() | st.floats(0, 1)),
        )
        for identifier in range(number)
    )
    row = st.tuples(
        st.integers(0, 9), st.integers(0, max(number - 1, 0)), st.sampled_from([-1, 0, 1]), st.integers(0, 99)
    )
    events = draw(st.lists(row, max_size=12)) if number else []
    who, what, value, when = (np.array([event[i] for event in events], dtype=np.int64) for i in range(4))
    groups = draw(st.dictionaries(st.integers(0, 9), st.integers(0, 3), max_size=4))
    about = draw(st.dictionaries(st.sampled_from(["topic", "url"]), texts))
    return PolisExport(statements, who, what, value.astype(np.int8), when, groups, about)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(exports())
def test_what_is_written_is_read_back_the_same(tmp_path_factory, export):
    path = tmp_path_factory.mktemp("export") / "out"

    write_export(path, export)

    assert read_export(path) == export


@given(texts)
def test_no_text_reaches_a_spreadsheet_as_a_formula_and_every_one_comes_back(text):
    written = harmless(text)

    assert written.lstrip(" \n")[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert as_meant(written) == text


def test_other_programs_texts_keep_their_apostrophes(folder):
    path = folder(votes=VOTES, comments=COMMENTS.replace("Rejected", "'- so they said"))

    assert read_export(path).texts[1] == "'- so they said"


def test_an_export_without_times_comes_back_too(folder, tmp_path):
    export = read_export(folder(comments=COMMENTS, participants_votes=WIDE))

    write_export(tmp_path / "out", export)

    assert read_export(tmp_path / "out") == export
    assert not (tmp_path / "out" / "votes.csv").exists()


def test_nothing_is_overwritten_and_nothing_is_left_half_written(folder, tmp_path):
    export = read_export(folder(comments=COMMENTS, votes=VOTES))
    before = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(FileExistsError, match="choose a new directory"):
        write_export(tmp_path, export)
    broken = PolisExport((Statement(0, "\x00"),), export.voters, export.voted, export.values, None)
    with pytest.raises(BrokenExport, match="NUL"):
        write_export(tmp_path / "out", broken)

    assert sorted(path.name for path in tmp_path.iterdir()) == before
