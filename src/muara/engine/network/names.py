"""Names of actors, processes and layers in one canonical order, and the array types of this engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork

Id: TypeAlias = int | str
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.ArrayLike

ENGINE_VERSION = "network 1.0"
SEED = 20180209


def sort_key(name: Id) -> tuple[bool, int, str]:
    """Order whole numbers by value and before texts, texts by code point.

    Examples
    --------
    >>> sorted(["b", 10, "a", 9], key=sort_key)
    [9, 10, 'a', 'b']
    """
    return (False, name, "") if isinstance(name, int) else (True, 0, name)


def canonical(names: Iterable[Id], kind: str) -> tuple[Id, ...]:
    """Return every name once, in canonical order.

    Raises
    ------
    BadNetwork
        If a name is neither a whole number nor a text, or two of them look the same when written (7 and "7").

    Examples
    --------
    >>> canonical(["sari", "adi", "sari"], "actor")
    ('adi', 'sari')
    """
    if isinstance(names, np.ndarray) and names.dtype.kind in "iu":
        return tuple(np.unique(names).tolist())
    found = sorted({checked(name, kind) for name in names}, key=sort_key)
    if len({str(name) for name in found}) < len(found):
        whole = {str(name) for name in found if isinstance(name, int)}
        twice = next(name for name in found if isinstance(name, str) and name in whole)
        raise BadNetwork(
            f"The {kind} {twice!r} occurs as a number and as a text; write all {kind}s in one of the two ways."
        )
    return tuple(found)


def checked(name: object, kind: str) -> Id:
    """Return a name as Python's own int or str.

    Examples
    --------
    >>> checked(np.int64(3), "actor")
    3
    """
    if isinstance(name, np.generic):
        name = name.item()
    if isinstance(name, bool) or not isinstance(name, int | str):
        raise BadNetwork(f"The {kind} {name!r} is neither a whole number nor a text.")
    if name == "":
        raise BadNetwork(f"A {kind} has no name.")
    return name


def places(names: Iterable[Id], index: Mapping[Id, int], kind: str) -> Ints:
    """Find the place of each name, shape (names,); an unknown name is a `BadNetwork`.

    Examples
    --------
    >>> places(["b", "a"], {"a": 0, "b": 1}, "actor").tolist()
    [1, 0]
    """
    found = []
    for name in names:
        place = index.get(checked(name, kind))
        if place is None:
            raise BadNetwork(f"There is no {kind} {name!r}.")
        found.append(place)
    return np.array(found, dtype=np.int64)


def numbers(
    given: Any, n: int, what: str, *, default: float, low: float, high: float = np.inf, strictly: bool = False
) -> Floats:
    """Read `n` finite numbers within bounds, shape (n,); a single number or None stands for all of them.

    Raises
    ------
    BadNetwork
        If there are more or fewer than `n`, one isn't finite, or one lies outside [low, high] (with
        `strictly`: (low, high]).

    Examples
    --------
    >>> numbers(None, 2, "weights", default=1.0, low=0.0).tolist()
    [1.0, 1.0]
    """
    try:
        found = np.asarray(default if given is None else given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadNetwork(f"The {what} must be numbers.") from error
    if found.ndim == 0:
        found = np.full(n, float(found))
    if found.shape != (n,):
        raise BadNetwork(f"There are {found.size} {what} for {n} places; each needs one.")
    outside = ~np.isfinite(found) | (found <= low if strictly else found < low) | (found > high)
    if outside.any():
        place = int(np.flatnonzero(outside)[0])
        least = f"above {low:g}" if strictly else f"at least {low:g}"
        most = "" if np.isinf(high) else f" and at most {high:g}"
        raise BadNetwork(f"Number {place + 1} of the {what} is {found[place]:g}; it should be {least}{most}.")
    return found
