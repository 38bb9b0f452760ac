"""Frames of other libraries go in and out unharmed, and none of them is needed."""

from __future__ import annotations

import gc
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from muara.engine.errors import BadVotes
from muara.engine.opinion import VoteTable, analyse
from muara.engine.opinion.arrow import _held, _offered
from muara.engine.opinion.frames import Frame, people_frame, statements_frame, votes_frame
from muara.engine.opinion.synthetic import conversation

WHO = ["ani", "budi", "ani", "seorang warga dari Baturraden", "💐", ""]
WHAT = [7, 7, 9, 9, 9, 7]
VOTE = [1, -1, 0, 1, 1, -1]
WANTED = VoteTable.from_votes(WHO, WHAT, VOTE)
COLUMNS = {"participant": WHO, "statement": WHAT, "value": VOTE}

FRAMES = {
    "dict": COLUMNS,
    "record array": np.array(
        list(zip(WHO, WHAT, VOTE, strict=True)),
        dtype=[("participant", "U40"), ("statement", "i4"), ("value", "i1")],
    ),
    "pandas": pd.DataFrame(COLUMNS),
    "pandas, categories": pd.DataFrame(COLUMNS).astype({"participant": "category"}),
    "pandas, shuffled index": pd.DataFrame(COLUMNS, index=[5, 4, 3, 2, 1, 0]),
    "polars": pl.DataFrame(COLUMNS),
    "polars, categories": pl.DataFrame(COLUMNS).with_columns(pl.col("participant").cast(pl.Categorical)),
    "polars, in parts": pl.concat([pl.DataFrame(COLUMNS)[:2], pl.DataFrame(COLUMNS)[2:]], rechunk=False),
    "pyarrow": pa.table(COLUMNS),
    "pyarrow, large texts": pa.table({**COLUMNS, "participant": pa.array(WHO, pa.large_string())}),
    "pyarrow, text views": pa.table({**COLUMNS, "participant": pa.array(WHO, pa.string_view())}),
    "pyarrow, reader": pa.table(COLUMNS),
    "pyarrow, a slice": pa.table({name: [column[0], *column, column[0]] for name, column in COLUMNS.items()})[1:7],
    "pyarrow, small numbers": pa.table(
        {**COLUMNS, "statement": pa.array(WHAT, pa.uint8()), "value": pa.array(VOTE, pa.float32())}
    ),
    "frame": votes_frame(WANTED),
    "vote table": WANTED,
}


@pytest.mark.parametrize("name", FRAMES)
def test_votes_come_in_alike_from_every_library(name: str):
    assert VoteTable.from_frame(FRAMES[name]).sha256 == WANTED.sha256


def test_a_record_batch_reader_is_read_batch_by_batch():
    reader = pa.RecordBatchReader.from_batches(
        pa.table(COLUMNS).schema, pa.table(COLUMNS).to_batches(max_chunksize=2)
    )

    assert VoteTable.from_frame(reader).sha256 == WANTED.sha256


def test_a_slice_of_a_whole_batch_is_read_from_its_start():
    batch = pa.record_batch({name: column[:1] * 3 + column for name, column in COLUMNS.items()})[3:]
    reader = pa.RecordBatchReader.from_batches(batch.schema, [batch])

    assert VoteTable.from_frame(reader).sha256 == WANTED.sha256


def test_numbers_come_in_alike_from_every_library():
    votes = conversation(60, 20, seed=5).votes
    plain = {name: column.tolist() for name, column in votes_frame(votes).items()}

    for made in (pd.DataFrame, pl.DataFrame, pa.table, dict):
        assert VoteTable.from_frame(made(plain), unvoted=votes.statements).sha256 == votes.sha256


def test_columns_may_have_other_names_and_stand_beside_others():
    frame = pl.DataFrame({"weather": [None] * 6, "vote": VOTE, "voter": WHO, "item": WHAT})

    assert VoteTable.from_frame(frame, participant="voter", statement="item", value="vote").sha256 == WANTED.sha256


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_votes_go_out_to_every_library(make):
    table = make(dict(votes_frame(WANTED))) if make is pd.DataFrame else make(WANTED)

    assert VoteTable.from_frame(table).sha256 == WANTED.sha256


