from __future__ import annotations

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel, Participant, User
from muara.web.cities.models import City
from muara.web.forum.models import Session
from muara.web.governance.models.arrangements import Arrangement, ArrangementMember, Mandate, Matter, Terms
from muara.web.network.models import Actor


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_city(self, city: City) -> DecisionQuerySet:
        return self.filter(city=city)

    def public(self) -> DecisionQuerySet:
        return self.exclude(state=Decision.State.DRAFT)

    def open(self) -> DecisionQuerySet:
        return self.filter(state=Decision.State.OPEN)


class Decision(models.Model):
    """Something that is decided together. Its ballots are events of its own log (`Event`).

    Until it opens, everything may change. From the opening on, rules and roll are frozen and hashed in the first
    event, and closing is the last event: a clock alone closes nothing.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being prepared")
        SCHEDULED = "SCHEDULED", _("opens later")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")
        CANCELLED = "CANCELLED", _("called off before it opened")

    class Mode(models.TextChoices):
        OPEN_BALLOT = "terbuka", _("open ballot")
        SECRET_BALLOT = "rahasia", _("secret ballot")

    class ReasonRule(models.TextChoices):
        OPTIONAL = "OPTIONAL", _("a reason is welcome")
        OBJECTION = "OBJECTION", _("who objects says why")
        REQUIRED = "REQUIRED", _("everybody says why")
        OFF = "OFF", _("without reasons")

    class Drawn(models.TextChoices):
        NAMES = "NAMES", _("who took part is published after the close")
        COUNTS = "COUNTS", _("only the number is published")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="decisions")
    arrangement = models.ForeignKey(Arrangement, on_delete=models.PROTECT, related_name="decisions")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    details = models.TextField(max_length=6000, blank=True)
    template = models.CharField(max_length=30, blank=True)
    matter = models.CharField(max_length=12, choices=Matter.choices, default=Matter.OTHER)
    amount = models.BigIntegerField(null=True, blank=True, help_text="In rupiah, where money is spent")
    mode = models.CharField(max_length=7, choices=Mode.choices, default=Mode.OPEN_BALLOT)
    rules = models.JSONField(help_text="muara-rules-1, as `engine.governance.decisions` reads them")
    reason_rule = models.CharField(max_length=9, choices=ReasonRule.choices, default=ReasonRule.OPTIONAL)
    hides_results = models.BooleanField(default=False, help_text="No numbers before the close")
    names_voters = models.BooleanField(
        default=False, help_text="Open ballots: names and choices are published after the close"
    )
    drawn = models.CharField(max_length=6, choices=Drawn.choices, default=Drawn.COUNTS)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="decisions_proposed")
    roll_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    refers_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_up_again"
    )
    adopts = models.ForeignKey(Terms, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    recalls = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="recalls")
    elects_to = models.ForeignKey(
        "governance.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="elections"
    )
    effect = models.JSONField(default=dict, blank=True, help_text="What else comes into force when it passes")
    # The log, as far as it is written: advanced under the lock of this row, together with each event.
    log_size = models.PositiveIntegerField(default=0)
    log_peaks = models.JSONField(default=list, help_text="Frontier of the Merkle tree, in hexadecimal")
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder, help_text="muara-result-1")
    lot = models.CharField(max_length=60, blank=True)
    early_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was closed before its hour, while somebody had not voted"
    )
    # What was decided, in words, and who does what by when.
    outcome = models.TextField(max_length=2000, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    owner_actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=120, blank=True, help_text="Who carries it out")
    due_date = models.DateField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=1000, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Counts the changes before the opening (F9)")
    created_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="decision_slug_once_per_city"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
                name="decision_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | Q(closed_at__isnull=False, result__isnull=False),
                name="closed_decision_has_a_result",
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "closes_at"], name="decisions_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_secret(self) -> bool:
        return self.mode == self.Mode.SECRET_BALLOT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    def takes_ballots(self, at: datetime) -> bool:
        """Say whether a ballot may come in now. The close is the event; the hour only ends what is taken."""
        return self.is_open and (self.closes_at is None or at < self.closes_at)


class Elector(models.Model):
    """One line of a frozen roll. Without its salt and its member it leads to nobody any more."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="electors")
    tag = models.CharField(max_length=64)
    salt = models.BinaryField(max_length=32, null=True)
    member = models.CharField(max_length=140, blank=True, help_text="The name that the tag is made of")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="electorships"
    )
    membership = models.ForeignKey(
        ArrangementMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="electorships"
    )
    weight = models.PositiveIntegerField(default=1)
    is_present = models.BooleanField(default=False, help_text="Seen in the meeting that decides")
    drew_code = models.BooleanField(
        default=False, help_text="Secret ballots: took a slip. Never written together with a ballot"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "tag"], name="tag_once_per_roll"),
            models.UniqueConstraint(
                fields=["decision", "participant"],
                condition=Q(participant__isnull=False),
                name="person_once_per_roll",
            ),
            models.UniqueConstraint(
                fields=["decision", "membership"],
                condition=Q(membership__isnull=False),
                name="member_once_per_roll",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="elector_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"elector {self.tag[:8]} of {self.decision_id}"


class Event(models.Model):
    """One event of a decision's log, in its canonical text. The database refuses to change or delete one."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    data = models.TextField()
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "seq"], name="one_event_per_place")]

    def __str__(self) -> str:
        return f"event {self.seq} of {self.decision_id}"


class Tile(models.Model):
    """The root of a whole run of events (`engine.ledger.TILE`), so that a proof need not read all of them.

    It only saves work: whoever verifies hashes the events, and a proof that it spoils is made from them.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tiles")
    number = models.PositiveIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="one_root_per_tile")]

    def __str__(self) -> str:
        return f"tile {self.number} of {self.decision_id}"


