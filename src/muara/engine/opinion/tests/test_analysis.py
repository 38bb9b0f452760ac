import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muara.engine.errors import EngineError
from muara.engine.opinion import (
    Stability,
    Standing,
    VoteTable,
    analyse,
    form_groups,
    gate,
    mixture,
    permutation,
    readings,
    threads,
)
from muara.engine.opinion import analysis as analysis_module
from muara.engine.opinion.analysis import parameters
from muara.engine.opinion.bridging import bridging_intercept
from muara.engine.opinion.consensus import group_informed_consensus
from muara.engine.opinion.continuity import Last, follow
from muara.engine.opinion.crossfit import cross_fitted, representative
from muara.engine.opinion.exposure import Exposure, weighted_agreement
from muara.engine.opinion.grouping import by_size
from muara.engine.opinion.mixture import Sides
from muara.engine.opinion.places import passing, placed
from muara.engine.opinion.polis import polis_groups, polis_map
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.repness import polis_representative
from muara.engine.opinion.routing import polis_priorities
from muara.engine.opinion.synthetic import conversation

DRAWN = conversation(90, 40, seed=8, n_groups=2, votes_per_person=(15, 35))
WHO, WHAT = DRAWN.votes.rows, DRAWN.votes.columns.astype(int)
VALUE = DRAWN.votes.values


@pytest.fixture(scope="module")
def found():
    return analyse(DRAWN.votes, readings=10)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_any_order_of_arrival_gives_the_same_bytes(seed):
    order = np.random.default_rng(seed).permutation(len(WHO))
    again = VoteTable.from_votes(
        WHO[order].tolist(), WHAT[order].tolist(), VALUE[order].tolist(), unvoted=range(40)
    )

    assert analyse(again, readings=3).to_json() == analyse(DRAWN.votes, readings=3).to_json()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_polis_mode_without_times_does_not_depend_on_the_order_either(seed):
    order = np.random.default_rng(seed).permutation(len(WHO))
    again = VoteTable.from_votes(
        WHO[order].tolist(), WHAT[order].tolist(), VALUE[order].tolist(), unvoted=range(40)
    )

    assert analyse(again, mode="polis").to_json() == analyse(DRAWN.votes, mode="polis").to_json()


def test_people_with_other_names_in_the_same_order_get_the_same_answer(found):
    renamed = VoteTable.from_votes(
        [f"p{who:04d}" for who in WHO], WHAT.tolist(), VALUE.tolist(), unvoted=range(40)
    )

    again = analyse(renamed, readings=10)

    assert again.groups.tolist() == found.groups.tolist()
    assert again.to_dict()["statements"] == found.to_dict()["statements"]


def test_the_dictionary_has_what_others_build_on(found):
    result = found.to_dict()

    assert set(result) >= {
        "engine_version", "mode", "seed", "parameters", "input_sha256", "n_participants", "n_statements",
        "n_votes",
        "moderation", "has_groups", "n_groups", "gate", "stability", "explained", "groups", "membership",
        "confidence", "positions", "statements", "common_threads", "divides", "not_yet_known",
        "voices_needed",
    }  # fmt: skip
    assert result["has_groups"]
    assert result["n_groups"] == 2
    assert [group["label"] for group in result["groups"]] == ["A", "B"]
    assert [group["size"] for group in result["groups"]] == np.bincount(found.groups).tolist()
    assert set(result["membership"].values()) == {0, 1}
    assert set(result["statements"][0]) >= {
        "statement_id", "n", "agree", "disagree", "pass", "share", "low", "high", "groups",
        "worst_group_agreement",
        "lower_bound", "worst_group", "divisiveness", "fragility", "status",
    }  # fmt: skip
    assert set(result["statements"][0]["groups"][0]) == {
        "label", "agree", "disagree", "pass", "n", "share", "low", "high",
    }  # fmt: skip
    assert result["stability"]["readings"] == 10
    json.dumps(result, allow_nan=False)


