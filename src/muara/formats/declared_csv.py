"""What people said of themselves, as a table: a row a person, a column for each kind."""

from __future__ import annotations

from pathlib import Path

from muara.engine.opinion import Id
from muara.formats.tables import BrokenExport, Table

Declared = dict[str, dict[Id, str | None]]


def read_declared(path: Path) -> Declared:
    """Read a CSV with the column participant and one column for each kind: sector, kecamatan, hub.

    Returns
    -------
    dict of str to (dict of int to str or None)
        For each kind, what each participant said; an empty field is None. Blanks around a word do not count.

    Raises
    ------
    BrokenExport
        If the file cannot be read, names a participant twice or has no kind.
    """
    table = Table(path, ["participant"])
    kinds = [(place, kind) for place, kind in enumerate(table.header) if kind != "participant"]
    if not kinds:
        raise BrokenExport(table.name, "Beside the column participant there is none that says anything.", 1)
    nameless = [place + 1 for place, kind in kinds if not kind]
    if nameless:
        raise BrokenExport(table.name, f"Column {nameless[0]} has no name.", 1)
    found: Declared = {kind: {} for _, kind in kinds}
    for line, record in table:
        who = table.whole(record[table.place["participant"]], "participant", line)
        if who in found[kinds[0][1]]:
            raise BrokenExport(table.name, f"The participant {who} occurs twice.", line)
        for place, kind in kinds:
            found[kind][who] = " ".join(record[place].split()) or None
    return found
