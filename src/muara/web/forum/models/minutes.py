from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Participant, Sector, User
from muara.web.cities.models import City
from muara.web.forum.models.sessions import Session

CORRECTION = timedelta(days=7)


class Contribution(models.Model):
    """What the note-taker wrote down of an evening, one point a row. The speaker is a role, never a name."""

    class Kind(models.TextChoices):
        CONCERN = "CONCERN", _("concern")
        SUGGESTION = "SUGGESTION", _("proposal")
        FACT = "FACT", _("fact")
        QUESTION = "QUESTION", _("question")
        THREAD = "THREAD", _("common thread")
        DIFFERENCE = "DIFFERENCE", _("difference of opinion")
        DECISION = "DECISION", _("decision of the room")

    SPOKEN = (Kind.CONCERN, Kind.SUGGESTION, Kind.FACT, Kind.QUESTION)

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="contributions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    role = models.CharField(max_length=80, blank=True)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    text = models.CharField(max_length=500)
    is_answered = models.BooleanField(default=False, help_text="A question that the evening itself answered")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="") | ~Q(kind__in=["CONCERN", "SUGGESTION", "FACT", "QUESTION"]),
                name="who_speaks_has_a_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class Minutes(models.Model):
    """The minutes of an evening: a draft, then open for correction, then locked. Their text is in the versions.

    Whether they are locked is read from the clock and from nothing else: a late task lets no late edit in.
    """

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    published_at = models.DateTimeField(null=True, blank=True)
    published_number = models.PositiveIntegerField(null=True, blank=True, help_text="The version that came out")
    lock_noted_at = models.DateTimeField(null=True, blank=True, help_text="When the clock told of the lock")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_number__isnull=True)
                | Q(published_at__isnull=False, published_number__isnull=False),
                name="published_minutes_name_their_version",
            )
        ]

    def __str__(self) -> str:
        return f"minutes of {self.session_id}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def locks_at(self) -> datetime | None:
        return None if self.published_at is None else self.published_at + CORRECTION

    def is_locked(self, at: datetime) -> bool:
        return self.locks_at is not None and at >= self.locks_at

    def takes_corrections(self, at: datetime) -> bool:
        return self.is_published and not self.is_locked(at)


class MinutesVersion(models.Model):
    """One wording of minutes. Rows are added only, each with a hash over the one before: see `hashing`."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_once")]

    def __str__(self) -> str:
        return f"version {self.number}"


class Suggestion(models.Model):
    """A correction that somebody who was there asks for; it is accepted or declined with a word."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("waits for an answer")
        ACCEPTED = "ACCEPTED", _("accepted")
        DECLINED = "DECLINED", _("declined")

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="suggestions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    wrong = models.CharField(max_length=500, blank=True, help_text="As it stands in the minutes")
    right = models.CharField(max_length=500)
    at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(status="OPEN") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="suggestion_is_answered_with_a_word",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.number}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def in_city(self, city: City) -> FollowUpQuerySet:
        return self.filter(session__city=city)

    def visible(self) -> FollowUpQuerySet:
        return self.exclude(session__status=Session.Status.DRAFT)

    def waiting(self) -> FollowUpQuerySet:
        return self.filter(status=FollowUp.Status.OPEN)

    def late(self, today: date) -> FollowUpQuerySet:
        return self.waiting().filter(due_date__lt=today)


class FollowUp(models.Model):
    """What somebody said they would do after an evening, and until when."""

    class Status(models.TextChoices):
        OPEN = "OPEN", _("not done yet")
        DONE = "DONE", _("done")
        DROPPED = "DROPPED", _("will not be done")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.CharField(max_length=200)
    who = models.CharField(max_length=80)
    due_date = models.DateField()
    taken_by = models.ForeignKey(Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.OPEN)
    settled_date = models.DateField(null=True, blank=True)
    word = models.CharField(max_length=200, blank=True, help_text="What came of it, or why not")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", settled_date__isnull=True)
                | (~Q(status="OPEN") & Q(settled_date__isnull=False)),
                name="follow_up_settled_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="DROPPED") | ~Q(word=""), name="dropped_follow_up_says_why"
            ),
        ]
        indexes = [models.Index(fields=["status", "due_date"], name="follow_up_by_day")]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_done_in_time(self) -> bool:
        return self.status == self.Status.DONE and (self.settled_date or self.due_date) <= self.due_date

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_date < today
