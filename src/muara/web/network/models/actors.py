from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector, User
from muara.web.cities.models import City, District, Village


class ActorQuerySet(models.QuerySet["Actor"]):
    def in_city(self, city: City) -> ActorQuerySet:
        return self.filter(city=city)

    def with_state_on(self, day: date) -> ActorQuerySet:
        """Add `last_event` and `last_event_date`, the newest up to a day; both None before it joined."""
        newest = (
            ActorEvent.objects.filter(actor=models.OuterRef("pk"), on_date__lte=day)
            .order_by("-on_date", "-pk")
            .values("kind")[:1]
        )
        dated = newest.values("on_date")
        return self.annotate(last_event=models.Subquery(newest), last_event_date=models.Subquery(dated))

    def present_on(self, day: date) -> ActorQuerySet:
        """Keep those who had joined (or come back) by a day and not left."""
        return self.with_state_on(day).filter(Q(last_event__in=ActorEvent.PRESENT))


class Actor(models.Model):
    """An organisation, community or office of the city's network; never a person."""

    class Kind(models.TextChoices):
        COOPERATIVE = "COOPERATIVE", _("Cooperative")
        HUB = "HUB", _("Hub")
        CREATIVE = "CREATIVE", _("Creative community")
        MOVEMENT = "MOVEMENT", _("Movement")
        MEDIA = "MEDIA", _("Media")
        ACADEMIC = "ACADEMIC", _("Academia")
        GOVERNMENT = "GOVERNMENT", _("Government agency")
        BUSINESS = "BUSINESS", _("Business association")
        FINANCE = "FINANCE", _("Bank or credit union")
        VILLAGE = "VILLAGE", _("Village")
        OTHER = "OTHER", _("Other")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="actors")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    last_meeting_date = models.DateField(
        null=True, blank=True, help_text="Last annual members' meeting; cooperatives only"
    )
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    hub = models.CharField(max_length=80, blank=True, help_text="The hub it counts itself to, in its own words")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    n_members = models.PositiveIntegerField(null=True, blank=True, help_text="People it stands for")
    offers = models.TextField(max_length=1000, blank=True, help_text="One thing a line")
    needs = models.TextField(max_length=1000, blank=True, help_text="One thing a line")
    description = models.TextField(max_length=2000, blank=True)
    since_date = models.DateField(null=True, blank=True, help_text="Since when it exists")
    created_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(help_text="When somebody last said that this entry is true")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="actor_slug_once_per_city"),
            models.UniqueConstraint("city", Lower("name"), name="actor_name_once_per_city"),
            models.CheckConstraint(
                condition=Q(kind="COOPERATIVE") | Q(last_meeting_date=None), name="only_cooperatives_hold_meetings"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def offered(self) -> list[str]:
        return _lines(self.offers)

    @property
    def needed(self) -> list[str]:
        return _lines(self.needs)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ActorEvent(models.Model):
    """An actor joined, left or came back; whether it is there on a day follows from these alone."""

    class Kind(models.TextChoices):
        JOINED = "JOINED", _("joined")
        LEFT = "LEFT", _("left")
        RETURNED = "RETURNED", _("came back")

    PRESENT = ("JOINED", "RETURNED")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on_date = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="LEFT") | ~Q(reason=""), name="leaving_has_a_reason"),
        ]
        indexes = [models.Index(fields=["actor", "on_date"], name="events_of_an_actor")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind} {self.on_date}"


class ContactPerson(models.Model):
    """Whom to call at an actor: seen by the secretariat and the actor's own people only."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.pk} of {self.actor_id}"


class ActorMembershipQuerySet(models.QuerySet["ActorMembership"]):
    def active(self) -> ActorMembershipQuerySet:
        return self.filter(status=ActorMembership.Status.ACTIVE)

    def asked(self) -> ActorMembershipQuerySet:
        return self.filter(status=ActorMembership.Status.ASKED)


class ActorMembership(models.Model):
    """Somebody who speaks for an actor, or asks to."""

    class Status(models.TextChoices):
        ASKED = "ASKED", _("asked")
        ACTIVE = "ACTIVE", _("active")
        REFUSED = "REFUSED", _("refused")
        ENDED = "ENDED", _("ended")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="actor_memberships")
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.ASKED)
    note = models.CharField(max_length=300, help_text="What they do there, in their own words")
    asked_at = models.DateTimeField()
    since_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ActorMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "user"],
                condition=Q(status__in=["ASKED", "ACTIVE"]),
                name="one_open_membership_per_actor_and_user",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk} of {self.actor_id}"


class ClaimApproval(models.Model):
    """One person's yes to a claim; a takeover needs two of them."""

    membership = models.ForeignKey(ActorMembership, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "by"], condition=Q(by__isnull=False), name="one_yes_per_person_and_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"approval of {self.membership_id}"
