"""How heavy a page is for a phone that has never been here: what the wire carries, compressed as we serve it.

The page itself is gzipped by Django, its stylesheet, scripts and pictures were brotlied by whitenoise when they
were collected. Headers are not counted (about half a kilobyte for each answer). KB = 1000 bytes.

    assert first_visit(client, "/purwokerto/sesi/25/").total <= 35_000
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

LOADED = {"link": "href", "script": "src", "img": "src", "source": "src"}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
# What a browser does not compress again.
PACKED = {".png", ".jpg", ".jpeg", ".webp", ".woff2", ".gz"}
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']""")


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, by address; the page itself is the first."""

    parts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.parts.values())

    def __str__(self) -> str:
        listed = ", ".join(f"{address} {size / 1000:.1f}" for address, size in self.parts.items())
        return f"{self.total / 1000:.1f} KB: {listed}"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and not LOADED_LINKS & set(given.get("rel", "").split()):
            return
        address = given.get(LOADED.get(tag, ""), "")
        if address and not address.startswith("data:") and given.get("loading") != "lazy":
            self.found.append(address)


def first_visit(client: Client, path: str) -> Weight:
    """Weigh a page with everything that it makes an empty browser fetch."""
    answer = client.get(path, headers={"accept-encoding": "identity"})
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    body = answer.getvalue()
    links = _Links()
    links.feed(body.decode())
    parts = {path: len(gzip.compress(body, compresslevel=6, mtime=0))}
    waiting = list(links.found)
    while waiting:
        address = waiting.pop(0)
        if address in parts:
            continue
        file = _static_file(address)
        parts[address] = _weigh(file)
        if file.suffix in {".js", ".mjs"}:
            folder = address.rsplit("/", 1)[0]
            text = file.read_text(encoding="utf-8")
            waiting += [f"{folder}/{name.removeprefix('./')}" for name in IMPORTED.findall(text)]
    return Weight(parts)


def answer_weight(client: Client, path: str, **given: object) -> int:
    """Weigh one later answer, such as a fragment for htmx."""
    answer = client.get(path, headers={"accept-encoding": "identity", "hx-request": "true"}, **given)
    return len(gzip.compress(answer.getvalue(), compresslevel=6, mtime=0))


def _static_file(address: str) -> Path:
    path = urlsplit(address).path
    start = f"/{settings.STATIC_URL.strip('/')}/"
    assert path.startswith(start), f"{address} is no static file of ours"
    found = finders.find(path.removeprefix(start))
    assert found, f"{address} was not found among the static files"
    return Path(found)


def _weigh(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in PACKED else min(len(content), len(brotli.compress(content, quality=11)))
