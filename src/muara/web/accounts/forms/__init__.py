"""The shape of what people send about themselves. These forms save nothing."""

from muara.web.accounts.forms.city import FigureForm, WordsForm
from muara.web.accounts.forms.entrance import EmailCodeForm, EnterForm, LoginCodeForm, PhoneCodeForm, ResetCodeForm
from muara.web.accounts.forms.people import (
    AssistedForm,
    ContactField,
    DescribeForm,
    EraseForm,
    NameForm,
    RoleForm,
    RollForm,
)

__all__ = [
    "AssistedForm",
    "ContactField",
    "DescribeForm",
    "EmailCodeForm",
    "EnterForm",
    "EraseForm",
    "FigureForm",
    "LoginCodeForm",
    "NameForm",
    "PhoneCodeForm",
    "ResetCodeForm",
    "RoleForm",
    "RollForm",
    "WordsForm",
]
