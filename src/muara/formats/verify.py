"""Hold a result to the votes it says it follows from: every number is worked out again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from muara.engine.errors import EngineError
from muara.engine.opinion import canonical
from muara.formats.declared_csv import read_declared
from muara.formats.parquet import parquet_files
from muara.formats.parts import analyse_parts
from muara.formats.polis import Sign, read_export
from muara.formats.published import KIND, read_again
from muara.formats.report import analyse_export, only_of_muara, result_of
from muara.formats.tables import BrokenExport, shown
from muara.formats.versions import versions

NOWHERE = object()
FIRST = ("input_sha256", "seed", "mode", "engine_version", "moderation", "parameters")
"""Said before any number that follows from them."""

COUNTS_FIRST = (*FIRST[1:], "n_participants", "n_statements", "n_votes", "statements")


def verify_command(
    result_path: Path | str,
    path: Path | str,
    *,
    quiet: bool = False,
    sign: Sign = "opendata",
    declared: Path | str | None = None,
) -> int:
    """Analyse the votes again and compare with a result file, byte for byte.

    A published reading (the file that Muara's pages offer) is held to an export of its votes, under whatever
    numbers the people have there.

    Returns
    -------
    int
        0 = the same; 1 = not the same (the first wrong number is named); 2 = a file cannot be read.
    """
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        claimed = Path(result_path).read_bytes()
        stated = json.loads(claimed)
        mode, seed = stated["mode"], stated["seed"]
        if mode not in ("muara", "polis") or not isinstance(seed, int):
            raise ValueError("mode and seed are missing")
        result = _again(stated, Path(path), sign, None if declared is None else Path(declared))
    except OSError as error:
        complaints.print(Text(f"muara verify: {error.filename or result_path}: {error.strerror or error}."))
        return 2
    except (BrokenExport, EngineError) as error:
        complaints.print(Text(f"muara verify: {error}"))
        return 2
    except (ValueError, KeyError, TypeError) as error:
        complaints.print(Text(f"muara verify: {Path(result_path).name} is no result of muara analyse ({error})."))
        return 2
    here, there = versions(), stated.get("versions")
    result["versions"] = there
    if canonical(result) == claimed:
        if not quiet:
            Console(highlight=False).print("The result follows from these votes, to the byte.")
        return 0
    complaints.print(
        Text(f"muara verify: The result does not follow from these votes. {what_differs(stated, result)}")
    )
    if there != here:
        complaints.print(
            Text(f"It was made with {_told(there)}; here are {_told(here)}. Digits may depend on it.")
        )
    return 1


def _again(stated: Mapping[str, Any], path: Path, sign: Sign, declared: Path | None) -> dict[str, Any]:
    mode, seed = stated["mode"], stated["seed"]
    if parquet_files(path):
        only_of_muara(mode, sign)
        return analyse_parts(path, seed=seed)
    if stated.get("kind") == KIND:
        return read_again(stated, read_export(path, sign=sign))
    if declared is None and stated.get("declared"):
        kinds = ", ".join(sorted(stated["declared"]))
        raise BrokenExport(
            "The result", f"It compares declared groups ({kinds}): name their table with --declared."
        )
    export = read_export(path, sign=sign)
    said = None if declared is None else read_declared(declared)
    return result_of(analyse_export(export, mode=mode, seed=seed, declared=said), export)


def what_differs(stated: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """Say what is the first wrong number, and where else there are any."""
    again = json.loads(canonical(result))
    first: tuple[str, ...] = FIRST
    if again.get("kind") == KIND:  # it has no row for a person: the counts tell most of what differs
        first, stated, again = COUNTS_FIRST, _by_number(stated), _by_number(again, beside=stated)
    keys = [*(key for key in first if key in again), *sorted(key for key in {*stated, *again} if key not in first)]
    differing = [key for key in keys if stated.get(key, NOWHERE) != again.get(key, NOWHERE)]
    if not differing:
        return "All numbers are right, but the file is not written as muara analyse writes it."
    where, theirs, ours = _first(stated.get(differing[0], NOWHERE), again.get(differing[0], NOWHERE), differing[0])
    said = f"{where} is {_said(theirs)} in the file and {_said(ours)} from the votes."
    return f"{said} Also different: {', '.join(differing[1:])}." if differing[1:] else said


def _by_number(published: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Give each statement its number as a key; first those whose plain counts are others than beside it."""
    statements = published.get("statements")
    if not isinstance(statements, list) or not all(isinstance(one, dict) for one in statements):
        return published
    theirs = _by_number(beside).get("statements") if beside is not None else {}
    named = {str(one.get("statement")): one for one in statements}

    def counts_alike(number: str) -> bool:
        other = theirs.get(number, {}) if isinstance(theirs, dict) else {}
        return all(other.get(key) == named[number].get(key) for key in ("agree", "disagree", "pass", "n"))

    return {**published, "statements": {number: named[number] for number in sorted(named, key=counts_alike)}}


def _first(theirs: Any, ours: Any, where: str) -> tuple[str, Any, Any]:
    """Go down to the first place at which two values differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        steps = [
            (f"{where}.{key}", theirs.get(key, NOWHERE), ours.get(key, NOWHERE)) for key in {**ours, **theirs}
        ]
    elif isinstance(theirs, list) and isinstance(ours, list):
        n = max(len(theirs), len(ours))
        pad = [[*one, *[NOWHERE] * (n - len(one))] for one in (theirs, ours)]
        steps = [(f"{where}[{place}]", a, b) for place, (a, b) in enumerate(zip(*pad, strict=True))]
    else:
        return where, theirs, ours
    return next(_first(a, b, place) for place, a, b in steps if a != b)


def _said(value: Any) -> str:
    return "missing" if value is NOWHERE else shown(json.dumps(value, ensure_ascii=False))


def _told(versions: Any) -> str:
    if not isinstance(versions, dict):
        return "versions that it does not name"
    return ", ".join(f"{name} {versions[name]}" for name in sorted(versions))
