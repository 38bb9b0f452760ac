"""Votes in Parquet files: the same result as from one table, whatever the files, the memory and the workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from muara.engine.errors import EngineError
from muara.engine.opinion import VoteTable, analyse
from muara.engine.opinion.frames import people_frame, votes_frame
from muara.engine.opinion.scale import PER_PERSON, CutTable, Dask, analyse_blocks
from muara.engine.opinion.synthetic import conversation
from muara.formats.parquet import open_parts, parquet_files, votes_a_block
from muara.formats.parts import analyse_parts
from muara.formats.report import analyse_command
from muara.formats.tables import BrokenExport
from muara.formats.verify import verify_command

VOTES = conversation(400, 60, seed=3, n_groups=2).votes
COMMENTS = "comment-id,comment-body,moderated,is-meta\r\n" + "".join(
    f"{column},Kalimat nomor {column},{-1 if column == 7 else 1},{column == 9}\r\n" for column in range(62)
)


@pytest.fixture(autouse=True)
def _few_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muara.engine.opinion.readings.MOST", 5)


def write(folder: Path, votes: VoteTable = VOTES, *, order: str = "canonical", n: int = 3, **names) -> Path:
    """Write votes as `n` files: in canonical order, or with everybody's votes all over the files."""
    folder.mkdir(exist_ok=True)
    table = pa.table(votes_frame(votes))
    if order == "mixed":
        table = table.take(np.random.default_rng(1).permutation(votes.n_votes))
    people = table["participant"].to_numpy(zero_copy_only=False)
    for index in range(n):
        low, high = index * votes.n_votes // n, (index + 1) * votes.n_votes // n
        if order == "canonical":  # cut between people
            low, high = (np.searchsorted(people, people[min(place, len(people) - 1)]) for place in (low, high))
            high = high if index < n - 1 else votes.n_votes
        place = folder / (f"kota={index}" if order == "hive" else "")
        place.mkdir(exist_ok=True)
        pq.write_table(table[low:high], place / f"part-{index}.parquet")
    return folder


def wanted(votes: VoteTable = VOTES, **how) -> dict:
    return {key: value for key, value in analyse(votes, **how).to_dict().items() if key not in PER_PERSON}


def bare(result: dict) -> dict:
    """Take back what the report adds: texts and the topic."""
    plain = {key: value for key, value in result.items() if key not in ("topic", "versions", "in_between")}
    for part in ("statements", "common_threads", "divides"):
        plain[part] = [{k: v for k, v in item.items() if k != "text"} for item in plain[part]]
    return plain


@pytest.mark.parametrize("order", ["canonical", "mixed", "hive"])
def test_files_in_any_order_say_what_the_whole_table_says(tmp_path: Path, order: str):
    assert bare(analyse_parts(write(tmp_path, order=order))) == wanted()


def test_texts_and_moderation_come_from_comments_csv(tmp_path: Path):
    (write(tmp_path) / "comments.csv").write_text(COMMENTS)
    whole = VoteTable.from_frame(votes_frame(VOTES), unvoted=range(62))

    found = analyse_parts(tmp_path)

    assert bare(found) == wanted(whole, excluded=[7], meta=[9])
    assert found["statements"][7]["text"] == "Kalimat nomor 8"


def test_texts_as_names_are_ordered_as_in_memory(tmp_path: Path):
    frame = dict(votes_frame(VOTES))
    for name in ("participant", "statement"):
        frame[name] = np.array([f"ß{one}" if one % 2 else f"z{one}" for one in frame[name].tolist()], dtype=object)
    votes = VoteTable.from_frame(frame)

    assert bare(analyse_parts(write(tmp_path, votes, order="mixed"))) == wanted(votes)


@pytest.mark.parametrize("most", [20_000, 3_000, 700])
def test_small_blocks_hold_all_votes_of_their_people_and_no_more_than_told(tmp_path: Path, most: int):
    blocks = open_parts(parquet_files(write(tmp_path / "in", order="mixed")), tmp_path, most)
    found = [blocks.read(index) for index in range(blocks.n_blocks)]

    assert sum(block.n_votes for block in found) == VOTES.n_votes
    assert max(block.n_votes for block in found) <= most
    assert [who for block in found for who in block.participants] == list(VOTES.participants)
    assert blocks.read(0).sha256 == found[0].sha256  # now from its copy


