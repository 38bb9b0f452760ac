"""The sentences of this room's notices and audit lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "thread_from_concern": _("What you said worries you led to common thread %(number)s: %(thread)s."),
    "thread_from_statement": _("Your statement became common thread %(number)s: %(thread)s."),
    "thread_supported": _("A statement you agreed with became common thread %(number)s: %(thread)s."),
}
VERBS = {
    "took_reading": _("took a reading"),
    "finished_reading": _("a reading was computed"),
    "named_thread": _("named a common thread"),
    "published_thread": _("published a common thread"),
    "exported_rows": _("downloaded votes person by person"),
}
