"""F9: two changes at once; one comes into force, the other gets what differs. 200 tries on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIES = 200
ON_A_FILE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from muara.web.governance.tests.race_of_terms import race
faults = race({TRIES})
print("\\n".join(faults))
raise SystemExit(bool(faults))
"""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_change_overwrites_another_on_postgresql():
    from muara.web.governance.tests.race_of_terms import race

    assert race(TRIES) == []


@pytest.mark.sqlite
def test_no_change_overwrites_another_on_sqlite(tmp_path: Path):
    env = {**os.environ, "MUARA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
    env.pop("MUARA_DATABASE_URL", None)

    ran = subprocess.run([sys.executable, "-c", ON_A_FILE], env=env, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr[-2000:]
