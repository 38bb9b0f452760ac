from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from muara.web.config import checkup, serve

pytestmark = pytest.mark.django_db
Migration = MigrationRecorder.Migration


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """Note which commands of Django are called, and pack nothing."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    called: list[str] = []
    monkeypatch.setattr(serve, "call_command", lambda name, **options: called.append(name))
    return called


def test_static_files_are_packed_again_only_when_one_changed(packed: list[str], monkeypatch: pytest.MonkeyPatch):
    serve.prepare()
    serve.prepare()
    assert packed == ["collectstatic"]

    monkeypatch.setattr(serve, "stamp_of_static_files", lambda: "another")
    serve.prepare()

    assert packed == ["collectstatic"] * 2


def test_the_stamp_of_static_files_follows_their_content():
    style = Path(serve.__file__).parent.parent / "ui" / "static" / "ui" / "muara.css"
    before, known = serve.stamp_of_static_files(), style.stat()

    os.utime(style, ns=(known.st_atime_ns, known.st_mtime_ns + 1))
    try:
        after = serve.stamp_of_static_files()
    finally:
        os.utime(style, ns=(known.st_atime_ns, known.st_mtime_ns))

    assert before != after
    assert serve.stamp_of_static_files() == before


def test_a_database_of_a_newer_version_is_left_alone(packed: list[str]):
    Migration.objects.create(app="concerns", name="9999_later")

    with pytest.raises(serve.CannotServe, match="made by a newer Muara"):
        serve.prepare()

    assert packed == []
    assert any("newer Muara" in finding.advice for finding in checkup.look())


def test_a_database_of_before_the_first_release_is_left_alone(packed: list[str]):
    Migration.objects.filter(app="cities", name="0001_initial").delete()

    with pytest.raises(serve.CannotServe, match="before its first release"):
        serve.prepare()

    assert packed == []


def test_a_database_that_does_not_answer_is_a_sentence(packed: list[str], monkeypatch: pytest.MonkeyPatch):
    def fail() -> int:
        raise OperationalError("connection refused")

    monkeypatch.setattr(serve, "n_waiting_migrations", fail)

    with pytest.raises(serve.CannotServe, match="does not answer: connection refused"):
        serve.prepare()


@pytest.mark.parametrize(("host", "asked"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_whether_it_answers_is_asked_on_this_machine(
    settings: Any, monkeypatch: pytest.MonkeyPatch, host: str, asked: str
):
    tried: list[str] = []

    def refuse(name: str, port: int, timeout: int) -> Callable[..., None]:
        tried.append(name)
        raise ConnectionRefusedError

    settings.HOST = host
    monkeypatch.setattr(serve.http.client, "HTTPConnection", refuse)

    with pytest.raises(ConnectionRefusedError):
        serve.answers()
    assert tried == [asked]


def test_a_machine_without_a_network_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serve, "address_in_this_network", lambda: None)

    with pytest.raises(serve.CannotServe, match="Open a hotspot"):
        serve.open_to_the_hall()


def test_in_a_hall_links_and_codes_carry_the_address_of_the_network(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serve, "address_in_this_network", lambda: "192.168.4.1")
    for name in ("MUARA_HOST", "MUARA_BASE_URL"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("MUARA_PORT", "8123")

    serve.open_to_the_hall()

    assert (os.environ["MUARA_HOST"], os.environ["MUARA_BASE_URL"]) == ("0.0.0.0", "http://192.168.4.1:8123")
