from __future__ import annotations

from django.db import models
from django.db.models import Q
from django_tasks_db.models import DBTaskResult


class TaskTicket(models.Model):
    """What django-tasks does not know of a task: its attempt, its lease and the key that coalesces it.

    `attempt` counts the claims and is the fence: a worker may finish a task only while it is the newest claimant.
    `failures` counts those that went wrong, against `max_attempts`; a worker that had to stop does not count.
    """

    result = models.OneToOneField(DBTaskResult, on_delete=models.CASCADE, related_name="ticket")
    key = models.CharField(max_length=120, blank=True, db_index=True)
    is_waiting = models.BooleanField(default=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    lease_seconds = models.PositiveIntegerField()
    backoff_seconds = models.PositiveIntegerField()
    lease_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_waiting=True) & ~Q(key=""), name="one_waiting_task_per_key"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.key or str(self.result_id)


class CronRow(models.Model):
    """A task that runs again and again; the worker's tick reads these rows."""

    name = models.CharField(max_length=60, unique=True)
    task_path = models.CharField(max_length=200)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
