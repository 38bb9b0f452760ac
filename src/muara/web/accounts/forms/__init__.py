"""The shape of what people send about themselves. These forms save nothing."""

from muara.web.accounts.forms.entrance import EmailCodeForm, EnterForm, LoginCodeForm, PhoneCodeForm, ResetCodeForm

__all__ = ["EmailCodeForm", "EnterForm", "LoginCodeForm", "PhoneCodeForm", "ResetCodeForm"]
