"""The words of this room in the audit log: see `muara.web.accounts.notices`."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "planned": _("planned a session"),
    "edited": _("edited a session"),
    "set_roles": _("set who speaks, moderates and takes notes"),
    "announced": _("announced a session"),
    "open": _("opened a session"),
    "closed": _("closed a session"),
    "published": _("published the record of a session"),
    "renewed_hall_code": _("renewed the code of the room"),
    "attended": _("came to a session"),
    "moved_attendance": _("signed in and kept the evenings they came to"),
    "counted_heads": _("counted who is in the room"),
    "mistook_hall_code": _("typed a code that opens no room"),
}
