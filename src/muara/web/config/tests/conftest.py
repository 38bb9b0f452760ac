"""Empty places beside the one of the test run: a home of its own, and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

Place = dict[str, str]


def run(place: Place, *arguments: str, code: int = 0) -> str:
    """Run the program in a place and return what it said; the exit code must be as expected."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=place, check=False, text=True, capture_output=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def place_in(home: Path, **variables: str) -> Place:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUARA_", "DJANGO_"))}
    return {
        **kept,
        "MUARA_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
        "PYTHONWARNINGS": "ignore",
        **variables,
    }


@pytest.fixture
def laptop(tmp_path: Path) -> Place:
    """Give an empty place on SQLite."""
    return place_in(tmp_path / "laptop")


@pytest.fixture
def server(tmp_path: Path, transactional_db: None) -> Iterator[Place]:
    """Give an empty place on the PostgreSQL of this test run."""
    if connection.vendor != "postgresql":
        pytest.fail("Mark this test with postgres.")
    known, name = connection.settings_dict, f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    url = f"postgresql://{who}@/{name}?host={quote(known['HOST'], safe='')}&port={known['PORT'] or 5432}"
    yield place_in(tmp_path / "server", MUARA_DATABASE_URL=url)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
