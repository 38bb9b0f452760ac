from __future__ import annotations

from pathlib import Path

import pytest
from tools import catalogue
from tools.catalogue import Found


def test_updating_a_catalogue_keeps_both_forms_of_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = Found("%(n)s vote", "%(n)s votes", None, "room/views.py", 1)
    monkeypatch.setattr(catalogue, "rooms", lambda: [tmp_path])
    monkeypatch.setattr(catalogue, "messages_of", lambda room: {found.key: [found]})
    catalogue.update()
    path = catalogue.catalogue_path(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('msgstr[0] ""', 'msgstr[0] "%(n)s suara"').replace('msgstr[1] ""', 'msgstr[1] "%(n)s suara"'),
        encoding="utf-8",
    )

    catalogue.update()

    assert [catalogue.strings_of(message) for message in catalogue.read(path) if message.id] == [
        ("%(n)s suara", "%(n)s suara")
    ]


def test_two_rooms_may_not_say_the_same_differently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "WEB", tmp_path)
    for room, word in {"forum": "diterbitkan", "kelompok": "terbit"}.items():
        path = tmp_path / room / "locale" / "id" / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "published"\nmsgstr "{word}"\n')
        (tmp_path / room / "apps.py").write_text("WORD = _('published')\n")

    assert catalogue.check() == 1
    assert "'diterbitkan' in forum, 'terbit' in kelompok" in capsys.readouterr().out


def test_a_message_is_collected_as_the_page_looks_it_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    page, code = tmp_path / "page.html", tmp_path / "words.py"
    page.write_text('{% load i18n %}{% translate "a 90 % interval" %}')
    code.write_text("from django.utils.translation import gettext_lazy as _lazy\n_lazy('we do not know them')\n")

    assert [one.text for one in catalogue.in_template(page)] == ["a 90 %% interval"]
    assert [one.text for one in catalogue.in_python(code)] == ["we do not know them"]


def test_no_library_says_a_message_of_ours_in_its_own_words():
    """Of two catalogues with one message the program shows one: "None" stood in forms, translated or not."""
    from babel.messages.pofile import read_po
    from django.utils.translation import gettext, override

    wrong = []
    for path in sorted(catalogue.WEB.glob("*/locale/id/LC_MESSAGES/django.po")):
        with path.open("rb") as file, override("id"):
            for message in read_po(file, locale="id"):
                if message.id and isinstance(message.id, str) and not message.context:
                    said = gettext(message.id)
                    wrong += [(path.parts[-5], message.id, said)] if said != message.string else []
    assert wrong == []