def test_the_lists_are_the_statements_with_their_status_ranked():
    result = analyse(conversation(300, 40, seed=8, n_groups=2).votes, readings=5).to_dict()
    by_status = {
        status: [s for s in result["statements"] if s["status"] == status] for status in ("thread", "divides")
    }

    bounds = [item["lower_bound"] for item in result["common_threads"]]
    assert bounds == sorted(bounds, reverse=True)
    assert len(result["common_threads"]) == len(by_status["thread"]) > 0
    assert len(result["divides"]) == len(by_status["divides"]) > 0
    for item in result["common_threads"]:
        assert item["worst_group_agreement"] == min(group["share"] for group in item["groups"])
        assert item["lower_bound"] >= 0.6


def test_planted_common_statements_are_the_threads_and_divisive_ones_are_not():
    drawn = conversation(400, 50, seed=3, n_groups=2)
    found = analyse(drawn.votes, readings=5)
    kind = dict(enumerate(drawn.kind))

    threads = [found.statements[column] for column in range(50) if found.agreement.status[column] == "thread"]

    assert len(threads) >= 5
    assert all(kind[statement] == "consensus" for statement in threads)
    divides = [found.statements[column] for column in range(50) if found.agreement.status[column] == "divides"]
    assert {statement for statement in kind if kind[statement] == "divisive"} <= {*divides}
    assert len(divides) <= 25 + 3  # of the 25 others a tenth may seem to divide


def test_floats_have_twelve_digits(found):
    value = found.to_dict()["explained"]

    assert value == float(f"{value:.12g}")
    assert value == pytest.approx(found.explained, rel=1e-11)


def test_rejected_statements_leave_no_ghost(found):
    trolls = VoteTable.from_votes(
        np.concatenate([WHO, np.arange(90)]),
        np.concatenate([WHAT, np.full(90, 77)]),
        np.concatenate([VALUE, np.where(np.arange(90) % 2, 1, -1)]),
        unvoted=range(40),
    )

    cleaned = analyse(trolls, excluded=[77], readings=10)

    assert cleaned.to_dict()["statements"] == found.to_dict()["statements"]
    assert cleaned.positions.tolist() == found.positions.tolist()
    assert cleaned.to_dict()["moderation"] == {"excluded": [77], "meta": []}
    assert cleaned.to_dict()["n_statements"] == 41


def test_meta_statements_are_in_no_list():
    result = analyse(DRAWN.votes, meta=[3], readings=3).to_dict()

    assert 3 not in [item["statement_id"] for item in result["statements"]]
    assert result["moderation"]["meta"] == [3]


def test_a_small_evening_gets_statements_with_intervals_and_no_groups():
    people, statements = np.repeat(np.arange(20), 6), np.tile(np.arange(6), 20)
    votes = VoteTable.from_votes(people, statements, np.where(statements < 3, 1, np.where(people % 2, 1, -1)))

    result = analyse(votes).to_dict()

    assert not result["has_groups"]
    assert result["groups"] == []
    assert set(result["membership"].values()) == {None}
    assert [item["statement_id"] for item in result["common_threads"]] == [0, 1, 2]
    assert {item["basis"] for item in result["common_threads"]} == {"everybody"}
    assert result["divides"] == []
    assert result["statements"][0]["worst_group"] is None
    assert "fewer than 30" in result["gate"]["power_note"]


def test_an_empty_conversation_has_an_empty_result():
    for mode in ("muara", "polis"):
        result = analyse(VoteTable.from_votes([], [], []), mode=mode).to_dict()

        assert (result["n_votes"], result["has_groups"], result["statements"]) == (0, False, [])


def test_statements_nobody_saw_are_not_yet_known():
    votes = VoteTable.from_votes([1], [1], [1], unvoted=[2])

    result = analyse(votes).to_dict()

    assert [(entry["statement_id"], entry["n"]) for entry in result["not_yet_known"]] == [(1, 1), (2, 0)]
    assert all(entry["needed"] > 0 for entry in result["not_yet_known"])


