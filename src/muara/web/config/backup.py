"""`muara backup FILE`: the database, the media and a manifest in one file, taken while people vote."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from muara import __version__
from muara.web.config import portable
from muara.web.config.errors import Refused

FORMAT = 1
DATABASE, MANIFEST, MEDIA = "database.sqlite3", "manifest.json", "media/"
BLOCK = 1 << 20


class CannotBackUp(Refused):
    """No backup was made; the message says what to do."""


def make_backup(path: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup and return its manifest. The file appears complete or not at all, readable by its owner only.

    Raises
    ------
    CannotBackUp
        If the file exists, or cannot be written.
    """
    if path.exists():
        raise CannotBackUp(f"{path} exists already. Choose another name; a backup never replaces a file.")
    if not path.parent.is_dir():
        raise CannotBackUp(f"The folder {path.parent} does not exist.")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".muara-backup-") as folder:
            copy = Path(folder) / DATABASE
            copy_database(copy)
            packed = Path(folder) / "packed.zip"
            manifest = pack(packed, copy, at)
            packed.chmod(0o600)
            packed.rename(path)
    except OSError as error:
        raise CannotBackUp(f"{path} could not be written: {error.strerror or error}.") from error
    return manifest


def copy_database(copy: Path) -> None:
    """Copy the database as it is at one moment into an SQLite file, without anybody's log-in."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
    else:
        with portable.sqlite_file(copy) as alias:
            portable.migrate(alias)
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                portable.copy_rows("default", alias)
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as plain:
        plain.execute("PRAGMA secure_delete=ON")
        for table in portable.LEFT_OUT:
            plain.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
        plain.execute("PRAGMA journal_mode=DELETE")


def pack(path: Path, copy: Path, at: datetime) -> dict[str, Any]:
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        parts = [add(archive, DATABASE, copy)]
        parts += [add(archive, name, file) for name, file in media_files()]
        manifest = {
            "format": FORMAT,
            "muara": __version__,
            "made_at": at.isoformat(),
            "made_from": connection.vendor,
            "migrations": migrations_of(copy),
            "rows": portable.count_rows(copy),
            "parts": parts,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    with path.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


def migrations_of(copy: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(copy)) as plain:
        return sorted(f"{app}.{name}" for app, name in plain.execute("SELECT app, name FROM django_migrations"))


def media_files() -> Iterator[tuple[str, Path]]:
    """Yield what people uploaded; links are not followed, so that a backup holds nothing from elsewhere."""
    root = settings.MEDIA_ROOT
    for file in sorted(root.rglob("*")) if root.is_dir() else []:
        if file.is_file() and not file.is_symlink():
            yield MEDIA + file.relative_to(root).as_posix(), file


def add(archive: zipfile.ZipFile, name: str, file: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            size += target.write(block)
    return {"name": name, "size": size, "sha256": digest.hexdigest()}
