from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Participant, Sector, User
from muara.web.cities.models import City, District, Village

MOST_M2 = 100_000_000


def square_metres(help_text: str) -> models.PositiveIntegerField[int | None, int | None]:
    return models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MOST_M2)], help_text=help_text
    )


class IdleAssetQuerySet(models.QuerySet["IdleAsset"]):
    def in_city(self, city: City) -> IdleAssetQuerySet:
        return self.filter(city=city)

    def published(self) -> IdleAssetQuerySet:
        return self.exclude(published_at=None).filter(hidden_at=None)

    def waiting(self) -> IdleAssetQuerySet:
        """Keep what was reported and nobody of the secretariat has looked at."""
        return self.filter(published_at=None, hidden_at=None)


class IdleAsset(models.Model):
    """A place that stands unused: what is known of it now. Where each of these is known from, its facts say."""

    class Owner(models.TextChoices):
        VILLAGE = "DESA", _("Village government")
        REGENCY = "KABUPATEN", _("Regency government")
        PROVINCE = "PROVINSI", _("Provincial government")
        CENTRAL = "PUSAT", _("Central government")
        STATE_COMPANY = "BUMN", _("State-owned company")
        UNKNOWN = "UNKNOWN", _("Not known")

    class Use(models.TextChoices):
        EMPTY = "EMPTY", _("empty")
        PARTLY = "PARTLY", _("partly used")
        DERELICT = "DERELICT", _("falling into ruin")
        UNKNOWN = "UNKNOWN", _("not known")

    class How(models.TextChoices):
        SEEN = "SEEN", _("I saw it myself")
        NEIGHBORS = "NEIGHBORS", _("Neighbours say so")
        OWNER = "OWNER", _("The owner or the keeper says so")
        DOCUMENT = "DOCUMENT", _("A document, a sign or the press says so")
        GUESS = "GUESS", _("I guess")

    class Title(models.TextChoices):
        CERTIFIED = "CERTIFIED", _("certificate in the owner's name")
        IN_PROCESS = "IN_PROCESS", _("certificate being made")
        NONE = "NONE", _("no certificate")
        UNKNOWN = "UNKNOWN", _("not known")

    class Heritage(models.TextChoices):
        YES = "YES", _("protected as heritage")
        NO = "NO", _("not protected")
        UNKNOWN = "UNKNOWN", _("not known")

    class Sensitive(models.TextChoices):
        NO = "", _("nothing speaks against showing it")
        LIVED_IN = "LIVED_IN", _("people live there")
        LOOTING = "LOOTING", _("things could be stolen")
        DANGER = "DANGER", _("it is dangerous to enter")

    class State(models.TextChoices):
        REPORTED = "REPORTED", _("reported")
        SEEN = "SEEN", _("seen by two")
        CONFIRMED = "CONFIRMED", _("owner confirmed")
        OPEN = "OPEN", _("open for proposals")
        APPLIED = "APPLIED", _("applied for")
        AGREED = "AGREED", _("agreed")
        IN_USE = "IN_USE", _("in use")
        RETURNED = "RETURNED", _("returned")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="idle_assets")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True, help_text="How to find it, in words")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90.0), MaxValueValidator(90.0)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180.0), MaxValueValidator(180.0)]
    )
    sensitive = models.CharField(max_length=8, choices=Sensitive.choices, blank=True, default=Sensitive.NO)
    owner_level = models.CharField(max_length=9, choices=Owner.choices, default=Owner.UNKNOWN)
    keeper = models.CharField(max_length=120, blank=True, help_text="The agency that has it (pengguna barang)")
    land_m2 = square_metres("Land")
    floor_m2 = square_metres("All floors together")
    usable_m2 = square_metres("What could be used as it is")
    use_status = models.CharField(max_length=8, choices=Use.choices, default=Use.UNKNOWN)
    idle_since = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Year", validators=[MinValueValidator(1900), MaxValueValidator(2200)]
    )
    how_known = models.CharField(max_length=9, choices=How.choices, default=How.GUESS)
    title_status = models.CharField(max_length=10, choices=Title.choices, default=Title.UNKNOWN)
    heritage = models.CharField(max_length=7, choices=Heritage.choices, default=Heritage.UNKNOWN)
    zoning = models.CharField(max_length=120, blank=True)
    hazards = models.CharField(max_length=300, blank=True)
    dispute = models.CharField(max_length=300, blank=True, help_text="Who disputes what; empty: none is known")
    state = models.CharField(max_length=9, choices=State.choices, default=State.REPORTED)
    reported_by = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="reported_assets"
    )
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reporter_role = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    reported_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_why = models.CharField(max_length=300, blank=True)

    objects = IdleAssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="idle_asset_slug_once_per_city"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_point_has_both_numbers",
            ),
            models.CheckConstraint(condition=Q(hidden_at=None) | ~Q(hidden_why=""), name="hiding_has_a_reason"),
        ]
        indexes = [models.Index(fields=["city", "state"], name="idle_assets_by_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.hidden_at is None

    @property
    def is_sensitive(self) -> bool:
        return self.sensitive != ""

    @property
    def is_disputed(self) -> bool:
        return self.dispute != ""

    @property
    def has_point(self) -> bool:
        return self.latitude is not None


class Sighting(models.Model):
    """Somebody was there, and says whether it still stands unused."""

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="sightings")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="asset_sightings"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_idle = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    seen_date = models.DateField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sighting {self.pk} of {self.asset_id}"


class Step(models.Model):
    """One step of the way of a place, forward or back, with its evidence. Never changed."""

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=9, choices=IdleAsset.State.choices, blank=True)
    to_state = models.CharField(max_length=9, choices=IdleAsset.State.choices)
    evidence = models.CharField(max_length=500)
    link = models.URLField(max_length=300, blank=True)
    on_date = models.DateField()
    proposal = models.ForeignKey(
        "assets.ReuseProposal", null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )
    route = models.CharField(max_length=24, blank=True, help_text="Under which form of use; see rules.ROUTES")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="a_step_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.from_state} → {self.to_state}"
