from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cooperatives.models.register import AnnualMeeting, Cooperative
from muara.web.governance.models import Decision

KEY_SALT = "muara.cooperatives.line"


class SurplusYear(models.Model):
    """What a financial year left over and how it is divided: a preview until a meeting decided, then locked.

    A locked year never changes. Another division is another version, decided by another meeting.
    """

    class State(models.TextChoices):
        PREVIEW = "PREVIEW", _("preview")
        LOCKED = "LOCKED", _("decided")

    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="surplus_years")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=State.choices, default=State.PREVIEW)
    ends_date = models.DateField(help_text="Last day of the financial year")
    surplus = models.BigIntegerField(help_text="In rupiah, after costs, depreciation and tax; a loss is negative")
    by_trade = models.DecimalField(
        max_digits=6, decimal_places=3, help_text="Of 100, by trade; the rest by deposits"
    )
    pays_former = models.BooleanField(default=False)
    weighs_time = models.BooleanField(default=False, help_text="Deposits are given in rupiah-days")
    why = models.CharField(max_length=300, blank=True, help_text="Why a decided year is divided anew")
    secret = models.CharField(max_length=40, help_text="What the links of the members are made of")
    meeting = models.ForeignKey(
        AnnualMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="surplus_years"
    )
    minutes = models.CharField(max_length=200, blank=True, help_text="Number and date of the minutes")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    locked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "year", "version"], name="surplus_version_once_per_year"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "year"], condition=Q(state="PREVIEW"), name="one_preview_per_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="LOCKED")
                | Q(meeting__isnull=False, locked_at__isnull=False) & (~Q(minutes="") | Q(decision__isnull=False)),
                name="locked_surplus_has_a_meeting_with_minutes",
            ),
            models.CheckConstraint(
                condition=Q(by_trade__gte=0, by_trade__lte=100), name="share_by_trade_is_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.year} ({self.version})"

    def key_of(self, number: int) -> str:
        """Return the secret part of the link that shows a member their own line, and nobody else's."""
        what = f"{self.pk}-{number}"
        return f"{what}-{salted_hmac(f'{KEY_SALT}.{self.secret}', what, algorithm='sha256').hexdigest()[:24]}"

    def is_opened_by(self, key: str, number: int) -> bool:
        return constant_time_compare(key, self.key_of(number))

    @property
    def is_locked(self) -> bool:
        return self.state == self.State.LOCKED


class SurplusShare(models.Model):
    """One part of the surplus: the reserve, the members, education and what else the by-laws name."""

    class Purpose(models.TextChoices):
        RESERVE = "RESERVE", _("reserve fund")
        MEMBERS = "MEMBERS", _("members")
        MANAGEMENT = "MANAGEMENT", _("management board")
        EMPLOYEES = "EMPLOYEES", _("employees")
        EDUCATION = "EDUCATION", _("education fund")
        SOCIAL = "SOCIAL", _("social fund")
        DEVELOPMENT = "DEVELOPMENT", _("development of the region")

    surplus_year = models.ForeignKey(SurplusYear, on_delete=models.CASCADE, related_name="shares")
    purpose = models.CharField(max_length=11, choices=Purpose.choices)
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    amount = models.BigIntegerField(null=True, blank=True, help_text="Rupiah, once decided")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["surplus_year", "purpose"], name="one_share_per_purpose"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_is_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.percent}"


class MemberLine(models.Model):
    """What one member did in the year, by member number: who that is stands in the member book alone."""

    class Standing(models.TextChoices):
        MEMBER = "MEMBER", _("member")
        FORMER = "FORMER", _("has left")
        OUTSIDER = "OUTSIDER", _("no member")

    surplus_year = models.ForeignKey(SurplusYear, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    trade = models.PositiveBigIntegerField()
    deposits = models.PositiveBigIntegerField(help_text="Rupiah, or rupiah-days if the by-laws weigh time")
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.MEMBER)
    by_trade = models.PositiveBigIntegerField(null=True, blank=True, help_text="Rupiah, once decided")
    by_deposits = models.PositiveBigIntegerField(null=True, blank=True, help_text="Rupiah, once decided")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["surplus_year", "number"], name="member_once_per_surplus_year"),
        ]

    def __str__(self) -> str:
        return f"member {self.number} of {self.surplus_year_id}"
