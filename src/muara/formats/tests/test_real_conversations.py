"""The twelve conversations of compdemocracy/openData (CC BY 4.0, The Computational Democracy Project)."""

import csv

import numpy as np
import pytest

from muara.engine.opinion import VoteTable, adjusted_rand_index, analyse, group_informed_consensus
from muara.formats.polis import read_export

pytestmark = pytest.mark.data

ALL = [
    "15-per-hour-seattle",
    "austria-climate.2vkxcncppn.2022-07-07",
    "austria-climate.7z7ejpbmv5.2022-08-08",
    "bg2050-volunteers",
    "brexit-consensus",
    "canadian-electoral-reform",
    "football-concussions",
    "scoop-hivemind.affordable-housing",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.freshwater",
    "scoop-hivemind.ubi",
    "vtaiwan.uberx",
]
LABELS = [
    ("bg2050-volunteers", 0.95),
    ("scoop-hivemind.biodiversity", 0.95),
    ("austria-climate.2vkxcncppn.2022-07-07", 0.95),
    ("vtaiwan.uberx", 0.80),
    ("austria-climate.7z7ejpbmv5.2022-08-08", 0.80),
]


@pytest.fixture
def conversation(muara_data):
    return lambda name: read_export(muara_data / "opendata" / name)


def published(export):
    return np.array([export.groups.get(who, -1) for who in export.votes.participants])


@pytest.mark.parametrize("name", ALL)
def test_counts_and_sign_are_those_of_the_exporter(conversation, muara_data, name):
    votes = conversation(name).votes

    with (muara_data / "opendata" / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        rows = {int(row["participant"]): row for row in csv.DictReader(file)}
    assert sorted(rows) == list(votes.participants)
    for sign, column in ((1, "n-agree"), (-1, "n-disagree"), (None, "n-votes")):
        chosen = np.ones(votes.n_votes, bool) if sign is None else votes.values == sign
        counted = np.bincount(votes.rows[chosen], minlength=votes.n_participants)
        assert counted.tolist() == [int(rows[who][column]) for who in votes.participants]


@pytest.mark.parametrize("name", ALL)
def test_both_files_of_votes_say_the_same(conversation, muara_data, tmp_path, name):
    if not (muara_data / "opendata" / name / "votes.csv").exists():
        assert conversation(name).timestamps is None
        return
    wide = muara_data / "opendata" / name / "participants-votes.csv"
    (tmp_path / wide.name).write_bytes(wide.read_bytes())

    events, last = conversation(name).votes, read_export(tmp_path).votes

    assert events.without(set(events.statements) - set(last.statements)).sha256 == last.sha256


@pytest.mark.parametrize(("name", "least"), LABELS)
def test_polis_mode_meets_the_published_groups(conversation, name, least):
    export = conversation(name)

    found = analyse(export.votes, mode="polis", excluded=export.excluded, meta=export.meta, order=export.order)

    assert found.n_groups == 2
    assert adjusted_rand_index(found.groups, published(export)) >= least


def test_group_informed_consensus_is_the_exported_one(conversation):
    export = conversation("bg2050-volunteers")

    ours = group_informed_consensus(export.votes.counts(published(export)))

    theirs = [statement.group_informed_consensus for statement in export.statements]
    assert len(theirs) == 371
    assert np.abs(ours - np.array(theirs)).max() <= 1e-12


@pytest.mark.parametrize("name", ["brexit-consensus", "15-per-hour-seattle"])
@pytest.mark.parametrize("mode", ["muara", "polis"])
def test_the_order_of_the_votes_changes_no_byte(conversation, name, mode):
    export = conversation(name)
    votes = export.votes
    order = np.random.default_rng(1).permutation(votes.n_votes)
    who, what = np.array(votes.participants), np.array(votes.statements)
    again = VoteTable.from_votes(
        who[votes.rows][order], what[votes.columns][order], votes.values[order], unvoted=votes.statements
    )
    moderation = {"excluded": export.excluded, "meta": export.meta, "readings": 3}

    assert analyse(again, mode=mode, **moderation).to_json() == analyse(votes, mode=mode, **moderation).to_json()


@pytest.mark.parametrize("name", ["scoop-hivemind.ubi", "scoop-hivemind.affordable-housing", "brexit-consensus"])
def test_threads_are_never_statements_that_hardly_anybody_saw(conversation, name):
    export = conversation(name)

    result = analyse(export.votes, excluded=export.excluded, meta=export.meta, readings=5).to_dict()

    assert result["has_groups"]
    for item in result["common_threads"]:
        assert min(group["n"] for group in item["groups"]) >= 5
        assert item["lower_bound"] >= 0.6
        assert item["statement_id"] not in export.excluded
