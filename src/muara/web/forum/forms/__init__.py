"""The shape of what people send to this room."""

from muara.web.forum.forms.coming import CodeForm, RegisterForm
from muara.web.forum.forms.planning import (
    AgendaForm,
    CancelSessionForm,
    NewSessionForm,
    SeriesForm,
    SessionForm,
)
from muara.web.forum.forms.roles import RoleFormSet

__all__ = [
    "AgendaForm",
    "CancelSessionForm",
    "CodeForm",
    "NewSessionForm",
    "RegisterForm",
    "RoleFormSet",
    "SeriesForm",
    "SessionForm",
]
