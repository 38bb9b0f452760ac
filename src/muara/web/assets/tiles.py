"""The tiles under a map: none, unless the operator names a server and whom to credit."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Tiles:
    """An address with ``{z}``, ``{x}`` and ``{y}``, and whose work the tiles are.

    Examples
    --------
    >>> Tiles("https://ubin.example.org/{z}/{x}/{y}.png", "© A").origin
    'https://ubin.example.org'
    >>> Tiles("/ubin/{z}/{x}/{y}.png", "© A").origin
    ''
    """

    address: str = ""
    credit: str = ""

    @property
    def origin(self) -> str:
        """Return from where pictures come, unless it is this server itself."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc
