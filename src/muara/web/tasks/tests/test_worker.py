"""The worker as a real process: killed, stopped, and beside others."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

N_TASKS, N_KILLS = 120, 6
Shell = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """Give the environment of processes that share one real database, as it is configured for this test run."""
    env = {
        **os.environ,
        "MUARA_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "muara.web.config.settings",
        "MUARA_LOG_LEVEL": "ERROR",
        "BEGUN_FILE": str(tmp_path / "begun"),
    }
    if connection.vendor == "postgresql":
        known = connection.settings_dict
        who = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
        where = f"{quote(known['NAME'])}?host={quote(known['HOST'], safe='')}&port={known['PORT'] or 5432}"
        env["MUARA_DATABASE_URL"] = f"postgresql://{who}@/{where}"
    else:
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
    run_python(env, "cursor.execute('CREATE TABLE effect (n integer)')")
    yield env
    run_python(env, "cursor.execute('DROP TABLE effect')")


def run_python(env: dict[str, str], code: str) -> str:
    code = f"""
import django; django.setup()
from django.db import connection
from muara.web.tasks.models import TaskTicket
from muara.web.tasks.queue import enqueue_once, task_status
from muara.web.tasks.tests import sample
with connection.cursor() as cursor:
    {code}
"""
    return subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def start_worker(env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "muara.cli", "worker"], env=env)


def wait_until_at_work(env: dict[str, str], worker: subprocess.Popen[bytes]) -> None:
    """Return when the worker has begun a task, or after ten seconds: the others may have left it none."""
    begun, deadline = Path(env["BEGUN_FILE"]), time.monotonic() + 10
    while time.monotonic() < deadline:
        if begun.exists() and str(worker.pid) in begun.read_text().split():
            return
        time.sleep(0.02)


def test_each_effect_is_there_once_though_workers_are_killed(place: dict[str, str]):
    """Reliability F5."""
    run_python(place, f"[enqueue_once(sample.leave_effect, key=f'n:{{n}}', n=n) for n in range({N_TASKS})]")
    chance = random.Random(20180209)

    def count(code: str) -> int:
        return int(run_python(place, f"print({code})"))

    workers = [start_worker(place), start_worker(place)]
    try:
        for _ in range(N_KILLS):
            victim = workers.pop(0)
            wait_until_at_work(place, victim)
            time.sleep(chance.random() / 10)
            victim.kill()
            victim.wait()
            workers.append(start_worker(place))
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline and count("TaskTicket.objects.exclude(progress=100).count()"):
            time.sleep(0.3)
    finally:
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(timeout=15) for worker in workers]

    effects = run_python(
        place, "cursor.execute('SELECT n FROM effect ORDER BY n'); print(*[n for n, in cursor.fetchall()])"
    )
    assert effects.split() == [str(n) for n in range(N_TASKS)]
    assert count("TaskTicket.objects.filter(failures__gt=0).count()") >= 1, "no kill fell into a task"
    assert count("TaskTicket.objects.exclude(result__status='SUCCESSFUL').count()") == 0
    assert set(codes) <= {0, -signal.SIGTERM}  # the latter: still starting when all was done


def test_a_worker_that_must_stop_gives_a_long_task_back(place: dict[str, str]):
    run_python(place, "enqueue_once(sample.sit, key='long', seconds=60)")
    worker = start_worker(place)
    state = ""
    deadline = time.monotonic() + 20
    while state != "RUNNING" and time.monotonic() < deadline:
        state = run_python(place, "print(task_status('long').state)").strip()

    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    code = worker.wait(timeout=15)

    assert code == 0
    assert time.monotonic() - began < 8
    assert run_python(place, "print(task_status('long').state)").strip() == "READY"
    assert run_python(place, "print(TaskTicket.objects.get(key='long').failures)").strip() == "0"
