"""The estimators keep the contract of scikit-learn, where it applies to votes."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.validation import check_is_fitted

from muara.engine.errors import BadVotes, EngineError
from muara.engine.opinion import VoteTable, adjusted_rand_index
from muara.engine.opinion.estimators import NotFitted, OpinionGroups, OpinionMap
from muara.engine.opinion.grouping import form_groups
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.synthetic import conversation

DRAWN = conversation(200, 60, seed=3, n_groups=2)


def matrix(votes: VoteTable = DRAWN.votes) -> np.ndarray:
    table = np.full((votes.n_participants, votes.n_statements), np.nan)
    table[votes.rows, votes.columns] = votes.values
    return table


@pytest.mark.filterwarnings("ignore:Estimator Opinion.* does not inherit:UserWarning")  # it is not imported
@pytest.mark.parametrize("kind", [OpinionMap, OpinionGroups])
def test_the_contract_of_scikit_learn_holds(kind):
    """All of it, with opinions="sign": the checks draw any numbers, and a vote is 1, 0 or -1.

    Two checks do not apply: nan is not refused, it says "never seen" (the tag allow_nan leaves that out); and
    arrays of other libraries, which votes never are (it asks for a switch of SciPy and passes over itself).
    """
    found = check_estimator(kind(opinions="sign"), on_fail=None, on_skip=None)

    other = {one["check_name"]: one["exception"] for one in found if one["status"] != "passed"}

    assert set(other) <= {"check_array_api_input"}, other
    assert len(found) > 40
    assert "check_estimators_nan_inf" not in {one["check_name"] for one in found}


def test_the_map_is_that_of_the_engine():
    fitted = OpinionMap().fit(matrix())

    assert (fitted.transform(matrix()) == opinion_map(DRAWN.votes).positions(DRAWN.votes)).all()
    assert fitted.axes_.shape == (60, 2)
    assert fitted.get_feature_names_out().tolist() == ["opinionmap0", "opinionmap1"]


def test_the_groups_are_those_of_the_engine():
    fitted = OpinionGroups(readings=10, random_state=1).fit(matrix())
    wanted = form_groups(DRAWN.votes, seed=1, readings=10)

    assert (fitted.labels_ == wanted.groups).all()
    assert (fitted.predict(matrix()) == wanted.groups).all()
    assert np.allclose(fitted.transform(matrix()).max(axis=1), wanted.confidence, equal_nan=True)


def test_newcomers_are_placed_without_a_new_fit():
    fitted = OpinionGroups(readings=10).fit(matrix()[:150])

    assert adjusted_rand_index(fitted.predict(matrix()[150:]), DRAWN.groups[150:]) > 0.8


def test_groups_can_be_asked_for_by_number():
    fitted = OpinionGroups(n_groups=3).fit(matrix())

    assert (fitted.n_groups_, fitted.gate_, fitted.transform(matrix()[:4]).shape) == (3, None, (4, 3))
    assert fitted.mixture_.size.tolist() == sorted(fitted.mixture_.size, reverse=True)


def test_where_there_are_no_clear_groups_everybody_is_in_one():
    alike = conversation(100, 40, seed=1, null=True, votes_per_person=(15, 35)).votes
    fitted = OpinionGroups().fit(matrix(alike))

    assert (fitted.n_groups_, fitted.gate_.is_open, set(fitted.labels_.tolist())) == (0, False, {0})
    assert fitted.transform(matrix(alike)).tolist() == [[1.0]] * 100


@pytest.mark.parametrize("kind", [sp.csr_array, sp.coo_array, sp.csc_matrix])
def test_a_sparse_matrix_keeps_its_passes_and_what_was_never_seen(kind):
    votes = DRAWN.votes
    sparse = kind(sp.csr_array((votes.values.astype(float), votes.columns, votes.indptr), shape=(200, 60)))

    assert (OpinionMap().fit_transform(sparse) == OpinionMap().fit_transform(matrix())).all()


def test_columns_with_names_are_remembered():
    frame = pd.DataFrame(matrix(), columns=[f"s{column}" for column in range(60)])
    fitted = OpinionMap().fit(frame)

    assert fitted.feature_names_in_.tolist() == list(frame.columns)
    with pytest.raises(EngineError, match="same order"):
        fitted.transform(frame[frame.columns[::-1]])


def test_they_work_inside_pipelines_searches_copies_and_pickles():
    both = make_pipeline(OpinionMap(n_axes=3), OpinionGroups(opinions="sign", n_groups=2))
    search = GridSearchCV(OpinionMap(), {"n_axes": [1, 2]}, scoring=lambda fitted, X: fitted.explained_, cv=2)
    fitted = OpinionMap().fit(matrix())

    assert both.fit(matrix()).predict(matrix()).shape == (200,)
    assert search.fit(matrix()).best_params_ == {"n_axes": 2}
    assert clone(OpinionGroups(n_groups=3)).get_params()["n_groups"] == 3
    assert (pickle.loads(pickle.dumps(fitted)).transform(matrix()) == fitted.transform(matrix())).all()
    assert repr(OpinionGroups(n_groups=3)) == "OpinionGroups(n_groups=3)"


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (lambda: OpinionMap().fit([[1, 2]]), "X holds 2; a vote is"),
        (lambda: OpinionMap().fit([[1, np.inf]]), "infinity"),
        (lambda: OpinionMap(n_axes=0).fit([[1]]), "at least one axis"),
        (lambda: OpinionMap(opinions="stars").fit([[1]]), '"votes" or "sign"'),
        (lambda: OpinionGroups(n_groups=1).fit([[1]]), "2 to 5"),
        (lambda: OpinionMap().set_params(axes=3), "Invalid parameter 'axes'"),
        (lambda: OpinionMap().fit(sp.coo_array(([1, 1], ([0, 0], [0, 0])))), "stored twice"),
    ],
)
def test_what_is_no_vote_is_refused_with_a_reason(fit, said):
    with pytest.raises(EngineError, match=said):
        fit()


def test_who_did_not_fit_is_told_so_also_in_the_words_of_scikit_learn():
    for method in (OpinionMap().transform, OpinionGroups().predict):
        with pytest.raises(NotFitted, match="call fit"):
            method(matrix())
    with pytest.raises(NotFittedError):
        OpinionMap().transform(matrix())
    with pytest.raises(NotFittedError):
        check_is_fitted(OpinionGroups())
    check_is_fitted(OpinionMap().fit(matrix()))


def test_scikit_learn_is_not_needed():
    script = (
        "import sys\n"
        "sys.modules['sklearn'] = None\n"
        "from muara.engine.opinion.estimators import NotFitted, OpinionMap\n"
        "try:\n"
        "    OpinionMap().transform([[1]])\n"
        "except NotFitted:\n"
        "    print(OpinionMap().fit([[1, -1], [-1, 1]]).explained_ >= 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "True\n"


# --- what is said where something does not fit ------------------------------------------------------------------

SAYS = "Feature names unseen at fit time:\n- {}\nFeature names seen at fit time, yet now missing:\n- {}\n"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["b", "a"], "Feature names must be in the same order as they were in fit.\n"),
        (["a", "c"], SAYS.format("c", "b")),
        (["x", "c"], SAYS.format("c\n- x", "a\n- b")),
    ],
)
def test_columns_with_other_names_are_told_name_by_name(names, said):
    fitted = OpinionMap(n_axes=1).fit(pd.DataFrame([[1, -1], [-1, 1]], columns=["a", "b"]))

    with pytest.raises(EngineError) as refused:
        fitted.transform(pd.DataFrame([[1, -1]], columns=names))

    assert str(refused.value) == "The feature names should match those that were passed during fit.\n" + said


def test_of_many_unknown_columns_five_are_told():
    fitted = OpinionMap(n_axes=1).fit(pd.DataFrame([[1, -1], [-1, 1]], columns=["a", "b"]))

    with pytest.raises(EngineError, match=r"- c\n- d\n- e\n- f\n- g\n$"):
        fitted.transform(pd.DataFrame([[1] * 8], columns=list("abhgfedc")))


def ask_with_names_on_one_side(kind):
    plain, frame = np.array([[1, -1], [-1, 1]]), pd.DataFrame([[1, -1], [-1, 1]], columns=["a", "b"])
    with pytest.warns(UserWarning, match="^X has feature names, but OpinionMap was fitted without") as first:
        kind(n_axes=1).fit(plain).transform(frame)
    with pytest.warns(UserWarning, match="^X does not have valid feature names, but OpinionMap was") as second:
        kind(n_axes=1).fit(frame).transform(plain)
    return first[0], second[0]


def test_names_on_one_side_alone_are_a_warning():
    ask_with_names_on_one_side(OpinionMap)
    numbers = pd.DataFrame([[1, -1], [-1, 1]], columns=[0, 1])  # these are no names
    assert not hasattr(OpinionMap(n_axes=1).fit(numbers), "feature_names_in_")


def test_a_warning_points_at_the_line_that_asked():
    assert [one.filename for one in ask_with_names_on_one_side(OpinionMap)] == [__file__] * 2


def test_a_second_fit_forgets_the_names_of_the_first():
    fitted = OpinionMap(n_axes=1).fit(pd.DataFrame([[1, -1], [-1, 1]], columns=["a", "b"]))

    fitted.fit(np.array([[1, -1, 0], [-1, 1, 1]]))

    assert fitted.n_features_in_ == 3
    assert not hasattr(fitted, "feature_names_in_")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([[1j]], "Complex data not supported: a vote is 1, -1 or 0."),
        (sp.csr_array([[1j]]), "Complex data not supported: a vote is 1, -1 or 0."),
        ([1, -1], "Expected 2D array, got 1D array instead. Reshape your data: a row per person."),
        (sp.coo_array(np.array([1.0, -1.0])), "Expected 2D array, got 1D array instead. Reshape your data."),
        (np.zeros((0, 2)), "Found array with 0 sample(s) (shape=(0, 2)) while a minimum of 1 is required."),
        (np.zeros((2, 0)), "Found array with 0 feature(s) (shape=(2, 0)) while a minimum of 1 is required."),
        ([[np.inf]], "Input X contains infinity; a vote is 1, -1 or 0, and nan where nobody voted."),
        (
            [[0, -1, 1, -2, 3]],
            'X holds -2; a vote is 1 (agree), -1 (disagree) or 0 (pass). For scores around 0 set opinions="sign".',
        ),
        (
            sp.coo_array(([1, 1], ([0, 0], [1, 1])), shape=(1, 2)),
            "A cell of the sparse matrix is stored twice; call sum_duplicates() first.",
        ),
    ],
)
def test_a_matrix_that_holds_no_votes_is_refused_in_these_words(given, said):
    with pytest.raises(BadVotes) as refused:
        OpinionMap().fit(given)

    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda: OpinionMap(opinions="stars").fit([[1]]), 'The opinions are "votes" or "sign", not \'stars\'.'),
        (lambda: OpinionGroups(n_groups=6).fit([[1]]), "The number of groups is 2 to 5, or None, not 6."),
        (
            lambda: OpinionMap().set_params(axes=3),
            "Invalid parameter 'axes' for estimator OpinionMap. Valid parameters are: ['n_axes', 'opinions'].",
        ),
        (
            lambda: OpinionMap(n_axes=1).fit([[1, -1], [-1, 1]]).transform([[1]]),
            "X has 1 features, but OpinionMap is expecting 2 features as input.",
        ),
    ],
)
def test_a_wrong_question_is_refused_in_these_words(do, said):
    with pytest.raises(EngineError) as refused:
        do()

    assert str(refused.value) == said


@pytest.mark.parametrize("ask", [lambda one: one.transform([[1]]), lambda one: one.get_feature_names_out()])
@pytest.mark.parametrize("kind", [OpinionMap, OpinionGroups])
def test_who_did_not_fit_is_told_which_estimator(kind, ask):
    with pytest.raises(NotFitted, match=f"^This {kind.__name__} ") as refused:
        ask(kind())

    assert type(refused.value).__name__ == "NotFitted"


# --- small matrices ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [[[1]], [[1], [-1], [0]], [[1, -1, 0]], [[np.nan, 1], [np.nan, np.nan]]])
def test_one_person_one_statement_and_nothing_seen_are_matrices_too(given):
    rows, columns = np.shape(given)

    fitted = OpinionMap(n_axes=1).fit(given)

    assert fitted.n_features_in_ == columns
    assert np.isfinite(fitted.transform(given)).all()
    assert fitted.transform(given).shape[0] == rows


def test_scores_are_read_by_their_sign_alone():
    scores = [[0.5, -3, 0], [-2, 7, 0.1], [1, 1, -1]]

    read = OpinionMap(n_axes=1, opinions="sign").fit_transform(scores)

    assert (read == OpinionMap(n_axes=1).fit_transform(np.sign(scores))).all()


def test_a_sparse_cell_that_is_nan_was_never_seen():
    table = np.array([[1, np.nan, -1], [-1, 1, 0], [0, -1, 1]])
    sparse = sp.coo_array((table.ravel(), np.divmod(np.arange(9), 3)), shape=(3, 3))

    assert (OpinionMap(n_axes=1).fit_transform(sparse) == OpinionMap(n_axes=1).fit_transform(table)).all()


def test_names_and_tags_tell_scikit_learn_what_these_are():
    groups = OpinionGroups(n_groups=5, readings=7).fit(matrix())

    assert OpinionMap().__sklearn_tags__().estimator_type == "transformer"
    assert groups.__sklearn_tags__().estimator_type == "clusterer"
    assert not groups.__sklearn_tags__().target_tags.required
    assert groups.get_feature_names_out().tolist() == [f"opiniongroups{group}" for group in range(5)]
    assert groups.get_feature_names_out().dtype == object
    assert OpinionMap().fit(matrix()).get_feature_names_out().dtype == object
    assert repr(groups) == "OpinionGroups(n_groups=5, readings=7)"


def test_who_said_too_little_is_in_no_group_and_seven_opinions_are_enough():
    groups = OpinionGroups(n_groups=2).fit(matrix())
    few = np.full((2, 60), np.nan)
    few[0, :6] = 1
    few[1, :7] = 1

    assert groups.predict(few)[0] == -1
    assert groups.predict(few)[1] in (0, 1)


def test_the_same_seed_gives_the_same_groups_and_another_may_start_elsewhere():
    once, again = (OpinionGroups(n_groups=4, random_state=3).fit(matrix()) for _ in range(2))

    assert (once.mixture_.chance == again.mixture_.chance).all()
    assert (once.labels_ == again.labels_).all()
