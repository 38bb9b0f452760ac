from __future__ import annotations

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from muara.web.ui.fields import CleanCharField
from muara.web.ui.text import UnreadableText, clean_text

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize("text", ["\0", "warung\0", "\ud800", "tutup\udfff"])
def test_what_a_database_would_refuse_is_refused_in_words(text: str):
    with pytest.raises(UnreadableText):
        clean_text(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  warung sepi ", "warung sepi"),
        ("warung\u202esepi\u202c", "warungsepi"),
        ("ad\u200bmin\ufeff", "admin"),
        ("re\u0301sah", "r\u00e9sah"),
        ("satu\r\ndua", "satu dua"),
        ("satu\tdua", "satu dua"),
        ("nyong\x07wedi", "nyongwedi"),
        ("ꦱꦠꦸ ꦏꦺꦴꦥꦼꦫꦱꦶ", "ꦱꦠꦸ ꦏꦺꦴꦥꦼꦫꦱꦶ"),
    ],
)
def test_what_is_seen_stays_and_what_is_not_seen_goes(typed: str, kept: str):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "nothing", ["", " ", "\u200b\u200d\u2060", "\u3164\u3164", "\u00a0\u2003", "\u00ad\u2800"]
)
def test_a_text_that_nobody_can_see_is_empty(nothing: str):
    assert clean_text(nothing) == ""


def test_lines_stay_where_they_are_asked_for():
    assert clean_text("satu\r\ndua\u2028tiga\rempat", keeps_lines=True) == "satu\ndua\ntiga\nempat"


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str):
    try:
        once = clean_text(text, keeps_lines=True)
    except UnreadableText:
        return
    assert clean_text(once, keeps_lines=True) == once
    once.encode()


class NameForm(forms.Form):
    name = CleanCharField(max_length=5)


@given(ANY_TEXT)
def test_a_form_answers_any_text_with_a_value_or_an_error(text: str):
    form = NameForm({"name": text})

    assert form.is_valid() != bool(form.errors)


def test_the_length_is_counted_after_cleaning():
    assert NameForm({"name": "re\u0301sah"}).is_valid()
    assert not NameForm({"name": "\U0001d160" * 5}).is_valid()  # grows to fifteen under NFC


def test_invisible_characters_do_not_fill_in_a_required_field():
    assert NameForm({"name": "\u200b"}).errors["name"]
