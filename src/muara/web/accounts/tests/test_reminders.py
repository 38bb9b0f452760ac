"""Stopping reminders by e-mail: with the link of a letter and without signing in, or on one's own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from conftest import NIGHT
from muara.web.accounts.actions import choose_reminders
from muara.web.accounts.mail import person_of, stop_link
from muara.web.accounts.models import AuditLine, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def path_of(city, settings):
    return lambda person: stop_link(person, city).removeprefix(settings.BASE_URL)


@pytest.fixture
def asih(make_participant):
    user = User.objects.create_user("asih@contoh.id", "kata-sandi-panjang", name="Asih")
    return make_participant("VERIFIED", user=user)


def test_the_link_only_shows_a_button_and_pressing_it_stops_the_reminders(asih, path_of):
    client, where = Client(enforce_csrf_checks=True), path_of(asih)

    page = client.get(where)
    asih.refresh_from_db()
    assert (page.status_code, asih.wants_reminders) == (200, True)
    assert client.post(where).status_code == 403
    token = client.cookies["csrftoken"].value
    assert client.post(where, {"csrfmiddlewaretoken": token}).status_code == 200

    asih.refresh_from_db()
    assert asih.wants_reminders is False
    assert "sessionid" not in client.cookies
    assert "asih" not in page.text.lower()
    assert AuditLine.objects.filter(verb="stopped_reminders", by_participant=asih).count() == 1
    client.post(where, {"csrfmiddlewaretoken": token})
    assert AuditLine.objects.filter(verb="stopped_reminders").count() == 1


def test_a_link_that_was_touched_or_belongs_elsewhere_stops_nothing(asih, aldo, path_of, city, other_city):
    token = path_of(asih).rstrip("/").rsplit("/", 1)[1]
    touched = token.replace(str(asih.pk), str(aldo.pk), 1)

    for wrong in (touched, "1", "x:y", token + "a"):
        address = reverse("accounts:stop_reminders", args=[city.slug, wrong])
        assert Client().post(address).status_code == 404
    assert Client().post(reverse("accounts:stop_reminders", args=[other_city.slug, token])).status_code == 404
    asih.refresh_from_db()
    assert asih.wants_reminders


def test_the_link_of_a_guest_who_signed_in_since_stops_who_they_are_now(asih, aldo, path_of, city):
    token = path_of(aldo).rstrip("/").rsplit("/", 1)[1]
    aldo.merged_into = asih
    aldo.save()

    assert person_of(token, city) == asih


def test_on_their_own_page_somebody_stops_reminders_and_asks_for_them_again(asih, as_user, city):
    client, where = as_user(asih.user), f"/{city.slug}/saya/"

    assert "Hentikan pengingat" in client.get(where).text
    for wants, button in (("no", "Ingatkan saya"), ("yes", "Hentikan pengingat")):
        assert client.post(f"{where}pengingat/", {"wants": wants}).status_code == 302
        asih.refresh_from_db()
        assert asih.wants_reminders is (wants == "yes")
        assert button in client.get(where).text
    assert Client().post(f"{where}pengingat/", {"wants": "no"}).status_code == 403


def test_the_page_says_nothing_of_reminders_where_no_letter_leaves(asih, as_user, city, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "pengingat" not in as_user(asih.user).get(f"/{city.slug}/saya/").text


def test_the_language_that_somebody_chooses_is_kept_for_their_letters(asih, as_user):
    client = as_user(asih.user)

    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})

    asih.user.refresh_from_db()
    assert asih.user.language == "en"
    assert Client().post(reverse("set_language"), {"language": "en"}).status_code == 302


def test_choosing_the_same_again_writes_nothing(asih):
    choose_reminders(by=asih, wants=True, at=NIGHT)

    assert not AuditLine.objects.filter(verb__endswith="reminders").exists()
