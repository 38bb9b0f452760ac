"""The clock gives newcomers their place; a worker that draws no map doesn't load what draws it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from muara.web.network.housekeeping import keep_the_maps
from muara.web.network.models import Layout
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting


@pytest.mark.django_db(transaction=True)
def test_the_clock_places_who_joined(city, make_actor, make_tie):
    a, b = make_actor("Koperasi A"), make_actor("Sanggar B", "CREATIVE")
    make_tie(a, b)

    enqueue_once(keep_the_maps, key="maps")
    run_waiting()

    assert set(Layout.objects.get(city=city).places) == {str(a.pk), str(b.pk)}


def test_the_task_is_known_without_loading_the_engine():
    code = (
        "import django, sys; django.setup(); import muara.web.network.housekeeping;"
        "sys.exit('muara.engine.network' in sys.modules)"
    )

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=environment).returncode == 0
