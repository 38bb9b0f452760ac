from __future__ import annotations

import re
from urllib.parse import quote

from django import template
from django.utils.translation import gettext as _

register = template.Library()
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@register.filter
def without_addresses(text: str) -> str:
    """Hide e-mail addresses: what collects them finds nothing, and people ask in another way.

    >>> without_addresses("Tulis ke kami@contoh.id, ya.").count("@")
    0
    """
    return ADDRESS.sub(_("[e-mail address hidden]"), text)


@register.filter
def whatsapp(number: str, about: str) -> str:
    """Return a link that opens WhatsApp with a first sentence."""
    first = _("Good day, I have a question about “%(about)s”.") % {"about": about}
    return f"https://wa.me/{number}?text={quote(first)}"
