"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "booking_accepted": _("%(space)s is yours on %(when)s."),
    "booking_refused": _("%(space)s is not free for you on %(when)s. Its owner says: %(answer)s"),
    "booking_given_back": _("%(space)s on %(when)s was called off. The reason: %(answer)s"),
}
VERBS = {
    "offered_product": _("wrote down a product"),
    "changed_product": _("changed a product"),
    "withdrew_product": _("took a product out of the directory"),
    "offered_product_again": _("put a product back into the directory"),
    "told_of_use": _("wrote down that a product is used"),
    "confirmed_use": _("confirmed the use of a product"),
    "disputed_use": _("said that a product is not used"),
    "ended_use": _("recorded that the use of a product ended"),
    "told_need": _("wrote down a need"),
    "changed_need": _("changed a need"),
    "ended_need": _("recorded that a need ended"),
    "lent_space": _("wrote down a space to lend"),
    "changed_space": _("changed a space to lend"),
    "withdrew_space": _("stopped lending a space"),
    "lent_space_again": _("lends a space again"),
    "booked_space": _("booked a space"),
    "accepted_booking": _("said yes to a booking"),
    "refused_booking": _("said no to a booking"),
    "gave_back_booking": _("called a booking off"),
}
