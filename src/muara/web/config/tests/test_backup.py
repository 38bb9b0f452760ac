"""Reliability F10, F11: what is restored is what was there; what is damaged is refused and leaves nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from muara.web.config import portable
from muara.web.config.backup import CannotBackUp, make_backup
from muara.web.config.restore import CannotRestore, restore_backup
from muara.web.config.tests.conftest import Place, run

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
BARE: list[bytes] = []


@pytest.fixture(autouse=True)
def copies_may_be_opened(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test runner, which allows the default database only, open the copy that a backup is made from."""
    ensure_connection = BaseDatabaseWrapper.ensure_connection

    def ensure(self: Any) -> None:
        if self.alias != "portable":
            ensure_connection(self)
        elif self.connection is None:
            self.connect()

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", ensure)


def everything() -> dict[str, list[list[Any]]]:
    """Return every row of every table, but log-ins and what `migrate` numbers by itself."""
    by_itself = {"django_session", "django_content_type", "auth_permission"}
    return {
        model._meta.db_table: [list(row) for row in model._base_manager.order_by("pk").values_list()]
        for model in portable.tables()
        if model._meta.db_table not in by_itself
    }


def as_json(rows: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(rows, cls=DjangoJSONEncoder))


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path / "here"
    settings.MEDIA_ROOT = settings.HOME / "media"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2026" / "foto é.jpg").write_bytes(b"\xff\xd8 picture" * 1000)
    (settings.MEDIA_ROOT / "link").symlink_to("/etc/passwd")
    return settings.MEDIA_ROOT


@pytest.fixture
def votes(transactional_db: None, topic: Any, make_statement: Any, make_participant: Any) -> None:
    """Let twelve people vote on five statements, one of them thinks again."""
    from muara.web.concerns.models import Vote, VoteEvent

    for number in range(5):
        make_statement(f"Pernyataan “{number}” — gedung kosong 🏚")
    for person in [make_participant("VERIFIED") for _ in range(12)]:
        for statement in topic.statements.order_by("pk"):
            value = (person.pk * statement.pk) % 3 - 1
            vote = {"participant": person, "statement": statement, "value": value}
            Vote.objects.create(**vote, cast_at=NOW)
            VoteEvent.objects.create(**vote, key=f"{person.pk}-{statement.pk}", at=NOW)


@pytest.fixture
def somebody_logged_in(votes: None, client: Any, stranger: Any) -> None:
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def backup(votes: None, somebody_logged_in: None, media: Path, tmp_path: Path) -> Path:
    make_backup(tmp_path / "muara.zip", at=NOW)
    return tmp_path / "muara.zip"


def test_a_restored_city_is_the_same_to_the_last_row(backup: Path, laptop: Place, media: Path):
    before = as_json(everything())

    said = run(laptop, "muara.cli", "restore", str(backup))

    assert before["concerns_voteevent"][59], "there was something to lose"
    assert json.loads(run(laptop, "muara.web.config.tests.dump")) == before
    assert "as they were on 2026-11-24T05:00:00+00:00" in said
    restored = Path(laptop["MUARA_HOME"]) / "media"
    assert [path.name for path in restored.rglob("*.*")] == ["foto é.jpg"]
    assert (restored / "2026" / "foto é.jpg").read_bytes() == (media / "2026" / "foto é.jpg").read_bytes()
    assert run(laptop, "muara.cli", "check").count("✗") == 0


@pytest.mark.postgres
def test_a_restored_city_on_postgresql_is_the_same_to_the_last_row_and_goes_on_counting(
    backup: Path, server: Place
):
    before = as_json(everything())

    run(server, "muara.cli", "restore", str(backup))

    assert json.loads(run(server, "muara.web.config.tests.dump")) == before
    assert "✗" not in run(server, "muara.cli", "check")
    run(server, "muara.cli", "city", "open", "cilacap", "Cilacap")  # its number is not one that was restored


def test_a_restored_database_still_refuses_to_change_what_was_voted(backup: Path, laptop: Place):
    run(laptop, "muara.cli", "restore", str(backup))

    with (
        contextlib.closing(sqlite3.connect(Path(laptop["MUARA_HOME"]) / "muara.sqlite3")) as plain,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        plain.execute("DELETE FROM concerns_voteevent")


def test_a_backup_opens_nobody_s_log_in_and_follows_no_link(backup: Path, tmp_path: Path):
    from django.contrib.sessions.models import Session

    key = Session.objects.get().session_key
    with zipfile.ZipFile(backup) as archive:
        names, database = archive.namelist(), archive.read("database.sqlite3")

    assert key.encode() not in database
    assert names == ["database.sqlite3", "media/2026/foto é.jpg", "manifest.json"]
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_never_replaces_a_file_and_leaves_no_half_one(backup: Path, tmp_path: Path):
    before = backup.read_bytes()

    with pytest.raises(CannotBackUp, match="exists already"):
        make_backup(backup, at=NOW)
    with pytest.raises(CannotBackUp, match="does not exist"):
        make_backup(tmp_path / "nowhere" / "muara.zip", at=NOW)

    assert backup.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "muara.zip"]


