from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City, District


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they are in a city says their `Membership` and `Participant` there."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=5, blank=True, help_text="In which letters are written to them")
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email or self.phone or f"#{self.pk}"


class Sector(models.TextChoices):
    """The fixed list from the glossary that people describe themselves with."""

    COOPERATIVE = "COOPERATIVE", _("Cooperative")
    CREATIVE = "CREATIVE", _("Creative community")
    MOVEMENT = "MOVEMENT", _("Movement")
    MEDIA = "MEDIA", _("Media")
    ACADEMIC = "ACADEMIC", _("Academia")
    GOVERNMENT = "GOVERNMENT", _("Government")
    BUSINESS = "BUSINESS", _("Business association")
    SHOP = "SHOP", _("Small shop")
    VILLAGE = "VILLAGE", _("Village")
    RESIDENT = "RESIDENT", _("Resident")


class Channel(models.TextChoices):
    """How a voice came in; every channel counts as people."""

    PHONE = "PHONE", _("phone")
    PAPER = "PAPER", _("paper")
    ASSISTED = "ASSISTED", _("assisted")
    MEETING = "MEETING", _("meeting")


class Membership(models.Model):
    """What somebody may do in a city."""

    class Role(models.TextChoices):
        SECRETARIAT = "SECRETARIAT", _("secretariat")
        FACILITATOR = "FACILITATOR", _("facilitator")
        MEMBER = "MEMBER", _("member")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "user"], name="one_membership_per_city")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def in_city(self, city: City) -> ParticipantQuerySet:
        return self.filter(city=city)

    def themselves(self) -> ParticipantQuerySet:
        """Leave out guests who turned out to be somebody else here."""
        return self.filter(merged_into=None)

    def verified(self) -> ParticipantQuerySet:
        return self.filter(tier=Participant.Tier.VERIFIED)


class Participant(models.Model):
    """Somebody who takes part in a city: signed in, a guest on a device, or helped by a facilitator."""

    class Tier(models.TextChoices):
        GUEST = "GUEST", _("guest")
        INVITED = "INVITED", _("invited")
        VERIFIED = "VERIFIED", _("verified")

    class VerifiedBy(models.TextChoices):
        ROLL = "ROLL", _("on a member roll")
        HALL = "HALL", _("seen at a session")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="participants")
    device_hash = models.CharField(max_length=64, blank=True)
    tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.GUEST)
    verified_by = models.CharField(max_length=4, choices=VerifiedBy.choices, blank=True)
    invited_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="invited"
    )
    is_assisted = models.BooleanField(default=False)
    assisted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assisted_participants"
    )
    label = models.CharField(max_length=40, blank=True, help_text="Sheet number or seat, for paper and assisted")
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    hub = models.CharField(max_length=80, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged_guests"
    )
    wants_reminders = models.BooleanField(default=True, help_text="By e-mail, of what waits for them here")
    joined_at = models.DateTimeField()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "user"],
                condition=Q(user__isnull=False),
                name="one_participant_per_user_and_city",
            ),
            models.UniqueConstraint(
                fields=["city", "device_hash"],
                condition=~Q(device_hash=""),
                name="one_participant_per_device_and_city",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} {self.pk}"

    @property
    def has_described_themselves(self) -> bool:
        return bool(self.sector or self.district_id or self.hub)


class Invitation(models.Model):
    """A one-time invitation; only the hash of its token is kept (reliability T13)."""

    city = models.ForeignKey(City, on_delete=models.PROTECT)
    invited_by = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class RollEntry(models.Model):
    """One person on a member roll: only a keyed hash of their phone or e-mail is kept."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="roll")
    contact_hash = models.CharField(max_length=64)
    source = models.CharField(max_length=80)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    matched = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="roll_entries")
    matched_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "roll entries"
        constraints = [models.UniqueConstraint(fields=["city", "contact_hash"], name="once_on_the_roll")]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class DeliveredCode(models.Model):
    """A sign-in code that a facilitator reads out, because no SMS gateway is needed (the default delivery)."""

    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    phone = models.CharField(max_length=20, db_index=True)
    code = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    shown_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"code for {self.masked_phone}"

    @property
    def masked_phone(self) -> str:
        """The last three digits are enough to tell people in a hall apart."""
        return f"0{self.phone[3:6]} … {self.phone[-3:]}"


class Notice(models.Model):
    """What became of it: a sentence to one participant, kept until read."""

    city = models.ForeignKey(City, on_delete=models.PROTECT)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["participant", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.participant_id}"


class AuditLine(models.Model):
    """One line for each write: who, what, when, to which object. Never changed, never deleted by the program."""

    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT)
    by_user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_participant = models.ForeignKey(Participant, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    what = models.CharField(max_length=60)
    what_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["city", "at"], name="audit_by_city_and_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.what} {self.what_id}"
