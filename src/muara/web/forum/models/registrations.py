from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Participant, Sector
from muara.web.forum.models.sessions import Session


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> RegistrationQuerySet:
        """Leave out what was cancelled."""
        return self.exclude(status=Registration.Status.CANCELLED)

    def confirmed(self) -> RegistrationQuerySet:
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self) -> RegistrationQuerySet:
        """Return who waits, first come first."""
        return self.filter(status=Registration.Status.WAITING).order_by("pk")


class Registration(models.Model):
    """Somebody who wants to come. Facilitators alone see the name and the phone, and both go after the evening."""

    class Status(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("has a place")
        WAITING = "WAITING", _("on the waiting list")
        CANCELLED = "CANCELLED", _("cancelled")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="registrations")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations",
        help_text="Whose place it is; empty where somebody else typed it for them",
    )  # fmt: skip
    entered_by = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="entered_registrations"
    )
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participant"],
                condition=Q(participant__isnull=False) & ~Q(status="CANCELLED"),
                name="one_place_per_person",
            )
        ]
        indexes = [models.Index(fields=["session", "status"], name="registration_by_status")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.pk}"
