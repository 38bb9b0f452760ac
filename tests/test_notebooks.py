"""The notebooks run from their first cell to their last, and print what they say they print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tools.notebook import FOLDER, run, written

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def printed(notebook: dict) -> str:
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return "".join("".join(output.get("text") or output["data"]["text/plain"]) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_shows(path: Path):
    assert written(run(path)) == path.read_text("utf-8"), "Run: .venv/bin/python tools/notebook.py"


@pytest.mark.data
def test_the_conversation_may_be_a_real_one(muara_data: Path):
    found = run(
        FOLDER / "conversation.ipynb", {"FOLDER": str(muara_data / "opendata" / "scoop-hivemind.freshwater")}
    )

    assert "117 people, 80 statements" in printed(found)
    assert "oracle" not in printed(found)
    assert "to the byte" in printed(found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_whole_and_names_no_machine(path: Path):
    notebook = json.loads(path.read_text("utf-8"))
    names = [cell["id"] for cell in notebook["cells"]]

    assert (notebook["nbformat"], notebook["nbformat_minor"], len(set(names))) == (4, 5, len(names))
    assert {cell["cell_type"] for cell in notebook["cells"]} == {"code", "markdown"}
    assert not re.search(r"/(tmp|home|work|Users)/", path.read_text("utf-8"))


def test_a_cell_that_fails_is_named(tmp_path: Path):
    cells = [
        {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": ["N = 1"], "outputs": []},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": ["1 / 0"]},
        {"cell_type": "code", "id": "c", "metadata": {}, "source": ["print(N)\n", "1 / N"], "outputs": []},
    ]
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))

    assert printed(run(path, {"N": 2})) == "2\n0.5"
    with pytest.raises(RuntimeError, match=r"x\.ipynb, cell 2: ZeroDivisionError"):
        run(path, {"N": 0})
