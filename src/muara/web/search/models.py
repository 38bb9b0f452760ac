from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City


class StemsField(models.TextField[str, str]):
    """Stems with a space around each. The migrations give it an index of its words on either database."""


class _WordLookup(models.Lookup[Any]):
    """Ask the index of words; the stems are letters and digits only (`words.folded`)."""

    sqlite_joint = postgresql_joint = ""
    prepare_rhs = False

    def asked(self, joint: str, quote: str) -> str:
        return joint.join(f"{quote}{stem}{quote}" for stem in self.rhs)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        found = "SELECT rowid FROM search_words WHERE search_words MATCH %s"
        return f'{table}."id" IN ({found})', [self.asked(self.sqlite_joint, '"')]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f'{table}."words" @@ %s::tsquery', [self.asked(self.postgresql_joint, "'")]


@StemsField.register_lookup
class HasAll(_WordLookup):
    lookup_name = "has_all"
    sqlite_joint, postgresql_joint = " AND ", " & "


@StemsField.register_lookup
class HasAny(_WordLookup):
    lookup_name = "has_any"
    sqlite_joint, postgresql_joint = " OR ", " | "


class Kind(models.TextChoices):
    """What can be found. No choices of a column: a new kind needs no migration."""

    SESSION = "SESSION", _("Evening")
    MINUTES = "MINUTES", _("Minutes")
    TOPIC = "TOPIC", _("Topic")
    CONCERN = "CONCERN", _("Concern")
    STATEMENT = "STATEMENT", _("Statement")
    THREAD = "THREAD", _("Common thread")
    ACTOR = "ACTOR", _("Organisation")
    PROCESS = "PROCESS", _("Joint work")
    ARRANGEMENT = "ARRANGEMENT", _("How we decide")
    DECISION = "DECISION", _("Decision")
    ASSET = "ASSET", _("Idle place")
    PRODUCT = "PRODUCT", _("Local product")
    SPACE = "SPACE", _("Space to use")
    NEED = "NEED", _("Need")
    INITIATIVE = "INITIATIVE", _("Initiative")
    COOPERATIVE = "COOPERATIVE", _("Cooperative")
    FOUNDING = "FOUNDING", _("Cooperative being founded")
    CLAIM = "CLAIM", _("Word of the city")
    CAMPAIGN = "CAMPAIGN", _("Campaign")


class EntryQuerySet(models.QuerySet["Entry"]):
    def in_city(self, city: City) -> EntryQuerySet:
        return self.filter(city=city)


class Entry(models.Model):
    """Something that everybody may read, as it is found. It is made from the rooms and can always be made anew."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=80, help_text="Which one of its kind")
    path = models.CharField(max_length=250, help_text="Where it is read")
    title = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    title_stems = models.TextField(blank=True)
    stems = StemsField(blank=True, help_text="Of the title, then of the text; written by the program")
    at = models.DateTimeField(help_text="Of when it is")
    digest = models.CharField(max_length=64, help_text="Of all that the rooms said, to see what changed")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["city", "kind", "key"], name="search_entry_once_per_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
