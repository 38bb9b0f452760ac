from __future__ import annotations

import sys
from types import ModuleType

import pytest

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.config import sample, serve
from muara.web.config.tests.conftest import Place, run

OPEN_SAMPLE = (
    "from muara.web.cities.models import City; from django.utils import timezone;"
    "City.objects.create(slug='contoh', name='Contoh', is_sample=True, created_at=timezone.now())"
)


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a filler in place that notes what it was asked for."""
    asked: list[str] = []

    def fill(*, size: str) -> list[str]:
        asked.append(size)
        return ["Fasilitator: novita@contoh.id"]

    module = ModuleType(sample.FILL)
    module.fill = fill  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, sample.FILL, module)
    monkeypatch.setattr(sample, "find_spec", lambda name: module)
    monkeypatch.setattr(serve, "prepare", lambda: None)
    return asked


def test_an_empty_place_is_filled_and_says_how_to_log_in(db: None, filled: list[str]):
    assert sample.fill_if_empty() == ["Fasilitator: novita@contoh.id"]
    assert filled == ["city"]


def test_a_place_with_a_city_is_left_alone(city: City, filled: list[str]):
    assert sample.fill_if_empty() == []
    with pytest.raises(sample.CannotFill, match="There is a city already"):
        sample.make("one", rebuild=False)

    assert filled == []


def test_a_real_city_is_never_thrown_away(city: City, filled: list[str]):
    with pytest.raises(sample.CannotFill, match="Purwokerto is a real city"):
        sample.make("one", rebuild=True)

    assert City.objects.get() == city


def test_a_city_under_a_running_server_is_not_thrown_away(
    db: None, filled: list[str], monkeypatch: pytest.MonkeyPatch
):
    City.objects.create(slug="contoh", name="Contoh", is_sample=True, created_at=NIGHT)
    monkeypatch.setattr(serve, "answers", lambda: True)

    with pytest.raises(sample.CannotFill, match="Stop Muara"):
        sample.make("one", rebuild=True)

    assert City.objects.exists()


def test_without_a_filler_a_start_goes_on_and_a_request_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sample, "find_spec", lambda name: None)

    assert sample.fill_if_empty() == []
    assert "Open your own" in capsys.readouterr().out
    with pytest.raises(sample.CannotFill, match="brings no sample city"):
        sample.fill("one")


def thrown_away(place: Place) -> None:
    run(place, "django", "migrate", "-v0")
    run(place, "django", "shell", "-v0", "-c", OPEN_SAMPLE)
    run(place, "django", "shell", "-v0", "-c", "from muara.web.config import sample; sample.empty()")
    run(place, "django", "migrate", "-v0")
    count = "from muara.web.cities.models import City; print(City.objects.count())"
    assert run(place, "django", "shell", "-v0", "-c", count).strip() == "0"


def test_a_sample_city_is_thrown_away_on_sqlite(laptop: Place):
    thrown_away({**laptop, "MUARA_PORT": "9"})


@pytest.mark.postgres
def test_a_sample_city_is_thrown_away_on_postgresql(server: Place):
    thrown_away({**server, "MUARA_PORT": "9"})
