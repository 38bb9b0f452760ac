"""The sentences of notices and the words of this room in the audit log: see `muara.web.accounts.notices`."""

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "moved_up": _(
        "A place at %(session)s became free, and it is yours: “%(question)s”. If you cannot come, give it back."
    ),
    "session_cancelled": _("%(session)s, “%(question)s”, does not take place: %(reason)s"),
    "session_changed": _("%(session)s, “%(question)s”, has another time or place. Look before you go."),
    "minutes_published": _(
        "The minutes of %(session)s, “%(theme)s”, are out. You were there: for seven days you may correct them."
    ),
    "correction_accepted": _("Your correction to the minutes of %(session)s was taken over: %(answer)s"),
    "correction_declined": _("Your correction to the minutes of %(session)s was not taken over: %(answer)s"),
    "follow_up_due": _("“%(what)s” is due on %(day)s. Say how it stands."),
    "follow_up_done": _("What %(session)s agreed on is done: “%(what)s”. %(word)s"),
    "follow_up_dropped": _("What %(session)s agreed on will not be done: “%(what)s”. %(word)s"),
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
    "noted": _("wrote down a point of an evening"),
    "struck_note": _("took a point of an evening out"),
    "drafted_minutes": _("drafted minutes"),
    "edited_minutes": _("worked on minutes"),
    "published_minutes": _("published minutes"),
    "locked_minutes": _("the seven days of minutes were over"),
    "suggested_correction": _("suggested a correction of minutes"),
    "accepted_correction": _("took a correction of minutes over"),
    "declined_correction": _("declined a correction of minutes"),
    "planned_follow_up": _("wrote down a follow-up"),
    "took_follow_up": _("took a follow-up on"),
    "settled_follow_up": _("said how a follow-up ended"),
    "reminded_of_follow_up": _("reminded somebody of a follow-up"),
    "mistook_hall_code": _("typed a code that opens no room"),
}
