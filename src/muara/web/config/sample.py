"""The sample city: filled where there is none, rebuilt on request, and never in the way of a real one."""

from __future__ import annotations

import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

from muara.web.cities.models import City
from muara.web.config import serve
from muara.web.config.errors import Refused

FILL = "muara.web.home.demo.fill"


class CannotFill(Refused):
    """The sample city was not filled; the message says what to do."""


def fill_if_empty() -> list[str]:
    """Fill the sample city where there is no city yet; return how to log in, a line for each person."""
    if City.objects.exists():
        return []
    if find_spec(FILL) is None:
        serve.say("This version brings no sample city. Open your own: muara city open SLUG NAME")
        return []
    return fill("city")


def fill(size: str) -> list[str]:
    if find_spec(FILL) is None:
        raise CannotFill("This version of Muara brings no sample city. Open your own: muara city open SLUG NAME")
    serve.say(f"Filling the sample city (size {size}) …")
    return [str(line) for line in import_module(FILL).fill(size=size) or []]


def make(size: str, *, rebuild: bool) -> list[str]:
    """Fill the sample city; with `rebuild`, after throwing away the one that is there.

    Raises
    ------
    CannotFill
        If there is a city, and it is real or not to be thrown away.
    """
    serve.prepare()
    if City.objects.exists():
        if not rebuild:
            raise CannotFill("There is a city already. To throw it away and fill it anew: muara demo --rebuild")
        empty()
        serve.prepare()
    return fill(size)


def empty() -> None:
    """Throw everything in the database and its media away, if all of it is sample."""
    if (real := City.objects.filter(is_sample=False).first()) is not None:
        raise CannotFill(f"{real.name} is a real city and is not thrown away. Choose another MUARA_HOME.")
    if serve.answers():
        raise CannotFill(
            f"Something answers on port {settings.PORT}. Stop Muara before the city under it goes away."
        )
    if connection.vendor == "sqlite":
        connection.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{end}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
