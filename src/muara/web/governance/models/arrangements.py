from __future__ import annotations

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.network.models import Actor


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    def in_city(self, city: City) -> ArrangementQuerySet:
        return self.filter(city=city)

    def standing(self) -> ArrangementQuerySet:
        return self.filter(state=Arrangement.State.STANDING)


class Arrangement(models.Model):
    """How a network decides together. What holds in it are its `Terms`; they change by decisions alone.

    `version` is the number of the terms in force: a change is written only on the version it was thought for
    (reliability F9).
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being prepared")
        STANDING = "STANDING", _("in force")
        ENDED = "ENDED", _("ended")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="arrangements")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    crossings = models.JSONField(default=dict, blank=True, help_text="Declared cross-over ranges of the fit")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="arrangement_slug_once_per_city"),
            models.CheckConstraint(
                condition=~Q(state="ENDED") | Q(ended_at__isnull=False), name="ended_arrangement_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ArrangementMemberQuerySet(models.QuerySet["ArrangementMember"]):
    def current(self) -> ArrangementMemberQuerySet:
        return self.filter(left_at=None)


class ArrangementMember(models.Model):
    """Who is in: an organisation, or a person; never both in one row."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="members")
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="arrangements")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="arrangements"
    )
    name = models.CharField(max_length=120, blank=True, help_text="How a person is called on the roll")
    delegate = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="delegations"
    )
    weight = models.PositiveIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text="Other than 1 only where the statutes say so"
    )
    since_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)

    objects = ArrangementMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(actor__isnull=False, participant__isnull=True)
                | Q(actor__isnull=True, participant__isnull=False),
                name="member_is_actor_or_person",
            ),
            models.UniqueConstraint(
                fields=["arrangement", "actor"],
                condition=Q(left_at=None, actor__isnull=False),
                name="actor_once_in_arrangement",
            ),
            models.UniqueConstraint(
                fields=["arrangement", "participant"],
                condition=Q(left_at=None, participant__isnull=False),
                name="person_once_in_arrangement",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="member_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of {self.arrangement_id}"


class Body(models.Model):
    """A board or an administrative body of an arrangement: it has seats, and does not deliver services itself."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="bodies")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    n_seats = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(30)])
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "slug"], name="body_slug_once_per_arrangement"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """Somebody sits in a body, since an election, until a term ends or the members call them back."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.SET_NULL, related_name="governance_seats"
    )
    name = models.CharField(max_length=120)
    by_decision = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="seats_given"
    )
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="seats_ended"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "participant"],
                condition=Q(until_at=None, participant__isnull=False),
                name="one_seat_per_person_and_body",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} of {self.body_id}"


class TermsQuerySet(models.QuerySet["Terms"]):
    def in_force(self) -> TermsQuerySet:
        return self.filter(state=Terms.State.IN_FORCE)


class Terms(models.Model):
    """One version of an arrangement: its form, its mandates, and how it is watched, left and changed."""

    class Form(models.TextChoices):
        PARTICIPANT_GOVERNED = "PARTICIPANT_GOVERNED", _("self-managed together")
        LEAD_ORGANIZATION = "LEAD_ORGANIZATION", _("lead organization")
        ADMINISTRATIVE = "ADMINISTRATIVE", _("network administrative organization")

    class Unit(models.TextChoices):
        PERSON = "PERSON", _("one vote for each person")
        ORGANISATION = "ORGANISATION", _("one vote for each organisation")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being written")
        PROPOSED = "PROPOSED", _("being decided on")
        IN_FORCE = "IN_FORCE", _("in force")
        SUPERSEDED = "SUPERSEDED", _("replaced")
        DROPPED = "DROPPED", _("not adopted")

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="terms")
    based_on = models.PositiveIntegerField(help_text="The version that these terms would replace; 0 for the first")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="Given when they come into force")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    form = models.CharField(max_length=20, choices=Form.choices)
    unit = models.CharField(max_length=12, choices=Unit.choices)
    lead = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what_for = models.TextField(max_length=1000, blank=True)
    monitoring = models.TextField(max_length=1000, blank=True, help_text="How members see what is done")
    leaving = models.TextField(max_length=1000, blank=True, help_text="How somebody leaves")
    recalling = models.TextField(max_length=1000, blank=True, help_text="How a mandate is taken back")
    until_date = models.DateField(null=True, blank=True, help_text="When they have to be confirmed or end")
    ends_arrangement = models.BooleanField(default=False, help_text="Adopting these ends the arrangement")
    by_decision = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="terms_adopted"
    )
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()
    since_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement"], condition=Q(state="IN_FORCE"), name="one_set_of_terms_in_force"
            ),
            models.UniqueConstraint(
                fields=["arrangement", "number"],
                condition=Q(number__isnull=False),
                name="terms_number_once_per_arrangement",
            ),
            models.CheckConstraint(
                condition=~Q(form="LEAD_ORGANIZATION") | Q(lead__isnull=False) | Q(state="DRAFT"),
                name="lead_organization_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.number or self.pk} of {self.arrangement_id}"


class Matter(models.TextChoices):
    """What there is to decide about. Every later room asks `may_decide` in these words."""

    INITIATIVE = "INITIATIVE", _("start or stop an initiative")
    SPENDING = "SPENDING", _("spend money")
    ADMISSION = "ADMISSION", _("admit members")
    REPRESENTING = "REPRESENTING", _("speak for the network")
    ARRANGEMENT = "ARRANGEMENT", _("change how we decide")
    ELECTION = "ELECTION", _("elect and recall")
    OTHER = "OTHER", _("something else")


class Mandate(models.Model):
    """Who may decide a matter under some terms: the members by a decision, or somebody alone, within limits."""

    class Holder(models.TextChoices):
        MEMBERS = "MEMBERS", _("the members")
        ACTOR = "ACTOR", _("an organisation")
        BODY = "BODY", _("a body")

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="mandates")
    matter = models.CharField(max_length=12, choices=Matter.choices)
    holder = models.CharField(max_length=7, choices=Holder.choices)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates")
    most_amount = models.BigIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0)], help_text="In rupiah; empty is no bound"
    )
    advice_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(90)], help_text="Days in which members are asked for advice first"
    )
    template = models.CharField(
        max_length=30, blank=True, help_text="How the members decide it: key of a decision template"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="mandates_recalled"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(holder="MEMBERS", actor__isnull=True, body__isnull=True)
                | Q(holder="ACTOR", actor__isnull=False, body__isnull=True)
                | Q(holder="BODY", actor__isnull=True, body__isnull=False),
                name="mandate_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(most_amount=None) | Q(matter="SPENDING"), name="only_spending_has_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} by {self.holder} in {self.terms_id}"

    def holds_at(self, at: datetime) -> bool:
        return self.ended_at is None or at < self.ended_at


class ExpertEntry(models.Model):
    """What one rater thinks of a condition that cannot be measured: low, likely, high, from 0 to 1."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="expert_entries")
    condition = models.CharField(max_length=30)
    rater = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    low = models.FloatField()
    mid = models.FloatField()
    high = models.FloatField()
    why = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "expert entries"
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "condition", "rater"],
                condition=Q(rater__isnull=False),
                name="one_expert_entry_per_rater",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=models.F("mid"), mid__lte=models.F("high")), name="expert_entry_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition} of {self.arrangement_id}"


class FitReading(models.Model):
    """Which form the data supported at a time; kept as it was told, never computed again silently."""

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="fit_readings")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    engine = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    inputs = models.JSONField(encoder=DjangoJSONEncoder)
    result = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"fit of {self.arrangement_id} at {self.taken_at:%Y-%m-%d}"
