"""Run the notebooks of docs/tutorial in this very Python, and keep what they print in them.

    python tools/notebook.py                 run every notebook and write its outputs into it
    python tools/notebook.py FILE FOLDER     run one on the votes in FOLDER and print what it prints

No kernel and no server: cells are plain Python, and a notebook with other things in it is refused by the compiler.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "tutorial"
PARAMETERS = "parameters"


def run(path: Path, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Run the cells in their order and return the notebook with fresh outputs.

    Parameters
    ----------
    path : Path
    parameters : mapping of str to object, optional
        Names that are set after the cell with the tag "parameters".

    Raises
    ------
    RuntimeError
        If a cell fails; the message names it, and the fault is its cause.
    """
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        cell["execution_count"] = count
        try:
            cell["outputs"] = _outputs("".join(cell["source"]), names, count)
        except Exception as error:
            raise RuntimeError(f"{path.name}, cell {count}: {type(error).__name__}: {error}") from error
        if PARAMETERS in cell["metadata"].get("tags", []):
            names.update(parameters or {})
    return notebook


def _outputs(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Run one cell; what it prints is a stream, the value of a last bare expression is a result."""
    tree = ast.parse(source, f"<cell {count}>")
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"<cell {count}>", "exec"), names)  # noqa: S102
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"<cell {count}>", "eval"), names)  # noqa: S307
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        outputs.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return outputs


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def written(notebook: Mapping[str, Any]) -> str:
    """Write a notebook as Jupyter does, so that it does not differ when it was opened there."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    if len(arguments) == 2:
        for cell in run(Path(arguments[0]), {"FOLDER": arguments[1]})["cells"]:
            for output in cell.get("outputs", []):
                print("".join(output.get("text") or output["data"]["text/plain"]))
        return 0
    for path in sorted(FOLDER.glob("*.ipynb")):
        path.write_text(written(run(path)), "utf-8")
        print(f"{path.name}: run and written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
