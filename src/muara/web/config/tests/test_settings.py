"""Settings as a process reads them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = {
    "MUARA_PRODUCTION": "true",
    "MUARA_SECRET_KEY": "s" + "0123456789abcdef" * 4,
    "MUARA_ALLOWED_HOSTS": "muara.example.org",
    "MUARA_BASE_URL": "https://muara.example.org",
}


def python(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUARA_", "DJANGO_"))}
    env = {**kept, "MUARA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "muara.web.config.settings", **variables}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env=env, check=False, text=True, capture_output=True)


def test_production_passes_the_check_of_django_for_deployment(tmp_path: Path):
    done = python(tmp_path, "django", "check", "--deploy", "--fail-level", "WARNING", **GOOD)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"MUARA_SECRET_KEY": ""}, "needs its own MUARA_SECRET_KEY"),
        ({"MUARA_SECRET_KEY": "short"}, "needs its own MUARA_SECRET_KEY"),
        ({"MUARA_SECRET_KEY": "development-only-and-known-to-everybody-muara-2018"}, "needs its own"),
        ({"MUARA_DEBUG": "true"}, "does not start with MUARA_DEBUG"),
        ({"MUARA_ALLOWED_HOSTS": ""}, "needs MUARA_ALLOWED_HOSTS"),
        ({"MUARA_ALLOWED_HOSTS": "muara.example.org,*"}, "needs MUARA_ALLOWED_HOSTS"),
        ({"MUARA_BASE_URL": "http://muara.example.org"}, "needs MUARA_BASE_URL with https://"),
        ({"MUARA_BASE_URL": ""}, "needs MUARA_BASE_URL with https://"),
        ({"MUARA_PRODUCTION": "perhaps"}, "MUARA_PRODUCTION must be true or false"),
        ({"MUARA_PORT": "http"}, "MUARA_PORT must be a whole number"),
        ({"MUARA_MAP_TILES": "https://ubin.example.org/{z}/{x}/{y}.png"}, "needs MUARA_MAP_CREDIT"),
        ({"MUARA_DATABASE_URL": "mysql://x/y"}, "MUARA_DATABASE_URL must look like"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_production_refuses_to_start_insecure_and_says_what_to_do_in_one_line(
    tmp_path: Path, wrong: dict[str, str], said: str
):
    done = python(tmp_path, "muara.cli", "web", **{**GOOD, **wrong})

    assert done.returncode == 78
    assert said in done.stderr
    assert done.stderr.startswith("✗ ")
    assert done.stderr.count("\n") == 1


def test_a_laptop_starts_without_any_variable_but_is_open_to_itself_only(tmp_path: Path):
    told = "from django.conf import settings as s; print(s.HOST, s.PORT, s.DEBUG, s.PRODUCTION)"

    done = python(tmp_path, "django", "shell", "-v0", "-c", told)

    assert done.stdout.split() == ["127.0.0.1", "8000", "False", "False"], done.stderr
