"""The sentences of notices and the words of this room in the audit log: see `muara.web.accounts.notices`."""

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "moved_up": _(
        "A place at %(session)s became free, and it is yours: “%(question)s”. If you cannot come, give it back."
    ),
    "session_cancelled": _("%(session)s, “%(question)s”, does not take place: %(reason)s"),
    "session_changed": _("%(session)s, “%(question)s”, has another time or place. Look before you go."),
}
VERBS = {
    "planned": _("planned a session"),
    "edited": _("edited a session"),
    "set_roles": _("set who speaks, moderates and takes notes"),
    "announced": _("announced a session"),
    "open": _("opened a session"),
    "closed": _("closed a session"),
    "published": _("published the record of a session"),
    "cancelled": _("cancelled a session"),
    "set_agenda": _("wrote the agenda of a session"),
    "began_evening_series": _("began a series of sessions"),
    "registered": _("registered for a session"),
    "moved_up": _("moved up from the waiting list"),
    "gave_back_place": _("gave back a place at a session"),
    "renewed_hall_code": _("renewed the code of the room"),
    "attended": _("came to a session"),
    "moved_attendance": _("signed in and kept the evenings they came to"),
    "counted_heads": _("counted who is in the room"),
    "mistook_hall_code": _("typed a code that opens no room"),
}
