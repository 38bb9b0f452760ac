"""What a result was made with: the last of its twelve digits may depend on it."""

from __future__ import annotations

import platform
from importlib.metadata import version

from muara import __version__


def versions() -> dict[str, str]:
    """Name the programs that did the arithmetic."""
    found = {"muara": __version__, "python": platform.python_version()}
    return found | {name: version(name) for name in ("numpy", "scipy")}