def test_of_two_votes_the_last_counts_also_over_files(tmp_path: Path):
    for index, value in enumerate((1, -1)):
        pq.write_table(
            pa.table({"participant": [5], "statement": [1], "value": [value]}), tmp_path / f"{index}.parquet"
        )

    assert analyse_parts(tmp_path)["statements"][0]["disagree"] == 1


def test_who_stands_where_is_written_apart(tmp_path: Path):
    write(tmp_path / "in")
    analyse_parts(tmp_path / "in", people=tmp_path / "people")
    found, frame = pq.read_table(tmp_path / "people"), people_frame(analyse(VOTES))

    assert found.column_names == list(frame)
    assert found["participant"].to_pylist() == list(VOTES.participants)
    assert found["group"].to_pylist() == frame["group"].tolist()
    for name in ("confidence", "steadiness", "x", "y", "error", "membership_A", "membership_B"):
        np.testing.assert_array_equal(found[name].to_numpy(), frame[name])


def test_the_command_reports_and_verify_holds_it_to_the_votes(tmp_path: Path, capsys):
    write(tmp_path / "in")
    result, page = tmp_path / "result.json", tmp_path / "page.html"

    assert analyse_command(tmp_path / "in", json_path=result, html_path=page, memory_mb=400) == 0
    assert "common thread" in capsys.readouterr().out.lower()
    assert "<h1>" in page.read_text()
    assert verify_command(result, tmp_path / "in") == 0
    write(tmp_path / "in", VOTES.people(np.arange(399)))
    assert verify_command(result, tmp_path / "in") == 1


