from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_journey_payloads import PAYLOADS

from muara.web.ui.markdown import ATTRIBUTES, REL, SCHEMES, TAGS, _parser, markdown, passages

LINKS = [
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\tscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "[klik](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[a](https://x.example/"onmouseover=alert(1)//)',
    "![x](https://jahat.example/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](https://a.example 'judul\" onclick=alert(1)')",
]


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def is_harmless(html: str) -> bool:
    for tag, attributes in Seen(html).tags:
        if tag not in TAGS or set(attributes) - ({"href", "rel"} if tag == "a" else set()):
            return False
        if tag == "a" and "href" in attributes:
            scheme, colon, _rest = (attributes["href"] or "").partition(":")
            if attributes.get("rel") != REL or (colon and "/" not in scheme and scheme.lower() not in SCHEMES):
                return False
    return True


def test_the_judge_of_these_tests_sees_what_is_harmful():
    assert not is_harmless("<script>x</script>")
    assert not is_harmless('<p onclick="x">a</p>')
    assert not is_harmless('<a href="javascript:x" rel="nofollow noopener">a</a>')
    assert not is_harmless('<a href="https://a.example">a</a>')


AROUND = ["{}", "# {}", "- {}", "> {}", "**{}**", "[{}](https://a.example)", "1. a\n   {}"]


@pytest.mark.parametrize("payload", [*PAYLOADS, *LINKS])
def test_no_payload_is_more_than_text_wherever_it_stands(payload: str):
    for around in AROUND:
        assert is_harmless(markdown(around.format(payload), has_headings=True)), around


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_wall_holds_alone(payload: str):
    import nh3

    allowed = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    parsed_only = _parser(has_headings=True).render(payload)
    sieved_only = nh3.clean(payload, tags=set(TAGS), attributes=allowed, url_schemes=set(SCHEMES), link_rel=REL)

    assert is_harmless(parsed_only)
    assert is_harmless(sieved_only)


@given(st.text(alphabet=st.sampled_from("<>()[]!`*_#-+=&;:/\\\"' \nabjscript1.")))
def test_whatever_is_typed_is_harmless(text: str):
    assert is_harmless(markdown(text, has_headings=True))
    passages(text)


def test_what_people_write_is_drawn_as_they_mean_it():
    drawn = markdown("# Satu\n\n###### Enam\n\n- a\n- *b*\n\nbaris\nberikut", has_headings=True)

    assert "<h2>Satu</h2>" in drawn
    assert "<h4>Enam</h4>" in drawn
    assert "<li><em>b</em></li>" in drawn
    assert "baris<br>\nberikut" in drawn


def test_a_comment_has_no_headings_and_keeps_its_signs():
    assert markdown("# Satu") == "<p># Satu</p>"


def test_a_picture_becomes_a_link_and_asks_nothing_from_elsewhere():
    assert "<img" not in markdown("![peta](https://jahat.example/x.png)")
    assert 'href="https://jahat.example/x.png"' in markdown("![peta](https://jahat.example/x.png)")


def test_the_plain_words_keep_where_a_link_leads_once():
    told = passages("[balai](https://a.example) dan <https://b.example>, <surat@c.example>")

    assert told[0].text == "balai (https://a.example) dan https://b.example, surat@c.example"


def test_a_list_within_a_list_loses_no_item():
    told = passages("- satu\n  - dalam\n- dua\n\n1. tiga")

    assert [(one.kind, one.lines) for one in told] == [
        ("bullets", ("satu", "dalam", "dua")),
        ("points", ("tiga",)),
    ]
