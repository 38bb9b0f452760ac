"""Tables of other libraries, in and out, without importing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadVotes
from muara.engine.opinion.arrow import read_stream, write_stream

if TYPE_CHECKING:
    from muara.engine.opinion.result import Analysis
    from muara.engine.opinion.votes import Id, VoteTable


class Frame(Mapping[str, npt.NDArray[Any]]):
    """Named columns of equal length: a mapping to NumPy arrays that also speaks Arrow.

    ``pandas.DataFrame(dict(frame))``, ``polars.DataFrame(frame)``, ``pyarrow.table(frame)`` and whatever else
    reads the Arrow PyCapsule interface take it as it is. Texts stand in object arrays, None is a gap.

    Parameters
    ----------
    columns : mapping of str to ndarray
        Of equal length, one dimension.

    Raises
    ------
    BadVotes
        If the columns differ in length.

    Examples
    --------
    >>> frame = Frame({"statement": np.array([7, 9]), "share": np.array([0.5, 1.0])})
    >>> len(frame["share"]), list(frame)
    (2, ['statement', 'share'])
    """

    def __init__(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        if len({len(column) for column in columns.values()}) > 1:
            raise BadVotes("All columns of a frame have the same length.")
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        rows = len(next(iter(self._columns.values()))) if self._columns else 0
        return f"Frame({rows} rows: {', '.join(self._columns)})"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Offer the columns as an Arrow stream; a requested schema is not looked at, as the interface allows."""
        return write_stream(self._columns)


def columns_of(frame: Any, names: Sequence[str]) -> list[npt.NDArray[Any]]:
    """Take columns out of whatever holds columns: an Arrow stream, else ``frame[name]``.

    Parameters
    ----------
    frame : object
        With ``__arrow_c_stream__`` (polars, pyarrow, pandas, duckdb, …) or columns by name (pandas without
        pyarrow, a dictionary of sequences, a NumPy record array).
    names : sequence of str

    Raises
    ------
    BadVotes
        If it holds no columns, or one is missing or has gaps.

    Examples
    --------
    >>> [column.tolist() for column in columns_of({"who": ["ani", "budi"], "vote": [1, -1]}, ["vote", "who"])]
    [[1, -1], ['ani', 'budi']]
    """
    if hasattr(frame, "__arrow_c_stream__"):
        try:
            capsule = frame.__arrow_c_stream__()
        except ImportError:  # pandas offers it, but needs pyarrow for it
            pass
        else:
            return read_stream(capsule, names)
    return [_by_name(frame, name) for name in names]


def _by_name(frame: Any, name: str) -> npt.NDArray[Any]:
    try:
        column = frame[name]
    except (KeyError, ValueError) as error:
        raise BadVotes(f'The column "{name}" is missing.') from error
    except (TypeError, IndexError) as error:
        raise BadVotes(f"A {type(frame).__name__} holds no columns with names.") from error
    array = np.asarray(column)
    if array.ndim != 1:
        raise BadVotes(f'The column "{name}" has {array.ndim} dimensions, not one.')
    return array.astype(object) if array.dtype.kind in "US" else array


def ids_column(ids: Sequence[Id]) -> npt.NDArray[Any]:
    """Write identifiers as whole numbers where all are, else as texts."""
    if all(isinstance(identifier, int) for identifier in ids):
        try:
            return np.array(ids, dtype=np.int64)
        except OverflowError:
            pass
    column = np.empty(len(ids), dtype=object)
    column[:] = [str(identifier) for identifier in ids]
    return column


def votes_frame(votes: VoteTable) -> Frame:
    """Write a vote table as three columns: participant, statement, value; in canonical order.

    Identifiers that are partly numbers and partly texts all become texts.

    Parameters
    ----------
    votes : VoteTable
        Any.

    Returns
    -------
    Frame
        A row for each vote; value is 1, 0 or -1.

    Examples
    --------
    >>> from muara.engine.opinion import VoteTable
    >>> votes = VoteTable.from_votes(["ani", "budi", "ani"], [7, 7, 9], [1, -1, 0])
    >>> frame = votes_frame(votes)
    >>> frame["participant"].tolist(), frame["statement"].tolist(), frame["value"].tolist()
    (['ani', 'ani', 'budi'], [7, 9, 7], [1, 0, -1])
    >>> VoteTable.from_frame(frame).sha256 == votes.sha256
    True
    """
    who, what = ids_column(votes.participants), ids_column(votes.statements)
    return Frame({"participant": who[votes.rows], "statement": what[votes.columns], "value": votes.values})