def test_what_was_found_goes_out_with_its_gaps():
    found = analyse(conversation(200, 60, seed=3, n_groups=2, votes_per_person=(3, 30)).votes, readings=5)
    people, statements = pl.DataFrame(people_frame(found)), pa.table(statements_frame(found))

    assert people["group"].null_count() == int((found.groups < 0).sum()) > 0
    assert people["group"].drop_nulls().unique().sort().to_list() == ["A", "B"]
    assert statements.column("status").to_pylist() == found.agreement.status
    assert statements.column("low_B").to_numpy().tolist() == found.agreement.low[1].tolist()
    assert pd.DataFrame(dict(people_frame(found))).shape == (200, 10)


def test_a_text_that_is_missing_is_a_gap_in_arrow():
    texts = np.array(["ani", None, "", "budi", None, "💐", "a", "b", "c", None], dtype=object)

    assert pa.table(Frame({"name": texts})).column("name").to_pylist() == texts.tolist()


def test_an_empty_table_goes_out_and_comes_back():
    nothing = VoteTable.from_votes([], [], [])

    assert VoteTable.from_frame(pa.table(nothing)).sha256 == nothing.sha256


def test_nothing_is_held_when_the_readers_have_let_go():
    gc.collect()
    before = len(_held), len(_offered)
    for _ in range(3):
        WANTED.__arrow_c_stream__()  # nobody takes it
        table, frame = pa.table(WANTED), pl.DataFrame(WANTED)
        del table, frame
    gc.collect()

    assert (len(_held), len(_offered)) == before


def test_a_program_that_ends_with_our_memory_in_its_hands_ends_well():
    script = (
        "import pyarrow, polars\n"
        "from muara.engine.opinion import VoteTable\n"
        "votes = VoteTable.from_votes(['a', 'b'], [1, 2], [1, 0])\n"
        "kept = pyarrow.table(votes), polars.DataFrame(votes), votes.__arrow_c_stream__()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_none_of_the_libraries_is_imported():
    script = (
        "import sys\n"
        "from muara.engine.opinion import VoteTable\n"
        "VoteTable.from_frame(VoteTable.from_votes([1], [1], [1]))\n"
        "print({'pandas', 'polars', 'pyarrow', 'sklearn', 'dask'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            pa.table({"participant": WHO, "statement": WHAT}),
            '"value" is missing; there is: participant, statement',
        ),
        ({"participant": WHO, "statement": WHAT}, 'The column "value" is missing.'),
        (pl.DataFrame({**COLUMNS, "statement": [7, 7, None, 9, 9, 7]}), '"statement" has a gap in row 3'),
        (pl.DataFrame({**COLUMNS, "value": [True] * 6}), '"value" holds neither numbers nor texts'),
        (pa.table({**COLUMNS, "statement": [7.5] * 6}), "neither a whole number nor a text"),
        (pd.DataFrame({**COLUMNS, "value": [1, 1, 1, 1, 1, 2]}), "Vote number 6 is 2"),
        (pa.chunked_array([[1, 2]]), "one array, not a table"),
        (7, "holds no columns"),
        ({**COLUMNS, "value": np.ones((6, 1))}, "2 dimensions"),
    ],
)
def test_what_is_no_table_of_votes_is_refused_with_a_reason(frame, said):
    with pytest.raises(BadVotes, match=said):
        VoteTable.from_frame(frame)


def test_an_error_of_the_stream_is_told():
    def broken():
        yield pa.record_batch({"participant": [1], "statement": [1], "value": [1]})
        raise OSError("the disk is gone")

    schema = pa.schema({"participant": pa.int64(), "statement": pa.int64(), "value": pa.int64()})
    with pytest.raises(BadVotes, match="the disk is gone"):
        VoteTable.from_frame(pa.RecordBatchReader.from_batches(schema, broken()))


def test_columns_of_unequal_length_make_no_frame():
    with pytest.raises(BadVotes, match="same length"):
        Frame({"a": np.zeros(2), "b": np.zeros(3)})
