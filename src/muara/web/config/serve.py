"""What `muara run`, `muara web` and `muara worker` do: make ready, serve, work in the background."""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from muara.web.config.errors import Refused
from muara.web.config.supervisor import Child, Supervisor, leave_with_parent


class CannotServe(Refused):
    """The program cannot be started; the message says what to do."""


def say(text: str) -> None:
    sys.stdout.write(f"· {text}\n")
    sys.stdout.flush()


def n_waiting_migrations() -> int:
    """Count the migrations that this database has not had yet.

    Raises
    ------
    CannotServe
        If this version does not fit the database at all.
    """
    executor = MigrationExecutor(connection)
    loader = executor.loader
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("muara.")}
    newer = [name for name in loader.applied_migrations if name[0] in ours and name not in loader.disk_migrations]
    if newer:
        raise CannotServe(
            "The database was made by a newer Muara. Install that version, or restore an older backup."
        )
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        raise CannotServe(
            "The database was made by a version of Muara before its first release. Choose another MUARA_HOME."
        ) from error
    return len(executor.migration_plan(loader.graph.leaf_nodes()))


def prepare() -> None:
    """Bring the database and the static files to what this version needs; quick when nothing changed.

    Raises
    ------
    CannotServe
        If the database does not answer.
    """
    try:
        waiting = n_waiting_migrations()
    except DatabaseError as error:
        raise CannotServe(
            f"The database does not answer: {str(error).strip()}. "
            "Check MUARA_DATABASE_URL, or MUARA_HOME for the SQLite file."
        ) from error
    if waiting:
        say(f"Preparing the database ({waiting} steps) …")
        call_command("migrate", verbosity=0, interactive=False)
    stamp, wanted = settings.STATIC_ROOT / ".muara", stamp_of_static_files()
    if not stamp.exists() or stamp.read_text() != wanted:
        say("Packing the static files …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def stamp_of_static_files() -> str:
    """Say what the packed static files were made from, so that unchanged ones are not packed again."""

    def files() -> Iterator[str]:
        for finder in get_finders():
            for name, storage in finder.list(None):
                known = Path(storage.path(name)).stat()
                yield f"{storage.path(name)} {known.st_mtime_ns} {known.st_size}"

    return hashlib.sha256("\n".join(sorted(files())).encode()).hexdigest()


def check_port_is_free() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CannotServe(
                f"Port {settings.PORT} on {settings.HOST} cannot be used ({error.strerror}). "
                f"Stop what runs there, or choose another port: MUARA_PORT={settings.PORT + 1}"
            ) from error


def web() -> int:
    """Serve with granian until SIGTERM; its workers are forked, so that they share the loaded program."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    check_port_is_free()
    leave_with_parent()
    connections.close_all()
    Granian(
        "muara.web.config.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def worker() -> int:
    """Do the background work until SIGTERM."""
    from muara.web.tasks.worker import Worker, plant_cron

    leave_with_parent()
    plant_cron()
    Worker().run()
    return 0


def run(logins: Sequence[str] = ()) -> int:
    """Run web server and worker together; print the address and the log-ins once the server answers."""
    check_port_is_free()
    connections.close_all()
    command = [sys.executable, "-m", "muara.cli"]
    children = [Child("web server", [*command, "web"]), Child("worker", [*command, "worker"])]

    def tell_when_ready() -> bool:
        if not answers():
            return False
        say(f"Muara is open at {settings.BASE_URL}/")
        if "localhost" in settings.BASE_URL:
            say("Phones cannot reach that address. In a hall: muara run --hall")
        for line in logins:
            say(line)
        say("Stop it with Ctrl-C.")
        return True

    return Supervisor(children, say=say).run(tell_when_ready)


def answers() -> bool:
    """Say whether the web server answers on this machine, whatever it answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104 (compared only)
    asking = http.client.HTTPConnection(host, settings.PORT, timeout=2)
    try:
        asking.request("GET", "/sehat", headers={"Host": urlsplit(settings.BASE_URL).netloc})
        asking.getresponse().read()
    except OSError:
        return False
    finally:
        asking.close()
    return True


def address_in_this_network() -> str | None:
    """Find the address under which the phones in the hall see this machine. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route is looked up
        except OSError:
            return None
        found: str = probe.getsockname()[0]
    return None if found.startswith("127.") else found


def open_to_the_hall() -> None:
    """Serve every phone of this network: set before the settings are read."""
    if (address := address_in_this_network()) is None:
        raise CannotServe("This machine is in no network. Open a hotspot or join the Wi-Fi of the hall first.")
    os.environ.setdefault("MUARA_HOST", "0.0.0.0")  # noqa: S104 (asked for)
    os.environ.setdefault("MUARA_BASE_URL", f"http://{address}:{os.environ.get('MUARA_PORT') or 8000}")
