from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

SECRETS = {"password", "code", "data", "device_hash", "token_hash", "contact_hash"}


class LookOnly(admin.ModelAdmin[Any]):
    """A table that the operator may look at. Nothing is added, changed or deleted past the actions."""

    list_display = ("pk", "__str__")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return [field.name for field in self.opts.fields if field.name not in SECRETS]

    def get_ordering(self, request: HttpRequest) -> Any:
        return ["-pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
