from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import muara.web
from muara.web.accounts import notices
from muara.web.accounts.models import Membership

WEB = Path(muara.web.__file__).parent


def told(function: str, position: int) -> Iterator[tuple[str, str]]:
    """Yield every kind or verb that the code writes as a plain text, with its file."""
    for path in sorted(WEB.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
                for argument in node.args[position : position + 1]:
                    if isinstance(argument, ast.Constant):
                        yield argument.value, path.name


def test_every_notice_has_its_sentence():
    unknown = {kind: where for kind, where in told("tell", 1) if kind not in notices.notices()}

    assert unknown == {}, "add the sentence to NOTICES in the notices.py of the room"


def test_every_line_of_the_audit_log_can_be_said_in_words():
    unknown = {verb: where for verb, where in told("record", 0) if verb not in notices.verbs()}

    assert unknown == {}, "add the words to VERBS in the notices.py of the room"


def test_a_notice_keeps_a_gap_where_it_was_not_told():
    assert notices.sentence("role_given", {}).count("…") == 1
    assert str(Membership.Role.SECRETARIAT.label) in notices.sentence("role_given", {"role": "SECRETARIAT"})


def test_what_nobody_owns_is_still_readable():
    assert notices.sentence("from_an_older_release", {}) == "from an older release"
    assert notices.verb_in_words("from_an_older_release") == "from an older release"
