"""What the clock does for old entries: a letter with a link to everybody who can say that they are still true."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muara.web.cities.models import City
from muara.web.network.actions import CannotRemind, remind
from muara.web.network.actions.checks import day_in
from muara.web.network.models import Actor
from muara.web.network.queries.directory import stale_actors
from muara.web.tasks.queue import Work, background


@background(lease=300)
def remind_the_stale(work: Work) -> None:
    """Write to actors whose entry nobody looked at for half a year; each reminder is noted before it is sent."""
    now = timezone.now()
    for city in City.objects.order_by("pk"):
        for actor in stale_actors(city, now, day_in(city, now)):
            actor.city = city
            addresses = _addresses(actor)
            if not addresses:  # the secretariat sees it among the old entries, and has a phone
                continue
            try:
                token = remind(by=None, actor=actor, at=now)
            except CannotRemind:
                continue
            with translation.override(settings.LANGUAGE_CODE):
                link = settings.BASE_URL + reverse("network:review", args=[city.slug, token])
                subject = _("Is the entry of %(actor)s still true?") % {"actor": actor.name}
                body = _(
                    "Nobody has looked at the entry of %(actor)s for half a year.\n\n"
                    "Open this page, read it, and confirm it with one press:\n%(link)s\n\n"
                    "The link works once and for 30 days. If something has changed, answer the secretariat."
                ) % {"actor": actor.name, "link": link}
            for address in addresses:
                send_mail(subject, body, None, [address])


def _addresses(actor: Actor) -> list[str]:
    spoken = actor.memberships.active().filter(user__is_active=True).values_list("user__email", flat=True)
    called = actor.contacts.exclude(email="").values_list("email", flat=True)
    return sorted({address for address in [*spoken, *called] if address})
