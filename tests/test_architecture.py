"""What import-linter cannot see."""

from __future__ import annotations

import pytest
from django.apps import apps

RIVER = [
    "tasks",
    "cities",
    "search",
    "accounts",
    "forum",
    "concerns",
    "common_ground",
    "network",
    "governance",
    "assets",
    "products",
    "initiatives",
    "cooperatives",
    "brand",
    "home",
    "opendata",
]


def downstream_relations() -> list[str]:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("muara.web."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.concrete or not isinstance(target, type):
                continue
            label = target._meta.app_label
            if label in RIVER and RIVER.index(label) > RIVER.index(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return wrong


def test_every_relation_points_upstream():
    assert downstream_relations() == []


def test_a_relation_that_points_downstream_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.test_architecture.RIVER", list(reversed(RIVER)))

    assert any("concerns.Vote.participant" in found for found in downstream_relations())


def test_every_room_has_its_place_in_the_river():
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("muara.web.")}

    assert rooms - {"ui"} <= set(RIVER)