def test_every_table_belongs_to_a_model_so_that_none_is_forgotten_on_the_way(db: None):
    known = {model._meta.db_table for model in portable.tables()}

    derived = {name for name in connection.introspection.table_names() if name.startswith("search_words")}
    assert set(connection.introspection.table_names()) - known - derived == {"django_migrations"}
    assert len(apps.get_models()) > 20


def test_a_backup_is_of_one_moment_while_people_vote(laptop: Place, tmp_path: Path):
    """Each write adds one row to two tables; a backup that shows one without the other is of two moments."""
    run(laptop, "django", "migrate", "-v0")
    file, stop = Path(laptop["MUARA_HOME"]) / "muara.sqlite3", threading.Event()
    written: list[int] = []

    def vote() -> None:
        with contextlib.closing(sqlite3.connect(file, isolation_level=None, timeout=20)) as plain:
            while not stop.is_set():
                n = len(written)
                plain.execute("BEGIN IMMEDIATE")
                plain.execute(f"INSERT INTO tasks_cronrow VALUES ({n + 1}, 'n{n}', 'x', 1, '2026-11-24', NULL)")
                plain.execute(f"INSERT INTO cities_district VALUES ('{n}', 'x', 'x')")
                plain.execute("COMMIT")
                written.append(n)

    voter = threading.Thread(target=vote)
    voter.start()
    try:
        for number in range(3):
            before = len(written)
            run(laptop, "muara.cli", "backup", str(tmp_path / f"{number}.zip"))
            after = len(written)
            with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
                rows = json.loads(archive.read("manifest.json"))["rows"]
            assert rows["tasks_cronrow"] == rows["cities_district"]
            assert before <= rows["tasks_cronrow"] <= after
            assert after > before, "nobody voted meanwhile"
    finally:
        stop.set()
        voter.join()


# What is refused


def changed(backup: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """Write the backup again, after a change to its manifest or members."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return backup


def add_member(name: str, content: bytes = b"x") -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def change(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members[name] = content
        digest = hashlib.sha256(content).hexdigest()
        manifest["parts"].append({"name": name, "size": len(content), "sha256": digest})

    return change


def set_in_manifest(**values: Any) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    return lambda manifest, members: manifest.update(values)


def refused(backup: Path, home: Path, settings: Any) -> str:
    """Try to restore into an empty home, see that nothing is left there, and return what was said."""
    settings.HOME = home
    settings.MEDIA_ROOT = home / "media"
    home.mkdir()
    with pytest.raises(CannotRestore) as caught:
        restore_backup(backup)
    assert list(home.iterdir()) == []
    return str(caught.value)


@pytest.fixture
def bare_backup(transactional_db: None, tmp_path: Path, settings: Any) -> Path:
    """Give a backup of an empty city, so that its place is empty, too. Made once for all tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "a.txt").write_text("a" * 5000)
    if not BARE:
        make_backup(tmp_path / "bare.zip", at=NOW)
        BARE.append((tmp_path / "bare.zip").read_bytes())
    (tmp_path / "bare.zip").write_bytes(BARE[0])
    return tmp_path / "bare.zip"


