"""One text for one value: the bytes that are hashed, signed and exported."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NoReturn, TypeAlias

from muara.engine.errors import BadEvent

Data: TypeAlias = "bool | int | str | list[Data] | tuple[Data, ...] | Mapping[str, Data] | None"
LARGEST = 2**53 - 1  # what every reader of JSON keeps exact (RFC 7493, section 2.2)
KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_written = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Data) -> bytes:
    """Write a value in the only way in which it may stand in a log.

    Parameters
    ----------
    value : None, bool, int, str, list or dict
        Whole numbers up to 2**53 - 1; texts in NFC without NUL and lone surrogates; keys of ``[a-z0-9_]``.

    Returns
    -------
    bytes
        JSON in UTF-8 without spaces, keys sorted: RFC 8785, narrowed to what needs no number formatting.

    Raises
    ------
    BadEvent
        At a broken number, a text that is not NFC, or anything else that could be written in two ways.

    Examples
    --------
    >>> canonical({"n": 1, "choice": "setuju", "by": None})
    b'{"by":null,"choice":"setuju","n":1}'
    >>> canonical({"share": 0.5})
    Traceback (most recent call last):
    muara.engine.errors.BadEvent: 0.5 is a broken number; write it as a pair of whole ones.
    """
    _check(value)
    return _written(value).encode()


def read_canonical(data: bytes) -> Data:
    """Read a value back, and refuse every spelling but the canonical one.

    Examples
    --------
    >>> read_canonical(b'{"n":1}')
    {'n': 1}
    >>> read_canonical(b'{"n": 1}')
    Traceback (most recent call last):
    muara.engine.errors.BadEvent: Not the canonical text of what it says.
    """
    try:
        value: Data = json.loads(
            data.decode(), parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadEvent("Not a text in JSON.") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadEvent(str(error)) from error
    if canonical(value) != data:
        raise BadEvent("Not the canonical text of what it says.")
    return value


def _check(value: Data) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value)  # type: ignore[arg-type]
    elif kind is int:
        if not -LARGEST <= value <= LARGEST:  # type: ignore[operator]
            raise BadEvent("A number beyond 2^53 - 1 is not read alike everywhere.")
    elif kind is bool or value is None:
        pass
    elif kind is dict:
        for key, part in value.items():  # type: ignore[union-attr]
            if type(key) is not str or not KEY.match(key):
                raise BadEvent(f"{key!r} is no key; keys are small letters, digits and _.")
            _check(part)
    elif kind is list or kind is tuple:
        for part in value:  # type: ignore[union-attr]
            _check(part)
    elif kind is float:
        raise BadEvent(f"{value!r} is a broken number; write it as a pair of whole ones.")
    else:
        raise BadEvent(
            f"{kind.__name__} cannot be written; allowed are texts, whole numbers, lists, keys and values."
        )


def _check_text(text: str) -> None:
    if text.isascii():
        if "\0" in text:
            raise BadEvent("A text holds NUL.", code="text")
        return
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadEvent("A text holds half a character (a lone surrogate).", code="text")
    if "\0" in text or not unicodedata.is_normalized("NFC", text):
        raise BadEvent("A text is not in NFC, or holds NUL.", code="text")


def _no_number(text: str) -> NoReturn:
    raise BadEvent(f"{text} is a broken number; write it as a pair of whole ones.")


def _once(pairs: Iterable[tuple[str, Data]]) -> dict[str, Data]:
    found: dict[str, Data] = {}
    for key, value in pairs:
        if key in found:
            raise BadEvent(f"The key {key!r} stands twice.")
        found[key] = value
    return found
