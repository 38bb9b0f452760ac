"""What goes into a result comes out under its own name, as text and as columns: each number is another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from muara.engine.errors import BadVotes
from muara.engine.opinion import Analysis, Counts, Gate, Stability, VoteTable, agreement, canonical
from muara.engine.opinion.continuity import Kept
from muara.engine.opinion.exposure import Weighted
from muara.engine.opinion.finer import Finer
from muara.engine.opinion.frames import Frame, columns_of, ids_column, people_frame, statements_frame
from muara.engine.opinion.intervals import wilson
from muara.engine.opinion.repness import Spoken
from muara.engine.opinion.result import ENGINE_VERSION

VOTES = VoteTable.from_votes(["ani", "ani", "budi", "citra"], [7, 9, 7, 11], [1, -1, 0, 1])
ACROSS = Counts(
    np.array([[30, 9], [20, 0]]), np.array([[2, 30], [1, 3]]), np.array([[3, 1], [0, 1]])
)  # fmt: skip
EVERYBODY = Counts(np.array([[51, 9]]), np.array([[4, 33]]), np.array([[3, 2]]))
NAN = float("nan")


@pytest.fixture
def whole():
    return Analysis(
        mode="muara",
        seed=41,
        parameters={"folds": 10},
        votes=VOTES,
        statements=(7, 9),
        excluded=(11,),
        meta=(12,),
        gate=Gate(True, 202.5, 131.25, 0.025, 39),
        n_groups=2,
        groups=np.array([1, 0, -1]),
        confidence=np.array([0.9, 0.8, NAN]),
        steadiness=np.array([0.95, 0.85, NAN]),
        stability=Stability(100, 87, (0.6, 0.5, 0.55, 0.57, 0.58), (0.9, 0.7, 0.6, 0.5)),
        positions=np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]),
        position_error=np.array([0.11, 0.12, 0.13]),
        passing=np.array([0.0, 1.0, 0.25]),
        explained=0.14,
        everybody=agreement(EVERYBODY),
        agreement=agreement(ACROSS),
        estimate=np.array([[0.86, 0.22], [0.94, 0.07]]),
        representative=((Spoken(0, "agree"),), (Spoken(1, "disagree"),)),
        consensus=np.array([0.61, 0.02]),
        bridging=np.array([0.41, -0.13]),
        weighted=None,
        priority=np.array([3.5, 0.5]),
        membership=np.array([[0.1, 0.9], [0.8, 0.2], [NAN, NAN]]),
    )


def test_about_the_analysis(whole):
    said = whole.to_dict()

    assert said["engine_version"] == ENGINE_VERSION
    assert (said["mode"], said["seed"], said["parameters"]) == ("muara", 41, {"folds": 10})
    assert said["input_sha256"] == VOTES.sha256
    assert (said["n_participants"], said["n_statements"], said["n_votes"]) == (3, 3, 4)
    assert said["moderation"] == {"excluded": [11], "meta": [12]}
    assert (said["has_groups"], said["n_groups"], said["basis"], said["explained"]) == (True, 2, "groups", 0.14)
    assert said["continuity"] is None
    assert said["stability"] == {
        "readings": 100,
        "same_n_groups": 87,
        "loss": [0.6, 0.5, 0.55, 0.57, 0.58],
        "agreement": [0.9, 0.7, 0.6, 0.5],
    }


def test_about_finer_groups(whole):
    counts = Counts(
        np.array([[40, 9], [3, 0], [4, 0]]), np.array([[3, 20], [5, 3], [0, 5]]), np.zeros((3, 2), int)
    )
    finer = Finer(counts, np.array([30, 9, 4]))
    low, high = wilson(np.array([3]), np.array([8]))

    assert whole.to_dict()["finer"] is None
    said = replace(whole, agreement=agreement(ACROSS, finer)).to_dict()

    assert said["finer"] == {"sizes": [30, 9], "carried": 0, "unsure": 0, "broken": 1}
    assert (said["statements"][0]["status"], said["common_threads"]) == ("open", [])
    assert said["statements"][0]["finer"] == {
        "verdict": "broken",
        "groups": 2,
        "carrying": 1,
        "broken_by": {
            "size": 9, "agree": 3, "disagree": 5, "pass": 0, "n": 8, "share": 0.375,
            "low": pytest.approx(low[0]), "high": pytest.approx(high[0]),
        },
    }  # fmt: skip
    assert said["statements"][1]["finer"] is None


def test_about_people(whole):
    said = whole.to_dict()

    assert said["membership"] == {"ani": 1, "budi": 0, "citra": None}
    assert said["soft_membership"] == {"ani": [0.1, 0.9], "budi": [0.8, 0.2], "citra": None}
    assert said["confidence"] == {"ani": 0.9, "budi": 0.8, "citra": None}
    assert said["steadiness"] == {"ani": 0.95, "budi": 0.85, "citra": None}
    assert said["positions"] == {"ani": [0.1, 0.2], "budi": [0.3, 0.4], "citra": [0.5, 0.6]}
    assert said["position_error"] == {"ani": 0.11, "budi": 0.12, "citra": 0.13}
    assert said["passing"] == {"ani": 0.0, "budi": 1.0, "citra": 0.25}


def test_about_groups(whole):
    low, high = wilson(np.array([30, 3]), np.array([35, 4]))

    assert whole.to_dict()["groups"] == [
        {
            "label": "A",
            "size": 1,
            "representative": [
                {
                    "statement_id": 7,
                    "direction": "agree",
                    "share": pytest.approx(30 / 35),
                    "low": pytest.approx(low[0]),
                    "high": pytest.approx(high[0]),
                    "n": 35,
                }
            ],
        },
        {
            "label": "B",
            "size": 1,
            "representative": [
                {
                    "statement_id": 9,
                    "direction": "disagree",
                    "share": 0.75,
                    "low": pytest.approx(low[1]),
                    "high": pytest.approx(high[1]),
                    "n": 4,
                }
            ],
        },
    ]


def test_about_statements(whole):
    across, everybody = whole.agreement, whole.everybody
    first, second = whole.to_dict()["statements"]

    assert first == {
        "statement_id": 7,
        "agree": 51,
        "disagree": 4,
        "pass": 3,
        "n": 58,
        "share": pytest.approx(51 / 58),
        "low": pytest.approx(everybody.low[0, 0]),
        "high": pytest.approx(everybody.high[0, 0]),
        "groups": [
            {
                "label": "A", "agree": 30, "disagree": 2, "pass": 3, "n": 35, "share": pytest.approx(30 / 35),
                "low": pytest.approx(across.low[0, 0]), "high": pytest.approx(across.high[0, 0]),
            },
            {
                "label": "B", "agree": 20, "disagree": 1, "pass": 0, "n": 21, "share": pytest.approx(20 / 21),
                "low": pytest.approx(across.low[1, 0]), "high": pytest.approx(across.high[1, 0]),
            },
        ],
        "basis": "groups",
        "worst_group_agreement": pytest.approx(30 / 35),
        "worst_group_estimate": 0.86,
        "lower_bound": pytest.approx(across.worst_bound[0]),
        "worst_group": "A",
        "geometric_mean": pytest.approx((31 / 37 * 21 / 23) ** 0.5),
        "group_informed_consensus": 0.61,
        "bridging_intercept": 0.41,
        "weighted": None,
        "divisiveness": pytest.approx(20 / 21 - 30 / 35),
        "divisiveness_low": 0.0,
        "fragility": int(across.fragility[0]),
        "q_value": pytest.approx(across.q_value[0]),
        "priority": 3.5,
        "status": "thread",
        "finer": None,
    }  # fmt: skip
    assert second["worst_group_estimate"] == 0.07
    assert (second["statement_id"], second["worst_group"], second["worst_group_agreement"]) == (9, "B", 0.0)
    assert second["divisiveness_low"] == pytest.approx(max(across.divisiveness_low[1], 0.0))
    assert second["status"] == across.status[1] == "not_yet_known"


def test_the_lists_repeat_the_statements_and_say_what_is_missing(whole):
    said = whole.to_dict()
    needed = int(whole.agreement.needed[1, 1])

    assert needed > 0
    assert said["common_threads"] == [said["statements"][0]]
    assert said["divides"] == []
    assert said["thread_list"] == {"looked_at": 1, "threads": 1, "standing": 1, "false_share": 0.1}
    assert said["voices_needed"] == [{"group": "B", "statements": [9], "of": 2, "needed": needed}]
    assert said["not_yet_known"] == [{"statement_id": 9, "group": "B", "n": 4, "needed": needed}]


def test_the_gate_tells_how_often_it_would_have_noticed(whole):
    small = whole.to_dict()["gate"]
    many = VoteTable.from_votes(range(200), [7] * 200, [1] * 200)
    gate = replace(whole, votes=many, **people(200)).to_dict()["gate"]

    assert {key: gate[key] for key in ("open", "eigenvalue", "threshold", "p_value", "permutations")} == {
        "open": True, "eigenvalue": 202.5, "threshold": 131.25, "p_value": 0.025, "permutations": 39
    }  # fmt: skip
    assert set(gate["power"]) == {"two_groups", "three_groups"}
    assert gate["power_note"] == (
        "In simulated conversations of this size the test noticed two groups in "
        f"{gate['power']['two_groups'] * 100:.0f} of 100 and three groups in "
        f"{gate['power']['three_groups'] * 100:.0f} of 100 cases."
    )
    assert small["power"] is None
    assert small["power_note"] == "With fewer than 30 people who agree or disagree, groups are not looked for."


def test_many_people_without_opinions_are_not_tested_either(whole):
    many = VoteTable.from_votes(range(200), [7] * 200, [0] * 200)
    silent = replace(whole, votes=many, gate=Gate(False, None, None, None, 39), **people(200))

    assert silent.to_dict()["gate"]["power_note"].startswith("With fewer than 30 people")


def people(n):
    """Give what there is of each person, for n of them who are all in the first group."""
    flat = np.zeros(n)
    shares = np.tile([1.0, 0.0], (n, 1))
    return {
        "groups": flat.astype(np.int64), "confidence": flat, "steadiness": flat, "positions": np.zeros((n, 2)),
        "position_error": flat, "passing": flat, "membership": shares,
    }  # fmt: skip


def test_weights_against_unequal_exposure_stand_beside_the_counts(whole):
    weighted = Weighted(
        share=np.array([[0.7, NAN], [0.6, 0.4]]), n=np.array([[20.5, 0.0], [10.5, 3.5]]),
        bound=np.array([[0.5, 0.05], [0.3, 0.1]]), shown=np.array([60, 50]),
    )  # fmt: skip

    first, second = replace(whole, weighted=weighted).to_dict()["statements"]

    assert first["weighted"] == {
        "shown": 60, "worst_group_agreement": 0.6, "lower_bound": 0.3, "share": [0.7, 0.6],
        "effective_n": [20.5, 10.5],
    }  # fmt: skip
    assert second["weighted"] == {
        "shown": 50, "worst_group_agreement": 0.4, "lower_bound": 0.05, "share": [None, 0.4],
        "effective_n": [0.0, 3.5],
    }  # fmt: skip


def test_without_groups_everybody_is_the_basis_and_nothing_divides(whole):
    one = agreement(EVERYBODY)
    alone = replace(
        whole,
        n_groups=0,
        groups=np.full(3, -1),
        agreement=one,
        representative=(),
        membership=None,
        stability=None,
        estimate=None,
    )

    said = alone.to_dict()
    first = said["statements"][0]

    assert (said["has_groups"], said["basis"], said["groups"], said["stability"]) == (False, "everybody", [], None)
    assert (first["basis"], first["groups"], first["worst_group"]) == ("everybody", [], None)
    assert (first["divisiveness"], first["divisiveness_low"]) == (None, None)
    assert first["worst_group_agreement"] == pytest.approx(51 / 58)
    assert all(one["group"] is None for one in said["not_yet_known"])
    assert alone.where_you_stand("ani") is None


def test_a_statement_that_the_least_willing_group_did_not_answer_has_no_worst_share(whole):
    cells = Counts(np.array([[5], [0]]), np.array([[1], [0]]), np.array([[0], [0]]))
    silent = replace(
        whole, statements=(7,), agreement=agreement(cells), everybody=agreement(Counts(*(c[:1] for c in
        (cells.agree, cells.disagree, cells.passed)))), representative=((), (Spoken(0, "agree"),)),
    )  # fmt: skip

    said = silent.to_dict()

    assert said["statements"][0]["worst_group_agreement"] is None
    assert said["statements"][0]["groups"][1]["share"] is None
    assert said["groups"][1]["representative"][0]["share"] is None


def test_names_that_follow_an_earlier_reading_are_used_everywhere(whole):
    after = replace(whole, continuity=(Kept("C", "C", 5, 6), Kept("A", None, 0, 2)))

    said = after.to_dict()

    assert said["continuity"] == [
        {"label": "C", "was": "C", "stayed": 5, "known": 6}, {"label": "A", "was": None, "stayed": 0, "known": 2}
    ]  # fmt: skip
    assert [group["label"] for group in said["groups"]] == ["C", "A"]
    assert [cell["label"] for cell in said["statements"][0]["groups"]] == ["C", "A"]
    assert said["statements"][0]["worst_group"] == "C"
    assert said["not_yet_known"][0]["group"] == "A"


def test_one_person_is_told_where_they_stand(whole):
    assert (whole.where_you_stand("ani").label, whole.where_you_stand("ani").confidence) == ("B", 0.9)
    assert whole.where_you_stand("citra") is None
    assert whole.where_you_stand("nobody") is None
    assert replace(whole, confidence=np.full(3, NAN)).where_you_stand("budi").confidence is None


def test_canonical_bytes_are_sorted_tight_utf8_with_a_line_feed_and_refuse_what_is_no_number():
    assert canonical({"b": [1, 0.5], "a": "dé"}) == '{"a":"dé","b":[1,0.5]}\n'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": NAN})


def test_a_result_is_the_canonical_bytes_of_its_dictionary(whole):
    assert whole.to_json() == canonical(whole.to_dict())


# --- the same as columns -----------------------------------------------------------------------------------------


def columns(frame):
    """Give the columns as lists, nan as None."""
    return {name: [None if one != one else one for one in frame[name].tolist()] for name in frame}


def test_people_as_columns(whole):
    assert columns(people_frame(whole)) == {
        "participant": ["ani", "budi", "citra"],
        "group": ["B", "A", None],
        "confidence": [0.9, 0.8, None],
        "steadiness": [0.95, 0.85, None],
        "x": [0.1, 0.3, 0.5],
        "y": [0.2, 0.4, 0.6],
        "error": [0.11, 0.12, 0.13],
        "passing": [0.0, 1.0, 0.25],
        "membership_A": [0.1, 0.8, None],
        "membership_B": [0.9, 0.2, None],
    }
    assert "membership_A" not in people_frame(replace(whole, membership=None))
    on_a_line = replace(whole, positions=whole.positions[:, :1])
    assert columns(people_frame(on_a_line))["y"] == [0.0, 0.0, 0.0]


def test_statements_as_columns(whole):
    across, everybody = whole.agreement, whole.everybody
    n_b = across.counts.n[1].tolist()

    assert columns(statements_frame(whole)) == {
        "statement": [7, 9],
        "status": ["thread", "not_yet_known"],
        "agree": [51, 9],
        "disagree": [4, 33],
        "passed": [3, 2],
        "share": pytest.approx([51 / 58, 9 / 44]),
        "low": everybody.low[0].tolist(),
        "high": everybody.high[0].tolist(),
        "worst_share": across.worst_share.tolist(),
        "worst_bound": across.worst_bound.tolist(),
        "divisiveness": across.divisiveness.tolist(),
        "divisiveness_low": across.divisiveness_low.tolist(),
        "fragility": across.fragility.tolist(),
        "n_A": [35, 40],
        "share_A": pytest.approx([30 / 35, 9 / 40]),
        "low_A": across.low[0].tolist(),
        "high_A": across.high[0].tolist(),
        "n_B": n_b,
        "share_B": pytest.approx([20 / 21, 0.0]),
        "low_B": across.low[1].tolist(),
        "high_B": across.high[1].tolist(),
    }


def test_a_share_of_nobody_is_a_gap(whole):
    nobody = Counts(np.array([[0, 1]]), np.array([[0, 0]]), np.array([[0, 0]]))
    silent = replace(whole, n_groups=0, everybody=agreement(nobody), agreement=agreement(nobody))

    assert columns(statements_frame(silent))["share"] == [None, 1.0]


def test_a_frame_tells_its_rows_and_names_and_may_be_empty():
    assert repr(Frame({"a": np.zeros(3), "b": np.zeros(3)})) == "Frame(3 rows: a, b)"
    assert repr(Frame({})) == "Frame(0 rows: )"
    assert len(Frame({"a": np.zeros(3)})) == 1
    with pytest.raises(BadVotes) as refused:
        Frame({"a": np.zeros(2), "b": np.zeros(3)})
    assert str(refused.value) == "All columns of a frame have the same length."


@pytest.mark.parametrize(
    ("ids", "wanted"),
    [([3, 1], [3, 1]), ([3, "b"], ["3", "b"]), ([2**70, 1], [str(2**70), "1"]), (["a"], ["a"]), ([], [])],
)
def test_identifiers_are_whole_numbers_where_all_are_and_fit(ids, wanted):
    found = ids_column(ids)

    assert found.tolist() == wanted
    assert found.dtype == (object if any(isinstance(one, str) for one in wanted) else np.int64)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({}, 'The column "vote" is missing.'),
        ([1, 2], "A list holds no columns with names."),
        ({"vote": [[1], [2]]}, 'The column "vote" has 2 dimensions, not one.'),
    ],
)
def test_what_holds_no_columns_is_refused_in_these_words(frame, said):
    with pytest.raises(BadVotes) as refused:
        columns_of(frame, ["vote"])

    assert str(refused.value) == said


def test_texts_come_in_as_texts_of_any_length():
    (texts,), (raw,) = columns_of({"who": ["a", "long"]}, ["who"]), columns_of({"who": np.array([b"x"])}, ["who"])

    assert texts.dtype == raw.dtype == object
    assert columns_of({"n": [1, 2]}, ["n"])[0].dtype.kind == "i"
