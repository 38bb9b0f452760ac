from __future__ import annotations

from django.db import models


class TaskTicket(models.Model):
    """What django-tasks does not know of a task: its attempt, its lease and the key that coalesces it."""

    result_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=120, blank=True, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_seconds = models.PositiveIntegerField(default=300)
    lease_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

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
