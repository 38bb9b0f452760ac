from __future__ import annotations

from django.apps import apps
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig

# Who voted what is looked up by nobody, not even by the operator in passing.
NOT_SHOWN = {"concerns.vote", "concerns.voteevent"}
ALSO = {"account.emailaddress", "mfa.authenticator"}


class AdminConfig(DjangoAdminConfig):
    """The stock back office, for operators only, and only for looking: every write is an action of a room."""

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin
        from django.contrib.auth.models import Group

        from muara.web.ui.backoffice import LookOnly

        for model in apps.get_models():
            label = model._meta.label_lower
            if not (model.__module__.startswith("muara.web.") or label in ALSO) or label in NOT_SHOWN:
                continue
            if admin.site.is_registered(model):
                admin.site.unregister(model)
            admin.site.register(model, LookOnly)
        if admin.site.is_registered(Group):
            admin.site.unregister(Group)
