"""Arrow's C stream interface, read and written with ctypes alone.

The layout is fixed by the Arrow project (its C data interface and its PyCapsule interface), so neither pyarrow nor
any other library is needed on either side. Why: docs/adr/0010-frames-without-their-libraries.md.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadVotes

NUMBERS = {
    b"c": np.int8,
    b"C": np.uint8,
    b"s": np.int16,
    b"S": np.uint16,
    b"i": np.int32,
    b"I": np.uint32,
    b"l": np.int64,
    b"L": np.uint64,
    b"f": np.float32,
    b"g": np.float64,
}
NULLABLE = 2
SHORT_TEXT = 12

Column = npt.NDArray[Any]


class Schema(ctypes.Structure):
    """ArrowSchema."""


class Array(ctypes.Structure):
    """ArrowArray."""


class Stream(ctypes.Structure):
    """ArrowArrayStream."""


Released = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
Filled = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
Explained = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)

Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(Schema))),
    ("dictionary", ctypes.POINTER(Schema)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(Array))),
    ("dictionary", ctypes.POINTER(Array)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]
Stream._fields_ = [
    ("get_schema", ctypes.c_void_p),
    ("get_next", ctypes.c_void_p),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_pointer_in_dying = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_new_capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", ctypes.pythonapi)
)
NAME = ctypes.c_char_p(b"arrow_array_stream")


# --- reading ---------------------------------------------------------------------------------------------------


def read_stream(capsule: object, names: Sequence[str]) -> list[Column]:
    """Copy some columns out of an Arrow stream: whole or broken numbers, or an object array of texts.

    Parameters
    ----------
    capsule : PyCapsule
        What ``__arrow_c_stream__()`` returned.
    names : sequence of str

    Raises
    ------
    BadVotes
        If a column is missing, has gaps, or holds neither numbers nor texts.
    """
    stream = Stream.from_address(_pointer_in(capsule, NAME.value))
    schema = Schema()
    _ask(stream, stream.get_schema, schema)
    try:
        if schema.format != b"+s":
            raise BadVotes("The Arrow stream holds one array, not a table with columns.")
        fields = [schema.children[index].contents for index in range(schema.n_children)]
        there = [(field.name or b"").decode() for field in fields]
        missing = [name for name in names if name not in there]
        if missing:
            raise BadVotes(f'The column "{missing[0]}" is missing; there is: {", ".join(there)}.')
        places = [there.index(name) for name in names]
        parts: list[list[Column]] = [[_nothing(fields[place])] for place in places]
        while True:
            batch = Array()
            _ask(stream, stream.get_next, batch)
            if not batch.release:
                break
            try:
                for name, place, part in zip(names, places, parts, strict=True):
                    child = batch.children[place].contents
                    part.append(_column(fields[place], child, batch.offset, batch.length, name))
            finally:
                Released(batch.release)(ctypes.addressof(batch))
        return [np.concatenate([entry for entry in part if len(entry)] or part) for part in parts]
    finally:
        Released(schema.release)(ctypes.addressof(schema))


def _ask(stream: Stream, function: int, filled: ctypes.Structure) -> None:
    code = Filled(function)(ctypes.addressof(stream), ctypes.addressof(filled))
    if code:
        text = Explained(stream.get_last_error)(ctypes.addressof(stream))
        said = ctypes.string_at(text).decode(errors="replace") if text else f"error {code}"
        raise BadVotes(f"The Arrow stream could not be read: {said}")


def _nothing(field: Schema) -> Column:
    return np.zeros(0, dtype=NUMBERS.get(field.format, object) if not field.dictionary else object)


def _bytes(array: Array, index: int, size: int) -> npt.NDArray[np.uint8]:
    address = array.buffers[index]
    if not address or size == 0:
        return np.zeros(size, dtype=np.uint8)
    memory = memoryview((ctypes.c_uint8 * size).from_address(address))
    return np.frombuffer(memory, dtype=np.uint8)


def _column(field: Schema, array: Array, offset: int, length: int, name: str) -> Column:
    """Copy `length` entries from `offset` on (within the array, whose own offset counts besides)."""
    start = array.offset + offset
    if array.null_count != 0 and array.n_buffers and array.buffers[0]:
        valid = np.unpackbits(_bytes(array, 0, (start + length + 7) // 8), bitorder="little")
        gaps = np.flatnonzero(valid[start : start + length] == 0)
        if len(gaps):
            raise BadVotes(f'The column "{name}" has a gap in row {int(gaps[0]) + 1} of its part.')
    if field.dictionary:
        entries = array.dictionary.contents
        code = _column_of_numbers(field.format, array, start, length)
        if code is not None:
            return _column(field.dictionary.contents, entries, 0, entries.length, name)[code]
    number = _column_of_numbers(field.format, array, start, length)
    if number is not None:
        return number
    if field.format in (b"u", b"U"):
        return _texts(array, start, length, np.dtype(np.int32 if field.format == b"u" else np.int64))
    if field.format == b"vu":
        return _text_views(array, start, length)
    raise BadVotes(
        f'The column "{name}" holds neither numbers nor texts (Arrow format {field.format.decode()!r}).'
    )


def _column_of_numbers(kind: bytes, array: Array, start: int, length: int) -> Column | None:
    if kind not in NUMBERS:
        return None
    dtype = np.dtype(NUMBERS[kind])
    return _bytes(array, 1, (start + length) * dtype.itemsize).view(dtype)[start:].copy()


def _texts(array: Array, start: int, length: int, kind: np.dtype[Any]) -> Column:
    if length == 0:
        return np.zeros(0, dtype=object)
    bounds = _bytes(array, 1, (start + length + 1) * kind.itemsize).view(kind)[start:].tolist()
    raw = _bytes(array, 2, bounds[-1]).tobytes()
    return _objects([raw[low:high].decode() for low, high in itertools.pairwise(bounds)])


def _text_views(array: Array, start: int, length: int) -> Column:
    views = _bytes(array, 1, (start + length) * 16)[start * 16 :]
    head = views.view(np.int32).reshape(length, 4).tolist()
    inline = views.tobytes()
    found = []
    for index, (size, _, buffer, offset) in enumerate(head):
        if size <= SHORT_TEXT:
            raw = inline[index * 16 + 4 : index * 16 + 4 + size]
        else:
            raw = ctypes.string_at(array.buffers[2 + buffer] + offset, size)
        found.append(raw.decode())
    return _objects(found)


def _objects(texts: Sequence[str | None]) -> Column:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    return column


# --- writing ---------------------------------------------------------------------------------------------------

_held: dict[int, tuple[object, ...]] = {}  # what a consumer may still look at, by the key in private_data
_keys = itertools.count(1)


def write_stream(columns: Mapping[str, Column]) -> object:
    """Offer columns (numbers, or texts with None for a gap) as an Arrow stream of one batch.

    The consumer reads the memory of the arrays themselves, so they must not be changed any more.
    """
    stream = Stream()
    done = [False]
    ready = {name: _prepared(column) for name, column in columns.items()}
    length = len(next(iter(columns.values()))) if columns else 0

    def get_schema(_stream: int, out: int) -> int:
        fields = [_schema(kind, name.encode()) for name, (kind, _, _) in ready.items()]
        _fill(out, _schema(b"+s", b"", fields))
        return 0

    def get_next(_stream: int, out: int) -> int:
        if done[0]:
            ctypes.memset(out, 0, ctypes.sizeof(Array))
            return 0
        done[0] = True
        children = [_array(length, gaps, buffers) for _, gaps, buffers in ready.values()]
        _fill(out, _array(length, 0, (None,), children))
        return 0

    get = Filled(get_schema), Filled(get_next), Explained(lambda _stream: None)
    stream.get_schema, stream.get_next, stream.get_last_error = (
        ctypes.cast(function, ctypes.c_void_p).value for function in get
    )
    _own(stream, _release_stream, get)
    _offered[ctypes.addressof(stream)] = stream
    return _new_capsule(ctypes.addressof(stream), NAME, ctypes.cast(_drop, ctypes.c_void_p))


def _prepared(column: Column) -> tuple[bytes, int, tuple[Column | None, ...]]:
    """Return the Arrow format, the number of gaps and the buffers of a column."""
    if column.dtype != object:
        kind = next(kind for kind, dtype in NUMBERS.items() if np.dtype(dtype) == column.dtype)
        return kind, 0, (None, np.ascontiguousarray(column))
    raw = [b"" if text is None else str(text).encode() for text in column]
    valid = np.array([text is not None for text in column], dtype=np.uint8)
    bounds = np.zeros(len(raw) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in raw], out=bounds[1:])
    content = np.frombuffer(b"".join(raw) or b"\0", dtype=np.uint8)
    bitmap = None if valid.all() else np.packbits(valid, bitorder="little")
    return b"U", int((valid == 0).sum()), (bitmap, bounds, content)


def _schema(kind: bytes, name: bytes, children: Sequence[Schema] = ()) -> Schema:
    schema = Schema(format=kind, name=name, flags=NULLABLE if not children else 0, n_children=len(children))
    table = (ctypes.POINTER(Schema) * len(children))(*(ctypes.pointer(child) for child in children))
    schema.children = table
    _own(schema, _release_schema, (kind, name, table, tuple(children)))
    return schema


def _array(length: int, gaps: int, buffers: Sequence[Column | None], children: Sequence[Array] = ()) -> Array:
    places = [None if buffer is None else buffer.ctypes.data for buffer in buffers]
    listed = (ctypes.c_void_p * len(places))(*places)
    table = (ctypes.POINTER(Array) * len(children))(*(ctypes.pointer(child) for child in children))
    array = Array(length=length, null_count=gaps, n_buffers=len(places), n_children=len(children))
    array.buffers, array.children = listed, table
    _own(array, _release_array, (listed, table, tuple(children), tuple(buffers)))
    return array


def _own(structure: ctypes.Structure, release: Any, held: tuple[object, ...]) -> None:
    key = next(_keys)
    _held[key] = held
    structure.private_data = key
    structure.release = ctypes.cast(release, ctypes.c_void_p).value


def _fill(out: int, structure: ctypes.Structure) -> None:
    ctypes.memmove(out, ctypes.addressof(structure), ctypes.sizeof(structure))


def _letting_go(kind: Any) -> Any:
    """Make the release function of a structure: of its children first, then of what it held."""
    # Bound here, not looked up when called: a consumer may let go while the interpreter shuts down.
    released, held, address_of = Released, _held, ctypes.addressof

    def release(address: int) -> None:
        structure = kind.from_address(address)
        for index in range(getattr(structure, "n_children", 0)):
            child = structure.children[index].contents
            if child.release:
                released(child.release)(address_of(child))
        structure.release = None
        held.pop(structure.private_data, None)

    return _for_ever(released(release))


def _for_ever(function: Any) -> Any:
    """Keep a callback alive to the very end of the process, whatever happens to this module."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(function))
    return function


_release_schema, _release_array, _release_stream = _letting_go(Schema), _letting_go(Array), _letting_go(Stream)


def _dropping() -> Any:
    """Make the destructor of the capsule: release the stream that nobody took, and free its structure."""
    pointer_in, name, kind, released, offered = _pointer_in_dying, NAME.value, Stream, Released, _offered

    def drop(capsule: int) -> None:
        address = pointer_in(capsule, name)
        stream = kind.from_address(address)
        if stream.release:
            released(stream.release)(address)
        offered.pop(address, None)

    return _for_ever(Released(drop))


_offered: dict[int, object] = {}  # the structure of each stream, by its address, until its capsule is gone
_drop = _dropping()
