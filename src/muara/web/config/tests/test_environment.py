from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from muara.web.config import environment as env

NAME = "MUARA_SOMETHING"
Say = Callable[..., None]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    def set_to(value: str | None, name: str = NAME) -> None:
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)

    return set_to


def test_a_text_is_trimmed_and_has_a_default(say: Say):
    say("  muara ")
    assert env.text(NAME) == "muara"
    say(None)
    assert env.text(NAME, "quiet") == "quiet"


def test_a_secret_is_read_from_the_file_that_is_named(say: Say, tmp_path: Path):
    (tmp_path / "secret").write_text("s3cret\n")
    say(str(tmp_path / "secret"), f"{NAME}_FILE")
    say("other")

    assert env.text(NAME) == "s3cret"


def test_a_secret_file_that_is_missing_is_said(say: Say):
    say("/no/such/file", f"{NAME}_FILE")

    with pytest.raises(ImproperlyConfigured, match="MUARA_SOMETHING_FILE points to /no/such/file"):
        env.text(NAME)


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("ON", True), ("0", False), ("no", False)])
def test_a_boolean(say: Say, value: str, meant: bool):
    say(value)

    assert env.boolean(NAME, not meant) is meant


def test_an_empty_boolean_is_its_default(say: Say):
    say("")

    assert env.boolean(NAME, True) is True


@pytest.mark.parametrize("nonsense", ["maybe", "2", "ya", "tru", "True!"])
def test_a_boolean_is_not_guessed(say: Say, nonsense: str):
    say(nonsense)

    with pytest.raises(ImproperlyConfigured, match="must be true or false"):
        env.boolean(NAME, True)


def test_an_integer(say: Say):
    say("8000")
    assert env.integer(NAME, 1, low=1, high=65535) == 8000
    say(None)
    assert env.integer(NAME, 1, low=1, high=65535) == 1


@pytest.mark.parametrize("nonsense", ["0", "65536", "-1", "8000.0", "8e3", "80 80", "²", "٣", "http", "9" * 5000])
def test_an_integer_is_whole_and_within_its_bounds(say: Say, nonsense: str):
    say(nonsense)

    with pytest.raises(ImproperlyConfigured, match="must be a whole number from 1 to 65535"):
        env.integer(NAME, 1, low=1, high=65535)


@pytest.mark.parametrize(
    "value",
    [
        "https://ubin.example.org/{z}/{x}/{y}.png",
        "https://ubin.example.org:8443/a/{z}/{y}/{x}{r}.webp?kunci=7",
        "/ubin/{z}/{x}/{y}.png",
    ],
)
def test_an_address_of_tiles(say: Say, value: str):
    say(value)
    assert env.tiles(NAME) == value
    say(None)
    assert env.tiles(NAME) == ""


