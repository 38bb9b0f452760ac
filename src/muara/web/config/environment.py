"""Readers of ``MUARA_*`` variables. They refuse nonsense instead of guessing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TILES = re.compile(r"(https://[\w.-]+(:\d{1,5})?)?/(?!/)[^\s\"'<>{}\\]*", re.ASCII)
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Read a variable, or the file that ``NAME_FILE`` points to (for secrets)."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE points to {file}, which cannot be read.") from error
    return os.environ.get(name, default).strip()


def boolean(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def choice(name: str, default: str, among: list[str]) -> str:
    value = (text(name) or default).upper()
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {value!r}.")
    return value


def folder(name: str, default: str) -> Path:
    """Read a folder that may be written to, and make it."""
    path = Path(text(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, which is no folder and cannot be made one.") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name} is {path}, where this user may not write.")
    return path


def address(name: str, default: str) -> str:
    """Read the beginning of an address, without the slash at its end."""
    value = text(name) or default
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_good = False
    if not is_good or parts.query or parts.fragment or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like https://muara.example.org, not {value!r}.")
    return value.rstrip("/")


def tiles(name: str) -> str:
    """Read the address of map tiles, ``https://host/{z}/{x}/{y}.png`` or a path on this server; empty: none."""
    value = text(name)
    if not value:
        return ""
    bare = re.sub(r"\{[zxyr]\}", "0", value)
    is_whole = all(value.count(field) == 1 for field in ("{z}", "{x}", "{y}")) and value.count("{r}") <= 1
    if not is_whole or not TILES.fullmatch(bare):
        raise ImproperlyConfigured(
            f"{name} must look like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, not {value!r}."
        )
    return value


def words(name: str, default: list[str]) -> list[str]:
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def database(name: str, home: Path) -> dict[str, object]:
    """Read ``postgresql://user:password@host:port/name`` or ``sqlite:///path``; empty is SQLite in MUARA_HOME."""
    url = text(name)
    if not url:
        return sqlite(home / "muara.sqlite3")
    try:
        parts = urlsplit(url)
        if parts.scheme == "sqlite" and parts.path.strip("/"):
            return sqlite(Path(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)))
        if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
            return postgresql(parts)
    except ValueError as error:  # an IPv6 address or a port that is none
        raise ImproperlyConfigured(f"{name} cannot be read: {error}.") from error
    raise ImproperlyConfigured(
        f"{name} must look like postgresql://user:password@host:5432/name or sqlite:////absolute/path."
    )


def sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged vote survives a power cut (docs/adr/0002).
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
                "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; "
                "PRAGMA recursive_triggers=ON"  # so that REPLACE, too, meets the triggers that refuse a DELETE
            ),
        },
        "TEST": {"NAME": None},
    }


# What a machine that is gone may cost, in seconds: a line to it is given up, not waited for (reliability F3).
GONE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # in ms
}
# A pool that cannot connect tries after 1, 2, 4 … s. It gives up when those who wait for it do, and whoever comes
# next tries at once: else the pause grows with the outage, and the city is away as long again as PostgreSQL was.
WAIT = 10


def postgresql(parts: SplitResult) -> dict[str, object]:
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **GONE,
            **options,
            "pool": {"min_size": 1, "max_size": 8, "timeout": WAIT, "reconnect_timeout": WAIT},
        },
    }
