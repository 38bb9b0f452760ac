"""XML from strangers: no document type, so no entity can grow or fetch anything; size and depth are bounded."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from muara.formats.sheet import BrokenNetwork, Problem, Value, decoded

MOST_DEPTH = 40
Start = Callable[[str, dict[str, str], int], None]
End = Callable[[str, str], None]


class _Refused(Exception):
    def __init__(self, text: str, line: int) -> None:
        self.problem = Problem(text, line)


def read_xml(data: bytes | str, start: Start, end: End) -> Problem | None:
    """Walk through a document: `start` gets tag, attributes and line, `end` gets tag and text; no prefixes.

    Returns
    -------
    Problem or None
        Why the document could not be read to its end.

    Examples
    --------
    >>> str(read_xml('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', print, print))
    'line 1: The file has a document type (DOCTYPE), which is refused.'
    """
    text = decoded(data)
    if isinstance(text, Problem):
        return text
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    words: list[list[str]] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(words) >= MOST_DEPTH:
            raise _Refused(f"Elements are nested more than {MOST_DEPTH} deep.", parser.CurrentLineNumber)
        words.append([])
        bare = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        start(tag.rpartition(" ")[2], bare, parser.CurrentLineNumber)

    def finish(tag: str) -> None:
        end(tag.rpartition(" ")[2], "".join(words.pop()))

    def characters(more: str) -> None:
        if words:
            words[-1].append(more)

    def refuse(*_: object) -> None:
        raise _Refused("The file has a document type (DOCTYPE), which is refused.", parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except _Refused as refused:
        return refused.problem
    except expat.ExpatError as error:
        return Problem(f"The file is no well-formed XML ({expat.ErrorString(error.code)}).", error.lineno)
    return None


def typed(text: str, kind: str) -> Value | None:
    """Read a value of a type of GraphML or GEXF; None if it isn't one.

    Examples
    --------
    >>> typed("true", "boolean"), typed("3", "long"), typed("0.5", "double"), typed("x", "int")
    (True, 3, 0.5, None)
    """
    bare = text.strip()
    if kind == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(bare.lower())
    if kind in ("int", "long", "integer", "short", "byte"):
        digits = bare.removeprefix("-").removeprefix("+")
        return int(bare) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
    if kind in ("float", "double", "decimal"):
        try:
            number = float(bare)
        except ValueError:
            return None
        return number if abs(number) < float("inf") else None
    return text


def kind_of(values: list[Value]) -> str:
    """Name the narrowest type that holds all values.

    Examples
    --------
    >>> kind_of([1, 2]), kind_of([1, 0.5]), kind_of([True]), kind_of([1, "a"])
    ('long', 'double', 'boolean', 'string')
    """
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "long"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "double"
    return "string"


def written(value: Value) -> str:
    """Write a value as XML wants it.

    Examples
    --------
    >>> written(True), written(0.1), written("adi")
    ('true', '0.1', 'adi')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def text_of(value: Value) -> str:
    """Escape a value for the inside of an element.

    Examples
    --------
    >>> text_of("<adi>")
    '&lt;adi&gt;'
    """
    return escape(_possible(written(value)), {"\r": "&#13;"})


def attribute(value: Value) -> str:
    r"""Quote and escape a value for an attribute.

    Examples
    --------
    >>> attribute('adi "x"')
    '\'adi "x"\''
    """
    return quoteattr(_possible(written(value)), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _possible(text: str) -> str:
    for letter in text:
        code = ord(letter)
        if (code < 32 and letter not in "\t\n\r") or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
            raise BrokenNetwork([Problem(f"A text holds the character U+{code:04X}, which XML cannot hold.")])
    return text
