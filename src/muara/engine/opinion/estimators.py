"""Map and groups in the manner of scikit-learn, which is neither needed nor imported.

A matrix has a row per person and a column per statement: 1 agrees, -1 disagrees, 0 passes, nan was never seen.
In a sparse matrix what is not stored was never seen, and a stored 0 is a pass.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from muara.engine.errors import BadVotes, EngineError
from muara.engine.opinion.grouping import MIN_OPINIONS, form_groups
from muara.engine.opinion.mixture import Mixture, Sides
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.readings import fit_numbers
from muara.engine.opinion.votes import Floats, Ints, VoteTable

SEED = 20180209
MOST_GROUPS = 5
Opinions = Literal["votes", "sign"]
Self = TypeVar("Self", bound="Estimator")


class NotFitted(EngineError, AttributeError):
    """`fit` was not called yet."""


def _not_fitted(name: str) -> Exception:
    """Make the error; where scikit-learn is loaded, one that its users catch."""
    text = f"This {name} instance is not fitted yet; call fit with votes first."
    known = sys.modules.get("sklearn.exceptions")
    if known is None:
        return NotFitted(text)
    error: Exception = type("NotFitted", (NotFitted, known.NotFittedError), {})(text)
    return error


class Estimator:
    """What both estimators share: parameters by name, and matrices read as votes."""

    opinions: Opinions
    n_features_in_: int
    feature_names_in_: npt.NDArray[np.object_]

    @classmethod
    def _names(cls) -> list[str]:
        return sorted(name for name in inspect.signature(cls).parameters)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters as they were given; `deep` changes nothing, for there are no parts."""
        return {name: getattr(self, name) for name in self._names()}

    def set_params(self: Self, **params: Any) -> Self:
        """Set parameters by name and return the estimator itself."""
        for name, value in params.items():
            if name not in self._names():
                raise EngineError(
                    f"Invalid parameter {name!r} for estimator {type(self).__name__}. "
                    f"Valid parameters are: {self._names()}."
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        default = inspect.signature(type(self)).parameters
        given = self.get_params()
        changed = [f"{name}={given[name]!r}" for name in given if given[name] != default[name].default]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "n_features_in_")

    def _tags(self, kind: str) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags(preserves_dtype=[]),
            input_tags=InputTags(sparse=True, allow_nan=True),
        )

    def _read(self, X: Any, *, first: bool) -> VoteTable:
        """Read a matrix as votes of persons 0.. on statements 0..; at first, remember its columns."""
        if not first and not self.__sklearn_is_fitted__():
            raise _not_fitted(type(self).__name__)
        names = _column_names(X)
        row, column, value, shape = _entries(X)
        if shape[0] < 1:
            raise BadVotes(f"Found array with 0 sample(s) (shape={shape}) while a minimum of 1 is required.")
        if shape[1] < 1:
            raise BadVotes(f"Found array with 0 feature(s) (shape={shape}) while a minimum of 1 is required.")
        if first:
            self.n_features_in_ = shape[1]
            self.__dict__.pop("feature_names_in_", None)
            if names is not None:
                self.feature_names_in_ = names
        else:
            self._same_columns(names, shape[1])
        if np.isinf(value).any():
            raise BadVotes("Input X contains infinity; a vote is 1, -1 or 0, and nan where nobody voted.")
        if self.opinions not in ("votes", "sign"):
            raise EngineError(f'The opinions are "votes" or "sign", not {self.opinions!r}.')
        if self.opinions == "sign":
            value = np.sign(value)
        elif not np.isin(value, (-1, 0, 1)).all():
            wrong = value[~np.isin(value, (-1, 0, 1))][0]
            raise BadVotes(
                f"X holds {wrong:g}; a vote is 1 (agree), -1 (disagree) or 0 (pass). "
                'For scores around 0 set opinions="sign".'
            )
        order = np.lexsort((column, row))
        indptr = np.zeros(shape[0] + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=shape[0]), out=indptr[1:])
        who, what = tuple(range(shape[0])), tuple(range(shape[1]))
        return VoteTable(who, what, indptr, column[order], value[order].astype(np.int8))

    def _same_columns(self, names: npt.NDArray[np.object_] | None, width: int) -> None:
        known = getattr(self, "feature_names_in_", None)
        own = type(self).__name__
        if known is None and names is not None:
            warnings.warn(f"X has feature names, but {own} was fitted without feature names", stacklevel=4)
        elif known is not None and names is None:
            text = f"X does not have valid feature names, but {own} was fitted with feature names"
            warnings.warn(text, stacklevel=4)
        elif known is not None and names is not None and list(known) != list(names):
            raise BadVotes(
                "The feature names should match those that were passed during fit.\n"
                + _listed("Feature names unseen at fit time", set(names) - set(known))
                + _listed("Feature names seen at fit time, yet now missing", set(known) - set(names))
                + (
                    ""
                    if set(known) ^ set(names)
                    else "Feature names must be in the same order as they were in fit.\n"
                )
            )
        if width != self.n_features_in_:
            raise BadVotes(
                f"X has {width} features, but {own} is expecting {self.n_features_in_} features as input."
            )


