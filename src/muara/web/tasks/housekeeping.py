"""What has to be thrown away now and then, so that a small machine can run for years."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.tasks.queue import Work, background

KEEP_DAYS = 14


@background(lease=300)
def forget_old_tasks(work: Work) -> None:
    """Delete finished tasks that ended more than two weeks ago, with their tickets."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()


@background(lease=300)
def forget_old_logins(work: Work) -> None:
    """Delete log-ins that ran out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
