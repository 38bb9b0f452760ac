from __future__ import annotations

import pytest
from django.apps import apps

from muara.web.accounts import personal


def test_every_relation_to_a_person_has_its_answer():
    found = {relation.key for relation in personal.relations()}

    assert found - personal.held().keys() == set(), "name it in the personal.py of its room"
    assert personal.held().keys() - found == set(), "no such relation any more"


def test_a_table_that_nobody_named_is_seen(monkeypatch: pytest.MonkeyPatch):
    known = {key: value for key, value in personal.held().items() if key != "concerns.vote.participant"}
    monkeypatch.setattr(personal, "held", lambda: known)

    assert {relation.key for relation in personal.relations()} - known.keys() == {"concerns.vote.participant"}


@pytest.mark.parametrize("key", sorted(personal.held()))
def test_the_fields_of_the_download_exist(key: str):
    model = apps.get_model(*key.split(".")[:2])

    for name in personal.held()[key].fields:
        model._default_manager.values_list(name).query.__str__()
