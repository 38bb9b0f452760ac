from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel, Participant, User
from muara.web.cities.models import City
from muara.web.forum.models import Session

MAX_STATEMENT = 160
AGREE, PASS, DISAGREE = 1, 0, -1


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_city(self, city: City) -> TopicQuerySet:
        return self.filter(city=city)

    def visible(self) -> TopicQuerySet:
        return self.exclude(status=Topic.Status.DRAFT)


class Topic(models.Model):
    """One question that people write statements to and vote on."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")

    class Who(models.TextChoices):
        EVERYONE = "EVERYONE", _("everyone")
        INVITED = "INVITED", _("invited and verified people")
        VERIFIED = "VERIFIED", _("verified people")

    class Moderation(models.TextChoices):
        BEFORE = "BEFORE", _("before it is shown")
        AFTER = "AFTER", _("after it is shown")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="topics")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="topics")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=80)
    question = models.CharField(max_length=200)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.DRAFT)
    who_may_vote = models.CharField(max_length=8, choices=Who.choices, default=Who.EVERYONE)
    who_may_write = models.CharField(max_length=8, choices=Who.choices, default=Who.EVERYONE)
    moderation = models.CharField(max_length=6, choices=Moderation.choices, default=Moderation.BEFORE)
    is_imported = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "slug"], name="topic_address_once_per_city")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


def sheet_label(topic: Topic, number: int) -> str:
    """Return the mark of the participant behind a paper sheet."""
    return f"{topic.pk}/{number}"


class ConcernQuerySet(models.QuerySet["Concern"]):
    def in_city(self, city: City) -> ConcernQuerySet:
        return self.filter(city=city)

    def shown(self) -> ConcernQuerySet:
        """Return what everybody may read: what a facilitator has read, or what is read after it is shown."""
        return self.exclude(status=Concern.Status.REJECTED).filter(
            Q(decided_at__isnull=False) | Q(topic__moderation=Topic.Moderation.AFTER)
        )

    def waiting(self) -> ConcernQuerySet:
        """Return what no facilitator has read yet."""
        return self.filter(status=Concern.Status.RAISED, decided_at__isnull=True)


class Concern(models.Model):
    """What worries somebody: because …, affected …, tried …. Kept as it was said, whatever becomes of it."""

    class Status(models.TextChoices):
        RAISED = "RAISED", _("raised")
        WORDED = "WORDED", _("worded as a statement")
        MERGED = "MERGED", _("joined with another concern")
        REJECTED = "REJECTED", _("not taken up")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="concerns")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns")
    raised_by = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="concerns"
    )
    because = models.CharField(max_length=400)
    affected = models.CharField(max_length=200, blank=True)
    tried = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=80, blank=True, help_text="What the person is, as they want it shown")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.RAISED)
    reason = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PHONE)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When a facilitator first read it")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["city", "raised_at"], name="concern_by_time")]

    def __str__(self) -> str:
        return self.because[:60]


class StatementQuerySet(models.QuerySet["Statement"]):
    def votable(self) -> StatementQuerySet:
        """Return what people see and vote on."""
        return self.filter(
            Q(status=Statement.Status.ACCEPTED)
            | Q(status=Statement.Status.PENDING, topic__moderation=Topic.Moderation.AFTER)
        )

    def waiting(self) -> StatementQuerySet:
        return self.filter(status=Statement.Status.PENDING)


class Statement(models.Model):
    """One idea, at most 160 characters, that stands alone and can be voted on."""

    class Status(models.TextChoices):
        PENDING = "PENDING", _("waiting for the moderator")
        ACCEPTED = "ACCEPTED", _("accepted")
        REJECTED = "REJECTED", _("rejected")
        MERGED = "MERGED", _("merged into another")
        REPLACED = "REPLACED", _("replaced by a new wording")

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=MAX_STATEMENT)
    author = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    role = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    is_seed = models.BooleanField(default=False)
    is_meta = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=1)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    concerns = models.ManyToManyField(Concern, through="StatementOrigin", related_name="statements")
    heard = models.JSONField(
        default=list, blank=True, editable=False,
        help_text="Agreed, then disagreed, by group, as the newest reading may show; chooses what comes next",
    )  # fmt: skip
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="statement_number_once_per_topic"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="statement_does_not_follow_itself"),
        ]
        indexes = [models.Index(fields=["topic", "status"], name="statement_by_status")]

    def __str__(self) -> str:
        return self.text


class StatementOrigin(models.Model):
    """From which concern a statement came, and how."""

    class Kind(models.TextChoices):
        WORDED = "WORDED", _("worded")
        SPLIT = "SPLIT", _("split")
        MERGED = "MERGED", _("merged")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="origins")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.WORDED)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "concern"], name="origin_once")]

    def __str__(self) -> str:
        return f"{self.concern_id} → {self.statement_id}"


class StatementVersion(models.Model):
    """The wording of a statement before a typo was mended; votes stay."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=MAX_STATEMENT)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "version"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} v{self.version}"


class StatementSplit(models.Model):
    """The published counts of one statement, moved on in batches (docs/adr/0007).

    A page shows these counts and never the votes of the moment: whoever reads the page after each vote would
    otherwise learn each vote from the difference.
    """

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.CASCADE, related_name="split")
    agree = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    disagree = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.agree} / {self.passed} / {self.disagree}"

    @property
    def n(self) -> int:
        return self.agree + self.passed + self.disagree


VALUES = [(AGREE, _("agree")), (PASS, _("pass")), (DISAGREE, _("disagree"))]


class Vote(models.Model):
    """The vote that counts now. Written only by `actions.cast_vote` and its batch, as one raw upsert."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    value = models.SmallIntegerField(choices=VALUES)
    is_important = models.BooleanField(default=False)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PHONE)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="one_current_vote"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="vote_is_agree_pass_or_disagree"),
        ]
        indexes = [models.Index(fields=["statement", "value"], name="vote_by_statement")]

    def __str__(self) -> str:
        return f"{self.participant_id} on {self.statement_id}: {self.value}"


class VoteEvent(models.Model):
    """Every cast and every undoing, in order. Append-only: triggers refuse UPDATE and DELETE.

    Of somebody's casts on a statement the latest (by `at`, then by id) that was not undone is their vote: the
    table of votes can be counted again from here. `value` is null for an undoing, which names the cast it
    `undoes`. `key` makes a repeated request harmless: the same key is written once.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="vote_events")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="vote_events")
    value = models.SmallIntegerField(null=True)
    is_important = models.BooleanField(default=False)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PHONE)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=36)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "key"], name="vote_event_key_once"),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, value__in=[-1, 0, 1])
                | Q(undoes__isnull=False, value__isnull=True),
                name="vote_event_is_a_cast_or_an_undoing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} on {self.statement_id}: {self.value}"


class Shown(models.Model):
    """A statement that somebody had in front of them on the voting page, whether they answered or not.

    The opinion engine weighs votes by it, because some statements are shown more often than others and active
    people see more. What came by paper or was kept by an offline phone is not in it: there a vote says as much.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="shown")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="shown")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "statement"], name="shown_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} before {self.participant_id}"
