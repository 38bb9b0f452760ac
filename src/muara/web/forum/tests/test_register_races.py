"""Last places taken and given back at the same moment, on both databases: nobody waits while a place is free."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIES = 40
ON_A_FILE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from muara.web.forum.tests.race_of_places import race
faults = race({TRIES})
print("\\n".join(faults))
raise SystemExit(bool(faults))
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_place_is_given_twice_or_left_empty_on_postgresql():
    from muara.web.forum.tests.race_of_places import race

    assert race(TRIES) == []


@pytest.mark.sqlite
def test_no_place_is_given_twice_or_left_empty_on_sqlite(tmp_path: Path):
    env = {**os.environ, "MUARA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
    env.pop("MUARA_DATABASE_URL", None)

    ran = subprocess.run([sys.executable, "-c", ON_A_FILE], env=env, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr[-2000:]