def break_database(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    """Damage a page of the database, with a hash that fits, as a forger would."""
    content = bytearray(members["database.sqlite3"])
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    members["database.sqlite3"] = bytes(content)
    manifest["parts"][0]["sha256"] = hashlib.sha256(content).hexdigest()


def empty_database(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
    members["database.sqlite3"] = b""
    manifest["parts"][0] |= {"sha256": hashlib.sha256(b"").hexdigest(), "size": 0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest, members: members.update({"media/a.txt": b"b" * 5000}), "media/a.txt in this backup is"),
        (lambda manifest, members: members.update({"media/a.txt": b"a" * 50_000}), "media/a.txt in this backup"),
        (lambda manifest, members: members.pop("media/a.txt"), "other files than its manifest says"),
        (lambda manifest, members: members.update({"more.txt": b""}), "other files than its manifest says"),
        (add_member("../evil.txt"), "forbidden name ('../evil.txt')"),
        (add_member("media/../../evil.txt"), "forbidden name"),
        (add_member("/etc/cron.d/evil"), "forbidden name"),
        (add_member("media/a\\b"), "forbidden name"),
        (add_member("media//b"), "forbidden name"),
        (add_member("muara.sqlite3-wal"), "forbidden name"),
        (add_member("C:evil"), "forbidden name"),
        (break_database, "is damaged"),
        (empty_database, "The database in this backup is damaged"),
        (
            lambda manifest, members: manifest["rows"].update({"cities_city": 7}),
            "database in this backup is damaged",
        ),
        (set_in_manifest(format=2), "made by a newer Muara"),
        (lambda manifest, members: manifest["migrations"].append("concerns.9999_later"), "made by a newer Muara"),
        (set_in_manifest(format="one"), "is damaged or is no backup"),
        (set_in_manifest(parts=None), "is damaged or is no backup"),
        (set_in_manifest(parts=[{"name": 1, "size": -5, "sha256": ""}]), "is damaged or is no backup"),
        (set_in_manifest(rows=[]), "database in this backup is damaged"),
        (lambda manifest, members: manifest.clear(), "is damaged or is no backup"),
    ],
)
def test_a_forged_or_damaged_backup_is_refused_and_leaves_nothing(
    bare_backup: Path, tmp_path: Path, settings: Any, change: Any, said: str
):
    assert said in refused(changed(bare_backup, change), tmp_path / "home", settings)


def test_no_cut_off_end_is_restored(bare_backup: Path, tmp_path: Path, settings: Any):
    whole, damaged = bare_backup.read_bytes(), tmp_path / "damaged.zip"

    for number, length in enumerate((0, 1, 30, len(whole) // 2, len(whole) - 1)):
        damaged.write_bytes(whole[:length])
        assert "is damaged" in refused(damaged, tmp_path / f"home{number}", settings)


def test_no_flipped_bit_reaches_the_place(
    bare_backup: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    """A flipped bit is refused, unless it fell into a time stamp of the archive, which nobody reads."""
    whole, damaged, digests = bare_backup.read_bytes(), tmp_path / "damaged.zip", set()

    def put_in_place(folder: Path) -> None:
        parts = sorted(path for path in folder.rglob("*") if path.is_file())
        digests.add(tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in parts))

    monkeypatch.setattr("muara.web.config.restore.put_in_place", put_in_place)
    settings.MEDIA_ROOT = tmp_path / "none"
    restore_backup(bare_backup)
    n_refused = 0
    for at in range(3, len(whole), len(whole) // 60):
        damaged.write_bytes(bytes([*whole[:at], whole[at] ^ 0x40, *whole[at + 1 :]]))
        with contextlib.suppress(CannotRestore):
            restore_backup(damaged)
            continue
        n_refused += 1

    assert len(digests) == 1, "what was restored is what was backed up"
    assert n_refused >= 50


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(transactional_db: None, tmp_path: Path, settings: Any, content: bytes):
    (tmp_path / "x.zip").write_bytes(content)

    assert "no backup of Muara" in refused(tmp_path / "x.zip", tmp_path / "home", settings)


def test_a_file_that_is_not_there_is_said(transactional_db: None, tmp_path: Path, settings: Any):
    assert "There is no file" in refused(tmp_path / "x.zip", tmp_path / "home", settings)


def test_a_place_with_a_city_is_not_overwritten(backup: Path, tmp_path: Path, settings: Any):
    before = as_json(everything())

    assert "The database is not empty" in refused(backup, tmp_path / "home", settings)

    assert as_json(everything()) == before


def test_a_place_with_media_is_not_overwritten(bare_backup: Path):
    with pytest.raises(CannotRestore, match="is not empty"):
        restore_backup(bare_backup)


def test_a_full_disk_is_said_before_anything_is_written(
    bare_backup: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))

    assert "too little room" in refused(bare_backup, tmp_path / "home", settings)


def test_media_and_database_come_together_or_not_at_all(
    bare_backup: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    def fail(alias: str) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(portable, "migrate", fail)

    assert "disk is full" in refused(bare_backup, tmp_path / "home", settings)


def test_a_place_where_the_server_already_runs_empty_takes_the_restore(bare_backup: Path, laptop: Place):
    run(laptop, "muara.cli", "migrate")

    run(laptop, "muara.cli", "restore", str(bare_backup))

    assert "✗" not in run(laptop, "muara.cli", "check")


def test_refusals_on_the_command_line_are_one_sentence_and_exit_code_1(laptop: Place, tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(b"no zip")

    said = run(laptop, "muara.cli", "restore", str(tmp_path / "x.zip"), code=1)

    assert said.startswith("✗ x.zip is damaged or is no backup of Muara.")
    assert said.count("\n") == 1
    assert list(Path(laptop["MUARA_HOME"]).iterdir()) == []
