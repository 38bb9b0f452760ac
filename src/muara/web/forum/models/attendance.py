from __future__ import annotations

from django.db import models

from muara.web.accounts.models import Channel, Participant, Sector
from muara.web.forum.models.sessions import Session


class Attendance(models.Model):
    """A participant who was there, by hall code."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PHONE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.participant_id} at {self.session_id}"


class HeadCount(models.Model):
    """People in the room as the facilitator counted them, by sector."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="head_counts")
    sector = models.CharField(max_length=12, choices=Sector.choices)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "sector"], name="one_count_per_sector")]

    def __str__(self) -> str:
        return f"{self.n} {self.get_sector_display()}"
