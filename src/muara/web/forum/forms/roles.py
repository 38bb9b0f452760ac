from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muara.web.forum.models import SessionRole
from muara.web.ui.fields import CleanCharField


class RoleForm(forms.Form):
    kind = forms.ChoiceField(choices=SessionRole.Kind.choices, widget=forms.HiddenInput)
    role = CleanCharField(
        label=_("Who they are"),
        max_length=80,
        required=False,
    )
    name = CleanCharField(label=_("Name"), max_length=80, required=False)
    is_name_public = forms.BooleanField(label=_("This person allows their name to be shown"), required=False)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("name") and not given.get("role") and "role" not in self.errors:
            self.add_error("role", _("Write what the person is; only the name may stay away."))
        return given

    @property
    def legend(self) -> str:
        kind = str(self["kind"].value())
        return str(SessionRole.Kind(kind).label) if kind in SessionRole.Kind.values else ""


RoleFormSet = forms.formset_factory(RoleForm, extra=0, max_num=12, validate_max=True)