@pytest.mark.parametrize(
    ("spoil", "how", "said"),
    [
        (
            lambda folder: (folder / "part-1.parquet").write_bytes(b"PAR1 no"),
            {},
            "part-1.parquet: The file cannot",
        ),
        (
            lambda folder: pq.write_table(pa.table({"participant": [1], "vote": [1]}), folder / "x.parquet"),
            {},
            'column "statement" is missing; there is: participant, vote',
        ),
        (
            lambda folder: pq.write_table(
                pa.table({"participant": [1000], "statement": [1], "value": [3]}), folder / "x.parquet"
            ),
            {},
            "is 3, not",
        ),
        (lambda folder: None, {"memory_mb": 100}, "At least 400 MB"),
        (lambda folder: None, {"mode": "polis"}, "in the mode muara"),
        (lambda folder: None, {"people": "."}, "is not empty"),
        (lambda folder: None, {"cluster": "tcp://127.0.0.1:9"}, "There is no Dask scheduler"),
        (lambda folder: [one.unlink() for one in folder.iterdir()], {"memory_mb": 500}, "no Parquet file"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, capsys, monkeypatch, spoil, how, said: str):
    monkeypatch.setattr("muara.engine.opinion.scale.executors.PATIENCE", 0.2)
    spoil(write(tmp_path))

    assert analyse_command(tmp_path, quiet=True, **how) == 2
    assert said in capsys.readouterr().err


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch, capsys):
    write(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert analyse_command(tmp_path, quiet=True) == 2
    assert 'pip install "muara[cluster]"' in capsys.readouterr().err


def test_no_file_has_votes(tmp_path: Path):
    pq.write_table(pa.table({"participant": [], "statement": [], "value": []}), tmp_path / "x.parquet")

    with pytest.raises(BrokenExport, match="no votes"):
        analyse_parts(tmp_path)


def test_too_little_memory_for_votes_out_of_order_is_told(tmp_path: Path):
    with pytest.raises(BrokenExport, match="out of order at least 301 MB are needed"):
        open_parts(parquet_files(write(tmp_path, order="mixed")), tmp_path, 10)
    assert votes_a_block(2_000) > 8_000_000


# --- a cluster ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster():
    """Start a scheduler and two worker processes; a waiting block is not given to the other worker."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dask
        from distributed import LocalCluster

        with dask.config.set({"distributed.scheduler.work-stealing": False}):
            made = LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                worker_dashboard_address=None,
            )
    yield made
    made.close()


@pytest.mark.filterwarnings("ignore")
def test_two_worker_processes_say_the_same_bytes(tmp_path: Path, cluster):
    write(tmp_path / "in", order="mixed", n=5)
    alone, together = tmp_path / "alone.json", tmp_path / "together.json"

    assert analyse_command(tmp_path / "in", json_path=alone, quiet=True) == 0
    how = {"cluster": cluster.scheduler_address, "people": tmp_path / "people"}
    assert analyse_command(tmp_path / "in", json_path=together, quiet=True, **how) == 0

    assert alone.read_bytes() == together.read_bytes()
    assert pq.read_table(tmp_path / "people").num_rows == 400
    assert [one.name for one in (tmp_path / "in").iterdir() if one.is_dir()] == []  # the copies are gone


def _remembered() -> int:
    from muara.engine.opinion.scale.blocks import _kept

    return len(_kept.blocks)


@pytest.mark.filterwarnings("ignore")
def test_each_block_stays_with_its_worker_and_blocks_join_in_any_tree(cluster):
    from distributed import Client

    with Client(cluster) as client:
        found = analyse_blocks(CutTable(VOTES, 7), executor=Dask(client), readings=5, keep=10**6)
        held = client.run(_remembered)

    assert found.to_json() == analyse_blocks(CutTable(VOTES, 1), readings=5).to_json()
    assert sorted(held.values()) == [3, 4]


@pytest.mark.filterwarnings("ignore")
def test_a_fault_on_a_worker_is_told_as_here(cluster):
    class Turned(CutTable):
        def read(self, index: int) -> VoteTable:
            return super().read(1 - index)

    from distributed import Client

    with Client(cluster) as client, pytest.raises(EngineError, match="Block 2 begins"):
        analyse_blocks(Turned(VOTES, 2), executor=Dask(client))


# --- more votes than memory ------------------------------------------------------------------------------------

LIMITED = """
import resource, sys
import muara
limit = int(sys.argv[3]) * 2**20
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
if sys.argv[1] == "parts":
    from muara.cli import main
    main(["analyse", sys.argv[2], "--memory", sys.argv[3], "--json", sys.argv[4], "--quiet"])
else:
    import pyarrow.parquet as pq
    from muara.engine.opinion import VoteTable, analyse
    try:
        analyse(VoteTable.from_frame(pq.read_table(sys.argv[2])))
    except MemoryError:
        print("too much")
"""


def test_more_votes_than_memory_are_read_within_the_memory_that_was_allowed(tmp_path: Path):
    """A hard limit on what the process may hold: the whole table breaks it, the parts keep it."""
    people, seen, statements = 60_000, 40, 100
    rng = np.random.default_rng(1)
    lean = rng.uniform(0.1, 0.9, (2, statements))
    (tmp_path / "in").mkdir()
    for index in range(4):
        who = np.repeat(rng.permutation(people)[: people // 2], seen)  # votes again on some: out of order
        what = np.tile(np.arange(seen), people // 2) * 2 + who % 20
        value = np.where(rng.random(len(who)) < lean[who // 20 % 2, what], 1, -1).astype(np.int8)
        pq.write_table(
            pa.table({"participant": who, "statement": what, "value": value}), tmp_path / f"in/{index}.parquet"
        )
    told = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MUARA_CORES": "1"}

    def run(how: str, *more: str) -> str:
        command = [sys.executable, "-c", LIMITED, how, str(tmp_path / "in"), "400", *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | told)
        return f"{done.returncode} {done.stdout}{done.stderr[-2000:]}"

    assert run("whole") == "0 too much\n"
    assert run("parts", str(tmp_path / "result.json")) == "0 "
    result = json.loads((tmp_path / "result.json").read_bytes())
    assert result["n_votes"] > 2_000_000
    assert result["n_groups"] == 2
