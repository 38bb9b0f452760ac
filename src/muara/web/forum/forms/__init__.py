"""The shape of what people send to this room."""

from muara.web.forum.forms.coming import CodeForm, RegisterForm
from muara.web.forum.forms.minutes import (
    AnswerForm,
    CorrectionForm,
    FollowUpForm,
    MinutesForm,
    NoteForm,
    SettleForm,
)
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
    "AnswerForm",
    "CancelSessionForm",
    "CodeForm",
    "CorrectionForm",
    "FollowUpForm",
    "MinutesForm",
    "NewSessionForm",
    "NoteForm",
    "RegisterForm",
    "RoleFormSet",
    "SeriesForm",
    "SessionForm",
    "SettleForm",
]
