"""What is known of a place, from where, and how sure; how its parts are; how exactly it may be shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.assets.actions.reporting import locked
from muara.web.assets.models import Condition, Fact, IdleAsset
from muara.web.assets.permissions import can_keep_assets
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later

# Fields that are stated with a source; the strongest statement stands in the row of the place.
STATED = (
    "place", "point", "idle_since", "use_status", "owner_level", "keeper", "land_m2", "floor_m2", "usable_m2",
    "title_status", "heritage", "zoning", "hazards", "dispute",
)  # fmt: skip


class CannotStateFact(Exception):
    """The fact was not written down; the message says why."""


class CannotRecordCondition(Exception):
    """The condition was not written down; the message says why."""


class CannotGuardAsset(Exception):
    """The place is shown as before; the message says why."""


@transaction.atomic
def state_fact(
    *,
    by: User,
    asset: IdleAsset,
    field: str,
    value: str,
    source: str,
    as_of: date,
    confidence: int,
    at: datetime,
    link: str = "",
) -> Fact:
    """Write down what a source says about one field. The surest statement counts, then the newest; all are kept.

    `value` is written as it is stored: a number, a choice in capitals, a text, or `-7.42,109.23` for the point. An
    empty value takes back what was thought (no dispute any more).

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotStateFact
        If there is no such field, no source, the day lies ahead, or the value does not fit.
    """
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    fact = Fact(asset=asset, field=field, as_of=as_of, confidence=confidence, by=by, at=at, link=link)
    fact.value, fact.source = cleaned(value, CannotStateFact), cleaned(source, CannotStateFact)
    if field not in STATED:
        raise CannotStateFact(_("There is no such field."))
    if not fact.source:
        raise CannotStateFact(_("Say from where it is known: a document, an office, who saw it."))
    not_later(as_of, day_in(asset.city, at), CannotStateFact)
    check_fields(fact, CannotStateFact, ["value", "source", "link", "confidence"])
    for name, meant in value_of(field, fact.value).items():
        setattr(asset, name, meant)
        check_fields(asset, CannotStateFact, [name])
    fact.save()
    settle(asset, [field])
    record("stated_fact", asset, by=by, city=asset.city, at=at, field=field, confidence=confidence)
    return fact


def value_of(field: str, value: str) -> dict[str, Any]:
    """Return what a written value means for the columns of a place.

    Raises
    ------
    CannotStateFact
        If it means nothing there.
    """
    if field == "point":
        if not value:
            return {"latitude": None, "longitude": None}
        try:
            latitude, longitude = (float(part) for part in value.split(","))
        except ValueError:
            raise CannotStateFact(
                _("Write a point as latitude,longitude, for example -7.4213,109.2344.")
            ) from None
        return {"latitude": latitude, "longitude": longitude}
    column: models.Field[Any, Any] = next(one for one in IdleAsset._meta.fields if one.name == field)
    if not value and column.null:
        return {field: None}
    if not value and column.choices:
        return {field: column.get_default()}
    try:
        return {field: column.to_python(value)}
    except ValidationError as error:
        raise CannotStateFact(" ".join(error.messages)) from error


def settle(asset: IdleAsset, fields: list[str]) -> None:
    """Let the surest, then newest statement of each field stand in the row of a locked place."""
    changed: dict[str, Any] = {}
    for field in fields:
        best = asset.facts.filter(field=field).order_by("-confidence", "-as_of", "-pk").first()
        if best is not None:
            changed |= value_of(field, best.value)
    for name, value in changed.items():
        setattr(asset, name, value)
    asset.save(update_fields=list(changed))


@transaction.atomic
def record_condition(
    *,
    by: User,
    asset: IdleAsset,
    levels: dict[str, int],
    source: str,
    on: date,
    at: datetime,
    notes: dict[str, str] | None = None,
) -> list[Condition]:
    """Write down how parts of a building were on a day, 0 (missing) to 3 (good); the others stay open.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotRecordCondition
        If nothing was looked at, nobody is named as source, or the day lies ahead.
    """
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    source = cleaned(source, CannotRecordCondition)
    if not levels:
        raise CannotRecordCondition(_("Give at least one part that somebody looked at."))
    if not source:
        raise CannotRecordCondition(_("Say who looked, by what they do: surveyor, neighbour, village official."))
    not_later(on, day_in(asset.city, at), CannotRecordCondition)
    rows = []
    for element, level in levels.items():
        row = Condition(asset=asset, element=element, level=level, source=source, seen_date=on, by=by, at=at)
        row.note = cleaned((notes or {}).get(element, ""), CannotRecordCondition)
        check_fields(row, CannotRecordCondition, ["element", "level", "note", "source"])
        row.save()
        rows.append(row)
    record("recorded_condition", asset, by=by, city=asset.city, at=at, parts=sorted(levels))
    return rows


@transaction.atomic
def guard_asset(*, by: User, asset: IdleAsset, sensitive: str, at: datetime) -> IdleAsset:
    """Say whether something speaks against showing where a place is; if so its point is blurred and photos hide.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotGuardAsset
        If there is no such reason.
    """
    if not can_keep_assets(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    if sensitive not in IdleAsset.Sensitive.values:
        raise CannotGuardAsset(_("Choose one of the reasons."))
    asset.sensitive = sensitive
    asset.save(update_fields=["sensitive"])
    record("guarded_asset", asset, by=by, city=asset.city, at=at, sensitive=sensitive)
    return asset