def _listed(title: str, names: set[str]) -> str:
    return title + ":\n" + "".join(f"- {name}\n" for name in sorted(names)[:5]) if names else ""


def _column_names(X: Any) -> npt.NDArray[np.object_] | None:
    columns = getattr(X, "columns", None)
    if columns is None or not all(isinstance(name, str) for name in columns):
        return None
    return np.array(list(columns), dtype=object)


def _entries(X: Any) -> tuple[Ints, Ints, Floats, tuple[int, int]]:
    """Return row, column and value of each vote, and the shape."""
    if sp.issparse(X):
        if X.ndim != 2:
            raise BadVotes("Expected 2D array, got 1D array instead. Reshape your data.")
        stored = X.tocoo()
        if np.iscomplexobj(stored.data):
            raise BadVotes("Complex data not supported: a vote is 1, -1 or 0.")
        place = stored.row.astype(np.int64) * max(stored.shape[1], 1) + stored.col
        if len(np.unique(place)) < len(place):
            raise BadVotes("A cell of the sparse matrix is stored twice; call sum_duplicates() first.")
        value = stored.data.astype(np.float64)
        seen = ~np.isnan(value)
        row, column = stored.row[seen].astype(np.int64), stored.col[seen].astype(np.int64)
        return row, column, value[seen], stored.shape
    given = np.asarray(X)
    if np.iscomplexobj(given):
        raise BadVotes("Complex data not supported: a vote is 1, -1 or 0.")
    if given.ndim != 2:
        raise BadVotes(f"Expected 2D array, got {given.ndim}D array instead. Reshape your data: a row per person.")
    table = given.astype(np.float64)
    seen = ~np.isnan(table)
    row, column = np.nonzero(seen)
    return row, column, table[seen], table.shape


