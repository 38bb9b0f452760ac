"""What nobody read in a source is shown as the group's own beginning, which they change, and never as law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from muara.web.accounts.models import User
from muara.web.governance.queries.templates import TEMPLATES
from muara.web.governance.starting_points import STARTING_POINTS

# What would make a sentence a claim about the law, in both languages.
CLAIM = re.compile(
    r"\b(law|laws|legal|legally|statutory|article|regulation|required by|UU|PP|Perpu|Permen\w*|pasal|ayat|hukum|"
    r"undang-undang|peraturan|wajib|diwajibkan)\b",
    re.IGNORECASE,
)
DENIAL = re.compile(r"no rule of law|bukan aturan hukum", re.IGNORECASE)
# Templates whose numbers rest on a source that was read. Whoever adds one names the source beside it.
READ: frozenset[str] = frozenset()


def claims(text: str) -> list[str]:
    return CLAIM.findall(DENIAL.sub("", text))


def sentences() -> Iterator[tuple[str, str]]:
    for key, one in TEMPLATES.items():
        said = [
            one.title,
            one.when_to_use,
            one.note,
            *(w for o in one.options for w in (o.name, o.meaning, o.prompt)),
        ]
        yield from ((key, str(text)) for text in said)
    for key, start in STARTING_POINTS.items():
        said = [start.what_it_is, start.what_for, start.monitoring, start.leaving, start.recalling]
        yield from ((key, str(text)) for text in said)


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_sentence_of_a_template_or_starting_point_speaks_as_the_law(language: str) -> None:
    with translation.override(language):
        assert [(key, text) for key, text in sentences() if claims(text)] == []


def test_a_claim_would_be_seen() -> None:
    assert claims("UU 25/1992 pasal 22: kuorum wajib lebih dari separuh.") == ["UU", "pasal", "wajib"]
    assert claims("More than half present, as the law asks.") == ["law"]
    assert claims("Usulan kami, bukan aturan hukum.") == []


def test_a_number_has_a_source_that_was_read_or_is_this_programs_own_proposal() -> None:
    assert {key for key, one in TEMPLATES.items() if one.source} == READ


@pytest.mark.django_db
def test_the_quorum_of_the_annual_meeting_is_shown_as_a_beginning_that_the_group_changes(
    novita: User, city: object, as_user: Callable[[User], Client]
) -> None:
    page = as_user(novita).get("/purwokerto/keputusan/baru/members_meeting/").text

    assert "bukan aturan hukum" in page
    assert claims(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])) == []
    radios = re.findall(r'<input type="radio" name="quorum" value="(\w+)"', page)
    assert {"none", "half", "two_thirds", "own"} <= set(radios)
