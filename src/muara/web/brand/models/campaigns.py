from __future__ import annotations

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def in_city(self, city: City) -> CampaignQuerySet:
        return self.filter(city=city)


class Campaign(models.Model):
    """Something that is done so that a place becomes known for it.

    `aims` are the series of substance that it is meant to move. They are written down before the first reading
    and stay: who chooses afterwards always finds one that grew.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="campaigns")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    promise = models.CharField(max_length=300, help_text="What it is to bring, in a sentence")
    started_date = models.DateField()
    ended_date = models.DateField(null=True, blank=True)
    aims = models.JSONField(default=list)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="campaign_slug_once_per_city"),
            models.CheckConstraint(
                condition=Q(ended_date=None) | Q(ended_date__gte=models.F("started_date")),
                name="campaign_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Involvement(models.Model):
    """Who had which part in a campaign: an organisation of the network, or somebody of a level; never a person."""

    class Level(models.TextChoices):
        LOCAL_COMMUNITY = "LOCAL_COMMUNITY", _("local community")
        LOCAL_BUSINESS = "LOCAL_BUSINESS", _("local business")
        REGIONAL = "REGIONAL", _("regional")
        GOVERNMENT = "GOVERNMENT", _("government")
        MEDIA = "MEDIA", _("media")
        ACADEMIA = "ACADEMIA", _("academia")

    class Part(models.TextChoices):
        INITIATED = "INITIATED", _("initiated")
        DECIDED = "DECIDED", _("took the decision")
        PAID = "PAID", _("paid")
        DID = "DID", _("carried it out")
        BENEFITED = "BENEFITED", _("benefited")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="involvements")
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=120, blank=True, help_text="Where it is no actor of the network")
    level = models.CharField(max_length=15, choices=Level.choices)
    part = models.CharField(max_length=10, choices=Part.choices)
    source = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "actor", "part"],
                condition=Q(actor__isnull=False),
                name="actor_once_per_campaign_and_part",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=True, who__gt="") | Q(actor__isnull=False, who=""),
                name="involved_is_an_actor_or_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} in {self.campaign_id}"

    @property
    def name(self) -> str:
        return self.actor.name if self.actor else self.who


class Series(models.Model):
    """Counts of attention from one source, evenly spaced. The main one gives the campaign its word."""

    class Unit(models.TextChoices):
        VIEWS = "VIEWS", _("page views")
        SEARCHES = "SEARCHES", _("searches")
        MENTIONS = "MENTIONS", _("mentions")
        PEOPLE = "PEOPLE", _("people in the room")
        VOICES = "VOICES", _("concerns raised")

    class Origin(models.TextChoices):
        OUTSIDE = "OUTSIDE", _("counted elsewhere, from a file")
        HAND = "HAND", _("counted by hand")
        EVENINGS = "EVENINGS", _("counted here: people at the evenings")
        CONCERNS = "CONCERNS", _("counted here: concerns raised")

    class Step(models.IntegerChoices):
        DAILY = 1, _("daily")
        WEEKLY = 7, _("weekly")

    OWN = (Origin.EVENINGS, Origin.CONCERNS)

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="series")
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    step = models.PositiveSmallIntegerField(choices=Step.choices, help_text="Days that one count covers")
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=300, blank=True)
    is_main = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "name"], name="series_name_once_per_campaign"),
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(is_main=True), name="one_main_series_per_campaign"
            ),
            models.CheckConstraint(condition=Q(step__in=[1, 7]), name="series_is_daily_or_weekly"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        return self.origin in self.OWN

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.step)


class Point(models.Model):
    """How many were counted from a day on, for as many days as the series has in a step."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points")
    on_date = models.DateField()
    n = models.PositiveBigIntegerField(validators=[MinValueValidator(0)])
    note = models.CharField(max_length=120, blank=True, help_text="Who counted, where that differs")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "on_date"], name="one_count_per_day_and_series")]

    def __str__(self) -> str:
        return f"{self.n} on {self.on_date}"


class Activity(models.Model):
    """Something that was done in a campaign, and what it cost as far as that is known."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(max_length=160)
    on_date = models.DateField()
    spend = models.BigIntegerField(null=True, blank=True, help_text="In rupiah; empty is not known")
    source = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(condition=Q(spend=None) | Q(spend__gte=0), name="spend_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


class Rating(models.Model):
    """What an activity mainly was, in the eyes of one of its two raters. Neither sees the other's first."""

    class Tag(models.TextChoices):
        VISUAL = "VISUAL", _("picture")
        EVENT = "EVENT", _("event")
        LEARNING = "LEARNING", _("learning")
        ECONOMIC = "ECONOMIC", _("economic")
        ASSET = "ASSET", _("asset")
        RULE = "RULE", _("rule")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    tag = models.CharField(max_length=8, choices=Tag.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "rater"], condition=Q(rater__isnull=False), name="one_rating_per_rater"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} for {self.activity_id}"


class BrandRules(models.Model):
    """The thresholds that a city set for the four words. Without a row the published ones hold."""

    city = models.OneToOneField(City, on_delete=models.CASCADE, related_name="brand_rules")
    values = models.JSONField()
    why = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "brand rules"

    def __str__(self) -> str:
        return f"rules of {self.city_id}"


class CampaignReading(models.Model):
    """What could be said of a campaign at a time; kept as it was told, never computed again silently."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="readings")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    engine = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    inputs = models.JSONField(encoder=DjangoJSONEncoder)
    result = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["campaign", "taken_at"], name="readings_of_a_campaign")]

    def __str__(self) -> str:
        return f"reading of {self.campaign_id} at {self.taken_at:%Y-%m-%d}"