def test_the_group_of_which_fewest_answered_is_named_first():
    # A answers everything; all but two of B leave out the first statement and the last three
    votes = DRAWN.votes
    found = analyse(votes, readings=10)
    late, first = [int(one) for one in votes.statements[-3:]], int(votes.statements[0])
    members = np.flatnonzero(found.groups == 1)
    gone = np.isin(votes.rows, members[2:]) & np.isin(votes.columns, [0, 37, 38, 39])
    thinned = analyse(votes.select(~gone), readings=10)

    (least, *others) = thinned.to_dict()["voices_needed"]
    n = thinned.agreement.counts.n[1]

    assert least["group"] == "B"
    assert least["statements"] == [thinned.statements[column] for column in np.flatnonzero(n < 5)]
    assert len({first, *late} & set(least["statements"])) >= 3
    assert least["of"] == 40
    assert least["needed"] == thinned.agreement.needed[1].sum() > 0
    assert others == []


def test_without_groups_no_group_lacks_voices():
    assert analyse(VoteTable.from_votes([1, 2], [1, 1], [1, 1])).to_dict()["voices_needed"] == []


@pytest.mark.parametrize("mode", ["muara", "polis"])
def test_everybody_who_passes_is_no_crash(mode):
    people, statements = np.repeat(np.arange(40), 8), np.tile(np.arange(8), 40)

    result = analyse(VoteTable.from_votes(people, statements, np.zeros(320, int)), mode=mode).to_dict()

    assert result["common_threads"] == []


def test_polis_mode_is_named_and_has_no_confidence():
    result = analyse(DRAWN.votes, mode="polis").to_dict()

    assert result["mode"] == "polis"
    assert result["n_groups"] >= 2
    assert set(result["confidence"].values()) == {None}
    assert result["stability"] is None


def test_an_unknown_mode_is_refused():
    with pytest.raises(EngineError, match='"muara" or "polis"'):
        analyse(DRAWN.votes, mode="k-means")


def test_one_person_is_told_where_they_stand(found):
    standing = found.where_you_stand(0)

    assert standing == Standing("AB"[found.groups[0]], pytest.approx(found.confidence[0]))
    assert found.where_you_stand("nobody") is None


def test_progress_rises_to_the_end():
    told = []
    analyse(DRAWN.votes, readings=3, progress=lambda share, what: told.append(share))

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_everybody_in_a_group_has_a_chance_of_each_group_and_the_largest_is_the_confidence(found):
    shares = found.to_dict()["soft_membership"]

    for row, who in enumerate(found.votes.participants):
        group = int(found.groups[row])
        if group < 0:
            assert shares[str(who)] is None
        else:
            assert len(shares[str(who)]) == found.n_groups
            assert sum(shares[str(who)]) == pytest.approx(1.0, abs=1e-6)
            assert shares[str(who)][group] == max(shares[str(who)]) == pytest.approx(found.confidence[row])


def test_soft_membership_follows_the_groups_when_they_are_renamed(found):
    labels = {who: "BA"[group] for who, group in zip(found.votes.participants, found.groups.tolist(), strict=True)}

    after = follow(found, Last(labels, {}))

    assert after.groups.tolist() == (1 - found.groups).tolist()
    assert np.array_equal(after.membership, found.membership[:, ::-1])


def test_without_groups_nobody_has_a_chance_of_one():
    none = analyse(conversation(40, 10, seed=2, null=True).votes)

    assert none.membership is None
    assert set(none.to_dict()["soft_membership"].values()) == {None}


# --- each part is that of its module ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def apart():
    """An analysis with everything in it: rejected and meta statements, a log of what was shown."""
    shown = np.concatenate([WHO, WHO]), np.concatenate([WHAT, (WHAT + 1) % 40])
    return analyse(DRAWN.votes, seed=5, excluded=[7, 3], meta=[9], readings=10, exposure=shown), shown


