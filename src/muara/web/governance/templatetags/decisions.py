from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from muara.web.governance.result_words import SIGNS
from muara.web.governance.terms_in_words import rupiah as in_rupiah

register = template.Library()


@register.simple_tag
def sign(name: str) -> SafeString:
    """Draw what an option or an objection does with the two streams; nothing for a name that is none."""
    if name not in SIGNS:
        return SafeString("")
    return format_html(
        '<svg class="join" viewBox="0 0 48 20" aria-hidden="true"><path d="{}"/><path d="{}"/></svg>', *SIGNS[name]
    )


@register.filter
def rupiah(amount: int | None) -> str:
    return "–" if amount is None else in_rupiah(amount)
