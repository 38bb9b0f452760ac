"""What has to be thrown away now and then about people."""

from __future__ import annotations

from django.utils import timezone

from muara.web.accounts.actions import forget_unfinished_accounts
from muara.web.tasks.queue import Work, background


@background(lease=300)
def forget_the_unfinished(work: Work) -> None:
    """Delete accounts that nobody ever opened with their code, and codes that ran out."""
    forget_unfinished_accounts(at=timezone.now())
