"""Plain Markdown that people type, as HTML that cannot do anything (reliability T6).

Two walls. The parser knows neither HTML nor pictures, so what looks like a tag is text. Then an allow-list lets
through a dozen tags and, of their attributes, only where a link leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "hr", "a", "h2", "h3", "h4"})
SCHEMES = frozenset({"http", "https", "mailto"})
ATTRIBUTES = {"*": frozenset[str](), "a": frozenset({"href"})}
REL = "nofollow noopener"
HIGHEST, LOWEST = 2, 4
# Pictures load something from elsewhere; the others swallow or rearrange what people wrote without meaning it.
LEFT_OUT = ["image", "html_inline", "html_block", "code", "fence", "reference", "lheading"]
BREAKS = {"softbreak", "hardbreak"}


def markdown(text: str, *, has_headings: bool = False) -> SafeString:
    """Draw what somebody wrote. Headings begin at the second level, below the title of the page.

    Examples
    --------
    >>> print(markdown("**Sepakat** di [balai](https://contoh.id)"))
    <p><strong>Sepakat</strong> di <a href="https://contoh.id" rel="nofollow noopener">balai</a></p>
    >>> print(markdown("<b onclick=x>diam</b>"))
    <p>&lt;b onclick=x&gt;diam&lt;/b&gt;</p>
    """
    import nh3  # a process that draws no such text loads neither parser nor sieve

    parser = _parser(has_headings)
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{_level(token)}"
    drawn = parser.renderer.render(tokens, parser.options, {})
    allowed = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    clean = nh3.clean(drawn, tags=set(TAGS), attributes=allowed, url_schemes=set(SCHEMES), link_rel=REL)
    return mark_safe(clean.strip())  # noqa: S308 (what the sieve let through)


@dataclass(frozen=True)
class Passage:
    """A stretch of a text without its marks: a heading, a text, or the items of a list."""

    kind: str  # heading, text, bullets or points
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.lines[0]


def passages(text: str, *, bold: str = "") -> list[Passage]:
    """Return what somebody wrote for paper and for chats; `bold` stands on both sides of strong words.

    A list within a list becomes items of the outer one.

    Examples
    --------
    >>> [one.lines for one in passages("- **Data** gedung", bold="*")]
    [('*Data* gedung',)]
    """
    found: list[Passage] = []
    kinds: list[str] = []
    items: list[str] = []
    is_heading = False
    for token in _parser(has_headings=True).parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            kinds.append("bullets" if token.type == "bullet_list_open" else "points")
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            kind = kinds.pop()
            if not kinds and items:
                found.append(Passage(kind, tuple(items)))
                items = []
        elif token.type in {"heading_open", "heading_close"}:
            is_heading = token.type == "heading_open"
        elif token.type == "inline":
            plain = "".join(_plain(token.children or [], bold)).strip()
            if kinds:
                items.append(plain)
            else:
                found.append(Passage("heading" if is_heading else "text", (plain,)))
    return found


def _plain(tokens: Sequence[Token], bold: str) -> Iterator[str]:
    """Yield the words of a line; where a link leads stands after its words, unless they are the same."""
    address, words = "", ""
    for token in tokens:
        told = "\n" if token.type in BREAKS else bold if token.type.startswith("strong_") else token.content
        if token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            yield f" ({address})" if address not in {words, f"mailto:{words}"} else ""
            address = ""
        words += told
        yield told


def _level(token: Token) -> int:
    return min(max(int(token.tag[1]), HIGHEST), LOWEST)


@cache
def _parser(has_headings: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    left_out = LEFT_OUT if has_headings else [*LEFT_OUT, "heading"]
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(left_out)