def people_frame(found: Analysis) -> Frame:
    """Write where people stand, a row each.

    Columns are participant, group (a letter, None = none), confidence, steadiness, x, y, error and passing; with
    groups also membership_A, membership_B, …: the chance of each group given the votes of the person. It says of
    each person what their votes say; it is for the analyst, not for publication.

    Parameters
    ----------
    found : Analysis
        Of `analyse`.

    Returns
    -------
    Frame
        A row for each person, in canonical order; confidence, steadiness, passing and memberships from 0 to 1,
        nan = unknown, or in no group. Polis mode knows no memberships.

    Examples
    --------
    >>> from muara.engine.opinion import analyse
    >>> from muara.engine.opinion.synthetic import conversation
    >>> found = analyse(conversation(200, 60, seed=3, n_groups=2).votes, readings=10)
    >>> people_frame(found)
    Frame(200 rows: participant, group, confidence, steadiness, x, y, error, passing, membership_A, membership_B)
    """
    group = np.empty(found.votes.n_participants, dtype=object)
    group[:] = [None if number < 0 else found.labels[number] for number in found.groups.tolist()]
    places = np.zeros((len(group), 2))
    places[:, : found.positions.shape[1]] = found.positions[:, :2]
    return Frame(
        {
            "participant": ids_column(found.votes.participants),
            "group": group,
            "confidence": found.confidence,
            "steadiness": found.steadiness,
            "x": places[:, 0].copy(),
            "y": places[:, 1].copy(),
            "error": found.position_error,
            "passing": found.passing,
            **membership_columns(found.labels, found.membership),
        }
    )


def membership_columns(labels: Sequence[str], membership: npt.NDArray[Any] | None) -> dict[str, npt.NDArray[Any]]:
    """Give the chance of each group a column of its own; none where there are no chances."""
    if membership is None:
        return {}
    return {f"membership_{label}": membership[:, group].copy() for group, label in enumerate(labels)}


def statements_frame(found: Analysis) -> Frame:
    """Write what was found about each statement, a row each; the columns of a group end in its letter.

    Parameters
    ----------
    found : Analysis
        Of `analyse`.

    Returns
    -------
    Frame
        A row for each statement that moderation left in; shares and bounds from 0 to 1, nan = nobody answered.

    Examples
    --------
    >>> from muara.engine.opinion import VoteTable, analyse
    >>> votes = VoteTable.from_votes(["ani", "budi", "citra"] * 2, [1] * 3 + [2] * 3, [1, 1, 1, 1, -1, 0])
    >>> frame = statements_frame(analyse(votes))
    >>> frame["status"].tolist(), frame["agree"].tolist(), frame["share"].round(2).tolist()
    (['not_yet_known', 'not_yet_known'], [3, 1], [1.0, 0.33])
    """
    everybody, across = found.everybody, found.agreement
    status = np.empty(len(found.statements), dtype=object)
    status[:] = across.status
    columns: dict[str, npt.NDArray[Any]] = {
        "statement": ids_column(found.statements),
        "status": status,
        "agree": everybody.counts.agree[0],
        "disagree": everybody.counts.disagree[0],
        "passed": everybody.counts.passed[0],
        "share": _answered(everybody.share[0], everybody.counts.n[0]),
        "low": everybody.low[0],
        "high": everybody.high[0],
        "worst_share": across.worst_share,
        "worst_bound": across.worst_bound,
        "divisiveness": across.divisiveness,
        "divisiveness_low": across.divisiveness_low,
        "fragility": across.fragility,
    }
    for group, label in enumerate(found.labels):
        columns |= {
            f"n_{label}": across.counts.n[group],
            f"share_{label}": _answered(across.share[group], across.counts.n[group]),
            f"low_{label}": across.low[group],
            f"high_{label}": across.high[group],
        }
    return Frame(columns)


def _answered(share: npt.NDArray[Any], n: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.where(n > 0, share, np.nan)