def test_the_parts_of_an_analysis_are_what_their_modules_say_of_the_votes_that_are_left(apart):
    found, shown = apart
    inside = DRAWN.votes.without([3, 7, 9])

    grouping = form_groups(inside, seed=5, readings=10)
    assert found.n_groups == grouping.n_groups == 2
    assert found.gate == grouping.gate
    for name in ("groups", "confidence", "steadiness", "membership"):
        assert np.array_equal(getattr(found, name), getattr(grouping, name), equal_nan=True)
    assert found.stability == Stability(10, grouping.same_n_groups, grouping.loss, grouping.agreement)
    assert (found.estimate == grouping.estimate).all()
    assert (found.agreement.counts.agree == grouping.counts.agree).all()
    assert (found.everybody.counts.disagree == inside.counts().disagree).all()
    plane = opinion_map(inside)
    positions, error = placed(plane, inside)
    assert (found.positions == positions).all()
    assert (found.position_error == error).all()
    assert found.explained == plane.explained
    assert (found.passing == passing(inside)).all()
    assert (found.bridging == bridging_intercept(inside, seed=5)).all()
    assert (found.consensus == group_informed_consensus(grouping.counts)).all()
    spoken = representative(cross_fitted(inside, grouping.groups, 2, seed=5), grouping.counts)
    assert found.representative == tuple(spoken)
    assert found.priority.shape == (37,)
    where = grouping.apart.classes(Sides(inside), grouping.groups >= 0)
    weighted = weighted_agreement(inside, Exposure.of(inside, *shown), grouping.groups, 2, apart=where)
    assert np.array_equal(found.weighted.share, weighted.share, equal_nan=True)
    assert (found.weighted.shown == weighted.shown).all()


def test_what_was_left_out_is_listed_numbers_first(apart):
    found, _ = apart
    assert (found.excluded, found.meta, found.seed, found.mode) == ((3, 7), (9,), 5, "muara")
    votes = VoteTable.from_votes(["ani"] * 3, [10, 9, "x"], [1, 1, 1])

    left = analyse(votes, excluded=["x", 10, "b", 9, 10])

    assert left.excluded == (9, 10, "b", "x")
    assert left.statements == ()


def test_exposure_without_groups_weighs_everybody():
    votes = conversation(40, 10, seed=2, null=True).votes
    shown = votes.rows, votes.columns.astype(int)

    found = analyse(votes, exposure=shown)

    wanted = weighted_agreement(votes, Exposure.of(votes, *shown), np.zeros(40, dtype=np.int64), 1)
    assert found.n_groups == 0
    assert np.array_equal(found.weighted.share, wanted.share, equal_nan=True)


def test_the_axes_of_a_large_map_go_through_some_and_all_are_placed(monkeypatch):
    monkeypatch.setattr(analysis_module, "MAP_PEOPLE", 60)
    rows = np.sort(np.random.default_rng([5, 6]).choice(90, 60, replace=False))
    plane = opinion_map(DRAWN.votes.people(rows))

    found = analyse(DRAWN.votes, seed=5, readings=3)

    assert (found.positions == placed(plane, DRAWN.votes)[0]).all()
    assert found.explained == plane.explained
    monkeypatch.setattr(analysis_module, "MAP_PEOPLE", 90)
    assert analyse(DRAWN.votes, seed=5, readings=3).explained == opinion_map(DRAWN.votes).explained