@pytest.mark.parametrize(
    "nonsense",
    [
        "https://ubin.example.org/",
        "https://ubin.example.org/{z}/{x}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "http://ubin.example.org/{z}/{x}/{y}.png",
        "//ubin.example.org/{z}/{x}/{y}.png",
        "https://a@ubin.example.org/{z}/{x}/{y}.png",
        "https://ubin.example.org; script-src *;/{z}/{x}/{y}.png",
        "https://ubin.example.org/{z}/{x}/{y}/{y}.png",
        "https://ubin.example.org/{z}/{x}/{y}{.png",
        "https://ubin.example.org/{z}/{x}/{y}.png ",
        "javascript:{z}{x}{y}",
        "ubin/{z}/{x}/{y}.png",
        "data:image/png,{z}{x}{y}",
        'https://ubin.example.org/{z}/{x}/{y}"onload=x',
    ],
)
def test_an_address_of_tiles_is_not_guessed(say: Say, nonsense: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(env, "text", lambda name: nonsense)

    with pytest.raises(
        ImproperlyConfigured, match=r"must look like https://tiles\.example\.org/\{z\}/\{x\}/\{y\}\.png"
    ):
        env.tiles(NAME)


def test_words(say: Say):
    say(" a.org, ,b.org,")
    assert env.words(NAME, []) == ["a.org", "b.org"]
    say("")
    assert env.words(NAME, ["*"]) == ["*"]


def test_a_choice(say: Say):
    say("info")
    assert env.choice(NAME, "WARNING", ["INFO", "WARNING"]) == "INFO"
    say("loud")
    with pytest.raises(ImproperlyConfigured, match="one of INFO, WARNING, not 'LOUD'"):
        env.choice(NAME, "WARNING", ["INFO", "WARNING"])


@pytest.mark.parametrize(
    "value", ["https://muara.example.org", "http://192.168.1.5:8000/", "http://localhost", "http://[::1]:8000"]
)
def test_an_address_loses_its_last_slash(say: Say, value: str):
    say(value)

    assert env.address(NAME, "") == value.rstrip("/")


@pytest.mark.parametrize(
    "nonsense",
    [
        "muara.example.org",
        "ftp://muara.example.org",
        "https://",
        "https:///x",
        "https://muara.example.org:port",
        "https://muara.example.org:99999",
        "https://muara.example.org/muara",
        "https://muara.example.org/?a=b",
        "javascript:alert(1)",
        "https://[::1",
    ],
)
def test_an_address_is_not_guessed(say: Say, nonsense: str):
    say(nonsense)

    with pytest.raises(ImproperlyConfigured, match="must look like https://"):
        env.address(NAME, "")


def test_a_folder_is_made(say: Say, tmp_path: Path):
    say(str(tmp_path / "a" / "b"))

    assert env.folder(NAME, "var") == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_a_file_is_no_folder(say: Say, tmp_path: Path):
    (tmp_path / "file").write_text("")
    say(str(tmp_path / "file"))

    with pytest.raises(ImproperlyConfigured, match="is no folder"):
        env.folder(NAME, "var")


def test_a_folder_that_may_not_be_written_is_refused(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(env.os, "access", lambda path, mode: False)  # root may write everywhere
    say(str(tmp_path))

    with pytest.raises(ImproperlyConfigured, match="may not write"):
        env.folder(NAME, "var")


def test_no_database_address_is_sqlite_in_the_home(say: Say, tmp_path: Path):
    say(None)

    assert env.database(NAME, tmp_path)["NAME"] == str(tmp_path / "muara.sqlite3")


def test_a_database_address_of_sqlite(say: Say, tmp_path: Path):
    say("sqlite:////srv/muara.sqlite3")

    assert env.database(NAME, tmp_path)["NAME"] == "/srv/muara.sqlite3"


def test_a_database_address_of_postgresql_with_strange_characters(say: Say, tmp_path: Path):
    say("postgresql://mu%40ara:p%2Fw%3A@db.local:5433/kota%20kita?sslmode=require")

    known = env.database(NAME, tmp_path)

    address = [known[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert address == ["mu@ara", "p/w:", "db.local", 5433, "kota kita"]
    assert known["OPTIONS"]["sslmode"] == "require"


def test_whoever_waits_for_postgresql_makes_the_next_try_and_a_machine_that_is_gone_is_given_up(
    say: Say, tmp_path: Path
):
    say("postgresql://muara@db.local/muara?connect_timeout=3")

    options: Any = env.database(NAME, tmp_path)["OPTIONS"]

    assert options["pool"]["reconnect_timeout"] <= options["pool"]["timeout"]
    assert options["tcp_user_timeout"] == 20_000
    assert options["connect_timeout"] == "3"  # the address says otherwise


@pytest.mark.parametrize(
    "nonsense",
    [
        "muara.sqlite3",
        "sqlite://",
        "sqlite:///",
        "mysql://root@localhost/muara",
        "postgresql://localhost",
        "postgresql://localhost/",
        "postgresql://localhost:port/muara",
        "postgresql://localhost:99999/muara",
        "postgresql://[::1/muara",
    ],
)
def test_a_database_address_is_not_guessed(say: Say, tmp_path: Path, nonsense: str):
    say(nonsense)

    with pytest.raises(ImproperlyConfigured):
        env.database(NAME, tmp_path)
