"""What has to be thrown away now and then about who came."""

from __future__ import annotations

from django.utils import timezone

from muara.web.forum.actions import forget_old_registrations
from muara.web.tasks.queue import Work, background


@background(lease=300)
def forget_the_registered(work: Work) -> None:
    """Take the names off the registrations of evenings that are thirty days past."""
    forget_old_registrations(at=timezone.now())