class Ballot(models.Model):
    """The current open ballot of somebody on the roll; each cast is an event, the last one counts."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="ballots")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="ballots")
    choice = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    salt = models.BinaryField(max_length=32, null=True)
    seq = models.PositiveIntegerField(help_text="Its event")
    key = models.CharField(max_length=64, help_text="The same key again is the same ballot (F14)")
    earlier = models.JSONField(default=dict, help_text="Keys of the ballots that it replaced, with their events")
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True, help_text="Empty: online")
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "elector"], name="one_current_ballot"),
        ]

    def __str__(self) -> str:
        return f"ballot {self.seq} in {self.decision_id}"


class HandCount(models.Model):
    """Hands counted in a meeting by two people, of those who gave no ballot of their own."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="hand_counts")
    counts = models.JSONField(help_text="Number of hands for each option")
    seq = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    witness = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"hands in {self.decision_id}"


class BallotCode(models.Model):
    """The hash of a one-time slip of a secret decision. Nothing here says whose it is, or whether it was used."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "code_hash"], name="code_once_per_decision")]

    def __str__(self) -> str:
        return f"code in {self.decision_id}"


class SealedBallot(models.Model):
    """A secret ballot before the close: what opens its commitment. No time, no person, keyed by its commitment.

    On SQLite the table has no rowid: the order of the rows is the order of the hashes (reliability T5).
    """

    commitment = models.CharField(max_length=64, primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="sealed")
    salt = models.BinaryField(max_length=32)
    code_hash = models.CharField(max_length=64)
    choice = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "code_hash"], name="one_sealed_ballot_per_code"),
        ]

    def __str__(self) -> str:
        return f"sealed in {self.decision_id}"


class ReminderLetter(models.Model):
    """A reminder by e-mail that has still to be sent, or of which nobody knows whether it left. No time, no trace.

    Written once for each person and reminder; deleted as soon as it is sent, and all of them at the close (T5).
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reminder_letters")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="reminder_letters")
    is_tried = models.BooleanField(
        default=False, help_text="Handed to the mail server; nobody knows whether it left"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "participant"], name="one_reminder_letter_per_person"),
        ]

    def __str__(self) -> str:
        return f"reminder letter {self.pk} of {self.decision_id}"


class Amendment(models.Model):
    """Another wording of a proposal, made to take an objection in."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    before = models.TextField(max_length=6000)
    after = models.TextField(max_length=6000)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="amendment_number_once_per_decision"),
        ]

    def __str__(self) -> str:
        return f"amendment {self.number} of {self.decision_id}"


class Objection(models.Model):
    """A reason why a proposal would do harm: it is tested, then taken in, withdrawn, or it stands."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        INTEGRATED = "integrated", _("taken in")
        WITHDRAWN = "withdrawn", _("withdrawn")
        STANDS = "stands", _("stands")

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="objections")
    elector = models.ForeignKey(Elector, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=1000)
    salt = models.BinaryField(max_length=32, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    checks = models.JSONField(default=dict, help_text="The four checks: true, false or null each")
    amendment = models.ForeignKey(
        Amendment, null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    raised_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="objection_number_once_per_decision"),
            models.CheckConstraint(
                condition=~Q(state="integrated") | Q(amendment__isnull=False), name="integrated_by_an_amendment"
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.number} to {self.decision_id}"


class Witness(models.Model):
    """Somebody of another hub who keeps heads of the logs of a city (saksi)."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="witnesses")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="witnessing")
    name = models.CharField(max_length=120)
    hub = models.CharField(max_length=80, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "witnesses"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "user"],
                condition=Q(until_at=None, user__isnull=False),
                name="witness_once_per_city",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeptHead(models.Model):
    """A signed head that a witness took, and whether the log of later times began with it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="kept_heads")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="heads")
    size = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    kept_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    is_consistent = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "witness", "size", "root"], name="head_kept_once_per_witness"
            ),
        ]

    def __str__(self) -> str:
        return f"head {self.size} of {self.decision_id}"