def test_polis_mode_is_the_published_method_with_the_gate_beside_it():
    out = np.isin(DRAWN.votes.statements, [3, 9])
    order = np.random.default_rng(1).permutation(90).tolist()
    plane = polis_map(DRAWN.votes, out)
    inside = DRAWN.votes.without([3, 9])
    groups, _ = by_size(polis_groups(DRAWN.votes, plane.positions, order).groups)
    told = []

    found = analyse(
        DRAWN.votes, mode="polis", seed=5, excluded=[3], meta=[9], order=order,
        progress=lambda share, what: told.append((share, what)),
    )  # fmt: skip

    assert found.groups.tolist() == groups.tolist()
    assert (found.positions == plane.positions).all()
    assert found.explained == plane.explained
    assert found.gate == gate(inside, seed=5)
    assert found.stability is None
    assert np.isnan([found.confidence, found.steadiness, found.position_error]).all()
    assert (found.agreement.counts.agree == inside.counts(groups, found.n_groups).agree).all()
    everybody = inside.counts()
    wanted = polis_priorities(
        everybody.agree[0], everybody.disagree[0], everybody.passed[0], plane.extremity[~out]
    )  # fmt: skip
    assert (found.priority == wanted).all()
    listed = np.ones(38, dtype=bool)
    counts = inside.counts(groups, found.n_groups)
    assert found.representative == tuple(
        tuple(polis_representative(counts, group, listed)) for group in range(found.n_groups)
    )
    assert told == [(0.0, "gate"), (0.4, "map"), (0.6, "groups"), (0.95, "agreement"), (1.0, "done")]


def test_one_cluster_is_no_group_in_polis_mode_either():
    alike = VoteTable.from_votes(np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20), [1] * 60)

    found = analyse(alike, mode="polis")

    assert (found.n_groups, set(found.groups.tolist())) == (0, {-1})


def test_every_number_that_shapes_a_result_is_in_its_record():
    of_both = {
        "thread_threshold": threads.THRESHOLD, "min_votes_per_group": 5, "thread_false_share": 0.1,
        "known_interval_width": threads.KNOWN_WIDTH, "gate_min_people": permutation.MIN_PEOPLE,
        "gate_permutations": [119, 39], "gate_level": permutation.LEVEL,
        "gate_firm_level": permutation.FIRM_LEVEL, "gate_firm_from": permutation.FIRM_FROM,
        "gate_max_people": permutation.MAX_PEOPLE, "gate_eigenvalue_close": permutation.CLOSE,
        "bridging_penalties": [0.15, 0.03], "bridging_max_people": 2000, "exposure_heaviest": 20.0,
    }  # fmt: skip
    of_muara = {
        "min_opinions": 7, "min_group": 5, "numbers_of_groups": [2, 3, 4, 5], "number_stands_out": 2.0,
        "number_agreed": 0.5, "number_plain": 0.9, "prior_votes": mixture.PRIOR_VOTES,
        "vote_weight": mixture.VOTE_WEIGHT, "folds": readings.FOLDS, "start_axes": readings.AXES,
        "readings_max_people": readings.MAX_PEOPLE, "readings_axes_max_people": readings.AXES_PEOPLE,
        "readings_max_steps": readings.QUICK_STEPS, "map_max_people": 20000, "representative_false_share": 0.1,
        "representative_parts": [5, 2], "representative_max_people": 2000,
    }  # fmt: skip
    of_polis = {"min_votes_in_conversation": 7, "base_clusters": 100, "max_groups": 5}
    muara, polis = parameters("muara"), parameters("polis")

    assert (of_both | of_muara).items() <= muara.items()
    assert (of_both | of_polis).items() <= polis.items()
    assert not of_polis.keys() & muara.keys()
    assert not of_muara.keys() & polis.keys()


def test_what_is_being_done_is_told_in_this_order():
    told = []
    analyse(DRAWN.votes, readings=2, progress=lambda share, what: told.append((round(share, 6), what)))

    assert told == [
        (0.0, "gate"), (0.405, "readings"), (0.72, "readings"), (0.72, "groups"), (0.9, "map"),
        (0.95, "agreement"), (1.0, "done"),
    ]  # fmt: skip


def test_an_unknown_mode_is_refused_in_these_words():
    with pytest.raises(EngineError) as refused:
        analyse(DRAWN.votes, mode="pca")

    assert str(refused.value) == 'The mode is "muara" or "polis", not \'pca\'.'
