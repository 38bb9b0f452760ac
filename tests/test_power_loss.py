"""Every acknowledged vote and ballot outlives a power cut (F2): what was never fsynced is lost, and none is in it.

A process that is killed leaves its writes to the kernel, so that killing cannot tell FULL from NORMAL
(docs/adr/0002). Here a small library stands before the C library and keeps a copy of each file of the database as
of its last fsync; after the cut these copies are the disk. Under NORMAL the same test must lose some.
Not covered: torn sectors, disks that lie, entries of folders.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite
RUNS = 5
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static void keep(int fd) {
    char link[64], path[4096], now[4200], kept[4200], part[1 << 16];
    const char *home = getenv("DISK_LIVE"), *disk = getenv("DISK_KEPT");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (!home || !disk || n < 0) return;
    path[n] = 0;
    if (strncmp(path, home, strlen(home))) return;
    snprintf(kept, sizeof kept, "%s/%s", disk, strrchr(path, '/') + 1);
    snprintf(now, sizeof now, "%s.now", kept);
    pthread_mutex_lock(&one_at_a_time);
    int in = open(path, O_RDONLY), out = open(now, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while ((n = read(in, part, sizeof part)) > 0) if (write(out, part, n) != n) abort();
    close(in); close(out);
    rename(now, kept);
    pthread_mutex_unlock(&one_at_a_time);
}
#define CALLED(name) int name(int fd) { \
    static int (*real)(int); \
    if (!real) real = dlsym(RTLD_NEXT, #name); \
    int code = real(fd); \
    if (code == 0) keep(fd); \
    return code; }
CALLED(fsync)
CALLED(fdatasync)
"""
FILL = """
import django
django.setup()
from django.utils import timezone
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic
now = timezone.now()
city = City.objects.get(slug="uji")
topic = Topic.objects.create(city=city, slug="topik", title="Uji", question="?", status="OPEN", created_at=now)
for n in range(1, 61):
    Statement.objects.create(topic=topic, number=n, text=f"Gagasan {n}.", status="ACCEPTED", created_at=now)
"""
VOTE = """
import os, threading
from uuid import uuid4
from tests.voters import start
start(os.environ["SYNCHRONOUS"])
from django.utils import timezone
from muara.web.accounts.models import Participant
from muara.web.concerns.actions import cast_vote
from muara.web.concerns.models import Statement
statements = list(Statement.objects.values_list("pk", flat=True))

def vote(person, value):
    for statement in statements:
        key = str(uuid4())
        cast_vote(by=person, statement_id=statement, value=value, is_important=False, key=key, at=timezone.now())
        os.write(1, f"vote {key}/{value}\\n".encode())  # acknowledged: this is what the phone would see

for n, person in enumerate(Participant.objects.order_by("pk")[:4]):
    threading.Thread(target=vote, args=(person, (1, 0, -1)[n % 3])).start()
"""
# How each is given; after how many the power goes, which under NORMAL is before the first checkpoint (1,000 pages)
# writes all of them out; and how the database says afterwards what was acknowledged.
GIVEN = {
    "votes": (("-c", VOTE), 60, "SELECT key || '/' || value FROM concerns_voteevent"),
    "ballots": (
        ("-m", "tests.voters", "vote_here", "uji-0", "60", "4"),
        30,
        "SELECT 'uji-0/' || seq || '/' || leaf FROM governance_event",
    ),
}


def environment(home: Path) -> dict[str, str]:
    env = {**os.environ, "MUARA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "muara.web.config.settings"}
    env.pop("MUARA_DATABASE_URL", None)
    return env


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    for fill in (["-m", "tests.voters", "fill", "1", "4"], ["-c", FILL]):
        subprocess.run([sys.executable, *fill], env=environment(home), check=True)
    with closing(sqlite3.connect(home / "muara.sqlite3")) as whole:  # one file, as it lies on the disk
        assert whole.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return home / "muara.sqlite3"


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("cc") is None:
        pytest.skip("There is no C compiler. On Debian: apt-get install gcc libc6-dev")
    built = tmp_path_factory.mktemp("shim") / "disk.so"
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(built), "-xc", "-", "-ldl", "-lpthread"]
    subprocess.run(command, input=SHIM.encode(), check=True)
    return built


def cut_the_power(
    filled: Path, shim: Path, folder: Path, what: str, synchronous: str = "FULL"
) -> tuple[set[str], set[str]]:
    """Vote until the power goes; return what was acknowledged, and what stands on the disk that is left."""
    live, kept = folder / "live", folder / "kept"
    for place in (live, kept):
        place.mkdir(parents=True)
        shutil.copy(filled, place)
    command, n, found = GIVEN[what]
    env = {
        **environment(live),
        "LD_PRELOAD": str(shim),
        "DISK_LIVE": str(live),
        "DISK_KEPT": str(kept),
        "SYNCHRONOUS": synchronous,
    }
    with subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.PIPE, text=True) as voting:
        assert voting.stdout is not None
        lines = [voting.stdout.readline() for _ in range(n)]
        os.kill(voting.pid, signal.SIGKILL)
        lines += voting.stdout.readlines()  # acknowledged before the cut, read after it
    with closing(sqlite3.connect(kept / filled.name)) as left:
        assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        stored = {one for (one,) in left.execute(found)}
    acknowledged = {line.split()[-1] for line in lines if " " in line}
    assert len(acknowledged) >= n
    return acknowledged, stored


@pytest.mark.parametrize("what", GIVEN)
def test_nothing_acknowledged_is_lost_in_a_power_cut(filled: Path, shim: Path, tmp_path: Path, what: str):
    for run in range(RUNS):
        acknowledged, stored = cut_the_power(filled, shim, tmp_path / f"{run}", what)

        assert acknowledged <= stored


@pytest.mark.parametrize("what", GIVEN)
def test_with_less_than_full_synchronisation_the_same_cut_loses_some(
    filled: Path, shim: Path, tmp_path: Path, what: str
):
    acknowledged, stored = cut_the_power(filled, shim, tmp_path, what, "NORMAL")

    assert acknowledged - stored