class OpinionMap(Estimator):
    """Lay the axes along which people differ most, and place people on them.

    Parameters
    ----------
    n_axes : int
        Number of axes, 2 by default.
    opinions : {"votes", "sign"}
        "votes": the matrix holds 1, -1, 0 and nan, and nothing else. "sign": any number; its sign is the vote. For
        answers on a scale whose middle is 0.

    Attributes
    ----------
    axes_ : ndarray of float, shape (statements, n_axes)
        Change of the vote on each statement per unit of position.
    mean_ : ndarray of float, shape (statements,)
        Mean vote.
    explained_ : float
        Share of the difference between people held by the first two axes, 0..1.
    n_features_in_ : int
        Number of statements.
    feature_names_in_ : ndarray of str
        Their names, if the matrix had any.

    Examples
    --------
    >>> X = np.array([[1, 1, -1], [1, np.nan, -1], [-1, -1, 1], [np.nan, -1, 1]])
    >>> places = OpinionMap(n_axes=1).fit_transform(X)
    >>> places.shape, bool((places[:2] * places[2:] < 0).all())
    ((4, 1), True)
    """

    def __init__(self, n_axes: int = 2, opinions: Opinions = "votes") -> None:
        self.n_axes = n_axes
        self.opinions = opinions

    def __sklearn_tags__(self) -> Any:
        return self._tags("transformer")

    def fit(self, X: Any, y: object = None) -> OpinionMap:
        """Lay the axes; `y` is not looked at.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.
        y : object, optional
            Not looked at.

        Returns
        -------
        OpinionMap
            The estimator itself.

        Raises
        ------
        BadVotes
            If `X` holds no votes.
        EngineError
            If a parameter is out of its range.
        """
        if self.n_axes < 1:
            raise EngineError(f"A map has at least one axis, not {self.n_axes}.")
        votes = self._read(X, first=True)
        self.map_ = opinion_map(votes, self.n_axes)
        self.axes_, self.mean_, self.explained_ = self.map_.loading, self.map_.mean, self.map_.explained
        return self

    def transform(self, X: Any) -> Floats:
        """Place people by what they voted on; shape (people, axes), with few votes near the middle.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.

        Returns
        -------
        ndarray of float, shape (people, n_axes)
            In the units of `opinion_map`; with few votes near the middle.

        Raises
        ------
        NotFitted
            If `fit` was not called.
        BadVotes
            If `X` has other columns than `fit` saw.
        """
        votes = self._read(X, first=False)
        return self.map_.positions(votes)

    def fit_transform(self, X: Any, y: object = None) -> Floats:
        """Lay the axes and place the same people.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.
        y : object, optional
            Not looked at.

        Returns
        -------
        ndarray of float, shape (people, n_axes)
            As of `transform`.
        """
        return self.fit(X).transform(X)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Name the axes.

        Parameters
        ----------
        input_features : object, optional
            Not looked at.

        Returns
        -------
        ndarray of str, shape (n_axes,)
            The words opinionmap0, opinionmap1 and so on.
        """
        if not self.__sklearn_is_fitted__():
            raise _not_fitted(type(self).__name__)
        return np.array([f"opinionmap{axis}" for axis in range(self.axes_.shape[1])], dtype=object)


class OpinionGroups(Estimator):
    """Find groups of people who answer alike, or that there are no clear ones.

    Parameters
    ----------
    n_groups : int, optional
        2 to 5. Without it the gate says whether there are groups, and hidden votes say how many.
    readings : int, optional
        Number of readings with hidden votes; by default 100, fewer for large tables.
    opinions : {"votes", "sign"}
        As for `OpinionMap`.
    random_state : int
        The same number and votes give the same groups.

    Attributes
    ----------
    n_groups_ : int
        0 where there are no clear groups: then everybody is in one, number 0.
    labels_ : ndarray of int, shape (people,)
        Group of each person that was fitted; -1 = in between: too few votes.
    gate_ : Gate or None
        The test that was passed or not; None if `n_groups` was given.
    mixture_ : Mixture
        Size of each group and its chance to agree with each statement.
    n_features_in_, feature_names_in_
        As for `OpinionMap`.

    Examples
    --------
    >>> camp = np.array([[1, 1, -1, -1, 1, -1, 1, 1], [-1, -1, 1, 1, -1, 1, 1, 1]]).repeat(20, axis=0)
    >>> found = OpinionGroups(readings=10).fit(camp)
    >>> found.n_groups_, found.predict([[1, 1, -1, -1, np.nan, -1, 0, 1], [1] + [np.nan] * 7]).tolist()
    (2, [-1, -1])
    >>> found.labels_[[0, -1]].tolist(), found.transform(camp[:1]).round(2).tolist()
    ([0, 1], [[1.0, 0.0]])
    """

    def __init__(
        self,
        n_groups: int | None = None,
        readings: int | None = None,
        opinions: Opinions = "votes",
        random_state: int = SEED,
    ) -> None:
        self.n_groups = n_groups
        self.readings = readings
        self.opinions = opinions
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        return self._tags("clusterer")

    def fit(self, X: Any, y: object = None) -> OpinionGroups:
        """Find the groups; `y` is not looked at.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.
        y : object, optional
            Not looked at.

        Returns
        -------
        OpinionGroups
            The estimator itself.

        Raises
        ------
        BadVotes
            If `X` holds no votes.
        EngineError
            If a parameter is out of its range.
        """
        if self.n_groups is not None and not 2 <= self.n_groups <= MOST_GROUPS:
            raise EngineError(f"The number of groups is 2 to {MOST_GROUPS}, or None, not {self.n_groups}.")
        votes = self._read(X, first=True)
        self.gate_ = None
        if self.n_groups is None:
            found = form_groups(votes, seed=self.random_state, readings=self.readings)
            self.gate_, mixture = found.gate, found.mixture
        else:
            rng = np.random.default_rng([self.random_state, 5])
            (mixture,) = fit_numbers(votes, Sides(votes), rng, [self.n_groups])
            mixture = _largest_first(mixture)
        self.n_groups_ = 0 if mixture is None else mixture.k
        self.mixture_ = _everybody(votes) if mixture is None else mixture
        self.labels_ = self._place(votes)
        return self

    def predict(self, X: Any) -> Ints:
        """Say which group each person belongs to; -1 = in between: fewer than seven opinions.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.

        Returns
        -------
        ndarray of int, shape (people,)
            0..groups-1; -1 = in between.

        Raises
        ------
        NotFitted
            If `fit` was not called.
        BadVotes
            If `X` has other columns than `fit` saw.
        """
        votes = self._read(X, first=False)
        return self._place(votes)

    def transform(self, X: Any) -> Floats:
        """Say how sure each group is for each person, given the votes and the model; rows sum to 1.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.

        Returns
        -------
        ndarray of float, shape (people, groups)
            Chances, 0..1; rows sum to 1.

        Raises
        ------
        NotFitted
            If `fit` was not called.
        BadVotes
            If `X` has other columns than `fit` saw.
        """
        votes = self._read(X, first=False)
        return self.mixture_.membership(Sides(votes))

    def fit_predict(self, X: Any, y: object = None) -> Ints:
        """Find the groups and say who is where.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.
        y : object, optional
            Not looked at.

        Returns
        -------
        ndarray of int, shape (people,)
            As of `predict`.
        """
        return self.fit(X).labels_

    def fit_transform(self, X: Any, y: object = None) -> Floats:
        """Find the groups and say how sure they are.

        Parameters
        ----------
        X : array, sparse matrix or frame, shape (people, statements)
            Votes: 1 agree, -1 disagree, 0 pass, nan (or not stored) never seen; see the class.
        y : object, optional
            Not looked at.

        Returns
        -------
        ndarray of float, shape (people, groups)
            As of `transform`.
        """
        return self.fit(X).transform(X)

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Name the groups.

        Parameters
        ----------
        input_features : object, optional
            Not looked at.

        Returns
        -------
        ndarray of str, shape (groups,)
            The words opiniongroups0, opiniongroups1 and so on.
        """
        if not self.__sklearn_is_fitted__():
            raise _not_fitted(type(self).__name__)
        return np.array([f"opiniongroups{group}" for group in range(self.mixture_.k)], dtype=object)

    def _place(self, votes: VoteTable) -> Ints:
        if self.n_groups_ == 0:
            return np.zeros(votes.n_participants, dtype=np.int64)
        sides = Sides(votes)
        placed = sides.n >= min(MIN_OPINIONS, votes.n_statements)
        return np.where(placed, self.mixture_.membership(sides).argmax(axis=1), -1)


def _everybody(votes: VoteTable) -> Mixture:
    return Mixture(np.ones(1), Sides(votes).mean[:, None])


def _largest_first(mixture: Mixture) -> Mixture:
    order = np.argsort(-mixture.size, kind="stable")
    return Mixture(mixture.size[order], mixture.chance[:, order])
