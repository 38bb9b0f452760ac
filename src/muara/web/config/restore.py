"""`muara restore FILE`: what a backup holds, into an empty place; all of it or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from muara.web.config import portable
from muara.web.config.backup import BLOCK, DATABASE, FORMAT, MANIFEST, MEDIA
from muara.web.config.errors import Refused

LARGEST_MANIFEST = 64 << 20
DAMAGE = (  # what a broken or forged file makes the readers raise
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, sqlite3.DatabaseError,
    KeyError, TypeError, ValueError, AttributeError,
)  # fmt: skip


class CannotRestore(Refused):
    """Nothing was restored and nothing was left behind; the message says what to do."""


def restore_backup(path: Path) -> dict[str, Any]:
    """Restore a backup into the configured home and database, and return its manifest.

    Raises
    ------
    CannotRestore
        If the file is damaged, forged or of a newer Muara, or the place is not empty.
    """
    if not path.is_file():
        raise CannotRestore(f"There is no file {path}.")
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".muara-restore-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                manifest = read_manifest(archive)
                check_version(manifest)
                check_names(archive, manifest)
                check_place(sum(part["size"] for part in manifest["parts"]))
                unpack(archive, manifest, Path(folder))
            check_database(Path(folder) / DATABASE, manifest)
        except DAMAGE as error:
            raise CannotRestore(
                f"{path.name} is damaged or is no backup of Muara. Take another backup; nothing was restored."
            ) from error
        try:
            put_in_place(Path(folder))
        except (OSError, DatabaseError, sqlite3.DatabaseError) as error:
            raise CannotRestore(
                f"{path.name} could not be put in place: {error}. Nothing was restored."
            ) from error
    return manifest


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("too large")
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    int(manifest["format"]), str(manifest["muara"]), dict(manifest["rows"]), list(manifest["migrations"])
    for part in manifest["parts"]:
        if not isinstance(part["size"], int) or part["size"] < 0 or len(part["sha256"]) != 64:
            raise ValueError("no part")
    return manifest


def check_version(manifest: dict[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = set(manifest["migrations"]) - known
    if manifest["format"] > FORMAT or newer:
        raise CannotRestore(
            f"This backup was made by a newer Muara ({manifest['muara']}). Install that version first."
        )


def check_names(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Take only what the manifest names, under names that stay inside the place."""
    inside = [info.filename for info in archive.infolist()]
    named = [part["name"] for part in manifest["parts"]]
    if sorted(inside) != sorted([*named, MANIFEST]) or len(set(inside)) != len(inside) or DATABASE not in named:
        raise CannotRestore("This backup holds other files than its manifest says. Nothing was restored.")
    for name in named:
        way = PurePosixPath(name)
        is_ours = name == DATABASE or (name.startswith(MEDIA) and name != MEDIA)
        if not is_ours or ".." in way.parts or way.as_posix() != name or set(name) & set("\\:\0"):
            raise CannotRestore(
                f"This backup holds a file with a forbidden name ({name!r}). Nothing was restored."
            )


def check_place(size: int) -> None:
    if settings.MEDIA_ROOT.is_dir() and any(settings.MEDIA_ROOT.iterdir()):
        raise CannotRestore(f"{settings.MEDIA_ROOT} is not empty. Restore into an empty MUARA_HOME.")
    if has_rows():
        raise CannotRestore(
            "The database is not empty. Restore into an empty MUARA_HOME, or an empty database named by "
            "MUARA_DATABASE_URL."
        )
    if shutil.disk_usage(settings.HOME).free < 2 * size + (64 << 20):
        raise CannotRestore(
            f"There is too little room in {settings.HOME}: {2 * size // 1_000_000 + 64} MB are needed."
        )


def has_rows() -> bool:
    """Say whether anything of Muara is in the database, without making one by looking."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists():
        return False
    present = set(connection.introspection.table_names())
    ours = [
        one for one in portable.tables() if one.__module__.startswith("muara.") and one._meta.app_label != "tasks"
    ]
    return any(model._base_manager.exists() for model in ours if model._meta.db_table in present)


def unpack(archive: zipfile.ZipFile, manifest: dict[str, Any], folder: Path) -> None:
    for part in manifest["parts"]:
        target = folder / part["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with archive.open(part["name"]) as source, target.open("xb") as written:
            while (block := source.read(BLOCK)) and size <= part["size"]:
                digest.update(block)
                size += written.write(block)
        if size != part["size"] or digest.hexdigest() != part["sha256"]:
            raise CannotRestore(
                f"{part['name']} in this backup is damaged. Take another backup; nothing was restored."
            )


def check_database(copy: Path, manifest: dict[str, Any]) -> None:
    with contextlib.closing(sqlite3.connect(copy)) as plain:
        is_whole = [row[0] for row in plain.execute("PRAGMA integrity_check(3)")] == ["ok"]
        is_linked = plain.execute("PRAGMA foreign_key_check").fetchone() is None
    if not is_whole or not is_linked or portable.count_rows(copy) != manifest["rows"]:
        raise CannotRestore("The database in this backup is damaged. Take another backup; nothing was restored.")


def put_in_place(folder: Path) -> None:
    """Bring the copy to this version, then put media and database in place, or neither."""
    with portable.sqlite_file(folder / DATABASE) as alias, placed_media(folder / MEDIA):
        portable.migrate(alias)
        if connection.vendor == "sqlite":
            connections[alias].close()
            with placed_database() as target, contextlib.closing(sqlite3.connect(folder / DATABASE)) as source:
                source.backup(target)
        else:
            portable.migrate("default")
            portable.copy_rows(alias, "default")


@contextlib.contextmanager
def placed_database() -> Iterator[sqlite3.Connection]:
    """Open the SQLite database of this place; take away a new one that could not be filled."""
    file, is_new = database_file(), not database_file().exists()
    try:
        connection.ensure_connection()
        yield cast(sqlite3.Connection, connection.connection)
    except BaseException:
        connection.close()
        for end in ("", "-wal", "-shm") if is_new else ():
            file.with_name(file.name + end).unlink(missing_ok=True)
        raise


def database_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


@contextlib.contextmanager
def placed_media(source: Path) -> Iterator[None]:
    """Put the media in place; take them out again if the database cannot follow."""
    root, is_moved = settings.MEDIA_ROOT, source.is_dir()
    if is_moved:
        if root.is_dir():
            root.rmdir()
        shutil.move(source, root)
    try:
        yield
    except BaseException:
        if is_moved:
            shutil.rmtree(root)
        raise
