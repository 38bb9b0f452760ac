"""The operator's back office is for looking only: every write is an action of a room."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from muara.web.accounts.models import DeliveredCode, User
from muara.web.ui.backoffice import LookOnly

pytestmark = pytest.mark.django_db
OURS = [model for model, site in admin.site._registry.items() if isinstance(site, LookOnly)]


@pytest.fixture
def operator(client: Client) -> Client:
    user = User.objects.create_superuser("operator@contoh.id", "kata-sandi-panjang", name="Operator")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_a_table_is_looked_at_and_never_changed(operator: Client, model, aldo, topic, delivered_code):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert operator.get(reverse(f"{name}_changelist")).status_code == 200
    assert operator.post(reverse(f"{name}_add"), {}).status_code == 403
    if (row := model._base_manager.first()) is not None:
        page = reverse(f"{name}_change", args=[row.pk])
        assert operator.get(page).status_code == 200
        assert operator.post(page, {}).status_code == 403
        assert operator.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_no_secret_is_shown(operator: Client, delivered_code: DeliveredCode):
    page = operator.get(reverse("admin:accounts_deliveredcode_change", args=[delivered_code.pk])).content.decode()

    assert "+6281234567890" in page
    assert delivered_code.code not in page


def test_votes_and_permissions_are_no_tables_to_look_through():
    shown = {model._meta.label_lower for model in admin.site._registry}

    assert shown.isdisjoint({"concerns.vote", "concerns.voteevent", "auth.group"})
    assert {"accounts.user", "cities.city", "mfa.authenticator"} <= shown


def test_operators_sign_in_where_everybody_does(client: Client):
    assert client.get("/operator/login/?next=/operator/").headers["Location"].startswith("/akun/login/")
