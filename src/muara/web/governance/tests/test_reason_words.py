"""Whoever writes rules that cannot be counted by reads why in their own language."""

from __future__ import annotations

import ast
import inspect
import json
import re
from types import ModuleType
from typing import Any

import pytest
from django.utils import translation

from muara.engine.errors import BadEvent, BadRules
from muara.engine.governance.decisions import Condition, Option, Rules, recount
from muara.engine.governance.decisions import rules as rules_module
from muara.engine.governance.decisions.recount import Wrong
from muara.engine.ledger import encoding
from muara.formats.decision_bundle import SCRIPT
from muara.web.governance.reason_words import FAULTS, REASONS, why_not_counted, why_wrong

YES_NO = (Option("ya", role="for"), Option("tidak", role="against"))


def given(module: ModuleType) -> dict[str, set[str]]:
    """Return the codes with which a module of the engine refuses, each with the values that come along."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("BadRules", "BadEvent"):
            values = {one.arg: one.value for one in node.keywords}
            code = values.pop("code", None)
            assert code is not None or module is encoding, ast.unparse(node)
            if isinstance(code, ast.Constant):
                found.setdefault(code.value, {name for name in values if name})
    return found


def test_every_reason_of_the_engine_has_its_sentence_with_nothing_left_open():
    codes = given(rules_module) | given(encoding)

    assert set(codes) == set(REASONS)
    for language in ("id", "en"):
        with translation.override(language):
            for code, values in codes.items():
                asked = {part.split(")")[0] for part in str(REASONS[code]).split("%(")[1:]}
                assert asked <= values, code


def refused(**more: Any) -> str:
    with pytest.raises((BadRules, BadEvent)) as error:
        Rules("d1", more.pop("title", "Judul"), more.pop("kind", "majority"), more.pop("options", YES_NO), **more)
    with translation.override("id"):
        return why_not_counted(error.value)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "tebak"}, "“tebak” tidak dikenal di sini. Yang dikenal: sense_check, advice, consent,"),
        ({"kind": "choose_some", "seats": 3}, "3 tidak dapat dipilih dari 2 pilihan dengan cara ini."),
        ({"passing": (Condition("share", ">", (1, 2), "x" * 90, "votes"),)}, f"“{'x' * 60}…”"),
        ({"passing": (Condition("share", ">", (1, 2), "\ud800", "votes"),)}, "“?”"),
        ({"title": "satu\0dua"}, "tanda yang tidak dapat disimpan"),
        ({"mode": "rahasia", "weighted": True}, "Suara rahasia sama bobotnya"),
    ],
)
def test_the_sentence_names_what_is_wrong(more: dict[str, Any], says: str):
    told = refused(**more)

    assert says in told
    json.dumps(told).encode()


def test_a_reason_that_nobody_gave_a_word_is_not_told_in_english():
    with translation.override("id"):
        assert why_not_counted(BadRules("Something new.")) == "Ada yang tidak cocok satu sama lain di dalamnya."


def test_what_is_wrong_with_a_log_is_told_as_the_program_of_one_file_tells_it():
    assert set(FAULTS) == set(recount.FAULTS)
    words = re.search(r"^KATA = (\{.*?\n\})", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert words is not None
    with translation.override("id"):
        assert {fault: str(said) for fault, said in FAULTS.items()} == ast.literal_eval(words[1])
        assert why_wrong(Wrong("closed", 7)) == "Peristiwa 7: ada peristiwa setelah penutupan."
        assert why_wrong(Wrong("names")) == "Suatu nama tidak cocok dengan tandanya."
